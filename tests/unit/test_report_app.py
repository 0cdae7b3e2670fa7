"""The report function: its day is the event's, what is missing is sent and alarmed, and no log names a person."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext

from tests.unit.places import LONG_AGO, local, venue, visit
from tests.unit.stores import (
    DevicesInMemory,
    FilesInMemory,
    FindingsInMemory,
    ReportsInMemory,
    RostersInMemory,
    TalliesInMemory,
    VenuesInMemory,
    VisitsInMemory,
)
from truyvet.addressees import Planned
from truyvet.days import LOCAL
from truyvet.deliveries import File, Parcel
from truyvet.histories import Entry
from truyvet.mailing import RefusedMailError
from truyvet.orders import Order
from truyvet.parcels import as_json
from truyvet.recipients import Recipients
from truyvet.report_table import State, StoredReport, Told
from truyvet.reports import DailyReport
from truyvet.settings import ComplianceRules, ReportRules
from truyvet.tallying import tally_of

TODAY = datetime.now(UTC).astimezone(LOCAL).date()
DAY = TODAY - timedelta(days=1)
"""Yesterday: visits of days long gone have expired and are not recounted."""


@dataclass
class Settings:
    listed: Recipients = field(default_factory=dict)

    def compliance(self) -> ComplianceRules:
        return ComplianceRules()

    def report(self) -> ReportRules:
        return ReportRules(sample_size=5, listed_in_mail=7)

    def orders(self) -> tuple[Order, ...]:
        return ()

    def recipients(self) -> Recipients:
        return self.listed


@dataclass
class Mails:
    sender: str = "bao-cao@example.vn"
    recipients: Sequence[str] = ("ubnd@example.vn",)
    sent: list[date] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    inbox: list[tuple[str, ...]] = field(default_factory=list)

    def to(self, recipients: Sequence[str]) -> "Mails":
        return replace(self, recipients=tuple(recipients))

    def send(self, mime: bytes, day: date) -> str:  # noqa: ARG002
        if self.refused.intersection(self.recipients):
            raise RefusedMailError("MessageRejected")
        self.sent.append(day)
        self.inbox.append(tuple(self.recipients))
        return f"message-{len(self.sent)}"


class NothingOpen:
    """Nobody has asked for anything."""

    def open_in(self, _district: int) -> Iterator[Entry]:
        return iter(())


@dataclass
class Stores:
    venues: VenuesInMemory = field(default_factory=VenuesInMemory)
    visits: VisitsInMemory = field(default_factory=VisitsInMemory)
    devices: DevicesInMemory = field(default_factory=DevicesInMemory)
    rosters: RostersInMemory = field(default_factory=RostersInMemory)
    histories: NothingOpen = field(default_factory=NothingOpen)
    tallies: TalliesInMemory = field(default_factory=TalliesInMemory)
    findings: FindingsInMemory = field(default_factory=FindingsInMemory)
    reports: ReportsInMemory = field(default_factory=ReportsInMemory)
    settings: Settings = field(default_factory=Settings)
    archive: FilesInMemory = field(default_factory=FilesInMemory)
    mailer: Mails = field(default_factory=Mails)
    updates: list[bool] = field(default_factory=list)
    listed: list[int] = field(default_factory=list)

    @property
    def tallies_of_days(self) -> TalliesInMemory:
        """The same, read by day."""
        return self.tallies


@dataclass
class Context:
    function_name: str = "report"
    memory_limit_in_mb: int = 2048
    invoked_function_arn: str = "arn:aws:lambda:ap-southeast-1:000000000000:function:report"
    aws_request_id: str = "request"

    def get_remaining_time_in_millis(self) -> int:
        return 600_000


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stores]:
    for name, value in {
        "PROVINCE": "70",
        "PROVINCE_AUTHORITY": "Ủy ban nhân dân tỉnh Bình Phước",
        "HOTLINE": "",
        "POWERTOOLS_SERVICE_NAME": "report",
        "POWERTOOLS_METRICS_NAMESPACE": "TruyVet",
    }.items():
        monkeypatch.setenv(name, value)
    from report import app  # noqa: PLC0415 - Powertools reads the environment when it is imported

    made = Stores()

    def parcel(
        report: DailyReport, told: Told, sender: str, recipients: Sequence[str], listed: int, plan: tuple[Planned, ...]
    ) -> Parcel:
        made.updates.append(report.update)
        made.listed.append(listed)
        figures = File("report.json", as_json(report), "application/json")
        return Parcel(told, f"To: {', '.join(recipients)}\r\nSubject: x\r\n\r\n".encode(), (figures,), plan)

    monkeypatch.setattr(app, "_stores", lambda: made)
    monkeypatch.setattr(app, "parcel", parcel)
    monkeypatch.setattr(app.metrics, "namespace", "TruyVet")
    yield made
    app.metrics.clear_metrics()


def opened(stores: Stores) -> None:
    """A province with one busy shop."""
    shop = venue(registered_at=LONG_AGO)
    stores.venues.venues.append(shop)
    stores.visits.add(*(visit(shop, local(DAY, 9, number), number + 1) for number in range(6)))
    stores.tallies.count(stores.visits)


def fired(at: time, event_id: str = "event-1", *, again: bool = False) -> dict[str, Any]:
    """What the function answers to a rule that fires today at this time in Viet Nam."""
    from report import app  # noqa: PLC0415

    instant = datetime.combine(TODAY, at, LOCAL).astimezone(UTC)
    detail = {"again": True} if again else {}
    event = {"id": event_id, "time": f"{instant:%Y-%m-%dT%H:%M:%SZ}", "detail": detail}
    answer: dict[str, Any] = app.handler(event, cast("LambdaContext", Context()))
    return answer


def metrics(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in capsys.readouterr().out.splitlines():
        entry = json.loads(line)
        if "_aws" in entry:
            assert entry["service"] == "report"
            names = {metric["Name"] for metric in entry["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
            found |= {name: sum(entry[name]) for name in names}
    return found


def test_the_rule_of_six_reports_the_day_before_its_own_time(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(stores)
    assert fired(time(6)) == {
        "day": DAY.isoformat(),
        "state": "sent",
        "message_id": "message-1",
        "mail": f"reports/{DAY}/mail.eml",
        "update": 0,
        "addressees": 0,
        "addressees_missing": 0,
    }
    assert stores.mailer.sent == [DAY]
    assert metrics(capsys) == {"RecountMismatches": 0, "ReportMissing": 0}


def test_an_event_delivered_twice_sends_once(stores: Stores) -> None:
    opened(stores)
    assert fired(time(6)) == fired(time(6))
    assert stores.mailer.sent == [DAY]


def test_the_ten_minute_rule_finds_nothing_to_do_after_a_good_morning(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(stores)
    fired(time(6))
    capsys.readouterr()
    assert fired(time(6, 10))["state"] == "sent"
    assert stores.mailer.sent == [DAY]
    assert metrics(capsys) == {"ReportMissing": 0, "AddresseesMissing": 0}


def test_the_ten_minute_rule_sends_what_is_missing_and_raises_the_alarm(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(stores)
    assert fired(time(23, 50))["state"] == "sent"
    assert stores.mailer.sent == [DAY]
    assert metrics(capsys)["ReportMissing"] == 1


def test_a_report_that_cannot_be_made_raises_the_alarm_all_the_same(
    stores: Stores, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(district: int) -> Iterator[Any]:
        raise RuntimeError("a store did not answer")

    monkeypatch.setattr(stores.venues, "in_district", failing)
    with pytest.raises(RuntimeError):
        fired(time(6, 10))
    assert metrics(capsys)["ReportMissing"] == 1
    assert stores.mailer.sent == []


def test_the_ten_minute_rule_also_finishes_what_was_begun_on_the_days_before(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(stores)
    begun, long_ago = DAY - timedelta(days=3), DAY - timedelta(days=4)
    for day in (begun, long_ago):
        stores.reports.reports[day] = StoredReport(day, version=1)
    fired(time(6))
    fired(time(6, 10))
    assert stores.mailer.sent == [DAY, begun]
    assert stores.reports.reports[begun].state is State.SENT
    assert metrics(capsys)["ReportMissing"] == 1


def test_a_system_without_venues_neither_reports_nor_alarms(stores: Stores, capsys: pytest.CaptureFixture[str]) -> None:
    assert fired(time(6))["state"] == "nothing"
    assert fired(time(6, 10))["state"] == "nothing"
    assert stores.mailer.sent == []
    assert metrics(capsys) == {"ReportMissing": 0, "AddresseesMissing": 0}


def test_an_update_is_asked_for_by_the_event(stores: Stores) -> None:
    opened(stores)
    fired(time(6))
    for _ in range(2):
        assert fired(time(6), "event-2", again=True)["mail"] == f"reports/{DAY}/update-1/mail.eml"
    assert stores.updates == [False, True]


def test_a_mismatch_is_alarmed_and_no_log_names_a_person(
    stores: Stores, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    opened(stores)
    shop = stores.venues.venues[0]
    stores.tallies.put(tally_of(stores.visits.visits[shop.code, DAY][:2]))
    stores.venues.venues.append(venue("QUIETPLC", poster_issued_at=None))
    fired(time(6))
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert shop.code in logged
    written = capsys.readouterr()
    for personal in (shop.head, shop.phone, shop.name, shop.address, stores.mailer.recipients[0]):
        assert personal not in logged + written.out + written.err


def test_mismatches_are_counted_for_the_alarm(stores: Stores, capsys: pytest.CaptureFixture[str]) -> None:
    opened(stores)
    shop = stores.venues.venues[0]
    stores.tallies.put(tally_of(stores.visits.visits[shop.code, DAY][:2]))
    fired(time(6))
    assert metrics(capsys)["RecountMismatches"] == 1
    figures = json.loads(stores.archive.files[f"reports/{DAY}/report.json"])
    lacked = len(stores.visits.visits[shop.code, DAY]) - 2
    assert figures["recount"]["behind"] == lacked > 0


def test_mail_and_pdf_list_as_many_as_the_stored_settings_say(stores: Stores) -> None:
    opened(stores)
    fired(time(6, 0))
    assert stores.listed == [7]


def test_each_addressee_gets_its_own_after_the_province(stores: Stores, capsys: pytest.CaptureFixture[str]) -> None:
    opened(stores)
    shops = dict.fromkeys(("kind:grocery", "kind:market"), ("congthuong@example.vn",))
    stores.settings.listed = {"district:689": ("dongxoai@example.vn",), "province": ("soyte@example.vn",), **shops}
    told = fired(time(6))
    assert (told["addressees"], told["addressees_missing"]) == (2, 0)
    assert stores.mailer.inbox == [
        ("ubnd@example.vn", "soyte@example.vn"),
        ("dongxoai@example.vn",),
        ("congthuong@example.vn",),
    ]
    assert fired(time(6, 10))["addressees_missing"] == 0
    assert len(stores.mailer.inbox) == 3
    assert metrics(capsys)["AddresseesMissing"] == 0


def test_a_refused_addressee_stops_nobody_and_is_tried_again_with_an_alarm(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(stores)
    stores.settings.listed = {"district:689": ("dongxoai@example.vn",), "front": ("mattran@example.vn",)}
    stores.mailer.refused.add("dongxoai@example.vn")
    assert fired(time(6))["addressees_missing"] == 1
    assert "AddresseesMissing" not in metrics(capsys)
    assert fired(time(6, 10))["addressees_missing"] == 1
    assert metrics(capsys)["AddresseesMissing"] == 1
    stores.mailer.refused.clear()
    assert fired(time(6, 20))["addressees_missing"] == 0
    assert stores.mailer.inbox == [("ubnd@example.vn",), ("mattran@example.vn",), ("dongxoai@example.vn",)]
    assert metrics(capsys) == {"ReportMissing": 0, "AddresseesMissing": 0}
