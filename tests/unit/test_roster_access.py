"""Every route of rosters by every role: what a district keeps is changed by it and the province, and by nobody else."""

import base64
import io
from dataclasses import replace
from typing import Any, cast

import pytest
from openpyxl import load_workbook

import http_api
from oversight import app
from oversight.roster_stores import RosterStores
from tests.unit.oversight_calls import ROLES, call
from tests.unit.oversight_stores import stores as oversight_stores
from tests.unit.places import DAY, local, venue
from tests.unit.roster_memory import RostersInMemory, VenuesInMemory, stores
from tests.unit.roster_routes import ALLOWED
from tests.unit.test_roster_tasks import HEAD, PUBLISHER, row
from truyvet import roster_tasks
from truyvet.roster_work import Stage, Task, Work
from truyvet.rosters import Roster, RosterPlace
from truyvet.venues import Kind, owned_by

NOW = local(DAY, 12)
WORK = "00000000-0000-4000-8000-000000000001"
VENUE = venue()
PLACE = RosterPlace(
    "l1", "r1", "Tap hoa co ba", Kind.GROCERY, 25195, 689, phone="+84901234567", candidates=(VENUE.code,)
)
COLUMNS = {"name": 1, "commune": 4, "district": 5}
FILLED = {"<list_id>": "l1", "<work_id>": WORK, "<number>": "0", "<name>": "errors.xlsx"}
STAGES = {
    "parts/<number>": (Task.READ, Stage.OPEN),
    "read": (Task.READ, Stage.OPEN),
    "apply": (Task.CHECK, Stage.DONE),
    "again": (Task.CHECK, Stage.FAILED),
}
"""Of the routes of a piece of work, where it must be; it is checked for the others."""
BODIES: dict[str, Any] = {
    "work": {"title": "Tạp hóa", "parts": 1},
    "posters": {"commune": 25195},
    "handovers": {"venue": VENUE.code},
    "decisions": {"row": "r1", "venue": VENUE.code, "same": True},
    "parts/<number>": {"content": base64.b64encode(b"x").decode()},
    "check": {"sheet": 0, "header": 1, "columns": COLUMNS},
    "apply": {"remove_gone": False},
}


class StartedWorkers:
    """Notes what was started, and does nothing."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def start(self, work: Work) -> None:
        self.started.append(work.task.value)

    def printed(self, work: Work) -> None:
        self.started.append(f"printed {work.id}")


class World:
    """Oversight with one roster of district 689 and one file on its way into it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rosters = RostersInMemory(PLACE)
        self.rosters.kept["l1"] = Roster("l1", "Tạp hóa", "district:689", NOW, "a", version=1, places=1)
        venues = self.venues = VenuesInMemory(VENUE)
        self.on = stores(self.rosters, venues)
        self.workers = StartedWorkers()
        made = RosterStores(cast("Any", self.rosters), self.on.files, cast("Any", self.workers), PUBLISHER)
        monkeypatch.setattr(app, "stores", lambda: oversight_stores(venues=venues, rosters=lambda: made))
        monkeypatch.setattr(http_api, "received_now", lambda: NOW)

    def put_work(self, task: Task = Task.CHECK, stage: Stage = Stage.DONE) -> None:
        """The file, read and checked, at this stage."""
        asked = {"parts": 1, "known": True, "sheet": "", "header": 1, "columns": COLUMNS, "kind": None, "agency": ""}
        work = Work(WORK, task, stage, "district:689", "a", NOW, "Tạp hóa", "l1", asked=asked)
        self.on.files.keep_part(WORK, 0, (HEAD + row(1) + row(2, "")).encode())
        roster_tasks.read(self.on, work, lambda *_: None)
        self.rosters.works[WORK] = replace(work, found=roster_tasks.check(self.on, work, lambda *_: None))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", sorted(ALLOWED))
def test_a_role_gets_what_the_table_says(world: World, route: str, role: str) -> None:
    method, path = route.split(" ")
    ending = path.partition("<work_id>/")[2] or path.rpartition("/")[2]
    world.put_work(*STAGES.get(ending, (Task.CHECK, Stage.DONE)))
    filled = FILLED | ({"<name>": "missing.xlsx"} if "<list_id>" in path else {})
    for name, value in filled.items():
        path = path.replace(name, value)
    status, body = call(method, path, role, BODIES.get(ending, {}) if method == "POST" else None)
    if role == "anonymous":
        assert status == 401
    elif role not in ALLOWED[route]:
        assert (status, body["error"]) == (403, "forbidden")
        assert world.workers.started == []
    else:
        assert status in {200, 201, 202}, body


