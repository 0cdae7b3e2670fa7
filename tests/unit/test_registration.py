"""A registration's JSON: what is accepted, and that every wrong field is named."""

import json
from datetime import time, timedelta
from typing import Any

import pytest

from tests.unit.strategies import NOW
from truyvet import codes, registration
from truyvet.errors import ForbiddenError, InvalidError
from truyvet.venues import Kind, OpeningHours, Status, Venue, owned_by

BINH_PHUOC = 70
BODY: dict[str, Any] = json.loads("""
{"name": "Tạp hóa Cô Ba", "kind": "grocery", "address": "12/3 tổ 5, KP Phước Hòa", "district": 689, "commune": 25195,
 "head": "Nguyễn Thị Mười", "agency": "UBND phường Tân Phú", "phone": "0901 234 567", "email": "a@example.vn",
 "opening_hours": [{"days": [1,2,3,4,5,6,7], "from": "06:00", "to": "21:00"}], "visitors_a_day": 120,
 "zones": ["quầy 1"]}""")
NEEDED = ("name", "kind", "address", "district", "commune", "head", "phone")
MISSING: Any = object()


def registered(**changes: Any) -> Venue:
    body = {name: value for name, value in (BODY | changes).items() if value is not MISSING}
    return registration.parse(body, BINH_PHUOC, NOW).venue


def refused(**changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidError) as error:
        registered(**changes)
    return {detail.field: detail.message for detail in error.value.details}


def test_the_documented_request_is_read_whole() -> None:
    venue = registered()
    assert codes.normalised(venue.code) == venue.code
    assert (venue.name, venue.kind, venue.phone) == ("Tạp hóa Cô Ba", Kind.GROCERY, "+84901234567")
    assert (venue.district, venue.commune, venue.commune_name) == (689, 25195, "Phường Tân Phú")
    assert venue.opening_hours == (OpeningHours((1, 2, 3, 4, 5, 6, 7), time(6), time(21)),)
    assert (venue.agency, venue.email, venue.visitors_a_day) == ("UBND phường Tân Phú", "a@example.vn", 120)
    assert (venue.zones, venue.status, venue.registered_at) == (("quầy 1",), Status.OPEN, NOW)


def test_only_seven_fields_are_needed() -> None:
    body = {name: BODY[name] for name in NEEDED}
    venue = registration.parse(body, BINH_PHUOC, NOW).venue
    assert (venue.email, venue.opening_hours, venue.zones, venue.visitors_a_day) == (None, (), (), None)


@pytest.mark.parametrize("field", NEEDED)
def test_each_needed_field_is_asked_for(field: str) -> None:
    assert list(refused(**{field: MISSING})) == [field]


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(InvalidError) as error:
        registration.parse({}, BINH_PHUOC, NOW)
    assert {detail.field for detail in error.value.details} == set(NEEDED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "---"),
        ("name", "x" * 121),
        ("name", 7),
        ("kind", "zoo"),
        ("kind", ["grocery"]),
        ("address", "x" * 201),
        ("head", "x" * 81),
        ("phone", "0901"),
        ("phone", "0901 234 567 890"),
        ("email", "a@example"),
        ("email", "a b@example.vn"),
        ("email", "a@example.vn,b@example.vn"),
        ("tax_code", "12345"),
        ("agency", "x" * 121),
        ("district", "689"),
        ("district", True),
        ("commune", 1),
        ("commune", 99_999),
        ("visitors_a_day", 0),
        ("visitors_a_day", 1_000_001),
        ("visitors_a_day", 1.5),
        ("zones", "quầy 1"),
        ("zones", ["x" * 41]),
        ("zones", [7]),
        ("zones", [f"quầy {number}" for number in range(51)]),
        ("opening_hours", "06:00-21:00"),
        ("opening_hours", [{"days": [], "from": "06:00", "to": "21:00"}]),
        ("opening_hours", [{"days": [8], "from": "06:00", "to": "21:00"}]),
        ("opening_hours", [{"days": [True], "from": "06:00", "to": "21:00"}]),
        ("opening_hours", [{"days": [1], "from": "6:00", "to": "21:00"}]),
        ("opening_hours", [{"days": [1], "from": "06:00", "to": "24:00"}]),
        ("opening_hours", [{"days": [1], "from": "06:00"}]),
        ("opening_hours", [None]),
        ("opening_hours", [{"days": [1], "from": "06:00", "to": "21:00"}] * 15),
        ("owner_token", "short"),
        ("owner_token", 7),
    ],
)
def test_a_wrong_field_is_named_with_a_sentence_that_does_not_repeat_it(field: str, value: Any) -> None:
    named = refused(**{field: value})
    assert list(named) == [field]
    assert named[field].endswith(".")


