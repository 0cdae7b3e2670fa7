"""The door as API Gateway calls it: statuses, bodies, and what DynamoDB's answers become."""

import gc
import json
from dataclasses import replace
from typing import Any, cast

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from mypy_boto3_dynamodb import DynamoDBClient

import http_json
from checkin import app
from tests.unit import test_checkin_requests, test_checkins
from tests.unit.strategies import NOW
from tests.unit.test_floods import Counters, worked
from truyvet import floods, visits
from truyvet.checkins import Door, check_in
from truyvet.days import LOCAL
from truyvet.errors import TryAgainError
from truyvet.floods import CHECK_INS, FloodGate
from truyvet.venue_cards import VenueCards
from truyvet.venues import Status
from truyvet.visit_table import VisitTable


class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "test"


def post(body: str) -> tuple[int, dict[str, Any], dict[str, Any]]:
    event = {
        "version": "2.0",
        "rawPath": "/api/checkins",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": "POST", "path": "/api/checkins", "sourceIp": "127.0.0.1"},
            "stage": "$default",
        },
        "body": body,
        "isBase64Encoded": False,
    }
    answer = app.handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"]), answer["headers"]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> dict[str, Door]:
    """The door that the handler finds; a test may put another one in its place."""
    doors = {"now": test_checkins.door()}
    gate = FloodGate(cast("Any", Counters()), "limits-of-test")
    monkeypatch.setattr(app, "_door", lambda: doors["now"])
    monkeypatch.setattr(app, "_gate", lambda: gate)
    monkeypatch.setattr(http_json, "received_now", lambda: NOW)
    return doors


BODY = json.dumps(test_checkin_requests.BODY)


def test_a_check_in_is_confirmed_and_a_retry_gets_the_same_answer(opened: dict[str, Door]) -> None:
    status, receipt, _ = post(BODY)
    assert status == 201
    assert receipt == {
        "id": "0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8e",
        "venue": "7K3M9QXP",
        "venue_name": "Tạp hóa Cô Ba",
        "commune_name": "Phường Tân Phú",
        "direction": "in",
        "at": "2021-08-13T01:15:30.123Z",
        "received_at": "2021-08-13T05:00:00.000Z",
        "alert": True,
    }
    assert post(BODY)[:2] == (200, receipt)


def test_a_scanned_card_is_told_back_masked(opened: dict[str, Door]) -> None:
    card = "070090123456|285123456|Nguyễn Thị Mười|01121990|Nữ|Tổ 5, Tân Thiện, Đồng Xoài|15042021"
    status, receipt, _ = post(json.dumps(test_checkin_requests.BODY | {"person": {"card": card}}))
    assert status == 201
    assert receipt["card"] == {"kind": "cccd", "shown": "N.T.M., nữ, 1990", "warnings": ["sex_mismatch"]}


def test_a_busy_store_is_answered_with_when_to_try_again(opened: dict[str, Door]) -> None:
    opened["now"] = test_checkins.door(kept=test_checkins.Kept(failing=True))
    status, body, headers = post(BODY)
    assert (status, body["error"]) == (503, "try_again")
    assert int(headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"venue": "7K3M9QXQ"}, 404, "not_found"),
        ({"at": "2021-08-13T05:06:00Z"}, 422, "too_early"),
        ({"at": "2021-07-13T05:00:00Z"}, 422, "too_late"),
        ({"direction": "up"}, 422, "invalid"),
    ],
)
def test_every_refusal_has_its_status_code_and_sentence(
    opened: dict[str, Door], change: dict[str, str], status: int, code: str
) -> None:
    answered, body, _ = post(json.dumps(test_checkin_requests.BODY | change))
    assert (answered, body["error"]) == (status, code)
    assert body["message"].endswith(".")


def test_a_closed_venue_answers_conflict(opened: dict[str, Door]) -> None:
    opened["now"] = test_checkins.door(card=replace(test_checkins.CARD, status=Status.CLOSED))
    assert post(BODY)[0] == 409


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_json_object_is_refused_in_words(opened: dict[str, Door], body: str) -> None:
    assert post(body)[1]["error"] in {"invalid", "too_large"}


