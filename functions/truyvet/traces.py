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
from truyvet.collector import collector_at_rest
from truyvet.exposure_windows import Windows
from truyvet.settings import TraceRules
from truyvet.stays import Known, Place, Stay, StayRules
from truyvet.tracing import Contact, Exposure, Scan, Source

THREADS = 16
_ASKED = 1000
"""So many people's scans elsewhere are in memory at a time."""
_MARGIN = timedelta(days=1)
"""How far beyond the window a source's scans are read: what lies there decides how stays at its edges began."""


Span = tuple[frozenset[bytes], datetime, datetime]
"""All keys of a person, and from when until when, both included."""


class Reader(Protocol):
    """What a trace asks of the stores; `trace_reader.TraceReader`. May be called from several threads."""

    def of_people(self, spans: Sequence[tuple[bytes, datetime, datetime]]) -> list[list[Scan]]:
        """The scans under each of some person keys in a span of time of its own, both ends included."""

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
    """Somebody near a source: their scans by venue, and the span in which scans elsewhere could matter, if any."""

    keys: frozenset[bytes]
    there: dict[str, list[Scan]] = field(default_factory=dict)
    doubtful: tuple[datetime, datetime] | None = None

    def doubt(self, stays: Iterable[Stay]) -> None:
        for stay in stays:
            start, end = self.doubtful or (stay.start, stay.end)
            self.doubtful = min(start, stay.start), max(end, stay.end)


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
        (found,) = self._scans([(case, question.start, question.end)])
        scans = sorted({scan.id: scan for scan in found if scan.id not in question.denied}.values(), key=_by_time)
        own = sorted(
            [*self._stays(scans), *map(_told, question.told)], key=lambda stay: (stay.start, stay.end, stay.venue)
        )
        stays = [part for stay in own if (part := tracing.within(stay, question.start, question.end))]
        met = self.met(_by_venue([Source(min(case), tuple(stays))]), case)
        shown = tuple(scan for scan in scans if question.start <= scan.at <= question.end)
        return Answer(case, shown, tuple(stays), tuple(self._judged(met, 1)))

    @collector_at_rest()
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

    @collector_at_rest()
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
        scans = self._scans([(each.keys, each.first_exposure, end) for each in contacts])
        # All venues in one go, before each is asked for by itself.
        self.reader.places({scan.venue for those in scans for scan in those})
        return [
            tracing.source_of(each, self._stays(those), end, self.rules)
            for each, those in zip(contacts, scans, strict=True)
        ]

    def _scans(self, people: Sequence[Span]) -> list[list[Scan]]:
        """All scans of some people about a window."""
        return self._of_people([(keys, start - _MARGIN, end + _MARGIN) for keys, start, end in people])

    def _of_people(self, people: Sequence[Span]) -> list[list[Scan]]:
        spans = [(key, start, end) for keys, start, end in people for key in keys]
        found = iter(self.reader.of_people(spans))
        return [[scan for _ in keys for scan in next(found)] for keys, _, _ in people]

    def _stays(self, scans: Sequence[Scan]) -> list[Stay]:
        places = self.reader.places({scan.venue for scan in scans})
        return tracing.stays_everywhere(scans, places, self.stay_rules)

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
        everybody = list(candidates.values())
        met: Found = {}
        for first in range(0, len(everybody), _ASKED):
            asked = everybody[first : first + _ASKED]
            elsewhere = self._elsewhere(asked)
            for candidate in asked:
                if exposed := self._met(candidate, elsewhere.get(candidate.keys, ()), windows, places):
                    met[candidate.keys] = exposed
        return met

    def _elsewhere(self, candidates: Iterable[_Candidate]) -> dict[frozenset[bytes], list[Scan]]:
        """By person: the scans that tell how doubtful stays began and ended."""
        spans = [(each.keys, *each.doubtful) for each in candidates if each.doubtful]
        return dict(zip((keys for keys, _, _ in spans), self._of_people(spans), strict=True))

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
        self,
        candidate: _Candidate,
        others: Sequence[Scan],
        windows: Mapping[str, Windows],
        places: Mapping[str, Place],
    ) -> list[Exposure]:
        """What a candidate met at each venue. `others`: their scans about doubtful stays, at whichever venue."""
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


def _told(stay: ToldStay) -> Stay:
    return Stay(stay.venue, stay.start, stay.end, Known.TOLD, Known.TOLD, (stay.zone,) if stay.zone else ())


def _by_time(scan: Scan) -> tuple[datetime, UUID]:
    return scan.at, scan.id
