"""What the daily report says of helpers' devices: scans that have not arrived, wait, or may be lost with a silent one.

No accusation: a gap is a fact, silence is a reason to call. In doubt a device is left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Protocol

from truyvet.days import day_end, day_start
from truyvet.devices import Device
from truyvet.orders import Order, closed
from truyvet.reports import DeviceNote
from truyvet.settings import ReportRules
from truyvet.units import Province
from truyvet.venues import Status, Venue


@dataclass(frozen=True)
class Working:
    """A local day, whether the system worked on it (where it did not, nobody is silent), and what orders closed."""

    day: date
    works: bool
    orders: Sequence[Order] = ()


class Devices(Protocol):
    """Where devices are read; `device_table.DeviceTable`."""

    def in_district(self, district: int) -> Iterator[Device]:
        """The devices of a district."""


def read_devices(devices: Devices, province: Province, most: int) -> tuple[tuple[Device, ...], bool]:
    """The devices of a province, at most so many, and whether these are all."""
    found = chain.from_iterable(devices.in_district(district.code) for district in province.districts)
    return tuple(islice(found, most)), next(found, None) is None


def device_notes(
    devices: Iterable[Device], province: Province, venues: Mapping[str, Venue], working: Working, rules: ReportRules
) -> tuple[DeviceNote, ...]:
    """The devices to look after, most missing scans first, then most waiting, then the longest silent.

    They are as they stand now, which may be later than the day.
    """
    names = {district.code: district.name for district in province.districts}
    noted = [
        note
        for device in devices
        if (note := _note(device, [venues[code] for code in device.venues if code in venues], names, working, rules))
    ]
    noted.sort(key=lambda note: (-note.missing_count, -note.waiting, note.seen_at, note.venue, note.name))
    return tuple(noted)


def _note(
    device: Device, places: list[Venue], names: Mapping[int, str], working: Working, rules: ReportRules
) -> DeviceNote | None:
    seen_at, day = device.seen_at, working.day
    if not places or seen_at is None or seen_at < day_start(day) - timedelta(days=rules.device_listed_days):
        return None
    waits = _waits(device, seen_at, day)
    # What is missing of scans made after the day may simply be on its way.
    missing = device.sequence.missing_count if waits or device.sequence.missing_count > device.waiting else 0
    silent = _silent(device, seen_at, places, working, rules)
    if not (missing or waits or silent):
        return None
    first = places[0]
    return DeviceNote(
        name=device.name,
        venue=first.code,
        venue_name=first.name,
        other_venues=len(device.venues) - 1,
        commune_name=first.commune_name,
        district_name=names[first.district],
        head=first.head,
        phone=first.phone,
        kind=first.kind,
        agency=first.agency,
        paper=device.paper,
        revoked=device.revoked_at is not None,
        seen_at=seen_at,
        missing=device.sequence.missing if missing else (),
        missing_count=missing,
        waiting=device.waiting if waits else 0,
        waiting_since=(device.waiting_since or seen_at) if waits else None,
        silent=silent,
    )


def _waits(device: Device, seen_at: datetime, day: date) -> bool:
    """Whether the device said that scans made by the end of the day wait on it."""
    return device.waiting > 0 and (device.waiting_since or seen_at) < day_end(day)


def _silent(device: Device, seen_at: datetime, places: Iterable[Venue], working: Working, rules: ReportRules) -> bool:
    """Whether a device in use was not heard of since before the day, though one of its venues was open all day."""
    day = working.day
    in_use = device.sequence.highest > 0 and device.claimed_at is not None and device.revoked_at is None
    return (
        working.works
        and in_use
        and not device.paper
        and day_start(day) - timedelta(days=rules.device_used_days) <= seen_at < day_start(day)
        and any(_open_on(venue, day) and not closed(venue, day, working.orders) for venue in places)
    )


def _open_on(venue: Venue, day: date) -> bool:
    since = venue.status_since
    return venue.status is Status.OPEN and (since is None or since < day_start(day)) and venue.opens_on(day)
