"""Registration (đăng ký điểm) and correction of a venue: plain JSON values become a venue or name what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any, Final

from truyvet import codes, people, units
from truyvet.errors import FieldError, ForbiddenError, InvalidError, NotFoundError
from truyvet.fields import Fields
from truyvet.texts import tidy
from truyvet.venues import Kind, OpeningHours, Status, Venue, new_owner_token, token_hash

NAME_CHARACTERS = 120
ADDRESS_CHARACTERS = 200
HEAD_CHARACTERS = 80
AGENCY_CHARACTERS = 120
ZONES, ZONE_CHARACTERS = 50, 40
SPANS = 14
MOST_VISITORS_A_DAY = 1_000_000

_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]{2,}")
_TAX_CODE = re.compile(r"\d{10}(\d{3})?|\d{12}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_OWNERS_STATUS: Final = {"open": Status.OPEN, "closed": Status.CLOSED}


@dataclass(frozen=True)
class Registration:
    """A venue to be stored, and the owner's token of which it holds the hash."""

    venue: Venue
    owner_token: str


def parse(body: dict[str, Any], province: int, now: datetime) -> Registration:
    """The registration of a request's JSON object (docs/api.md).

    The page may make the owner's token itself, so that a registration sent again after a lost answer is known as
    the same. Raises InvalidError.
    """
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    token = fields.parsed("owner_token", _owner_token, "Mã quản lý không đúng dạng.") or new_owner_token()
    kind = fields.choice("kind", Kind)
    if kind is None:
        fields.refuse("kind", "Xin chọn loại hình.")
    commune = _commune(fields, province)
    described = {name: read(fields) for name, read in _DESCRIPTION.items()}
    if wrong or kind is None or commune is None:
        raise InvalidError(wrong)
    district = units.district_of(province, commune.code)
    venue = Venue(
        code=codes.new_code(),
        kind=kind,
        district=district.code,
        commune=commune.code,
        commune_name=commune.name,
        registered_at=now,
        owner_token_hash=token_hash(token),
        **described,
    )
    return Registration(venue, token)


def corrected(venue: Venue, body: dict[str, Any], now: datetime) -> Venue:
    """The venue with the fields that a request's JSON object names; null or an empty text takes an optional one away.

    What its poster says of a venue raises the poster's version. Raises InvalidError, also for what is fixed
    once registered, and ForbiddenError where the authority suspended the venue and its owner would open it.
    """
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    for name in sorted(body.keys() - _DESCRIPTION.keys() - {"status"}):
        fields.refuse(name, "Mục này không sửa được ở đây. Xin gọi đường dây nóng.")
    described = {name: read(fields) for name, read in _DESCRIPTION.items() if name in body}
    status = fields.parsed("status", _OWNERS_STATUS.get, "Chỉ chọn được mở cửa hoặc tạm đóng cửa.")
    if wrong:
        raise InvalidError(wrong)
    after: Venue = replace(venue, **described)
    if (after.name, after.address) != (venue.name, venue.address):
        after = replace(after, poster_version=venue.poster_version + 1, poster_changed_at=now)
    if status is None or status is venue.status:
        return after
    if venue.status is Status.SUSPENDED:
        raise ForbiddenError("Điểm đang bị tạm dừng theo yêu cầu của cơ quan quản lý. Xin liên hệ xã, phường.")
    return replace(after, status=status, status_since=now)


def email_address(typed: str) -> str | None:
    """A mail address as it can be written to, or None."""
    return typed.strip() if _EMAIL.fullmatch(typed.strip()) else None


def tax_number(typed: str) -> str | None:
    """A tax code (mã số thuế) of 10, 12 or 13 digits without separators, or None."""
    digits = re.sub(r"[\s.\-]", "", typed)
    return digits if _TAX_CODE.fullmatch(digits) else None


def _required(name: str, limit: int, asked: str) -> Callable[[Fields], str]:
    def read(fields: Fields) -> str:
        text = fields.text(name, limit)
        if not any(letter.isalnum() for letter in text):
            fields.refuse(name, asked)
        return text

    return read


