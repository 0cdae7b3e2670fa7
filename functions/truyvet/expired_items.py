"""Where expired items may still lie, looked at without reading a whole table.

Of Visits the partitions of single venue-days. The others have no key by time: a bounded page is read from a place that
is drawn at random, since DynamoDB orders partitions by a hash of their keys.
"""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from truyvet.days import from_milliseconds
from truyvet.door_rules import DoorRules
from truyvet.dynamo import answered
from truyvet.visits import venue_day

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

PAGE = 1000
_KEY_BYTES = 16


class ExpiredItems:
    """The tables and the archive as the nightly proof sees them; `tables`: by their names in the template."""

    def __init__(self, dynamodb: "DynamoDBClient", s3: "S3Client", names: Mapping[str, str], bucket: str) -> None:
        """`names`: of the tables Visits, Links, Badges, Traces, Exposures and Looks."""
        self._dynamodb = dynamodb
        self._s3 = s3
        self._names = names
        self._bucket = bucket
        self.tables: Sequence[str] = [table for table in names if table != "Visits"]

    def expire(self, table: str) -> bool:
        """Whether DynamoDB deletes this table's items at their `expires_at`."""
        with answered():
            found = self._dynamodb.describe_time_to_live(TableName=self._names[table])["TimeToLiveDescription"]
        return found.get("TimeToLiveStatus") == "ENABLED" and found.get("AttributeName") == "expires_at"

    def of_venue_day(self, venue: str, day: date) -> list[datetime]:
        """When each visit that is still there of a venue-day expires; of the first `PAGE`."""
        with answered():
            page = self._dynamodb.query(
                TableName=self._names["Visits"],
                KeyConditionExpression="venue_day = :key",
                ExpressionAttributeValues={":key": {"S": venue_day(venue, day)}},
                ProjectionExpression="expires_at",
                Limit=PAGE,
            )
        return [_end(item) for item in page["Items"]]

    def some(self, table: str, chance: random.Random) -> list[datetime]:
        """When each of some neighbouring items of a table expires, from a place drawn at random."""
        places: dict[str, dict[str, Any]] = {
            "Links": {"person": {"B": chance.randbytes(_KEY_BYTES)}, "other": {"B": chance.randbytes(_KEY_BYTES)}},
            "Badges": {"badge": {"B": chance.randbytes(_KEY_BYTES)}},
            "Traces": {"trace": {"S": str(uuid.UUID(bytes=chance.randbytes(16), version=4))}},
            "Exposures": {"list": {"S": chance.randbytes(8).hex()}, "id": {"S": chance.randbytes(8).hex()}},
            "Looks": {"place": {"S": chance.randbytes(8).hex()}, "page": {"S": chance.randbytes(8).hex()}},
        }
        place = places[table]
        items = self._page(table, place, {"ExclusiveStartKey": place})
        if len(items) < PAGE:
            # At the end of the table it goes on at the beginning.
            items |= self._page(table, place, {})
        return [_end(item) for item in items.values()]

    def _page(self, table: str, key: Mapping[str, Any], start: dict[str, Any]) -> dict[str, Mapping[str, Any]]:
        """Up to `PAGE` items by their keys, which are written nowhere."""
        named = {f"#{number}": name for number, name in enumerate([*key, "expires_at"])}
        with answered():
            page = self._dynamodb.scan(
                TableName=self._names[table],
                ProjectionExpression=",".join(named),
                ExpressionAttributeNames=named,
                Limit=PAGE,
                **start,
            )
        return {str([item[name] for name in key]): item for item in page["Items"]}

    def files(self, chance: random.Random) -> list[datetime]:
        """When each of some files of traces should have been deleted, from a place drawn at random."""
        place = f"traces/{uuid.UUID(bytes=chance.randbytes(16), version=4)}"
        found = self._s3.list_objects_v2(Bucket=self._bucket, Prefix="traces/", StartAfter=place, MaxKeys=PAGE)
        files = found.get("Contents", [])
        if len(files) < PAGE:
            files += self._s3.list_objects_v2(Bucket=self._bucket, Prefix="traces/", MaxKeys=PAGE).get("Contents", [])
        kept = {each["Key"]: each["LastModified"] + DoorRules().retention for each in files}
        return list(kept.values())


def _end(item: Mapping[str, Any]) -> datetime:
    return from_milliseconds(int(item["expires_at"]["N"]) * 1000)
