"""The Venues table: one item for each venue, and one that holds its name so that nobody registers it twice.

The second item's key is no possible code: `same#` and a hash of phone, name and commune. Both are written in one
transaction, so that two registrations at the same moment give one venue.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from truyvet import codes
from truyvet.errors import FieldError, InvalidError, TryAgainError
from truyvet.models import (
    ChoiceAttribute,
    DayAttribute,
    InstantAttribute,
    OpeningHoursAttribute,
    TextsAttribute,
    answered,
)
from truyvet.venues import Kind, Status, Venue, same_venue_key
from truyvet.visits import Item

ATTEMPTS = 3
# Why a transaction was cancelled, where the same one may succeed later.
_PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
_NOTHING: Any = (None, (), b"")
_CONNECT_SECONDS, _READ_SECONDS, _RETRIES = 1, 5, 2


class ByDistrict(GlobalSecondaryIndex["VenueItem"]):  # type: ignore[no-untyped-call]
    """All venues of a district, those of a commune together."""

    class Meta:
        """The index as template.yaml makes it."""

        index_name = "byDistrict"
        projection = AllProjection()

    district = NumberAttribute(hash_key=True)
    commune_code = UnicodeAttribute(range_key=True)


class VenueItem(Model):
    """A venue: attributes are the fields of `Venue`. What is None or empty is left out."""

    class Meta:
        """The table's name is bound by `VenueTable`."""

        table_name = ""
        connect_timeout_seconds = _CONNECT_SECONDS
        read_timeout_seconds = _READ_SECONDS
        max_retry_attempts = _RETRIES

    code = UnicodeAttribute(hash_key=True)
    commune_code = UnicodeAttribute()
    name = UnicodeAttribute()
    kind = ChoiceAttribute(Kind)
    address = UnicodeAttribute()
    district = NumberAttribute()
    commune = NumberAttribute()
    commune_name = UnicodeAttribute()
    head = UnicodeAttribute()
    phone = UnicodeAttribute()
    registered_at = InstantAttribute()
    agency = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    tax_code = UnicodeAttribute(null=True)
    opening_hours = OpeningHoursAttribute(null=True)
    visitors_a_day = NumberAttribute(null=True)
    zones = TextsAttribute(null=True)
    status = ChoiceAttribute(Status)
    status_since = InstantAttribute(null=True)
    poster_version = NumberAttribute()
    poster_issued_at = InstantAttribute(null=True)
    poster_printed = NumberAttribute(null=True)
    poster_changed_at = InstantAttribute(null=True)
    away_from = DayAttribute(null=True)
    away_until = DayAttribute(null=True)
    owner_token_hash = BinaryAttribute(legacy_encoding=False, null=True)

    by_district = ByDistrict()


class HeldName(Model):
    """Phone, name and commune of a venue, held for it. The key is `same_venue_key` with `same#` before it."""

    class Meta:
        """The table's name is bound by `VenueTable`."""

        table_name = ""
        connect_timeout_seconds = _CONNECT_SECONDS
        read_timeout_seconds = _READ_SECONDS
        max_retry_attempts = _RETRIES

    code = UnicodeAttribute(hash_key=True)
    venue = UnicodeAttribute()


