"""Oversight, for officials: who implements and who does not. Each route module has its part of /api/oversight/."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

import http_api
from oversight import account, days, downloads, findings, venues
from oversight.desk import Stores
from truyvet import units
from truyvet.archive import Archive
from truyvet.device_table import DeviceTable
from truyvet.province_days import ProvinceDays, Tables
from truyvet.queries import Queries
from truyvet.report_table import ReportTable
from truyvet.setting_table import SettingTable
from truyvet.venue_table import VenueTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

logger = Logger()
app = http_api.resolver()

MODULES = (account, days, venues, findings, downloads)
for module in MODULES:
    app.include_router(module.routes)

_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def stores() -> Stores:
    """The stores of this instance, made at its first call."""
    session = get_session()
    dynamodb = cast("DynamoDBClient", session.create_client("dynamodb", config=_CONFIG))
    s3 = cast("S3Client", session.create_client("s3", config=_CONFIG))
    return Stores(
        province=units.province(int(os.environ["PROVINCE"])),
        venues=VenueTable(os.environ["VENUES_TABLE"]),
        days=ProvinceDays(
            Queries(session, dynamodb),
            Tables(os.environ["VENUES_TABLE"], os.environ["TALLIES_TABLE"], os.environ["FINDINGS_TABLE"]),
        ),
        devices=DeviceTable(dynamodb, os.environ["DEVICES_TABLE"]),
        reports=ReportTable(os.environ["REPORTS_TABLE"]),
        settings=SettingTable(os.environ["SETTINGS_TABLE"]),
        archive=Archive(s3, os.environ["ARCHIVE_BUCKET"]),
    )


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    app.append_context(stores=stores())  # type: ignore[no-untyped-call]
    return app.resolve(event, context)