def test_a_flood_from_one_address_is_told_when_to_come_back(
    opened: dict[str, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = replace(CHECK_INS, limit=3, unnoticed=0, sample=1)
    monkeypatch.setattr(floods, "CHECK_INS", full)
    answers = [post(BODY) for _ in range(5)]
    assert [status for status, _, _ in answers] == [201, 200, 200, 429, 429]
    assert (answers[-1][1]["error"], answers[-1][2]["Retry-After"]) == ("rate_limited", "60")


def test_under_attack_a_check_in_is_taken_with_a_proof_of_work(
    opened: dict[str, Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "_proof_bits", lambda: 8)
    status, body, _ = post(BODY)
    assert (status, body["error"], body["bits"]) == (429, "proof_needed", 8)
    proof = worked(test_checkin_requests.BODY["id"], 8)
    assert post(json.dumps(test_checkin_requests.BODY | {"proof": proof}))[0] == 201


def test_a_body_over_the_limit_is_refused(opened: dict[str, Door]) -> None:
    assert post(json.dumps({"x": "x" * 300_000}))[:1] == (413,)


def client() -> DynamoDBClient:
    made: DynamoDBClient = botocore.session.get_session().create_client(  # type: ignore[assignment]
        "dynamodb", "ap-southeast-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    return made


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"]
)
def test_a_passing_failure_of_dynamodb_means_try_again(code: str) -> None:
    dynamodb = client()
    visit = check_in(test_checkins.door(), test_checkins.EVENT, NOW).visit
    with Stubber(dynamodb) as stub:
        stub.add_client_error("put_item", code)
        with pytest.raises(TryAgainError):
            VisitTable(dynamodb, "visits-of-test").put(visit)


def test_a_mistake_of_ours_is_not_taken_for_a_passing_failure() -> None:
    dynamodb = client()
    visit = check_in(test_checkins.door(), test_checkins.EVENT, NOW).visit
    with Stubber(dynamodb) as stub:
        stub.add_client_error("put_item", "AccessDeniedException")
        with pytest.raises(ClientError):
            VisitTable(dynamodb, "visits-of-test").put(visit)


def test_counting_follows_every_page() -> None:
    dynamodb = client()
    key = {"venue_day": {"S": "7K3M9QXP#2021-08-13"}, "at_id": {"B": b"x"}}
    with Stubber(dynamodb) as stub:
        stub.add_response("query", {"Count": 700, "LastEvaluatedKey": key})
        stub.add_response("query", {"Count": 41})
        assert VisitTable(dynamodb, "visits-of-test").count("7K3M9QXP", NOW.astimezone(LOCAL).date()) == 741
        stub.assert_no_pending_responses()


def test_a_venue_is_read_once_and_again_when_its_card_is_old() -> None:
    dynamodb = client()
    item = {name: {"S": name} for name in ("code", "name", "commune_name")}
    item |= {"district": {"N": "689"}, "commune": {"N": "25195"}}
    with Stubber(dynamodb) as stub:
        stub.add_response("get_item", {"Item": item | {"status": {"S": "open"}}})
        stub.add_response("get_item", {"Item": item | {"status": {"S": "closed"}}})
        stub.add_response("get_item", {})
        cards = VenueCards(dynamodb, "venues-of-test")
        read = [cards.get("code", NOW.replace(second=second)) for second in (0, 29, 30)]
        assert [card.status for card in read if card] == [Status.OPEN, Status.OPEN, Status.CLOSED]
        assert cards.get("other", NOW) is None


def test_the_stored_item_is_what_the_table_is_asked_to_keep() -> None:
    dynamodb = client()
    visit = check_in(test_checkins.door(), test_checkins.EVENT, NOW).visit
    with Stubber(dynamodb) as stub:
        stub.add_response(
            "put_item",
            {},
            {
                "TableName": "visits-of-test",
                "Item": visits.to_item(visit),
                "ConditionExpression": "attribute_not_exists(at_id)",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            },
        )
        assert VisitTable(dynamodb, "visits-of-test").put(visit) is None


def test_the_collector_works_again_once_all_is_imported() -> None:
    assert gc.isenabled()
