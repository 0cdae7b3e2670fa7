"""What is printed for people without a phone, and for hours without a network: badge cards, sheets of a paper pad."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from qrgen import devices
from qrgen.answers import Publisher
from truyvet import badge_cards, codes, paper_sheets
from truyvet.badge_cards import BadgeCard, Format
from truyvet.days import local_day
from truyvet.device_table import DeviceTable, OvertakenError
from truyvet.devices import Device
from truyvet.errors import FieldError, InvalidError, TryAgainError
from truyvet.fields import Fields
from truyvet.paper_sheets import LINES, MOST_SHEETS, Pad
from truyvet.venues import Venue

MOST_CARDS = 100
NAME_CHARACTERS = 80
EARLIEST_BIRTH_YEAR = 1900
USUAL_SHEETS = 5
ATTEMPTS = 5


def cards(body: dict[str, Any], now: datetime, host_url: str) -> bytes:
    """The PDF of the cards that were posted; nothing of them is looked up or kept.

    Raises InvalidError, which names every wrong field as `cards.0.name`.
    """
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    size = fields.choice("format", Format) or Format.SHEET
    posted = body.get("cards")
    if not isinstance(posted, list) or not 1 <= len(posted) <= MOST_CARDS:
        fields.refuse("cards", f"Mỗi lần in từ 1 đến {MOST_CARDS} thẻ.")
        posted = []
    drawn = [_card(_fields_of(fields, entry, place, wrong), now) for place, entry in enumerate(posted)]
    if wrong:
        raise InvalidError(wrong)
    return badge_cards.pdf([card for card in drawn if card], host_url, size)


def _fields_of(fields: Fields, entry: object, place: int, wrong: list[FieldError]) -> Fields:
    if not isinstance(entry, dict):
        fields.refuse(f"cards.{place}", "Mục này không đúng dạng.")
    return Fields(entry if isinstance(entry, dict) else {}, wrong, f"cards.{place}.")


def _card(fields: Fields, now: datetime) -> BadgeCard | None:
    today = local_day(now)
    code = fields.parsed("badge", _badge_code, "Mã thẻ chưa đúng: 16 chữ và số.")
    name = fields.text("name", NAME_CHARACTERS)
    birth_year = fields.number("birth_year", EARLIEST_BIRTH_YEAR, today.year, "Năm sinh chưa đúng. Ví dụ: 1984.")
    valid_until = fields.parsed("valid_until", date.fromisoformat, "Ngày hết hạn chưa đúng.")
    if code is None:
        fields.refuse("badge", "Thiếu mã thẻ.")
    if not name:
        fields.refuse("name", "Xin ghi họ và tên.")
    if valid_until is None:
        fields.refuse("valid_until", "Thiếu ngày hết hạn.")
    return BadgeCard(code, name, birth_year, valid_until) if code and name and valid_until else None


def _badge_code(text: str) -> str | None:
    code = text.upper()
    return code if len(code) == badge_cards.CODE_CHARACTERS and set(code) <= set(codes.ALPHABET) else None


def sheets(
    table: DeviceTable, venue: Venue, device_id: str, asked: str | None, publisher: Publisher
) -> tuple[bytes, range]:
    """The next sheets of a pad as PDF, and the serial numbers on them, which are never printed again.

    Raises InvalidError for a number of pages that is none or out of limits and for a device that is no pad in use,
    NotFoundError, and TryAgainError where others print of the same pad at the same moment.
    """
    pages = _pages(asked)
    for _ in range(ATTEMPTS):
        device = devices.of_venue(table, venue, device_id)
        if not device.paper or device.revoked_at:
            raise InvalidError([FieldError("device", "Chỉ in phiếu cho sổ giấy đang dùng.")])
        serials = range(device.printed + 1, device.printed + pages * LINES + 1)
        # Drawn first: what cannot be drawn uses up no serials, which would be missing for ever.
        pdf = paper_sheets.pdf(_pad(device, venue, publisher), serials.start, pages)
        try:
            table.put(replace(device, printed=serials[-1]))
        except OvertakenError:
            continue
        return pdf, serials
    raise TryAgainError


def _pages(asked: str | None) -> int:
    if not asked:
        return USUAL_SHEETS
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 3 and 1 <= int(asked) <= MOST_SHEETS):
        raise InvalidError([FieldError("pages", f"Số tờ phải là một số từ 1 đến {MOST_SHEETS}.")])
    return int(asked)


def _pad(device: Device, venue: Venue, publisher: Publisher) -> Pad:
    place = (venue.address, venue.commune_name, publisher.district_name(venue))
    return Pad(
        name=device.name,
        venue_name=venue.name,
        venue_code=venue.code,
        place=", ".join(part for part in place if part),
        web_address=publisher.host_url.partition("://")[2],
    )
