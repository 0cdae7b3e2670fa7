"""What the door knows of a venue: read by one GetItem, remembered for a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from truyvet.dynamo import answered
from truyvet.venues import Status

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FIELDS = ("code", "name", "commune_name", "district", "commune", "status")


@dataclass(frozen=True)
class VenueCard:
    """The part of a venue that a check-in needs."""

    code: str
    name: str
    commune_name: str
    district: int
    commune: int
    status: Status


class VenueCards:
    """Venue cards of the Venues table. A card is kept for `fresh`: so long a closed venue may still take check-ins."""

    def __init__(self, client: "DynamoDBClient", table: str, fresh: timedelta = timedelta(seconds=30)) -> None:
        self._client = client
        self._table = table
        self._fresh = fresh
        self._kept: dict[str, tuple[datetime, VenueCard]] = {}

    def get(self, code: str, now: datetime) -> VenueCard | None:
        """The card of a venue, or None. Raises TryAgainError."""
        read_at, card = self._kept.get(code, (None, None))
        if card and read_at and now - read_at < self._fresh:
            return card
        with answered():
            found = self._client.get_item(
                TableName=self._table,
                Key={"code": {"S": code}},
                ProjectionExpression=",".join(f"#{name}" for name in _FIELDS),
                ExpressionAttributeNames={f"#{name}": name for name in _FIELDS},
            )
        if "Item" not in found:
            return None
        self._kept[code] = (now, card := _card(found["Item"]))
        return card


def _card(item: Mapping[str, Mapping[str, Any]]) -> VenueCard:
    return VenueCard(
        code=item["code"]["S"],
        name=item["name"]["S"],
        commune_name=item["commune_name"]["S"],
        district=int(item["district"]["N"]),
        commune=int(item["commune"]["N"]),
        status=Status(item["status"]["S"]),
    )
