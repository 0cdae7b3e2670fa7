"""Makes a generated province in a running stack and waits until the stream has tallied it."""

import base64
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from local import deployment
from local.access import Access
from local.errors import LocalError
from local.seed import ledger, load
from local.seed.province import Place, places
from local.seed.scans import day_totals, scans_of
from truyvet import units
from truyvet.checkins import Door
from truyvet.sealing import Sealer
from truyvet.tally_table import TallyTable
from truyvet.units import Province
from truyvet.venue_cards import VenueCards
from truyvet.venue_table import to_items
from truyvet.visit_table import VisitTable

STALLED_SECONDS = 60
LEAST_SCANS = 1200
"""What the places that behave in odd ways need, and some for the others."""
Say = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and how much there is."""


@dataclass(frozen=True)
class Wish:
    """What province is asked for: venues, days ending with the last, scans on the last day, and the seed."""

    venues: int
    days: int
    scans: int
    seed: int
    last_day: date
    province: int = 70

    def checked(self) -> "Wish":
        """Itself. Raises LocalError where it cannot be made."""
        least = max(LEAST_SCANS, self.venues // 3)
        if not (100 <= self.venues <= 500_000 and 1 <= self.days <= 14 and least <= self.scans <= 3_000_000):
            raise LocalError(
                "A province has 100 to 500,000 venues, 1 to 14 days, and scans from 1,200 and a third of its venues "
                "to 3,000,000."
            )
        return self


def seed(access: Access, outputs: Mapping[str, str], ledger_file: Path, wish: Wish, say: Say) -> None:
    """Stores venues and visits, waits for their tallies, clears the reports of these days, writes the ledger."""
    province = units.province(wish.province)
    made = places(seed=wish.seed, count=wish.venues, last_day=wish.last_day, days=wish.days, province=province)
    dynamodb = access.client("dynamodb")
    door = _door(access, outputs)
    venue_items = [item for place in made for item in to_items(place.venue)]
    load.store(dynamodb, outputs["VenuesTableName"], venue_items, _counted(say, "Venues", len(venue_items)))
    by_day: dict[date, ledger.DayCount] = {}
    for age, total in zip(range(wish.days - 1, -1, -1), day_totals(wish.scans, wish.days), strict=True):
        day = wish.last_day - timedelta(days=age)
        scans = scans_of(made, day, total, seed=wish.seed, last_day=wish.last_day)
        items = load.visit_items(scans, door)
        load.store(dynamodb, outputs["VisitsTableName"], items, _counted(say, f"Scans of {day}", total))
        by_day[day] = ledger.count_day(made, scans, day)
    _wait_for_tallies(TallyTable(dynamodb, outputs["TalliesTableName"]), made, by_day, province, say)
    _clear_reports(access, outputs, by_day, province)
    ledger.write(ledger_file, made, by_day, asdict(wish) | {"last_day": wish.last_day.isoformat()})


def _counted(say: Say, what: str, total: int) -> load.Progress:
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        say(what, done, total)

    return progress


def _door(access: Access, outputs: Mapping[str, str]) -> Door:
    """A door with the keys of the running stack, so that what is seeded can be traced as what is scanned."""
    cloudformation, dynamodb = access.client("cloudformation"), access.client("dynamodb")
    resource = cloudformation.describe_stack_resource(StackName=deployment.STACK, LogicalResourceId="PersonKey")
    secret_id = resource["StackResourceDetail"]["PhysicalResourceId"]
    secret = access.client("secretsmanager").get_secret_value(SecretId=secret_id)["SecretString"]
    (stack,) = cloudformation.describe_stacks(StackName=deployment.STACK)["Stacks"]
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    return Door(
        venues=VenueCards(dynamodb, outputs["VenuesTableName"]),
        visits=VisitTable(dynamodb, outputs["VisitsTableName"]),
        person_secret=secret.encode(),
        sealer=Sealer(base64.b64decode(parameters["SealingPublicKey"])),
    )


def _wait_for_tallies(
    table: TallyTable, made: Iterable[Place], by_day: Mapping[date, ledger.DayCount], province: Province, say: Say
) -> None:
    """Waits for the stream. Raises LocalError when the tallies stand still, or count more than was made."""
    expected = sum(count.total.entries + count.total.exits for count in by_day.values())
    codes = {place.venue.code for place in made}
    districts = [district.code for district in province.districts]
    tallied, moved_at = -1, time.monotonic()
    while tallied < expected:
        before = tallied
        tallied = sum(tally.scans for tally in table.in_days(by_day, districts) if tally.venue in codes)
        say("Tallied by the stream", tallied, expected)
        if tallied != before:
            moved_at = time.monotonic()
        elif time.monotonic() - moved_at > STALLED_SECONDS:
            raise LocalError(f"The stream has tallied {tallied} of {expected} scans and stands still.")
        else:
            time.sleep(0.5)
    if tallied > expected:
        raise LocalError(f"The tallies count {tallied} scans where {expected} were made.")


def _clear_reports(access: Access, outputs: Mapping[str, str], days: Iterable[date], province: Province) -> None:
    """The days belong to the seed: reports that were sent of them while they were empty are forgotten."""
    dynamodb = access.client("dynamodb")
    for day in days:
        dynamodb.delete_item(TableName=outputs["ReportsTableName"], Key={"day": {"S": day.isoformat()}})
        for district in province.districts:
            pages = dynamodb.get_paginator("query").paginate(
                TableName=outputs["FindingsTableName"],
                KeyConditionExpression="day_district = :key",
                ExpressionAttributeValues={":key": {"S": f"{day.isoformat()}#{district.code}"}},
                ProjectionExpression="day_district, venue_rule",
            )
            for page in pages:
                for item in page["Items"]:
                    dynamodb.delete_item(TableName=outputs["FindingsTableName"], Key=item)
