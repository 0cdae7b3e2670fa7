"""Rosters, venues and files in memory, with the API of their tables."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from tests.unit.registry import Registry
from tests.unit.stores import FilesInMemory
from truyvet import units
from truyvet.archive import Archive
from truyvet.errors import NotFoundError, TryAgainError
from truyvet.roster_store import RosterStore
from truyvet.roster_table import RosterTable
from truyvet.roster_tasks import Stores
from truyvet.roster_work import Work
from truyvet.rosters import DESCRIBED, OvertakenError, Roster, RosterPlace
from truyvet.venue_table import VenueTable
from truyvet.venues import Venue


class RostersInMemory:
    """The Rosters table. `calls_left` makes it break off: the calls after so many fail."""

    def __init__(self, *places: RosterPlace) -> None:
        self.places = {(place.list_id, place.row): place for place in places}
        self.kept: dict[str, Roster] = {}
        self.works: dict[str, Work] = {}
        self.writes_left = 1_000_000

    def _write(self) -> None:
        self.writes_left -= 1
        if self.writes_left < 0:
            raise TryAgainError

    def of_roster(self, list_id: str) -> Iterator[RosterPlace]:
        return iter([place for (of, _), place in sorted(self.places.items()) if of == list_id])

    def in_district(self, district: int) -> Iterator[RosterPlace]:
        return iter([place for place in self.places.values() if place.district == district])

    def place(self, list_id: str, row: str) -> RosterPlace:
        if (list_id, row) not in self.places:
            raise NotFoundError("Danh sách không còn nơi này.")
        return self.places[list_id, row]

    def add(self, places: Iterable[RosterPlace]) -> None:
        for place in places:
            self._write()
            self.places[place.list_id, place.row] = place

    def remove(self, places: Iterable[RosterPlace]) -> None:
        for place in places:
            self._write()
            self.places.pop((place.list_id, place.row), None)

    def describe(self, places: Iterable[RosterPlace]) -> None:
        for place in places:
            self._write()
            kept = self.places[place.list_id, place.row]
            told = {name: getattr(place, name) for name in (*DESCRIBED, "line")}
            self.places[place.list_id, place.row] = replace(kept, **told)

    def relate(self, pairs: Iterable[tuple[RosterPlace, RosterPlace]]) -> None:
        for before, after in pairs:
            self._write()
            kept = self.places[after.list_id, after.row]
            if (kept.venue, kept.not_same) == (before.venue, before.not_same):
                related = {name: getattr(after, name) for name in ("venue", "basis", "candidates")}
                self.places[after.list_id, after.row] = replace(kept, **related)

    def decide(self, before: RosterPlace, after: RosterPlace) -> None:
        assert self.places[before.list_id, before.row] == before
        self.places[after.list_id, after.row] = after

    def rosters(self) -> list[Roster]:
        return list(self.kept.values())

    def roster(self, list_id: str) -> Roster:
        if list_id not in self.kept:
            raise NotFoundError("Không có danh sách này.")
        return self.kept[list_id]

    def put(self, roster: Roster) -> None:
        self._write()
        before = self.kept.get(roster.id)
        if before and before.version != roster.version:
            raise OvertakenError
        self.kept[roster.id] = replace(roster, version=roster.version + 1)

    def begin(self, work: Work) -> None:
        self.works[work.id] = work

    def work(self, work_id: str, now: datetime) -> Work:  # noqa: ARG002
        if work_id not in self.works:
            raise NotFoundError("Không có tệp này.")
        return self.works[work_id]

    def recent_work(self, now: datetime) -> list[Work]:  # noqa: ARG002
        return list(self.works.values())

    def progress(self, work: Work, done: int, total: int) -> None: ...

    def advance(self, before: Work, after: Work) -> Work:
        assert self.works[before.id].stage is before.stage
        self.works[after.id] = after
        return after


class VenuesInMemory(Registry):
    """The Venues table, as far as rosters use it; `writes_left` makes it break off."""

    def __init__(self, *venues: Venue) -> None:
        super().__init__(*venues)
        self.writes_left = 1_000_000

    def in_district(self, district: int) -> Iterator[Venue]:
        return iter([venue for venue in self.venues.values() if venue.district == district])

    def in_districts(self, districts: Iterable[int]) -> Iterator[Venue]:
        return (venue for district in districts for venue in self.in_district(district))

    def hand_over(self, venue: Venue, owner_token_hash: bytes) -> bool:
        free = not self.venues[venue.code].owner_token_hash
        if free:
            self.venues[venue.code] = replace(venue, owner_token_hash=owner_token_hash)
        return free

    def register(self, venue: Venue) -> Venue:
        self.writes_left -= 1
        if self.writes_left < 0:
            raise TryAgainError
        return super().register(venue)


def stores(rosters: RostersInMemory, venues: VenuesInMemory) -> Stores:
    """The stores of the worker, with an archive in memory."""
    files = RosterStore(cast("Archive", FilesInMemory()))
    made: Any = (cast("RosterTable", rosters), cast("VenueTable", venues), files, units.province(70))
    return Stores(*made)
