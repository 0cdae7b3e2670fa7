"""What a tracer asks for, as JSON, becomes plain values; every field that is wrong is named at once."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from truyvet import codes, days, people
from truyvet.door_rules import DoorRules
from truyvet.errors import FieldError, InvalidError
from truyvet.fields import Fields
from truyvet.people import Person
from truyvet.texts import tidy
from truyvet.traces import ToldStay

CASE_CHARACTERS = 40
ZONE_CHARACTERS = 40
MOST_EDITS = 100
LONGEST_TOLD = timedelta(hours=24)
_BADGE = re.compile(r"[0-9A-Z]{16}")


@dataclass(frozen=True)
class Asked:
    """A trace as asked for. `person` has no name; `badge`: the code on a badge; `trace`: an earlier one of the case."""

    case_number: str
    person: Person
    badge: str | None
    trace: str | None
    start: datetime
    end: datetime
    depth: int
    told: tuple[ToldStay, ...]
    denied: frozenset[UUID]


def parse(body: dict[str, Any], now: datetime) -> Asked:
    """The trace of a request's JSON object (docs/tracing.md). Raises InvalidError."""
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    case_number = fields.text("case_number", CASE_CHARACTERS)
    if not case_number:
        fields.refuse("case_number", "Xin ghi mã ca bệnh: mỗi lần tra cứu phải có mục đích.")
    person, badge, trace = _subject(fields.inner("subject"))
    first = fields.parsed("infectious_from", date.fromisoformat, "Ngày chưa đúng. Ví dụ: 2021-08-10.")
    last = fields.parsed("until", date.fromisoformat, "Ngày chưa đúng. Ví dụ: 2021-08-14.")
    today = days.local_day(now)
    oldest = today - DoorRules().retention
    if first is None:
        fields.refuse("infectious_from", "Xin cho biết ca bệnh có thể lây từ ngày nào.")
    elif not oldest <= first <= today:
        fields.refuse("infectious_from", f"Dữ liệu chỉ được giữ {DoorRules().retention.days} ngày.")
    if first and last and last < first:
        fields.refuse("until", "Ngày cuối phải sau ngày đầu.")
    depth = fields.number("depth", 1, 2, "Độ sâu là 1 (F1) hoặc 2 (F1 và F2).") or 1
    told = fields.items("stays_added", MOST_EDITS, _told, "Mốc dịch tễ thêm vào chưa đúng.")
    denied = fields.items("visits_denied", MOST_EDITS, _id, "Mã lượt quét không đúng dạng.")
    if wrong or first is None:
        raise InvalidError(wrong)
    end = min(days.day_end(last), now) if last else now
    return Asked(case_number, person, badge, trace, days.day_start(first), end, depth, told, frozenset(denied))


def _subject(fields: Fields) -> tuple[Person, str | None, str | None]:
    phone = fields.parsed("phone", people.phone_number, "Số điện thoại chưa đúng. Ví dụ: 0912 345 678.")
    document = fields.parsed("document", people.document_number, "Số giấy tờ chưa đúng.")
    qid = fields.parsed("qid", people.national_id, "Mã QID chưa đúng.")
    badge = fields.parsed("badge", _badge, "Mã thẻ Truy Vết gồm 16 chữ và số.")
    trace = fields.parsed("trace", _trace, "Mã lần truy vết không đúng dạng.")
    if not (phone or document or qid or badge or trace):
        fields.refuse("phone", "Xin cho số điện thoại, số giấy tờ, QID hoặc mã thẻ của ca bệnh.")
    return Person(name="", phone=phone, document=document, qid=qid), badge, trace


def _badge(typed: str) -> str | None:
    code = re.sub(r"[\s-]", "", typed).upper()
    return code if _BADGE.fullmatch(code) else None


def _trace(typed: str) -> str | None:
    found = _id(typed)
    return str(found) if found else None


def _told(value: Any) -> ToldStay | None:
    try:
        code = codes.normalised(value["venue"])
        start, end = days.instant(value["from"]), days.instant(value["to"])
        zone = value.get("zone")
        zone = tidy(zone) if isinstance(zone, str) else zone
    except (AttributeError, LookupError, TypeError, ValueError):
        return None
    if code is None or not timedelta() <= end - start <= LONGEST_TOLD:
        return None
    if zone is not None and not (isinstance(zone, str) and len(zone) <= ZONE_CHARACTERS):
        return None
    return ToldStay(code, start, end, zone)


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (AttributeError, TypeError, ValueError):
        return None
