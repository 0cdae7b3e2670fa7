"""Files and cordon of a trace through the deployed API: noted in the log, refused to others, bad records apart."""

import csv
import io
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from local import accounts
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, exchange
from truyvet import days

NOW = datetime.now(UTC)
FILES = ("contacts.xlsx", "contacts.csv", "sormas.csv", "cordon.xlsx")
CASE = "0912 888 001"


def token(stack: Stack, group: str) -> str:
    return accounts.sign_in(stack.access, stack.outputs["OfficialsPoolId"], stack.outputs["OfficialsClientId"], group)


def come_and_go(stack: Stack, venue: str, since: int, until: int, name: str, phone: str) -> None:
    for minutes, direction in ((since, "in"), (until, "out")):
        event = doors.check_in(venue, direction) | {
            "id": str(uuid4()),
            "at": f"{NOW - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S.000Z}",
            "person": {"name": name, "phone": phone},
        }
        status, answer = doors.call(f"{stack.origin}/api/checkins", event)
        assert status == HTTPStatus.CREATED, answer


def spoil(stack: Stack, venue: str, nth: int) -> None:
    """Breaks the seal of the nth visit of a venue, as a fault in the table would."""
    client, table = stack.access.client("dynamodb"), stack.table("Visits")
    found = [item for item in client.scan(TableName=table)["Items"] if item["venue_day"]["S"].startswith(venue)]
    item = sorted(found, key=lambda each: bytes(each["at_id"]["B"]))[nth]
    client.update_item(
        TableName=table,
        Key={"venue_day": item["venue_day"], "at_id": item["at_id"]},
        UpdateExpression="SET sealed = :b",
        ExpressionAttributeValues={":b": {"B": b"damaged"}},
    )


@pytest.fixture(scope="module")
def tracer(stack: Stack) -> str:
    return token(stack, "tracer")


@pytest.fixture(scope="module")
def trace(stack: Stack, tracer: str) -> dict[str, Any]:
    """Two people met the case; the record of the second is damaged."""
    status, venue = call("POST", f"{stack.origin}/api/venues", doors.VENUE | {"name": f"Chợ {uuid4()}"})
    assert status == HTTPStatus.CREATED
    come_and_go(stack, venue["code"], 300, 240, "Trần Văn Bình", CASE)
    come_and_go(stack, venue["code"], 295, 245, "Nguyễn Thị Mười", "0987 888 002")
    come_and_go(stack, venue["code"], 290, 250, "Lê Hỏng", "0987 888 003")
    spoil(stack, venue["code"], 2)
    asked = {
        "case_number": "BP-0777",
        "subject": {"phone": CASE},
        "infectious_from": f"{days.local_day(NOW) - timedelta(days=2)}",
        "depth": 1,
    }
    status, answer = call("POST", f"{stack.origin}/api/traces", asked, tracer)
    assert status == HTTPStatus.CREATED, answer
    return answer | {"venue": venue["code"]}


def file(stack: Stack, trace: dict[str, Any], name: str, tracer: str) -> bytes:
    status, _, content = exchange("GET", f"{stack.origin}/api/traces/{trace['id']}/{name}", token=tracer)
    assert status == HTTPStatus.OK, content
    return content


def noted(stack: Stack, trace: str) -> list[tuple[str, str]]:
    found = stack.access.client("dynamodb").scan(TableName=stack.table("Audit"))["Items"]
    return sorted((item["action"]["S"], item["persons"]["N"]) for item in found if item["trace"]["S"] == trace)


def test_a_damaged_record_is_listed_apart_and_the_others_go_out(
    stack: Stack, trace: dict[str, Any], tracer: str
) -> None:
    book = load_workbook(io.BytesIO(file(stack, trace, "contacts.xlsx", tracer)))
    assert [row[2] for row in book["F1"].values] == ["Họ và tên", "Nguyễn Thị Mười"]
    assert len(list(book["Không mở được"].values)) == 2
    rows = list(csv.DictReader(io.StringIO(file(stack, trace, "contacts.csv", tracer).decode("utf-8-sig"), newline="")))
    assert [row["Họ và tên"] for row in rows] == ["Nguyễn Thị Mười", ""]
    assert rows[0]["Điện thoại"] == "0987888002"


def test_each_file_is_noted_with_its_purpose_and_how_many_persons(
    stack: Stack, trace: dict[str, Any], tracer: str
) -> None:
    before = noted(stack, trace["id"])
    for name in FILES:
        file(stack, trace, name, tracer)
    after = noted(stack, trace["id"])
    for looked in before:
        after.remove(looked)
    assert after == [("contacts.csv", "1"), ("contacts.xlsx", "1"), ("cordon.xlsx", "0"), ("sormas.csv", "1")]