def test_a_commune_must_lie_in_the_district() -> None:
    assert list(refused(district=690)) == ["commune"]


def test_text_is_tidied_and_kept_as_typed() -> None:
    venue = registered(
        name="  Tạp hóa\u200b   Cô Ba ", zones=["quầy 1", " quầy  1", "", "lầu 2"], tax_code="3800 123 456-001"
    )
    assert (venue.name, venue.zones, venue.tax_code) == ("Tạp hóa Cô Ba", ("quầy 1", "lầu 2"), "3800123456001")


def test_only_the_hash_of_the_token_is_kept() -> None:
    asked = registration.parse(BODY, BINH_PHUOC, NOW)
    assert owned_by(asked.venue, asked.owner_token)
    assert asked.owner_token.encode() not in asked.venue.owner_token_hash
    assert not owned_by(asked.venue, registration.parse(BODY, BINH_PHUOC, NOW).owner_token)


def test_the_page_may_make_the_token_itself() -> None:
    token = "a" * 43
    assert owned_by(registered(owner_token=token), token)


def test_nobody_owns_a_venue_without_a_token() -> None:
    venue = Venue("7K3M9QXP", "x", Kind.OTHER, "x", 689, 25195, "x", "x", "+84901234567", NOW)
    assert not owned_by(venue, "")


def test_a_correction_changes_only_what_it_names() -> None:
    before = registered()
    after = registration.corrected(before, {"phone": "0912 345 678", "zones": [], "email": None, "agency": ""}, NOW)
    assert (after.phone, after.zones, after.email, after.agency) == ("+84912345678", (), None, None)
    assert (after.name, after.head, after.opening_hours) == (before.name, before.head, before.opening_hours)
    assert after.poster_version == before.poster_version


@pytest.mark.parametrize("change", [{"name": "Tạp hóa Cô Tư"}, {"address": "14 tổ 5"}])
def test_what_the_poster_says_raises_its_version_and_keeps_the_code(change: dict[str, str]) -> None:
    before = registered()
    after = registration.corrected(before, change, NOW)
    assert (after.code, after.poster_version) == (before.code, 2)


@pytest.mark.parametrize("field", ["code", "district", "commune", "kind", "owner_token", "poster_version", "x"])
def test_what_is_fixed_cannot_be_corrected(field: str) -> None:
    with pytest.raises(InvalidError) as error:
        registration.corrected(registered(), {field: 1}, NOW)
    assert [detail.field for detail in error.value.details] == [field]


@pytest.mark.parametrize("change", [{"name": ""}, {"phone": None}, {"head": "x" * 81}, {"status": "suspended"}])
def test_a_correction_is_held_to_the_same_limits(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidError) as error:
        registration.corrected(registered(), change, NOW)
    assert [detail.field for detail in error.value.details] == list(change)


def test_a_venue_closes_and_opens_again() -> None:
    later = NOW + timedelta(days=1)
    closed = registration.corrected(registered(), {"status": "closed"}, NOW)
    assert (closed.status, closed.status_since) == (Status.CLOSED, NOW)
    assert registration.corrected(closed, {"status": "closed"}, later) == closed
    assert registration.corrected(closed, {"status": "open"}, later).status_since == later


def test_only_the_authority_ends_a_suspension() -> None:
    suspended = Venue("7K3M9QXP", "x", Kind.OTHER, "x", 689, 25195, "x", "x", "+84", NOW, status=Status.SUSPENDED)
    assert registration.corrected(suspended, {"head": "Trần Văn Bình"}, NOW).status is Status.SUSPENDED
    with pytest.raises(ForbiddenError):
        registration.corrected(suspended, {"status": "open"}, NOW)
