"""Every route that asks for a sign-in and is not of oversight, by every role, through the deployed API.

The table is complete by construction: a route of the API's document without a line here fails. Those of oversight have
theirs in tests/unit/test_oversight_access.py.
"""

import urllib.request
from urllib.error import HTTPError

import pytest

from local.stack import Stack
from shipping.openapi.document import document
from tests.integration.test_oversight import GROUPS, tokens

__all__ = ["tokens"]
TRACE, PLACE = "00000000-0000-4000-8000-000000000001", "11111111-1111-4111-8111-111111111111"
TRACING, PUBLISHING, EVERYBODY = {"tracer"}, {"tracer", "province"}, set(GROUPS)
ALLOWED: dict[str, set[str]] = {
    "POST /api/traces": TRACING,
    "GET /api/traces/{trace}": TRACING,
    "POST /api/traces/{trace}/again": TRACING,
    "GET /api/traces/{trace}/changes": TRACING,
    "GET /api/traces/{trace}/cordon": TRACING,
    "GET /api/traces/{trace}/cordon.xlsx": TRACING,
    "GET /api/traces/{trace}/contacts.xlsx": TRACING,
    "GET /api/traces/{trace}/contacts.csv": TRACING,
    "GET /api/traces/{trace}/sormas.csv": TRACING,
    "GET /api/trace-rules": TRACING,
    "POST /api/exposures": TRACING,
    "GET /api/exposures/proposed": PUBLISHING,
    "POST /api/exposures/{exposure}/approve": PUBLISHING,
    "POST /api/exposures/{exposure}/withdraw": PUBLISHING,
    "GET /api/audit": {"auditor"},
    "GET /api/audit.csv": {"auditor"},
    "GET /api/audit/deletions": {"auditor"},
    "POST /api/sign-in/code": EVERYBODY,
    "POST /api/sign-in/code/confirm": EVERYBODY,
}


def status(method: str, url: str, token: str = "") -> int:
    """What is answered, which need not be JSON."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = b"{}" if method == "POST" else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=method)) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_every_route_is_in_the_table() -> None:
    asking = {
        f"{method.upper()} {path}"
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method != "parameters" and any("official" in each for each in operation.get("security", []))
    }
    assert {route for route in asking if "/oversight/" not in route} == set(ALLOWED)


@pytest.mark.parametrize("route", sorted(ALLOWED))
def test_a_role_gets_past_the_door_where_the_table_says(stack: Stack, tokens: dict[str, str], route: str) -> None:
    method, path = route.split(" ")
    address = stack.origin + path.replace("{trace}", TRACE).replace("{exposure}", PLACE)
    assert status(method, address) == 401
    refused = {group for group in GROUPS if status(method, address, tokens[group]) == 403}
    assert refused == set(GROUPS) - ALLOWED[route]
