"""What DynamoDB charges: units of a check-in, of its tally and of a report, from ReturnConsumedCapacity."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import engine, province
from benchmarks.check_ins import check_in
from benchmarks.engine import Meter, table
from benchmarks.figures import Part, Ratio
from checkin import requests
from local.seed import load
from local.seed.province import places
from truyvet import checkins, units, visits
from truyvet.checkins import Door
from truyvet.days import day_start, instant_text, local_day
from truyvet.sealing import Sealer
from truyvet.tally_table import TallyTable
from truyvet.tallying import add_up, read
from truyvet.venue_cards import VenueCards
from truyvet.venue_table import to_items
from truyvet.visit_table import VisitTable
from truyvet.visits import Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

VENUES = 100
BATCH = 100
BATCHES = 5
PEOPLE = (100, 400, 1_000, 2_000)
PUBLIC_KEY = b"\x09" + bytes(31)
HOW = (
    f"dynoxide {engine.VERSION} with the tables of template.yaml; every call asks for ReturnConsumedCapacity. Sparse: "
    f"{VENUES} check-ins at {VENUES} venues, each a batch of the stream by itself. Dense: {BATCHES} batches of {BATCH} "
    "check-ins of one venue. A day of one venue: its tally when every scan comes by itself. Report: a generated "
    f"province of {province.VENUES:,} venues, {province.SCANS:,} scans on the last of {province.DAYS} days, then "
    "`Reporting.make`, the first report ever, which recounts three days of whoever is named; the part `growth` has the "
    "report of an ordinary day. Reads are eventually consistent except in the recount."
)
Row = tuple[str, float, float, float]


def run() -> Part:
    """Stores, tallies and reports, and adds up."""
    with engine.running(in_memory=True) as client, engine.metered() as meter:
        door = Door(
            venues=VenueCards(client, table("VenuesTable"), fresh=timedelta(hours=1)),
            visits=VisitTable(client, table("VisitsTable")),
            person_secret=b"bench" * 8,
            sealer=Sealer(PUBLIC_KEY),
        )
        rows, expected = _check_ins(client, door, meter)
        growing = _one_by_one(client, door, meter)
        rows += growing
        province.store(client, door)
        meter.reset()
        made = province.report(client)
        by_table = {"read": dict(meter.read), "written": dict(meter.written)}
        rows.append(_row(f"report of {made.total.day.registered:,} venues", meter, 1))
    door_written, sparse, dense = rows[0][2], rows[0][2] + rows[1][2], rows[2][2] + rows[3][2]
    ratios = [
        Ratio("write units at the door", door_written, 1, 2, "units a check-in"),
        Ratio("write units with the tally, sparse", sparse, 1, 3, "units a check-in"),
        Ratio("the same, for a venue's first 100 people", door_written + growing[0][2], 1, 3, "units a check-in"),
        Ratio("write units with the tally, dense", dense, 1, 2.1, "units a check-in"),
        Ratio("engine's count against the items' sizes", door_written, expected, 1, "units a check-in"),
    ]
    head = ("", "calls", "write units", "read units")
    return Part("units", HOW, head, rows, ratios, [_told(by_table)], {"report": by_table})


def _check_ins(client: "DynamoDBClient", door: Door, meter: Meter) -> tuple[list[Row], float]:
    """The rows of check-ins, and how many units the sizes of their items make."""
    codes = _register(client)
    tallies = TallyTable(client, table("TalliesTable"))
    rows = []
    meter.reset()
    sparse = [_stored(door, code, number) for number, code in enumerate(codes)]
    rows.append(_row("check-in, sparse", meter, len(sparse)))
    for number, visit in enumerate(sparse):
        add_up(tallies, read(_records([visit], number)))
    rows.append(_row("its tally, sparse", meter, len(sparse)))
    dense = [_stored(door, codes[0], 1_000 + number) for number in range(BATCH * BATCHES)]
    rows.append(_row("check-in, dense", meter, len(dense)))
    for start in range(0, len(dense), BATCH):
        add_up(tallies, read(_records(dense[start : start + BATCH], 1_000 + start)))
    rows.append(_row("its tally, dense", meter, len(dense)))
    # An item of up to 1 KB is one unit; so is its entry in the index by person, which holds keys alone.
    by_size = sum(-(-visits.item_bytes(visits.to_item(visit)) // 1024) + 1 for visit in sparse)
    return rows, by_size / len(sparse)


def _one_by_one(client: "DynamoDBClient", door: Door, meter: Meter) -> list[Row]:
    """The rows of one venue's tally, which grows as people come one by one, over twelve hours."""
    (code,), tallies = _register(client, 1, seed=2), TallyTable(client, table("TalliesTable"))
    card, now = door.venues.get(code, datetime.now(UTC)), datetime.now(UTC)
    assert card is not None
    opened = day_start(local_day(now - timedelta(days=1))) + timedelta(hours=7)
    rows, number = [], 0
    meter.reset()
    for people in PEOPLE:
        before = number
        for number in range(before, people):
            at = opened + timedelta(hours=12) * number / PEOPLE[-1]
            event = requests.parse({**check_in(number), "venue": code, "at": instant_text(at)}, now)
            add_up(tallies, read(_records([checkins.sealed_visit(door, event, card, now)], 10_000 + number)))
        number += 1
        rows.append(_row(f"its tally, person {before + 1:,} to {people:,} of a venue", meter, people - before))
    return rows


def _register(client: "DynamoDBClient", count: int = VENUES, seed: int = 1) -> list[str]:
    made = places(
        seed=seed, count=count, last_day=province.last_day(), days=1, province=units.province(province.PROVINCE)
    )
    load.store(client, table("VenuesTable"), (item for place in made for item in to_items(place.venue)), lambda _: None)
    return [place.venue.code for place in made]


def _stored(door: Door, code: str, number: int) -> Visit:
    now = datetime.now(UTC)
    event = requests.parse({**check_in(number), "venue": code}, now)
    return checkins.take_in(door, event, now).visit


def _records(stored: Sequence[Visit], first: int) -> list[dict[str, Any]]:
    """The visits as the stream hands them to the tally function."""
    return [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{first + place:021d}", "NewImage": _image(visit)}}
        for place, visit in enumerate(stored, 1)
    ]


def _image(visit: Visit) -> dict[str, dict[str, Any]]:
    return {
        name: {kind: base64.b64encode(value).decode() if kind == "B" else value for kind, value in typed.items()}
        for name, typed in visits.to_item(visit).items()
    }


def _row(what: str, meter: Meter, times: int) -> Row:
    row = (what, meter.calls / times, sum(meter.written.values()) / times, sum(meter.read.values()) / times)
    meter.reset()
    return row


def _told(by_table: dict[str, dict[str, float]]) -> str:
    shares = [
        f"{kind}: " + ", ".join(f"{name} {amount:,.0f}" for name, amount in sorted(tables.items()))
        for kind, tables in by_table.items()
        if tables
    ]
    return "The report's units by table. " + "; ".join(shares) + "."
