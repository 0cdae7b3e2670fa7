"""What an attacker sends to the deployed API: forged tokens, bodies made to break it, names made to run."""

import base64
import http.client
import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from local.accounts import Account, make, sign_in, tokens
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, exchange

OFFICIALS = ("/api/oversight/me", "/api/exposures/proposed", "/api/audit?from=2021-08-13&to=2021-08-13")
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE visits; --",
    '=HYPERLINK("http://x.example","bấm")',
    "{{7*7}} ${jndi:ldap://x.example} %s %n",
    "\u202egnp.etov\u200b\ufeff",
    "\x00\x1b[31m",
    "Ｎｇｕｙễｎ",
    "N\u0303\u0303\u0303\u0303" * 20,
]


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _opened(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    head, body, signature = token.split(".")
    padded = (part + "=" * (-len(part) % 4) for part in (head, body))
    header, claims = (json.loads(base64.urlsafe_b64decode(part)) for part in padded)
    return header, claims, signature


def _unsigned(token: str) -> str:
    header, claims, _ = _opened(token)
    return f"{_part(header | {'alg': 'none'})}.{_part(claims)}."


def _signed_by_somebody_else(token: str) -> str:
    header, claims, _ = _opened(token)
    text = f"{_part(header)}.{_part(claims)}"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _promoted(token: str) -> str:
    """The same signature below other claims."""
    header, claims, signature = _opened(token)
    return f"{_part(header)}.{_part(claims | {'cognito:groups': ['province', 'tracer', 'auditor']})}.{signature}"


def _prolonged(token: str) -> str:
    header, claims, signature = _opened(token)
    return f"{_part(header)}.{_part(claims | {'exp': int(time.time()) + 10**6})}.{signature}"


@pytest.fixture(scope="module")
def district(stack: Stack) -> str:
    """The token of an official who sees one district."""
    return sign_in(stack.access, stack.outputs["OfficialsPoolId"], stack.outputs["OfficialsClientId"], "district:689")


@pytest.mark.parametrize(
    "forge", [_unsigned, _signed_by_somebody_else, _promoted, _prolonged, lambda _: "x.y.z", lambda _: ""]
)
@pytest.mark.parametrize("path", OFFICIALS)
def test_a_forged_token_opens_nothing(stack: Stack, district: str, path: str, forge: Callable[[str], str]) -> None:
    assert call("GET", stack.origin + path, token=forge(district))[0] == 401


def test_a_true_token_opens_what_its_groups_may_and_no_more(stack: Stack, district: str) -> None:
    answers = [call("GET", stack.origin + path, token=district)[0] for path in OFFICIALS]
    assert answers == [200, 403, 403]


def test_a_token_of_another_application_opens_nothing(stack: Stack) -> None:
    """Accounts, and a client, of a pool that somebody else made."""
    cognito = stack.access.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="other", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    account = Account("attacker", "Aa1-long-enough-and-secret", "province")
    make(stack.access, pool, account)
    given = tokens(stack.access, client, account)
    for name in ("AccessToken", "IdToken"):
        assert call("GET", f"{stack.origin}/api/oversight/me", token=given[name])[0] == 401


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b"[" * 100_000,
        b'{"id": "\xff\xfe"}',
        b'{"id": 1e999, "at": NaN}',
        b'{"id": ' + b"9" * 10_000 + b"}",
        b"\xef\xbb\xbf{}",
        b'{"person": {"name": "\\ud800"}}',
        b"<?xml version='1.0'?><a/>",
        b"x" * 300_000,
        b"",
    ],
    ids=range(10),
)
@pytest.mark.parametrize("path", ["/api/checkins", "/api/checkins/batch", "/api/badges", "/api/venues", "/api/sign-in"])
def test_a_body_made_to_break_the_parser_is_refused_in_words(stack: Stack, path: str, body: bytes) -> None:
    status, answer = sent(f"{stack.origin}{path}", body)
    assert status in {401, 413, 422}, answer
    assert set(answer) >= {"error", "message"}


@pytest.mark.parametrize(
    ("group", "method", "path"),
    [
        ("tracer", "GET", f"/api/traces/{'x' * 3000}"),
        ("tracer", "GET", f"/api/traces/{uuid4()}/changes"),
        ("tracer", "POST", f"/api/exposures/{'x' * 3000}/withdraw"),
        ("province", "GET", f"/api/oversight/rosters/{'x' * 3000}"),
        ("province", "GET", "/api/oversight/days/0001-01-01"),
        ("auditor", "GET", "/api/audit?to=0001-01-01"),
    ],
    ids=range(6),
)
def test_an_address_made_to_break_a_key_is_refused_in_words(stack: Stack, group: str, method: str, path: str) -> None:
    token = sign_in(stack.access, stack.outputs["OfficialsPoolId"], stack.outputs["OfficialsClientId"], group)
    body = {"reason": "x"} if method == "POST" else None
    status, answer = call(method, stack.origin + path, body, token)
    assert (status, set(answer) >= {"error", "message"}) in {(404, True), (422, True)}, answer


@pytest.mark.parametrize("session", ["x", "\x00" * 30, "\ud800" * 10, "x" * 3000])
def test_a_made_up_session_of_a_sign_in_is_over(stack: Stack, session: str) -> None:
    """Anybody may send one, so it must ring no alarm."""
    asked = {"name": "nobody", "session": session, "challenge": "code", "answer": "123456"}
    status, answer = call("POST", f"{stack.origin}/api/sign-in/answer", asked)
    assert status in {401, 422}, answer


@pytest.mark.parametrize("text", NASTY)
def test_a_name_is_stored_as_text_and_printed_as_text(stack: Stack, text: str) -> None:
    name = f"{text} {uuid4().hex[:6]}"
    venue = doors.VENUE | {"name": name[:120], "address": text[:200], "head": text[:80], "agency": text[:120]}
    status, given = call("POST", f"{stack.origin}/api/venues", venue)
    assert status in {201, 422}, given
    if status == 422:
        assert {detail["field"] for detail in given["details"]} <= {"name", "address", "head"}
        return
    for last, kind in (("poster.pdf", "application/pdf"), ("qr.svg", "image/svg+xml")):
        status, media_type, content = exchange("GET", f"{stack.origin}/api/venues/{given['code']}/{last}")
        assert (status, media_type) == (200, kind)
        assert b"<script" not in content
    _, card = call("GET", f"{stack.origin}/api/venues/{given['code']}")
    assert card["name"].isprintable()


def test_codes_cannot_be_tried_out_for_anything_secret(stack: Stack) -> None:
    """A venue's card is public; what is not public asks for 24 random bytes at least, and says the same to all."""
    code = doors.registered(stack.origin)
    said = {
        exchange("GET", f"{stack.origin}/api/venues/{code}/today", token=token)[::2]
        for token in ("x", "", "x" * 43, "2021-08-13.x", str(uuid4()))
    }
    assert {status for status, _ in said} == {401}
    assert call("POST", f"{stack.origin}/api/badges/0000000000000000/revoke", {}, "x")[0] == 200


def sent(url: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Status and answer of a POST of bytes."""
    address = urlsplit(url)
    with closing(http.client.HTTPConnection(address.netloc, timeout=60)) as connection:
        headers = {"Content-Type": "application/json", "Authorization": "Bearer x"}
        connection.request("POST", address.path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
