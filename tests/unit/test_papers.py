"""Devices of a venue, sheets of its pads and badge cards, through the answers of qrgen."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from qrgen import app
from tests.unit import camera
from tests.unit.registry import Registry
from tests.unit.strategies import NOW
from tests.unit.test_batches import Known
from tests.unit.test_paper_sheets import serials_of
from tests.unit.test_posters import text_of
from tests.unit.test_qr import drawn
from tests.unit.test_qrgen_app import TOKEN, VENUE, Limits, answered, call, content, limits, venues
from truyvet import devices
from truyvet.devices import Device, new_device
from truyvet.paper_sheets import LINES, MOST_SHEETS

__all__ = ["limits", "venues"]

DEVICES = f"/api/venues/{VENUE.code}/devices"
CARD = {"badge": "7K3M9QXP2BCD4EFG", "name": "Nguyễn Thị Mười", "birth_year": 1990, "valid_until": "2022-02-12"}


class Pads(Known):
    """Devices in memory, new ones and those of a venue too. Others print `races` times just before."""

    def put(self, device: Device) -> Device:
        if device.id not in self.devices:
            self.devices[device.id] = replace(device, version=1)
            return self.devices[device.id]
        if self.races:
            stored = self.devices[device.id]
            self.devices[device.id] = replace(stored, printed=stored.printed + LINES)
        return super().put(device)

    def of_venue(self, venue: str) -> Iterator[Device]:
        return iter([device for device in self.devices.values() if device.venues[0] == venue])


@pytest.fixture
def pads(monkeypatch: pytest.MonkeyPatch, venues: Registry) -> Pads:
    kept = Pads()
    monkeypatch.setattr(app, "_devices", lambda: kept)
    return kept


def made(*, paper: bool) -> dict[str, Any]:
    status, device = answered(call("POST", DEVICES, {"name": "cổng 1", "paper": paper}, TOKEN))
    assert status == 201
    return device


def sheets(device: dict[str, Any], pages: str = "1") -> dict[str, Any]:
    return call("POST", f"{DEVICES}/{device['device']}/sheets.pdf", token=TOKEN, query={"pages": pages})


def test_a_new_device_is_paired_by_a_code_that_another_phone_scans(pads: Pads) -> None:
    device = made(paper=False)
    assert device["pair_url"] == f"https://tv.example.vn/helper#pair={device['device_token']}"
    assert camera.read(drawn(device["pair_qr"].encode(), 4)) == [device["pair_url"]]
    assert pads.devices[UUID(device["device"])].opened_by(device["device_token"])


def test_the_list_tells_no_token_and_a_revoked_device_comes_last(pads: Pads) -> None:
    first, second = made(paper=False), made(paper=True)
    status, revoked = answered(call("DELETE", f"{DEVICES}/{first['device']}", token=TOKEN))
    assert (status, revoked["revoked_at"]) == (200, "2021-08-13T05:00:00.000Z")
    listed = answered(call("GET", DEVICES, token=TOKEN))[1]["devices"]
    assert [each["device"] for each in listed] == [second["device"], first["device"]]
    assert {"device_token", "pair_url", "pair_qr"}.isdisjoint(listed[0])


def test_a_device_of_another_venue_is_not_found(pads: Pads) -> None:
    other, _ = new_device("cổng 1", "00000000", 689, NOW, paper=True)
    pads.put(other)
    assert answered(call("DELETE", f"{DEVICES}/{other.id}", token=TOKEN))[0] == 404
    assert answered(sheets({"device": other.id}))[0] == 404
    assert answered(sheets({"device": "x"}))[0] == 404


def test_no_serial_is_printed_twice(pads: Pads) -> None:
    pad = made(paper=True)
    sheets(pad, "10")
    prints = [serials_of(content(sheets(pad, pages))) for pages in ("1", "3", "2")]
    serials = [number for print_ in prints for sheet in print_ for number in sheet]
    assert serials == list(range(10 * LINES + 1, 16 * LINES + 1))
    assert pads.devices[UUID(pad["device"])].printed == 16 * LINES


def test_two_who_print_at_the_same_moment_get_different_serials(pads: Pads) -> None:
    pad = made(paper=True)
    sheets(pad, "5")
    pads.races = 2
    assert serials_of(content(sheets(pad))) == [list(range(7 * LINES + 1, 8 * LINES + 1))]
    pads.races = 5
    assert answered(sheets(pad))[0] == 503


def test_sheets_are_named_after_their_serials_and_kept_by_nobody(pads: Pads) -> None:
    headers = sheets(made(paper=True), "2")["headers"]
    assert headers["Content-Disposition"] == f'attachment; filename="phieu-1-{2 * LINES}.pdf"'
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("pages", ["0", str(MOST_SHEETS + 1), "-1", "²", "1e1", "9" * 4])
def test_a_number_of_pages_out_of_limits_uses_up_no_serials(pads: Pads, pages: str) -> None:
    pad = made(paper=True)
    status, refusal = answered(sheets(pad, pages))
    assert (status, refusal["details"][0]["field"]) == (422, "pages")
    assert pads.devices[UUID(pad["device"])].printed == 0


def test_only_a_pad_in_use_has_sheets(pads: Pads) -> None:
    pad = made(paper=True)
    call("DELETE", f"{DEVICES}/{pad['device']}", token=TOKEN)
    for device in (pad, made(paper=False)):
        status, refusal = answered(sheets(device))
        assert (status, refusal["details"][0]["field"]) == (422, "device")


def test_without_the_owners_token_there_are_no_devices_and_no_sheets(pads: Pads) -> None:
    pad = made(paper=True)
    for token in (None, "w" * 43, pad["device_token"]):
        assert answered(call("GET", DEVICES, token=token))[0] == 401
        assert answered(call("POST", DEVICES, {"name": "cổng 2"}, token))[0] == 401
        assert answered(call("POST", f"{DEVICES}/{pad['device']}/sheets.pdf", token=token))[0] == 401


@pytest.mark.parametrize("body", [{}, {"name": " "}, {"name": "x" * (devices.NAME_CHARACTERS + 1)}])
def test_a_device_needs_a_name(pads: Pads, body: dict[str, Any]) -> None:
    status, refusal = answered(call("POST", DEVICES, body, TOKEN))
    assert (status, refusal["details"][0]["field"]) == (422, "name")


def test_cards_are_drawn_from_what_was_posted(venues: Registry) -> None:
    answer = call("POST", "/api/badges/cards.pdf", {"cards": [CARD, CARD | {"badge": "0" * 16, "birth_year": None}]})
    pdf = content(answer)
    assert sorted(camera.read(camera.printed(pdf, 110))) == [
        "HTTPS://TV.EXAMPLE.VN/B/0000000000000000",
        "HTTPS://TV.EXAMPLE.VN/B/7K3M9QXP2BCD4EFG",
    ]
    assert text_of(pdf).count("Nguyễn Thị Mười") == 2
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert answer["headers"]["Content-Disposition"] == 'attachment; filename="the-truy-vet.pdf"'


@pytest.mark.parametrize(
    ("cards", "field"),
    [
        (None, "cards"),
        ([], "cards"),
        ([CARD] * 101, "cards"),
        ({"0": CARD}, "cards"),
        ([CARD, "x"], "cards.1"),
        ([CARD | {"badge": "7K3M9QXP2BCD4EF"}], "cards.0.badge"),
        ([CARD | {"badge": "7K3M9QXP2BCD4EFU"}], "cards.0.badge"),
        ([CARD, CARD | {"name": ""}], "cards.1.name"),
        ([CARD | {"name": "x" * 81}], "cards.0.name"),
        ([CARD | {"birth_year": 2022}], "cards.0.birth_year"),
        ([CARD | {"birth_year": "1990"}], "cards.0.birth_year"),
        ([CARD | {"valid_until": "12/02/2022"}], "cards.0.valid_until"),
        ([{key: value for key, value in CARD.items() if key != "valid_until"}], "cards.0.valid_until"),
    ],
)
def test_cards_that_cannot_be_drawn_name_their_field(venues: Registry, cards: Any, field: str) -> None:
    status, refusal = answered(call("POST", "/api/badges/cards.pdf", {"cards": cards}))
    assert (status, refusal["error"], refusal["details"][0]["field"]) == (422, "invalid", field)


def test_a_format_that_there_is_not_is_refused(venues: Registry) -> None:
    status, refusal = answered(call("POST", "/api/badges/cards.pdf", {"cards": [CARD], "format": "A3"}))
    assert (status, refusal["details"][0]["field"]) == (422, "format")


def test_one_address_prints_only_so_often(venues: Registry, limits: Limits) -> None:
    limits.left = 0
    assert answered(call("POST", "/api/badges/cards.pdf", {"cards": [CARD]}))[0] == 429


def test_a_hundred_cards_fit_one_answer(venues: Registry) -> None:
    answer = call("POST", "/api/badges/cards.pdf", {"cards": [CARD] * 100})
    assert len(answer["body"]) < 5_000_000
