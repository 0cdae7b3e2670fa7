"""Each rule names whom it should, and above all not the honest but odd."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from tests.unit.places import (
    BUSY,
    DAILY,
    DAY,
    OFFICE_HOURS,
    WINDOW,
    evidence,
    history,
    local,
    tally,
    venue,
    visit,
)
from truyvet.compliance import Named, continued, findings, suspected
from truyvet.compliance_rules import RULES
from truyvet.evidence import Evidence
from truyvet.reports import Category
from truyvet.venues import OpeningHours, Status, Venue
from truyvet.visits import Direction, Source, Visit


def named(of: Evidence) -> list[str]:
    return [finding.rule for finding in findings(of)]


def counted(at: Venue, visits: Sequence[Visit], past: Sequence[int] = (20,) * 8) -> Evidence:
    hours: dict[int, int] = {}
    for each in visits:
        hour = (each.at.hour + 7) % 24
        hours[hour] = hours.get(hour, 0) + 1
    entries = sum(1 for each in visits if each.direction is Direction.IN)
    today = tally(at, DAY, entries, len(visits) - entries, hours)
    sources = {source.value: sum(1 for each in visits if each.source is source) for source in Source}
    tallies = history(at, past, DAY - timedelta(days=1)) | {DAY: replace(today, by_source=sources)}
    return evidence(at, tallies, visits=visits)


# Never printed


def test_a_registered_venue_without_poster_and_scans_is_named_for_that_alone() -> None:
    (found,) = findings(evidence(venue(poster_issued_at=None), {}))
    assert (found.rule, found.category) == ("never_printed", Category.NOT_IMPLEMENTING)
    assert found.sentence == "Đã đăng ký từ ngày 01/06/2021 (73 ngày) nhưng chưa in mã QR và chưa có lượt quét nào."


def test_a_poster_issued_after_the_day_does_not_count_for_it() -> None:
    late = venue(poster_issued_at=local(DAY + timedelta(days=1), 5))
    assert named(evidence(late, {})) == ["never_printed"]
    assert named(evidence(replace(late, poster_issued_at=local(DAY, 23)), {})) == []


def test_a_venue_whose_helper_scans_without_poster_is_not_named() -> None:
    at = venue(poster_issued_at=None)
    assert named(evidence(at, history(at, [12, 0, 0, 0, 0]))) == []


# Who is not judged at all


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


# No scan


def test_three_open_days_without_a_scan_are_named_with_their_dates() -> None:
    (found,) = findings(evidence(venue(poster_issued_at=local(DAY - timedelta(days=3), 8)), {}))
    assert found.rule == "no_scan"
    assert found.sentence == "Không có lượt quét nào trong 3 ngày mở cửa liên tiếp, từ 11/08/2021 đến 13/08/2021."


def test_silence_counts_only_from_the_day_after_the_poster_was_issued() -> None:
    assert named(evidence(venue(poster_issued_at=local(DAY - timedelta(days=2), 8)), {})) == []


def test_silence_counts_only_from_the_day_after_the_venue_opened_again() -> None:
    assert named(evidence(venue(status_since=local(DAY - timedelta(days=2), 8)), {})) == []


def test_silence_does_not_count_days_before_the_system_began() -> None:
    began = {day: 9_000 if day >= DAY - timedelta(days=1) else 0 for day in WINDOW}
    assert named(evidence(venue(), {}, province=began)) == []
    began[DAY - timedelta(days=2)] = 9_000
    assert named(evidence(venue(), {}, province=began)) == ["no_scan"]


def test_silence_counts_open_days_only() -> None:
    monday = DAY - timedelta(days=4)
    province = {monday - timedelta(days=back): 10_000 for back in range(9)}
    assert named(evidence(venue(hours=OFFICE_HOURS), {}, day=monday, province=province)) == ["no_scan"]
    (found,) = findings(evidence(venue(hours=OFFICE_HOURS), {}, day=monday, province=province))
    assert found.figures == {"days": 3, "first": "05/08/2021", "last": "09/08/2021"}


def test_a_shop_closed_for_a_week_without_saying_so_is_not_named() -> None:
    at = venue(hours=DAILY)
    assert named(evidence(at, history(at, [40, 38, 0, 0, 0, 0, 0, 0, 0]))) == []


def test_a_shop_that_scanned_and_then_stopped_for_good_is_named() -> None:
    at = venue(hours=DAILY)
    assert named(evidence(at, history(at, [40, 0, 0, 0, 0, 0, 0, 0, 0]))) == ["no_scan"]


def test_a_weekly_market_without_declared_hours_is_not_named() -> None:
    at = venue()
    assert named(evidence(at, history(at, [0, 0, 300, 0, 0, 0, 0, 0, 0]))) == []
    assert named(evidence(at, history(at, [0, 300, 0, 0, 0, 0, 0, 4, 3]))) == []


# No exits


def test_entries_without_exits_over_days_are_named() -> None:
    at = venue()
    (found,) = findings(evidence(at, {day: tally(at, day, 20, 1) for day in WINDOW}))
    assert found.rule == "no_exits"
    assert found.figures == {"days": 3, "entries": 60, "exits": 3}
    assert found.sentence == "Trong 3 ngày mở cửa có 60 lượt vào nhưng chỉ 3 lượt ra."


def test_a_venue_with_some_exits_is_not_named() -> None:
    at = venue()
    assert named(evidence(at, {day: tally(at, day, 20, 3) for day in WINDOW})) == []


def test_one_day_without_exits_accuses_nobody() -> None:
    at = venue()
    assert named(evidence(at, {DAY: tally(at, DAY, 300, 0)})) == []


def test_a_handful_of_entries_proves_nothing() -> None:
    at = venue()
    assert named(evidence(at, {day: tally(at, day, 3, 0) for day in WINDOW})) == []


# Far below its own past


def test_a_fall_far_below_its_own_past_is_named() -> None:
    at = venue()
    (found,) = findings(evidence(at, history(at, [50, 50, 48, 52, 50, 51, 49, 50, 6])))
    assert found.rule == "below_own_past"
    assert found.sentence == "Chỉ 6 lượt quét, bằng 12% mức thường ngày của chính điểm này (50 lượt)."


def test_a_day_without_any_scan_is_no_fall() -> None:
    at = venue()
    assert named(evidence(at, history(at, [50, 50, 48, 52, 50, 51, 49, 50, 0]))) == []


def test_an_office_that_is_quiet_every_saturday_has_not_fallen() -> None:
    at, saturday = venue(), DAY + timedelta(days=1)
    province = {saturday - timedelta(days=back): 10_000 for back in range(9)}
    tallies = history(at, [50, 2, 0, 50, 50, 50, 50, 50, 3], saturday)
    assert named(evidence(at, tallies, day=saturday, province=province)) == []


def test_less_is_expected_where_the_whole_province_fell() -> None:
    at = venue()
    assert named(evidence(at, history(at, [50] * 8 + [9]), province=BUSY | {DAY: 2_500})) == []
    assert named(evidence(at, history(at, [50] * 8 + [9]))) == ["below_own_past"]


def test_nothing_is_compared_before_a_week_is_known() -> None:
    at = venue()
    short = dict.fromkeys(WINDOW[-6:], 10000)
    assert named(evidence(at, history(at, [50, 50, 50, 50, 50, 5]), province=short)) == []


# Burst from one device


def burst(at: Venue, number: int, seconds: float = 20, **how: object) -> list[Visit]:
    return [
        visit(at, local(DAY, 9, 30, index * seconds), index, **how)  # type: ignore[arg-type]
        for index in range(number)
    ]


def test_a_burst_from_one_phone_is_named() -> None:
    at = venue()
    others = [
        visit(at, local(DAY, 8 + index), 100 + index, device=bytes([index]), direction=Direction.OUT)
        for index in range(10)
    ]
    (found,) = findings(counted(at, burst(at, 24) + others))
    assert found.rule == "burst_from_one_device"
    assert found.figures == {"scans": 24, "minutes": 10, "start": "09:30", "share": 71}


def test_a_burst_across_two_hours_is_suspected() -> None:
    at = venue()
    typed = [visit(at, local(DAY, 9, 55, index * 20), index) for index in range(24)]
    assert suspected(counted(at, typed))
    assert named(counted(at, typed)) == ["burst_from_one_device"]


def test_without_a_look_at_the_visits_nobody_is_named_for_a_burst() -> None:
    at = venue()
    assert named(replace(counted(at, burst(at, 24)), visits=None)) == []


def test_a_helper_checking_in_a_whole_shift_is_no_burst() -> None:
    at = venue()
    assert named(counted(at, burst(at, 120, seconds=4, source=Source.HELPER))) == []


def test_a_family_of_eight_in_and_out_from_one_phone_is_no_burst() -> None:
    at = venue()
    family = burst(at, 8, seconds=0) + [
        visit(at, local(DAY, 9, 38), 50 + index, direction=Direction.OUT) for index in range(8)
    ]
    assert named(counted(at, family)) == []


def test_a_group_checked_in_by_one_tap_is_one_act() -> None:
    at = venue()
    assert named(counted(at, burst(at, 20, seconds=0))) == []


def test_many_phones_at_the_start_of_a_shift_are_no_burst() -> None:
    at = venue()
    shift = [visit(at, local(DAY, 6, 55, index), index, device=bytes([index])) for index in range(100)]
    assert named(counted(at, shift)) == []


def test_a_busy_day_is_not_judged_by_one_phone() -> None:
    at = venue()
    rest = [visit(at, local(DAY, 14, 0, index), 500 + index, device=bytes([index])) for index in range(100)]
    assert named(counted(at, burst(at, 24) + rest)) == []


# Outside of the opening hours


def at_hour(at: Venue, hour: int, number: int, start: int = 0, *, clock_doubt: bool = False) -> list[Visit]:
    return [
        visit(at, local(DAY, hour, index), start + index, device=bytes([start + index]), clock_doubt=clock_doubt)
        for index in range(number)
    ]


def test_scans_at_night_at_a_shop_open_by_day_are_named() -> None:
    at = venue(hours=DAILY)
    (found,) = findings(counted(at, at_hour(at, 2, 8) + at_hour(at, 10, 12, 50)))
    assert found.rule == "outside_opening_hours"
    assert found.sentence == "8 lượt quét ngoài giờ mở cửa đã đăng ký (từ 02:00 đến 02:07): 40% cả ngày."


def test_staff_before_opening_and_after_closing_are_no_offence() -> None:
    at = venue(hours=DAILY)
    assert named(counted(at, at_hour(at, 5, 10) + at_hour(at, 21, 10, 50))) == []


def test_a_venue_without_declared_hours_is_open_all_day() -> None:
    assert named(counted(venue(), at_hour(venue(), 2, 12))) == []


def test_opening_on_a_day_of_rest_is_no_offence() -> None:
    at = venue(hours=(OpeningHours((1, 2, 3, 4), time(7), time(17)),))
    assert named(counted(at, at_hour(at, 9, 12))) == []


def test_scans_of_a_device_with_a_doubtful_clock_prove_no_hour() -> None:
    at = venue(hours=DAILY)
    assert named(counted(at, at_hour(at, 2, 8, clock_doubt=True) + at_hour(at, 10, 12, 50))) == []


def test_the_small_hours_belong_to_a_bar_that_closes_after_midnight() -> None:
    at = venue(hours=(OpeningHours((1, 2, 3, 4, 5, 6, 7), time(18), time(2)),))
    assert named(counted(at, at_hour(at, 1, 12))) == []


# What a finding says


def test_a_finding_goes_on_where_the_report_before_left_off() -> None:
    earlier = {"no_scan": Named(since=date(2021, 8, 10), times=3), "no_exits": Named(date(2021, 8, 1), 9)}
    (fresh,) = findings(evidence(venue(), {}))
    found = continued(fresh, earlier)
    assert (fresh.since, fresh.times) == (DAY, 1)
    assert (found.since, found.times) == (date(2021, 8, 10), 4)
    assert found.rules_version == evidence(venue(), {}).rules.version


def test_a_venue_that_fails_several_rules_has_all_its_findings() -> None:
    at = venue(hours=DAILY)
    typed = [visit(at, local(DAY, 3, 0, index * 20), index) for index in range(24)]
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
