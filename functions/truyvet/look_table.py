"""The Looks table: which check-ins and badges officials looked at, for a citizen who asks by receipt code.

An item: what one page of a trace's list showed of one venue and day (or one badge), as digests of receipts, and how
often it was opened. No person, no key, no official; the case's number is not in it either, since newspapers print it.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from truyvet import receipts
from truyvet.days import from_milliseconds, milliseconds
from truyvet.dynamo import answered
from truyvet.receipts import DIGEST_CHARACTERS, Receipt

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT = timedelta(days=180)
"""Longer than the visits: who finds a slip later may still ask."""
_AT_ONCE = 8
_NAMES = {"#at": "at", "#part": "part", "#digests": "digests", "#expires": "expires_at", "#opened": "opened"}
_NOTED = "SET #at = :at, #part = :part, #digests = :digests, #expires = :expires ADD #opened :one"


class Part(StrEnum):
    """As what a check-in was looked at: as one of the case, or of somebody near one."""

    CASE = "case"
    CONTACT = "contact"


@dataclass(frozen=True)
class Look:
    """Looks of one trace at a check-in: the last one `at`, how often it was `opened`; `reference` is for complaints."""

    at: datetime
    part: Part
    reference: str
    opened: int


class LookTable:
    """Looks as DynamoDB keeps them. Its calls may raise TryAgainError."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def note(self, trace: str, page: str, part: Part, touched: Iterable[Receipt], now: datetime) -> None:
        """Notes that a page of a trace's list (or a file of it) was opened, which shows these; each time it counts."""

        def one(place: str, digests: list[str]) -> None:
            self._client.update_item(
                TableName=self._table,
                Key={"place": {"S": place}, "page": {"S": f"{trace}#{part}#{page}"}},
                UpdateExpression=_NOTED,
                ExpressionAttributeNames=_NAMES,
                ExpressionAttributeValues={
                    ":at": {"N": str(milliseconds(now))},
                    ":part": {"S": part},
                    ":digests": {"S": "".join(digests)},
                    ":expires": {"N": str(milliseconds(now + KEPT) // 1000)},
                    ":one": {"N": "1"},
                },
            )

        self._each(one, receipts.by_place(touched))

    def touching(self, asked: Iterable[Receipt], now: datetime) -> Mapping[Receipt, list[Look]]:
        """The looks at each of these, the last first. What nobody looked at is not in it, nor what is nobody's."""
        found: dict[Receipt, list[Look]] = {}

        def one(place: str, digests: list[str]) -> None:
            for item in self._of_place(place):
                if int(item["expires_at"]["N"]) <= milliseconds(now) // 1000:
                    continue
                text = item["digests"]["S"]
                there = {text[at : at + DIGEST_CHARACTERS] for at in range(0, len(text), DIGEST_CHARACTERS)}
                for digest in there.intersection(digests):
                    found.setdefault(Receipt(place, digest), []).append(_look(item))

        self._each(one, receipts.by_place(asked))
        return {each: sorted(looks, key=lambda look: look.at, reverse=True) for each, looks in found.items()}

    def _of_place(self, place: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            page = self._client.query(
                TableName=self._table,
                KeyConditionExpression="place = :key",
                ExpressionAttributeValues={":key": {"S": place}},
                **start,
            )
            items += page["Items"]
            if "LastEvaluatedKey" not in page:
                return items
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    @staticmethod
    def _each(one: Callable[[str, list[str]], None], places: Mapping[str, list[str]]) -> None:
        with answered(), ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(one, places.keys(), places.values()))


def _look(item: Mapping[str, Any]) -> Look:
    return Look(
        at=from_milliseconds(int(item["at"]["N"])),
        part=Part(item["part"]["S"]),
        reference=item["page"]["S"][:8].upper(),
        opened=int(item["opened"]["N"]),
    )
