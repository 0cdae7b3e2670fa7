"""What a trace says in words, the same in files and, from `web/trace_words.js`, on the page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from truyvet.contact_lists import Listed, Unread
from truyvet.days import LOCAL, day_end
from truyvet.kept_traces import KeptContact, KeptEncounter
from truyvet.stays import Known
from truyvet.trace_files import MOST_SHARING

KNOWN = {
    Known.SCAN: "có quét",
    Known.NEXT_SCAN: "theo lượt quét ở nơi khác",
    Known.TOLD: "theo lời khai",
    Known.CLOSING: "theo giờ đóng cửa",
    Known.ASSUMED: "ước tính",
}
_ZONES = {True: "cùng khu", False: "khác khu", None: "không rõ khu"}
BRUSHED = "Ở gần"
"""Somebody with any overlap whom the rules in force do not call F1 or F2."""


def level(number: int, *, meets_definition: bool) -> str:
    """F1, F2, or somebody who only came near."""
    return f"F{number}" if meets_definition else BRUSHED


def level_of(contact: KeptContact) -> str:
    """The level of one contact."""
    return level(contact.level, meets_definition=contact.meets_definition)


def zones(match: bool | None) -> str:
    """Whether both were in one zone of the venue."""
    return _ZONES[match]


def moment(at: datetime) -> str:
    """`12/08/2021 07:30`, local time."""
    return f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}"


def clock(at: datetime) -> str:
    """`07:30`, local time."""
    return f"{at.astimezone(LOCAL):%H:%M}"


def clock_of(at: datetime, day: date) -> str:
    """The time as it is told of a local day: the midnight that ends it is 24:00, another day's time has its date."""
    local = at.astimezone(LOCAL)
    if local.date() == day:
        return f"{local:%H:%M}"
    return "24:00" if at == day_end(day) else f"{local:%d/%m %H:%M}"


def span(start: datetime, end: datetime) -> str:
    """`12/08/2021 07:30–08:15`; the day of the end only where it is another one."""
    ended = clock(end) if start.astimezone(LOCAL).date() == end.astimezone(LOCAL).date() else moment(end)
    return f"{moment(start)}–{ended}"


def ends(known: tuple[Known, Known]) -> str:
    """How both ends of a stay are known: `vào: có quét, ra: ước tính`."""
    return f"vào: {KNOWN[known[0]]}, ra: {KNOWN[known[1]]}"


def minutes(encounter: KeptEncounter) -> str:
    """`45 phút`, `45 phút và 10 phút sau khi rời`, `10 phút sau khi rời`; the minutes after the source had left."""
    together = f"{encounter.overlap_minutes} phút"
    after = f"{encounter.tail_minutes} phút sau khi rời"
    if not encounter.tail_minutes:
        return together
    return f"{together} và {after}" if encounter.overlap_minutes else after


TOLD_ENCOUNTERS = 12
"""How many meetings a line of a file tells; the sheet of meetings has more."""


def encounters(met: Sequence[KeptEncounter], meetings: int, names: Mapping[str, str]) -> str:
    """Where and when somebody was met, `meetings` times in all; long lists are cut. `names`: of venues, by code."""
    told = [f"{names.get(each.venue, each.venue)} {_encounter(each)}" for each in met[:TOLD_ENCOUNTERS]]
    if meetings > len(told):
        told.append(f"và {meetings - len(told)} lần nữa")
    return "; ".join(told)


def _encounter(met: KeptEncounter) -> str:
    return f"{span(met.start, met.end)} ({minutes(met)}, {zones(met.zone_match)})"


def phone(number: str | None) -> str:
    """A number as people in Viet Nam dial it: `0901234567`, another country's `0085512345678`.

    With its `+` a cell would begin as a formula does, and the apostrophe in front of it go into other programs.
    """
    if not number:
        return ""
    return "0" + number[3:] if number.startswith("+84") else number.replace("+", "00", 1)


def notes(listed: Listed) -> str:
    """What whoever calls has to know beforehand."""
    found = []
    if listed.sharing > 1:
        more = " hoặc hơn" if listed.sharing >= MOST_SHARING else ""
        found.append(f"Số dùng chung cho {listed.sharing} người{more}: hỏi ai đã đến, lúc nào")
    if len(listed.numbers) > 1:
        found.append(f"Gộp các dòng {', '.join(map(str, listed.numbers))} của lần truy vết")
    return ". ".join(found)


def unread(found: Unread) -> str:
    """Why a contact has no name."""
    return "Bản khai đã xóa theo thời hạn" if found.deleted else "Bản khai không mở được (dữ liệu hỏng)"
