"""A check-in's JSON: what is accepted, and that every wrong field is named."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkin import requests
from tests.unit.strategies import NOW
from truyvet.declarations import Symptom
from truyvet.errors import InvalidError, NotFoundError
from truyvet.people import Sex
from truyvet.visits import Direction, Visitor

BODY: dict[str, Any] = json.loads("""
{"id": "0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8e", "venue": "7K3M9QXP", "direction": "in", "at": "2021-08-13T01:15:30.123Z",
 "zone": null, "person": {"name": "Trần Văn Bình", "phone": "0912345678", "birth_year": 1984, "sex": "male",
 "address": "Tổ 5", "commune": 25195}, "declaration": {"symptoms": ["fever"], "places": "", "contact": {"case": false,
 "from_area": false, "sick": true}}, "visitor": "staff", "on_behalf": false}""")
MISSING: Any = object()


def changed(path: str, value: Any) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(BODY))
    *parents, last = path.split(".")
    target = body
    for parent in parents:
        target = target[parent]
    if value is MISSING:
        del target[last]
    else:
        target[last] = value
    return body


def test_the_documented_request_is_read_whole() -> None:
    event = requests.parse(BODY, NOW)
    assert (event.venue, event.direction, event.visitor) == ("7K3M9QXP", Direction.IN, Visitor.STAFF)
    assert (event.person.phone, event.person.sex, event.person.birth_year) == ("+84912345678", Sex.MALE, 1984)
    assert event.declaration.symptoms == {Symptom.FEVER}
    assert event.declaration.contact_sick
    assert event.at.isoformat() == "2021-08-13T01:15:30.123000+00:00"


def test_what_is_optional_may_be_missing() -> None:
    person = {"name": "Trần Văn Bình", "document": "070090123456"}
    body = {key: BODY[key] for key in ("id", "venue", "direction", "at")} | {"person": person}
    event = requests.parse(body, NOW)
    assert event.person.document == "070090123456"
    assert not event.declaration.alert


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", MISSING),
        ("id", "0198e0c6"),
        ("id", "0198e0c6-6d5e-1b7c-9c1a-3f2b1a0c9d8e"),
        ("id", 7),
        ("at", MISSING),
        ("at", "2021-08-13T01:15:30"),
        ("at", 1628817330),
        ("direction", MISSING),
        ("direction", "vào"),
        ("zone", "x" * 41),
        ("device", "iphone"),
        ("visitor", "boss"),
        ("on_behalf", "yes"),
        ("person", "Trần Văn Bình"),
        ("person.name", "  "),
        ("person.name", "x" * 81),
        ("person.name", ["x"]),
        ("person.phone", "0913"),
        ("person.phone", 912345678),
        ("person.document", "******123456"),
        ("person.qid", "x"),
        ("person.birth_year", 2022),
        ("person.birth_year", "1985"),
        ("person.birth_year", True),
        ("person.sex", "nam"),
        ("person.address", "x" * 161),
        ("person.commune", 0),
        ("declaration", []),
        ("declaration.symptoms", ["sốt"]),
        ("declaration.symptoms", "fever"),
        ("declaration.symptoms", [["fever"]]),
        ("declaration.places", "x" * 201),
        ("declaration.contact.case", 1),
    ],
)
def test_a_wrong_field_is_named_with_a_sentence_that_does_not_repeat_it(field: str, value: Any) -> None:
    with pytest.raises(InvalidError) as refused:
        requests.parse(changed(field, value), NOW)
    named = {detail.field: detail.message for detail in refused.value.details}
    assert field in named
    assert named[field].endswith(".")
    if isinstance(value, str) and value.strip():
        assert value not in named[field]


def test_all_wrong_fields_are_named_at_once() -> None:
    body = changed("person.birth_year", 3000) | {"at": "x"}
    with pytest.raises(InvalidError) as refused:
        requests.parse(body, NOW)
    assert {detail.field for detail in refused.value.details} == {"at", "person.birth_year"}


def test_somebody_without_any_number_is_asked_for_one() -> None:
    with pytest.raises(InvalidError) as refused:
        requests.parse(changed("person.phone", MISSING), NOW)
    assert [detail.field for detail in refused.value.details] == ["person.phone"]


@pytest.mark.parametrize("code", [None, 5, "", "7K3M9QXQ", "https://tokhaiyte.vn/?id=1", "x" * 1000])
def test_text_that_is_no_code_of_ours_is_told_apart(code: object) -> None:
    with pytest.raises(NotFoundError, match="không phải mã điểm"):
        requests.parse(changed("venue", code), NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*BODY, *BODY["person"], "contact"]), inner)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([*BODY, "device"]), JSON))
def test_no_json_object_does_more_than_be_refused(body: dict[str, Any]) -> None:
    with contextlib.suppress(InvalidError, NotFoundError):
        requests.parse(BODY | body, NOW)
