"""A full recount: every tally of a local day held against its visits, and set right.

`python -m operations.recount 2021-08-13 [more days] [--stack truyvet] [--port 8080]`; `make recount DAY=`. It may run
while visits arrive: what came within the last five minutes is left for the next time. The report's own recount looks
at what it names and at a sample; this one at everything, at the cost of reading all visits of the day.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from local.errors import LocalError
from operations.stack import stack_of
from truyvet.tallies import Tally
from truyvet.tally_table import TallyTable
from truyvet.tallying import correct, tally_of
from truyvet.visit_table import VisitTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

THREADS = 16


@dataclass(frozen=True)
class Recounted:
    """A venue's day: its scans as tallied and as counted, and whether the tally is right now."""

    venue: str
    tallied: int
    counted: int
    changed: bool
    settled: bool


def recount(
    client: "DynamoDBClient", tables: Mapping[str, str], day: date, now: datetime, threads: int = THREADS
) -> list[Recounted]:
    """Recounts a day of all venues. `tables`: the names of Venues, Visits and Tallies."""
    visits, tallies = VisitTable(client, tables["Visits"]), TallyTable(client, tables["Tallies"])

    def one(empty: Tally) -> Recounted:
        seen = tallies.get(empty.venue, day, empty.district, empty.commune) or empty
        found = tuple(visits.of_day(empty.venue, day))
        counted = tally_of(found) if found else empty
        if seen == counted:
            return Recounted(empty.venue, seen.scans, counted.scans, changed=False, settled=True)
        settled = correct(tallies, seen, found, now) is not None
        return Recounted(empty.venue, seen.scans, counted.scans, changed=settled, settled=settled)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, _nothing_counted(client, tables["Venues"], day)))


def _nothing_counted(client: "DynamoDBClient", table: str, day: date) -> Iterator[Tally]:
    """An empty tally of the day for every venue."""
    fields = {"#code": "code", "#district": "district", "#commune": "commune"}
    start: dict[str, Any] = {}
    while True:
        page = client.scan(
            TableName=table, ProjectionExpression=",".join(fields), ExpressionAttributeNames=fields, **start
        )
        for item in page["Items"]:
            if "district" in item:
                yield Tally(item["code"]["S"], day, int(item["district"]["N"]), int(item["commune"]["N"]))
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def main() -> int:
    """0 where every tally is right in the end, 1 where some could not be settled yet."""
    parser = argparse.ArgumentParser(prog="python -m operations.recount", description=__doc__)
    parser.add_argument("day", type=date.fromisoformat, nargs="+")
    parser.add_argument("--stack", help="name of a stack in AWS; without it the local run")
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    try:
        stack = stack_of(given.stack, given.port)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    open_ones = 0
    for day in given.day:
        tables = {name: stack.table(name) for name in ("Venues", "Visits", "Tallies")}
        outcome = recount(stack.dynamodb, tables, day, datetime.now(UTC))
        for each in outcome:
            if each.changed or not each.settled:
                state = "set right" if each.changed else "visits still arrive: again in five minutes"
                print(f"  {each.venue} {day}: tallied {each.tallied}, counted {each.counted}: {state}")
        changed = sum(each.changed for each in outcome)
        waiting = sum(not each.settled for each in outcome)
        open_ones += waiting
        print(f"{day}: {len(outcome):,} venues recounted, {changed} tallies set right, {waiting} not settled yet.")
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
