"""What lies before officials is shown to those whose venues it is about, and settled once."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest

import http_api
from oversight import app
from tests.unit import ladder_routes
from tests.unit.oversight_calls import ROLES, call
from tests.unit.oversight_stores import FAR, MARKET, QUIET, finding, queries, stores
from tests.unit.places import DAY as TODAY
from tests.unit.places import local
from truyvet.histories import Cause, Entry, Event, Rung, Sending, new_id
from truyvet.venues import Venue

OPEN = "/api/oversight/open"
HISTORY = f"/api/oversight/venues/{MARKET.code}/history"


def asked(at: Venue, hour: int, cause: Cause = Cause.NO_NETWORK, event: Event = Event.ASKED) -> Entry:
    moment = local(TODAY, hour)
    return Entry(at.code, new_id(moment), moment, event, "Người đứng đầu điểm", cause=cause, open_in=at.district)


@dataclass
class Kept:
    """Histories in memory."""

    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def add(self, entry: Entry) -> bool:
        self.entries.setdefault((entry.venue, entry.id), entry)
        return True

    def get(self, venue: str, entry: str) -> Entry | None:
        return self.entries.get((venue, entry))

    def close(self, venue: str, entry: str) -> bool:
        found = self.entries[venue, entry]
        self.entries[venue, entry] = replace(found, open_in=None)
        return found.open_in is not None

    def of_venue(self, venue: str, _since: date | None = None) -> list[Entry]:
        return [entry for (code, _), entry in sorted(self.entries.items()) if code == venue]

    def open_in(self, district: int) -> Iterator[Entry]:
        return (entry for _, entry in sorted(self.entries.items()) if entry.open_in == district)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    histories = Kept()
    for entry in (asked(MARKET, 9), asked(QUIET, 8, Cause.NOBODY), asked(FAR, 7, Cause.DISAGREE, Event.ANSWERED)):
        histories.add(entry)
    made = stores(histories=histories)
    monkeypatch.setattr(app, "stores", lambda: made)
    monkeypatch.setattr(http_api, "received_now", lambda: local(TODAY, 12))
    return histories


def market(kept: Kept) -> Entry:
    return kept.of_venue(MARKET.code)[0]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", sorted(ladder_routes.ALLOWED))
def test_a_role_gets_what_the_table_says(kept: Kept, route: str, role: str) -> None:
    method, path = route.split(" ")
    body = {"about": market(kept).id, "event": "assigned", "text": "Anh Ba, tổ 5"} if method == "POST" else None
    status, _ = call(method, path.replace("<code>", MARKET.code), role, body)
    allowed = 201 if method == "POST" else 200
    assert status == (401 if role == "anonymous" else allowed if role in ladder_routes.ALLOWED[route] else 403)


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("province", [FAR, QUIET, MARKET]),
        ("district:689", [QUIET, MARKET]),
        ("district:690", [FAR]),
        ("kind:market", [FAR, MARKET]),
        ("auditor", [FAR, QUIET, MARKET]),
    ],
)
def test_each_sees_what_lies_in_their_scope_the_oldest_first(kept: Kept, role: str, seen: list[Venue]) -> None:
    _, found = call("GET", OPEN, role)
    assert [entry["venue"] for entry in found["entries"]] == [venue.code for venue in seen]
    assert found["total"] == len(seen)
    telephones = {entry["phone"] for entry in found["entries"]}
    assert telephones == ({None} if role == "auditor" else {MARKET.phone})


def test_a_place_that_the_last_report_does_not_name_is_said_to_have_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    histories = Kept()
    for at in (MARKET, QUIET):
        histories.add(replace(asked(at, 9, event=Event.ESCALATED), cause=None, rung=Rung.COMMUNE))
    histories.add(asked(FAR, 9))
    for rows, mended in (([finding(MARKET, day=TODAY - timedelta(days=1))], {QUIET.code}), ([finding(MARKET)], set())):
        made = stores(histories=histories, queries=queries(*rows))
        monkeypatch.setattr(app, "stores", lambda made=made: made)
        monkeypatch.setattr(http_api, "received_now", lambda: local(TODAY, 12))
        _, found = call("GET", OPEN)
        assert {entry["venue"] for entry in found["entries"] if entry["mended"]} == mended


def test_what_is_open_is_counted_by_cause_and_chosen_by_event(kept: Kept) -> None:
    _, found = call("GET", OPEN, query={"event": "asked"})
    assert [entry["event"] for entry in found["entries"]] == ["asked", "asked"]
    assert {each["cause"]: each["count"] for each in found["causes"]} == {"no_network": 1, "nobody": 1, "disagree": 1}


def test_what_is_assigned_stays_open_and_what_is_settled_is_closed_once(kept: Kept) -> None:
    about = market(kept).id
    assigned: dict[str, Any] = {"about": about, "event": "assigned", "text": "Giao tổ 5"}
    assert call("POST", HISTORY, "district:689", assigned)[0] == 201
    _, found = call("GET", OPEN, "kind:market", None, {"district": "689"})
    assert [each["text"] for each in found["entries"][0]["done"]] == ["Giao tổ 5"]
    settled = {"about": about, "event": "settled", "text": "Đã lắp mạng"}
    status, entry = call("POST", HISTORY, "district:689", settled)
    assert (status, entry["by"], entry["cause"]) == (201, "district:689", "no_network")
    assert call("POST", HISTORY, "province", settled)[0] == 409
    assert call("GET", OPEN, "kind:market", None, {"district": "689"})[1]["total"] == 0
    _, history = call("GET", HISTORY, "district:689")
    assert sorted(each["event"] for each in history["entries"]) == ["asked", "assigned", "settled"]


@pytest.mark.parametrize(
    ("sending", "told"),
    [(Sending.SENT, "Đã nhắc người đứng đầu"), (Sending.NO_ADDRESS, "Chưa nhắc được người đứng đầu")],
)
def test_who_could_not_be_reached_was_not_reminded(kept: Kept, sending: Sending, told: str) -> None:
    at = local(TODAY, 8)
    kept.add(Entry(MARKET.code, "2021-08-13#head", at, Event.REMINDED, "Hệ thống", rung=Rung.HEAD, sending=sending))
    _, history = call("GET", HISTORY, "district:689")
    assert [each["event_name"] for each in history["entries"] if each["event"] == "reminded"] == [told]


@pytest.mark.parametrize(
    ("change", "status"),
    [({"event": "asked"}, 422), ({"text": ""}, 422), ({"about": "nothing"}, 404), ({"text": "x" * 501}, 422)],
)
def test_what_is_missing_is_said(kept: Kept, change: dict[str, str], status: int) -> None:
    body = {"about": market(kept).id, "event": "settled", "text": "Xong"} | change
    assert call("POST", HISTORY, "province", body)[0] == status
    assert market(kept).open_in == MARKET.district
