"""Judgement (đánh giá) of all venues of a province for one day, and its recount before anybody is told."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from heapq import nsmallest
from typing import Protocol

from truyvet.compliance import Named, continued, days_relied_on, findings, seen_in_visits, suspected, worth_a_look
from truyvet.devices import Device
from truyvet.evidence import Elsewhere, Evidence, working_days
from truyvet.orders import Order, closed
from truyvet.peers import PeerGroups
from truyvet.recount import THREADS, Counted, VenueDay, Visits
from truyvet.reports import Category, Finding
from truyvet.rules_of_origin import recorded_by_one
from truyvet.settings import ComplianceRules, ReportRules
from truyvet.sketches import estimate
from truyvet.tallies import Tally
from truyvet.venues import Venue

DAYS_BRIDGED = 3
"""Over so many days of rest, or without a report, a run of findings goes on."""


class EarlierFindings(Protocol):
    """What earlier reports said; `finding_table.FindingTable`."""

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        """Whom the report of a day named in a district: by venue, then by rule."""


class Following(Protocol):
    """Where a person's scans are found by key; `visit_table.VisitTable`."""

    def of_person(self, person: bytes, start: datetime, end: datetime) -> Iterable[tuple[str, datetime]]:
        """Venue and instant of the scans under a person key from `start` to `end`, and nothing else of them."""


class Recounting(Protocol):
    """Who counts again; `recount.Recounter`."""

    def recount(self, wanted: Iterable[VenueDay]) -> Sequence[Counted]:
        """What could be counted."""


Tallies = MutableMapping[str, MutableMapping[date, Tally]]
"""By venue, then by day, without their people."""


PEOPLE_ASKED = 12
"""Of so many people of a venue, at most, it is asked where else they were."""
FIRST_ASKED = 4
"""Unless two of the first were elsewhere too, no more are asked."""


