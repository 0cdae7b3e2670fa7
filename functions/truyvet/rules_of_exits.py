"""Entries without exits, and exits of people who never entered."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from truyvet.evidence import Evidence
from truyvet.reports import Category, Confidence
from truyvet.rules import Figures, rule
from truyvet.tallies import Tally
from truyvet.venues import Kind
from truyvet.visits import Direction, Source, Visit

PASSED_ONCE = frozenset({Kind.CHECKPOINT, Kind.TRANSPORT})
"""Where people pass or board: one scan a passage is all there can be."""
AFTER_OPENING = timedelta(hours=1)
"""Who leaves earlier than this after the first entry of the day came on the day before: a night shift, late guests."""


@rule(
    name="Chỉ quét vào, không quét ra",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.HIGH,
    sentence="Trong {days} ngày mở cửa có {entries} lượt vào, số lượt ra chỉ là {exits}.",
    remedy="Treo thêm mã ở lối ra và nhắc khách quét khi ra về.",
    clears="Khách ra ở cổng khác có mã riêng, hoặc máy ở lối ra chưa gửi dữ liệu.",
    rests_on_absence=True,
    days_figure="days",
)
def no_exits(evidence: Evidence) -> Figures | None:
    """Entries on its last open days, most of them not on one day alone, and next to no exits.

    Where people only pass, nobody can leave; exits at another gate of the same owner count for this one.
    """
    rules = evidence.rules
    if evidence.venue.kind in PASSED_ONCE:
        return None
    days = evidence.open_days()[: rules.exits_days]
    tallies = [evidence.tallies[day] for day in days if evidence.scans(day)]
    entries, exits = sum(tally.entries for tally in tallies), sum(tally.exits for tally in tallies)
    if entries < rules.exits_min_entries or _crowd_of_one_day(tallies, entries):
        return None
    if exits + _exits_elsewhere(evidence, days) > rules.exits_max_share * entries or any(map(_left, tallies)):
        return None
    return {"days": len(days), "entries": entries, "exits": exits}


def _crowd_of_one_day(tallies: Sequence[Tally], entries: int) -> bool:
    """Most of them came on one day: a fair, a vaccination, a wake."""
    return 2 * max(tally.entries for tally in tallies) > entries


def _left(tally: Tally) -> bool:
    """On this day a good part left again: all others but the day of a fair, or since it was put right."""
    return tally.exits > max(2, 0.15 * tally.entries)


def _exits_elsewhere(evidence: Evidence, days: Sequence[date]) -> int:
    """By how much more people left than entered at other gates."""
    tallies = [tallies[day] for tallies in evidence.siblings for day in days if day in tallies]
    return max(0, sum(tally.exits - tally.entries for tally in tallies))


def _nobody_twice(evidence: Evidence) -> bool:
    """About as many people as scans, though a good part of the scans are exits."""
    tally = evidence.tallies.get(evidence.day)
    if tally is None or tally.exits < evidence.rules.unmatched_min_exits:
        return False
    return evidence.people is None or evidence.people >= 0.8 * tally.scans


@rule(
    name="Lượt ra không khớp lượt vào",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=3,
    confidence=Confidence.MEDIUM,
    sentence="{left} người quét ra nhưng chỉ {both} người trong số đó có quét vào cùng ngày.",
    remedy="Kiểm tra có nhập khống lượt ra hay không; mời khách quét vào và ra bằng cùng một điện thoại.",
    clears="Khách vào bằng cổng khác có mã riêng, hoặc vào bằng thẻ, giấy tờ do người hỗ trợ quét.",
    suspects=_nobody_twice,
    rests_on_absence=True,
)
def unmatched_exits(evidence: Evidence) -> Figures | None:
    """Nobody scans twice: those who leave by their own phone are not those who enter.

    A person is known by the number or by the phone in the hand. Where helpers or badges record a part of the entries,
    or there is another gate, nothing is said.
    """
    rules, tally = evidence.rules, evidence.tallies.get(evidence.day)
    if evidence.siblings or evidence.venue.kind in PASSED_ONCE or tally is None:
        return None
    if tally.by_source.get(Source.SELF, 0) < 0.95 * tally.scans:
        return None
    entries = [visit for visit in evidence.visits or () if visit.direction is Direction.IN]
    opened = min((visit.at for visit in entries), default=None)
    entered = {mark for visit in entries for mark in _marks(visit)}
    left: dict[bytes, set[bytes]] = defaultdict(set)
    for visit in evidence.visits or ():
        if visit.direction is Direction.OUT and opened and visit.at >= opened + AFTER_OPENING:
            left[visit.person] |= _marks(visit)
    both = sum(1 for marks in left.values() if marks & entered)
    if len(left) < rules.unmatched_min_exits or both > rules.unmatched_max_share * len(left):
        return None
    return {"left": len(left), "both": both}


def _marks(visit: Visit) -> set[bytes]:
    return {visit.person, visit.device or visit.person}
