"""A kept trace (lần truy vết đã lưu) read back from its file into values: what cordons and lists are made of.

`trace_files` writes the file; a contact here has no keys, since nobody who reads a trace again needs them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from truyvet import trace_files
from truyvet.days import instant
from truyvet.settings import TraceRules
from truyvet.stays import Known, Stay
from truyvet.tracing import Scan

THE_CASE = 0
"""The number of the index case among the sources of encounters; contacts count from 1."""


@dataclass(frozen=True)
class KeptEncounter:
    """One meeting: at `venue` with the case (`source` 0) or the contact of that number; whole minutes."""

    source: int
    venue: str
    start: datetime
    end: datetime
    overlap_minutes: int
    tail_minutes: int
    zone_match: bool | None
    ends_known_by: tuple[Known, Known]
    source_ends_known_by: tuple[Known, Known]


@dataclass(frozen=True)
class KeptContact:
    """A contact as ranked; `encounters`: the strongest of all `meetings`, by time.

    `seen`: the visits that its records are opened from, the oldest first.
    """

    number: int
    level: int
    meets_definition: bool
    score: float
    overlap_minutes: int
    tail_minutes: int
    meetings: int
    encounters: tuple[KeptEncounter, ...]
    seen: tuple[Scan, ...]


@dataclass(frozen=True)
class KeptTrace:
    """A trace without its contacts, which may be many: `contacts` reads them one by one."""

    id: str
    case_number: str
    asked_at: datetime
    rules: TraceRules
    start: datetime
    end: datetime
    depth: int
    untraced: int
    stays: tuple[Stay, ...]


def trace_of(kept: Mapping[str, Any]) -> KeptTrace:
    """The trace of a file's JSON."""
    asked = kept["question"]
    known = {field.name for field in fields(TraceRules)}
    return KeptTrace(
        id=kept["id"],
        case_number=kept["case_number"],
        asked_at=instant(kept["asked_at"]),
        # Of another version of the program: values that this one does not know decide nothing here.
        rules=TraceRules(**{name: value for name, value in kept["rules"].items() if name in known}),
        start=instant(asked["start"]),
        end=instant(asked["end"]),
        depth=asked["depth"],
        untraced=kept["untraced"],
        stays=tuple(map(_stay, kept["stays"])),
    )


def contacts(kept: Mapping[str, Any], first: int = 0, most: int | None = None) -> Iterator[KeptContact]:
    """The contacts in their rank from number `first` (0 is the first), at most so many."""
    until = None if most is None else first + most
    return (_contact(each) for each in kept["contacts"][first:until])


@dataclass(frozen=True)
class Changes:
    """How a trace's contacts differ from those of an earlier one: by the numbers of the later, `gone` of the earlier.

    `raised`: near before and now F1 or F2, or F2 before and now F1; `lowered`: the other way round.
    """

    new: tuple[int, ...]
    gone: tuple[int, ...]
    raised: tuple[int, ...]
    lowered: tuple[int, ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """The changes between two traces' files. A person is the same where any of their keys is."""
    earlier = {key: each for each in before["contacts"] for key in each["keys"]}
    new: list[int] = []
    raised: list[int] = []
    lowered: list[int] = []
    met: set[int] = set()
    for each in after["contacts"]:
        was = next((earlier[key] for key in each["keys"] if key in earlier), None)
        if was is None:
            new.append(each["number"])
            continue
        met.add(was["number"])
        now, then = _weight(each), _weight(was)
        if now != then:
            (raised if now > then else lowered).append(each["number"])
    gone = (each["number"] for each in before["contacts"] if each["number"] not in met)
    return Changes(tuple(new), tuple(gone), tuple(raised), tuple(lowered))


def _weight(contact: Mapping[str, Any]) -> int:
    return 3 - contact["level"] if contact["meets_definition"] else 0


def _stay(kept: Mapping[str, Any]) -> Stay:
    began, ended = map(Known, kept["ends_known_by"])
    return Stay(kept["venue"], instant(kept["from"]), instant(kept["to"]), began, ended, tuple(kept["zones"]))


def _contact(kept: dict[str, Any]) -> KeptContact:
    scans: dict[UUID, Scan] = {scan.id: scan for scan in trace_files.seen(kept)}
    return KeptContact(
        number=kept["number"],
        level=kept["level"],
        meets_definition=kept["meets_definition"],
        score=kept["score"],
        overlap_minutes=kept["overlap_minutes"],
        tail_minutes=kept["tail_minutes"],
        meetings=kept["meetings"],
        encounters=tuple(map(_encounter, kept["encounters"])),
        seen=tuple(sorted(scans.values(), key=lambda scan: (scan.at, scan.id))),
    )


def _encounter(kept: Mapping[str, Any]) -> KeptEncounter:
    began, ended = map(Known, kept["ends_known_by"])
    source_began, source_ended = map(Known, kept["source_ends_known_by"])
    return KeptEncounter(
        source=kept["source"],
        venue=kept["venue"],
        start=instant(kept["from"]),
        end=instant(kept["to"]),
        overlap_minutes=kept["overlap_minutes"],
        tail_minutes=kept["tail_minutes"],
        zone_match=kept["zone_match"],
        ends_known_by=(began, ended),
        source_ends_known_by=(source_began, source_ended),
    )
