"""The Badges table: under the hash of each code what the door needs to append a visit, and nothing readable."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from truyvet.badges import Badge
from truyvet.days import from_milliseconds, milliseconds
from truyvet.dynamo import answered
from truyvet.people import KEY_BYTES
from truyvet.visits import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class BadgeTable:
    """Badges as DynamoDB keeps them, through a plain botocore client. Its calls may raise TryAgainError."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def put(self, badge: Badge) -> None:
        """Stores a new badge."""
        with answered():
            self._client.put_item(
                TableName=self._table, Item=_to_item(badge), ConditionExpression="attribute_not_exists(badge)"
            )

    def get(self, key: bytes) -> Badge | None:
        """The badge of a key (strongly consistent: a revoked one is refused at once), or None."""
        with answered():
            found = self._client.get_item(TableName=self._table, Key={"badge": {"B": key}}, ConsistentRead=True)
        return _from_item(found["Item"]) if "Item" in found else None

    def revoke(self, key: bytes, revoke_hash: bytes, at: datetime) -> None:
        """Revokes a badge whose token has this hash; of any other nothing happens, and nobody is told which it was."""
        try:
            with answered():
                self._client.update_item(
                    TableName=self._table,
                    Key={"badge": {"B": key}},
                    UpdateExpression="SET revoked_at = if_not_exists(revoked_at, :at)",
                    ConditionExpression="revoke_hash = :hash",
                    ExpressionAttributeValues={":at": {"N": str(milliseconds(at))}, ":hash": {"B": revoke_hash}},
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def _to_item(badge: Badge) -> Item:
    item: Item = {
        "badge": {"B": badge.key},
        "person": {"B": badge.person},
        "holder": {"B": badge.holder},
        "revoke_hash": {"B": badge.revoke_hash},
        "expires_at": {"N": str(milliseconds(badge.expires_at) // 1000)},
    }
    if badge.also:
        item["also"] = {"B": b"".join(badge.also)}
    return item


def _from_item(item: Mapping[str, Any]) -> Badge:
    also = bytes(item["also"]["B"]) if "also" in item else b""
    return Badge(
        key=bytes(item["badge"]["B"]),
        person=bytes(item["person"]["B"]),
        also=tuple(also[start : start + KEY_BYTES] for start in range(0, len(also), KEY_BYTES)),
        holder=bytes(item["holder"]["B"]),
        revoke_hash=bytes(item["revoke_hash"]["B"]),
        expires_at=from_milliseconds(int(item["expires_at"]["N"]) * 1000),
        revoked_at=from_milliseconds(int(item["revoked_at"]["N"])) if "revoked_at" in item else None,
    )
