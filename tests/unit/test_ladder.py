"""Who is told about a venue that the report names: three reminders, the commune, the district, then people decide."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.places import DAY, local
from truyvet.histories import Cause, Entry, Event, Rung, Sending, message_id, new_id, new_token, opens, token_hash
from truyvet.ladder import named_before, next_rung, quiet, remindable
from truyvet.reports import Category, Confidence, Finding
from truyvet.settings import LadderRules

RULES = LadderRules()
ONE_DAY = timedelta(days=1)
FINDING = Finding(
    day=DAY,
    venue="7K3M9QXP",
    district=689,
    commune=25195,
    rule="no_scan",
    rule_name="Không có lượt quét",
    rules_version="1",
    category=Category.NOT_IMPLEMENTING,
    figures={"days": 3},
    sentence="Không có lượt quét nào trong 3 ngày mở cửa liên tiếp.",
    remedy="Nhắc người đứng đầu.",
    since=DAY,
)


def told(rung: Rung, today: date, sending: Sending = Sending.SENT) -> Entry:
    """A message of the morning of a day about the day before."""
    event = {Rung.HEAD: Event.REMINDED, Rung.SUSPENSION: Event.PROPOSED}.get(rung, Event.ESCALATED)
    return Entry(
        venue="7K3M9QXP",
        id=message_id(today, rung),
        at=local(today, 8),
        event=event,
        by="Hệ thống",
        day=today - ONE_DAY,
        rung=rung,
        sending=sending,
    )


def said(event: Event, day: date, cause: Cause, until: date | None = None) -> Entry:
    """What the head said on a day."""
    at = local(day, 9)
    return Entry(venue="7K3M9QXP", id=new_id(at), at=at, event=event, by="Người đứng đầu", cause=cause, until=until)


def climbed(days: int, history: Sequence[Entry] = ()) -> list[tuple[int, Rung]]:
    """On which morning which rung is told, of a venue that is named every day and never says a word."""
    found, so_far = [], list(history)
    for number in range(days):
        reported = DAY + number * ONE_DAY
        finding = replace(FINDING, day=reported, times=number + 1)
        if rung := next_rung([finding], so_far, reported + ONE_DAY, RULES):
            found.append((number, rung))
            so_far.append(told(rung, reported + ONE_DAY))
    return found


def test_three_reminders_then_the_commune_then_the_district_then_a_proposal_and_no_more() -> None:
    assert climbed(30) == [
        (0, Rung.HEAD),
        (1, Rung.HEAD),
        (2, Rung.HEAD),
        (3, Rung.COMMUNE),
        (5, Rung.DISTRICT),
        (8, Rung.SUSPENSION),
    ]


def test_nobody_is_told_twice_on_a_day() -> None:
    today = DAY + ONE_DAY
    for rung in Rung:
        assert next_rung([FINDING], [told(rung, today)], today, RULES) is None


def test_what_ses_refused_is_tried_again_and_what_nobody_can_be_sent_counts() -> None:
    today = DAY + ONE_DAY
    assert next_rung([FINDING], [told(Rung.HEAD, today, Sending.REFUSED)], today, RULES) is Rung.HEAD
    silent = [told(Rung.HEAD, DAY + number * ONE_DAY, Sending.NO_ADDRESS) for number in (1, 2, 3)]
    finding = replace(FINDING, day=DAY + 3 * ONE_DAY)
    assert next_rung([finding], silent, DAY + 4 * ONE_DAY, RULES) is Rung.COMMUNE


def test_a_venue_that_mended_its_ways_begins_at_the_bottom() -> None:
    history = [told(Rung.HEAD, DAY - number * ONE_DAY) for number in (9, 8, 7)]
    assert next_rung([FINDING], history, DAY + ONE_DAY, RULES) is Rung.HEAD


@pytest.mark.parametrize(("after", "rung"), [(0, None), (4, None), (5, Rung.HEAD)])
def test_an_answer_keeps_reminders_away_for_some_days(after: int, rung: Rung | None) -> None:
    history = [said(Event.ANSWERED, DAY, Cause.DISAGREE)]
    assert next_rung([FINDING], history, DAY + after * ONE_DAY, RULES) is rung


@pytest.mark.parametrize(("after", "rung"), [(10, None), (11, Rung.HEAD)])
def test_who_is_closed_is_left_in_peace_to_the_last_day_that_was_said(after: int, rung: Rung | None) -> None:
    history = [said(Event.ANSWERED, DAY, Cause.CLOSED, DAY + 10 * ONE_DAY)]
    assert next_rung([FINDING], history, DAY + after * ONE_DAY, RULES) is rung


def test_who_waits_for_help_is_not_reminded_until_it_is_settled() -> None:
    asked = said(Event.ASKED, DAY, Cause.NO_NETWORK)
    assert next_rung([FINDING], [asked], DAY + 10 * ONE_DAY, RULES) is None
    settled = replace(said(Event.SETTLED, DAY + ONE_DAY, Cause.NO_NETWORK), about=asked.id)
    assert next_rung([FINDING], [asked, settled], DAY + 10 * ONE_DAY, RULES) is Rung.HEAD


def test_only_findings_that_are_sure_and_grave_enough_are_worth_a_reminder() -> None:
    light = replace(FINDING, severity=1)
    doubtful = replace(FINDING, confidence=Confidence.LOW)
    grave = replace(FINDING, rule="made_up", severity=3)
    assert remindable([light, doubtful, FINDING, grave], RULES) == [grave, FINDING]
    assert next_rung(remindable([light, doubtful], RULES), [], DAY, RULES) is None
    assert named_before([FINDING, replace(FINDING, times=4)]) == 4


@pytest.mark.parametrize(("hour", "silent"), [(0, True), (6, True), (7, False), (19, False), (20, True), (23, True)])
def test_nobody_is_disturbed_at_night(hour: int, silent: bool) -> None:
    assert quiet(local(DAY, hour), RULES) is silent


@given(st.lists(st.sampled_from(Rung), max_size=12))
def test_whatever_happened_before_at_most_one_message_a_day(rungs: list[Rung]) -> None:
    history = [told(rung, DAY - number * ONE_DAY) for number, rung in enumerate(rungs)]
    since = replace(FINDING, since=DAY - 20 * ONE_DAY)
    if rung := next_rung([since], history, DAY + ONE_DAY, RULES):
        assert next_rung([since], [*history, told(rung, DAY + ONE_DAY)], DAY + ONE_DAY, RULES) is None


def test_a_reminders_link_opens_by_its_own_secret_only() -> None:
    token = new_token()
    entry = replace(told(Rung.HEAD, DAY), token_hash=token_hash(token))
    assert opens(entry, token)
    assert not opens(entry, new_token())
    assert not opens(told(Rung.HEAD, DAY), "")
