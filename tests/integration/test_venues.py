"""Venues through the deployed API and under the roles of the template: registration, correction, files, today."""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time
from http import HTTPStatus
from itertools import repeat
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from local.stack import Stack
from tests.integration import doors
from truyvet import codes, days
from truyvet.errors import InvalidError, RateLimitedError, TryAgainError
from truyvet.limits import LimitTable
from truyvet.venue_table import VenueTable
from truyvet.venues import Kind, OpeningHours, Status, Venue

NOW = days.from_milliseconds(days.milliseconds(datetime.now(UTC)))
# All modules share one stack, and this one may be loaded twice: no name may come again.
_names = (f"Tạp hóa {uuid4()}" for _ in repeat(None))


def exchange(method: str, url: str, body: Any = None, token: str = "") -> tuple[int, str, bytes]:
    """Status, media type and content of one request."""
    address = urlsplit(url)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with closing(http.client.HTTPConnection(address.netloc, timeout=60)) as connection:
        connection.request(method, url.partition(address.netloc)[2], json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), answer.read()


def call(method: str, url: str, body: Any = None, token: str = "") -> tuple[int, dict[str, Any]]:
    status, _, content = exchange(method, url, body, token)
    return status, json.loads(content)


def register(stack: Stack, **changes: Any) -> tuple[str, str]:
    """URL and owner's token of a new venue."""
    body = doors.VENUE | {"name": next(_names)} | changes
    status, given = call("POST", f"{stack.origin}/api/venues", body)
    assert status == HTTPStatus.CREATED, given
    return f"{stack.origin}/api/venues/{given['code']}", given["owner_token"]


