"""Oversight through the deployed API: real sign-ins, real roles, and tokens that are none."""

import base64
import json
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest

from local import accounts
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call, exchange, register
from truyvet.days import local_day
from truyvet.setting_changes import defaults, first_version

GROUPS = ["tracer", "province", "district:689", "district:690", "kind:market", "auditor"]


@pytest.fixture(scope="module")
def tokens(stack: Stack) -> dict[str, str]:
    outputs = stack.outputs
    return {
        group: accounts.sign_in(
            stack.access,
            outputs["OfficialsPoolId"],
            outputs["OfficialsClientId"],
            group,
            f"o-{group.replace(':', '-')}",
        )
        for group in GROUPS
    }


@pytest.fixture(scope="module")
def market(stack: Stack) -> str:
    """A market of district 689 with an entry and an exit of today, tallied by the stream."""
    url, _ = register(stack, kind="market", phone="0901 234 888")
    code = url.rpartition("/")[2]
    for direction in ("in", "out"):
        status, answer = doors.call(f"{stack.origin}/api/checkins", doors.check_in(code, direction))
        assert status == HTTPStatus.CREATED, answer
    return code


def get(stack: Stack, path: str, token: str) -> tuple[int, Any]:
    return call("GET", f"{stack.origin}/api/oversight/{path}", token=token)


def today() -> str:
    return local_day(datetime.now(UTC)).isoformat()


def test_today_is_live_within_a_minute(stack: Stack, tokens: dict[str, str], market: str) -> None:
    ends = time.monotonic() + 60
    while True:
        status, answer = get(stack, f"venues/{market}", tokens["kind:market"])
        assert status == HTTPStatus.OK, answer
        told = answer["days"][-1]
        if (told["entries"], told["exits"]) == (1, 1):
            break
        assert time.monotonic() < ends, told
        time.sleep(0.5)
    status, figures = get(stack, f"days/{today()}?kind=market&district=689", tokens["district:689"])
    assert status == HTTPStatus.OK
    assert figures["total"]["day"]["registered"] >= 1


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("me", {"province", "district:689", "district:690", "kind:market", "auditor"}),
        ("days/{today}", {"province", "district:689", "district:690", "kind:market", "auditor"}),
        ("days/{today}?district=689", {"province", "district:689", "kind:market", "auditor"}),
        ("venues/{market}", {"province", "district:689", "kind:market", "auditor"}),
        ("settings", {"province", "auditor"}),
        ("reports", {"province", "district:689", "district:690", "kind:market", "auditor"}),
    ],
)
def test_the_deployed_api_lets_in_whom_the_scope_lets_in(
    stack: Stack, tokens: dict[str, str], market: str, path: str, allowed: set[str]
) -> None:
    address = path.format(today=today(), market=market)
    for group in GROUPS:
        status, _ = get(stack, address, tokens[group])
        assert status == (HTTPStatus.OK if group in allowed else HTTPStatus.FORBIDDEN), group


def forged(token: str, **claims: Any) -> str:
    """The token with other claims under the old signature."""
    head, body, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "==")) | claims
    changed = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    return f"{head}.{changed}.{signature}"


def unsigned(token: str) -> str:
    """The token as one that asks for no signature."""
    body = token.split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{head}.{body}."


def test_tokens_that_are_none_are_refused(stack: Stack, tokens: dict[str, str]) -> None:
    good = tokens["district:690"]
    wrong = {
        "nobody": "",
        "nonsense": "abc",
        "more groups": forged(good, **{"cognito:groups": ["province"]}),
        "expired": forged(good, exp=int(time.time()) - 60),
        "other client": forged(good, client_id="another"),
        "unsigned": unsigned(good),
        "cut": good[:-8],
    }
    for name, token in wrong.items():
        status, _, _ = exchange("GET", f"{stack.origin}/api/oversight/me", token=token)
        assert status == HTTPStatus.UNAUTHORIZED, name
    assert get(stack, "me", good)[0] == HTTPStatus.OK


def test_a_token_of_another_client_is_refused(stack: Stack) -> None:
    cognito = stack.access.client("cognito-idp")
    pool = stack.outputs["OfficialsPoolId"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    client = made["UserPoolClient"]["ClientId"]
    token = accounts.sign_in(stack.access, pool, client, "province", "o-other-client")
    status, _, _ = exchange("GET", f"{stack.origin}/api/oversight/me", token=token)
    assert status == HTTPStatus.UNAUTHORIZED


def test_settings_are_changed_once_by_the_province_alone(stack: Stack, tokens: dict[str, str]) -> None:
    url = f"{stack.origin}/api/oversight/settings/exposure"
    body = {
        "before": first_version("exposure"),
        "values": defaults("exposure") | {"places_a_day": 12},
        "comment": "Thử nghiệm",
    }
    assert call("POST", url, body, tokens["auditor"])[0] == HTTPStatus.FORBIDDEN
    status, told = call("POST", url, body, tokens["province"])
    assert (status, told.get("values")) == (HTTPStatus.CREATED, {"places_a_day": 12})
    assert call("POST", url, body, tokens["province"])[0] == HTTPStatus.CONFLICT


def test_files_come_through_the_gateway_whole(stack: Stack, tokens: dict[str, str], market: str) -> None:
    base = f"{stack.origin}/api/oversight"
    status, kind, content = exchange("GET", f"{base}/days/{today()}/files/venues.xlsx", token=tokens["province"])
    assert (status, content[:2]) == (HTTPStatus.OK, b"PK")
    assert "spreadsheet" in kind
    status, kind, content = exchange("GET", f"{base}/communes/25195/leaflet.pdf", token=tokens["district:689"])
    assert (status, kind, content[:5]) == (HTTPStatus.OK, "application/pdf", b"%PDF-")
