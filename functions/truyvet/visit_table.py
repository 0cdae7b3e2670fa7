"""The Visits table: one conditional put for each event, and counts for the recount."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from truyvet.days import from_milliseconds
from truyvet.dynamo import answered
from truyvet.visits import TIME_BYTES, Item, Visit, from_item, parse_venue_day, time_prefix, to_item, venue_day

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_UNSEALED = (
    "venue_day",
    "at_id",
    "person",
    "direction",
    "district",
    "commune",
    "received_at",
    "expires_at",
    "fingerprint",
    "also",
    "zone",
    "visitor",
    "source",
    "device",
    "clock_doubt",
    "alert",
)


MOST_FOLLOWED = 40
"""Nobody scans more often within the minutes that are asked about; a number that many share is not followed."""


class VisitTable:
    """Visits as DynamoDB keeps them, through a plain botocore client: it is the door's one write."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, visit: Visit) -> Visit | None:
        """Stores a visit once: None when this call stored it, else the visit that is already under its key.

        Raises TryAgainError where DynamoDB did not store it or did not answer.
        """
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=to_item(visit),
                    ConditionExpression="attribute_not_exists(at_id)",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return from_item(cast("dict[str, Any]", error.response)["Item"])
        return None

    def count(self, venue: str, day: date) -> int:
        """How many visits a venue has on a local day, counted from the visits themselves (strongly consistent)."""
        total = 0
        start: dict[str, Any] = {}
        while True:
            with answered():
                page = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression="venue_day = :key",
                    ExpressionAttributeValues={":key": {"S": venue_day(venue, day)}},
                    Select="COUNT",
                    ConsistentRead=True,
                    **start,
                )
            total += page["Count"]
            if "LastEvaluatedKey" not in page:
                return total
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def of_day(self, venue: str, day: date) -> Iterator[Visit]:
        """The visits of a venue on a local day, oldest first (strongly consistent), without what is sealed in them.

        An item that cannot be read is passed over: it spoils only itself.
        """
        start: dict[str, Any] = {}
        while True:
            with answered():
                page = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression="venue_day = :key",
                    ExpressionAttributeNames={f"#{name}": name for name in _UNSEALED},
                    ExpressionAttributeValues={":key": {"S": venue_day(venue, day)}},
                    ProjectionExpression=",".join(f"#{name}" for name in _UNSEALED),
                    ConsistentRead=True,
                    **start,
                )
            for item in page["Items"]:
                with suppress(LookupError, TypeError, ValueError):
                    visit = from_item({**cast("Item", item), "sealed": {"B": b""}})
                    yield visit
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def of_person(self, person: bytes, start: datetime, end: datetime) -> Iterator[tuple[str, datetime]]:
        """Venue and instant of the scans under a person key from `start` to `end`: the index has the keys alone."""
        with answered():
            page = self._client.query(
                TableName=self._table,
                IndexName="byPerson",
                KeyConditionExpression="person = :person AND at_id BETWEEN :from AND :to",
                ExpressionAttributeValues={
                    ":person": {"B": person},
                    ":from": {"B": time_prefix(start)},
                    ":to": {"B": time_prefix(end) + b"\xff" * 16},
                },
                ProjectionExpression="venue_day, at_id",
                Limit=MOST_FOLLOWED,
            )
        for item in page["Items"]:
            venue, _ = parse_venue_day(item["venue_day"]["S"])
            yield venue, from_milliseconds(int.from_bytes(bytes(item["at_id"]["B"])[:TIME_BYTES], "big"))
