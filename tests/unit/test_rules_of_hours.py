"""Scans at night are named, and staff, bars and wrong clocks are not."""

from datetime import time

from tests.unit.judging import at_hour, counted, named
from tests.unit.places import (
    DAILY,
    venue,
)
from truyvet.compliance import findings
from truyvet.venues import OpeningHours


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


def test_a_shop_that_closes_two_hours_later_than_it_declared_is_not_named() -> None:
    at = venue(hours=DAILY)
    assert named(counted(at, at_hour(at, 22, 20) + at_hour(at, 10, 20, 50))) == []
