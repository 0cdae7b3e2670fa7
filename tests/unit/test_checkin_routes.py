"""The door's table of routes answers as an HTTP API and its clients expect."""

import base64
import json
from typing import Any

import pytest

from checkin.routes import Answer, Request, Routes, answer
from truyvet.errors import RateLimitedError, TryAgainError

routes = Routes()


@routes.post("/api/things")
def post_thing(request: Request) -> Answer:
    return answer(201, request.json())


@routes.post("/api/things/{code}/end")
def end_thing(request: Request) -> Answer:
    return answer(200, {"code": request.path_values["code"], "token": request.bearer_token()})


@routes.post("/api/busy")
def busy(_: Request) -> Answer:
    raise TryAgainError(retry_after=7)


@routes.post("/api/flood")
def flood(_: Request) -> Answer:
    raise RateLimitedError("Xin thử lại sau.", 40)


@routes.post("/api/broken")
def broken(_: Request) -> Answer:
    raise ZeroDivisionError


def call(path: str, method: str = "POST", **event: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
    given = {"rawPath": path, "requestContext": {"http": {"method": method}}, "body": "{}", **event}
    answered = routes.resolve(given)
    return answered["statusCode"], json.loads(answered["body"]), answered["headers"]


def test_an_answer_is_json_that_no_cache_keeps() -> None:
    status, body, headers = call("/api/things", body='{"tên": "Cô Ba"}')
    assert (status, body) == (201, {"tên": "Cô Ba"})
    assert headers == {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Strict-Transport-Security": "max-age=31536000",
    }


def test_a_body_in_base64_is_read() -> None:
    assert call("/api/things", body=base64.b64encode(b'{"a": 1}').decode(), isBase64Encoded=True)[1] == {"a": 1}


@pytest.mark.parametrize("body", [base64.b64encode(b"\xff\xfe").decode(), "a"])
def test_a_body_that_is_no_text_is_refused_in_words(body: str) -> None:
    assert call("/api/things", body=body, isBase64Encoded=True)[0] == 422


def test_a_body_that_is_missing_is_refused_in_words() -> None:
    assert call("/api/things", body=None)[:1] == (422,)


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/api/things", "GET"),
        ("/api/things/", "POST"),
        ("/api/things/x", "POST"),
        ("/api/things//end", "POST"),
        ("/api/things/x/y/end", "POST"),
        ("/API/things", "POST"),
    ],
)
def test_what_no_route_has_is_not_found(path: str, method: str) -> None:
    status, body, _ = call(path, method)
    assert (status, body["error"]) == (404, "not_found")


@pytest.mark.parametrize("name", ["authorization", "Authorization"])
def test_a_name_in_the_path_and_the_token_reach_the_route(name: str) -> None:
    assert call("/api/things/7K3M9QXP/end", headers={name: "Bearer abc"})[1] == {"code": "7K3M9QXP", "token": "abc"}


@pytest.mark.parametrize("headers", [None, {}, {"authorization": "Basic abc"}, {"authorization": "Bearer"}])
def test_a_missing_token_is_unauthorised(headers: dict[str, str] | None) -> None:
    assert call("/api/things/7K3M9QXP/end", headers=headers)[0] == 401


def test_try_again_says_when() -> None:
    status, body, headers = call("/api/busy")
    assert (status, body["error"], headers["Retry-After"]) == (503, "try_again", "7")


def test_too_many_requests_have_their_status_and_say_when() -> None:
    status, body, headers = call("/api/flood")
    assert (status, body["error"], headers["Retry-After"]) == (429, "rate_limited", "40")


def test_what_nobody_expected_propagates() -> None:
    with pytest.raises(ZeroDivisionError):
        call("/api/broken")
