"""One trace (một lần truy vết): from a person and a window of time to F1 and F2, asking only what the answer needs.

Every venue-day is read once in a level however many stays lie in it, and worked off venue by venue, so that only
contacts stay in memory; the index by person is asked only for those whose stay nobody saw end (or begin).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from truyvet import tracing
from truyvet.settings import TraceRules
from truyvet.stays import Known, Place, Stay, StayRules
from truyvet.tracing import Contact, Encounter, Scan, Source

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
        case = frozenset().union(*self._people(question.keys).values())
        scans, own = self._own_stays(case, question.start, question.end, question.denied, question.told)
        stays = [part for stay in own if (part := tracing.within(stay, question.start, question.end))]
        first = self._contacts([Source(min(case), tuple(stays))], 1, case)
        contacts, untraced = list(first), 0
        if question.depth > 1:
            infectious = [each for each in first if each.meets_definition]
            traced = infectious[: self.rules.most_sources]
            untraced = len(infectious) - len(traced)
            known = case.union(*(each.keys for each in infectious))
            met = {each.person for each in first}
            second = self._contacts(self._sources(traced, question.end), 2, known)
            # Who brushed past the case is told again only where an F1 makes more of it.
            contacts += [each for each in second if each.person not in met or each.meets_definition]
        shown = tuple(scan for scan in scans if question.start <= scan.at <= question.end)
        return Answer(case, shown, tuple(stays), tuple(contacts), untraced)

    def _sources(self, contacts: Sequence[Contact], end: datetime) -> list[Source]:
        def source(each: Contact) -> Source:
            _, own = self._own_stays(each.keys, each.first_exposure, end)
            return tracing.source_of(each, own, end, self.rules)

        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(source, contacts))

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

    def _contacts(self, sources: Sequence[Source], level: int, known: frozenset[bytes]) -> list[Contact]:
        """Everybody but `known` who met a source, ranked."""
        exposures: dict[str, list[tuple[bytes, Stay]]] = defaultdict(list)
        for source in sources:
            for stay in source.stays:
                exposures[stay.venue].append((source.person, stay))
        places = self.reader.places(exposures)
        candidates: dict[frozenset[bytes], _Candidate] = {}
        with ThreadPoolExecutor(self.threads) as pool:
            near = pool.map(lambda venue: self._near(venue, exposures[venue], places[venue], known), exposures)
            for venue, found in zip(exposures, near, strict=True):
                for keys, (scans, doubtful) in found.items():
                    candidate = candidates.setdefault(keys, _Candidate(keys))
                    candidate.there[venue] = scans
                    candidate.doubt(doubtful)
            met = pool.map(lambda candidate: self._met(candidate, exposures, places), candidates.values())
            pairs = zip(candidates, met, strict=True)
            made = [tracing.contact(keys, level, found, self.rules) for keys, found in pairs if found]
        return tracing.ranked(made)

    def _near(
        self, venue: str, exposures: Sequence[tuple[bytes, Stay]], place: Place, known: frozenset[bytes]
    ) -> dict[frozenset[bytes], tuple[list[Scan], list[Stay]]]:
        """Who may have met a source at a venue by what the venue itself knows: their scans there, doubtful stays."""
        tail = timedelta(minutes=self.rules.tail_minutes)
        longest = self.stay_rules.longest_overnight(place.kind)
        days = sorted({day for _, stay in exposures for day in tracing.days_to_read(stay, tail, longest)})
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
            stays = tracing.stays_at(scans, (), place, self.stay_rules)
            close = [own for own in stays if any(tracing.touches(theirs, own, tail) for _, theirs in exposures)]
            if close:
                found[keys] = (sorted(scans, key=_by_time), [stay for stay in close if tracing.unsure(stay)])
        return found

    def _met(
        self,
        candidate: _Candidate,
        exposures: Mapping[str, Sequence[tuple[bytes, Stay]]],
        places: Mapping[str, Place],
    ) -> list[Encounter]:
        """The encounters of a candidate, once scans elsewhere have told how doubtful stays ended."""
        others: list[Scan] = []
        if candidate.start and candidate.end:
            for key in candidate.keys:
                others += self.reader.of_person(key, candidate.start, candidate.end)
        found: list[Encounter] = []
        for venue, scans in candidate.there.items():
            elsewhere = sorted(scan.at for scan in others if scan.venue != venue)
            own = tracing.stays_at(scans, elsewhere, places[venue], self.stay_rules)
            for source, theirs in exposures[venue]:
                found += tracing.encounters(source, [theirs], own, scans, self.rules)
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


def _by_time(scan: Scan) -> tuple[datetime, UUID]:
    return scan.at, scan.id
