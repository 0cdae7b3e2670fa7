"""A check-in as JSON becomes a domain value; every field that is wrong is named at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from truyvet import cards, days, people
from truyvet.cards import Card
from truyvet.checkins import CheckIn
from truyvet.declarations import Declaration, Symptom
from truyvet.errors import FieldError, InvalidError, UnknownCardError
from truyvet.fields import Fields, venue_code
from truyvet.people import Person, Sex
from truyvet.visits import Direction, Visitor

NAME_CHARACTERS = 80
ADDRESS_CHARACTERS = 160
PLACES_CHARACTERS = 200
ZONE_CHARACTERS = 40
EARLIEST_BIRTH_YEAR = 1900
PHONE_SENTENCE = "Số điện thoại chưa đúng. Ví dụ: 0912 345 678."


def parse(body: dict[str, Any], now: datetime) -> CheckIn:
    """The check-in of a request's JSON object (docs/api.md).

    Raises InvalidError, which names every wrong field, NotFoundError for a venue code that cannot be one, and
    UnknownCardError for a scanned card that names nobody.
    """
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    id_ = fields.parsed("id", _event_id, "Mã lượt quét không đúng dạng.")
    at = fields.parsed("at", days.instant, "Thời điểm quét không đúng dạng.")
    direction = fields.choice("direction", Direction)
    for field, value in (("id", id_), ("at", at), ("direction", direction)):
        if value is None and body.get(field) in (None, ""):
            fields.refuse(field, "Thiếu mục này.")
    person, card = _person(fields.inner("person"), now)
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
        card=card,
        declaration=declaration,
        on_behalf=on_behalf,
        visitor=visitor,
        zone=zone,
        device=device.bytes if device else None,
    )


def _event_id(text: str) -> UUID | None:
    event_id = UUID(text)
    return event_id if event_id.version in (4, 7) else None


def parse_holder(body: dict[str, Any], now: datetime) -> Person:
    """The person for whom a badge is asked. Raises InvalidError and UnknownCardError."""
    wrong: list[FieldError] = []
    person, card = _person(Fields(body, wrong).inner("person"), now)
    if card and card.badge:
        raise UnknownCardError("Đây đã là một thẻ Truy Vết. Xin quét giấy tờ hoặc nhập số điện thoại.")
    if wrong:
        raise InvalidError(wrong)
    return person


def _person(fields: Fields, now: datetime) -> tuple[Person, Card | None]:
    scanned = fields.raw("card")
    if isinstance(scanned, str):
        card = cards.parse(scanned)
        phone = fields.parsed("phone", people.phone_number, PHONE_SENTENCE)
        return cards.holder(card, phone), card
    person = Person(
        name=fields.text("name", NAME_CHARACTERS),
        phone=fields.parsed("phone", people.phone_number, PHONE_SENTENCE),
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
    return person, None


def _declaration(fields: Fields) -> Declaration:
    contact = fields.inner("contact")
    return Declaration(
        symptoms=fields.choices("symptoms", Symptom),
        places=fields.text("places", PLACES_CHARACTERS),
        contact_case=contact.flag("case"),
        contact_from_area=contact.flag("from_area"),
        contact_sick=contact.flag("sick"),
    )
