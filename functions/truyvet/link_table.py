"""The Links table: which person keys are one person, learned from declarations that carry a phone and a document.

A person who came once by phone and once by card has two keys; a declaration with both joins them for tracing. It is
written by `tally`, not at the door, and expires with the visits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from typing import TYPE_CHECKING, Any

from truyvet.days import milliseconds
from truyvet.dynamo import answered
from truyvet.errors import TryAgainError
from truyvet.visits import Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BATCH = 25
MARK = b"\0"
"""In place of another key: says that a person has links, so that a hundred people are asked about in one call."""
ATTEMPTS = 3
REMEMBERED = 100_000


@dataclass(frozen=True)
class Link:
    """One direction of a link: asked for `person`, the table knows `other`."""

    person: bytes
    other: bytes
    expires_at: datetime


def links_of(visits: Iterable[Visit]) -> Iterator[Link]:
    """The links that visits teach, both directions of each."""
    for visit in visits:
        for person, other in permutations((visit.person, *visit.also), 2):
            yield Link(person, other, visit.expires_at)


class LinkTable:
    """Links as DynamoDB keeps them. Writing one again changes nothing but when it expires."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table
        self._written: dict[tuple[bytes, bytes], datetime] = {}

    def learn(self, links: Iterable[Link]) -> None:
        """Stores links; those that this process stored for the same day of expiry or a later one cost nothing.

        Raises TryAgainError where some may not be stored.
        """
        latest: dict[tuple[bytes, bytes], datetime] = {}
        for link in links:
            pair = (link.person, link.other)
            for each in (pair, (link.person, MARK)):
                latest[each] = max(link.expires_at, latest.get(each, link.expires_at))
        new = {
            pair: at
            for pair, at in latest.items()
            if pair not in self._written or at.date() > self._written[pair].date()
        }
        pairs = list(new.items())
        for start in range(0, len(pairs), BATCH):
            self._write(pairs[start : start + BATCH])
        if len(self._written) + len(new) > REMEMBERED:
            self._written.clear()
        self._written |= new

    def _write(self, pairs: list[tuple[tuple[bytes, bytes], datetime]]) -> None:
        left: Any = {self._table: [{"PutRequest": {"Item": _item(pair, at)}} for pair, at in pairs]}
        for _ in range(ATTEMPTS):
            with answered():
                left = self._client.batch_write_item(RequestItems=left)["UnprocessedItems"]
            if not left:
                return
        raise TryAgainError

    def others(self, person: bytes, now: datetime) -> frozenset[bytes]:
        """The other keys that a person is known by."""
        with answered():
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="person = :person",
                ExpressionAttributeValues={":person": {"B": person}},
            )
        alive = (item for item in page["Items"] if int(item["expires_at"]["N"]) * 1000 > milliseconds(now))
        return frozenset(bytes(item["other"]["B"]) for item in alive) - {MARK}


def _item(pair: tuple[bytes, bytes], expires_at: datetime) -> dict[str, Any]:
    person, other = pair
    return {"person": {"B": person}, "other": {"B": other}, "expires_at": {"N": str(milliseconds(expires_at) // 1000)}}
