"""A province's days as officials look at them: venues, tallies and findings, read in parallel and kept for a moment.

One instance of the function serves many looks at the same figures. Kept are venues for a minute, what was counted of
today for 15 seconds and of earlier days for ten minutes (late arrivals still change those), so that a page which asks
again every 45 seconds is never more than a minute behind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar

from truyvet import wire
from truyvet.cells import Cell, Key, cells, merged
from truyvet.days import local_day
from truyvet.queries import Queries
from truyvet.tallies import Tally
from truyvet.venues import Venue

THREADS = 12
VENUES_FRESH = timedelta(minutes=1)
TODAY_FRESH = timedelta(seconds=15)
PAST_FRESH = timedelta(minutes=10)
FINDINGS_FRESH = timedelta(minutes=1)
MOST_KEPT = 400
"""District-days, so that looking at many days does not fill the memory."""

Value = TypeVar("Value")
_SUMS = "commune_venue,entries,exits"


@dataclass(frozen=True)
class Tables:
    """Names of the tables."""

    venues: str
    tallies: str
    findings: str


@dataclass(frozen=True)
class DistrictDay:
    """A district on a day: its cells, and its tallies by venue without their people."""

    cells: Mapping[Key, Cell]
    tallies: Mapping[str, Tally]


Sums = Mapping[str, tuple[int, int]]
"""Of a district on a day: entries and exits by venue."""


class Kept(Generic[Value]):
    """Values that stay fresh for a while, the oldest dropped first; a key asked for twice at once is read once."""

    def __init__(self) -> None:
        self._kept: dict[Any, tuple[datetime, Future[Value]]] = {}
        self._lock = Lock()

    def get(self, key: Any, now: datetime, fresh: timedelta, read: Callable[[], Future[Value]]) -> Future[Value]:
        """The value of a key, read anew where none is fresh; a failed one is not kept."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is None or now - found[0] >= fresh or (found[1].done() and found[1].exception()):
                found = (now, read())
            self._kept[key] = found
            while len(self._kept) > MOST_KEPT:
                del self._kept[next(iter(self._kept))]
            return found[1]


