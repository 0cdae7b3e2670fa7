"""The archive: what was sent is shown, given out as it was, and made again byte for byte."""

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from botocore.exceptions import ClientError

import http_api
from oversight import app
from tests.unit.oversight_calls import call
from tests.unit.oversight_stores import stores
from tests.unit.places import DAY, local
from tests.unit.sample_report import sample_report
from truyvet import addressees, remaking, sections
from truyvet.addressees import Planned
from truyvet.deliveries import Parcel
from truyvet.parcels import as_json, parcel
from truyvet.report_table import State, StoredReport, Told
from truyvet.reports import Correction

REPORT = sample_report()
TOLD = Told(REPORT.total.day.scans, REPORT.total.day.active, {25195: 2}, (Correction(DAY, 10, 12),))
KINDS = "kind:grocery+market"
PLAN = tuple(Planned(key, ("x@example.vn",)) for key in ("district:689", KINDS, "kind:market", "front"))
STORED = StoredReport(REPORT.day, 5, State.SENT, revision=1, told=TOLD, mail="mail", message_id="id", plan=PLAN)
URL = f"/api/oversight/reports/{REPORT.day}"


@cache
def _parcel(*, update: bool) -> Parcel:
    return parcel(replace(REPORT, update=update), TOLD, "Truy Vết <bao-cao@example.vn>", ["ubnd@example.vn"], 7)


@cache
def _part(key: str) -> Parcel:
    return parcel(sections.section(REPORT, key), None, "Truy Vết <bao-cao@example.vn>", ["x@example.vn"], 7)


