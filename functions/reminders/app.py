"""Reminders: in the morning, a round through every district that the day's report names venues in."""

import os
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

from truyvet import units
from truyvet.days import instant, reported_day
from truyvet.finding_table import FindingTable
from truyvet.histories import Sending
from truyvet.history_table import HistoryTable
from truyvet.postman import SMS, Postman
from truyvet.reminder_mails import Sender
from truyvet.reminding import Round
from truyvet.report_table import ReportTable, State
from truyvet.setting_table import SettingTable
from truyvet.venue_table import VenueTable

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

logger = Logger()
metrics = Metrics()

LAST_MINUTE = timedelta(minutes=1)
"""What is kept of the function's time to end in order; the next firing goes on."""
_ONCE = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})


@cache
def _ses() -> "SESV2Client":
    return cast("SESV2Client", get_session().create_client("sesv2", config=_ONCE))


@cache
def _sns() -> SMS:
    return cast("SMS", get_session().create_client("sns", config=_ONCE))


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Goes round about the report of the day before the event, once that is sent; says what was told.

    Fired every quarter of an hour in the morning: a round that has told everybody tells nobody again.
    """
    day = reported_day(instant(event["time"]))
    report = ReportTable(os.environ["REPORTS_TABLE"]).get(day)
    if report is None or report.state is not State.SENT:
        return {"day": day.isoformat(), "told": 0, "state": report.state.value if report else "none"}
    ends = datetime.now(UTC) + timedelta(milliseconds=context.get_remaining_time_in_millis()) - LAST_MINUTE
    going = _round(day, ends)
    told = refused = 0
    for district in units.province(int(os.environ["PROVINCE"])).districts:
        done = going.go(day, district.code, district.name, datetime.now(UTC))
        told += sum(done.messages.values())
        refused += sum(times for (_, sending), times in done.messages.items() if sending is Sending.REFUSED)
        if not done.whole:
            break
    metrics.add_metric("MessagesRefused", MetricUnit.Count, refused)
    logger.info("went round", day=day.isoformat(), told=told, refused=refused)
    return {"day": day.isoformat(), "told": told, "refused": refused, "state": report.state.value}


def _round(day: date, ends: datetime) -> Round:
    settings = SettingTable(os.environ["SETTINGS_TABLE"])
    recipients = settings.recipients()
    sender = Sender(
        os.environ["MAIL_SENDER"], os.environ["PROVINCE_AUTHORITY"], os.environ["HOTLINE"], os.environ["HOST_URL"]
    )
    return Round(
        venues=VenueTable(os.environ["VENUES_TABLE"]),
        findings=FindingTable(os.environ["FINDINGS_TABLE"]),
        histories=HistoryTable(os.environ["HISTORIES_TABLE"]),
        post=Postman(_ses(), _sns(), sender.address, day),
        recipients=lambda addressee: recipients.get(addressee, ()),
        sender=sender,
        rules=settings.ladder(),
        enough=lambda: datetime.now(UTC) > ends,
    )
