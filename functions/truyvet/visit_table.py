"""The Visits table: one conditional put for each event, and counts for the recount."""

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from truyvet.dynamo import answered
from truyvet.visits import Visit, from_item, to_item, venue_day

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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
