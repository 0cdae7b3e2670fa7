"""The report lists devices whose scans may be lost, and spares those that are at rest, retired or on their way."""

from collections.abc import Sequence as Listed
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.unit.places import DAY, OFFICE_HOURS, local, venue
from tests.unit.world import BINH_PHUOC, MORNING, World
from truyvet.device_notes import Working, device_notes
from truyvet.devices import Device
from truyvet.orders import Order
from truyvet.reports import DeviceNote
from truyvet.sequences import Sequence
from truyvet.settings import ReportRules
from truyvet.venues import Status, Venue

MARKET = venue("MARKETAA")
BEFORE = DAY - timedelta(days=1)
IN_USE = Device(
    id=UUID(int=7),
    name="cổng 1",
    venues=("MARKETAA",),
    district=689,
    token_hash=b"",
    registered_at=local(DAY - timedelta(days=20), 8),
    claimed_at=local(DAY - timedelta(days=20), 8, 5),
    seen_at=local(DAY, 17),
    sequence=Sequence(57),
)
GAP = Sequence(57, ((41, 44), (50, 50)))


def noted(
    *devices: Device,
    at: Venue = MARKET,
    day: date = DAY,
    works: bool = True,
    orders: Listed[Order] = (),
    **settings: Any,
) -> tuple[DeviceNote, ...]:
    venues = {at.code: at, "CHECKPT2": venue("CHECKPT2")}
    return device_notes(devices, BINH_PHUOC, venues, Working(day, works, orders), ReportRules(**settings))


def last_heard(at: datetime, **changes: Any) -> Device:
    return replace(IN_USE, seen_at=at, **changes)


def test_a_device_with_a_gap_is_listed_with_its_place_and_its_numbers() -> None:
    (note,) = noted(replace(IN_USE, sequence=GAP), IN_USE)
    assert (note.name, note.venue, note.venue_name) == ("cổng 1", "MARKETAA", MARKET.name)
    assert (note.commune_name, note.district_name) == ("Phường Tân Phú", "Thành phố Đồng Xoài")
    assert (note.head, note.phone) == (MARKET.head, MARKET.phone)
    assert (note.missing, note.missing_count) == (((41, 44), (50, 50)), 5)
    assert (note.waiting, note.silent, note.paper, note.revoked) == (0, False, False, False)


def test_a_pad_of_paper_with_missing_serials_is_listed_the_same_way() -> None:
    (note,) = noted(replace(IN_USE, paper=True, sequence=GAP, seen_at=local(BEFORE, 9)))
    assert (note.paper, note.missing_count, note.silent) == (True, 5, False)


def test_revoking_a_device_hides_no_gap() -> None:
    (note,) = noted(replace(IN_USE, sequence=GAP, revoked_at=local(DAY, 18)))
    assert (note.revoked, note.missing_count) == (True, 5)


def test_a_gap_that_nobody_will_close_is_not_listed_for_ever() -> None:
    assert noted(last_heard(local(DAY - timedelta(days=14), 8), sequence=GAP))
    assert not noted(last_heard(local(DAY - timedelta(days=15), 8), sequence=GAP))


def test_what_waits_from_the_day_or_before_is_listed_and_since_when() -> None:
    since = local(DAY, 14, 20)
    (note,) = noted(replace(IN_USE, sequence=Sequence(57, ((46, 57),)), waiting=12, waiting_since=since))
    assert (note.missing_count, note.waiting, note.waiting_since) == (12, 12, since)


def test_what_waits_since_this_morning_is_on_its_way() -> None:
    dawn = local(DAY + timedelta(days=1), 5, 50)
    on_its_way = last_heard(dawn, sequence=Sequence(59, ((58, 59),)), waiting=2, waiting_since=dawn)
    assert not noted(on_its_way)
    (note,) = noted(replace(on_its_way, sequence=Sequence(59, ((41, 44), (58, 59)))))
    assert (note.missing_count, note.waiting) == (6, 0)


