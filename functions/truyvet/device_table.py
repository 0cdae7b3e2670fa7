"""The Devices table: one item for each helper device, changed only by whoever saw its last version."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from botocore.exceptions import ClientError

from truyvet.days import from_milliseconds, milliseconds
from truyvet.devices import Device
from truyvet.dynamo import answered
from truyvet.sequences import Sequence
from truyvet.visits import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class OvertakenError(Exception):
    """Another call changed the device since it was read."""


class DeviceTable:
    """Devices as DynamoDB keeps them, through a plain botocore client: the door reads them. May raise TryAgainError."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, device_id: UUID) -> Device | None:
        """The device of this id (strongly consistent), or None."""
        with answered():
            found = self._client.get_item(
                TableName=self._table, Key={"device": {"S": str(device_id)}}, ConsistentRead=True
            )
        return from_item(found["Item"]) if "Item" in found else None

    def put(self, device: Device) -> Device:
        """Stores a device as the next version of the one that was read. Raises OvertakenError."""
        after = replace(device, version=device.version + 1)
        request: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(device)"}
        if device.version:
            request = {
                "ConditionExpression": "#version = :seen",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":seen": {"N": str(device.version)}},
            }
        try:
            with answered():
                self._client.put_item(TableName=self._table, Item=to_item(after), **request)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise OvertakenError from error
            raise
        return after

    def of_venue(self, venue: str) -> Iterator[Device]:
        """The devices that were made for a venue, eventually consistent."""
        return self._query("byVenue", "venue", {"S": venue})

    def in_district(self, district: int) -> Iterator[Device]:
        """The devices of a district, eventually consistent."""
        return self._query("byDistrict", "district", {"N": str(district)})

    def _query(self, index: str, key: str, value: dict[str, str]) -> Iterator[Device]:
        start: dict[str, Any] = {}
        while True:
            with answered():
                page = self._client.query(
                    TableName=self._table,
                    IndexName=index,
                    KeyConditionExpression="#key = :key",
                    ExpressionAttributeNames={"#key": key},
                    ExpressionAttributeValues={":key": value},
                    **start,
                )
            yield from map(from_item, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def to_item(device: Device) -> Item:
    """The device as DynamoDB attribute values; `venue` is the one that it was made for."""
    item: Item = {
        "device": {"S": str(device.id)},
        "venue": {"S": device.venues[0]},
        "venues": {"L": [{"S": venue} for venue in device.venues]},
        "name": {"S": device.name},
        "district": {"N": str(device.district)},
        "token_hash": {"B": device.token_hash},
        "waiting": {"N": str(device.waiting)},
        "highest": {"N": str(device.sequence.highest)},
        "missing": {"L": [{"N": str(number)} for gap in device.sequence.missing for number in gap]},
        "paper": {"BOOL": device.paper},
        "printed": {"N": str(device.printed)},
        "version": {"N": str(device.version)},
    }
    instants = {name: getattr(device, name) for name in _INSTANTS}
    return item | {name: {"N": str(milliseconds(at))} for name, at in instants.items() if at is not None}


_INSTANTS = ("registered_at", "claimed_at", "revoked_at", "seen_at", "waiting_since")


def from_item(item: Mapping[str, Any]) -> Device:
    """The device of an item as botocore gives it."""
    numbers = [int(each["N"]) for each in item["missing"]["L"]]
    return Device(
        id=UUID(item["device"]["S"]),
        name=item["name"]["S"],
        venues=tuple(each["S"] for each in item["venues"]["L"]),
        district=int(item["district"]["N"]),
        token_hash=bytes(item["token_hash"]["B"]),
        registered_at=from_milliseconds(int(item["registered_at"]["N"])),
        claimed_at=_instant(item, "claimed_at"),
        revoked_at=_instant(item, "revoked_at"),
        seen_at=_instant(item, "seen_at"),
        waiting_since=_instant(item, "waiting_since"),
        waiting=int(item["waiting"]["N"]),
        paper=item["paper"]["BOOL"],
        printed=int(item["printed"]["N"]),
        sequence=Sequence(int(item["highest"]["N"]), tuple(zip(numbers[::2], numbers[1::2], strict=True))),
        version=int(item["version"]["N"]),
    )


def _instant(item: Mapping[str, Any], name: str) -> datetime | None:
    return from_milliseconds(int(item[name]["N"])) if name in item else None
