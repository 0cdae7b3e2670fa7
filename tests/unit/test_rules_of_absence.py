"""Who does not implement is named, and who is only closed, new or rarely open is not."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from tests.unit.judging import named
from tests.unit.places import (
    DAILY,
    DAY,
    LONG_AGO,
    OFFICE_HOURS,
    WINDOW,
    evidence,
    history,
    local,
    venue,
)
from truyvet.compliance import findings
from truyvet.devices import Device
from truyvet.orders import Order
from truyvet.reports import Category
from truyvet.sequences import Sequence
from truyvet.venues import Kind


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
    known = {DAY - timedelta(days=back): 10_000 for back in range(17)}
    assert named(evidence(at, history(at, [40] + [0] * 16), province=known)) == ["no_scan"]
    assert named(evidence(at, history(at, [40] + [0] * 15), province=known)) == []


def test_one_trial_of_the_code_delays_no_longer_than_a_week() -> None:
    at = venue(hours=DAILY)
    assert named(evidence(at, history(at, [4, 0, 0, 0, 0, 0, 0]))) == ["no_scan"]
    assert named(evidence(at, history(at, [4, 0, 0, 0, 0, 0]))) == []


def test_a_tiny_shop_is_given_more_days_than_a_market_hall() -> None:
    tiny = replace(venue(poster_issued_at=local(DAY - timedelta(days=4), 8)), visitors_a_day=3)
    assert named(evidence(tiny, {})) == []
    assert named(evidence(replace(tiny, visitors_a_day=300), {})) == ["no_scan"]


def test_a_pagoda_that_fills_twice_a_month_is_not_named_in_between() -> None:
    at = replace(venue(), kind=Kind.WORSHIP)
    known = {DAY - timedelta(days=back): 10_000 for back in range(17)}
    assert named(evidence(at, history(at, [90] + [0] * 16), province=known)) == []
    assert named(evidence(at, {}, province=known)) == ["no_scan"]
    assert named(evidence(at, {}, province=dict(list(known.items())[:9]))) == []


def test_a_lockdown_and_the_days_of_an_order_are_not_counted_as_silence() -> None:
    lockdown = Order("Phong tỏa", DAY - timedelta(days=1), DAY - timedelta(days=1), commune=25195)
    fresh = venue(poster_issued_at=local(DAY - timedelta(days=3), 8))
    assert named(evidence(fresh, {})) == ["no_scan"]
    assert named(replace(evidence(fresh, {}), orders=[lockdown])) == []
    assert named(replace(evidence(fresh, {}), orders=[replace(lockdown, last=DAY)])) == []


def test_a_venue_whose_device_holds_scans_back_is_not_said_to_be_silent() -> None:
    device = Device(
        UUID(int=1), "cổng 1", ("7K3M9QXP",), 689, b"", LONG_AGO, seen_at=local(DAY, 8), sequence=Sequence(9)
    )
    assert named(replace(evidence(venue(), {}), devices=[device])) == ["no_scan"]
    for holding in (replace(device, waiting=4), replace(device, seen_at=local(DAY - timedelta(days=1), 8))):
        assert named(replace(evidence(venue(), {}), devices=[holding])) == []
    retired = replace(device, waiting=4, seen_at=local(DAY - timedelta(days=8), 8))
    assert named(replace(evidence(venue(), {}), devices=[retired])) == ["no_scan"]


def test_a_weekly_market_without_declared_hours_is_not_named() -> None:
    at = venue()
    assert named(evidence(at, history(at, [0, 0, 300, 0, 0, 0, 0, 0, 0]))) == []
    assert named(evidence(at, history(at, [0, 300, 0, 0, 0, 0, 0, 4, 3]))) == []


def test_a_new_venue_is_given_a_few_more_days_for_its_first_scan() -> None:
    new = venue(registered_at=local(DAY - timedelta(days=5), 8), poster_issued_at=local(DAY - timedelta(days=5), 9))
    assert named(evidence(new, {})) == []
    assert named(evidence(replace(new, registered_at=local(DAY - timedelta(days=6), 8)), {})) == ["no_scan"]
