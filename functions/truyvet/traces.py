"""One trace (một lần truy vết): from a person and a window of time to F1 and F2, asking only what the answer needs.

Every venue-day is read once in a level however many stays lie in it, and worked off venue by venue, so that only
contacts stay in memory; the index by person is asked only for those whose stay nobody saw end (or begin).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from truyvet import tracing
from truyvet.exposure_windows import Windows
from truyvet.settings import TraceRules
from truyvet.shares import collector_at_rest, in_shares
from truyvet.stays import Known, Place, Stay, StayRules
from truyvet.tracing import Contact, Exposure, Scan, Source

THREADS = 16
_MARGIN = timedelta(days=1)
"""How far beyond the window a source's scans are read: what lies there decides how stays at its edges began."""


class Reader(Protocol):
    """What a trace asks of the stores; `trace_reader.TraceReader`. May be called from several threads."""

    def of_person(self, key: bytes, start: datetime, end: datetime) -> list[Scan]:
        """The scans under one person key in a span of time, both ends included."""

    def at_venue(self, venue: str, days: Sequence[date]) -> list[Scan]:
        """The scans at a venue on local days."""

    def links(self, keys: Iterable[bytes]) -> Mapping[bytes, frozenset[bytes]]:
        """The other keys linked with each key; keys without links may be left out."""

    def places(self, venues: Iterable[str]) -> Mapping[str, Place]:
        """What of each venue matters for stays."""


@dataclass(frozen=True)
class ToldStay:
    """A stay that the case remembers and no scan shows, as the tracer wrote it down."""

    venue: str
    start: datetime
    end: datetime
    zone: str | None = None


@dataclass(frozen=True)
class Question:
    """What is traced. `keys`: the case's person keys; `denied`: scans that the case says were not theirs."""

    keys: frozenset[bytes]
    start: datetime
    end: datetime
    depth: int = 1
    told: tuple[ToldStay, ...] = ()
    denied: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Answer:
    """What a trace found: the case's scans and stays, and contacts of each level, ranked.

    `untraced`: so many F1 were left out of the next level by `TraceRules.most_sources`, the lowest in rank.
    """

    keys: frozenset[bytes]
    scans: tuple[Scan, ...]
    stays: tuple[Stay, ...]
    contacts: tuple[Contact, ...]
    untraced: int = 0


Exposures = Mapping[str, Sequence[tuple[bytes, Stay]]]
"""By venue: who may have infected others there (their smallest key), and during which stays."""
Found = dict[frozenset[bytes], list[Exposure]]
"""By person (all their keys): what each venue adds to them."""


@dataclass(frozen=True)
class Plan:
    """Level 2 before anything is read for it. `known`: keys of the case and of every F1 who meets the definition.

    `brushed`: the contacts of level 1 who do not; `untraced` as in `Answer`.
    """

    exposures: Exposures
    known: frozenset[bytes]
    brushed: frozenset[bytes]
    untraced: int


@dataclass
class _Candidate:
    """Somebody near a source: their scans by venue, and the span in which scans elsewhere could matter."""

    keys: frozenset[bytes]
    there: dict[str, list[Scan]] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None

    def doubt(self, stays: Iterable[Stay]) -> None:
        for stay in stays:
            self.start = min(self.start or stay.start, stay.start)
            self.end = max(self.end or stay.end, stay.end)


