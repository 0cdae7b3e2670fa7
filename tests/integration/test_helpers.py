"""Helper devices, paper pads and badges through the deployed API, under the roles of the template."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, exchange, register
from tests.unit import camera
from tests.unit.test_paper_sheets import serials_of
from tests.unit.test_qr import drawn
from truyvet import days
from truyvet.paper_sheets import LINES
from truyvet.visit_table import VisitTable
from truyvet.visits import Source, Visit

HOLDER = {"name": "Nguyễn Thị Mười", "phone": "0908 765 432", "birth_year": 1990}


@dataclass(frozen=True)
class Gate:
    """A venue with its owner and one device of it."""

    stack: Stack
    url: str
    owner: str
    made: dict[str, Any]

    @property
    def code(self) -> str:
        return self.url.rpartition("/")[2]

    def claim(self, token: str) -> tuple[int, dict[str, Any]]:
        return call("POST", f"{self.stack.origin}/api/devices/claim", {"now": True}, token)

    def send(self, token: str, *events: dict[str, Any], **said: Any) -> tuple[int, dict[str, Any]]:
        body = {"events": list(events), **said}
        return call("POST", f"{self.stack.origin}/api/checkins/batch", body, token)

    def event(self, seq: int, **changes: Any) -> dict[str, Any]:
        return doors.check_in(self.code) | {"seq": seq} | changes

    def devices(self) -> list[dict[str, Any]]:
        devices: list[dict[str, Any]] = call("GET", f"{self.url}/devices", token=self.owner)[1]["devices"]
        return devices

    def visits(self) -> list[Visit]:
        table = VisitTable(self.stack.access.client("dynamodb"), self.stack.table("Visits"))
        return list(table.of_day(self.code, days.local_day(datetime.now(UTC))))


def gate(stack: Stack, *, paper: bool = False) -> Gate:
    url, owner = register(stack)
    status, made = call("POST", f"{url}/devices", {"name": "cổng 1", "paper": paper}, owner)
    assert status == HTTPStatus.CREATED, made
    return Gate(stack, url, owner, made)


def paired(stack: Stack) -> tuple[Gate, str]:
    """A gate whose device was claimed, and that device's own token."""
    place = gate(stack)
    status, claimed = place.claim(place.made["device_token"])
    assert status == HTTPStatus.OK, claimed
    return place, claimed["device_token"]


def new_badge(stack: Stack) -> dict[str, Any]:
    status, made = call("POST", f"{stack.origin}/api/badges", {"person": HOLDER})
    assert status == HTTPStatus.CREATED, made
    return made


def scanned(badge: dict[str, Any]) -> dict[str, Any]:
    return {"card": f"HTTPS://TV.EXAMPLE.VN/B/{badge['badge']}"}


def test_a_pairing_code_is_worth_nothing_once_it_was_claimed(stack: Stack) -> None:
    place = gate(stack)
    token = place.made["device_token"]
    assert camera.read(drawn(place.made["pair_qr"].encode(), 4)) == [place.made["pair_url"]]
    status, claimed = place.claim(token)
    assert (status, claimed["name"], claimed["next_seq"]) == (200, "cổng 1", 1)
    assert [venue["code"] for venue in claimed["venues"]] == [place.code]
    for worthless in (token, claimed["device_token"]):
        assert place.claim(worthless)[0] == HTTPStatus.UNAUTHORIZED
    assert place.send(token, place.event(1))[0] == HTTPStatus.UNAUTHORIZED
    assert place.visits() == []


def test_the_owner_sees_the_gap_that_the_device_is_told(stack: Stack) -> None:
    place, token = paired(stack)
    waits = "2021-08-13T01:15:30.123Z"
    events = [place.event(1), place.event(2), place.event(5)]
    status, answer = place.send(token, *events, issued=6, waiting=1, waiting_since=waits)
    assert (status, answer["missing"], answer["missing_count"]) == (200, [3, 4, 6], 3)
    assert [result["status"] for result in answer["results"]] == ["stored"] * 3
    (seen,) = place.devices()
    assert (seen["missing"], seen["missing_count"], seen["highest"]) == ("3–4, 6", 3, 6)
    assert (seen["waiting"], seen["waiting_since"]) == (1, waits)
    assert seen["claimed_at"] <= seen["seen_at"]
    again = place.send(token, events[0], place.event(3), place.event(4), place.event(6))[1]
    assert [result["status"] for result in again["results"]] == ["duplicate", *["stored"] * 3]
    assert again["missing"] == []
    assert place.devices()[0]["missing"] == ""
    assert len(place.visits()) == 6


def test_a_revoked_device_can_send_nothing(stack: Stack) -> None:
    place, token = paired(stack)
    status, revoked = call("DELETE", f"{place.url}/devices/{place.made['device']}", token=place.owner)
    assert (status, bool(revoked["revoked_at"])) == (200, True)
    assert place.send(token, place.event(1))[0] == HTTPStatus.UNAUTHORIZED
    assert place.visits() == []


def test_only_the_owner_sees_makes_and_revokes_devices(stack: Stack) -> None:
    place, token = paired(stack)
    for stranger in ("", token, register(stack)[1]):
        assert call("GET", f"{place.url}/devices", token=stranger)[0] == HTTPStatus.UNAUTHORIZED
        assert call("POST", f"{place.url}/devices", {"name": "x"}, stranger)[0] == HTTPStatus.UNAUTHORIZED
        assert call("DELETE", f"{place.url}/devices/{place.made['device']}", token=stranger)[0] == 401


