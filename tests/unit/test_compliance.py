"""Who is judged at all, and what a finding says."""

from dataclasses import replace
from datetime import date, timedelta

from tests.unit.judging import counted, named
from tests.unit.places import (
    BUSY,
    DAILY,
    DAY,
    OFFICE_HOURS,
    WINDOW,
    evidence,
    local,
    tally,
    venue,
    visit,
)
from truyvet.compliance import Named, continued, findings
from truyvet.compliance_rules import RULES
from truyvet.venues import Status


def test_new_venues_have_a_grace_period() -> None:
    new = venue(poster_issued_at=None, registered_at=local(DAY - timedelta(days=2), 0))
    assert named(evidence(new, {})) == []
    assert named(evidence(replace(new, registered_at=local(DAY - timedelta(days=3), 23)), {})) == ["never_printed"]


def test_a_venue_registered_after_the_day_is_not_named() -> None:
    assert named(evidence(venue(poster_issued_at=None, registered_at=local(DAY + timedelta(days=1), 1)), {})) == []


def test_closed_and_suspended_venues_are_not_named() -> None:
    for status in (Status.CLOSED, Status.SUSPENDED):
        assert named(evidence(venue(status=status), {})) == []
        assert named(evidence(venue(status=status, status_since=local(DAY + timedelta(days=1), 5)), {})) == []


def test_what_was_done_on_the_day_is_not_wiped_out_by_closing_the_morning_after() -> None:
    at = venue(status=Status.CLOSED, status_since=local(DAY + timedelta(days=1), 5))
    tallies = {day: tally(at, day, 20, 0) for day in WINDOW}
    assert named(evidence(at, tallies)) == ["no_exits"]


def test_an_office_is_not_judged_on_its_day_of_rest() -> None:
    saturday = DAY + timedelta(days=1)
    province = dict.fromkeys([*WINDOW, saturday], 10000)
    office = venue(hours=OFFICE_HOURS)
    assert named(evidence(office, {}, day=saturday, province=province)) == []
    assert named(evidence(office, {}, province=province)) == ["no_scan"]


def test_nobody_is_judged_on_a_day_of_outage() -> None:
    for scans in (0, 300):
        assert named(evidence(venue(), {}, province=BUSY | {DAY: scans})) == []


def test_a_finding_goes_on_where_the_report_before_left_off() -> None:
    earlier = {"no_scan": Named(since=date(2021, 8, 10), times=3), "no_exits": Named(date(2021, 8, 1), 9)}
    (fresh,) = findings(evidence(venue(), {}))
    found = continued(fresh, earlier)
    assert (fresh.since, fresh.times) == (DAY, 1)
    assert (found.since, found.times) == (date(2021, 8, 10), 4)
    assert found.rules_version == evidence(venue(), {}).rules.version


def test_a_venue_that_fails_several_rules_has_all_its_findings() -> None:
    at = venue(hours=DAILY)
    typed = [visit(at, local(DAY, 2, 0, index * 20), index) for index in range(24)]
    past = {day: tally(at, day, 20, 0) for day in WINDOW[:-1]}
    of = counted(at, typed)
    assert named(replace(of, tallies={**of.tallies, **past})) == [
        "no_exits",
        "burst_from_one_device",
        "outside_opening_hours",
    ]


def test_every_rule_says_who_does_what_wrong_and_how_to_put_it_right() -> None:
    for rule in RULES:
        assert rule.name
        assert rule.remedy.endswith(".")
    assert len({rule.code for rule in RULES}) == len(RULES)
