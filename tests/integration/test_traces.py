"""A trace through the deployed API, signed in, under the roles of the template."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from local import accounts
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, register
from truyvet.trace_table import FAILED

NOW = datetime.now(UTC)
IN_OUT = ((120, "in"), (60, "out"))
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


def polled(stack: Stack, trace: str, tracer: str) -> dict[str, Any]:
    """The trace once it is no longer running: each look is one call of the API, some 60 ms."""
    for _ in range(600):
        status, found = call("GET", f"{stack.origin}/api/traces/{trace}", token=tracer)
        assert status == HTTPStatus.OK, found
        if found["state"] != "running":
            return found
    raise AssertionError(found)


def asked_without_waiting(stack: Stack, body: dict[str, Any], tracer: str) -> tuple[int, dict[str, Any], str | None]:
    address = urlsplit(stack.origin)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {tracer}", "Prefer": "respond-async"}
    with closing(HTTPConnection(address.netloc, timeout=60)) as connection:
        connection.request("POST", "/api/traces", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read()), answer.getheader("Retry-After")


def test_workers_without_any_key_find_the_same_contacts(stack: Stack, met: str) -> None:
    wait_for_link(stack)
    tracer = token(stack, "tracer")
    status, begun, pause = asked_without_waiting(stack, asked(), tracer)
    assert (status, begun["state"], pause) == (HTTPStatus.ACCEPTED, "running", "3"), begun
    by_workers = polled(stack, begun["id"], tracer)
    at_once = call("POST", f"{stack.origin}/api/traces", asked(), tracer)[1]
    assert (by_workers["state"], at_once["state"]) == ("done", "done"), by_workers
    assert by_workers["digest"] == at_once["digest"]
    assert by_workers["contacts"] == at_once["contacts"]
    assert by_workers["progress"]["of"] >= by_workers["progress"]["done"]


def test_f2_is_cut_into_parts_for_workers_and_joined(stack: Stack) -> None:
    """Bình met Mười; three days later, when she could infect, Mười met Sáu at another venue."""
    first, second = (register(stack, zones=[])[0].rpartition("/")[2] for _ in range(2))
    day = 24 * 60
    events = [
        *(visit(first, 5 * day + ago, way, name="Trần Văn Bình", phone="0912000777") for ago, way in IN_OUT),
        *(visit(first, 5 * day + ago, way, name="Nguyễn Thị Mười", phone="0912000778") for ago, way in IN_OUT),
        *(visit(second, day + ago, way, name="Nguyễn Thị Mười", phone="0912000778") for ago, way in IN_OUT),
        *(visit(second, day + ago, way, name="Lê Văn Sáu", phone="0912000779") for ago, way in IN_OUT),
    ]
    for event in events:
        assert doors.call(f"{stack.origin}/api/checkins", event)[0] == HTTPStatus.CREATED
    tracer = token(stack, "tracer")
    week_ago = f"{NOW - timedelta(days=7):%Y-%m-%d}"
    body = asked(subject={"phone": "0912000777"}, infectious_from=week_ago)
    done = polled(stack, asked_without_waiting(stack, body, tracer)[1]["id"], tracer)
    assert [(each["level"], each["name"]) for each in done["contacts"]] == [(1, "Nguyễn Thị Mười"), (2, "Lê Văn Sáu")]
    assert done["progress"] == {"level": 2, "done": 1, "of": 1}
    at_once = call("POST", f"{stack.origin}/api/traces", body, tracer)[1]
    assert at_once["digest"] == done["digest"]

    late = [visit(first, 5 * day + ago, way, name="Phạm Thị Muộn", phone="0912000780") for ago, way in IN_OUT]
    same = call("POST", f"{stack.origin}/api/traces/{done['id']}/again", token=tracer)[1]
    assert same["again"] == {"of": done["id"], "same": True}
    for event in late:
        assert doors.call(f"{stack.origin}/api/checkins", event)[0] == HTTPStatus.CREATED
    other = call("POST", f"{stack.origin}/api/traces/{done['id']}/again", token=tracer)[1]
    assert other["again"]["same"] is False
    assert other["again"]["contacts"]["new"] == 1


def test_a_badge_is_traced_by_its_code(stack: Stack) -> None:
    holder = {"name": "Lê Thị Huy Hiệu", "phone": "0912000555"}
    badge = call("POST", f"{stack.origin}/api/badges", {"person": holder})[1]["badge"]
    code = register(stack)[0].rpartition("/")[2]
    for ago, way in IN_OUT:
        assert doors.call(f"{stack.origin}/api/checkins", visit(code, ago, way, **holder))[0] == HTTPStatus.CREATED
    tracer = token(stack, "tracer")
    status, trace = call("POST", f"{stack.origin}/api/traces", asked(subject={"badge": badge}), tracer)
    assert (status, len(trace["visits"])) == (HTTPStatus.CREATED, 2), trace
    status, refused = call("POST", f"{stack.origin}/api/traces", asked(subject={"badge": "0" * 16}), tracer)
    assert (status, refused["details"][0]["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "subject.badge")


def test_a_case_is_found_by_telephone_by_document_and_by_qid_whichever_is_known(stack: Stack) -> None:
    """One declaration carried telephone and card, another card and QID: links join all three."""
    code = register(stack, zones=[])[0].rpartition("/")[2]
    case = {"name": "Trần Văn Giấy", "document": "070084001234"}
    events = [
        visit(code, 120, "in", phone="0912000991", **case),
        visit(code, 60, "out", qid="162979388586171100", **case),
        visit(code, 110, "in", name="Lê Thị Kề", phone="0912000992"),
        visit(code, 70, "out", name="Lê Thị Kề", phone="0912000992"),
    ]
    for event in events:
        assert doors.call(f"{stack.origin}/api/checkins", event)[0] == HTTPStatus.CREATED
    tracer = token(stack, "tracer")
    for subject in ({"phone": "0912000991"}, {"document": "070084001234"}, {"qid": "162979388586171100"}):
        trace = traced_whole(stack, asked(subject=subject), tracer, visits=2)
        assert [each["name"] for each in trace["contacts"]] == ["Lê Thị Kề"]


def traced_whole(stack: Stack, body: dict[str, Any], tracer: str, visits: int) -> dict[str, Any]:
    """The trace once the links, which follow a check-in by the stream, have joined so many visits of the case."""
    trace: dict[str, Any] = {}
    for _ in range(100):
        trace = call("POST", f"{stack.origin}/api/traces", body, tracer)[1]
        if len(trace["visits"]) == visits:
            break
    return trace


def test_a_trace_that_failed_says_so_and_can_be_asked_again(stack: Stack, met: str) -> None:
    tracer = token(stack, "tracer")
    trace = call("POST", f"{stack.origin}/api/traces", asked(depth=1), tracer)[1]["id"]
    stack.access.client("dynamodb").update_item(
        TableName=stack.table("Traces"),
        Key={"trace": {"S": trace}},
        UpdateExpression="SET #s = :f",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":f": {"S": "failed"}},
    )
    failed = call("GET", f"{stack.origin}/api/traces/{trace}", token=tracer)[1]
    assert (failed["state"], failed["message"]) == ("failed", FAILED)
    assert "contacts" not in failed
    again = call("POST", f"{stack.origin}/api/traces/{trace}/again", token=tracer)
    assert (again[0], again[1]["state"], len(again[1]["contacts"])) == (HTTPStatus.CREATED, "done", 1)