def test_a_pad_prints_each_serial_once_and_is_typed_in_as_paper(stack: Stack) -> None:
    place = gate(stack, paper=True)
    claimed = place.claim(place.made["device_token"])[1]
    assert claimed["paper"]
    token = claimed["device_token"]
    url = f"{place.url}/devices/{place.made['device']}/sheets.pdf"
    for pages, first in ((5, 1), (2, 5 * LINES + 1), (1, 7 * LINES + 1)):
        status, media_type, pdf = exchange("POST", f"{url}?pages={pages}", token=place.owner)
        assert (status, media_type) == (200, "application/pdf")
        if first > 100:
            assert [serial for sheet in serials_of(pdf) for serial in sheet] == list(
                range(first, first + pages * LINES)
            )
    assert place.devices()[0]["printed"] == 8 * LINES
    assert place.send(token, place.event(1), place.event(3))[1]["missing"] == [2]
    assert {visit.source for visit in place.visits()} == {Source.PAPER}


def test_a_line_of_a_pad_holds_an_entry_and_an_exit_and_a_void_one_is_not_missing(stack: Stack) -> None:
    place = gate(stack, paper=True)
    token = place.claim(place.made["device_token"])[1]["device_token"]
    way_in, way_out = place.event(1), place.event(1, direction="out")
    status, answer = place.send(token, way_in, way_out, place.event(4, person={}), issued=4, void=[2])
    assert (status, answer["missing"]) == (200, [3])
    assert [(result["seq"], result["status"]) for result in answer["results"]] == [
        (1, "stored"),
        (1, "stored"),
        (4, "refused"),
    ]
    assert [result["id"] for result in answer["results"][:2]] == [way_in["id"], way_out["id"]]
    assert answer["results"][2]["id"]
    assert place.devices()[0]["missing"] == "3"


def test_a_badge_appends_visits_of_its_holder_until_it_is_revoked(stack: Stack) -> None:
    place, token = paired(stack)
    badge = new_badge(stack)
    typed, by_badge = place.event(1, person=HOLDER), place.event(2, person=scanned(badge))
    answer = place.send(token, typed, by_badge)[1]
    assert [result["status"] for result in answer["results"]] == ["stored"] * 2
    first, second = place.visits()
    assert first.person == second.person
    assert {first.source, second.source} == {Source.HELPER, Source.BADGE}
    revoke = f"{stack.origin}/api/badges/{badge['badge']}/revoke"
    assert call("POST", revoke, {}, "w" * 32)[0] == HTTPStatus.OK
    assert place.send(token, place.event(3, person=scanned(badge)))[1]["results"][0]["status"] == "stored"
    assert call("POST", revoke, {}, badge["revoke_token"])[0] == HTTPStatus.OK
    (refused,) = place.send(token, place.event(4, person=scanned(badge)))[1]["results"]
    assert (refused["status"], refused["error"]) == ("refused", "unknown_card")
    assert len(place.visits()) == 3


@pytest.mark.parametrize("method", ["GET", "PATCH", "PUT", "DELETE"])
def test_a_photographed_badge_opens_nothing(stack: Stack, method: str) -> None:
    known, unknown = new_badge(stack)["badge"], "0" * 16
    for path in ("/api/badges/{}", "/api/badges/{}/revoke", "/api/badges/cards.pdf?badge={}", "/b/{}"):
        answers = [exchange(method, f"{stack.origin}{path.format(code)}") for code in (known, unknown)]
        assert answers[0] == answers[1]
        assert not any(word.encode() in answers[0][2] for word in ("Mười", "0908765432", "1990"))
        assert path == "/b/{}" or answers[0][0] == HTTPStatus.NOT_FOUND


def test_without_a_device_a_known_an_unknown_and_a_revoked_badge_are_the_same(stack: Stack) -> None:
    place, revoked = gate(stack), new_badge(stack)
    call("POST", f"{stack.origin}/api/badges/{revoked['badge']}/revoke", {}, revoked["revoke_token"])
    answers = []
    for badge in (new_badge(stack), revoked, {"badge": "0" * 16}):
        body = doors.check_in(place.code) | {"id": str(uuid4()), "person": scanned(badge)}
        answers.append(call("POST", f"{stack.origin}/api/checkins", body))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == HTTPStatus.UNPROCESSABLE_ENTITY
    revokes = [
        call("POST", f"{stack.origin}/api/badges/{code}/revoke", {}, "w" * 32)
        for code in (new_badge(stack)["badge"], revoked["badge"], "0" * 16)
    ]
    assert revokes[0] == revokes[1] == revokes[2]


def test_cards_are_drawn_from_what_was_posted(stack: Stack) -> None:
    badges = [new_badge(stack) for _ in range(2)]
    cards = [HOLDER | {"badge": each["badge"], "valid_until": each["valid_until"]} for each in badges]
    status, media_type, pdf = exchange("POST", f"{stack.origin}/api/badges/cards.pdf", {"cards": cards})
    assert (status, media_type) == (200, "application/pdf")
    host = stack.origin.upper()
    assert sorted(camera.read(camera.printed(pdf, 110))) == sorted(f"{host}/B/{each['badge']}" for each in badges)
