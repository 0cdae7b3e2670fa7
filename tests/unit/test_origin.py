"""With an edge before it, the API answers to nobody else, and knows clients by the address that the edge saw."""

from hashlib import sha256
from typing import Any

import pytest

from origin import guarded

SECRET = "made-up-secret-of-nobody"
PROOF = sha256(SECRET.encode()).hexdigest()


def called(event: dict[str, Any], _: Any) -> dict[str, Any]:
    return {"statusCode": 200, "address": event["requestContext"]["http"]["sourceIp"]}


def request(**headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"headers": named, "requestContext": {"http": {"sourceIp": "198.51.100.1"}}}


def test_without_an_edge_the_handler_stays_as_it_is() -> None:
    assert guarded("")(called) is called


@pytest.mark.parametrize("headers", [{}, {"x_origin_secret": ""}, {"x_origin_secret": "guess"}])
def test_what_did_not_come_through_the_edge_is_refused(headers: dict[str, str]) -> None:
    answer = guarded(PROOF)(called)(request(**headers), None)
    assert answer["statusCode"] == 403
    assert SECRET not in str(answer)


def test_an_event_without_headers_is_refused() -> None:
    assert guarded(PROOF)(called)({"requestContext": {"http": {}}}, None)["statusCode"] == 403


@pytest.mark.parametrize(
    ("viewer", "address"), [("192.0.2.7:51234", "192.0.2.7"), ("2001:db8::7:51234", "2001:db8::7")]
)
def test_the_client_is_who_the_edge_saw(viewer: str, address: str) -> None:
    event = request(x_origin_secret=SECRET, cloudfront_viewer_address=viewer)
    assert guarded(PROOF)(called)(event, None) == {"statusCode": 200, "address": address}


def test_while_the_secret_is_changed_both_are_taken() -> None:
    other = sha256(b"the next one").hexdigest()
    for secret in (SECRET, "the next one"):
        assert guarded(f"{PROOF},{other}")(called)(request(x_origin_secret=secret), None)["statusCode"] == 200


def test_an_address_that_nobody_vouches_for_changes_nothing() -> None:
    event = request(cloudfront_viewer_address="192.0.2.7:51234")
    assert guarded("")(called)(event, None)["address"] == "198.51.100.1"
