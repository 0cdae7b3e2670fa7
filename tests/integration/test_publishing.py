"""From a trace to the public list and back, and what a citizen and the auditor learn of it: under the real roles."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest

from local import accounts
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, register
from truyvet import receipts
from truyvet.days import local_day

NOW = datetime.now(UTC)
CASE, CONTACT, STRANGER = "0912000441", "0987654442", "0987654443"


def token(stack: Stack, group: str, name: str | None = None) -> str:
    pool, client = stack.outputs["OfficialsPoolId"], stack.outputs["OfficialsClientId"]
    return accounts.sign_in(stack.access, pool, client, group, name)


def visited(stack: Stack, venue: str, phone: str, minutes_ago: int, direction: str) -> tuple[str, datetime, UUID]:
    """A check-in that is stored; what its receipt is made of."""
    at = NOW - timedelta(minutes=minutes_ago)
    event = doors.check_in(venue, direction) | {
        "id": str(uuid4()),
        "at": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
        "person": {"name": "Trần Văn Bình", "phone": phone},
    }
    status, answer = doors.call(f"{stack.origin}/api/checkins", event)
    assert status == HTTPStatus.CREATED, answer
    return venue, at, UUID(event["id"])


def code(visit: tuple[str, datetime, UUID]) -> str:
    venue, at, made = visit
    return receipts.visit_code(venue, local_day(at), made)


class Met:
    """A case, somebody who met it, and somebody who came a day before at the same place."""

    def __init__(self, stack: Stack) -> None:
        url, _ = register(stack)
        self.venue = url.rpartition("/")[2]
        self.case = visited(stack, self.venue, CASE, 300, "in")
        self.contact = visited(stack, self.venue, CONTACT, 290, "in")
        self.stranger = visited(stack, self.venue, STRANGER, 1800, "in")
        visited(stack, self.venue, CASE, 240, "out")
        visited(stack, self.venue, CONTACT, 250, "out")
        self.tracer, self.other = token(stack, "tracer", "tracer-one"), token(stack, "tracer", "tracer-two")
        asked = {
            "case_number": "BP-0441",
            "subject": {"phone": CASE},
            "infectious_from": f"{NOW + timedelta(hours=-17):%Y-%m-%d}",
            "until": f"{NOW + timedelta(hours=7):%Y-%m-%d}",
            "depth": 1,
        }
        status, trace = call("POST", f"{stack.origin}/api/traces", asked, self.tracer)
        assert status == HTTPStatus.CREATED, trace
        self.trace: dict[str, Any] = trace

    def place(self, minutes: int = 30) -> dict[str, str]:
        """A part of the case's stay that lies within one local day."""
        start = self.case[1]
        return {"venue": self.venue, "from": f"{start:%Y-%m-%dT%H:%M:%SZ}", "to": f"{_before_midnight(start, minutes)}"}


def _before_midnight(start: datetime, minutes: int) -> str:
    end = start + timedelta(minutes=minutes)
    if local_day(end) != local_day(start):
        end = start + timedelta(minutes=1)
    return f"{end:%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture(scope="module")
def met(stack: Stack) -> Met:
    return Met(stack)


def public(stack: Stack) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{stack.origin}/api/exposures") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        places: list[dict[str, Any]] = json.load(answer)["places"]
        return places


