"""Places that do not implement: nothing printed, nobody scans."""

from datetime import date, timedelta

from truyvet.days import LOCAL, local_day
from truyvet.evidence import Evidence
from truyvet.reports import Category, Confidence
from truyvet.rules import Figures, rule, shown
from truyvet.venues import Kind, Status

RARE_DAYS = frozenset({Kind.MARKET, Kind.WORSHIP})
"""Kinds that may fill on few days only: a weekly market, a pagoda on the first and fifteenth of the lunar month."""


@rule(
    name="Chưa in mã QR",
    category=Category.NOT_IMPLEMENTING,
    severity=3,
    confidence=Confidence.HIGH,
    sentence="Đã đăng ký từ ngày {registered} ({days} ngày) nhưng chưa in mã QR và chưa có lượt quét nào.",
    remedy="Hướng dẫn điểm tải và in mã QR, treo ở lối ra vào; nếu không có máy in, xã, phường in giúp.",
    clears="Điểm đã tải mã QR để in, hoặc có lượt quét; điểm không còn hoạt động thì báo đóng trên trang quản lý.",
)
def never_printed(evidence: Evidence) -> Figures | None:
    """Registered, open, without a poster to this day and without any scan in the days read."""
    venue = evidence.venue
    issued = venue.poster_issued_at and venue.poster_issued_at.astimezone(LOCAL).date() <= evidence.day
    if issued or venue.status is not Status.OPEN or any(evidence.scans(day) for day in evidence.province):
        return None
    registered = venue.registered_at.astimezone(LOCAL).date()
    return {"registered": shown(registered), "days": (evidence.day - registered).days}


@rule(
    name="Không có lượt quét",
    category=Category.NOT_IMPLEMENTING,
    severity=3,
    confidence=Confidence.HIGH,
    sentence="Không có lượt quét nào trong {days} ngày mở cửa liên tiếp, từ {first} đến {last}.",
    remedy="Nhắc người đứng đầu treo mã ở lối ra vào và cử người mời khách quét; "
    "nếu đang tạm nghỉ, đề nghị điểm báo tạm đóng trên trang quản lý.",
    clears="Điểm thực tế đóng cửa trong những ngày này (báo tạm đóng, hoặc có lệnh phong tỏa, lịch nghỉ), "
    "hoặc máy hỗ trợ còn giữ lượt quét chưa gửi.",
    rests_on_absence=True,
    days_figure="days",
)
def no_scan(evidence: Evidence) -> Figures | None:
    """Has a poster, is open, and had no scan on its last open days; of one that scanned, a longer silence is asked."""
    if evidence.venue.status is not Status.OPEN:
        return None
    silent = _silence(evidence)
    if not silent or any(map(evidence.scans, silent)):
        return None
    return {"days": len(silent), "first": shown(silent[-1]), "last": shown(silent[0])}


def _silence(evidence: Evidence) -> list[date]:
    """Just the open days, newest first, that must be without a scan, since they are recounted; none: too few known."""
    rules, days = evidence.rules, evidence.open_days()
    scanned = [day for day in evidence.province if evidence.scans(day)]
    if len(scanned) > 1 or (scanned and evidence.scans(scanned[0]) >= rules.test_scans):
        since = evidence.day - timedelta(days=rules.silent_days_after_scans)
        return [] if evidence.venue.kind in RARE_DAYS else [day for day in days if day > since]
    if evidence.venue.kind in RARE_DAYS:
        whole = evidence.day - timedelta(days=rules.silent_days_after_scans)
        return days if days and days[-1] <= whole else []
    if not scanned and (evidence.day - local_day(evidence.venue.registered_at)).days < 2 * rules.grace_days:
        return []
    tiny = (evidence.venue.visitors_a_day or rules.tiny_visitors) < rules.tiny_visitors
    needed = rules.silent_days_after_test if scanned or tiny else rules.silent_days
    return days[:needed] if len(days) >= needed else []
