"""Figures, venues and findings of a day: what is shown, to whom, and that nothing beyond the scope leaks into a sum."""

import base64
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest

import http_api
from oversight import app
from tests.unit.oversight_calls import call
from tests.unit.oversight_stores import FAR, MARKET, QUIET, SHOP, QueriesInMemory, finding, queries, stores
from tests.unit.places import DAY, local

DAY_URL = f"/api/oversight/days/{DAY}"
NEXT_MORNING = local(DAY + timedelta(days=1), 8)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> QueriesInMemory:
    tables = queries()
    made = stores(queries=tables)
    monkeypatch.setattr(app, "stores", lambda: made)
    at(monkeypatch, NEXT_MORNING)
    return tables


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(http_api, "received_now", lambda: now)


def got(path: str, role: str = "province", **query: str) -> Any:
    status, body = call("GET", path, role, query=query)
    assert status == 200, body
    return body


def scans(role: str, **query: str) -> int:
    return int(got(DAY_URL, role, **query)["total"]["day"]["scans"])


def test_the_province_is_the_sum_of_its_venues(read: QueriesInMemory) -> None:
    answer = got(DAY_URL)
    day = answer["total"]["day"]
    assert (day["registered"], day["poster_issued"], day["active"]) == (4, 3, 3)
    assert (day["entries"], day["exits"], day["scans"]) == (97, 63, 160)
    assert answer["hours"]["day"][9] == 160
    assert answer["total"]["day_before"]["scans"] == 20
    assert answer["total"]["week_before"]["scans"] == 10
    assert {row["name"] for row in answer["kinds"]} == {"Chợ", "Tạp hóa", "Quán ăn, cà phê"}
    assert len(answer["districts"]) == 11


def test_a_person_at_two_places_is_one_person(read: QueriesInMemory) -> None:
    # 25 at the shop and 50 at the market, of whom 15 were at both, and 5 elsewhere.
    assert got(DAY_URL)["total"]["day"]["people"] == pytest.approx(65, rel=0.07)


@pytest.mark.parametrize(
    ("role", "expected"),
    [("province", 160), ("auditor", 160), ("district:689", 150), ("district:690", 10), ("kind:market", 110)],
)
def test_a_sum_holds_only_what_the_scope_sees(read: QueriesInMemory, role: str, expected: int) -> None:
    assert scans(role) == expected
    assert got(f"{DAY_URL}/trend", role)["points"][-1]["scans"] == expected
    assert sum(each["scans"] for each in got(f"{DAY_URL}/venues", role)["venues"]) == expected


def test_a_choice_narrows_the_sum(read: QueriesInMemory) -> None:
    assert scans("province", district="689") == 150
    assert scans("province", district="689", kind="market") == 100
    assert scans("province", commune="25198") == 0
    assert scans("kind:market", district="690") == 10


@pytest.mark.parametrize(
    ("role", "query"),
    [
        ("district:690", {"district": "689"}),
        ("district:690", {"commune": "25195"}),
        ("kind:market", {"kind": "grocery"}),
        ("kind:market", {"district": "689", "kind": "grocery"}),
    ],
)
@pytest.mark.parametrize("below", ["", "/trend", "/venues", "/findings", "/files/venues.csv"])
def test_nobody_chooses_beyond_the_scope(read: QueriesInMemory, role: str, query: dict[str, str], below: str) -> None:
    assert call("GET", DAY_URL + below, role, query=query)[0] == 403


def test_a_district_is_read_alone(read: QueriesInMemory) -> None:
    got(DAY_URL, "district:690")
    asked = {request["ExpressionAttributeValues"].get(":key", {}).get("S") for request in read.asked} - {None}
    assert all(str(key).endswith("#690") for key in asked)


def test_a_district_opens_into_its_communes(read: QueriesInMemory) -> None:
    answer = got(DAY_URL, district="689")
    assert {row["name"]: row["day"]["scans"] for row in answer["communes"] if row["day"]["registered"]} == {
        "Phường Tân Phú": 150,
        "Phường Tân Đồng": 0,
    }


def test_today_is_compared_with_the_same_hours(read: QueriesInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, local(DAY, 9, 30))
    so_far = got(DAY_URL)["so_far"]
    # Everything here was scanned between 9 and 10, and that hour is not over.
    assert so_far == {"until": "09:00", "day": 0, "day_before": 0, "week_before": 0}
    at(monkeypatch, local(DAY, 10, 1))
    assert got(DAY_URL)["so_far"] == {"until": "10:00", "day": 160, "day_before": 20, "week_before": 10}
    at(monkeypatch, NEXT_MORNING)
    assert got(DAY_URL)["so_far"] is None


def test_of_a_day_without_any_scan_nothing_is_known(read: QueriesInMemory) -> None:
    assert got(DAY_URL, "district:690")["total"]["day_before"] is None
    points = got(f"{DAY_URL}/trend")["points"]
    assert len(points) == 14
    assert points[0]["scans"] is None
    assert points[-1] == {"day": str(DAY), "scans": 160, "active": 3}


def test_today_is_read_again_after_a_moment(read: QueriesInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, local(DAY, 10))
    assert scans("province") == 160
    read.tables["tallies"][0]["entries"] = {"N": "31"}
    at(monkeypatch, local(DAY, 10, 0, 14))
    assert scans("province") == 160
    at(monkeypatch, local(DAY, 10, 0, 15))
    assert scans("province") == 161


