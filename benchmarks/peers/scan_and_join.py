"""How a team would trace first: scan the table for the days of the case, pair entries and exits, compare."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from truyvet.visits import Direction, Visit, from_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ASSUMED = timedelta(hours=1)
Stay = tuple[str, datetime, datetime]


def contacts(client: "DynamoDBClient", table: str, person: bytes, start: datetime, end: datetime) -> set[bytes]:
    """The person keys of whoever shared a venue with the person at the same time."""
    by_person: dict[bytes, list[Visit]] = defaultdict(list)
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            visit = from_item(cast("dict[str, Any]", item))
            if start <= visit.at <= end:
                by_person[visit.person].append(visit)
    own = _stays(by_person.pop(person, []))
    return {
        key for key, visits in by_person.items() if any(_meet(one, other) for one in own for other in _stays(visits))
    }


def _stays(visits: list[Visit]) -> list[Stay]:
    made: list[Stay] = []
    entered: dict[str, datetime] = {}
    for visit in sorted(visits, key=lambda visit: visit.at):
        if visit.direction is Direction.IN:
            entered[visit.venue] = visit.at
        elif visit.venue in entered:
            made.append((visit.venue, entered.pop(visit.venue), visit.at))
    return made + [(venue, at, at + ASSUMED) for venue, at in entered.items()]


def _meet(one: Stay, other: Stay) -> bool:
    return one[0] == other[0] and one[1] <= other[2] and other[1] <= one[2]
