"""The 06:00 report: every day, and every ten minutes after for whatever is not sent yet."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

from truyvet import addressees, units
from truyvet.archive import Archive
from truyvet.days import LOCAL, instant, reported_day
from truyvet.deliveries import Delivery, Parcel
from truyvet.device_table import DeviceTable
from truyvet.door_rules import DoorRules
from truyvet.finding_table import FindingTable
from truyvet.history_table import HistoryTable
from truyvet.mailing import MOST_RECIPIENTS, AsAddressed, Mailer
from truyvet.parcels import parcel
from truyvet.queries import Queries
from truyvet.recount import THREADS, Recounter
from truyvet.report_table import ReportTable, State, StoredReport
from truyvet.reporting import Reporting
from truyvet.roster_table import RosterTable
from truyvet.section_deliveries import SectionDelivery
from truyvet.setting_table import SettingTable
from truyvet.stream_lag import WatchedRecount
from truyvet.tally_reader import TallyReader
from truyvet.tally_table import TallyTable
from truyvet.venue_table import VenueTable
from truyvet.visit_table import VisitTable

logger = Logger()
metrics = Metrics()

IN_TIME = time(6, 5)
"""A rule that fires later by the clock of Viet Nam is the one that sends what is missing."""

EARLIER_DAYS = 3
FOR_ONE_MAIL = timedelta(seconds=60)
"""What has to remain of the function's time before it begins with another addressee; the rest is the next run's."""
AFTER_RECOUNT = timedelta(seconds=150)
"""What remains of the function's time when the recount ends: for the files, the findings and the mail."""

_STORES = Config(
    connect_timeout=2, read_timeout=10, max_pool_connections=THREADS, retries={"mode": "standard", "max_attempts": 4}
)
_SES = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 1})


@dataclass(frozen=True)
class _Stores:
    findings: FindingTable
    reports: ReportTable
    settings: SettingTable
    venues: VenueTable
    tallies: TallyTable
    tallies_of_days: TallyReader
    visits: VisitTable
    rosters: RosterTable
    devices: DeviceTable
    histories: HistoryTable
    archive: Archive
    mailer: Mailer


@cache
def _stores() -> _Stores:
    dynamodb = boto3.client("dynamodb", config=_STORES)
    recipients = [address.strip() for address in os.environ["MAIL_RECIPIENTS"].split(",") if address.strip()]
    return _Stores(
        findings=FindingTable(os.environ["FINDINGS_TABLE"]),
        reports=ReportTable(os.environ["REPORTS_TABLE"]),
        settings=SettingTable(os.environ["SETTINGS_TABLE"]),
        venues=VenueTable(os.environ["VENUES_TABLE"]),
        tallies=TallyTable(dynamodb, os.environ["TALLIES_TABLE"]),
        tallies_of_days=TallyReader(Queries(get_session(), dynamodb), os.environ["TALLIES_TABLE"]),
        visits=VisitTable(dynamodb, os.environ["VISITS_TABLE"]),
        rosters=RosterTable(os.environ["ROSTERS_TABLE"]),
        devices=DeviceTable(dynamodb, os.environ["DEVICES_TABLE"]),
        histories=HistoryTable(os.environ["HISTORIES_TABLE"]),
        archive=Archive(boto3.client("s3", config=_STORES), os.environ["ARCHIVE_BUCKET"]),
        mailer=Mailer(boto3.client("sesv2", config=_SES), os.environ["MAIL_SENDER"], recipients),
    )


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Delivers the report of the day before the event, and says how far it is and where its mail lies.

    `time`: when the rule fired, never when it ran. `detail.again`: a marked update of a report that is sent.
    """
    # Zero as well: a run that says nothing cannot be told from a rule that no longer fires.
    metrics.add_metric("ReportMissing", MetricUnit.Count, 0)
    fired_at = instant(event["time"])
    day = reported_day(fired_at)
    again = str(event.get("id", event["time"])) if (event.get("detail") or {}).get("again") else None
    ends = datetime.now(UTC) + timedelta(milliseconds=context.get_remaining_time_in_millis())
    delivery = _delivery(recount_until=ends - AFTER_RECOUNT)
    late = fired_at.astimezone(LOCAL).time() > IN_TIME
    report = _catch_up(delivery, day) if late else _deliver(delivery, day, again)
    missing = _deliver_sections(report, ends - FOR_ONE_MAIL, late=late)
    return {
        "day": day.isoformat(),
        "state": report.state.value,
        "message_id": report.message_id,
        "mail": report.mail,
        "update": report.revision,
        "addressees": len(report.plan),
        "addressees_missing": missing,
    }


def _deliver_sections(report: StoredReport, until: datetime, *, late: bool) -> int:
    """Sends each addressee its part of the day's report; gives how many are not sent.

    Late runs look after the days before too, and raise the alarm where a part is still missing. Raises what nobody
    expects, after everybody else has got theirs.
    """
    stores = _stores()
    reports = [report]
    if late:
        earlier = (stores.reports.get(report.day - timedelta(days=back)) for back in range(1, EARLIER_DAYS + 1))
        reports += [each for each in earlier if each]
    sections = SectionDelivery(
        stores.reports,
        stores.archive,
        AsAddressed(stores.mailer),
        stores.mailer.sender,
        stores.settings.report().listed_in_mail,
        enough=lambda: datetime.now(UTC) > until,
    )
    missing = {each.day: sections.deliver(each, datetime.now(UTC)) for each in reports if each.state is State.SENT}
    count = sum(sent.missing for sent in missing.values())
    if late:
        metrics.add_metric("AddresseesMissing", MetricUnit.Count, count)
    if count:
        logger.warning("addressees without their report", missing=count)
    for sent in missing.values():
        for error in sent.errors:
            raise error
    return missing[report.day].missing if report.day in missing else 0


def _catch_up(delivery: Delivery, day: date) -> StoredReport:
    """Sends the day's report if it is missing, raises the alarm, and then those of earlier days that were begun."""
    stored = delivery.reports.get(day)
    report = stored if stored and stored.state is State.SENT else _alarmed(delivery, day)
    for back in range(1, EARLIER_DAYS + 1):
        earlier = delivery.reports.get(day - timedelta(days=back))
        if earlier and earlier.state not in {State.SENT, State.NOTHING}:
            _alarmed(delivery, earlier.day)
    return report