@pytest.mark.parametrize("day", ["2021-08-32", "heute", "2021-08-15", "2019-01-01"])
def test_a_day_that_cannot_be_shown_is_refused(read: QueriesInMemory, day: str) -> None:
    status, body = call("GET", f"/api/oversight/days/{day}")
    assert (status, body["error"]) == (422, "invalid")


def test_venues_are_found_without_diacritics(read: QueriesInMemory) -> None:
    def names(**query: str) -> list[str]:
        return [each["name"] for each in got(f"{DAY_URL}/venues", **query)["venues"]]

    assert names(q="cho dong xoai") == ["Chợ Đồng Xoài"]
    assert names(q="HUONG") == ["Quán Hương"]
    assert names(q="hung vuong") == ["Chợ Đồng Xoài"]
    assert names(q=FAR.code.lower()) == ["Chợ An Lộc"]
    assert names(state="unprinted") == ["Quán Hương"]
    assert names(order="most")[0] == "Chợ Đồng Xoài"
    assert names(order="name", kind="market") == ["Chợ An Lộc", "Chợ Đồng Xoài"]


def test_venues_come_in_pages(read: QueriesInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oversight.venues.PAGE", 3)
    first = got(f"{DAY_URL}/venues")
    assert (first["total"], len(first["venues"]), first["next"]) == (4, 3, 3)
    rest = got(f"{DAY_URL}/venues", next="3")
    assert (len(rest["venues"]), rest["next"]) == (1, None)


def test_findings_are_filtered_and_counted(read: QueriesInMemory) -> None:
    answer = got(f"{DAY_URL}/findings")
    assert {(each["rule"], each["count"]) for each in answer["rules"]} == {("no_exits", 2), ("never_printed", 1)}
    only = got(f"{DAY_URL}/findings", rule="never_printed")
    assert [each["venue"] for each in only["findings"]] == [QUIET.code]
    assert got(f"{DAY_URL}/findings", q="an loc")["findings"][0]["venue"] == FAR.code
    assert [each["venue"] for each in got(f"{DAY_URL}/findings", "kind:market", district="689")["findings"]] == [
        MARKET.code
    ]


def test_the_gravest_finding_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stores(queries=queries(finding(SHOP), finding(MARKET, severity=3), finding(FAR, times=4)))
    monkeypatch.setattr(app, "stores", lambda: made)
    at(monkeypatch, NEXT_MORNING)
    answer = got(f"{DAY_URL}/findings")
    assert [each["venue"] for each in answer["findings"]] == [MARKET.code, FAR.code, SHOP.code]
    assert got(f"{DAY_URL}/findings", severity="3")["total"] == 1


def test_a_venue_shows_its_weeks_and_findings(read: QueriesInMemory) -> None:
    answer = got(f"/api/oversight/venues/{MARKET.code}", "district:689")
    assert len(answer["days"]) == 28
    assert answer["days"][-2] | {"by_hour": None} == {
        "day": str(DAY), "open": True, "entries": 60, "exits": 40, "by_helper": 0, "late": 0, "first_at": None,
        "last_at": None, "by_hour": None,
    }  # fmt: skip
    assert answer["hours"][9] == 100
    assert [each["rule"] for each in answer["findings"]] == ["no_exits"]


def test_whom_to_call_is_told_to_those_who_act(read: QueriesInMemory) -> None:
    card = got(f"/api/oversight/venues/{MARKET.code}", "kind:market")["venue"]
    assert (card["head"], card["phone"], card["acts"]) == (MARKET.head, MARKET.phone, True)
    card = got(f"/api/oversight/venues/{MARKET.code}", "auditor")["venue"]
    assert not {"head", "phone", "email"} & set(card)


@pytest.mark.parametrize(("role", "code"), [("district:690", MARKET.code), ("kind:market", SHOP.code)])
def test_a_venue_beyond_the_scope_is_refused(read: QueriesInMemory, role: str, code: str) -> None:
    assert call("GET", f"/api/oversight/venues/{code}", role)[0] == 403


def test_an_unknown_venue_is_not_found(read: QueriesInMemory) -> None:
    assert call("GET", "/api/oversight/venues/00000000")[0] == 404
    assert call("GET", "/api/oversight/venues/nothing")[0] == 404


def test_tables_hold_what_the_page_shows(read: QueriesInMemory) -> None:
    status, body = call("GET", f"{DAY_URL}/files/venues.xlsx", "district:689")
    assert status == 200
    sheet = openpyxl.load_workbook(BytesIO(base64.b64decode(body))).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {row[1] for row in rows} == {"Tạp hóa Cô Ba", "Chợ Đồng Xoài", "Quán Hương"}
    assert rows[0][8] == MARKET.phone


def test_a_table_for_auditors_names_no_phone(read: QueriesInMemory) -> None:
    _, body = call("GET", f"{DAY_URL}/files/venues.csv", "auditor")
    assert MARKET.phone not in base64.b64decode(body).decode()


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv", "venues.csv", "findings.xlsx", "findings.csv"])
def test_each_table_comes_in_both_forms(read: QueriesInMemory, name: str) -> None:
    status, body = call("GET", f"{DAY_URL}/files/{name}")
    assert status == 200
    assert len(base64.b64decode(body)) > 100


@pytest.mark.parametrize("name", ["venues.pdf", "secrets.csv", "venues"])
def test_other_files_are_not_found(read: QueriesInMemory, name: str) -> None:
    assert call("GET", f"{DAY_URL}/files/{name}")[0] == 404
