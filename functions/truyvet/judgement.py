"""Judgement (đánh giá) of all venues of a province for one day, and its recount before anybody is told."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from truyvet.compliance import Named, continued, days_relied_on, findings, suspected
from truyvet.evidence import Evidence, working_days
from truyvet.recount import THREADS, Counted, VenueDay, Visits
from truyvet.reports import Category, Finding
from truyvet.settings import ComplianceRules
from truyvet.tallies import Tally
from truyvet.venues import Venue

DAYS_BRIDGED = 3
"""Over so many days of rest, or without a report, a run of findings goes on."""


class EarlierFindings(Protocol):
    """What earlier reports said; `finding_table.FindingTable`."""

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        """Whom the report of a day named in a district: by venue, then by rule."""


class Recounting(Protocol):
    """Who counts again; `recount.Recounter`."""

    def recount(self, wanted: Iterable[VenueDay]) -> Sequence[Counted]:
        """What could be counted."""


Tallies = MutableMapping[str, MutableMapping[date, Tally]]
"""By venue, then by day, without their people."""


@dataclass
class Judgement:
    """Who is named for what. `reported`: the earlier days of which there is a report."""

    day: date
    rules: ComplianceRules
    venues: Mapping[str, Venue]
    tallies: Tallies
    province: Mapping[date, int]
    visits: Visits
    earlier: EarlierFindings
    reported: frozenset[date]
    named: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    recounted: set[tuple[str, date]] = field(default_factory=set)
    _earlier: dict[tuple[date, int], Mapping[str, Mapping[str, Named]]] = field(default_factory=dict)

    def judge_all(self, most_suspects: int) -> int:
        """Judges every venue; looks at the visits of the busiest `most_suspects` suspects. Gives how many it left out.

        The visits are read many at a time and forgotten with the judgement of their venue.
        """
        suspects = [venue for venue in self.venues.values() if suspected(self.evidence(venue))]
        suspects.sort(key=lambda venue: (-self.tallies[venue.code][self.day].scans, venue.code))
        looked_at = {venue.code for venue in suspects[:most_suspects]}
        for venue in self.venues.values():
            if venue.code not in looked_at:
                self._name(venue, findings(self.evidence(venue)))
        with ThreadPoolExecutor(THREADS) as pool:
            for venue, found in pool.map(self._looked_at, suspects[:most_suspects]):
                self._name(venue, found)
        return len(suspects) - len(looked_at)

    def evidence(self, venue: Venue) -> Evidence:
        """What the tallies say of a venue."""
        return Evidence(venue, self.day, self.tallies.get(venue.code, {}), self.province, self.rules)

    def _looked_at(self, venue: Venue) -> tuple[Venue, tuple[Finding, ...]]:
        evidence = self.evidence(venue)
        if suspected(evidence):
            evidence = replace(evidence, visits=tuple(self.visits.of_day(venue.code, self.day)))
        return venue, findings(evidence)

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

    def _before(self, venue: Venue) -> Mapping[str, Named]:
        """What the venue was last named for, unless a report in between judged it and did not name it."""
        for back in range(1, DAYS_BRIDGED + 1):
            day = self.day - timedelta(days=back)
            named = self._named(day, venue.district).get(venue.code)
            if named or (day in self.reported and venue.opens_on(day) and day in self.working):
                return named or {}
        return {}

    def _named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        if (day, district) not in self._earlier:
            self._earlier[day, district] = self.earlier.named(day, district)
        return self._earlier[day, district]

    @cached_property
    def working(self) -> frozenset[date]:
        """The days on which the system worked."""
        return working_days(self.province, self.rules.working_min_share)
