"""The answers about venues: registration, card, files, and what only the owner may."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

import http_api
from qrgen import app
from tests.unit.registry import Registry
from tests.unit.strategies import NOW
from tests.unit.test_registration import BODY, registered
from truyvet.errors import RateLimitedError
from truyvet.tallies import Tally
from truyvet.venues import Status, token_hash

TOKEN = "t" * 43
VENUE = replace(registered(), code="7K3M9QXP", owner_token_hash=token_hash(TOKEN))
UNKNOWN = "00000000"


class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "test"


class Limits:
    def __init__(self) -> None:
        self.left = 120

    def count(self, *_: object) -> None:
        self.left -= 1
        if self.left < 0:
            raise RateLimitedError("Xin thử lại sau.", 60)


class Tallies:
    def get(self, venue: str, day: Any, district: int, commune: int) -> Tally | None:
        by_hour = (*(0,) * 8, 5, *(0,) * 15)
        return Tally(venue, day, district, commune, entries=3, exits=2, by_hour=by_hour)


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Limits:
    counted = Limits()
    monkeypatch.setattr(app, "_limits", lambda: counted)
    return counted


@pytest.fixture
def venues(monkeypatch: pytest.MonkeyPatch, limits: Limits) -> Registry:
    registry = Registry(VENUE)
    monkeypatch.setenv("HOST_URL", "https://tv.example.vn")
    monkeypatch.setenv("PROVINCE", "70")
    monkeypatch.setattr(app, "_venues", lambda: registry)
    monkeypatch.setattr(app, "_tallies", Tallies)
    monkeypatch.setattr(http_api, "received_now", lambda: NOW)
    app._publisher.cache_clear()
    return registry


def call(
    method: str, path: str, body: Any = None, token: str | None = None, query: dict[str, str] | None = None
) -> dict[str, Any]:
    headers = {"content-type": "application/json", **({"authorization": f"Bearer {token}"} if token else {})}
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": headers,
        "queryStringParameters": query,
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "127.0.0.1"}, "stage": "$default"},
        "body": json.dumps(body) if body is not None else None,
        "isBase64Encoded": False,
    }
    return app.handler(event, Context())


def answered(answer: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return answer["statusCode"], json.loads(answer["body"])


def content(answer: dict[str, Any]) -> bytes:
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    return base64.b64decode(answer["body"])


NEW = BODY | {"name": "Quán Cô Tư"}


def test_a_new_venue_gets_a_code_and_its_owner_a_token(venues: Registry) -> None:
    status, given = answered(call("POST", "/api/venues", NEW))
    code = given["code"]
    assert status == 201
    assert given == {
        "code": code,
        "name": "Quán Cô Tư",
        "check_in_url": f"HTTPS://TV.EXAMPLE.VN/C/{code}",
        "qr": f"/api/venues/{code}/qr.svg",
        "poster": f"/api/venues/{code}/poster.pdf",
        "owner_token": given["owner_token"],
    }
    assert venues.venues[code].owner_token_hash == token_hash(given["owner_token"])


def test_a_venue_registered_again_is_shown_without_a_token(venues: Registry) -> None:
    status, given = answered(call("POST", "/api/venues", BODY | {"name": "TẠP HÓA CÔ BA", "phone": "+84901234567"}))
    assert (status, given["code"], given["existing"]) == (200, "7K3M9QXP", True)
    assert "owner_token" not in given


def test_a_registration_sent_again_after_a_lost_answer_gives_the_same_answer(venues: Registry) -> None:
    body = NEW | {"owner_token": "n" * 43}
    first, second = (answered(call("POST", "/api/venues", body)) for _ in range(2))
    assert first == second
    assert first[0] == 201


def test_wrong_fields_are_named_and_cost_nothing(venues: Registry, limits: Limits) -> None:
    status, refusal = answered(call("POST", "/api/venues", BODY | {"phone": "1"}))
    assert (status, refusal["error"], refusal["details"][0]["field"]) == (422, "invalid", "phone")
    assert limits.left == 120


def test_too_many_registrations_are_refused(venues: Registry, limits: Limits) -> None:
    limits.left = 0
    assert answered(call("POST", "/api/venues", NEW))[0] == 429
    assert list(venues.venues) == ["7K3M9QXP"]


def test_the_card_tells_nothing_of_the_head(venues: Registry) -> None:
    answer = call("GET", "/api/venues/7k3m-9qxp")
    assert answered(answer) == (
        200,
        {
            "code": "7K3M9QXP",
            "name": "Tạp hóa Cô Ba",
            "kind": "grocery",
            "commune": 25195,
            "commune_name": "Phường Tân Phú",
            "district": 689,
            "district_name": "Thành phố Đồng Xoài",
            "zones": ["quầy 1"],
            "status": "open",
        },
    )


def test_a_cache_keeps_the_card_apart_from_what_a_token_opens(venues: Registry) -> None:
    public = call("GET", "/api/venues/7K3M9QXP")["headers"]
    assert (public["Cache-Control"], public["Vary"]) == ("public, max-age=30", "Authorization")
    assert call("GET", "/api/venues/7K3M9QXP", token=TOKEN)["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", [Status.CLOSED, Status.SUSPENDED])
def test_the_card_of_a_closed_venue_says_so(venues: Registry, status: Status) -> None:
    venues.venues["7K3M9QXP"] = replace(VENUE, status=status)
    assert answered(call("GET", "/api/venues/7K3M9QXP"))[1]["status"] == status.value


def test_no_code_of_ours_and_an_unknown_code_are_told_apart(venues: Registry) -> None:
    foreign = answered(call("GET", "/api/venues/tokhaiyte-123"))
    unknown = answered(call("GET", f"/api/venues/{UNKNOWN}"))
    assert foreign[0] == unknown[0] == 404
    assert foreign[1]["message"] != unknown[1]["message"]


def test_an_svg_may_be_cached_and_issues_no_poster(venues: Registry) -> None:
    answer = call("GET", "/api/venues/7K3M9QXP/qr.svg")
    assert content(answer).startswith(b"<svg")
    assert answer["headers"]["Cache-Control"].startswith("public")
    assert venues.venues["7K3M9QXP"].poster_issued_at is None


@pytest.mark.parametrize(
    ("path", "query", "begins", "name"),
    [
        ("qr.png", {"pixels": "240"}, b"\x89PNG", "ma-qr-7K3M9QXP.png"),
        ("qr.png", None, b"\x89PNG", "ma-qr-7K3M9QXP.png"),
        ("poster.pdf", None, b"%PDF", "ap-phich-7K3M9QXP-A4.pdf"),
        ("poster.pdf", {"format": "a5"}, b"%PDF", "ap-phich-7K3M9QXP-A5.pdf"),
        ("poster.pdf", {"format": "sticker"}, b"%PDF", "ap-phich-7K3M9QXP-sticker.pdf"),
    ],
)
def test_a_download_has_a_name_and_issues_the_poster(
    venues: Registry, path: str, query: dict[str, str] | None, begins: bytes, name: str
) -> None:
    answer = call("GET", f"/api/venues/7K3M9QXP/{path}", query=query)
    assert content(answer).startswith(begins)
    assert answer["headers"]["Content-Disposition"] == f'attachment; filename="{name}"'
    assert venues.venues["7K3M9QXP"].poster_issued_at == NOW


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("qr.png", {"pixels": "0"}),
        ("qr.png", {"pixels": "99999"}),
        ("qr.png", {"pixels": "-5"}),
        ("qr.png", {"pixels": "¹²³"}),
        ("poster.pdf", {"format": "A3"}),
    ],
)
def test_a_size_that_cannot_be_drawn_is_refused_and_issues_nothing(
    venues: Registry, path: str, query: dict[str, str]
) -> None:
    status, refusal = answered(call("GET", f"/api/venues/7K3M9QXP/{path}", query=query))
    assert (status, refusal["error"]) == (422, "invalid")
    assert venues.venues["7K3M9QXP"].poster_issued_at is None


def test_the_owner_sees_everything_registered(venues: Registry) -> None:
    status, whole = answered(call("GET", "/api/venues/7K3M9QXP", token=TOKEN))
    assert (status, whole["head"], whole["phone"]) == (200, "Nguyễn Thị Mười", "+84901234567")
    assert whole["opening_hours"] == BODY["opening_hours"]
    assert whole["poster_version"] == 1


def test_the_owner_corrects_and_sees_the_correction(venues: Registry) -> None:
    status, whole = answered(call("PATCH", "/api/venues/7K3M9QXP", {"name": "Cô Tư", "status": "closed"}, TOKEN))
    assert (status, whole["name"], whole["status"], whole["poster_version"]) == (200, "Cô Tư", "closed", 2)
    assert venues.venues["7K3M9QXP"].name == "Cô Tư"


def test_the_owner_sees_todays_counts(venues: Registry) -> None:
    status, today = answered(call("GET", "/api/venues/7K3M9QXP/today", token=TOKEN))
    assert (status, today["day"], today["entries"], today["exits"]) == (200, "2021-08-13", 3, 2)
    assert (len(today["by_hour"]), today["by_hour"][8]) == (24, 5)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", "", None), ("PATCH", "", {"name": "x"}), ("GET", "/today", None)],
)
def test_a_wrong_token_opens_nothing(venues: Registry, method: str, path: str, body: Any) -> None:
    status, refusal = answered(call(method, f"/api/venues/7K3M9QXP{path}", body, token="w" * 43))
    assert (status, refusal["error"]) == (401, "unauthorised")
    assert venues.venues["7K3M9QXP"] == VENUE


@pytest.mark.parametrize(("method", "path"), [("PATCH", ""), ("GET", "/today")])
def test_without_a_token_nothing_of_the_owner_is_done(venues: Registry, method: str, path: str) -> None:
    assert answered(call(method, f"/api/venues/7K3M9QXP{path}", {}))[0] == 401