class VenueTable:
    """Venues as DynamoDB keeps them. Its calls raise TryAgainError where DynamoDB is busy or does not answer."""

    def __init__(self, table: str) -> None:
        VenueItem.Meta.table_name = table
        HeldName.Meta.table_name = table

    @cached_property
    def _connection(self) -> Connection:
        return Connection(
            connect_timeout_seconds=_CONNECT_SECONDS,
            read_timeout_seconds=_READ_SECONDS,
            max_retry_attempts=_RETRIES,
        )

    def get(self, code: str) -> Venue | None:
        """The venue of this code (strongly consistent), or None."""
        try:
            with answered():
                return _venue(VenueItem.get(code, consistent_read=True))
        except VenueItem.DoesNotExist:
            return None

    def register(self, venue: Venue) -> Venue:
        """Stores a new venue and gives it back, under another code where its own is taken.

        Where phone, name and commune are those of a venue already registered, gives that one and stores nothing.
        """
        for _ in range(ATTEMPTS):
            try:
                with answered(), TransactWrite(connection=self._connection) as both:
                    both.save(_held_name(venue), condition=HeldName.code.does_not_exist())
                    both.save(_item(venue), condition=VenueItem.code.does_not_exist())
            except TransactWriteError as error:
                refused = _refused(error)
                if refused[0] and (holder := self._holder(venue)):
                    return holder
                if not any(refused):
                    continue
                venue = replace(venue, code=codes.new_code())
            else:
                return venue
        raise TryAgainError

    def _holder(self, venue: Venue) -> Venue | None:
        try:
            with answered():
                held = HeldName.get(_held_name(venue).code, consistent_read=True)
        except HeldName.DoesNotExist:
            return None
        return self.get(held.venue)

    def issue_poster(self, venue: Venue, at: datetime) -> None:
        """Remembers when a poster of the venue was first given out, and the newest version that was.

        Costs nothing when both are already known.
        """
        if venue.poster_issued_at is not None and (venue.poster_printed or 0) >= venue.poster_version:
            return
        exists = VenueItem.code.exists()
        newer = VenueItem.poster_printed.does_not_exist() | (VenueItem.poster_printed < venue.poster_version)
        printed: list[Action] = [VenueItem.poster_printed.set(venue.poster_version)]
        if venue.poster_issued_at is None:
            printed.append(VenueItem.poster_issued_at.set(VenueItem.poster_issued_at | at))
        try:
            with answered():
                VenueItem(venue.code).update(printed, condition=exists & newer)
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise

    def set_away(self, code: str, first: date, last: date) -> None:
        """Remembers the local days on which the venue's head says that it is closed."""
        with answered():
            VenueItem(code).update(
                [VenueItem.away_from.set(first), VenueItem.away_until.set(last)], condition=VenueItem.code.exists()
            )

    def hand_over(self, venue: Venue, owner_token_hash: bytes) -> bool:
        """Gives a venue that has no owner one who holds a token; False where it has one already, who keeps it."""
        nobody = VenueItem.code.exists() & VenueItem.owner_token_hash.does_not_exist()
        try:
            with answered():
                VenueItem(venue.code).update([VenueItem.owner_token_hash.set(owner_token_hash)], condition=nobody)
        except UpdateError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def correct(self, before: Venue, after: Venue) -> None:
        """Stores what differs between the venue as read and as corrected. Code, district and commune never differ.

        Raises InvalidError where name and phone are now those of another venue in the commune, and TryAgainError
        where somebody else corrected the venue since it was read.
        """
        actions = _changes(before, after)
        if not actions:
            return
        old, new = _held_name(before), _held_name(after)
        renamed = old.code != new.code
        free_or_ours = HeldName.code.does_not_exist() | (HeldName.venue == before.code)
        unchanged = (
            (VenueItem.name == before.name)
            & (VenueItem.phone == before.phone)
            & (VenueItem.status == before.status)
            & (VenueItem.poster_version == before.poster_version)
        )
        try:
            with answered(), TransactWrite(connection=self._connection) as all_of_it:
                if renamed:
                    all_of_it.delete(old, condition=free_or_ours)
                    all_of_it.save(new, condition=free_or_ours)
                all_of_it.update(VenueItem(before.code), actions, condition=unchanged)
        except TransactWriteError as error:
            refused = _refused(error)
            if renamed and refused[1]:
                sentence = "Trong xã, phường này đã có điểm khác cùng tên và cùng số điện thoại."
                raise InvalidError([FieldError("name", sentence)]) from error
            raise TryAgainError("Thông tin của điểm vừa được sửa ở nơi khác. Xin tải lại trang rồi sửa.") from error

    def in_district(self, district: int) -> Iterator[Venue]:
        """The venues of a district by commune and code, page by page; a change shows after a moment."""
        with answered():
            yield from map(_venue, VenueItem.by_district.query(district))

    def in_districts(self, districts: Iterable[int]) -> Iterator[Venue]:
        """The venues of several districts, district by district: all of a province."""
        for district in districts:
            yield from self.in_district(district)


def to_items(venue: Venue) -> tuple[Item, Item]:
    """The venue's two items as DynamoDB attribute values: itself, and its name held."""
    return _item(venue).serialize(), _held_name(venue).serialize()


def _item(venue: Venue) -> VenueItem:
    values = {field.name: getattr(venue, field.name) for field in fields(Venue)}
    stored = {name: value for name, value in values.items() if value not in _NOTHING}
    return VenueItem(commune_code=f"{venue.commune}#{venue.code}", **stored)


def _venue(item: VenueItem) -> Venue:
    values = {field.name: getattr(item, field.name) for field in fields(Venue)}
    return Venue(**{name: value for name, value in values.items() if value is not None})


def _held_name(venue: Venue) -> HeldName:
    return HeldName(f"same#{same_venue_key(venue.phone, venue.name, venue.commune)}", venue=venue.code)


def _changes(before: Venue, after: Venue) -> list[Action]:
    actions: list[Action] = []
    for field in fields(Venue):
        value = getattr(after, field.name)
        if value != getattr(before, field.name):
            attribute: Any = getattr(VenueItem, field.name)
            if value in _NOTHING:
                actions.append(attribute.remove())
            else:
                # As DynamoDB takes it: PynamoDB would store a tuple's first element for a list.
                actions.append(attribute.set({attribute.attr_type: attribute.serialize(value)}))
    return actions


def _refused(error: TransactWriteError) -> list[bool]:
    """Of each write of a cancelled transaction, whether its condition failed. Raises any other failure again."""
    reasons = error.cancellation_reasons
    told = {reason.code for reason in reasons if reason}
    if not told or told - _PASSING - {"ConditionalCheckFailed"}:
        raise error
    return [reason is not None and reason.code == "ConditionalCheckFailed" for reason in reasons]
