"""Leaflets: a commune's own week, its place among its neighbours, and one page that reads well."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pypdf
import pytest

import http_api
from oversight import app
from tests.unit.oversight_calls import call
from tests.unit.oversight_stores import MARKET, QUIET, SHOP, VENUES, stores
from tests.unit.places import DAY, local
from truyvet.leaflets import Format, Leaflet, Week, pdf, week

NOTHING: dict[str, tuple[int, int]] = {}
WEEK = Week(DAY, (412, 388, 530, 477, 610, 702, 655), 3105, 291, 58, 2, 8)
LEAFLET = Leaflet(
    "Phường Tân Phú", "Thành phố Đồng Xoài", "Ủy ban nhân dân tỉnh", "1900 1234", "https://tv.example.vn", WEEK
)


def text(content: bytes) -> str:
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text().split())


def test_a_week_is_the_communes_own() -> None:
    days = [NOTHING] * 7 + [{SHOP.code: (3, 2), QUIET.code: (9, 9)}] + [NOTHING] * 5 + [{MARKET.code: (1, 0)}]
    told = week(SHOP.commune, DAY, VENUES[:3], days)
    assert (told.daily, told.scans) == ((5, 0, 0, 0, 0, 0, 1), 6)
    assert (told.registered, told.active) == (2, 2)
    assert told.first == DAY - timedelta(days=6)


def test_the_place_is_by_the_share_of_venues_that_are_scanned() -> None:
    days = [NOTHING] * 13 + [{SHOP.code: (3, 2), QUIET.code: (1, 0)}]
    # Half of Tân Phú's two venues, all of Tân Đồng's one.
    assert week(SHOP.commune, DAY, VENUES[:3], days).place == 2
    assert week(QUIET.commune, DAY, VENUES[:3], days).place == 1
    assert week(SHOP.commune, DAY, VENUES[:3], days).communes == 2


def test_a_week_before_that_is_not_wholly_known_is_not_compared() -> None:
    day = {SHOP.code: (1, 0)}
    assert week(SHOP.commune, DAY, VENUES, [NOTHING] + [day] * 13).before is None
    assert week(SHOP.commune, DAY, VENUES, [day] * 14).before == 7


def test_who_has_no_scan_is_last_and_is_asked_not_thanked() -> None:
    told = week(QUIET.commune, DAY, VENUES[:3], [NOTHING] * 14)
    assert (told.place, told.communes) == (2, 2)
    said = text(pdf(replace(LEAFLET, week=told), Format.A5))
    for praise in ("cảm ơn", "giữ vững", "như tuần trước"):
        assert praise not in said
    assert "xin bà con cùng quét mã từ hôm nay" in said


def test_a_commune_without_venues_has_a_leaflet_too() -> None:
    told = week(1, DAY, VENUES, [NOTHING] * 14)
    assert (told.registered, told.active, told.scans) == (0, 0, 0)
    assert "0/0" in text(pdf(replace(LEAFLET, week=told), Format.A5))


@pytest.mark.parametrize("paper", Format)
def test_a_leaflet_says_figures_steps_help_and_whom_to_call(paper: Format) -> None:
    said = text(pdf(LEAFLET, paper))
    for words in ("3.774", "58/291", "Hạng 2/8", "+669 (+21,5%)", "Phường Tân Phú", "1. Đến nơi",
                  "Không có điện thoại?", "Đường dây nóng: 1900 1234", "tv.example.vn"):  # fmt: skip
        assert words in said
    assert pdf(LEAFLET, paper) == pdf(LEAFLET, paper)


def test_a_leaflet_is_for_those_who_see_the_district(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stores()
    monkeypatch.setattr(app, "stores", lambda: made)
    monkeypatch.setattr(http_api, "received_now", lambda: local(DAY + timedelta(days=1), 9))

    def asked(role: str, commune: Any = 25195, **query: str) -> int:
        return call("GET", f"/api/oversight/communes/{commune}/leaflet.pdf", role, query=query)[0]

    assert asked("district:689", format="A4") == 200
    assert asked("district:690") == 403
    assert asked("kind:market") == 403
    assert asked("province", 99999) == 404
    assert asked("province", "x") == 404
    assert asked("province", format="A3") == 422
