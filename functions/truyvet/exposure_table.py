"""The Exposures table: public places with their proposals in one partition, and how many were published on a day.

A province has some hundreds of them in 28 days, so that one partition serves, and one query reads the public list.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from truyvet.days import from_milliseconds, milliseconds
from truyvet.door_rules import DoorRules
from truyvet.dynamo import answered, keyable
from truyvet.errors import ClosedError, NotFoundError
from truyvet.exposures import By, Doubt, Exposure, Spot, State
from truyvet.venues import Kind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PLACES, PUBLISHED = "places", "published"
_NOT_THERE = "Không có địa điểm này, hoặc đã hết hạn."
_TAKEN = "ConditionalCheckFailedException"
_CANCELED = "TransactionCanceledException"
Item = dict[str, Any]


class ExposureTable:
    """Exposures as DynamoDB keeps them. Its calls may raise TryAgainError."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def propose(self, exposure: Exposure) -> Exposure:
        """Stores a proposal, and gives what is there: one that was proposed or published before stays as it is."""
        try:
            with answered():
                self._client.put_item(
                    TableName=self._table,
                    Item=_item(exposure),
                    ConditionExpression="attribute_not_exists(#id) OR #state = :withdrawn",
                    ExpressionAttributeNames={"#id": "id", "#state": "state"},
                    ExpressionAttributeValues={":withdrawn": {"S": State.WITHDRAWN}},
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != _TAKEN:
                raise
            return self.get(exposure.id)
        return exposure

    def get(self, exposure: str) -> Exposure:
        """The exposure of this id (strongly consistent). Raises NotFoundError."""
        if not keyable(exposure):
            raise NotFoundError(_NOT_THERE)
        with answered():
            found = self._client.get_item(TableName=self._table, Key=_key(exposure), ConsistentRead=True)
        if "Item" not in found:
            raise NotFoundError(_NOT_THERE)
        return _exposure(found["Item"])

    def published_on(self, day: date) -> int:
        """How many places were published on a local day, those withdrawn since included."""
        with answered():
            found = self._client.get_item(TableName=self._table, Key=_counter(day), ConsistentRead=True)
        return int(found["Item"]["places"]["N"]) if "Item" in found else 0

    def publish(self, exposure: Exposure, day: date, counted: int) -> None:
        """Publishes a proposal and counts it on `day`; both or neither, and two clicks are one.

        Raises ClosedError where it is no proposal any more or another place was published since `counted`.
        """
        count = {
            "Update": {
                "TableName": self._table,
                "Key": _counter(day),
                "UpdateExpression": "SET #places = :next, #expires = :expires",
                "ConditionExpression": "#places = :seen" if counted else "attribute_not_exists(#places)",
                "ExpressionAttributeNames": {"#places": "places", "#expires": "expires_at"},
                "ExpressionAttributeValues": {
                    ":next": {"N": str(counted + 1)},
                    ":expires": _seconds(_approval(exposure).at + DoorRules().retention),
                    **({":seen": {"N": str(counted)}} if counted else {}),
                },
            }
        }
        try:
            with answered():
                self._client.transact_write_items(
                    TransactItems=[{"Update": self._update(exposure, State.PROPOSED)}, count]  # type: ignore[list-item]
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != _CANCELED:
                raise
            raise _overtaken() from error

    def withdraw(self, exposure: Exposure, before: State) -> None:
        """Takes a place back. Raises ClosedError where it is no longer in the state `before`."""
        try:
            with answered():
                self._client.update_item(**self._update(exposure, before))
        except ClientError as error:
            if error.response["Error"]["Code"] != _TAKEN:
                raise
            raise _overtaken() from error

    def all(self) -> Iterator[Exposure]:
        """All places and proposals, oldest day first, eventually consistent; an item that is none is passed over."""
        start: dict[str, Any] = {}
        while True:
            with answered():
                page = self._client.query(
                    TableName=self._table,
                    KeyConditionExpression="#list = :key",
                    ExpressionAttributeNames={"#list": "list"},
                    ExpressionAttributeValues={":key": {"S": PLACES}},
                    **start,
                )
            yield from map(_exposure, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _update(self, exposure: Exposure, before: State) -> Any:
        """The change of state with who made it, only where nobody else was quicker."""
        after = _item(exposure)
        changed = {name: after[name] for name in ("state", "approved", "withdrawn", "reason") if name in after}
        return {
            "TableName": self._table,
            "Key": _key(exposure.id),
            "UpdateExpression": "SET " + ", ".join(f"#{name} = :{name}" for name in changed),
            "ConditionExpression": "#state = :before",
            "ExpressionAttributeNames": {f"#{name}": name for name in changed},
            "ExpressionAttributeValues": {
                ":before": {"S": before},
                **{f":{name}": value for name, value in changed.items()},
            },
        }


def _overtaken() -> ClosedError:
    return ClosedError("Người khác vừa xử lý danh sách này. Xin tải lại rồi thử lại.")


def _approval(exposure: Exposure) -> By:
    if exposure.approved is None:
        raise ValueError("only what was approved is published")
    return exposure.approved


def _key(exposure: str) -> Item:
    return {"list": {"S": PLACES}, "id": {"S": exposure}}


def _counter(day: date) -> Item:
    return {"list": {"S": PUBLISHED}, "id": {"S": day.isoformat()}}


def _seconds(at: datetime) -> Item:
    return {"N": str(milliseconds(at) // 1000)}


def _item(exposure: Exposure) -> Item:
    spot = exposure.spot
    texts = {
        "venue": spot.code,
        "name": spot.name,
        "kind": spot.kind.value,
        "address": spot.address,
        "commune_name": spot.commune_name,
        "district_name": spot.district_name,
        "trace": exposure.trace,
        "case_number": exposure.case_number,
        "state": exposure.state.value,
        "reason": exposure.reason,
        "doubts": " ".join(exposure.doubts),
    }
    acts = {"proposed": exposure.proposed, "approved": exposure.approved, "withdrawn": exposure.withdrawn}
    return {
        **_key(exposure.id),
        **{name: {"S": text} for name, text in texts.items()},
        **{name: _by_item(by) for name, by in acts.items() if by},
        "start": {"N": str(milliseconds(exposure.start))},
        "end": {"N": str(milliseconds(exposure.end))},
        "expires_at": _seconds(exposure.expires_at),
    }


def _by_item(by: By) -> Item:
    return {"M": {"id": {"S": by.id}, "name": {"S": by.name}, "at": {"N": str(milliseconds(by.at))}}}


def _by(item: Item | None) -> By | None:
    if item is None:
        return None
    of = item["M"]
    return By(of["id"]["S"], of["name"]["S"], from_milliseconds(int(of["at"]["N"])))


def _exposure(item: Item) -> Exposure:
    text = {name: value["S"] for name, value in item.items() if "S" in value}
    proposed = _by(item["proposed"])
    if proposed is None:
        raise ValueError("somebody proposed each place")
    return Exposure(
        spot=Spot(
            text["venue"],
            text["name"],
            Kind(text["kind"]),
            text["address"],
            text["commune_name"],
            text["district_name"],
        ),
        start=from_milliseconds(int(item["start"]["N"])),
        end=from_milliseconds(int(item["end"]["N"])),
        trace=text["trace"],
        case_number=text["case_number"],
        proposed=proposed,
        doubts=tuple(map(Doubt, text.get("doubts", "").split())),
        state=State(text["state"]),
        approved=_by(item.get("approved")),
        withdrawn=_by(item.get("withdrawn")),
        reason=text["reason"],
    )
