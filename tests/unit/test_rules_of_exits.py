"""Entries without exits are named, and gates, checkpoints and single days are not."""

from dataclasses import replace

from tests.unit.judging import counted, named
from tests.unit.places import (
    DAY,
    WINDOW,
    evidence,
    local,
    tally,
    venue,
    visit,
)
from truyvet.compliance import findings
from truyvet.venues import Kind, Venue
from truyvet.visits import Direction, Source, Visit


def test_entries_without_exits_over_days_are_named() -> None:
    at = venue()
    (found,) = findings(evidence(at, {day: tally(at, day, 20, 1) for day in WINDOW}))
    assert found.rule == "no_exits"
    assert found.figures == {"days": 5, "entries": 100, "exits": 5}
    assert found.sentence == "Trong 5 ngày mở cửa có 100 lượt vào, số lượt ra chỉ là 5."


def test_a_venue_with_some_exits_is_not_named() -> None:
    at = venue()
    assert named(evidence(at, {day: tally(at, day, 20, 3) for day in WINDOW})) == []


def test_one_day_without_exits_accuses_nobody() -> None:
    at = venue()
    assert named(evidence(at, {DAY: tally(at, DAY, 300, 0)})) == []


def test_a_handful_of_entries_proves_nothing() -> None:
    at = venue()
    assert named(evidence(at, {day: tally(at, day, 3, 0) for day in WINDOW})) == []


def test_exits_at_another_gate_of_the_same_head_count() -> None:
    at, gate = venue(), venue("OTHERGAT")
    of = evidence(at, {day: tally(at, day, 40, 1) for day in WINDOW})
    other = {day: tally(gate, day, 2, 35) for day in WINDOW}
    assert named(of) == ["no_exits"]
    assert named(replace(of, siblings=[other])) == []


def test_who_passes_a_checkpoint_or_boards_a_bus_cannot_leave() -> None:
    for kind in (Kind.CHECKPOINT, Kind.TRANSPORT):
        at = replace(venue(), kind=kind)
        assert named(evidence(at, {day: tally(at, day, 40, 0) for day in WINDOW})) == []


def test_a_place_that_began_to_record_exits_is_not_named_for_its_past() -> None:
    at = venue()
    tallies = {day: tally(at, day, 100, 0) for day in WINDOW[:-1]} | {DAY: tally(at, DAY, 20, 5)}
    assert named(evidence(at, tallies)) == []


# Exits of people who never entered


def people(at: Venue, numbers: range, hour: int, direction: Direction = Direction.IN) -> list[Visit]:
    return [
        replace(visit(at, local(DAY, hour, number % 60), number + 1000 * hour, direction=direction, device=None),
                person=number.to_bytes(16, "big"), device=number.to_bytes(4, "big"))
        for number in numbers
    ]  # fmt: skip


def test_exits_of_people_who_never_entered_are_named() -> None:
    at = venue()
    made_up = people(at, range(40), 8) + people(at, range(100, 130), 11, Direction.OUT)
    (found,) = findings(counted(at, made_up))
    assert found.rule == "unmatched_exits"
    assert found.figures == {"left": 30, "both": 0}


def test_exits_of_those_who_entered_are_as_they_should_be() -> None:
    at = venue()
    assert named(counted(at, people(at, range(40), 8) + people(at, range(10, 40), 11, Direction.OUT))) == []


def test_a_person_who_leaves_on_the_same_phone_under_another_number_has_entered() -> None:
    at = venue()
    left = [replace(each, person=b"other" + each.person[5:]) for each in people(at, range(40), 11, Direction.OUT)]
    assert named(counted(at, people(at, range(40), 8) + left)) == []


def test_a_night_shift_that_entered_on_the_day_before_is_not_named() -> None:
    at = venue()
    assert named(counted(at, people(at, range(40), 6, Direction.OUT) + people(at, range(100, 140), 21))) == []


def test_where_a_helper_records_the_exits_nothing_is_said() -> None:
    at = venue()
    by_helper = [replace(each, source=Source.HELPER) for each in people(at, range(100, 130), 11, Direction.OUT)]
    assert named(counted(at, people(at, range(40), 8) + by_helper)) == []
