"""What a place has to put in order: an outdated poster, a helper's device that is silent or has lost scans."""

from truyvet.days import LOCAL, local_day
from truyvet.devices import Device
from truyvet.evidence import Evidence
from truyvet.reports import Category, Confidence
from truyvet.rules import Figures, rule, shown

FLOWED_SINCE = 20
"""So many numbers arrived after a gap: what is in it is not simply slower."""


@rule(
    name="Máy hỗ trợ im lặng",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=1,
    confidence=Confidence.MEDIUM,
    sentence="Máy “{device}” không liên lạc từ {seen}; {days} ngày mở cửa không nhận được lượt quét nào của điểm.",
    remedy="Cho máy kết nối mạng để gửi các lượt đã quét; máy hỏng thì ghép máy khác.",
    clears="Máy kết nối lại và gửi các lượt đã quét; hoặc điểm báo tạm đóng.",
    days_figure="days",
)
def silent_device(evidence: Evidence) -> Figures | None:
    """The device that scans for the venue is not heard of, and since then nothing comes from the venue at all.

    While it is silent the venue is not named for not scanning: the scans may lie on it.
    """
    devices = [device for device in evidence.devices if _in_use(device)]
    seen = [device.seen_at for device in devices if device.seen_at]
    if not seen or not evidence.scans_on_their_way:
        return None
    last = max(seen)
    silent = [day for day in evidence.open_days() if day > local_day(last)]
    if len(silent) < evidence.rules.device_silent_days or any(map(evidence.scans, silent)):
        return None
    name = next(device.name for device in devices if device.seen_at == last)
    return {"device": name, "seen": f"{last.astimezone(LOCAL):%H:%M ngày %d/%m/%Y}", "days": len(silent)}


def _in_use(device: Device) -> bool:
    return not device.paper and device.revoked_at is None and device.sequence.highest > 0


@rule(
    name="Thất lạc lượt quét trên máy hỗ trợ",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=1,
    confidence=Confidence.HIGH,
    sentence="{missing}/{given} lượt quét của máy “{device}” không tới hệ thống, dù máy vẫn liên lạc và không còn gì "
    "chờ gửi.",
    remedy="Không xóa dữ liệu trình duyệt, không dùng chế độ ẩn danh trên máy; ghép lại máy nếu cần.",
    clears="Các lượt thiếu được gửi lên, hoặc ghép máy mới thay máy này.",
)
def scans_lost(evidence: Evidence) -> Figures | None:
    """A good part of a device's numbers never came, others long after them did, and nothing waits on it any more."""
    rules = evidence.rules
    for device in evidence.devices:
        heard_of = device.seen_at is not None and local_day(device.seen_at) >= evidence.day
        highest = device.sequence.highest
        lost = sum(last - first + 1 for first, last in device.sequence.missing if last <= highest - FLOWED_SINCE)
        enough = lost >= max(rules.gaps_min, rules.gaps_min_share * highest)
        if _in_use(device) and heard_of and not device.waiting and enough:
            return {"missing": lost, "given": highest, "device": device.name}
    return None


@rule(
    name="Bảng QR cũ",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=1,
    confidence=Confidence.MEDIUM,
    sentence="Tên hoặc địa chỉ sửa ngày {changed} ({days} ngày) nhưng chưa in bảng QR phiên bản {version}.",
    remedy="In và treo bảng QR mới thay bảng cũ; mã quét không đổi nên bảng cũ vẫn quét được.",
    clears="Điểm đã tải bảng QR phiên bản mới.",
)
def superseded_poster(evidence: Evidence) -> Figures | None:
    """A poster was given out, what it says changed, and no poster was given out since.

    The code never changes, so scans cannot tell which poster hangs; that nobody fetched the new one can be known.
    """
    venue = evidence.venue
    changed, issued = venue.poster_changed_at, venue.poster_issued_at
    if changed is None or issued is None or (venue.poster_printed or 0) >= venue.poster_version:
        return None
    days = (evidence.day - local_day(changed)).days
    if days < evidence.rules.poster_days:
        return None
    return {"changed": shown(local_day(changed)), "days": days, "version": venue.poster_version}
