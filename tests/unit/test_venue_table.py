"""How a venue lies in its item, and what failures become (tests/integration/test_venues.py runs the real table)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from botocore.stub import Stubber
from pynamodb.exceptions import TransactWriteError

from tests.unit.strategies import NOW
from tests.unit.test_registration import registered
from truyvet import venue_table
from truyvet.errors import TryAgainError
from truyvet.venue_table import VenueItem, VenueTable, to_items
from truyvet.venues import OpeningHours, Venue

VENUE = replace(registered(), code="7K3M9QXP")
FULL = replace(
    VENUE,
    opening_hours=(OpeningHours((1, 2), time(6), time(11, 30)), OpeningHours((7,), time(18), time(0))),
    tax_code="3800123456",
    status_since=NOW,
    poster_version=3,
    poster_issued_at=NOW + timedelta(milliseconds=1),
)
BARE = replace(VENUE, agency=None, email=None, opening_hours=(), visitors_a_day=None, zones=(), owner_token_hash=b"")


@pytest.mark.parametrize("venue", [VENUE, FULL, BARE])
def test_a_venue_comes_back_as_it_was_stored(venue: Venue) -> None:
    item, _ = to_items(venue)
    assert venue_table._venue(VenueItem.from_raw_data(item)) == venue


def test_the_door_finds_the_fields_that_it_reads() -> None:
    item, _ = to_items(VENUE)
    assert item["code"] == {"S": "7K3M9QXP"}
    assert item["commune_code"] == {"S": "25195#7K3M9QXP"}
    assert (item["status"], item["kind"]) == ({"S": "open"}, {"S": "grocery"})
    assert (item["district"], item["commune"]) == ({"N": "689"}, {"N": "25195"})
    assert item["registered_at"] == {"N": "1628830800000"}
    assert item["zones"] == {"L": [{"S": "quầy 1"}]}
    assert item["opening_hours"] == {"L": [{"S": "1234567 06:00-21:00"}]}


def test_what_is_empty_takes_no_room() -> None:
    item, _ = to_items(BARE)
    assert {"agency", "email", "opening_hours", "visitors_a_day", "zones", "poster_issued_at"}.isdisjoint(item)


def test_the_key_that_holds_a_name_can_be_no_code_and_lies_in_no_district() -> None:
    _, held = to_items(VENUE)
    _, again = to_items(replace(VENUE, code="00000000", name="TAP HOA CO BA"))
    assert held["code"] == again["code"]
    assert held["code"]["S"].startswith("same#")
    assert set(held) == {"code", "venue"}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[VenueTable, Stubber]]:
    for name, value in {
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
    }.items():
        monkeypatch.setenv(name, value)
    table = VenueTable("venues-of-test")
    VenueItem._connection = None
    client = VenueItem._get_connection().connection.client
    monkeypatch.setattr(table._connection, "_client", client)
    with Stubber(client) as stub:
        yield table, stub
    VenueItem._connection = None


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerError"])
def test_a_passing_failure_means_try_again(table: tuple[VenueTable, Stubber], code: str) -> None:
    venues, stub = table
    stub.add_client_error("get_item", code)
    stub.add_client_error("transact_write_items", code)
    with pytest.raises(TryAgainError):
        venues.get("7K3M9QXP")
    with pytest.raises(TryAgainError):
        venues.register(VENUE)


def cancelled(stub: Stubber, *reasons: str) -> None:
    details: Any = {"CancellationReasons": [{"Code": reason} for reason in reasons]}
    stub.add_client_error("transact_write_items", "TransactionCanceledException", modeled_fields=details)


def test_two_at_the_same_moment_try_again_by_themselves(table: tuple[VenueTable, Stubber]) -> None:
    venues, stub = table
    cancelled(stub, "TransactionConflict", "None")
    stub.add_response("transact_write_items", {})
    assert venues.register(VENUE) == VENUE


def test_a_taken_code_is_replaced_by_another(table: tuple[VenueTable, Stubber]) -> None:
    venues, stub = table
    cancelled(stub, "None", "ConditionalCheckFailed")
    stub.add_response("transact_write_items", {})
    stored = venues.register(VENUE)
    assert stored == replace(VENUE, code=stored.code)
    assert stored.code != VENUE.code


def test_a_mistake_of_ours_is_not_taken_for_a_passing_failure(table: tuple[VenueTable, Stubber]) -> None:
    venues, stub = table
    cancelled(stub, "ValidationError", "None")
    with pytest.raises(TransactWriteError):
        venues.register(VENUE)
