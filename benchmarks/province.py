"""A generated province in an engine, with its tallies and visits, and its report."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.engine import table
from local.seed import load
from local.seed.province import places
from local.seed.scans import day_totals, scans_of
from truyvet import tally_table, units
from truyvet.checkins import Door
from truyvet.days import local_day
from truyvet.device_table import DeviceTable
from truyvet.finding_table import FindingTable
from truyvet.recount import Recounter
from truyvet.report_table import ReportTable
from truyvet.reporting import Reporting
from truyvet.reports import DailyReport
from truyvet.setting_table import SettingTable
from truyvet.tallying import tally_of
from truyvet.venue_table import VenueTable, to_items
from truyvet.visit_table import VisitTable
from truyvet.visits import Visit, from_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PROVINCE = 70
VENUES = 18_365
SCANS = 11_421
DAYS = 3
SEED = 2732


def last_day() -> date:
    """Yesterday in Viet Nam."""
    return local_day(datetime.now(UTC)) - timedelta(days=1)


def store(client: "DynamoDBClient", door: Door) -> None:
    """Puts venues, visits and the tallies that the stream would have made of them into the engine."""
    province = units.province(PROVINCE)
    made = places(seed=SEED, count=VENUES, last_day=last_day(), days=DAYS, province=province)
    load.store(client, table("VenuesTable"), (item for place in made for item in to_items(place.venue)), _unheard)
    for age, total in zip(range(DAYS - 1, -1, -1), day_totals(SCANS, DAYS), strict=True):
        day = last_day() - timedelta(days=age)
        scans = scans_of(made, day, total, seed=SEED, last_day=last_day())
        items = list(load.visit_items(scans, door))
        load.store(client, table("VisitsTable"), items, _unheard)
        by_venue: dict[str, list[Visit]] = defaultdict(list)
        for visit in map(from_item, items):
            by_venue[visit.venue].append(visit)
        tallies = (tally_table.to_item(tally_of(each)) for each in by_venue.values())
        load.store(client, table("TalliesTable"), tallies, _unheard)


def _unheard(_: int) -> None:
    """Nobody waits for this progress."""


def report(client: "DynamoDBClient") -> DailyReport:
    """The report of the last day, made as the report function makes it. The province must be stored."""
    now = datetime.now(UTC)
    visits = VisitTable(client, table("VisitsTable"))
    tallies = tally_table.TallyTable(client, table("TalliesTable"))
    settings = SettingTable(table("SettingsTable"))
    reporting = Reporting(
        province=units.province(PROVINCE),
        authority="Ủy ban nhân dân tỉnh Bình Phước",
        hotline="1900 1234",
        venues=VenueTable(table("VenuesTable")),
        tallies=tallies,
        visits=visits,
        devices=DeviceTable(client, table("DevicesTable")),
        findings=FindingTable(table("FindingsTable")),
        reports=ReportTable(table("ReportsTable")),
        recounting=Recounter(
            visits=visits,
            tallies=tallies,
            clock=lambda: datetime.now(UTC),
            deadline=now + timedelta(minutes=7),
            oldest=now - timedelta(days=27),
        ),
        compliance=settings.compliance(),
        rules=settings.report(),
    )
    made = reporting.make(last_day(), now)
    assert made is not None
    return made[0]
