"""The deployed report function under its own role: one mail, what it names, what it heals, and the tables behind it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any, cast
from urllib.request import Request, urlopen

import pytest
from pynamodb.models import Model

from local.report_run import rule_event
from local.stack import Stack
from tests.integration.doors import check_in
from tests.unit.places import local, venue, visit
from truyvet.codes import check_character
from truyvet.compliance import Named
from truyvet.days import LOCAL, instant_text, local_day
from truyvet.finding_table import FindingItem, FindingTable
from truyvet.report_table import OvertakenError, ReportItem, ReportTable, State, StoredReport, Told
from truyvet.reports import Category, Correction, Finding
from truyvet.setting_table import SettingItem, SettingTable
from truyvet.settings import ReportRules
from truyvet.tally_table import TallyTable
from truyvet.tallying import tally_of
from truyvet.venue_table import to_items
from truyvet.venues import token_hash
from truyvet.visit_table import VisitTable
from truyvet.visits import Direction, Visit

DAY = local_day(datetime.now(UTC)) - timedelta(days=1)
MONTHS_AGO = datetime.now(UTC) - timedelta(days=60)
OWNER = "owner-of-the-busy-shop"
BUSY = replace(
    venue("BVSY000" + check_character("BVSY000"), registered_at=MONTHS_AGO, poster_issued_at=MONTHS_AGO),
    owner_token_hash=token_hash(OWNER),
)
SILENT = replace(BUSY, code="S11ENT01", name="Quán Cây Đa", commune=25198, commune_name="Phường Tân Đồng")
UNPRINTED = replace(SILENT, code="VNPR1NT1", name="Tiệm Bác Tư", poster_issued_at=None)


@dataclass
class Province:
    """Three venues in Đồng Xoài and nine days of visits at one of them."""

    stack: Stack
    visits: VisitTable
    tallies: TallyTable

    def report(self, event: dict[str, Any]) -> dict[str, Any]:
        answer = self.stack.access.client("lambda").invoke(
            FunctionName=self.stack.outputs["ReportFunctionName"], Payload=json.dumps(event)
        )
        body = answer["Payload"].read()
        assert "FunctionError" not in answer, body
        return cast("dict[str, Any]", json.loads(body))

    def post(self, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        with urlopen(Request(self.stack.origin + path, json.dumps(body).encode(), headers), timeout=60) as answer:
            return cast("dict[str, Any]", json.load(answer))

    def mail(self, message_id: str) -> EmailMessage:
        found = self.stack.outbox.find(message_id)
        assert found is not None
        return found.message

    def told(self, mail: str) -> dict[str, Any]:
        key = mail.rpartition("/")[0] + "/report.json"
        body = self.stack.access.client("s3").get_object(Bucket=self.stack.outputs["ArchiveBucketName"], Key=key)[
            "Body"
        ]
        return cast("dict[str, Any]", json.loads(body.read()))


def made_up_visits(day: date) -> list[Visit]:
    return [
        replace(
            visit(BUSY, local(day, 9, number), (day.toordinal() * 100 + number), device=bytes([number])),
            direction=Direction.OUT if number % 2 else Direction.IN,
            expires_at=datetime.now(UTC) + timedelta(days=20),
        )
        for number in range(12)
    ]


@pytest.fixture(scope="module")
def province(own_stack: Stack) -> Province:
    client = own_stack.access.client("dynamodb")
    for place in (BUSY, SILENT, UNPRINTED):
        for item in to_items(place):
            client.put_item(TableName=own_stack.table("Venues"), Item=item)
    visits = VisitTable(client, own_stack.table("Visits"))
    tallies = TallyTable(client, own_stack.table("Tallies"))
    days = [DAY - timedelta(days=back) for back in range(9)]
    for day in days:
        for each in made_up_visits(day):
            visits.put(each)
    _wait_until_tallied(tallies, days)
    return Province(own_stack, visits, tallies)


def _wait_until_tallied(tallies: TallyTable, days: list[date]) -> None:
    for day in days:
        _wait_until_scans(tallies, day, 12)


def _wait_until_scans(tallies: TallyTable, day: date, scans: int) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    while sum(tally.scans for tally in tallies.in_days([day], [BUSY.district])) < scans:
        assert datetime.now(UTC) < deadline, "the stream did not tally the visits"


def test_one_mail_goes_out_with_its_files_and_stays_one(province: Province) -> None:
    sent = province.report(rule_event(DAY))
    assert (sent["day"], sent["state"], sent["update"]) == (DAY.isoformat(), "sent", 0)
    mail = province.mail(sent["message_id"])
    attached = {part.get_content_type() for part in mail.iter_attachments()}
    assert {"application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} <= attached
    told = province.told(sent["mail"])
    assert told["total"]["day"]["registered"] == 3
    assert (told["total"]["day"]["entries"], told["total"]["day"]["exits"]) == (6, 6)
    named = {place["code"]: [finding["rule"] for finding in place["findings"]] for place in told["not_implementing"]}
    assert named == {"S11ENT01": ["no_scan"], "VNPR1NT1": ["never_printed"]}
    assert told["recount"] == {"named": 4, "sampled": 1, "mismatches": [], "elsewhere": 0, "behind": 0}
    assert province.report(rule_event(DAY)) == sent


def test_a_marked_update_heals_a_tally_that_differs_and_says_so(province: Province) -> None:
    province.report(rule_event(DAY))
    counted = tally_of(made_up_visits(DAY))
    seen = province.tallies.get(BUSY.code, DAY, BUSY.district, BUSY.commune)
    assert seen == counted
    wrong = replace(counted, entries=2, position=seen.position, counted_until=seen.counted_until)
    assert province.tallies.replace(seen, wrong)
    update = province.report(rule_event(DAY, again=True))
    assert update["mail"] == f"reports/{DAY}/update-{update['update']}/mail.eml"
    told = province.told(update["mail"])
    assert told["update"]
    assert [(each["tallied"], each["counted"]) for each in told["recount"]["mismatches"]] == [(8, 12)]
    assert told["total"]["day"]["entries"] == 6
    assert province.tallies.get(BUSY.code, DAY, BUSY.district, BUSY.commune) == counted


def test_the_ten_minute_rule_sends_a_day_that_the_rule_of_six_missed(province: Province) -> None:
    day = DAY - timedelta(days=1)
    late = datetime.combine(day + timedelta(days=1), time(6, 10), LOCAL).astimezone(UTC)
    sent = province.report(rule_event(day) | {"time": f"{late:%Y-%m-%dT%H:%M:%SZ}"})
    assert (sent["day"], sent["state"]) == (day.isoformat(), "sent")


def test_what_arrives_late_corrects_its_day_in_the_next_report_and_a_gap_is_listed(province: Province) -> None:
    day = DAY - timedelta(days=3)
    assert province.report(rule_event(day))["state"] == "sent"
    made = province.post(f"/api/venues/{BUSY.code}/devices", OWNER, {"name": "cổng 1"})
    own_token = province.post("/api/devices/claim", made["device_token"], {})["device_token"]
    events = [
        check_in(BUSY.code, direction) | {"seq": number, "at": instant_text(local(day, 14, number))}
        for number, direction in ((1, "in"), (2, "in"), (4, "out"))
    ]
    answer = province.post("/api/checkins/batch", own_token, {"events": events, "issued": 4})
    assert [result["status"] for result in answer["results"]] == ["stored"] * 3
    assert answer["missing"] == [3]
    _wait_until_scans(province.tallies, day, 12 + 3)
    tally = province.tallies.get(BUSY.code, day, BUSY.district, BUSY.commune)
    assert tally is not None
    assert (tally.entries, tally.exits, tally.late, tally.by_source["helper"]) == (8, 7, 3, 3)
    next_day = province.report(rule_event(day + timedelta(days=1)))
    told = province.told(next_day["mail"])
    corrected = {"day": day.isoformat(), "reported_scans": 12, "scans": 15}
    assert told["corrections"] == [{**corrected, "district": None}]
    assert told["corrections_of_districts"] == [{**corrected, "district": BUSY.district}]
    assert told["total"]["day_before"]["late"] == 3
    assert [(each["name"], each["missing"], each["missing_count"]) for each in told["devices"]] == [
        ("cổng 1", [[3, 3]], 1)
    ]
    words = " ".join(_text(province.mail(next_day["message_id"])).split())
    assert "đã báo 12 lượt quét, nay là 15 (tăng 3)" in words
    assert "Máy “cổng 1” của Tạp hóa Cô Ba" in words
    assert "còn thiếu 1 lượt: 3" in words


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


# The tables


@pytest.fixture
def tables(own_stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The models of this process on the stack's DynamoDB, under the administrator."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", own_stack.access.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
    models: tuple[type[Model], ...] = (FindingItem, ReportItem, SettingItem)
    for model in models:
        model._connection = None
    yield own_stack
    for model in models:
        model._connection = None


def finding(number: int, rule: str = "no_exits") -> Finding:
    return Finding(
        day=date(2021, 8, 13),
        venue=f"VENUE{number:03d}",
        district=700,
        commune=25195,
        rule=rule,
        rule_name="Chỉ quét vào, không quét ra",
        rules_version="2021-08-14",
        category=Category.WRONGLY_IMPLEMENTING,
        figures={"days": 3, "share": 2.5, "start": "09:30"},
        sentence="Trong 3 ngày mở cửa có 60 lượt vào, số lượt ra chỉ là 3.",
        remedy="Treo thêm mã ở lối ra.",
        since=date(2021, 8, 11),
        times=3,
    )


def test_findings_are_kept_by_day_and_district_and_replaced_as_a_whole(tables: Stack) -> None:
    table = FindingTable(tables.table("Findings"))
    day = date(2021, 8, 13)
    table.replace_day(day, 700, [(finding(number), True) for number in range(60)])
    assert table.of_day(day, 700) == [finding(number) for number in range(60)]
    kept = [(finding(1), False), (finding(2, "no_scan"), True)]
    table.replace_day(day, 700, kept)
    assert table.of_day(day, 700) == [each for each, _ in kept]
    assert table.named(day, 700) == {
        "VENUE001": {"no_exits": Named(date(2021, 8, 11), 3, recounted=False)},
        "VENUE002": {"no_scan": Named(date(2021, 8, 11), 3, recounted=True)},
    }
    assert table.of_day(day, 701) == []


def test_a_step_of_a_report_is_stored_only_on_the_version_that_was_seen(tables: Stack) -> None:
    table = ReportTable(tables.table("Reports"))
    day = date(2021, 8, 13)
    assert table.get(day) is None
    told = Told(11_421, 2_040, {25195: 2}, (Correction(date(2021, 8, 12), 900, 904, 689),), districts={689: 904})
    begun = table.put(StoredReport(day, busy_until=datetime(2021, 8, 13, 23, 11, tzinfo=UTC)))
    with pytest.raises(OvertakenError):
        table.put(StoredReport(day))
    made = table.put(replace(begun, state=State.MADE, told=told, mail="reports/2021-08-13/mail.eml", busy_until=None))
    with pytest.raises(OvertakenError):
        table.put(replace(begun, state=State.SENT))
    assert table.get(day) == made
    assert (made.version, made.told) == (2, told)


def test_the_newest_version_of_the_thresholds_is_in_force(tables: Stack) -> None:
    table = SettingTable(tables.table("Settings"))
    assert table.compliance().silent_days == 3
    for version, days in (("2021-09-01", 5), ("2021-08-20", 4)):
        SettingItem("compliance", version, values=json.dumps({"silent_days": days})).save()
    try:
        assert (table.compliance().version, table.compliance().silent_days) == ("2021-09-01", 5)
        assert (table.report().version, table.report().sample_size) == (ReportRules().version, 200)
        SettingItem("report", "2021-09-02", values=json.dumps({"listed_in_mail": 30})).save()
        assert (table.report().version, table.report().listed_in_mail) == ("2021-09-02", 30)
    finally:
        for version in ("2021-09-01", "2021-08-20"):
            SettingItem("compliance", version).delete()
        SettingItem("report", "2021-09-02").delete()