@pytest.fixture
def table(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> VenueTable:
    for name, value in {
        "AWS_ENDPOINT_URL": stack.access.endpoint,
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    return VenueTable(stack.table("Venues"))


def venue(**changes: Any) -> Venue:
    made = Venue(
        code=codes.new_code(),
        name=next(_names),
        kind=Kind.GROCERY,
        address="12/3 tổ 5",
        district=689,
        commune=25195,
        commune_name="Phường Tân Phú",
        head="Nguyễn Thị Mười",
        phone="+84901234567",
        registered_at=NOW,
        zones=("quầy 1",),
        owner_token_hash=b"h" * 32,
    )
    return replace(made, **changes)


def test_a_venue_is_registered_once_and_its_card_is_public(stack: Stack) -> None:
    url, _ = register(stack, name="Quán Bà Năm")
    again, given = call("POST", f"{stack.origin}/api/venues", doors.VENUE | {"name": "QUAN BA NAM"})
    assert (again, given["existing"], "owner_token" in given) == (200, True, False)
    assert url.endswith(given["code"])
    status, card = call("GET", url)
    assert (status, card["name"], card["status"]) == (200, "Quán Bà Năm", "open")
    assert {"head", "phone"}.isdisjoint(card)


@pytest.mark.parametrize(
    ("path", "media_type", "begins"),
    [
        ("qr.svg", "image/svg+xml", b"<svg"),
        ("qr.png?pixels=600", "image/png", b"\x89PNG"),
        ("poster.pdf", "application/pdf", b"%PDF"),
        ("poster.pdf?format=sticker", "application/pdf", b"%PDF"),
    ],
)
def test_files_arrive_as_bytes(stack: Stack, path: str, media_type: str, begins: bytes) -> None:
    url, _ = register(stack)
    status, found, content = exchange("GET", f"{url}/{path}")
    assert status == HTTPStatus.OK
    assert found.startswith(media_type)
    assert content.startswith(begins)


def test_the_owner_renames_closes_and_sees_it(stack: Stack, table: VenueTable) -> None:
    url, token = register(stack, name="Quán Cũ")
    exchange("GET", f"{url}/poster.pdf")
    status, whole = call("PATCH", url, {"name": "Quán Mới", "status": "closed", "zones": ["lầu 1"]}, token)
    assert (status, whole["poster_version"], whole["status"]) == (200, 2, "closed")
    stored = table.get(whole["code"])
    assert stored
    assert (stored.name, stored.status, stored.zones) == ("Quán Mới", Status.CLOSED, ("lầu 1",))
    assert stored.poster_issued_at
    assert call("GET", url, token=token)[1]["poster_issued_at"]
    assert register(stack, name="Quán Cũ")[0] != url


def test_today_counts_without_names(stack: Stack) -> None:
    url, token = register(stack)
    status, today = call("GET", f"{url}/today", token=token)
    assert (status, today["entries"], today["exits"], len(today["by_hour"])) == (200, 0, 0, 24)
    assert call("GET", f"{url}/today", token="w" * 43)[0] == HTTPStatus.UNAUTHORIZED


def test_eight_at_the_same_moment_register_one_venue(table: VenueTable) -> None:
    name = next(_names)
    with ThreadPoolExecutor(8) as desks:
        stored = list(desks.map(lambda _: table.register(venue(name=name)), range(8)))
    assert len({each.code for each in stored}) == 1


def test_a_taken_code_goes_to_nobody_else(table: VenueTable) -> None:
    first = table.register(venue())
    second = table.register(venue(code=first.code))
    assert second.code != first.code
    assert [table.get(each.code) for each in (first, second)] == [first, second]


def test_a_poster_is_issued_once(table: VenueTable) -> None:
    stored = table.register(venue())
    table.issue_poster(stored, NOW)
    table.issue_poster(stored, datetime(2030, 1, 1, tzinfo=UTC))
    found = table.get(stored.code)
    assert found
    assert found.poster_issued_at == NOW


def test_a_name_is_free_for_others_once_its_venue_has_another(table: VenueTable) -> None:
    old = table.register(venue())
    hours = (OpeningHours((1, 7), time(6), time(21, 30)), OpeningHours((2,), time(18), time(0)))
    new = replace(old, name=next(_names), email="a@example.vn", zones=("lầu 1", "lầu 2"), opening_hours=hours)
    table.correct(old, new)
    assert table.get(old.code) == new
    bare = replace(new, email=None, zones=(), opening_hours=())
    table.correct(new, bare)
    assert table.get(old.code) == bare
    assert table.register(venue(name=old.name)).code != old.code


def test_the_name_of_another_venue_is_refused_and_nothing_changes(table: VenueTable) -> None:
    one, other = table.register(venue()), table.register(venue())
    with pytest.raises(InvalidError) as refused:
        table.correct(one, replace(one, name=other.name.upper()))
    assert [detail.field for detail in refused.value.details] == ["name"]
    assert table.get(one.code) == one


def test_of_two_corrections_of_the_same_reading_the_second_is_refused(table: VenueTable) -> None:
    read = table.register(venue())
    table.correct(read, replace(read, name=next(_names)))
    with pytest.raises(TryAgainError):
        table.correct(read, replace(read, name=next(_names)))


def test_a_district_gives_its_venues_by_commune_and_nothing_else(table: VenueTable) -> None:
    stored = [table.register(venue(district=690, commune=commune)) for commune in (25222, 25220, 25220)]
    expected = sorted(stored, key=lambda each: (each.commune, each.code))
    assert list(table.in_district(690)) == expected
    assert list(table.in_districts([691, 690])) == expected


def test_the_121st_registration_of_an_hour_is_refused(stack: Stack, table: VenueTable) -> None:
    limits = LimitTable(stack.table("Limits"))
    at = days.day_start(days.local_day(NOW))
    for _ in range(3):
        limits.count("test", "203.0.113.7", 3, at)
    with pytest.raises(RateLimitedError):
        limits.count("test", "203.0.113.7", 3, at)
    limits.count("test", "203.0.113.8", 3, at)
    (item,) = (
        each
        for each in stack.access.client("dynamodb").scan(TableName=stack.table("Limits"))["Items"]
        if each["times"] == {"N": "4"}
    )
    assert "203.0.113.7" not in json.dumps(item)
    assert int(item["expires_at"]["N"]) > at.timestamp()
