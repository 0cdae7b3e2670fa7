"""Making a kept report again from its stored figures, to show that what was sent says what was counted.

`report.json` has all that a report says, `made.json` to whom it went and how long its lists are: mail, workbook and
PDF made of them are equal byte for byte to those that were sent, as long as the program draws them as it did then.
"""

import dataclasses
import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email import policy
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from truyvet import mails
from truyvet.days import instant
from truyvet.parcels import as_json, digest
from truyvet.reports import DailyReport


@dataclass(frozen=True)
class Compared:
    """A file of a kept report: SHA-256 when it was made, of the file as it lies there, and of the one made again."""

    name: str
    made: str
    kept: str
    again: str

    @property
    def same(self) -> bool:
        """Whether all three agree."""
        return self.made == self.kept == self.again


def report_of(content: bytes) -> DailyReport:
    """The report of a `report.json`. Raises ValueError, KeyError or TypeError for what is none."""
    report = _value(DailyReport, json.loads(content))
    if not isinstance(report, DailyReport):
        raise TypeError("a report is an object")
    return report


def again(report_json: bytes, made_json: bytes) -> dict[str, bytes]:
    """All files of a report but `made.json`, made again, by name."""
    report, made = report_of(report_json), json.loads(made_json)
    message = mails.compose(report, made["sender"], made["recipients"], made["listed"])
    files = {str(part.get_filename()): part.get_content() for part in message.iter_attachments() if part.get_filename()}
    return {"report.json": as_json(report), "mail.eml": message.as_bytes(policy=policy.SMTP), **files}


def compared(kept: Mapping[str, bytes]) -> tuple[Compared, ...]:
    """Of each file of a kept report, given by name with `report.json` and `made.json`, how it compares."""
    told = json.loads(kept["made.json"])["sha256"]
    remade = again(kept["report.json"], kept["made.json"])
    return tuple(
        Compared(name, made, digest(kept[name]), digest(remade[name]) if name in remade else "")
        for name, made in sorted(told.items())
    )


def _value(kind: Any, value: Any) -> Any:  # noqa: PLR0911 - one return for each kind of value
    """The JSON value as the type of a field says."""
    if kind is Any or value is None:
        return value
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _value(_fitting(inner, value), value)
    if origin is tuple:
        each = inner[0] if len(inner) == 2 and inner[1] is Ellipsis else None
        return tuple(_value(each or inner[place], item) for place, item in enumerate(value))
    if origin is not None:
        return value
    if dataclasses.is_dataclass(kind):
        made = cast("Any", kind)
        hints = _hints(made)
        return made(**{name: _value(hints[name], item) for name, item in value.items()})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is datetime:
        return instant(value)
    return date.fromisoformat(value) if kind is date else value


def _fitting(kinds: tuple[Any, ...], value: Any) -> Any:
    """Of `X | None` the X; of plain types the one that the value already has."""
    others = [kind for kind in kinds if kind is not type(None)]
    return next((kind for kind in others if isinstance(kind, type) and type(value) is kind), others[0])


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields; a report has thousands of findings of one."""
    return get_type_hints(kind)
