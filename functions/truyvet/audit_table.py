"""The Audit table (nhật ký tra cứu): who looked at whom, when and what for. Entries are added, never changed.

The roles may only put, and the put's condition refuses an entry that exists. No entry names a citizen.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from truyvet.days import instant, instant_text, local_day
from truyvet.dynamo import answered

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Look:
    """One look: `action` such as `trace`, `page`; `purpose`: the case number; how many `persons` were shown."""

    at: datetime
    actor: str
    actor_name: str
    action: str
    purpose: str
    trace: str
    persons: int


class AuditTable:
    """The log as DynamoDB keeps it. Raises TryAgainError where an entry may not be stored: then nothing is shown."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, look: Look) -> None:
        """Adds an entry."""
        with answered():
            self._client.put_item(
                TableName=self._table,
                Item={
                    "day": {"S": local_day(look.at).isoformat()},
                    "at_id": {"S": f"{instant_text(look.at)}#{secrets.token_hex(8)}"},
                    "actor": {"S": look.actor},
                    "actor_name": {"S": look.actor_name},
                    "action": {"S": look.action},
                    "purpose": {"S": look.purpose},
                    "trace": {"S": look.trace},
                    "persons": {"N": str(look.persons)},
                },
                ConditionExpression="attribute_not_exists(#at_id)",
                ExpressionAttributeNames={"#at_id": "at_id"},
            )

    def of_day(self, day: date) -> Iterator[Look]:
        """The entries of a local day, the oldest first (strongly consistent: what was shown is in it)."""
        start: dict[str, Any] = {}
        while True:
            with answered():
                page = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression="#day = :key",
                    ExpressionAttributeNames={"#day": "day"},
                    ExpressionAttributeValues={":key": {"S": day.isoformat()}},
                    ConsistentRead=True,
                    **start,
                )
            yield from map(_look, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _look(item: dict[str, Any]) -> Look:
    return Look(
        at=instant(item["at_id"]["S"].partition("#")[0]),
        actor=item["actor"]["S"],
        actor_name=item["actor_name"]["S"],
        action=item["action"]["S"],
        purpose=item["purpose"]["S"],
        trace=item["trace"]["S"],
        persons=int(item["persons"]["N"]),
    )
