"""A made-up town for tests of tracing, and an oracle that compares every stay with every other one.

The oracle shares with the code under test only how scans at one door become stays, which has tests of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from truyvet.days import LOCAL, local_day
from truyvet.settings import TraceRules
from truyvet.stays import Known, Place, Stay, StayRules, stays
from truyvet.traces import Question
from truyvet.tracing import Scan, place_of
from truyvet.venues import Kind, OpeningHours, Venue

MONDAY = date(2021, 8, 9)
LONG_AGO = datetime(2021, 6, 1, tzinfo=UTC)
ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)


def at(minute: int) -> datetime:
    """An instant of the town: minutes since Monday 00:00 local time."""
    return datetime.combine(MONDAY, time(), LOCAL).astimezone(UTC) + timedelta(minutes=minute)


def key(name: str) -> bytes:
    return name.encode().ljust(16, b".")


def venue(code: str, kind: Kind, hours: tuple[OpeningHours, ...] = ()) -> Venue:
    return Venue(
        code=code,
        name=f"Điểm {code}",
        kind=kind,
        address="12/3 tổ 5",
        district=689,
        commune=25195,
        commune_name="Phường Tân Phú",
        head="Nguyễn Thị Mười",
        phone="+84901234567",
        registered_at=LONG_AGO,
        opening_hours=hours,
    )


VENUES = {
    "SHOP": venue("SHOP", Kind.GROCERY, (OpeningHours(ALL_WEEK, time(6), time(21)),)),
    "MARKET": venue("MARKET", Kind.MARKET, (OpeningHours(ALL_WEEK, time(5), time(12)),)),
    "PLANT": venue("PLANT", Kind.FACTORY),
    "BAR": venue("BAR", Kind.RESTAURANT, (OpeningHours(ALL_WEEK, time(18), time(2)),)),
}


@dataclass(frozen=True)
class Town:
    """All scans and links of a town, answering as the stores do."""

    scans: tuple[Scan, ...]
    linked: Mapping[bytes, frozenset[bytes]]
    venues: Mapping[str, Venue]

    def of_people(self, spans: Sequence[tuple[bytes, datetime, datetime]]) -> list[list[Scan]]:
        return [
            [scan for scan in self.scans if scan.person == key and start <= scan.at <= end] for key, start, end in spans
        ]

    def at_venue(self, venue: str, days: Sequence[date]) -> list[Scan]:
        return [scan for scan in self.scans if scan.venue == venue and local_day(scan.at) in days]

    def links(self, keys: Iterable[bytes]) -> Mapping[bytes, frozenset[bytes]]:
        return {each: self.linked[each] for each in keys if each in self.linked}

    def places(self, venues: Iterable[str]) -> Mapping[str, Place]:
        return {code: place_of(self.venues.get(code)) for code in venues}


@dataclass(frozen=True)
class Met:
    """One meeting as the oracle sees it, in whole minutes; `known`: the contact's two ends, then the source's."""

    level: int
    person: frozenset[bytes]
    source: frozenset[bytes]
    venue: str
    start: datetime
    overlap: int
    tail: int
    zone_match: bool | None
    known: tuple[Known, Known, Known, Known]


def oracle(town: Town, question: Question, rules: TraceRules, stay_rules: StayRules) -> tuple[list[Met], list[Met]]:
    """All meetings at levels 1 and 2, by brute force over all pairs of people and of their stays."""
    people = _people(town, rules)
    # Who has a badge is asked for by all keys of the badge, linked or not.
    case = frozenset().union(*(person for person in people if question.keys & person))
    people = {person for person in people if not person & case} | {case}
    every = {person: _stays(town, person, stay_rules, question if person == case else None) for person in people}
    infectious = _cut(every[case], question.start, question.end)
    first = [met for person in people - {case} for met in _meetings(1, person, every[person], case, infectious, rules)]
    if question.depth == 1:
        return first, []
    f1 = {person for person in people if defined([met for met in first if met.person == person], rules)}
    second = []
    for source in f1:
        begins = min(met.start for met in first if met.person == source) + timedelta(hours=rules.latency_hours)
        theirs = _cut(every[source], begins, question.end)
        for person in people - f1 - {case}:
            second += _meetings(2, person, every[person], source, theirs, rules)
    brushed = {met.person for met in first} - f1
    f2 = {person for person in people if defined([met for met in second if met.person == person], rules)}
    return first, [met for met in second if met.person not in brushed or met.person in f2]


def _cut(own: list[Stay], start: datetime, end: datetime) -> list[Stay]:
    inside = [stay for stay in own if start <= end and stay.end >= start and stay.start <= end]
    return [replace(stay, start=max(stay.start, start), end=min(stay.end, end)) for stay in inside]


def _people(town: Town, rules: TraceRules) -> set[frozenset[bytes]]:
    """Keys joined by links, merged until nothing changes."""
    shared = {each for each, others in town.linked.items() if len(others) > rules.most_links}
    groups = [{scan.person} for scan in town.scans] + [{each} for each in town.linked]
    pairs = [(one, other) for one, others in town.linked.items() for other in others if not {one, other} & shared]
    for one, other in pairs:
        joined = [group for group in groups if one in group or other in group]
        groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    return {frozenset(group) for group in groups}


def _stays(town: Town, person: frozenset[bytes], rules: StayRules, case: Question | None) -> list[Stay]:
    denied = case.denied if case else frozenset[UUID]()
    scans = [scan for scan in town.scans if scan.person in person and scan.id not in denied]
    made = []
    for code in {scan.venue for scan in scans}:
        there = [scan for scan in scans if scan.venue == code]
        elsewhere = [scan.at for scan in scans if scan.venue != code]
        for stay in stays(there, {code: place_of(town.venues.get(code))}, rules):
            ins = [scan.at for scan in there if stay.start <= scan.at <= stay.end]
            end, known, start = stay.end, stay.end_known_by, stay.start
            if known is not Known.SCAN:
                last = max((each for each in ins if each < stay.end), default=stay.start)
                sooner = [each for each in elsewhere if last <= each < stay.end]
                if sooner:
                    end, known = min(sooner), Known.NEXT_SCAN
            if stay.start_known_by is Known.ASSUMED:
                exits = [each for each in ins if each > stay.start] or [stay.end]
                start = max([start, *(each for each in elsewhere if each < min(exits))])
            made.append(replace(stay, start=start, end=end, end_known_by=known))
    if case:
        made += [Stay(t.venue, t.start, t.end, Known.TOLD, Known.TOLD, (t.zone,) if t.zone else ()) for t in case.told]
    return made


def _meetings(
    level: int,
    person: frozenset[bytes],
    own: list[Stay],
    source: frozenset[bytes],
    infectious: list[Stay],
    rules: TraceRules,
) -> list[Met]:
    found = []
    tail = timedelta(minutes=rules.tail_minutes)
    for mine in own:
        for other in infectious:
            if mine.venue != other.venue or mine.start > other.end + tail or mine.end < other.start:
                continue
            together = set(_minutes(mine.start, mine.end)) & set(_minutes(other.start, other.end))
            after = set(_minutes(mine.start, mine.end)) & set(_minutes(other.end, other.end + tail))
            zones = None if not mine.zones or not other.zones else any(zone in other.zones for zone in mine.zones)
            began = max(mine.start, other.start)
            known = (mine.start_known_by, mine.end_known_by, other.start_known_by, other.end_known_by)
            found.append(Met(level, person, source, mine.venue, began, len(together), len(after), zones, known))
    return found


# docs/tracing.md, Rules, 6.
_ZONES = {True: 1.0, None: 0.7, False: 0.2}
_ENDS = {Known.SCAN: 1.0, Known.NEXT_SCAN: 0.95, Known.TOLD: 0.9, Known.CLOSING: 0.7, Known.ASSUMED: 0.6}


def score(found: Iterable[Met]) -> float:
    """What docs/tracing.md says that a contact with these meetings scores, before rounding."""
    return sum(
        (met.overlap + 0.3 * met.tail) * _ZONES[met.zone_match] * min(_ENDS[known] for known in met.known)
        for met in found
    )


def defined(found: list[Met], rules: TraceRules) -> bool:
    """Long enough on some day, at some venue, with some source, in no zone apart."""
    occasions = {(met.source, met.venue, local_day(met.start)) for met in found}
    return any(
        sum(
            met.overlap
            for met in found
            if (met.source, met.venue, local_day(met.start)) == occasion and met.zone_match is not False
        )
        >= rules.definition_minutes
        for occasion in occasions
    )


def _minutes(start: datetime, end: datetime) -> Iterable[int]:
    zero = at(0)
    return range(int((start - zero) / timedelta(minutes=1)), int((end - zero) / timedelta(minutes=1)))