@dataclass
class Judgement:
    """Who is named for what. `reported`: the earlier days of which there is a report.

    `people`: about how many people each venue had on the day; `devices`: the helpers' devices by venue; `following`:
    None where nobody may ask where else people were.
    """

    day: date
    rules: ComplianceRules
    venues: Mapping[str, Venue]
    tallies: Tallies
    province: Mapping[date, int]
    visits: Visits
    earlier: EarlierFindings
    reported: frozenset[date]
    orders: Sequence[Order] = ()
    people: MutableMapping[str, int] = field(default_factory=dict)
    devices: Mapping[str, Sequence[Device]] = field(default_factory=dict)
    following: Following | None = None
    named: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    recounted: set[tuple[str, date]] = field(default_factory=set)
    _earlier: dict[tuple[date, int], Mapping[str, Mapping[str, Named]]] = field(default_factory=dict)
    _followed: set[str] = field(default_factory=set)

    def judge_all(self, limits: ReportRules) -> int:
        """Judges every venue; looks at the visits of suspects, the busiest first, and of other busy venues in turn.

        The visits are read many at a time and forgotten with the judgement of their venue. Gives how many suspects
        had to be left out.
        """
        suspects = [venue for venue in self.venues.values() if self._suspected(venue)]
        suspects.sort(key=lambda venue: (-self._scans(venue), venue.code))
        chosen = self._affordable(suspects[: limits.suspects], limits.visits_read)
        left = limits.visits_read - sum(map(self._scans, chosen))
        others = self._in_turn({venue.code for venue in suspects}, limits.spot_checks)
        looked_at = chosen + self._affordable(others, left)
        asked = nsmallest(limits.people_followed // PEOPLE_ASKED, looked_at, key=self._turn)
        self._followed = {venue.code for venue in asked}
        codes = {venue.code for venue in looked_at}
        for venue in self.venues.values():
            if venue.code not in codes:
                self._name(venue, findings(self.evidence(venue)))
        with ThreadPoolExecutor(THREADS) as pool:
            for venue, found in pool.map(self._looked_at, looked_at):
                self._name(venue, found)
        return len(suspects) - len(chosen)

    def _affordable(self, venues: Sequence[Venue], visits: int) -> list[Venue]:
        """Those, in their order, of which together at most so many visits are read."""
        chosen = []
        for venue in venues:
            if self._scans(venue) <= visits:
                visits -= self._scans(venue)
                chosen.append(venue)
        return chosen

    def _turn(self, venue: Venue) -> bytes:
        return sha256(f"{self.day}:{venue.code}".encode()).digest()

    def _scans(self, venue: Venue) -> int:
        tally = self.tallies.get(venue.code, {}).get(self.day)
        return tally.scans if tally else 0

    def _suspected(self, venue: Venue) -> bool:
        """Some rule suspects it, or it was named before for what only its visits can show."""
        evidence = self.evidence(venue)
        named = self._scans(venue) and evidence.judged and any(map(seen_in_visits, self._before(venue)))
        return bool(named) or suspected(evidence)

    def _in_turn(self, suspects: set[str], number: int) -> list[Venue]:
        """So many of the other venues worth a look: every day the next ones, until all had their turn."""
        rest = [
            venue
            for venue in self.venues.values()
            if venue.code not in suspects and self._scans(venue) and worth_a_look(self.evidence(venue))
        ]
        rest.sort(key=lambda venue: sha256(venue.code.encode()).digest())
        first = self.day.toordinal() * number % len(rest) if rest else 0
        return (rest[first:] + rest[:first])[:number]

    def evidence(self, venue: Venue) -> Evidence:
        """What the tallies say of a venue."""
        return Evidence(
            venue,
            self.day,
            self.tallies.get(venue.code, {}),
            self.province,
            self.rules,
            orders=self.orders,
            commune=self._communes[venue.commune],
            peers=self._peers.of(venue),
            devices=self.devices.get(venue.code, ()),
            people=self.people.get(venue.code),
            siblings=[self.tallies[code] for code in self._gates[_gate(venue)] if code != venue.code],
        )

    @cached_property
    def _communes(self) -> Mapping[int, Mapping[date, int]]:
        """Scans by commune and day, as the report began with them."""
        scans: dict[int, Counter[date]] = defaultdict(Counter)
        for tallies in self.tallies.values():
            for day, tally in tallies.items():
                scans[tally.commune][day] += tally.scans
        return scans

    @cached_property
    def _gates(self) -> Mapping[tuple[str, int], list[str]]:
        """The venues that scan, by telephone and commune: the gates of one market are registered one by one."""
        gates: dict[tuple[str, int], list[str]] = defaultdict(list)
        for venue in self.venues.values():
            if venue.code in self.tallies:
                gates[_gate(venue)].append(venue.code)
        return gates

    @cached_property
    def _peers(self) -> PeerGroups:
        """Scans a day per declared visitor of all that scan on most of their open days."""
        shares = []
        for venue in self.venues.values():
            tallies = self.tallies.get(venue.code)
            if not tallies or not venue.visitors_a_day:
                continue
            bare = Evidence(venue, self.day, tallies, self.province, self.rules, orders=self.orders)
            days = bare.open_days()[: self.rules.peers_days]
            scans = [bare.scans(day) for day in days]
            if len(days) > 2 and sum(map(bool, scans)) > len(days) // 2:
                shares.append((venue, sum(scans) / len(days) / venue.visitors_a_day))
        return PeerGroups(shares, self.rules.peers_min)

    def _looked_at(self, venue: Venue) -> tuple[Venue, tuple[Finding, ...]]:
        evidence = self.evidence(venue)
        if evidence.judged and self._scans(venue):
            evidence = replace(evidence, visits=tuple(self.visits.of_day(venue.code, self.day)))
        if self.following and venue.code in self._followed and recorded_by_one(evidence):
            evidence = replace(evidence, elsewhere=self._elsewhere(self.following, evidence))
        return venue, findings(evidence)

    def _elsewhere(self, following: Following, evidence: Evidence) -> Mapping[bytes, Sequence[Elsewhere]]:
        """Where else some of the venue's people were within minutes of their scans: those with the lowest keys."""
        within = timedelta(minutes=self.rules.apart_minutes)
        instants: dict[bytes, list[datetime]] = defaultdict(list)
        for visit in evidence.visits or ():
            instants[visit.person].append(visit.at)
        found: dict[bytes, Sequence[Elsewhere]] = {}
        for person in sorted(instants)[:PEOPLE_ASKED]:
            if len(found) == FIRST_ASKED and sum(map(bool, found.values())) < 2:
                break
            scans = following.of_person(person, min(instants[person]) - within, max(instants[person]) + within)
            known = ((self.venues.get(code), at) for code, at in scans if code != evidence.venue.code)
            found[person] = tuple(Elsewhere(venue, at) for venue, at in known if venue)
        return found

    def _name(self, venue: Venue, found: Sequence[Finding]) -> None:
        before = self._before(venue) if found else {}
        self.named[venue.code] = tuple(continued(finding, before) for finding in found)
        if not found:
            del self.named[venue.code]

    def recount(self, recounting: Recounting, wanted: Sequence[VenueDay]) -> list[Counted]:
        """Counts venue-days again; what has changed is judged again from what was counted."""
        counted = list(recounting.recount(wanted))
        self.recounted |= {(each.of.venue.code, each.of.day) for each in counted}
        moved = [each for each in counted if each.moved and each.tally]
        for each in moved:
            if each.tally:
                of_venue = self.tallies.setdefault(each.of.venue.code, {})
                of_venue[each.of.day] = replace(each.tally, people=frozenset())
                if each.of.day == self.day:
                    self.people[each.of.venue.code] = estimate(each.tally.people)
        for venue in {each.of.venue.code: each.of.venue for each in moved}.values():
            self._name(*self._looked_at(venue))
        return counted

    def venue_days_named(self) -> list[VenueDay]:
        """The venue-days that the findings rest on and no earlier report has recounted, the gravest first."""
        ranked = []
        for code, found in self.named.items():
            before = self._before(self.venues[code])
            evidence = self.evidence(self.venues[code])
            wrongly = any(finding.category is Category.WRONGLY_IMPLEMENTING for finding in found)
            days = {day for finding in found for day in self._uncounted(finding, evidence, before)}
            ranked += [(0 if wrongly else 1 if day == self.day else 2, code, day) for day in days]
        return [self._venue_day(code, day) for _, code, day in sorted(ranked)]

    def venue_day(self, venue: Venue) -> VenueDay:
        """The venue on the day itself."""
        return self._venue_day(venue.code, self.day)

    def _venue_day(self, code: str, day: date) -> VenueDay:
        return VenueDay(self.venues[code], day, self.tallies.get(code, {}).get(day))

    def _uncounted(self, finding: Finding, evidence: Evidence, before: Mapping[str, Named]) -> list[date]:
        named = before.get(finding.rule)
        return [self.day] if named and named.recounted else days_relied_on(finding, evidence)

    def findings(self) -> Iterator[tuple[Finding, bool]]:
        """All findings, each with whether every venue-day that it rests on was recounted, by now or earlier."""
        for code, found in self.named.items():
            before, evidence = self._before(self.venues[code]), self.evidence(self.venues[code])
            for finding in found:
                days = self._uncounted(finding, evidence, before)
                yield finding, all((code, day) in self.recounted for day in days)

    def named_before(self, place: str, district: int) -> Mapping[str, Named]:
        """What a place without a venue was last named for, unless a report in between did not name it."""
        for back in range(1, DAYS_BRIDGED + 1):
            day = self.day - timedelta(days=back)
            named = self._named(day, district).get(place)
            if named or day in self.reported:
                return named or {}
        return {}

    def _before(self, venue: Venue) -> Mapping[str, Named]:
        """What the venue was last named for, unless a report in between judged it and did not name it."""
        for back in range(1, DAYS_BRIDGED + 1):
            day = self.day - timedelta(days=back)
            named = self._named(day, venue.district).get(venue.code)
            if named or (day in self.reported and self._open(venue, day)):
                return named or {}
        return {}

    def _open(self, venue: Venue, day: date) -> bool:
        return venue.opens_on(day) and day in self.working and not closed(venue, day, self.orders)

    def _named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        if (day, district) not in self._earlier:
            self._earlier[day, district] = self.earlier.named(day, district)
        return self._earlier[day, district]

    @cached_property
    def working(self) -> frozenset[date]:
        """The days on which the system worked."""
        return working_days(self.province, self.rules.working_min_share)


def _gate(venue: Venue) -> tuple[str, int]:
    return venue.phone, venue.commune