def test_a_place_is_public_only_after_another_official_approved_and_until_it_is_withdrawn(
    stack: Stack, met: Met
) -> None:
    url = f"{stack.origin}/api/exposures"
    body = {"trace": met.trace["id"], "places": [met.place()]}
    assert call("POST", url, body, token(stack, "province"))[0] == HTTPStatus.FORBIDDEN
    status, answer = call("POST", url, body, met.tracer)
    assert status == HTTPStatus.CREATED, answer
    (proposed,) = answer["exposures"]
    assert proposed["doubts"] == ["few"]
    assert met.venue not in {each["venue"] for each in public(stack)}

    approve = f"{url}/{proposed['id']}/approve"
    status, refused = call("POST", approve, {}, met.tracer)
    assert (status, refused["error"]) == (HTTPStatus.FORBIDDEN, "forbidden")
    for group in ("auditor", "district:689"):
        assert call("POST", approve, {}, token(stack, group))[0] == HTTPStatus.FORBIDDEN
    assert call("POST", approve, {}, met.other)[0] == HTTPStatus.OK
    assert call("POST", approve, {}, met.other)[0] == HTTPStatus.CONFLICT
    (shown,) = [each for each in public(stack) if each["venue"] == met.venue]
    assert set(shown) == {
        *("venue", "name", "kind", "address", "commune", "district", "day", "from", "to", "usual_minutes"),
    }
    status, listed = call("GET", f"{url}/proposed", token=met.tracer)
    assert proposed["id"] in {each["id"] for each in listed["published"]}
    assert listed["published_today"] >= 1

    withdraw = f"{url}/{proposed['id']}/withdraw"
    assert call("POST", withdraw, {}, met.tracer)[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert call("POST", withdraw, {"reason": "nhầm ngày"}, met.tracer)[0] == HTTPStatus.OK
    assert met.venue not in {each["venue"] for each in public(stack)}


def test_what_the_trace_did_not_see_cannot_be_published(stack: Stack, met: Met) -> None:
    url = f"{stack.origin}/api/exposures"
    elsewhere, _ = register(stack)
    for place in (
        met.place() | {"venue": elsewhere.rpartition("/")[2]},
        met.place() | {"from": "2021-08-13T01:00:00Z", "to": "2021-08-13T02:00:00Z"},
    ):
        body = {"trace": met.trace["id"], "places": [place]}
        assert call("POST", url, body, met.tracer)[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    body = {"trace": str(uuid4()), "places": [met.place()]}
    assert call("POST", url, body, met.tracer)[0] == HTTPStatus.NOT_FOUND


def test_the_list_that_has_not_changed_is_not_sent_again(stack: Stack, met: Met) -> None:
    with urllib.request.urlopen(f"{stack.origin}/api/exposures") as answer:
        tag = answer.headers["ETag"]
    again = urllib.request.Request(f"{stack.origin}/api/exposures", headers={"If-None-Match": tag})
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again)
    unchanged.value.close()
    assert unchanged.value.code == HTTPStatus.NOT_MODIFIED


def looks(stack: Stack, *codes: str) -> list[Any]:
    status, answer = call("POST", f"{stack.origin}/api/looks", {"codes": list(codes)})
    assert status == HTTPStatus.OK, answer
    return [each["looks"] for each in answer["looks"]]


def test_who_made_a_check_in_learns_which_looks_touched_it_and_nobody_else_does(stack: Stack, met: Met) -> None:
    of_case, of_contact, of_stranger, of_nobody = looks(
        stack, code(met.case), code(met.contact), code(met.stranger), code((met.venue, NOW, uuid4()))
    )
    assert [(look["as"], look["opened"]) for look in of_case] == [("case", 1)]
    assert [(look["as"], look["opened"]) for look in of_contact] == [("contact", 1)]
    assert of_contact[0]["reference"] == met.trace["id"][:8].upper()
    assert of_stranger == of_nobody == []
    assert "BP-0441" not in json.dumps([of_case, of_contact])

    call("GET", f"{stack.origin}/api/traces/{met.trace['id']}?next=0", token=met.other)
    assert looks(stack, code(met.contact))[0][0]["opened"] == 2


def test_a_code_that_cannot_be_one_is_said(stack: Stack) -> None:
    status, answer = call("POST", f"{stack.origin}/api/looks", {"codes": ["7K3M9QXP"]})
    assert (status, answer["details"][0]["field"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "codes.0")


def test_the_auditor_reads_who_looked_and_that_reading_is_noted(stack: Stack, met: Met) -> None:
    auditor = token(stack, "auditor", "data-protection")
    assert call("GET", f"{stack.origin}/api/audit", token=met.tracer)[0] == HTTPStatus.FORBIDDEN
    status, log = call("GET", f"{stack.origin}/api/audit?case=BP-0441", token=auditor)
    assert status == HTTPStatus.OK, log
    assert {"tracer-one"} <= {each["name"] for each in log["by_official"]}
    assert [each["name"] for each in log["by_case"]] == ["BP-0441"]
    assert ("trace", 0) in {(each["action"], each["persons"]) for each in log["entries"]}
    assert CASE[1:] not in json.dumps(log)
    status, log = call("GET", f"{stack.origin}/api/audit?official=data-protection", token=auditor)
    assert {each["action"] for each in log["entries"]} == {"audit"}
    request = urllib.request.Request(
        f"{stack.origin}/api/audit.csv?case=BP-0441", headers={"Authorization": f"Bearer {auditor}"}
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.read().decode("utf-8-sig").startswith('"Thời điểm","Cán bộ"')
