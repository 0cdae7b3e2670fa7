"""A trace through the deployed API, signed in, under the roles of the template."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from local import accounts
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, register

NOW = datetime.now(UTC)
TODAY = f"{NOW + timedelta(hours=7):%Y-%m-%d}"
YESTERDAY = f"{NOW + timedelta(hours=-17):%Y-%m-%d}"


def visit(venue: str, minutes_ago: int, direction: str, **person: str) -> dict[str, Any]:
    at = NOW - timedelta(minutes=minutes_ago)
    return doors.check_in(venue, direction) | {
        "id": str(uuid4()),
        "at": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
        "person": person,
    }


def token(stack: Stack, group: str) -> str:
    return accounts.sign_in(stack.access, stack.outputs["OfficialsPoolId"], stack.outputs["OfficialsClientId"], group)


@pytest.fixture(scope="module")
def met(stack: Stack) -> str:
    """A venue where the case met Nguyễn Thị Mười, who came by phone and left by card, and a third person later."""
    url, _ = register(stack, zones=["quầy 1"])
    code = url.rpartition("/")[2]
    both = {"name": "Nguyễn Thị Mười", "phone": "0987654321", "document": "070190000123"}
    events = [
        visit(code, 90, "in", name="Trần Văn Bình", phone="0912000111"),
        visit(code, 50, "out", name="Trần Văn Bình", phone="0912000111"),
        visit(code, 300, "in", **both),
        visit(code, 290, "out", **both),
        visit(code, 85, "in", name="Nguyễn Thị Mười", phone="0987654321"),
        visit(code, 55, "out", name="NGUYEN THI MUOI", document="070190000123"),
        visit(code, 20, "in", name="Lê Thị Sau", phone="0912000333"),
    ]
    for event in events:
        status, answer = doors.call(f"{stack.origin}/api/checkins", event)
        assert status == HTTPStatus.CREATED, answer
    return code


def asked(**more: Any) -> dict[str, Any]:
    return {
        "case_number": "BP-0123",
        "subject": {"phone": "0912 000 111"},
        "infectious_from": YESTERDAY,
        "until": TODAY,
        "depth": 2,
    } | more


def wait_for_link(stack: Stack) -> None:
    client = stack.access.client("dynamodb")
    for _ in range(200):
        if client.scan(TableName=stack.table("Links"), Select="COUNT")["Count"] >= 4:
            return


def test_a_tracer_gets_the_contacts_by_name_and_the_log_says_so(stack: Stack, met: str) -> None:
    wait_for_link(stack)
    tracer = token(stack, "tracer")
    status, trace = call("POST", f"{stack.origin}/api/traces", asked(), tracer)
    assert status == HTTPStatus.CREATED, trace
    (contact,) = trace["contacts"]
    assert (contact["phone"], contact["overlap_minutes"], contact["meets_definition"]) == ("+84987654321", 30, True)
    assert {person["name"] for person in contact["people"]} >= {"Nguyễn Thị Mười"}
    assert contact["encounters"][0]["ends_known_by"] == ["scan", "scan"]
    assert [each["direction"] for each in trace["visits"]] == ["in", "out"]
    assert [each["code"] for each in trace["venues"]] == [met]
    assert trace["unreadable"] == []

    status, again = call("GET", f"{stack.origin}/api/traces/{trace['id']}?next=0", token=tracer)
    assert (status, again["contacts"]) == (HTTPStatus.OK, trace["contacts"])
    log = stack.access.client("dynamodb").scan(TableName=stack.table("Audit"))["Items"]
    looks = [item for item in log if item["trace"]["S"] == trace["id"]]
    assert sorted((item["action"]["S"], item["persons"]["N"]) for item in looks) == [
        ("page", "1"),
        ("page", "1"),
        ("trace", "0"),
    ]
    assert {item["purpose"]["S"] for item in looks} == {"BP-0123"}


def test_nobody_else_can_look(stack: Stack, met: str) -> None:
    assert call("POST", f"{stack.origin}/api/traces", asked())[0] == HTTPStatus.UNAUTHORIZED
    assert call("POST", f"{stack.origin}/api/traces", asked(), "x.y.z")[0] == HTTPStatus.UNAUTHORIZED
    for group in ("province", "auditor", "district:689"):
        status, answer = call("POST", f"{stack.origin}/api/traces", asked(), token(stack, group))
        assert (status, answer["error"]) == (HTTPStatus.FORBIDDEN, "forbidden")


def test_a_look_without_a_purpose_is_refused(stack: Stack, met: str) -> None:
    status, answer = call("POST", f"{stack.origin}/api/traces", asked(case_number=" "), token(stack, "tracer"))
    assert status == HTTPStatus.UNPROCESSABLE_ENTITY
    assert [detail["field"] for detail in answer["details"]] == ["case_number"]
