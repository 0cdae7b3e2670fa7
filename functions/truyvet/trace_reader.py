"""What a trace reads: queries and batch reads only, never a scan of a table; each counted.

Index by person: where somebody scanned, in which direction. Venue-days: who else was there, read once and kept as long
as `KEPT_SCANS` allows. Links: one marker tells, a hundred people at a time, whose numbers are joined at all.
"""

from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from threading import Lock
from typing import TypeVar
from uuid import UUID

from truyvet import days, link_table, visits
from truyvet.models import OpeningHoursAttribute
from truyvet.queries import BATCH, Json, Queries
from truyvet.stays import Place
from truyvet.tracing import Scan, closing_after
from truyvet.venues import Kind
from truyvet.visits import TIME_BYTES, Direction

KEPT_SCANS = 200_000
"""How many scans of venue-days stay in memory for the next level: about 60 MB."""
_SCAN = {"#v": "venue_day", "#a": "at_id", "#p": "person", "#d": "direction", "#z": "zone"}
_VENUE = ("code", "name", "kind", "address", "commune", "commune_name", "district", "opening_hours")
_DIRECTIONS = {each.value: each for each in Direction}
Found = TypeVar("Found")
_HOURS = OpeningHoursAttribute()


@dataclass(frozen=True)
class TracedVenue:
    """What a trace tells of a venue."""

    code: str
    name: str
    kind: Kind
    address: str
    commune: int
    commune_name: str
    district: int
    place: Place


@dataclass(frozen=True)
class Tables:
    """The names of the tables that a trace reads."""

    visits: str
    links: str
    venues: str


