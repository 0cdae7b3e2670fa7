"""Figures that one phone makes up are named, and helpers, families and crowds are not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.unit.judging import burst, counted, named
from tests.unit.places import (
    DAY,
    WINDOW,
    local,
    tally,
    venue,
    visit,
)
from truyvet.compliance import findings, suspected
from truyvet.evidence import Elsewhere, Evidence
from truyvet.venues import Kind, Venue
from truyvet.visits import Direction, Source, Visit, Visitor


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


# Typed before 06:00


def asleep(at: Venue, visits: Sequence[Visit]) -> Evidence:
    return counted(at, visits, past=(20,) * 8)


def test_figures_typed_in_at_five_on_one_phone_are_named() -> None:
    at = venue()
    (found,) = findings(asleep(at, [visit(at, local(DAY, 4, 4 * index), index) for index in range(14)]))
    assert found.rule == "typed_before_report"
    assert (found.figures["scans"], found.figures["first"]) == (14, "04:00")


def test_a_market_that_opens_at_four_is_not_asleep() -> None:
    at = venue()
    early = [visit(at, local(DAY, 4, 4 * index), index) for index in range(14)]
    past = {day: tally(at, day, 10, 10, {4: 12, 8: 8}) for day in WINDOW[:-1]}
    of = counted(at, early)
    assert named(replace(of, tallies={**of.tallies, **past})) == []


def test_guests_of_a_wake_in_the_night_have_their_own_phones() -> None:
    at = venue()
    guests = [visit(at, local(DAY, 3, 2 * index), index, device=bytes([index])) for index in range(25)]
    assert named(asleep(at, guests)) == []


# One device, one number, one text


def over_the_day(at: Venue, number: int, **how: Any) -> list[Visit]:
    return [visit(at, local(DAY, 7 + index // 4, 14 * (index % 4)), index, **how) for index in range(number)]


def test_a_day_on_one_phone_that_is_no_helpers_device_is_named() -> None:
    at = venue()
    (found,) = findings(counted(at, over_the_day(at, 40)))
    assert found.rule == "one_device"
    assert found.figures == {"acts": 40, "people": 40, "share": 100}


def test_a_helpers_device_may_record_the_whole_day() -> None:
    at = venue()
    assert named(counted(at, over_the_day(at, 40, source=Source.HELPER))) == []


def test_an_owner_who_lends_the_phone_to_a_few_is_not_named() -> None:
    at = venue()
    assert named(counted(at, over_the_day(at, 18))) == []


def test_one_number_for_nearly_everybody_is_named() -> None:
    at = venue()
    visits = [replace(each, person=b"same".ljust(16)) for each in over_the_day(at, 30, source=Source.HELPER)]
    (found,) = findings(counted(at, visits))
    assert found.rule == "one_number"
    assert found.figures == {"acts": 30, "share": 100}


def test_a_guard_who_is_staff_may_go_in_and_out_all_day() -> None:
    at = venue()
    guard = [
        replace(each, person=b"same".ljust(16), visitor=Visitor.STAFF)
        for each in over_the_day(at, 30, source=Source.HELPER)
    ]
    assert named(counted(at, guard)) == []


def test_a_family_under_one_number_is_as_many_acts_as_it_comes_and_goes() -> None:
    at = venue()
    family = [
        visit(at, local(DAY, hour), 10 * hour + member, direction=direction)
        for hour, direction in ((8, Direction.IN), (9, Direction.OUT), (15, Direction.IN), (16, Direction.OUT))
        for member in range(8)
    ]
    assert named(counted(at, [replace(each, person=b"same".ljust(16)) for each in family])) == []


def test_one_name_under_many_numbers_is_named() -> None:
    at = venue()
    same = [replace(each, fingerprint=b"samesame") for each in over_the_day(at, 20, source=Source.HELPER)]
    (found,) = findings(counted(at, same))
    assert found.rule == "identical_declarations"
    assert found.figures == {"people": 20, "share": 100}


def test_one_healthy_regular_with_the_same_text_every_time_is_one_person() -> None:
    at = venue()
    own = over_the_day(at, 30, source=Source.HELPER)
    texts = [replace(each, fingerprint=bytes([index // 3]) * 8, person=bytes([index // 3]) * 16)
             for index, each in enumerate(own)]  # fmt: skip
    assert named(counted(at, texts)) == []


def test_a_few_namesakes_in_a_crowd_are_no_offence() -> None:
    at = venue()
    crowd = over_the_day(at, 40, source=Source.HELPER)
    texts = [replace(each, fingerprint=b"namesake" if index < 9 else bytes([index]) * 8)
             for index, each in enumerate(crowd)]  # fmt: skip
    assert named(counted(at, texts)) == []


# Two places at once


def elsewhere(of: Evidence, number: int, minutes: int = 1, **other: Any) -> Evidence:
    far = replace(venue("FARAWAYX", district=690, commune=25210), **other)
    visits = list(of.visits or ())[:12]
    found = {
        each.person: (Elsewhere(far, each.at + timedelta(minutes=minutes)),) if index < number else ()
        for index, each in enumerate(visits)
    }
    return replace(of, elsewhere=found)


def listed() -> Evidence:
    at = venue()
    return counted(at, over_the_day(at, 40, source=Source.HELPER))


def test_many_people_who_were_in_another_district_a_minute_later_are_named() -> None:
    (found,) = findings(elsewhere(listed(), 9))
    assert found.rule == "two_places_at_once"
    assert found.figures == {"people": 9, "asked": 12, "minutes": 5}


def test_a_few_shared_numbers_accuse_nobody() -> None:
    assert named(elsewhere(listed(), 4)) == []


def test_a_quarter_of_an_hour_is_time_enough_to_travel() -> None:
    assert named(elsewhere(listed(), 12, minutes=15)) == []


def test_what_people_do_at_a_checkpoint_is_on_their_way() -> None:
    assert named(elsewhere(listed(), 12, kind=Kind.CHECKPOINT)) == []
    assert named(elsewhere(listed(), 12, district=689)) == []