class ProvinceDays:
    """Reads of one province. Its calls raise TryAgainError."""

    def __init__(self, queries: Queries, tables: Tables) -> None:
        self._queries = queries
        self._tables = tables
        self._pool = ThreadPoolExecutor(THREADS)
        # What waits for other reads runs apart from them: a full pool would wait for itself.
        self._joining = ThreadPoolExecutor(THREADS)
        self._venues: Kept[Mapping[str, Venue]] = Kept()
        self._days: Kept[DistrictDay] = Kept()
        self._sums: Kept[Sums] = Kept()
        self._findings: Kept[Sequence[Mapping[str, Any]]] = Kept()

    def venues(self, districts: Iterable[int], now: datetime) -> dict[str, Venue]:
        """The venues of some districts by code, in the order of commune and code within each district."""
        asked = [self._venues_of(district, now) for district in districts]
        return {code: venue for each in asked for code, venue in each.result().items()}

    def cells(self, days: Sequence[date], districts: Iterable[int], now: datetime) -> list[dict[Key, Cell]]:
        """The cells of each of some days."""
        codes = tuple(districts)
        asked = [[self._day(day, district, now) for district in codes] for day in days]
        return [merged(part.result().cells for part in parts) for parts in asked]

    def tallies(self, day: date, districts: Iterable[int], now: datetime) -> dict[str, Tally]:
        """The tallies of a day by venue, without their people."""
        asked = [self._day(day, district, now) for district in districts]
        return {code: tally for part in asked for code, tally in part.result().tallies.items()}

    def sums(self, days: Sequence[date], districts: Iterable[int], now: datetime) -> list[dict[str, tuple[int, int]]]:
        """Entries and exits of each of some days by venue; venues without a scan have none."""
        codes = tuple(districts)
        asked = [[self._sums_of(day, district, now) for district in codes] for day in days]
        return [{code: counts for part in parts for code, counts in part.result().items()} for parts in asked]

    def findings(self, day: date, districts: Iterable[int], now: datetime) -> list[Mapping[str, Any]]:
        """The findings of a day as stored, with their `district` and `rule`."""
        asked = [self._findings_of(day, district, now) for district in districts]
        return [finding for part in asked for finding in part.result()]

    def of_venue(self, venue: Venue, days: Sequence[date]) -> dict[date, Tally]:
        """The tallies of one venue on some days (at most 100), those that exist."""
        keys = [wire.key_of_tally(day, venue.district, venue.commune, venue.code) for day in days]
        found = map(wire.tally, self._queries.get(self._tables.tallies, keys, ConsistentRead=True))
        return {tally.day: replace(tally, people=frozenset()) for tally in found}

    def findings_of_venue(self, code: str, first: date) -> list[Mapping[str, Any]]:
        """The findings of one venue since a day, oldest first."""
        request = {
            "TableName": self._tables.findings,
            "IndexName": "byVenue",
            "KeyConditionExpression": "venue = :venue AND #day >= :first",
            "ExpressionAttributeNames": {"#day": "day"},
            "ExpressionAttributeValues": {":venue": {"S": code}, ":first": {"S": first.isoformat()}},
        }
        return [_finding(item) for item in self._queries.query(request)]

    def _venues_of(self, district: int, now: datetime) -> Future[Mapping[str, Venue]]:
        request = {
            "TableName": self._tables.venues,
            "IndexName": "byDistrict",
            "KeyConditionExpression": "district = :district",
            "ExpressionAttributeValues": {":district": {"N": str(district)}},
        }

        def read() -> Mapping[str, Venue]:
            return {venue.code: venue for venue in map(wire.venue, self._queries.query(request))}

        return self._venues.get(district, now, VENUES_FRESH, lambda: self._pool.submit(read))

    def _day(self, day: date, district: int, now: datetime) -> Future[DistrictDay]:
        def read() -> Future[DistrictDay]:
            venues = self._venues_of(district, now)
            counted = self._pool.submit(lambda: list(map(wire.tally, self._queries.query(self._of_day(day, district)))))
            return self._joining.submit(lambda: _joined(day, venues.result(), counted.result()))

        return self._days.get((day, district), now, _fresh(day, now), read)

    def _sums_of(self, day: date, district: int, now: datetime) -> Future[Sums]:
        request = {**self._of_day(day, district), "ProjectionExpression": _SUMS}

        def read() -> Sums:
            return dict(map(_sum, self._queries.query(request)))

        return self._sums.get((day, district), now, _fresh(day, now), lambda: self._pool.submit(read))

    def _findings_of(self, day: date, district: int, now: datetime) -> Future[Sequence[Mapping[str, Any]]]:
        request = {**self._of_day(day, district), "TableName": self._tables.findings}

        def read() -> Sequence[Mapping[str, Any]]:
            return [_finding(item) for item in self._queries.query(request)]

        return self._findings.get((day, district), now, FINDINGS_FRESH, lambda: self._pool.submit(read))

    def _of_day(self, day: date, district: int) -> dict[str, Any]:
        return {
            "TableName": self._tables.tallies,
            "KeyConditionExpression": "day_district = :key",
            "ExpressionAttributeValues": {":key": {"S": f"{day.isoformat()}#{district}"}},
        }


def _fresh(day: date, now: datetime) -> timedelta:
    return TODAY_FRESH if day >= local_day(now) else PAST_FRESH


def _joined(day: date, venues: Mapping[str, Venue], counted: Sequence[Tally]) -> DistrictDay:
    whole = cells(day, venues.values(), counted)
    return DistrictDay(whole, {tally.venue: replace(tally, people=frozenset()) for tally in counted})


def _sum(item: wire.Item) -> tuple[str, tuple[int, int]]:
    counts = (int(item[name]["N"]) if name in item else 0 for name in ("entries", "exits"))
    entries, exits = counts
    return item["commune_venue"]["S"].split("#")[1], (entries, exits)


def _finding(item: wire.Item) -> Mapping[str, Any]:
    stored = wire.plain(item)
    stored["district"] = int(stored.pop("day_district").split("#")[1])
    stored["rule"] = stored.pop("venue_rule").split("#")[1]
    return stored
