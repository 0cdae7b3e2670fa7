"""Figures that one phone makes up are named, and helpers, families and crowds are not."""

from dataclasses import replace

from tests.unit.judging import burst, counted, named
from tests.unit.places import (
    DAY,
    local,
    venue,
    visit,
)
from truyvet.compliance import findings, suspected
from truyvet.visits import Direction, Source


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
