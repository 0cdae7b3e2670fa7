"""A batch as JSON becomes events; an event that cannot be read spoils only itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from checkin import requests
from truyvet import days
from truyvet.batches import MOST_EVENTS, MOST_VOID, Report, Sent
from truyvet.checkins import CheckIn
from truyvet.errors import DomainError, FieldError, InvalidError, TooLargeError
from truyvet.fields import Fields

MOST_NUMBER = 1_000_000
"""Of one device: a scan every ten seconds for four months. A forged one can claim no more to be missing."""


@dataclass(frozen=True)
class Batch:
    """The events of a request in their order, and what the device says of itself."""

    sent: Sequence[Sent]
    report: Report


def parse(body: dict[str, Any], now: datetime) -> Batch:
    """The batch of a request's JSON object (docs/api.md).

    Raises TooLargeError for more than `MOST_EVENTS` events, InvalidError where the batch itself cannot be read or
    an event has no sequence number.
    """
    events = body.get("events")
    if not isinstance(events, list) or not all(isinstance(event, dict) and _numbered(event) for event in events):
        raise InvalidError([FieldError("events", "Danh sách lượt quét không đúng dạng.")])
    if len(events) > MOST_EVENTS:
        raise TooLargeError(f"Mỗi lần gửi nhiều nhất {MOST_EVENTS} lượt quét.")
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    report = Report(
        issued=fields.number("issued", 0, MOST_NUMBER, "Số thứ tự không đúng.") or 0,
        waiting=fields.number("waiting", 0, MOST_NUMBER, "Số lượt đang chờ không đúng.") or 0,
        waiting_since=fields.parsed("waiting_since", days.instant, "Thời điểm không đúng dạng."),
        void=fields.items("void", MOST_VOID, _number, "Danh sách dòng bỏ trống không đúng dạng."),
    )
    if wrong:
        raise InvalidError(wrong)
    return Batch([Sent(event["seq"], _event(event, now), _id(event)) for event in events], report)


def _numbered(event: dict[str, Any]) -> bool:
    return _number(event.get("seq")) is not None


def _number(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 1 <= value <= MOST_NUMBER else None


def _id(event: dict[str, Any]) -> UUID | None:
    try:
        return UUID(event["id"])
    except (KeyError, ValueError, AttributeError, TypeError):
        return None


def _event(event: dict[str, Any], now: datetime) -> CheckIn | DomainError:
    try:
        return requests.parse(event, now)
    except DomainError as error:
        return error
