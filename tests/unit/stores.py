"""Stores in memory with the methods of the real ones, for tests of the report."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from truyvet.compliance import Named
from truyvet.devices import Device
from truyvet.errors import TryAgainError
from truyvet.report_table import OvertakenError, StoredReport
from truyvet.reports import Finding
from truyvet.rosters import Roster, RosterPlace
from truyvet.tallies import Tally
from truyvet.tallying import tally_of
from truyvet.venues import Venue
from truyvet.visits import Visit


@dataclass
class VenuesInMemory:
    venues: list[Venue] = field(default_factory=list)

    def in_district(self, district: int) -> Iterator[Venue]:
        return (venue for venue in self.venues if venue.district == district)


@dataclass
class DevicesInMemory:
    devices: list[Device] = field(default_factory=list)

    def in_district(self, district: int) -> Iterator[Device]:
        return (device for device in self.devices if device.district == district)


@dataclass
class RostersInMemory:
    places: list[RosterPlace] = field(default_factory=list)
    known: list[Roster] = field(default_factory=list)

    def in_district(self, district: int) -> Iterator[RosterPlace]:
        return (place for place in self.places if place.district == district)

    def rosters(self) -> list[Roster]:
        return self.known


@dataclass
class VisitsInMemory:
    """Visits by venue-day; `asked` are the venue-days that were counted."""

    visits: dict[tuple[str, date], list[Visit]] = field(default_factory=lambda: defaultdict(list))
    asked: list[tuple[str, date]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def add(self, *visits: Visit) -> None:
        for visit in visits:
            self.visits[visit.venue, visit.day].append(visit)

    def count(self, venue: str, day: date) -> int:
        self.asked.append((venue, day))
        if venue in self.broken:
            raise TryAgainError
        return len(self.visits.get((venue, day), ()))

    def of_day(self, venue: str, day: date) -> Iterator[Visit]:
        return iter(self.visits.get((venue, day), ()))

    def of_person(self, person: bytes, start: datetime, end: datetime) -> Iterator[tuple[str, datetime]]:
        found = (visit for of_day in list(self.visits.values()) for visit in of_day if visit.person == person)
        return ((visit.venue, visit.at) for visit in found if start <= visit.at <= end)


@dataclass
class TalliesInMemory:
    tallies: dict[tuple[str, date], Tally] = field(default_factory=dict)
    replaced: list[Tally] = field(default_factory=list)

    def put(self, *tallies: Tally) -> None:
        for tally in tallies:
            self.tallies[tally.venue, tally.day] = tally

    def count(self, visits: VisitsInMemory) -> None:
        """Tallies all visits, as the stream does."""
        for found in visits.visits.values():
            if found:
                self.put(tally_of(found))

    def of_day(self, day: date, district: int, *, people: bool = True) -> Iterator[Tally]:
        found = [tally for tally in self.tallies.values() if tally.day == day and tally.district == district]
        return iter(found if people else [replace(tally, people=frozenset()) for tally in found])

    def get(self, venue: str, day: date, district: int, commune: int) -> Tally | None:  # noqa: ARG002
        return self.tallies.get((venue, day))

    def replace(self, seen: Tally, counted: Tally) -> bool:  # noqa: ARG002
        self.replaced.append(counted)
        self.put(counted)
        return True


@dataclass
class FindingsInMemory:
    findings: dict[tuple[date, int], list[tuple[Finding, bool]]] = field(default_factory=dict)

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        found: dict[str, dict[str, Named]] = defaultdict(dict)
        for finding, recounted in self.findings.get((day, district), ()):
            found[finding.venue][finding.rule] = Named(finding.since, finding.times, recounted)
        return found

    def replace_day(self, day: date, district: int, findings: Iterable[tuple[Finding, bool]]) -> None:
        self.findings[day, district] = list(findings)


@dataclass
class ReportsInMemory:
    reports: dict[date, StoredReport] = field(default_factory=dict)
    parts: dict[tuple[date, str], StoredReport] = field(default_factory=dict)
    """Those of addressees."""

    def get(self, day: date, addressee: str = "") -> StoredReport | None:
        return self.parts.get((day, addressee)) if addressee else self.reports.get(day)

    def put(self, report: StoredReport) -> StoredReport:
        seen = self.get(report.day, report.addressee)
        if (seen.version if seen else 0) != report.version:
            raise OvertakenError
        stored = replace(report, version=report.version + 1)
        if report.addressee:
            self.parts[report.day, report.addressee] = stored
        else:
            self.reports[report.day] = stored
        return stored


@dataclass
class FilesInMemory:
    files: dict[str, bytes] = field(default_factory=dict)

    def put(self, key: str, content: bytes, content_type: str) -> None:  # noqa: ARG002
        self.files[key] = content

    def get(self, key: str) -> bytes:
        return self.files[key]


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now
