"""Oversight, for officials: who implements and who does not. Each route module has its part of /api/oversight/."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

import http_api
from origin import guarded
from oversight import (
    account,
    archive,
    days,
    downloads,
    findings,
    ladder,
    leaflets,
    roster_uploads,
    rosters,
    settings,
    venues,
)
from oversight.desk import Letterhead, Stores
from oversight.roster_stores import RosterStores
from truyvet import units
from truyvet.archive import Archive
from truyvet.device_table import DeviceTable
from truyvet.history_table import HistoryTable
from truyvet.province_days import ProvinceDays, Tables
from truyvet.publishers import Publisher
from truyvet.queries import Queries
from truyvet.report_table import ReportTable
from truyvet.roster_store import RosterStore
from truyvet.roster_table import RosterTable
from truyvet.setting_table import SettingTable
from truyvet.venue_table import VenueTable
from truyvet.workers import RosterWorkers

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client

logger = Logger()
app = http_api.resolver()

MODULES = (account, days, venues, findings, downloads, roster_uploads, rosters, settings, archive, ladder, leaflets)
for module in MODULES:
    app.include_router(module.routes)

_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def stores() -> Stores:
    """The stores of this instance, made at its first call."""
    session = get_session()
    # Its client takes a tenth of a second, and only the archive's pages need it.
    kept = cache(lambda: Archive(cast("S3Client", session.create_client("s3", config=_CONFIG)), bucket))
    bucket = os.environ["ARCHIVE_BUCKET"]
    dynamodb = cast("DynamoDBClient", session.create_client("dynamodb", config=_CONFIG))
    return Stores(
        province=units.province(int(os.environ["PROVINCE"])),
        letterhead=Letterhead(os.environ["PROVINCE_AUTHORITY"], os.environ["HOTLINE"], os.environ["HOST_URL"]),
        venues=VenueTable(os.environ["VENUES_TABLE"]),
        days=ProvinceDays(
            Queries(session, dynamodb),
            Tables(os.environ["VENUES_TABLE"], os.environ["TALLIES_TABLE"], os.environ["FINDINGS_TABLE"]),
        ),
        devices=DeviceTable(dynamodb, os.environ["DEVICES_TABLE"]),
        histories=HistoryTable(os.environ["HISTORIES_TABLE"]),
        reports=ReportTable(os.environ["REPORTS_TABLE"]),
        settings=SettingTable(os.environ["SETTINGS_TABLE"]),
        archive=kept,
        rosters=cache(lambda: _rosters(kept())),
    )


def _rosters(archive: Archive) -> RosterStores:
    client = cast("LambdaClient", get_session().create_client("lambda", config=_CONFIG))
    return RosterStores(
        RosterTable(os.environ["ROSTERS_TABLE"]),
        RosterStore(archive),
        RosterWorkers(client, os.environ["ROSTERS_FUNCTION"]),
        Publisher(os.environ["HOST_URL"], os.environ["HOTLINE"], os.environ["PROVINCE_AUTHORITY"]),
    )


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    app.append_context(stores=stores())  # type: ignore[no-untyped-call]
    return app.resolve(event, context)