def _alarmed(delivery: Delivery, day: date) -> StoredReport:
    report = None
    try:
        report = _deliver(delivery, day)
    finally:
        if report is None or report.state is not State.NOTHING:
            logger.warning("report was missing", day=day.isoformat())
            metrics.add_metric("ReportMissing", MetricUnit.Count, 1)
    return report


def _deliver(delivery: Delivery, day: date, again: str | None = None) -> StoredReport:
    report = delivery.deliver(day, datetime.now(UTC), asked_by=again)
    logger.info("report delivered", day=day.isoformat(), state=report.state.value, update=report.revision)
    return report


def _delivery(recount_until: datetime) -> Delivery:
    stores = _stores()

    def make(day: date, *, update: bool) -> Parcel | None:
        now = datetime.now(UTC)
        province = units.province(int(os.environ["PROVINCE"]))
        configured = stores.settings.recipients()
        plan = addressees.plan(configured, [district.code for district in province.districts])
        reporting = replace(_reporting(stores, recount_until, now), departments=[each.addressee for each in plan])
        watched = WatchedRecount(reporting.recounting)
        reporting = replace(reporting, recounting=watched)
        made = reporting.make(day, now, update=update)
        if made is None:
            return None
        report, told = watched.told(made[0]), made[1]
        metrics.add_metric("RecountMismatches", MetricUnit.Count, len(report.recount.mismatches))
        for mismatch in report.recount.mismatches:
            logger.warning(
                "tally differs from visits",
                venue=mismatch.venue,
                day=mismatch.day.isoformat(),
                tallied=mismatch.tallied,
                counted=mismatch.counted,
            )
        listed = reporting.rules.listed_in_mail
        recipients = dict.fromkeys((*stores.mailer.recipients, *configured.get("province", ())))
        return parcel(report, told, stores.mailer.sender, tuple(recipients)[:MOST_RECIPIENTS], listed, plan)

    return Delivery(stores.reports, stores.archive, AsAddressed(stores.mailer), make)


def _reporting(stores: _Stores, recount_until: datetime, now: datetime) -> Reporting:
    return Reporting(
        province=units.province(int(os.environ["PROVINCE"])),
        authority=os.environ["PROVINCE_AUTHORITY"],
        hotline=os.environ["HOTLINE"],
        venues=stores.venues,
        tallies=stores.tallies_of_days,
        visits=stores.visits,
        devices=stores.devices,
        findings=stores.findings,
        reports=stores.reports,
        recounting=Recounter(
            visits=stores.visits,
            tallies=stores.tallies,
            clock=lambda: datetime.now(UTC),
            deadline=recount_until,
            # A visit is deleted at some time after it expires, so the last whole day is left out.
            oldest=now - DoorRules().retention + timedelta(days=1),
        ),
        compliance=stores.settings.compliance(),
        rules=stores.settings.report(),
        orders=stores.settings.orders(),
        following=stores.visits,
        rosters=stores.rosters,
        histories=stores.histories,
    )
