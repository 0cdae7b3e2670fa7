"""What the report says of helpers' devices and paper pads, the same in all that is drawn from it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from truyvet.days import LOCAL
from truyvet.numbers import number, short_day
from truyvet.reports import DeviceNote
from truyvet.sequences import Sequence as Numbers

MOST_LISTED = 10
"""In the mail, which a mail program may cut off."""
TITLE = "Máy hỗ trợ, tập giấy cần kiểm tra"
REMEDY = (
    "Đề nghị: mở trang người hỗ trợ trên máy khi có mạng và chờ gửi hết, không xóa dữ liệu trình duyệt, không thu hồi "
    "máy trước đó; với tập giấy, nhập nốt các số còn thiếu."
)
_RANGES = 6


def summary(notes: Sequence[DeviceNote]) -> str:
    """How many devices there are, and why: `Có 7 máy, tập giấy: 5 còn thiếu 61 lượt, 1 im lặng.`"""
    missing = [note for note in notes if note.missing_count]
    waiting = sum(bool(note.waiting) for note in notes)
    silent = sum(note.silent for note in notes)
    parts = [f"{number(len(missing))} còn thiếu tổng cộng {number(sum(note.missing_count for note in missing))} lượt"]
    if not missing:
        parts.clear()
    if waiting:
        parts.append(f"{number(waiting)} báo còn lượt chờ gửi")
    if silent:
        parts.append(f"{number(silent)} im lặng dù điểm mở cửa")
    return f"Có {number(len(notes))} máy, tập giấy: {', '.join(parts)}."


def device(note: DeviceNote) -> str:
    """Which device: `Máy “cổng 1”`, `Tập giấy “A”`, each with its mark when it was revoked."""
    return f"{'Tập giấy' if note.paper else 'Máy'} “{note.name}”{' (đã thu hồi)' if note.revoked else ''}"


def place(note: DeviceNote) -> str:
    """Of which venue: `Chợ Đồng Xoài`, `Chốt số 2 và 3 điểm khác`."""
    others = f" và {number(note.other_venues)} điểm khác" if note.other_venues else ""
    return f"{note.venue_name}{others}"


def said(note: DeviceNote, day: date) -> str:
    """What is the matter: `còn thiếu 4 lượt: 41–44; im lặng từ 16:05 ngày 12/8 dù điểm mở cửa ngày 13/8`."""
    return "; ".join(_said(note, day))


def _said(note: DeviceNote, day: date) -> Iterator[str]:
    if note.missing_count:
        yield f"còn thiếu {number(note.missing_count)} {'số' if note.paper else 'lượt'}: {missing(note, _RANGES)}"
    if note.waiting and note.waiting_since:
        yield f"{number(note.waiting)} lượt chờ gửi trên máy từ {moment(note.waiting_since)}"
    if note.silent:
        yield f"im lặng từ {moment(note.seen_at)} dù điểm mở cửa ngày {short_day(day)}"


def missing(note: DeviceNote, ranges: int | None = None) -> str:
    """The numbers that have not arrived, the first `ranges` of them: `38–39, 44 và 3 đoạn nữa`."""
    shown = Numbers(missing=note.missing[:ranges]).shown
    left = len(note.missing) - ranges if ranges is not None else 0
    return f"{shown} và {number(left)} đoạn nữa" if left > 0 else shown


def moment(at: datetime) -> str:
    """A local instant: `16:05 ngày 12/8`."""
    local = at.astimezone(LOCAL)
    return f"{local:%H:%M} ngày {short_day(local.date())}"


def more(notes: Sequence[DeviceNote], listed: int) -> str | None:
    """How many stand only in the workbook."""
    left = len(notes) - min(listed, MOST_LISTED)
    return f"Còn {number(left)} máy, tập giấy nữa trong bảng tính đính kèm." if left > 0 else None
