"""Tracing (truy vết): stays of an index case and of others become encounters, contacts, and their rank.

Nothing here reads or opens anything. A person is a set of person keys that links have joined; what one venue knows of
them is one row of scans, and what other venues know can only shorten a stay whose end nobody scanned.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from truyvet.days import LOCAL, local_day
from truyvet.exposure_windows import Windows
from truyvet.settings import TraceRules
from truyvet.stays import Known, Place, Stay, StayRules, stays
from truyvet.venues import Kind, OpeningHours, Venue
from truyvet.visits import Direction

MOST_KEPT = 20
"""So many encounters of one contact are kept and shown; totals, definition and score count all of them."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
SAME_ACT = timedelta(minutes=5)
"""Scans under one number within so long after the first may each be of somebody else."""


@dataclass(frozen=True, slots=True)
class Scan:
    """As much of a visit as tracing reads; `person`: the key of 16 bytes that it was stored under."""

    id: UUID
    venue: str
    at: datetime
    direction: Direction
    person: bytes
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """One stay of a contact that meets one stay of a source (the index case, or an F1).

    `overlap`: together; `tail`: after the source had left, within the rules' minutes. `zone_match`: whether they
    scanned a zone in common, None where one of them scanned none. Ends known: of the contact's stay, of the source's.
    `seen`: the contact's scans that records are opened from: of each key used, those of its first act there, which
    are several where a family or a helper's visitors share one number.
    """

    source: bytes
    venue: str
    start: datetime
    end: datetime
    overlap: timedelta
    tail: timedelta
    zone_match: bool | None
    ends_known_by: tuple[Known, Known]
    source_ends_known_by: tuple[Known, Known]
    seen: tuple[Scan, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one venue adds to a contact: totals of all encounters there, and the strongest `MOST_KEPT` themselves.

    `weight`: in minutes that count (`weight`, not rounded); `long_enough`: the encounters here make an F1 (F2).
    """

    venue: str
    meetings: int
    overlap: timedelta
    tail: timedelta
    weight: float
    first: datetime
    long_enough: bool
    encounters: tuple[Encounter, ...]


@dataclass(frozen=True)
class Contact:
    """A person with at least one encounter. `person`: the smallest of `keys`; the score ranks, highest first.

    `encounters`: the strongest `MOST_KEPT` of all `meetings`, by time.
    """

    person: bytes
    keys: frozenset[bytes]
    level: int
    encounters: tuple[Encounter, ...]
    meetings: int
    overlap: timedelta
    tail: timedelta
    first_exposure: datetime
    meets_definition: bool
    score: float

    @property
    def overlap_minutes(self) -> int:
        """Whole minutes together, without tails."""
        return self.overlap // _MINUTE

    @property
    def tail_minutes(self) -> int:
        """Whole minutes after the source had left."""
        return self.tail // _MINUTE


@dataclass(frozen=True)
class Source:
    """Somebody who may infect: their stays, cut to the time in which they may."""

    person: bytes
    stays: tuple[Stay, ...]


def place_of(venue: Venue | None) -> Place:
    """What of a venue matters for stays; a venue that is not registered any more never closes."""
    if venue is None:
        return Place(Kind.OTHER, lambda _: None)
    hours = venue.opening_hours
    return Place(venue.kind, lambda at: closing_after(hours, at))


def closing_after(hours: Sequence[OpeningHours], at: datetime) -> datetime | None:
    """When a venue that is open at an instant closes; None where it is closed then, never closes, or tells nothing."""
    day = local_day(at)
    closings = []
    for each in hours:
        for opened in (day - _DAY, day):
            opens = datetime.combine(opened, each.opens, LOCAL)
            closes = datetime.combine(opened, each.closes, LOCAL)
            closes += _DAY if each.closes <= each.opens else timedelta()
            whole_day = each.opens == each.closes == time()
            if opened.isoweekday() in each.days and not whole_day and opens <= at < closes:
                closings.append(closes.astimezone(at.tzinfo))
    return max(closings, default=None)


def stays_at(scans: Iterable[Scan], elsewhere: Sequence[datetime], place: Place, rules: StayRules) -> list[Stay]:
    """The stays of one person at one venue.

    `scans`: all of the person there; `elsewhere`: the sorted instants of their scans at other venues. Those end a stay
    that no exit ended, and begin one that no entry began. Where both ends were scanned a scan elsewhere in between is
    another person's (a telephone is shared), and the stay is left whole: a contact must not be lost by it.
    """
    there = sorted(scans, key=lambda scan: (scan.at, scan.id))
    if not there:
        return []
    ats = [scan.at for scan in there]
    return [_cut(stay, ats, elsewhere) for stay in stays(there, {there[0].venue: place}, rules)]


def _cut(stay: Stay, ats: Sequence[datetime], elsewhere: Sequence[datetime]) -> Stay:
    if stay.end_known_by is not Known.SCAN:
        last = ats[max(bisect_left(ats, stay.end) - 1, bisect_left(ats, stay.start))]
        following = bisect_left(elsewhere, last)
        if following < len(elsewhere) and elsewhere[following] < stay.end:
            stay = replace(stay, end=elsewhere[following], end_known_by=Known.NEXT_SCAN)
    if stay.start_known_by is Known.ASSUMED:
        index = bisect_right(ats, stay.start)
        leaving = ats[index] if index < len(ats) and ats[index] <= stay.end else stay.end
        before = bisect_left(elsewhere, leaving) - 1
        if before >= 0 and elsewhere[before] > stay.start:
            stay = replace(stay, start=elsewhere[before])
    return stay


def spells_near(scans: Sequence[Scan], windows: Windows, place: Place, rules: StayRules) -> list[Scan]:
    """Of a person's scans at one venue, by time: those whose stays could touch, by the widest that they could be.

    A spell is what lies less than a day apart: no stay holds more, and none reaches further than a usual time beyond.
    """
    usual = rules.usual[place.kind]
    apart = max(_DAY, 2 * usual)
    near: list[Scan] = []
    begin = 0
    for index, scan in enumerate(scans, 1):
        if index < len(scans) and scans[index].at - scan.at <= apart:
            continue
        first = scans[begin]
        start = first.at - usual if first.direction is Direction.OUT else first.at
        end = scan.at + usual if scan.direction is Direction.IN else scan.at
        if windows.touch(start, end):
            near += scans[begin:index]
        begin = index
    return near


def unsure(stay: Stay) -> bool:
    """Whether scans elsewhere could change the stay."""
    return stay.end_known_by is not Known.SCAN or stay.start_known_by is not Known.SCAN


def stays_everywhere(scans: Iterable[Scan], places: Mapping[str, Place], rules: StayRules) -> list[Stay]:
    """The stays of one person at all venues, oldest first. `scans`: all of the person, in any order and also twice."""
    by_venue: dict[str, list[Scan]] = defaultdict(list)
    for scan in {scan.id: scan for scan in scans}.values():
        by_venue[scan.venue].append(scan)
    made: list[Stay] = []
    for venue, there in by_venue.items():
        elsewhere = sorted(scan.at for other, those in by_venue.items() if other != venue for scan in those)
        made += stays_at(there, elsewhere, places[venue], rules)
    return sorted(made, key=lambda stay: (stay.start, stay.end, stay.venue))


def within(stay: Stay, start: datetime, end: datetime) -> Stay | None:
    """The part of a stay in a span of time, or None."""
    if stay.end < start or stay.start > end:
        return None
    return replace(stay, start=max(stay.start, start), end=min(stay.end, end))


def days_to_read(stay: Stay, tail: timedelta, longest: timedelta) -> list[date]:
    """The local days whose scans at the venue decide who was there: of the stay, and what midnight cut off."""
    first, last = local_day(stay.start - longest), local_day(stay.end + tail + longest)
    return [first + _DAY * number for number in range((last - first).days + 1)]


def encounters(windows: Windows, own: Iterable[Stay], scans: Sequence[Scan], rules: TraceRules) -> list[Encounter]:
    """Every meeting of a contact's own stays at one venue with sources there. `scans`: the contact's, by time."""
    tail = rules.tail_minutes * _MINUTE
    return [_encounter(source, theirs, each, scans, tail) for each in own for source, theirs in windows.touching(each)]


def _encounter(source: bytes, theirs: Stay, own: Stay, scans: Sequence[Scan], tail: timedelta) -> Encounter:
    zero = timedelta()
    until = min(own.end, theirs.end + tail)
    return Encounter(
        source=source,
        venue=own.venue,
        start=min(max(own.start, theirs.start), until),
        end=until,
        overlap=max(zero, min(own.end, theirs.end) - max(own.start, theirs.start)),
        tail=max(zero, until - max(own.start, theirs.end)),
        zone_match=bool(set(own.zones) & set(theirs.zones)) if own.zones and theirs.zones else None,
        ends_known_by=(own.start_known_by, own.end_known_by),
        source_ends_known_by=(theirs.start_known_by, theirs.end_known_by),
        seen=_first_acts([scan for scan in scans if own.start <= scan.at <= own.end]) or tuple(scans[:1]),
    )


def _first_acts(scans: Sequence[Scan]) -> tuple[Scan, ...]:
    began: dict[bytes, datetime] = {}
    for scan in scans:
        began.setdefault(scan.person, scan.at)
    return tuple({scan.id: scan for scan in scans if scan.at - began[scan.person] <= SAME_ACT}.values())


def exposure(found: Sequence[Encounter], rules: TraceRules) -> Exposure:
    """What the encounters of one person at one venue, at least one, come to."""
    zero = timedelta()
    return Exposure(
        venue=found[0].venue,
        meetings=len(found),
        overlap=sum((each.overlap for each in found), zero),
        tail=sum((each.tail for each in found), zero),
        weight=math.fsum(weight(each, rules) for each in found),
        first=min(each.start for each in found),
        long_enough=meets_definition(found, rules),
        encounters=_strongest(found, rules),
    )


def contact(keys: frozenset[bytes], level: int, found: Iterable[Exposure], rules: TraceRules) -> Contact:
    """The contact that a person's exposures, one for each venue and at least one, make; their order does not matter."""
    ordered = sorted(found, key=lambda each: each.venue)
    zero = timedelta()
    return Contact(
        person=min(keys),
        keys=keys,
        level=level,
        encounters=_strongest([met for each in ordered for met in each.encounters], rules),
        meetings=sum(each.meetings for each in ordered),
        overlap=sum((each.overlap for each in ordered), zero),
        tail=sum((each.tail for each in ordered), zero),
        first_exposure=min(each.first for each in ordered),
        meets_definition=any(each.long_enough for each in ordered),
        score=round(math.fsum(each.weight for each in ordered), 1),
    )


def _strongest(found: Sequence[Encounter], rules: TraceRules) -> tuple[Encounter, ...]:
    kept = sorted(found, key=lambda each: (-weight(each, rules), *_by_time(each)))[:MOST_KEPT]
    return tuple(sorted(kept, key=_by_time))


def _by_time(encounter: Encounter) -> tuple[datetime, datetime, str, bytes]:
    return encounter.start, encounter.end, encounter.venue, encounter.source


def meets_definition(found: Iterable[Encounter], rules: TraceRules) -> bool:
    """Whether encounters make an F1 (F2) of the person: long enough in one closed space with one source in one day.

    Zones scanned apart are not the same closed space; zones that nobody scanned are no reason to let somebody go.
    """
    together: dict[tuple[bytes, str, date], timedelta] = defaultdict(timedelta)
    for each in found:
        if each.zone_match is not False:
            together[each.source, each.venue, local_day(each.start)] += each.overlap
    return any(total >= rules.definition_minutes * _MINUTE for total in together.values())


def weight(encounter: Encounter, rules: TraceRules) -> float:
    """The minutes of exposure that count, less where there is doubt; a contact's score is the sum of all.

    Minutes together and `tail_weight` of those after; times the weight of the zones; times the weight of the least
    sure of the four ends.
    """
    ends = {
        Known.SCAN: 1.0,
        Known.NEXT_SCAN: rules.next_scan_weight,
        Known.TOLD: rules.told_weight,
        Known.CLOSING: rules.closing_weight,
        Known.ASSUMED: rules.assumed_weight,
    }
    zones = {True: 1.0, None: rules.zone_unknown_weight, False: rules.zone_differs_weight}
    surest = min(ends[known] for known in (*encounter.ends_known_by, *encounter.source_ends_known_by))
    minutes = encounter.overlap / _MINUTE + rules.tail_weight * (encounter.tail / _MINUTE)
    return minutes * zones[encounter.zone_match] * surest


def ranked(contacts: Iterable[Contact]) -> list[Contact]:
    """Those who meet the definition first, then by score, then by first exposure: never an unordered crowd."""
    return sorted(contacts, key=lambda each: (not each.meets_definition, -each.score, each.first_exposure, each.person))


def source_of(person: Contact, own: Iterable[Stay], end: datetime, rules: TraceRules) -> Source:
    """A contact as somebody who may have infected others: from the first exposure and the latency on, until `end`."""
    start = person.first_exposure + timedelta(hours=rules.latency_hours)
    return Source(person.person, tuple(part for stay in own if start <= end and (part := within(stay, start, end))))
