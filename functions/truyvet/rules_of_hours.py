"""Scans when the place is closed by its own hours."""

from truyvet.days import LOCAL
from truyvet.evidence import Evidence
from truyvet.reports import Category, Confidence
from truyvet.rules import Figures, rule


def _odd_hours(evidence: Evidence) -> frozenset[int]:
    """The hours far from all opening hours of the day: staff come before the public and leave after it."""
    margin = evidence.rules.hours_margin
    open_hours = evidence.venue.open_hours(evidence.day)
    near = {(hour + step) % 24 for hour in open_hours for step in range(-margin, margin + 1)}
    return frozenset(range(24)) - near


def _scans_at_odd_hours(evidence: Evidence) -> bool:
    tally = evidence.tallies.get(evidence.day)
    if tally is None:
        return False
    return _many_at_odd_hours(evidence, sum(tally.by_hour[hour] for hour in _odd_hours(evidence)))


def _many_at_odd_hours(evidence: Evidence, scans: int) -> bool:
    rules = evidence.rules
    return scans >= max(rules.hours_min_scans, rules.hours_min_share * evidence.scans(evidence.day))


@rule(
    name="Quét ngoài giờ mở cửa",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.MEDIUM,
    sentence="{scans} lượt quét ngoài giờ mở cửa đã đăng ký (từ {first} đến {last}): {share}% cả ngày.",
    remedy="Đối chiếu với giờ mở cửa thực tế: cập nhật giờ trên trang quản lý, hoặc làm rõ việc nhập khống số liệu.",
    clears="Giờ mở cửa thực tế khác giờ đã đăng ký: cập nhật trên trang quản lý.",
    suspects=_scans_at_odd_hours,
)
def outside_opening_hours(evidence: Evidence) -> Figures | None:
    """A good part of the day's visits far from the declared opening hours, by clocks that are not in doubt."""
    odd_hours = _odd_hours(evidence)
    times = (visit.at.astimezone(LOCAL) for visit in evidence.visits or () if not visit.clock_doubt)
    odd = sorted(time for time in times if time.hour in odd_hours)
    if not _many_at_odd_hours(evidence, len(odd)):
        return None
    share = round(100 * len(odd) / evidence.scans(evidence.day))
    return {"scans": len(odd), "first": f"{odd[0]:%H:%M}", "last": f"{odd[-1]:%H:%M}", "share": share}
