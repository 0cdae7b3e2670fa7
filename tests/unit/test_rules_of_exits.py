"""Entries without exits are named, and gates, checkpoints and single days are not."""

from tests.unit.judging import named
from tests.unit.places import (
    DAY,
    WINDOW,
    evidence,
    tally,
    venue,
)
from truyvet.compliance import findings


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
