"""The Rosters table: rosters, the places on them, and the work on files that is under way (`roster_items`)."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.update import Action

from truyvet.days import milliseconds
from truyvet.dynamo import keyable
from truyvet.errors import NotFoundError, TryAgainError
from truyvet.models import answered
from truyvet.roster_items import (
    ROSTERS,
    THREADS,
    WORK,
    PlaceItem,
    RosterItem,
    WorkItem,
    commune_row,
    place_item,
    place_of,
    roster_item,
    roster_of,
    stored_values,
    work_item,
    work_of,
)
from truyvet.roster_work import Work
from truyvet.rosters import DESCRIBED, OvertakenError, Roster, RosterPlace

_BATCH = 25
_NO_ROSTER = "Không có danh sách này."
_NO_PLACE = "Danh sách không còn nơi này."
_FAILED_CONDITION = "ConditionalCheckFailedException"


class RosterTable:
    """Rosters as DynamoDB keeps them. Its calls raise TryAgainError where DynamoDB is busy or does not answer."""

    def __init__(self, table: str) -> None:
        for model in (PlaceItem, RosterItem, WorkItem):
            model.Meta.table_name = table

    def in_district(self, district: int) -> Iterator[RosterPlace]:
        """The places of all rosters in a district by commune, page by page; a change shows after a moment."""
        with answered():
            yield from map(place_of, PlaceItem.by_district.query(district))

    def of_roster(self, list_id: str) -> Iterator[RosterPlace]:
        """All places of a roster (strongly consistent), by row."""
        with answered():
            yield from map(place_of, PlaceItem.query(list_id, consistent_read=True))

    def place(self, list_id: str, row: str) -> RosterPlace:
        """One place. Raises NotFoundError."""
        if not keyable(row):
            raise NotFoundError(_NO_PLACE)
        try:
            with answered():
                return place_of(PlaceItem.get(list_id, row, consistent_read=True))
        except PlaceItem.DoesNotExist:
            raise NotFoundError(_NO_PLACE) from None

    def add(self, places: Iterable[RosterPlace]) -> None:
        """Stores new places, 25 at a time and several times at once; storing the same ones again changes nothing."""
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(_stored_together, _batches(places)))

    def remove(self, places: Iterable[RosterPlace]) -> None:
        """Deletes places."""
        with answered(), PlaceItem.batch_write() as batch:
            for place in places:
                batch.delete(PlaceItem(place.list_id, place.row))

    def describe(self, places: Iterable[RosterPlace]) -> None:
        """Stores what the file says of places that are there; what officials decided meanwhile stays."""
        self._update(((None, place) for place in places), (*DESCRIBED, "line"))

    def relate(self, pairs: Iterable[tuple[RosterPlace, RosterPlace]]) -> None:
        """Stores which venue places are or may be, from (as read, as now), unless somebody decided in between."""
        self._update(pairs, ("venue", "basis", "candidates"))

    def decide(self, before: RosterPlace, after: RosterPlace) -> None:
        """Stores an official's decision. Raises TryAgainError where somebody else decided since the place was read."""
        names = ("venue", "basis", "candidates", "not_same")
        if not _updated(after, names, _as_read(before)):
            raise TryAgainError("Nơi này vừa được người khác xem xét. Xin tải lại trang.")

    def _update(self, pairs: Iterable[tuple[RosterPlace | None, RosterPlace]], names: tuple[str, ...]) -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(lambda pair: _updated(pair[1], names, pair[0] and _as_read(pair[0])), pairs))

    def rosters(self) -> list[Roster]:
        """All rosters, by title."""
        with answered():
            found = [roster_of(item) for item in RosterItem.query(ROSTERS, consistent_read=True)]
        return sorted(found, key=lambda roster: roster.title.casefold())

    def roster(self, list_id: str) -> Roster:
        """One roster. Raises NotFoundError."""
        if not keyable(list_id):
            raise NotFoundError(_NO_ROSTER)
        try:
            with answered():
                return roster_of(RosterItem.get(ROSTERS, list_id, consistent_read=True))
        except RosterItem.DoesNotExist:
            raise NotFoundError(_NO_ROSTER) from None

    def put(self, roster: Roster) -> None:
        """Stores a roster as the next version. Raises OvertakenError where another file was applied meanwhile."""
        item = roster_item(replace(roster, version=roster.version + 1))
        unchanged = RosterItem.row.does_not_exist() | (RosterItem.version == roster.version)
        try:
            with answered():
                item.save(condition=unchanged)
        except PutError as error:
            if error.cause_response_code == _FAILED_CONDITION:
                raise OvertakenError from error
            raise

    def begin(self, work: Work) -> None:
        """Stores a new piece of work."""
        with answered():
            work_item(work).save()

    def work(self, work_id: str, now: datetime) -> Work:
        """A piece of work. Raises NotFoundError, also for one that has expired."""
        try:
            with answered():
                item = WorkItem.get(WORK, work_id, consistent_read=True)
        except WorkItem.DoesNotExist:
            item = None
        if item is None or item.expires_at <= milliseconds(now) // 1000:
            raise NotFoundError("Không có tệp này, hoặc tệp đã được xóa theo thời hạn.")
        return work_of(item)

    def recent_work(self, now: datetime) -> list[Work]:
        """All work that has not expired, the newest first."""
        with answered():
            items = [item for item in WorkItem.query(WORK) if item.expires_at > milliseconds(now) // 1000]
        return sorted(map(work_of, items), key=lambda work: work.begun_at, reverse=True)

    def advance(self, before: Work, after: Work) -> Work:
        """Stores the work at its next stage. Raises TryAgainError where it is no longer at the stage that was read."""
        try:
            with answered():
                work_item(after).save(condition=(WorkItem.stage == before.stage) & (WorkItem.task == before.task))
        except PutError as error:
            if error.cause_response_code == _FAILED_CONDITION:
                raise TryAgainError("Việc này đang được làm. Xin chờ.") from error
            raise
        return after

    def progress(self, work: Work, done: int, total: int) -> None:
        """Tells how far a piece of work is; costs nothing when that cannot be stored."""
        actions: list[Action] = [WorkItem.done.set(done), WorkItem.total.set(total)]
        try:
            with answered():
                WorkItem(row=work.id).update(actions, condition=WorkItem.stage == work.stage)
        except (TryAgainError, UpdateError):
            return


def _batches(places: Iterable[RosterPlace]) -> Iterator[list[RosterPlace]]:
    rest = iter(places)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _stored_together(places: Iterable[RosterPlace]) -> None:
    with answered(), PlaceItem.batch_write() as batch:
        for place in places:
            batch.save(place_item(place))


def _as_read(place: RosterPlace) -> Any:
    """The condition that nobody has linked the place, or said what it is not, since it was read."""
    told = tuple(sorted(place.not_same))
    # As DynamoDB takes it: PynamoDB would compare with a tuple's first element.
    attribute: Any = PlaceItem.not_same
    said = attribute == {attribute.attr_type: attribute.serialize(told)} if told else attribute.does_not_exist()
    linked = PlaceItem.venue == place.venue if place.venue else PlaceItem.venue.does_not_exist()
    return said & linked


def _updated(place: RosterPlace, names: tuple[str, ...], condition: Any) -> bool:
    actions: list[Action] = []
    stored = stored_values(place)
    for name in names:
        attribute: Any = getattr(PlaceItem, name)
        if name in stored:
            actions.append(attribute.set({attribute.attr_type: attribute.serialize(stored[name])}))
        else:
            actions.append(attribute.remove())
    if "commune" in names:
        actions.append(PlaceItem.commune_row.set(commune_row(place)))
    there = PlaceItem.row.exists()
    try:
        with answered():
            PlaceItem(place.list_id, place.row).update(
                actions, condition=there if condition is None else there & condition
            )
    except UpdateError as error:
        if error.cause_response_code == _FAILED_CONDITION:
            return False
        raise
    return True
