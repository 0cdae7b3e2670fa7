"""Cordons (khoanh vùng): where the case was by day, what to disinfect or close, what the public may be told.

Made from a trace's stays and contacts alone; no person is named, and the list for the public is rounded.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from truyvet import trace_wording as wording
from truyvet.days import day_end, day_start, local_day
from truyvet.exposures import ROUNDED_TO, Doubt
from truyvet.kept_traces import THE_CASE, KeptContact
from truyvet.settings import TraceRules
from truyvet.stays import Known, Stay
from truyvet.venues import Kind

FEW_PEOPLE = 5
"""Fewer people met at a place in a day than this: whoever reads of it knows who is meant."""
_OF_A_CIRCLE = frozenset({Kind.OFFICE, Kind.FACTORY, Kind.OTHER})


class Place(Protocol):
    """What of a venue a cordon tells; `trace_reader.TracedVenue`."""

    @property
    def code(self) -> str:
        """The venue's code."""

    @property
    def kind(self) -> Kind:
        """The kind of place."""

    @property
    def commune(self) -> int:
        """The code of its commune."""


@dataclass(frozen=True)
class Met:
    """How many people were met: F1 by the case, F2 by somebody of the case's F1, `near`: not long enough to be F1."""

    f1: int = 0
    f2: int = 0
    near: int = 0

    @property
    def anybody(self) -> int:
        """All of them."""
        return self.f1 + self.f2 + self.near


@dataclass(frozen=True)
class Presence:
    """The case at one venue on one local day, between `start` and `end`; a stay over midnight makes two."""

    day: date
    venue: str
    start: datetime
    end: datetime
    known_by: tuple[Known, Known]
    zones: tuple[str, ...]
    met: Met


@dataclass(frozen=True)
class CommuneDay:
    """A commune (by its code) where the case was on a local day, at so many venues; each person met counts once."""

    day: date
    commune: int
    venues: int
    met: Met


@dataclass(frozen=True)
class Closing:
    """A venue to disinfect or close: the case's last stay ended at `left`, its air counts as exposure `until`."""

    venue: str
    visits: int
    minutes: int
    left: datetime
    left_known_by: Known
    until: datetime
    why: str


@dataclass(frozen=True)
class PublicPlace:
    """A place of exposure as the public may read it: widened to half hours."""

    venue: str
    day: date
    start: datetime
    end: datetime
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Cordon:
    """Everything of one trace, in the order of time."""

    presences: tuple[Presence, ...]
    communes: tuple[CommuneDay, ...]
    closings: tuple[Closing, ...]
    places: tuple[PublicPlace, ...]

    def doubts(self, venue: str, day: date) -> tuple[Doubt, ...]:
        """What to weigh before the place is public; where nobody is known to have been met on the day, that."""
        found = (each.doubts for each in self.places if (each.venue, each.day) == (venue, day))
        return next(found, (Doubt.FEW,))