def _optional(name: str, limit: int) -> Callable[[Fields], str | None]:
    return lambda fields: fields.text(name, limit) or None


def _phone(fields: Fields) -> str:
    sentence = "Số điện thoại chưa đúng. Ví dụ: 0901 234 567."
    phone = fields.parsed("phone", people.phone_number, sentence)
    if phone is None:
        fields.refuse("phone", "Xin ghi số điện thoại.")
    return phone or ""


def _email(fields: Fields) -> str | None:
    return fields.parsed("email", email_address, "Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@example.vn.")


def _tax_code(fields: Fields) -> str | None:
    return fields.parsed("tax_code", tax_number, "Mã số thuế có 10, 12 hoặc 13 chữ số.")


def _visitors_a_day(fields: Fields) -> int | None:
    return fields.number("visitors_a_day", 1, MOST_VISITORS_A_DAY, "Xin ghi một số từ 1 đến 1.000.000.")


def _zones(fields: Fields) -> tuple[str, ...]:
    sentence = f"Xin ghi nhiều nhất {ZONES} khu vực, mỗi tên không quá {ZONE_CHARACTERS} ký tự."
    zones = fields.items("zones", ZONES, _zone, sentence)
    return tuple(dict.fromkeys(zone for zone in zones if zone))


def _zone(value: object) -> str | None:
    text = tidy(value) if isinstance(value, str) else None
    return text if text is not None and len(text) <= ZONE_CHARACTERS else None


def _opening_hours(fields: Fields) -> tuple[OpeningHours, ...]:
    sentence = "Giờ mở cửa chưa đúng. Ví dụ: thứ hai đến chủ nhật, 06:00 đến 21:00."
    return fields.items("opening_hours", SPANS, _span, sentence)


def _span(value: object) -> OpeningHours | None:
    if not isinstance(value, dict):
        return None
    days, opens, closes = value.get("days"), value.get("from"), value.get("to")
    if not isinstance(days, list) or not days or any(type(day) is not int or not 1 <= day <= 7 for day in days):
        return None
    if not all(isinstance(at, str) and _CLOCK.fullmatch(at) for at in (opens, closes)):
        return None
    return OpeningHours(tuple(sorted(set(days))), time.fromisoformat(str(opens)), time.fromisoformat(str(closes)))


_DESCRIPTION: Final[Mapping[str, Callable[[Fields], Any]]] = {
    "name": _required("name", NAME_CHARACTERS, "Xin ghi tên điểm."),
    "address": _required("address", ADDRESS_CHARACTERS, "Xin ghi địa chỉ."),
    "head": _required("head", HEAD_CHARACTERS, "Xin ghi họ tên người phụ trách."),
    "phone": _phone,
    "agency": _optional("agency", AGENCY_CHARACTERS),
    "email": _email,
    "tax_code": _tax_code,
    "opening_hours": _opening_hours,
    "visitors_a_day": _visitors_a_day,
    "zones": _zones,
}


def _commune(fields: Fields, province: int) -> units.Commune | None:
    district_code = fields.number("district", 1, 999, "Huyện này không có trong danh mục.")
    commune_code = fields.number("commune", 1, 99999, "Xã, phường này không có trong danh mục.")
    if district_code is None:
        fields.refuse("district", "Xin chọn huyện, thị xã hoặc thành phố.")
    if commune_code is None:
        fields.refuse("commune", "Xin chọn xã, phường hoặc thị trấn.")
    if district_code is None or commune_code is None:
        return None
    try:
        district = units.district_of(province, commune_code)
    except NotFoundError:
        fields.refuse("commune", "Xã, phường này không có trong danh mục của tỉnh.")
        return None
    if district.code != district_code:
        fields.refuse("commune", "Xã, phường này không thuộc huyện đã chọn.")
        return None
    return units.commune(province, commune_code)


def _owner_token(text: str) -> str | None:
    return text if _TOKEN.fullmatch(text) else None