@dataclass(frozen=True)
class Tracing:
    """Answers questions by one set of rules."""

    reader: Reader
    rules: TraceRules = field(default_factory=TraceRules)
    stay_rules: StayRules = field(default_factory=StayRules)
    threads: int = THREADS

    def answer(self, question: Question) -> Answer:
        """The contacts of the case, and with depth 2 of those who meet the definition; the same rules, the same answer.

        Raises TryAgainError where DynamoDB is busy.
        """
        first = self.first(question)
        if question.depth == 1:
            return first
        plan = self.plan(first, question)
        return with_second(first, plan, self.second(plan, [self.met(plan.exposures, plan.known)]))

    @collector_at_rest()
    def first(self, question: Question) -> Answer:
        """The case itself and its contacts of level 1."""
        case = frozenset().union(*self._people(question.keys).values())
        scans, own = self._own_stays(case, question.start, question.end, question.denied, question.told)
        stays = [part for stay in own if (part := tracing.within(stay, question.start, question.end))]
        found = self.met(_by_venue([Source(min(case), tuple(stays))]), case)
        shown = tuple(scan for scan in scans if question.start <= scan.at <= question.end)
        return Answer(case, shown, tuple(stays), tuple(self._judged(found, 1)))

    def plan(self, first: Answer, question: Question) -> Plan:
        """What level 2 has to look at: where those F1 were who meet the definition, from when they could infect."""
        infectious = [each for each in first.contacts if each.meets_definition]
        traced = infectious[: self.rules.most_sources]
        return Plan(
            exposures=_by_venue(self._sources(traced, question.end)),
            known=first.keys.union(*(each.keys for each in infectious)),
            brushed=frozenset(each.person for each in first.contacts if not each.meets_definition),
            untraced=len(infectious) - len(traced),
        )

    def second(self, plan: Plan, parts: Iterable[Found]) -> list[Contact]:
        """The contacts of level 2 from what was found in all parts of a plan, in any order."""
        found: Found = defaultdict(list)
        for part in parts:
            for keys, exposures in part.items():
                found[keys] += exposures
        contacts = self._judged(found, 2)
        # Who brushed past the case is told again only where an F1 makes more of it.
        return [each for each in contacts if each.person not in plan.brushed or each.meets_definition]

    def venue_days(self, plan: Plan) -> dict[str, int]:
        """How many local days are to be read at each venue of a plan."""
        places = self.reader.places(plan.exposures)
        return {venue: len(self._days(those, places[venue])) for venue, those in plan.exposures.items()}

    def _sources(self, contacts: Sequence[Contact], end: datetime) -> list[Source]:
        def source(each: Contact) -> Source:
            _, own = self._own_stays(each.keys, each.first_exposure, end)
            return tracing.source_of(each, own, end, self.rules)

        with ThreadPoolExecutor(self.threads) as pool:
            return list(in_shares(pool, source, contacts))

    def _own_stays(
        self,
        keys: Iterable[bytes],
        start: datetime,
        end: datetime,
        denied: frozenset[UUID] = frozenset(),
        told: Iterable[ToldStay] = (),
    ) -> tuple[list[Scan], list[Stay]]:
        """All scans of a person about a window, and the stays that they and the told ones make."""
        found = [scan for key in keys for scan in self.reader.of_person(key, start - _MARGIN, end + _MARGIN)]
        scans = sorted({scan.id: scan for scan in found if scan.id not in denied}.values(), key=_by_time)
        places = self.reader.places({scan.venue for scan in scans})
        stays = tracing.stays_everywhere(scans, places, self.stay_rules)
        stays += [
            Stay(each.venue, each.start, each.end, Known.TOLD, Known.TOLD, (each.zone,) if each.zone else ())
            for each in told
        ]
        return scans, sorted(stays, key=lambda stay: (stay.start, stay.end, stay.venue))

    @collector_at_rest()
    def met(self, exposures: Exposures, known: frozenset[bytes]) -> Found:
        """Everybody but `known` who met a source at these venues, and what each venue makes of it.

        Venues do not depend on each other: they may be looked at in parts, by whomever.
        """
        places = self.reader.places(exposures)
        windows = {venue: Windows(those, self._tail) for venue, those in exposures.items()}
        days = {venue: self._days(those, places[venue]) for venue, those in exposures.items()}
        candidates: dict[frozenset[bytes], _Candidate] = {}
        with ThreadPoolExecutor(self.threads) as pool:
            near = pool.map(
                lambda venue: self._near(venue, days[venue], windows[venue], places[venue], known), exposures
            )
            for venue, found in zip(exposures, near, strict=True):
                for keys, (scans, doubtful) in found.items():
                    candidate = candidates.setdefault(keys, _Candidate(keys))
                    candidate.there[venue] = scans
                    candidate.doubt(doubtful)
            met = in_shares(pool, lambda candidate: self._met(candidate, windows, places), candidates.values())
            return {keys: found for keys, found in zip(candidates, met, strict=True) if found}

    def _judged(self, found: Found, level: int) -> list[Contact]:
        return tracing.ranked(tracing.contact(keys, level, those, self.rules) for keys, those in found.items())

    def _near(
        self, venue: str, days: Sequence[date], windows: Windows, place: Place, known: frozenset[bytes]
    ) -> dict[frozenset[bytes], tuple[list[Scan], list[Stay]]]:
        """Who may have met a source at a venue by what the venue itself knows: their scans there, doubtful stays."""
        by_key: dict[bytes, list[Scan]] = defaultdict(list)
        for scan in self.reader.at_venue(venue, days):
            by_key[scan.person].append(scan)
        people = self._people(by_key)
        scans_of: dict[frozenset[bytes], list[Scan]] = defaultdict(list)
        for key, scans in by_key.items():
            if not people[key] & known:
                scans_of[people[key]] += scans
        found = {}
        for keys, scans in scans_of.items():
            scans.sort(key=_by_time)
            spells = tracing.spells_near(scans, windows, place, self.stay_rules)
            stays = tracing.stays_at(spells, (), place, self.stay_rules)
            close = [own for own in stays if windows.touch(own.start, own.end)]
            if close:
                found[keys] = (scans, [stay for stay in close if tracing.unsure(stay)])
        return found

    @property
    def _tail(self) -> timedelta:
        return timedelta(minutes=self.rules.tail_minutes)

    def _days(self, exposures: Iterable[tuple[bytes, Stay]], place: Place) -> list[date]:
        longest = self.stay_rules.longest_overnight(place.kind)
        return sorted({day for _, stay in exposures for day in tracing.days_to_read(stay, self._tail, longest)})

    def _met(
        self, candidate: _Candidate, windows: Mapping[str, Windows], places: Mapping[str, Place]
    ) -> list[Exposure]:
        """What a candidate met at each venue, once scans elsewhere have told how doubtful stays ended."""
        others: list[Scan] = []
        if candidate.start and candidate.end:
            for key in candidate.keys:
                others += self.reader.of_person(key, candidate.start, candidate.end)
        found: list[Exposure] = []
        for venue, scans in candidate.there.items():
            elsewhere = sorted(scan.at for scan in others if scan.venue != venue)
            own = tracing.stays_at(scans, elsewhere, places[venue], self.stay_rules)
            if here := tracing.encounters(windows[venue], own, scans, self.rules):
                found.append(tracing.exposure(here, self.rules))
        return found

    def _people(self, keys: Iterable[bytes]) -> dict[bytes, frozenset[bytes]]:
        """For each key, all keys of its person: those joined with it by links, over any number of steps."""
        links: dict[bytes, frozenset[bytes]] = {}
        asked = set(keys)
        wanted = set(asked)
        while wanted:
            links |= dict.fromkeys(wanted, frozenset()) | dict(self.reader.links(wanted))
            wanted = {other for key in wanted if self._joins(links[key]) for other in links[key]} - links.keys()
        people: dict[bytes, frozenset[bytes]] = {}
        for key in asked:
            if key not in people:
                person = self._reached(key, links)
                people |= dict.fromkeys(person, person)
        return people

    def _joins(self, others: frozenset[bytes]) -> bool:
        """Whether a number belongs to one person: one that is linked with many is a helper's or a family's."""
        return 0 < len(others) <= self.rules.most_links

    def _reached(self, key: bytes, links: Mapping[bytes, frozenset[bytes]]) -> frozenset[bytes]:
        person, open_ends = {key}, [key]
        while open_ends:
            here = open_ends.pop()
            if self._joins(links[here]):
                new = {other for other in links[here] if other not in person and self._joins(links[other])}
                person |= new
                open_ends += new
        return frozenset(person)


def with_second(first: Answer, plan: Plan, second: Iterable[Contact]) -> Answer:
    """The whole answer from both levels."""
    return replace(first, contacts=(*first.contacts, *second), untraced=plan.untraced)


def _by_venue(sources: Iterable[Source]) -> Exposures:
    found: dict[str, list[tuple[bytes, Stay]]] = defaultdict(list)
    for source in sources:
        for stay in source.stays:
            found[stay.venue].append((source.person, stay))
    return found


def _by_time(scan: Scan) -> tuple[datetime, UUID]:
    return scan.at, scan.id
