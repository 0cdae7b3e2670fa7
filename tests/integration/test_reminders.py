"""Reminders and answers through the deployed functions, under their own roles."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from pynamodb.models import Model

from local.accounts import sign_in
from local.report_run import rule_event
from local.stack import Stack
from tests.integration.test_venues import call
from tests.unit.places import venue
from tests.unit.test_ladder import FINDING
from truyvet.codes import check_character
from truyvet.days import local_day
from truyvet.finding_table import FindingItem, FindingTable
from truyvet.histories import Cause, Event, Rung, Sending
from truyvet.history_table import HistoryItem, HistoryTable
from truyvet.report_table import ReportItem, ReportTable, State, StoredReport
from truyvet.setting_table import SettingItem, SettingTable
from truyvet.venue_table import VenueItem, VenueTable, to_items
from truyvet.venues import token_hash

TODAY = local_day(datetime.now(UTC))
DAY = TODAY - timedelta(days=1)
OWNER = "owner-of-the-quiet-shop"
QUIET = replace(
    venue("QV1ET00" + check_character("QV1ET00")), email="coba@example.vn", owner_token_hash=token_hash(OWNER)
)
MUTE = replace(venue("MVTE000" + check_character("MVTE000")), name="Quán nước Bến Xe", phone="+84901234568")


@dataclass
class Town:
    """Two venues that yesterday's report names, one of them without a mail address."""

    stack: Stack
    histories: HistoryTable
    venues: VenueTable

    def remind(self) -> dict[str, Any]:
        answer = self.stack.access.client("lambda").invoke(
            FunctionName=self.stack.outputs["RemindersFunctionName"], Payload=json.dumps(rule_event(DAY))
        )
        body = answer["Payload"].read()
        assert "FunctionError" not in answer, body
        return cast("dict[str, Any]", json.loads(body))

    def url(self, last: str, code: str = QUIET.code) -> str:
        return f"{self.stack.origin}/api/venues/{code}/{last}"

    def link(self) -> str:
        """The secret part of the newest reminder's link."""
        mail = self.stack.outbox.mails()[0]
        assert mail.header("To") == "coba@example.vn"
        code, _, token = mail.body("plain").partition("/answer#")[2].split()[0].partition(".")
        assert code == QUIET.code
        return token


MODELS: tuple[type[Model], ...] = (FindingItem, HistoryItem, ReportItem, SettingItem, VenueItem)


@pytest.fixture(scope="module")
def town(own_stack: Stack) -> Iterator[Town]:
    """The models of this process look at the stack's DynamoDB, under the administrator."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_DYNAMODB", own_stack.access.endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "ap-southeast-1")
        for model in MODELS:
            model._connection = None
        yield _named(own_stack)
    for model in MODELS:
        model._connection = None


def _named(own_stack: Stack) -> Town:
    client = own_stack.access.client("dynamodb")
    for place in (QUIET, MUTE):
        for item in to_items(place):
            client.put_item(TableName=own_stack.table("Venues"), Item=item)
    findings = [(replace(FINDING, day=DAY, since=DAY, venue=place.code), True) for place in (QUIET, MUTE)]
    FindingTable(own_stack.table("Findings")).replace_day(DAY, QUIET.district, findings)
    ReportTable(own_stack.table("Reports")).put(StoredReport(DAY, state=State.SENT))
    SettingTable(own_stack.table("Settings"))
    at_any_hour = json.dumps({"from_hour": 0, "to_hour": 24, "sms": True})
    SettingItem("ladder", version="2099-01-01", values=at_any_hour).save()
    return Town(own_stack, HistoryTable(own_stack.table("Histories")), VenueTable(own_stack.table("Venues")))


def test_each_is_told_once_and_its_head_answers_by_the_link(town: Town) -> None:
    assert town.remind() == {"day": DAY.isoformat(), "told": 2, "refused": 0, "state": "sent"}
    assert town.remind()["told"] == 0
    for place in (QUIET, MUTE):
        [entry] = town.histories.of_venue(place.code)
        assert (entry.event, entry.rung, entry.sending) == (Event.REMINDED, Rung.HEAD, Sending.SENT)
    token = town.link()
    status, told = call("GET", town.url("history"), token=token)
    assert (status, told["name"]) == (200, QUIET.name)
    assert [entry["text"] for entry in told["entries"]] == [FINDING.sentence]
    until = TODAY + timedelta(days=3)
    answer = {"cause": "closed", "until": until.isoformat(), "text": "Nhà có việc"}
    status, kept = call("POST", town.url("answers"), answer, token)
    assert (status, kept["event"]) == (201, "answered")
    assert call("POST", town.url("answers"), answer, token)[1]["id"] == kept["id"]
    after = town.venues.get(QUIET.code)
    assert after
    assert (after.away_from, after.away_until) == (TODAY, until)
    assert not after.opens_on(until)
    assert after.opens_on(until + timedelta(days=1))


def test_the_owner_asks_for_help_and_officials_find_it(town: Town) -> None:
    status, entry = call("POST", town.url("help"), {"cause": "no_network"}, OWNER)
    assert (status, entry["open"]) == (201, True)
    assert entry["id"] in {each.id for each in town.histories.open_in(QUIET.district) if each.cause is Cause.NO_NETWORK}
    access, outputs = town.stack.access, town.stack.outputs
    token = sign_in(access, outputs["OfficialsPoolId"], outputs["OfficialsClientId"], "district:689")
    oversight = f"{town.stack.origin}/api/oversight"
    assert entry["id"] in {each["id"] for each in call("GET", f"{oversight}/open", token=token)[1]["entries"]}
    history = f"{oversight}/venues/{QUIET.code}/history"
    settled = {"about": entry["id"], "event": "settled", "text": "Đã lắp mạng"}
    assert call("POST", history, settled, token)[0] == 201
    assert call("POST", history, settled, token)[0] == 409
    assert "settled" in {each["event"] for each in call("GET", history, token=token)[1]["entries"]}
    _, told = call("GET", town.url("history"), token=OWNER)
    assert entry["id"] in {each["id"] for each in told["entries"]}


@pytest.mark.parametrize("token", ["", "wrong", f"{TODAY}.wrong", f"{TODAY}.", "2021-02-30.x", "#.#"])
def test_nobody_else_reads_or_answers(town: Town, token: str) -> None:
    assert call("GET", town.url("history"), token=token)[0] == 401
    assert call("POST", town.url("answers"), {"cause": "other", "text": "x"}, token)[0] == 401


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x"}, "cause"),
        ({"cause": "closed"}, "until"),
        ({"cause": "closed", "until": (TODAY + timedelta(days=31)).isoformat()}, "until"),
        ({"cause": "closed", "until": DAY.isoformat()}, "until"),
        ({"cause": "disagree"}, "text"),
        ({"cause": "disagree", "text": "x" * 501}, "text"),
    ],
)
def test_what_an_answer_lacks_is_said(town: Town, body: dict[str, Any], field: str) -> None:
    status, said = call("POST", town.url("answers"), body, OWNER)
    assert status == 422
    assert field in {detail["field"] for detail in said["details"]}


def test_a_day_is_not_flooded_with_answers(town: Town) -> None:
    said = [call("POST", town.url("help", MUTE.code), {"cause": "other", "text": f"lần {n}"}, OWNER) for n in range(2)]
    assert [status for status, _ in said] == [401, 401]
    answers = [call("POST", town.url("help"), {"cause": "other", "text": f"lần {n}"}, OWNER)[0] for n in range(12)]
    assert answers.count(201) < 11
    assert answers[-1] == 422
