"""Stays (thời gian lưu lại): the visits of one person become intervals, each end with how it is known.

An entry is closed by an exit, by a scan elsewhere, by the closing hour, or by a usual time for the kind of venue;
check-out was never enforceable (SafeEntry dropped it), so every stay says which. A second scan at the same door
within a few minutes is the same act. An exit without an entry is kept, with an assumed beginning.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

from truyvet.days import local_day
from truyvet.venues import Kind
from truyvet.visits import Direction


class Scan(Protocol):
    """What stays are made of: a whole `visits.Visit`, or as much of one as tracing reads."""

    @property
    def id(self) -> UUID:
        """Made on the device: the same event sent again has the same one."""

    @property
    def venue(self) -> str:
        """The venue's code."""

    @property
    def at(self) -> datetime:
        """When, by the device's clock."""

    @property
    def direction(self) -> Direction:
        """In or out."""

    @property
    def zone(self) -> str | None:
        """The zone that was scanned, if any."""


class Known(StrEnum):
    """How an end of a stay is known, from the surest to the least sure."""

    SCAN = "scan"
    NEXT_SCAN = "next_scan"
    TOLD = "told"
    """A tracer wrote it down: the person remembers."""
    CLOSING = "closing"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class StayRules:
    """How visits become stays. `usual`: how long people stay at a kind of venue where nothing better is known.

    An exit belongs to an entry of the same local day; to one of the day before only within `overnight` usual times,
    at most `longest`: what is longer is one forgotten exit and one forgotten entry.
    """

    version: str = "2021-12-01"
    same_act: timedelta = timedelta(minutes=5)
    overnight: int = 6
    longest: timedelta = timedelta(hours=12)
    usual: Mapping[Kind, timedelta] = field(
        default_factory=lambda: MappingProxyType(
            {
                Kind.OFFICE: timedelta(hours=1),
                Kind.MARKET: timedelta(hours=1),
                Kind.SUPERMARKET: timedelta(hours=1),
                Kind.CONVENIENCE: timedelta(minutes=20),
                Kind.GROCERY: timedelta(minutes=20),
                Kind.RESTAURANT: timedelta(hours=1),
                Kind.FACTORY: timedelta(hours=9),
                Kind.SCHOOL: timedelta(hours=8),
                Kind.HEALTH: timedelta(hours=2),
                Kind.TRANSPORT: timedelta(hours=1),
                Kind.WORSHIP: timedelta(hours=2),
                Kind.CHECKPOINT: timedelta(minutes=5),
                Kind.OTHER: timedelta(hours=1),
            }
        )
    )

    def longest_overnight(self, kind: Kind) -> timedelta:
        """The longest stay across midnight whose exit is believed to be its own."""
        return max(self.usual[kind], min(self.overnight * self.usual[kind], self.longest))


@dataclass(frozen=True)
class Place:
    """What of a venue matters for stays: its kind, and when it closes after an instant (None: not known)."""

    kind: Kind
    closes_after: Callable[[datetime], datetime | None]


@dataclass(frozen=True)
class Stay:
    """One person at one venue from `start` to `end` (UTC). `zones`: those that were scanned, in order."""

    venue: str
    start: datetime
    end: datetime
    start_known_by: Known
    end_known_by: Known
    zones: tuple[str, ...] = ()


def stays(visits: Iterable[Scan], places: Mapping[str, Place], rules: StayRules) -> list[Stay]:
    """The stays of one person, oldest first; they never overlap but where two exits contradict each other.

    `visits`: all of the person, by whichever key, in any order and also twice; `places`: by venue code, for every
    venue that occurs.
    """
    made: list[Stay] = []
    current: _Open | None = None
    for visit in sorted({visit.id: visit for visit in visits}.values(), key=lambda visit: (visit.at, visit.id)):
        here = current is not None and current.venue == visit.venue
        if current and here and visit.at - current.last_scan <= rules.same_act and visit.direction is current.direction:
            current = current.scanned(visit)
        elif current and here and _ends(current, visit, places[visit.venue].kind, rules):
            current = replace(current.scanned(visit), direction=Direction.OUT)
        else:
            if current:
                made.append(_closed(current, visit.at, places, rules))
            current = _begun(visit, made[-1].end if made else None, places, rules)
    if current:
        made.append(_closed(current, None, places, rules))
    return made


@dataclass(frozen=True)
class _Open:
    """A stay under way; `direction` is that of its last scan: after an exit only a repeated exit belongs to it."""

    venue: str
    start: datetime
    start_known_by: Known
    last_scan: datetime
    direction: Direction
    zones: tuple[str, ...]

    def scanned(self, visit: Scan) -> "_Open":
        new = visit.zone and visit.zone not in self.zones
        return replace(self, last_scan=visit.at, zones=(*self.zones, visit.zone) if new and visit.zone else self.zones)


def _ends(current: _Open, visit: Scan, kind: Kind, rules: StayRules) -> bool:
    """Whether a scan at the same venue is the exit of the entry before it."""
    if current.direction is not Direction.IN or visit.direction is not Direction.OUT:
        return False
    same_day = local_day(current.start) == local_day(visit.at)
    return same_day or visit.at - current.start <= rules.longest_overnight(kind)


def _begun(visit: Scan, before: datetime | None, places: Mapping[str, Place], rules: StayRules) -> _Open:
    start, known = visit.at, Known.SCAN
    if visit.direction is Direction.OUT:
        start, known = visit.at - rules.usual[places[visit.venue].kind], Known.ASSUMED
        if before and before > start:
            # Still elsewhere until then.
            start = min(before, visit.at)
    zones = (visit.zone,) if visit.zone else ()
    return _Open(visit.venue, start, known, visit.at, visit.direction, zones)


def _closed(current: _Open, next_scan: datetime | None, places: Mapping[str, Place], rules: StayRules) -> Stay:
    if current.direction is Direction.OUT:
        end, known = current.last_scan, Known.SCAN
    else:
        end, known = _unseen_end(current, next_scan, places[current.venue], rules)
    return Stay(current.venue, current.start, end, current.start_known_by, known, current.zones)


def _unseen_end(current: _Open, next_scan: datetime | None, place: Place, rules: StayRules) -> tuple[datetime, Known]:
    """The first of what ends a stay that nobody saw end."""
    ends = [(current.last_scan + rules.usual[place.kind], Known.ASSUMED)]
    closing = place.closes_after(current.last_scan)
    if closing:
        ends.append((closing, Known.CLOSING))
    if next_scan:
        ends.append((next_scan, Known.NEXT_SCAN))
    order = list(Known)
    return min(ends, key=lambda end: (end[0], order.index(end[1])))