class ArchiveInMemory:
    """Files by key, absent ones refused as S3 refuses them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def keep(self, folder: str, made: Parcel) -> None:
        self.files |= {f"{folder}/{file.name}": file.content for file in made.files}
        self.files[f"{folder}/mail.eml"] = made.mail

    def get(self, key: str) -> bytes:
        if key not in self.files:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return self.files[key]


class ReportsInMemory:
    """The one report."""

    def get(self, day: date) -> StoredReport | None:
        return STORED if day == STORED.day else None

    def of_days(self, days: list[date]) -> dict[date, StoredReport]:
        return {STORED.day: STORED} if STORED.day in days else {}


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch) -> ArchiveInMemory:
    kept = ArchiveInMemory()
    kept.keep(f"reports/{REPORT.day}", _parcel(update=False))
    kept.keep(f"reports/{REPORT.day}/update-1", _parcel(update=True))
    for each in PLAN:
        kept.keep(f"reports/{REPORT.day}/{addressees.folder(each.addressee)}", _part(each.addressee))
    made = stores(archive=lambda: kept, reports=ReportsInMemory())
    monkeypatch.setattr(app, "stores", lambda: made)
    monkeypatch.setattr(http_api, "received_now", lambda: local(REPORT.day + timedelta(days=1), 8))
    return kept


def test_a_month_of_reports_is_listed(archive: ArchiveInMemory) -> None:
    status, told = call("GET", "/api/oversight/reports", "auditor")
    assert status == 200
    assert len(told["reports"]) == 31
    shown = next(each for each in told["reports"] if each["state"])
    assert (shown["day"], shown["state"], shown["updates"]) == (str(REPORT.day), "sent", 1)
    assert shown["corrections"] == [{"day": str(DAY), "reported": 10, "scans": 12}]
    _, older = call("GET", "/api/oversight/reports", "auditor", query={"before": told["before"]})
    assert older["reports"][0]["day"] < told["before"]


@pytest.mark.parametrize("name", ["mail.eml", f"bao-cao-{REPORT.day}.pdf", f"bao-cao-{REPORT.day}.xlsx", "report.json"])
def test_files_come_as_they_were_sent(archive: ArchiveInMemory, name: str) -> None:
    status, body = call("GET", f"{URL}/0/files/{name}")
    assert status == 200
    assert base64.b64decode(body) == archive.files[f"reports/{REPORT.day}/{name}"]


@pytest.mark.parametrize(
    "path", ["0/files/secret", "0/files/..%2F..%2Ftraces", "2/files/mail.eml", "00/files/mail.eml", "x/files/mail.eml"]
)
def test_nothing_else_is_given_out(archive: ArchiveInMemory, path: str) -> None:
    assert call("GET", f"{URL}/{path}")[0] == 404


def test_a_day_without_a_report_is_not_found(archive: ArchiveInMemory) -> None:
    assert call("GET", "/api/oversight/reports/2021-08-01/0/files/mail.eml")[0] == 404


@pytest.mark.parametrize("revision", [0, 1])
def test_a_report_is_made_again_byte_for_byte(archive: ArchiveInMemory, revision: int) -> None:
    status, told = call("POST", f"{URL}/{revision}/verify", "auditor", {})
    assert status == 200
    assert told["same"], told
    assert {file["name"] for file in told["files"]} == {
        "mail.eml",
        "report.json",
        f"bao-cao-{REPORT.day}.pdf",
        f"bao-cao-{REPORT.day}.xlsx",
    }


def test_a_changed_file_and_changed_figures_are_seen(archive: ArchiveInMemory) -> None:
    folder = f"reports/{REPORT.day}"
    archive.files[f"{folder}/mail.eml"] += b" "
    figures = json.loads(archive.files[f"{folder}/report.json"])
    figures["total"]["day"]["entries"] += 1
    archive.files[f"{folder}/report.json"] = json.dumps(figures).encode()
    _, told = call("POST", f"{URL}/0/verify", "province", {})
    assert not told["same"]
    files = {file["name"]: file for file in told["files"]}
    assert files["mail.eml"]["kept"] != files["mail.eml"]["made"]
    # The workbook lies there as it was sent, but the figures no longer give it.
    workbook = files[f"bao-cao-{REPORT.day}.xlsx"]
    assert workbook["kept"] == workbook["made"] != workbook["again"]


def test_figures_survive_being_stored() -> None:
    assert remaking.report_of(as_json(REPORT)) == REPORT


@pytest.mark.parametrize("role", ["district:689", "kind:market", "tracer"])
def test_reports_name_places_of_all_so_only_the_province_sees_them(archive: ArchiveInMemory, role: str) -> None:
    assert call("GET", f"{URL}/0/files/mail.eml", role)[0] == 403
    assert call("POST", f"{URL}/0/verify", role, {})[0] == 403


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        ("province", [each.addressee for each in PLAN]),
        ("auditor", [each.addressee for each in PLAN]),
        ("district:689", ["district:689"]),
        ("district:690", None),
        # Of what goes to a department of two kinds, an account of one of them would see too much.
        ("kind:market", ["kind:market"]),
    ],
)
def test_each_finds_the_parts_of_their_scope(archive: ArchiveInMemory, role: str, parts: list[str] | None) -> None:
    _, told = call("GET", "/api/oversight/reports", role)
    shown = next(each for each in told["reports"] if each["day"] == str(REPORT.day))
    assert shown.get("parts") == parts or [each["addressee"] for each in shown["parts"]] == parts
    assert ("scans" in shown) is (role in {"province", "auditor"})


@pytest.mark.parametrize("role", ["province", "auditor", "district:689", "district:690", "kind:market", "tracer"])
@pytest.mark.parametrize("key", [each.addressee for each in PLAN])
def test_a_part_is_given_and_made_again_to_those_who_see_it(archive: ArchiveInMemory, role: str, key: str) -> None:
    query = {"addressee": key}
    [workbook] = [name for name in _names(key) if name.endswith(".xlsx")]
    status, body = call("GET", f"{URL}/0/files/{workbook}", role, query=query)
    verified, told = call("POST", f"{URL}/0/verify", role, {}, query)
    if role not in {"province", "auditor", key}:
        assert (status, verified) == (403, 403)
        return
    assert (status, verified) == (200, 200)
    assert base64.b64decode(body) == archive.files[f"reports/{REPORT.day}/{addressees.folder(key)}/{workbook}"]
    assert told["same"], told
    assert {file["name"] for file in told["files"]} == _names(key)


def _names(key: str) -> set[str]:
    stem = f"bao-cao-{REPORT.day}-{addressees.folder(key)}"
    return {"mail.eml", "report.json", f"{stem}.pdf", f"{stem}.xlsx"}


def test_a_part_that_nobody_was_sent_is_not_found(archive: ArchiveInMemory) -> None:
    for key in ("district:690", "kind:market+grocery", "district:x"):
        assert call("GET", f"{URL}/0/files/mail.eml", query={"addressee": key})[0] == 404