class TraceReader:
    """The stores as one trace sees them; made anew for each trace, used by its threads.

    `now`: links that have expired are passed over. `oldest`: visits before are deleted, whether or not DynamoDB has
    got to it yet.
    """

    def __init__(self, queries: Queries, tables: Tables, now: datetime, oldest: datetime) -> None:
        self.queries = queries
        self.tables = tables
        self._now = now
        self._oldest = oldest
        self._lock = Lock()
        self._asking_links = Lock()
        self._kept: dict[tuple[str, date], list[Scan]] = {}
        self._room = KEPT_SCANS
        self._links: dict[bytes, frozenset[bytes]] = {}
        self._unasked: set[bytes] = set()
        self.known_venues: dict[str, TracedVenue | None] = {}

    def of_people(self, spans: Sequence[tuple[bytes, datetime, datetime]]) -> list[list[Scan]]:
        """The scans under each of some person keys in a span of time of its own, both ends included."""
        wanted = [number for number, (_, start, end) in enumerate(spans) if self._oldest <= end >= start]
        found: list[list[Scan]] = [[] for _ in spans]
        pages = self.queries.query_all(self._span(*spans[number]) for number in wanted)
        for number, items in zip(wanted, pages, strict=True):
            found[number] = list(_scans(items))
        return found

    def _span(self, key: bytes, start: datetime, end: datetime) -> Json:
        return {
            "TableName": self.tables.visits,
            "IndexName": "byPerson",
            "KeyConditionExpression": "#p = :p AND #a BETWEEN :from AND :to",
            "ProjectionExpression": ",".join(_SCAN),
            "ExpressionAttributeNames": _SCAN,
            "ExpressionAttributeValues": {
                ":p": binary(key),
                ":from": binary(visits.time_prefix(max(start, self._oldest))),
                ":to": binary(visits.time_prefix(end) + b"\xff" * 16),
            },
        }

    def at_venue(self, venue: str, days: Sequence[date]) -> list[Scan]:
        """The scans at a venue on local days."""
        return [scan for day in days for scan in self._of_day(venue, day) if scan.at >= self._oldest]

    def _of_day(self, venue: str, day: date) -> list[Scan]:
        if (venue, day) in self._kept:
            return self._kept[venue, day]
        request = {
            "TableName": self.tables.visits,
            "KeyConditionExpression": "#v = :v",
            "ProjectionExpression": ",".join(_SCAN),
            "ExpressionAttributeNames": _SCAN,
            "ExpressionAttributeValues": {":v": {"S": visits.venue_day(venue, day)}},
        }
        found = list(_scans(self.queries.query(request)))
        with self._lock:
            if len(found) <= self._room:
                self._room -= len(found)
                self._kept[venue, day] = found
        return found

    def links(self, keys: Iterable[bytes]) -> Mapping[bytes, frozenset[bytes]]:
        """The other keys linked with each key; keys without links are left out."""
        wanted = set(keys)
        with self._lock:
            self._unasked |= wanted
        # One thread asks for all that wait: neighbours have the same people, and each is asked for once.
        with self._asking_links:
            with self._lock:
                new, self._unasked = (self._unasked | wanted) - self._links.keys(), set()
            marked = self._marked(new)
            self._links |= dict.fromkeys(new, frozenset()) | dict(zip(marked, self._others(marked), strict=True))
        return {key: self._links[key] for key in wanted if self._links[key]}

    def _marked(self, keys: Iterable[bytes]) -> list[bytes]:
        marks = ({"person": binary(key), "other": binary(link_table.MARK)} for key in keys)
        found = self.queries.get_all(self.tables.links, marks, ProjectionExpression="person")
        return [a2b_base64(item["person"]["B"]) for item in found]

    def _others(self, keys: Iterable[bytes]) -> list[frozenset[bytes]]:
        alive = days.milliseconds(self._now) // 1000
        found = self.queries.query_all(
            {
                "TableName": self.tables.links,
                "KeyConditionExpression": "person = :p",
                "ExpressionAttributeValues": {":p": binary(key)},
            }
            for key in keys
        )
        return [
            frozenset(a2b_base64(item["other"]["B"]) for item in items if int(item["expires_at"]["N"]) > alive)
            - {link_table.MARK}
            for items in found
        ]

    def places(self, venues: Iterable[str]) -> Mapping[str, Place]:
        """What of each venue matters for stays; one that is not registered any more is of no kind and never closes."""
        wanted = set(venues)
        known = self.venues(wanted)
        gone = Place(Kind.OTHER, lambda _: None)
        return {code: known[code].place if code in known else gone for code in wanted}

    def venues(self, codes: Iterable[str]) -> Mapping[str, TracedVenue]:
        """The venues of these codes that are registered."""
        wanted = set(codes)
        for batch in batches(wanted - self.known_venues.keys()):
            items = self.queries.get(
                self.tables.venues,
                [{"code": {"S": code}} for code in batch],
                ProjectionExpression=",".join(f"#{name}" for name in _VENUE),
                ExpressionAttributeNames={f"#{name}": name for name in _VENUE},
            )
            found = {venue.code: venue for venue in map(_venue, items)}
            self.known_venues |= {code: found.get(code) for code in batch}
        return {code: venue for code in wanted if (venue := self.known_venues[code])}


def _scans(items: Iterable[Json]) -> Iterator[Scan]:
    for item in items:
        try:
            at_id = a2b_base64(item["at_id"]["B"])
            yield Scan(
                id=UUID(int=int.from_bytes(at_id[TIME_BYTES:], "big")),
                venue=item["venue_day"]["S"].partition("#")[0],
                at=days.from_milliseconds(int.from_bytes(at_id[:TIME_BYTES], "big")),
                direction=_DIRECTIONS[item["direction"]["S"]],
                person=a2b_base64(item["person"]["B"]),
                zone=item["zone"]["S"] if "zone" in item else None,
            )
        except (LookupError, TypeError, ValueError):
            continue


def _venue(item: Json) -> TracedVenue:
    hours = _HOURS.deserialize(item["opening_hours"]["L"]) if "opening_hours" in item else ()
    kind = Kind(item["kind"]["S"])
    return TracedVenue(
        code=item["code"]["S"],
        name=item["name"]["S"],
        kind=kind,
        address=item["address"]["S"],
        commune=int(item["commune"]["N"]),
        commune_name=item["commune_name"]["S"],
        district=int(item["district"]["N"]),
        place=Place(kind, lambda at: closing_after(hours, at)),
    )


def batches(wanted: Iterable[Found]) -> Iterator[list[Found]]:
    left = iter(wanted)
    while batch := list(islice(left, BATCH)):
        yield batch


def binary(value: bytes) -> Json:
    return {"B": b64encode(value).decode()}