def test_an_auditor_sees_no_telephone(world: World) -> None:
    path = "/api/oversight/rosters/l1/places"
    shown = {
        role: call("GET", path, role, query={"standing": "doubtful"})[1]["places"][0]
        for role in ("province", "auditor")
    }
    assert shown["province"]["phone"] == "+84901234567"
    assert "phone" not in shown["auditor"]
    assert "phone" not in shown["auditor"]["candidates"][0]


def test_two_taxpayers_are_not_said_to_be_one(world: World) -> None:
    world.rosters.places["l1", "r1"] = replace(PLACE, tax_code="3800000001")
    other = replace(VENUE, tax_code="3800000002")
    world.venues.venues[VENUE.code] = other
    said = {"row": "r1", "venue": VENUE.code, "same": True}
    status, body = call("POST", "/api/oversight/rosters/l1/decisions", "province", said)
    assert (status, "mã số thuế khác nhau" in body["message"]) == (422, True)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"columns", "columns.name", "columns.commune"}),
        ({"columns": {"name": 0}}, {"columns.commune"}),
        ({"columns": {"name": 0, "commune": -1}}, {"columns", "columns.name", "columns.commune"}),
        ({"columns": {"name": 0, "size": 1, "address": 2}}, {"columns", "columns.name", "columns.commune"}),
        ({"columns": COLUMNS, "sheet": 5}, {"sheet"}),
        ({"columns": COLUMNS, "header": -1}, {"header"}),
        ({"columns": COLUMNS, "kind": "zoo"}, {"kind"}),
    ],
)
def test_a_wrong_layout_is_told_field_by_field(world: World, body: dict[str, Any], fields: set[str]) -> None:
    world.put_work()
    status, answer = call("POST", f"/api/oversight/rosters/work/{WORK}/check", "province", body)
    assert (status, {detail["field"] for detail in answer["details"]}) == (422, fields)


@pytest.mark.parametrize("parts", [0, 61, "1", True])
def test_a_file_is_of_a_size_that_can_be_sent(world: World, parts: object) -> None:
    assert world.workers.started == []
    status, answer = call("POST", "/api/oversight/rosters/work", "province", {"title": "a", "parts": parts})
    assert (status, answer["details"][0]["field"]) == (422, "parts")


@pytest.mark.parametrize(
    ("number", "content"),
    [("1", "eA=="), ("x", "eA=="), ("9" * 5_000, "eA=="), ("²", "eA=="), ("0", "no base64!"), ("0", "")],
)
def test_a_part_that_does_not_belong_to_the_file_is_refused(world: World, number: str, content: str) -> None:
    world.put_work(Task.READ, Stage.OPEN)
    path = f"/api/oversight/rosters/work/{WORK}/parts/{number}"
    assert call("POST", path, "province", {"content": content})[0] in {404, 413, 422}


def test_a_task_is_begun_once(world: World) -> None:
    world.put_work()
    path = f"/api/oversight/rosters/work/{WORK}/apply"
    assert call("POST", path, "province", {})[0] == 202
    assert call("POST", path, "province", {})[0] == 422
    assert world.workers.started == ["apply"]


@pytest.mark.parametrize("name", ["left.xlsx", "posters.pdf", "file", "part-0"])
def test_a_file_that_the_work_did_not_make_is_not_found(world: World, name: str) -> None:
    world.put_work()
    assert call("GET", f"/api/oversight/rosters/work/{WORK}/files/{name}")[0] == 404


def test_the_owner_s_link_is_given_once_and_opens_the_venue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oversight.rosters.new_owner_token", lambda: "t" * 43)
    asked = "POST", "/api/oversight/rosters/handovers", "province", {"venue": VENUE.code}
    status, sheet = call(*asked)
    assert (status, base64.b64decode(sheet)[:5]) == (200, b"%PDF-")
    assert owned_by(world.venues.venues[VENUE.code], "t" * 43)
    status, refused = call(*asked)
    assert (status, "chỉ được giao một lần" in refused["details"][0]["message"]) == (422, True)


def test_the_list_to_take_along_has_telephones_for_who_may_call(world: World) -> None:
    def cells(role: str) -> list[object]:
        _, content = call("GET", "/api/oversight/rosters/l1/files/doubtful.xlsx", role)
        sheet = load_workbook(io.BytesIO(base64.b64decode(content))).active
        assert sheet is not None
        return [cell.value for cell in sheet[2]]

    assert "+84901234567" in cells("province")
    assert "Tap hoa co ba" in cells("auditor")
    assert "+84901234567" not in cells("auditor")
    assert call("GET", "/api/oversight/rosters/l1/files/other.xlsx")[0] == 404
