"""The nightly proofs of deletion (bằng chứng xóa dữ liệu) as `retention` kept them, to be shown."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from truyvet.days import instant

FOLDER = "retention/"
NIGHTS = 14
"""So many nights are shown."""


@dataclass(frozen=True)
class Night:
    """What one night's proof says in sum. `overdue`: due for deletion so long ago that somebody has to look."""

    day: date
    made_at: datetime
    sound: bool
    looked_at: int
    deleted: int
    overdue: int
    unswitched: tuple[str, ...]


def key(day: date) -> str:
    """Where the archive keeps the proof of a local day."""
    return f"{FOLDER}{day.isoformat()}.json"


def before(today: date) -> str:
    """What all keys of the last nights come after, in the order of their names."""
    return f"{FOLDER}{(today - timedelta(days=NIGHTS - 1)).isoformat()}"


def nights(keys: Iterable[str], read: Callable[[str], bytes]) -> list[Night]:
    """The proofs under these keys, the latest first."""
    return sorted((_night(json.loads(read(each))) for each in keys), key=lambda night: night.day, reverse=True)


def _night(proof: dict[str, Any]) -> Night:
    checks = proof["checks"]
    return Night(
        day=date.fromisoformat(proof["day"]),
        made_at=instant(proof["made_at"]),
        sound=proof["sound"],
        looked_at=sum(each["looked_at"] for each in checks),
        deleted=sum(each["deleted"] or 0 for each in checks),
        overdue=sum(each["overdue"] for each in checks),
        unswitched=tuple(each["what"] for each in checks if not each["expiry_switched_on"]),
    )