@dataclass
class _Meetings:
    """Contacts counted while their list is read once, by venue and day, and by commune and day."""

    places: Mapping[str, Place]
    at_venues: dict[tuple[str, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    in_communes: dict[tuple[int, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, contact: KeptContact) -> None:
        where = {(each.venue, local_day(each.start)) for each in contact.encounters if _counts(contact, each.source)}
        communes = {(self.places[venue].commune, day) for venue, day in where if venue in self.places}
        kind = f"f{contact.level}" if contact.meets_definition else "near"
        for venue_day in where:
            self.at_venues[venue_day][kind] += 1
        for commune_day in communes:
            self.in_communes[commune_day][kind] += 1


def cordon(
    stays: Sequence[Stay], contacts: Iterable[KeptContact], places: Mapping[str, Place], rules: TraceRules
) -> Cordon:
    """The cordon of a case's stays, as they were traced. `places`: by venue code; one not registered may be missing."""
    meetings = _Meetings(places)
    for contact in contacts:
        meetings.add(contact)
    presences = tuple(_presences(stays, meetings))
    return Cordon(
        presences=presences,
        communes=tuple(_communes(presences, meetings)),
        closings=tuple(sorted(_closings(stays, rules), key=lambda each: (each.until, each.venue))),
        places=tuple(sorted(_public(presences, places, rules), key=lambda each: (each.start, each.venue))),
    )


def _counts(contact: KeptContact, source: int) -> bool:
    """An F1 is counted where it met the case; an F2, who met an F1, wherever that was."""
    return source == THE_CASE or contact.level > 1


def _communes(presences: Iterable[Presence], meetings: _Meetings) -> Iterator[CommuneDay]:
    venues: dict[tuple[date, int], set[str]] = defaultdict(set)
    for each in presences:
        if each.venue in meetings.places:
            venues[each.day, meetings.places[each.venue].commune].add(each.venue)
    for (day, commune), those in sorted(venues.items()):
        yield CommuneDay(day, commune, len(those), Met(**meetings.in_communes[commune, day]))


def _presences(stays: Iterable[Stay], meetings: _Meetings) -> Iterator[Presence]:
    for stay in sorted(stays, key=lambda each: (each.start, each.end, each.venue)):
        known = stay.start_known_by, stay.end_known_by
        for day, start, end in _by_day(stay):
            met = Met(**meetings.at_venues[stay.venue, day])
            yield Presence(day, stay.venue, start, end, known, stay.zones, met)


def _by_day(stay: Stay) -> Iterator[tuple[date, datetime, datetime]]:
    day = local_day(stay.start)
    while day_start(day) < stay.end or day == local_day(stay.start):
        yield day, max(stay.start, day_start(day)), min(stay.end, day_end(day))
        day += timedelta(days=1)


def _closings(stays: Iterable[Stay], rules: TraceRules) -> Iterator[Closing]:
    there: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        there[stay.venue].append(stay)
    for venue, those in there.items():
        last = max(those, key=lambda stay: stay.end)
        minutes = sum((stay.end - stay.start for stay in those), timedelta()) // timedelta(minutes=1)
        until = last.end + timedelta(minutes=rules.tail_minutes)
        why = _why(len(those), minutes, last, until, rules)
        yield Closing(venue, len(those), minutes, last.end, last.end_known_by, until, why)


def _why(visits: int, minutes: int, last: Stay, until: datetime, rules: TraceRules) -> str:
    times = f"{visits} lần, tổng {minutes} phút" if visits > 1 else f"{minutes} phút"
    return (
        f"Ca bệnh có mặt {times}; rời lần cuối lúc {wording.moment(last.end)} ({wording.KNOWN[last.end_known_by]}). "
        f"Không khí còn nguy cơ thêm {rules.tail_minutes} phút, đến {wording.moment(until)} "
        f"(bộ quy tắc {rules.version})."
    )


def _public(presences: Iterable[Presence], places: Mapping[str, Place], rules: TraceRules) -> Iterator[PublicPlace]:
    """Each venue and day, its presences and the tails after them widened; those that then touch become one."""
    spans: dict[tuple[date, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    met: dict[tuple[date, str], Met] = {}
    tail = timedelta(minutes=rules.tail_minutes)
    for each in presences:
        where = each.day, each.venue
        start, end = _rounded(each.start, each.end + tail)
        # As a proposal ends: what hangs in the air after midnight is not worth a line of the next day.
        end = min(end, day_end(each.day))
        earlier = spans[where]
        if earlier and start <= earlier[-1][1]:
            earlier[-1] = earlier[-1][0], max(end, earlier[-1][1])
        else:
            earlier.append((start, end))
        met[where] = each.met
    for (day, venue), those in spans.items():
        doubts = tuple(_doubts(places.get(venue), met[day, venue]))
        for start, end in those:
            yield PublicPlace(venue, day, start, end, doubts)


def _rounded(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Half hours are the same in Viet Nam and in UTC."""
    zero = start.replace(hour=0, minute=0, second=0, microsecond=0)
    before = (start - zero) // ROUNDED_TO * ROUNDED_TO
    after = -((zero - end) // ROUNDED_TO) * ROUNDED_TO
    return zero + before, zero + after


def _doubts(place: Place | None, met: Met) -> Iterator[Doubt]:
    if place is None or place.kind in _OF_A_CIRCLE:
        yield Doubt.CIRCLE
    if met.anybody < FEW_PEOPLE:
        yield Doubt.FEW
