"""A check-in as JSON becomes a domain value; every field that is wrong is named at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from truyvet import codes, days, people
from truyvet.checkins import CheckIn
from truyvet.declarations import Declaration, Symptom
from truyvet.errors import FieldError, InvalidError, NotFoundError
from truyvet.people import Person, Sex
from truyvet.texts import tidy
from truyvet.visits import Direction, Visitor

NAME_CHARACTERS = 80
ADDRESS_CHARACTERS = 160
PLACES_CHARACTERS = 200
ZONE_CHARACTERS = 40
EARLIEST_BIRTH_YEAR = 1900

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """Reads the fields of one JSON object and collects what is wrong with them."""

    def __init__(self, body: dict[str, Any], wrong: list[FieldError], prefix: str = "") -> None:
        self._body = body
        self._wrong = wrong
        self._prefix = prefix

    def refuse(self, field: str, message: str) -> None:
        """Notes that a field cannot be accepted."""
        self._wrong.append(FieldError(self._prefix + field, message))

    def inner(self, field: str) -> "Fields":
        """The fields of an object inside; an empty one where it is missing."""
        value = self._body.get(field)
        if value is not None and not isinstance(value, dict):
            self.refuse(field, "Mục này không đúng dạng.")
        return Fields(value if isinstance(value, dict) else {}, self._wrong, f"{self._prefix}{field}.")

    def text(self, field: str, limit: int) -> str:
        """A tidy text of at most `limit` characters, empty where it is missing."""
        value = self._body.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(field, "Mục này phải là chữ.")
            return ""
        text = tidy(value)
        if len(text) > limit:
            self.refuse(field, f"Xin viết không quá {limit} ký tự.")
            return ""
        return text

    def parsed(self, field: str, parse: Callable[[str], Value | None], message: str) -> Value | None:
        """A text turned into a value by `parse`, which gives None or raises ValueError where it cannot."""
        value = self._body.get(field)
        if value is None or value == "":
            return None
        try:
            found = parse(value) if isinstance(value, str) and len(value) <= 100 else None
        except ValueError:
            found = None
        if found is None:
            self.refuse(field, message)
        return found

    def number(self, field: str, low: int, high: int, message: str) -> int | None:
        """A whole number between `low` and `high`, or None where it is missing."""
        value = self._body.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(field, message)
            return None
        return value

    def flag(self, field: str) -> bool:
        """True or false, false where it is missing."""
        value = self._body.get(field, False)
        if not isinstance(value, bool):
            self.refuse(field, "Mục này phải là có hoặc không.")
            return False
        return value

    def choice(self, field: str, choices: type[Choice]) -> Choice | None:
        """One of the values of an enumeration, or None where it is missing."""
        return self.parsed(field, choices, "Lựa chọn này không có.")

    def choices(self, field: str, choices: type[Choice]) -> frozenset[Choice]:
        """A set of values of an enumeration, empty where it is missing."""
        values = self._body.get(field, [])
        if (
            not isinstance(values, list)
            or len(values) > len(choices)
            or not all(value in list(choices) for value in values)
        ):
            self.refuse(field, "Lựa chọn này không có.")
            return frozenset()
        return frozenset(choices(value) for value in values)


def parse(body: dict[str, Any], now: datetime) -> CheckIn:
    """The check-in of a request's JSON object (docs/api.md).

    Raises InvalidError, which names every wrong field, and NotFoundError for a venue code that cannot be one.
    """
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    id_ = fields.parsed("id", _event_id, "Mã lượt quét không đúng dạng.")
    at = fields.parsed("at", days.instant, "Thời điểm quét không đúng dạng.")
    direction = fields.choice("direction", Direction)
    for field, value in (("id", id_), ("at", at), ("direction", direction)):
        if value is None and body.get(field) in (None, ""):
            fields.refuse(field, "Thiếu mục này.")
    person = _person(fields.inner("person"), now)
    declaration = _declaration(fields.inner("declaration"))
    visitor = fields.choice("visitor", Visitor) or Visitor.VISITOR
    on_behalf = fields.flag("on_behalf")
    zone = fields.text("zone", ZONE_CHARACTERS) or None
    device = fields.parsed("device", UUID, "Mã thiết bị không đúng dạng.")
    if wrong or id_ is None or at is None or direction is None:
        raise InvalidError(wrong)
    return CheckIn(
        id=id_,
        venue=venue_code(body.get("venue")),
        at=at,
        direction=direction,
        person=person,
        declaration=declaration,
        on_behalf=on_behalf,
        visitor=visitor,
        zone=zone,
        device=device.bytes if device else None,
    )


def venue_code(typed: object) -> str:
    """The venue code of a request. Raises NotFoundError where the text cannot be a code of ours."""
    code = codes.normalised(typed) if isinstance(typed, str) and len(typed) <= 40 else None
    if code is None:
        raise NotFoundError("Đây không phải mã điểm của Truy Vết. Xin quét lại mã QR treo tại điểm.")
    return code


def _event_id(text: str) -> UUID | None:
    event_id = UUID(text)
    return event_id if event_id.version in (4, 7) else None


def _person(fields: Fields, now: datetime) -> Person:
    person = Person(
        name=fields.text("name", NAME_CHARACTERS),
        phone=fields.parsed("phone", people.phone_number, "Số điện thoại chưa đúng. Ví dụ: 0912 345 678."),
        document=fields.parsed("document", people.document_number, "Số giấy tờ chưa đúng."),
        qid=fields.parsed("qid", people.national_id, "Mã QR cá nhân chưa đúng."),
        birth_year=fields.number(
            "birth_year", EARLIEST_BIRTH_YEAR, days.local_day(now).year, "Năm sinh chưa đúng. Ví dụ: 1984."
        ),
        sex=fields.choice("sex", Sex),
        address=fields.text("address", ADDRESS_CHARACTERS) or None,
        commune=fields.number("commune", 1, 99999, "Xã, phường này không có trong danh mục."),
    )
    if not person.name:
        fields.refuse("name", "Xin ghi họ và tên.")
    if not (person.phone or person.document or person.qid):
        fields.refuse("phone", "Xin ghi số điện thoại hoặc số giấy tờ.")
    return person


def _declaration(fields: Fields) -> Declaration:
    contact = fields.inner("contact")
    return Declaration(
        symptoms=fields.choices("symptoms", Symptom),
        places=fields.text("places", PLACES_CHARACTERS),
        contact_case=contact.flag("case"),
        contact_from_area=contact.flag("from_area"),
        contact_sick=contact.flag("sick"),
    )


def received_now() -> datetime:
    """The server's time, cut to milliseconds."""
    return days.from_milliseconds(days.milliseconds(datetime.now(UTC)))
