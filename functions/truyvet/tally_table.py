"""The Tallies table: additions that count once, without a read, and reading by day and district.

An addition is one UpdateItem. Counters are ADDed under the condition that the tally's position lies before the
addition. What cannot be added but only united (the people sketch, the first and last minute) are binary sets: to
ADD to a set twice changes nothing, and members that no longer matter are DELETEd when many have gathered.
PynamoDB 6.1 cannot ask for ReturnValuesOnConditionCheckFailure in `Model.update`, hence a plain client.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from truyvet.days import from_milliseconds, milliseconds
from truyvet.dynamo import answered
from truyvet.errors import TryAgainError
from truyvet.sketches import essence
from truyvet.tallies import Addition, Tally
from truyvet.visits import AttributeValue, Item, Source

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WRITE_UNIT = 1024
SLACK = 32
"""So many set members that no longer matter are always left in a tally; more of them while they fill no write unit:
taking them out costs a write."""

REST_BYTES = 370
"""What a tally holds besides its sets, at most (tests/unit/test_tally_table.py)."""

_MEMBER_BYTES = 3
"""A member of a set has 2 bytes; whether AWS counts one more for it, as for those of a list, is not documented."""

_SOURCES = {f"by_{source.value}": source.value for source in Source}
_HOURS = tuple(f"h{hour:02d}" for hour in range(24))
_STANDING = ("position", "counted_until")
_COUNTERS = ("entries", "exits", "late", "alerts", *_SOURCES, *_HOURS)
_READ = ("day_district", "commune_venue", "minutes", *_STANDING, *_COUNTERS)
_WITHOUT_PEOPLE: dict[str, Any] = {
    "ProjectionExpression": ",".join(f"#{name}" for name in _READ),
    "ExpressionAttributeNames": {f"#{name}": name for name in _READ},
}
_ADD_IF_NEW = (
    "(attribute_not_exists(#position) OR #position < :first)"
    " AND (attribute_not_exists(#counted_until) OR #counted_until < :received_at)"
)


class TallyTable:
    """Tallies as DynamoDB keeps them, through a plain botocore client. Its calls raise TryAgainError."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def add(self, addition: Addition) -> Tally | None:
        """Adds visits that follow what is counted: None when they were added, else the tally that refused them.

        It refuses when any of the visits lies at or before its position, or reached the door before its recount.
        """
        counts = {**_counters(addition.counts), **_sets(addition.counts)}
        try:
            with answered():
                updated = self._client.update_item(
                    TableName=self._table,
                    Key=_key(addition.counts),
                    UpdateExpression="SET #position = :last ADD " + ", ".join(f"#{name} :{name}" for name in counts),
                    ConditionExpression=_ADD_IF_NEW,
                    ExpressionAttributeNames={f"#{name}": name for name in (*counts, *_STANDING)},
                    ExpressionAttributeValues={
                        **{f":{name}": value for name, value in counts.items()},
                        ":first": {"S": addition.first},
                        ":last": {"S": addition.last},
                        ":received_at": {"N": str(milliseconds(addition.received_at))},
                    },
                    ReturnValues="UPDATED_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except ClientError as error:
            if not _refused(error):
                raise
            return from_item(cast("dict[str, Any]", error.response)["Item"])
        # The visits are counted; a tally that stays too long is shortened after one of the next additions.
        with suppress(TryAgainError):
            self._shorten(_key(addition.counts), updated["Attributes"])
        return None

    def _shorten(self, key: Item, attributes: Mapping[str, Any]) -> None:
        people = frozenset(map(bytes, attributes["people"]["BS"]))
        minutes = sorted(map(bytes, attributes["minutes"]["BS"]))
        surplus = {"people": sorted(people - essence(people)), "minutes": minutes[1:-1]}
        number, members = sum(map(len, surplus.values())), len(people) + len(minutes)
        if number < SLACK or _units(members) == _units(members - number):
            return
        gone = {name: members for name, members in surplus.items() if members}
        with answered():
            self._client.update_item(
                TableName=self._table,
                Key=key,
                UpdateExpression="DELETE " + ", ".join(f"#{name} :{name}" for name in gone),
                ExpressionAttributeNames={f"#{name}": name for name in gone},
                ExpressionAttributeValues={f":{name}": {"BS": members} for name, members in gone.items()},
            )

    def replace(self, seen: Tally, counted: Tally) -> bool:
        """Puts a recounted tally in the place of the one seen; False, and nothing done, when that has moved on."""
        before = _standing(seen)
        unmoved = (f"#{name} = :{name}" if name in before else f"attribute_not_exists(#{name})" for name in _STANDING)
        request: dict[str, Any] = {
            "TableName": self._table,
            "Item": to_item(counted),
            "ConditionExpression": " AND ".join(unmoved),
            "ExpressionAttributeNames": {f"#{name}": name for name in _STANDING},
        }
        if before:
            request["ExpressionAttributeValues"] = {f":{name}": value for name, value in before.items()}
        try:
            with answered():
                self._client.put_item(**request)
        except ClientError as error:
            if not _refused(error):
                raise
            return False
        return True

    def get(self, venue: str, day: date, district: int, commune: int) -> Tally | None:
        """The tally of one venue-day (strongly consistent), or None where nothing was counted."""
        with answered():
            found = self._client.get_item(
                TableName=self._table, Key=_key(Tally(venue, day, district, commune)), ConsistentRead=True
            )
        return from_item(found["Item"]) if "Item" in found else None

    def of_day(self, day: date, district: int, *, people: bool = True) -> Iterator[Tally]:
        """The tallies of a district on a local day, by commune and venue; venues without a scan have none.

        `people`: with the sketch of its people, which takes longer to read than everything else of a busy tally.
        """
        request = day_request(self._table, day, district, people=people)
        while True:
            with answered():
                page = self._client.query(**request)
            yield from map(from_item, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def in_days(self, days: Iterable[date], districts: Iterable[int]) -> Iterator[Tally]:
        """The tallies of several days and districts, day by day."""
        codes = tuple(districts)
        for day in days:
            for district in codes:
                yield from self.of_day(day, district)


def day_request(table: str, day: date, district: int, *, people: bool) -> dict[str, Any]:
    """The query for the tallies of a district on a local day, with or without the sketches of their people."""
    return {
        "TableName": table,
        "KeyConditionExpression": "day_district = :key",
        "ExpressionAttributeValues": {":key": {"S": _day_district(day, district)}},
        **({} if people else _WITHOUT_PEOPLE),
    }


def to_item(tally: Tally) -> Item:
    """The tally as DynamoDB attribute values. Counts of nothing are left out."""
    return {**_key(tally), **_standing(tally), **_counters(tally), **_sets(tally)}


def from_item(item: Mapping[str, Any]) -> Tally:
    """The tally of an item as botocore gives it (binary values are bytes)."""
    day, district = item["day_district"]["S"].split("#")
    commune, venue = item["commune_venue"]["S"].split("#")
    minutes = sorted(map(bytes, item["minutes"]["BS"])) if "minutes" in item else []
    until = item.get("counted_until")
    return Tally(
        venue=venue,
        day=date.fromisoformat(day),
        district=int(district),
        commune=int(commune),
        entries=_number(item, "entries"),
        exits=_number(item, "exits"),
        by_hour=tuple(_number(item, name) for name in _HOURS),
        by_source={source: _number(item, name) for name, source in _SOURCES.items() if name in item},
        late=_number(item, "late"),
        alerts=_number(item, "alerts"),
        first_at=_from_minute(minutes[0]) if minutes else None,
        last_at=_from_minute(minutes[-1]) if minutes else None,
        people=essence(map(bytes, item["people"]["BS"])) if "people" in item else frozenset(),
        position=item["position"]["S"] if "position" in item else None,
        counted_until=from_milliseconds(int(until["N"])) if until else None,
    )


def _key(tally: Tally) -> Item:
    return {
        "day_district": {"S": _day_district(tally.day, tally.district)},
        "commune_venue": {"S": f"{tally.commune}#{tally.venue}"},
    }


def _day_district(day: date, district: int) -> str:
    return f"{day.isoformat()}#{district}"


def _standing(tally: Tally) -> Item:
    item: Item = {}
    if tally.position is not None:
        item["position"] = {"S": tally.position}
    if tally.counted_until is not None:
        item["counted_until"] = {"N": str(milliseconds(tally.counted_until))}
    return item


def _counters(tally: Tally) -> Item:
    counts = {"entries": tally.entries, "exits": tally.exits, "late": tally.late, "alerts": tally.alerts}
    counts |= {name: tally.by_source.get(source, 0) for name, source in _SOURCES.items()}
    counts |= zip(_HOURS, tally.by_hour, strict=True)
    return {name: {"N": str(count)} for name, count in counts.items() if count}


def _sets(tally: Tally) -> Item:
    minutes = {_minute(at) for at in (tally.first_at, tally.last_at) if at is not None}
    members = {"people": tally.people, "minutes": minutes}
    return {name: {"BS": sorted(each)} for name, each in members.items() if each}


def _units(members: int) -> int:
    """Write units of an addition to a tally with so many members in its sets."""
    return -(-(REST_BYTES + _MEMBER_BYTES * members) // WRITE_UNIT)


def _minute(at: time) -> bytes:
    return (60 * at.hour + at.minute).to_bytes(2, "big")


def _from_minute(minute: bytes) -> time:
    hour, rest = divmod(int.from_bytes(minute, "big"), 60)
    return time(hour, rest)


def _number(item: Mapping[str, AttributeValue], name: str) -> int:
    return int(item[name]["N"]) if name in item else 0


def _refused(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"