def test_a_device_in_use_is_silent_when_its_venue_was_open_and_nothing_was_heard_of_it() -> None:
    heard = local(BEFORE, 16, 5)
    (note,) = noted(last_heard(heard))
    assert (note.silent, note.seen_at, note.missing_count) == (True, heard, 0)


@pytest.mark.parametrize(
    ("device", "at", "works"),
    [
        (last_heard(local(DAY, 0, 1)), MARKET, True),
        (last_heard(MORNING - timedelta(hours=1)), MARKET, True),
        (last_heard(local(DAY - timedelta(days=8), 20)), MARKET, True),
        (last_heard(local(BEFORE, 16), revoked_at=local(BEFORE, 18)), MARKET, True),
        (last_heard(local(BEFORE, 16), paper=True), MARKET, True),
        (last_heard(local(BEFORE, 16), sequence=Sequence()), MARKET, True),
        (replace(IN_USE, seen_at=None), MARKET, True),
        (last_heard(local(BEFORE, 16)), replace(MARKET, status=Status.CLOSED), True),
        (last_heard(local(BEFORE, 16)), replace(MARKET, status_since=local(DAY, 12)), True),
        (last_heard(local(BEFORE, 16)), MARKET, False),
    ],
    ids=[
        "heard of on the day",
        "heard of since",
        "retired",
        "revoked",
        "paper",
        "never used",
        "never heard of",
        "venue closed",
        "re-opened on the day",
        "system failed",
    ],
)
def test_in_doubt_no_device_is_called_silent(device: Device, at: Venue, works: bool) -> None:
    assert not noted(device, at=at, works=works)


def test_no_device_is_silent_on_a_day_of_rest() -> None:
    office, saturday = venue("MARKETAA", hours=OFFICE_HOURS), DAY + timedelta(days=1)
    assert not noted(last_heard(local(DAY, 16)), at=office, day=saturday)
    assert noted(last_heard(local(DAY, 16)), at=MARKET, day=saturday)


def test_a_device_of_several_checkpoints_is_silent_when_one_of_them_was_open() -> None:
    device = last_heard(local(BEFORE, 16), venues=("MARKETAA", "CHECKPT2"))
    (note,) = noted(device, at=replace(MARKET, status=Status.SUSPENDED))
    assert (note.silent, note.venue, note.other_venues) == (True, "MARKETAA", 1)


def test_thresholds_come_from_the_settings() -> None:
    week_ago = last_heard(local(DAY - timedelta(days=8), 20))
    assert noted(week_ago, device_used_days=9)
    assert not noted(replace(week_ago, sequence=GAP), device_listed_days=5)


def test_most_missing_comes_first_and_what_was_not_read_is_said() -> None:
    devices = [
        last_heard(local(BEFORE, 9), name="im lặng"),
        replace(IN_USE, name="năm", sequence=GAP),
        replace(IN_USE, name="một", sequence=Sequence(9, ((3, 3),))),
    ]
    assert [note.name for note in noted(*devices)] == ["năm", "một", "im lặng"]
    world = World(rules=ReportRules(devices=2, version="2021-09-01"))
    world.busy()
    world.add(MARKET, 3)
    world.tallies.count(world.visits)
    world.devices.devices += devices
    report = world.report()
    assert [note.name for note in report.devices] == ["năm", "im lặng"]
    assert report.incomplete == ("Chưa kịp xem hết các máy hỗ trợ và tập giấy.",)
    assert report.report_rules_version == "2021-09-01"
    world.rules = ReportRules()
    assert (len(world.report(update=True).devices), world.report(update=True).incomplete) == (3, ())


def test_no_device_is_silent_where_an_order_closed_its_venue() -> None:
    lockdown = Order("Phong tỏa", DAY, DAY, commune=MARKET.commune)
    (note,) = noted(last_heard(local(BEFORE, 9)))
    assert note.silent
    assert not noted(last_heard(local(BEFORE, 9)), orders=[lockdown])
