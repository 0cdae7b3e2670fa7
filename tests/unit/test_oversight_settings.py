"""Settings: checked, versioned, and never over somebody's newer version."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest

import http_api
from oversight import app
from tests.unit.oversight_calls import call
from tests.unit.oversight_stores import SettingsInMemory, stores
from tests.unit.places import DAY, local
from truyvet import recipients, setting_changes
from truyvet.setting_changes import RULES, defaults, next_version
from truyvet.setting_table import OvertakenError, Version
from truyvet.setting_words import GROUP_NAMES, WORDS

URL = "/api/oversight/settings"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> SettingsInMemory:
    settings = SettingsInMemory()
    made = stores(settings=settings)
    monkeypatch.setattr(app, "stores", lambda: made)
    monkeypatch.setattr(http_api, "received_now", lambda: local(DAY, 9))
    return settings


def sent(group: str, values: Any, before: str | None = None, comment: str = "Họp ngày 13/8") -> tuple[int, Any]:
    seen = setting_changes.first_version(group) if before is None else before
    return call("POST", f"{URL}/{group}", "province", {"before": seen, "values": values, "comment": comment})


def test_every_threshold_is_explained_and_its_default_allowed() -> None:
    assert set(WORDS) == set(RULES) == set(GROUP_NAMES)
    for group, rules in RULES.items():
        assert set(WORDS[group]) == {field.name for field in fields(rules)} - {"version"}
        for name, value in defaults(group).items():
            assert WORDS[group][name].low <= value <= WORDS[group][name].high, f"{group}.{name}"


def test_a_change_is_the_next_version_with_who_when_and_why(kept: SettingsInMemory) -> None:
    status, told = sent("compliance", defaults("compliance") | {"silent_days": 4})
    assert status == 201
    first = next_version(setting_changes.first_version("compliance"), DAY)
    second = next_version(first, DAY)
    assert (told["version"], told["values"]["silent_days"], told["changed_by"]) == (first, 4, "province")
    assert kept.stored[0].values == '{"silent_days": 4}'
    status, told = sent("compliance", {"silent_days": 5}, before=first, comment="Sửa lại")
    assert (status, told["version"]) == (201, second)
    _, history = call("GET", f"{URL}/compliance/versions")
    assert [each["version"] for each in history["versions"]] == [second, first]
    assert history["versions"][0]["changes"] == [{"field": "silent_days", "before": 4, "after": 5}]
    assert history["versions"][1]["changes"] == [{"field": "silent_days", "before": 3, "after": 4}]
    assert history["versions"][0]["comment"] == "Sửa lại"


def test_nobody_overwrites_a_newer_version(kept: SettingsInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent("report", {"trend_days": 10})[0] == 201
    status, told = sent("report", {"trend_days": 20})
    assert (status, told["error"]) == (409, "conflict")

    def too_late(version: Version) -> None:
        raise OvertakenError

    # Two who read the same version: the store refuses the second.
    monkeypatch.setattr(kept, "add", too_late)
    assert sent("report", {"trend_days": 20}, before=kept.stored[0].version)[0] == 409
    assert len(kept.stored) == 1


@pytest.mark.parametrize(
    ("group", "values", "field"),
    [
        ("compliance", {"silent_days": 0}, "silent_days"),
        ("compliance", {"silent_days": 2.5}, "silent_days"),
        ("compliance", {"silent_days": True}, "silent_days"),
        ("compliance", {"drop_max_share": 1.2}, "drop_max_share"),
        ("compliance", {"drop_max_share": "nhiều"}, "drop_max_share"),
        ("compliance", {"unknown": 1}, "unknown"),
        ("compliance", [], "values"),
        ("ladder", {"from_hour": 21}, "to_hour"),
        ("ladder", {"sms": 1}, "sms"),
        ("orders", [{"name": "Nghỉ lễ", "first": "2021-09-03", "last": "2021-09-02"}], "orders"),
        ("orders", [{"name": " ", "first": "2021-09-02", "last": "2021-09-03"}], "orders.0.name"),
        ("orders", [{"name": "X", "first": "2021-09-02", "last": "2021-09-03", "district": 1}], "orders.0.district"),
        (
            "orders",
            [{"name": "X", "first": "2021-09-02", "last": "2021-09-03", "district": 690, "commune": 25195}],
            "orders.0.commune",
        ),
        ("recipients", {"district:689": ["not a mail"]}, "recipients.district:689"),
        ("recipients", {"nobody": ["a@example.vn"]}, "recipients.nobody"),
        ("recipients", [], "recipients"),
    ],
)
def test_what_cannot_be_is_refused_by_name(kept: SettingsInMemory, group: str, values: Any, field: str) -> None:
    status, told = sent(group, values)
    assert (status, told["error"]) == (422, "invalid")
    assert field in {detail["field"] for detail in told["details"]}
    assert not kept.stored


def test_a_change_says_why_and_changes_something(kept: SettingsInMemory) -> None:
    assert sent("report", {"trend_days": 10}, comment=" ")[0] == 422
    assert sent("report", defaults("report"))[0] == 422


def test_orders_and_recipients_are_kept_as_their_readers_read_them(kept: SettingsInMemory) -> None:
    order = {
        "name": "Phong tỏa Tân Phú",
        "first": "2021-08-14",
        "last": "2021-08-20",
        "district": 689,
        "commune": 25195,
    }
    assert sent("orders", [order])[0] == 201
    assert sent("recipients", {"province": ["a@example.vn", "a@example.vn"], "front": []})[0] == 201
    assert recipients.from_json(kept.stored[-1].values) == {"province": ("a@example.vn",)}
    _, told = call("GET", URL)
    groups = {each["group"]: each for each in told["groups"]}
    assert groups["orders"]["values"] == [order]
    assert groups["recipients"]["values"] == {"province": ["a@example.vn"]}


def test_only_the_province_changes_and_the_auditor_may_read(kept: SettingsInMemory) -> None:
    status, told = call("GET", URL, "auditor")
    assert (status, told["changes"]) == (200, False)
    assert call("POST", f"{URL}/report", "auditor", {"before": "", "values": {}})[0] == 403


def test_an_unknown_group_is_not_found(kept: SettingsInMemory) -> None:
    assert sent("weather", {}, before="")[0] == 404
    assert call("GET", f"{URL}/weather/versions")[0] == 404


def test_versions_sort_as_they_follow() -> None:
    versions = ["2021-08-16"]
    for days in (0, 0, 1, -1, 3):
        versions.append(next_version(versions[-1], DAY + timedelta(days=days)))
    assert versions == sorted(set(versions))
    assert next_version("", date(2021, 8, 13)) == "2021-08-13.001"


@pytest.mark.parametrize(
    ("addressee", "there"),
    [
        ("province", True), ("front", True), ("district:689", True), ("commune:25195", True), ("kind:market", True),
        ("agency:UBND phường Tân Phú", True), ("market", False), ("kind:casino", False), ("district:x", False),
        ("agency:", False), ("agency:a\nb", False),
    ],
)  # fmt: skip
def test_addressees_are_known(addressee: str, there: bool) -> None:
    assert recipients.known(addressee) is there
