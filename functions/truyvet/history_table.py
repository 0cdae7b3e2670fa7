"""The Histories table: what happened about each venue, in its order, and what somebody still has to do by district."""

from collections.abc import Iterator
from datetime import date

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from truyvet.histories import Cause, Entry, Event, Rung, Sending
from truyvet.models import ChoiceAttribute, InstantAttribute, answered

KEPT_DAYS = 400
"""Entries are deleted after so many days: long enough to tell who was named a year before."""


class ByOpen(GlobalSecondaryIndex["HistoryItem"]):  # type: ignore[no-untyped-call]
    """What is open, by district, oldest first. Closed entries are not in it."""

    class Meta:
        """The index as template.yaml makes it."""

        index_name = "byOpen"
        projection = AllProjection()

    open_in = NumberAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class HistoryItem(Model):
    """An entry: attributes are the fields of `Entry`. What is None or empty is left out."""

    class Meta:
        """The table's name is bound by `HistoryTable`."""

        table_name = ""
        connect_timeout_seconds = 1
        read_timeout_seconds = 5
        max_retry_attempts = 3

    venue = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    at = InstantAttribute()
    event = ChoiceAttribute(Event)
    by = UnicodeAttribute()
    text = UnicodeAttribute(null=True)
    day = UnicodeAttribute(null=True)
    rung = ChoiceAttribute(Rung, null=True)
    cause = ChoiceAttribute(Cause, null=True)
    until = UnicodeAttribute(null=True)
    sending = ChoiceAttribute(Sending, null=True)
    open_in = NumberAttribute(null=True)
    about = UnicodeAttribute(null=True)
    token_hash = BinaryAttribute(legacy_encoding=False, null=True)
    expires_at = NumberAttribute()

    by_open = ByOpen()


class HistoryTable:
    """Histories as DynamoDB keeps them. Its calls raise TryAgainError where DynamoDB is busy or does not answer."""

    def __init__(self, table: str) -> None:
        HistoryItem.Meta.table_name = table

    def add(self, entry: Entry) -> bool:
        """Adds an entry; False where one of this id is there already, which is then left as it is."""
        try:
            with answered():
                _item(entry).save(condition=HistoryItem.id.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def take_over(self, entry: Entry) -> bool:
        """As `add`, and also where the entry that is there was refused by SES: it is then sent again."""
        try:
            with answered():
                _item(entry).save(condition=HistoryItem.id.does_not_exist() | (HistoryItem.sending == Sending.REFUSED))
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def note(self, entry: Entry, sending: Sending) -> None:
        """Notes how far a message is."""
        with answered():
            HistoryItem(entry.venue, entry.id).update([HistoryItem.sending.set(sending)])

    def close(self, venue: str, entry: str) -> bool:
        """Takes an entry off what is open; False where it was not open."""
        try:
            with answered():
                HistoryItem(venue, entry).update([HistoryItem.open_in.remove()], condition=HistoryItem.open_in.exists())
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def get(self, venue: str, entry: str) -> Entry | None:
        """One entry, or None."""
        try:
            with answered():
                return _entry(HistoryItem.get(venue, entry, consistent_read=True))
        except HistoryItem.DoesNotExist:
            return None

    def of_venue(self, venue: str, since: date | None = None) -> list[Entry]:
        """A venue's entries, oldest first, from a local day on."""
        later = HistoryItem.id >= since.isoformat() if since else None
        with answered():
            return [_entry(item) for item in HistoryItem.query(venue, later)]

    def open_in(self, district: int) -> Iterator[Entry]:
        """What somebody in a district still has to do, oldest first; a change shows after a moment."""
        with answered():
            yield from map(_entry, HistoryItem.by_open.query(district))


def _item(entry: Entry) -> HistoryItem:
    return HistoryItem(
        entry.venue,
        entry.id,
        at=entry.at,
        event=entry.event,
        by=entry.by,
        text=entry.text or None,
        day=entry.day.isoformat() if entry.day else None,
        rung=entry.rung,
        cause=entry.cause,
        until=entry.until.isoformat() if entry.until else None,
        sending=entry.sending,
        open_in=entry.open_in,
        about=entry.about,
        token_hash=entry.token_hash or None,
        expires_at=int(entry.at.timestamp()) + KEPT_DAYS * 86_400,
    )


def _entry(item: HistoryItem) -> Entry:
    return Entry(
        venue=item.venue,
        id=item.id,
        at=item.at,
        event=item.event,
        by=item.by,
        text=item.text or "",
        day=date.fromisoformat(item.day) if item.day else None,
        rung=item.rung,
        cause=item.cause,
        until=date.fromisoformat(item.until) if item.until else None,
        sending=item.sending,
        open_in=int(item.open_in) if item.open_in is not None else None,
        about=item.about,
        token_hash=item.token_hash or b"",
    )