@pytest.mark.parametrize("name", [*FILES, "cordon", "changes?since=x"])
def test_nobody_but_a_tracer_gets_any_of_it(stack: Stack, trace: dict[str, Any], name: str) -> None:
    url = f"{stack.origin}/api/traces/{trace['id']}/{name}"
    assert call("GET", url)[0] == HTTPStatus.UNAUTHORIZED
    status, answer = call("GET", url, token=token(stack, "province"))
    assert (status, answer["error"]) == (HTTPStatus.FORBIDDEN, "forbidden")


def test_a_cordon_names_places_and_nobody(stack: Stack, trace: dict[str, Any], tracer: str) -> None:
    status, _, content = exchange("GET", f"{stack.origin}/api/traces/{trace['id']}/cordon", token=tracer)
    assert status == HTTPStatus.OK
    for personal in ("Mười", 'Bình"', "0987", "84987", "0912"):
        assert personal not in content.decode()
    cordon = call("GET", f"{stack.origin}/api/traces/{trace['id']}/cordon", token=tracer)[1]
    (presence,) = cordon["presences"]
    assert (presence["venue"], presence["f1"]) == (trace["venue"], 2)
    assert [venue["district_name"] for venue in cordon["venues"]] == ["Thành phố Đồng Xoài"]
    assert [each["doubts"] for each in cordon["places"]] == [["few"]]


def test_a_part_that_is_not_there_is_not_found(stack: Stack, trace: dict[str, Any], tracer: str) -> None:
    url = f"{stack.origin}/api/traces/{trace['id']}/contacts.csv?part="
    assert call("GET", f"{url}2", token=tracer)[0] == HTTPStatus.NOT_FOUND
    assert call("GET", f"{url}0", token=tracer)[0] == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_trace_of_the_same_case_again_tells_what_changed(stack: Stack, trace: dict[str, Any], tracer: str) -> None:
    asked = {
        "case_number": "BP-0777",
        "subject": {"trace": trace["id"]},
        "infectious_from": f"{days.local_day(NOW) - timedelta(days=2)}",
        "visits_denied": [visit["id"] for visit in trace["visits"]],
    }
    status, after = call("POST", f"{stack.origin}/api/traces", asked, tracer)
    assert (status, after["total"], after["visits_denied"]) == (HTTPStatus.CREATED, 0, sorted(asked["visits_denied"]))
    url = f"{stack.origin}/api/traces/{after['id']}/changes?since={trace['id']}"
    assert call("GET", url, token=tracer) == (
        HTTPStatus.OK,
        {"new": [], "gone": [1, 2], "raised": [], "lowered": []},
    )
    status, answer = call("POST", f"{stack.origin}/api/traces", asked | {"case_number": "BP-9"}, tracer)
    assert (status, answer["details"][0]["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "subject.trace")


def test_the_rules_in_force_are_told_to_tracers(stack: Stack, tracer: str) -> None:
    status, rules = call("GET", f"{stack.origin}/api/trace-rules", token=tracer)
    assert (status, rules["infectious_days_before"], rules["definition_minutes"]) == (HTTPStatus.OK, 2, 15)


def test_a_family_under_one_number_is_named_whole(stack: Stack, tracer: str) -> None:
    status, venue = call("POST", f"{stack.origin}/api/venues", doors.VENUE | {"name": f"Quán {uuid4()}"})
    assert status == HTTPStatus.CREATED
    come_and_go(stack, venue["code"], 200, 140, "Trần Văn Bình", "0912 888 010")
    family = {"Nguyễn Thị Mười", "Nguyễn Văn Con", "Nguyễn Thị Út"}
    for name in sorted(family):
        come_and_go(stack, venue["code"], 190, 150, name, "0987 888 011")
    asked = {
        "case_number": "BP-0778",
        "subject": {"phone": "0912 888 010"},
        "infectious_from": f"{days.local_day(NOW) - timedelta(days=2)}",
    }
    status, trace = call("POST", f"{stack.origin}/api/traces", asked, tracer)
    assert status == HTTPStatus.CREATED, trace
    (contact,) = trace["contacts"]
    assert {person["name"] for person in contact["people"]} == family
    rows = list(csv.DictReader(io.StringIO(file(stack, trace, "contacts.csv", tracer).decode("utf-8-sig"), newline="")))
    assert {row["Họ và tên"] for row in rows} == family
    assert {row["Phút cùng chỗ"] for row in rows} == {"40"}
