"""Numbered sheets (phiếu giấy) of a paper pad: written by hand without network or power, typed in later.

A line's serial number is the sequence number of what is typed in from it, so that a line forgotten is told as
missing. No serial is printed twice: a pad knows how many lines exist of it (`devices.Device.printed`).
"""

import io
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4 as A4_POINTS
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from truyvet.drawings import BLUE, GREY, INK, PALE, WHITE
from truyvet.lettering import BOLD, REGULAR, fitted, load_fonts

LINES = 20
"""On a sheet: 10 mm each, for handwriting of people in a hurry."""

MOST_SHEETS = 50
_PAGE = (210.0, 297.0)
_LEFT, _RIGHT = 10.0, 200.0
_WIDTH = _RIGHT - _LEFT
_TABLE_TOP = 253.0
_HEAD, _LINE = 11.0, 10.0
_COLUMNS = (
    ("Số", 14.0),
    ("Ngày", 14.0),
    ("Giờ vào", 17.0),
    ("Giờ ra", 17.0),
    ("Họ và tên", 52.0),
    ("Điện thoại hoặc số giấy tờ", 44.0),
    ("Năm sinh", 14.0),
    ("Dấu hiệu", 18.0),
)
SIGNS = (
    "Dấu hiệu: ghi – nếu không có. S sốt · H ho · K khó thở · P viêm phổi · Đ đau họng · M mệt mỏi · "
    "T tiếp xúc với người bệnh, nghi bệnh hoặc từ vùng dịch."
)
RULES = (
    (
        "Mỗi dòng một người, không bỏ dòng; sang ngày mới viết tiếp dòng kế. "
        "Viết sai thì gạch ngang và viết lại ngay trên dòng đó."
    ),
    (
        "Nhập lại trong ngày: mở {web}/helper trên máy đã ghép với sổ này, nhập từng dòng theo đúng số in ở đầu dòng. "
        "Dòng nào chưa nhập, hệ thống báo thiếu."
    ),
    "Giữ kín các tờ đã ghi; nhập xong thì giao cho người phụ trách điểm.",
)


@dataclass(frozen=True)
class Pad:
    """Whose sheets: the pad's name, its venue, and the web address (`tv.example.vn`) where they are typed in."""

    name: str
    venue_name: str
    venue_code: str
    place: str
    web_address: str


def pdf(pad: Pad, first: int, sheets: int) -> bytes:
    """A PDF of so many A4 sheets, `LINES` lines each; `first` is the serial number of the first line."""
    load_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4_POINTS, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(f"Phiếu ghi vào – ra, số {first} đến {first + sheets * LINES - 1}")
    for sheet in range(sheets):
        canvas.scale(mm, mm)
        _heading(canvas, pad)
        _table(canvas, first + sheet * LINES)
        _foot(canvas, pad, (first + sheet * LINES - 1) // LINES + 1, f"trang {sheet + 1}/{sheets} của lần in này")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _heading(canvas: Canvas, pad: Pad) -> None:
    canvas.setFillColor(BLUE)
    fitted("PHIẾU GHI VÀO – RA", BOLD, within=(95, 9), largest=6.4).draw(canvas, _LEFT, 285, align=0)
    canvas.setFillColor(INK)
    fitted(pad.venue_name, BOLD, within=(112, 11), largest=4.6).draw(canvas, _LEFT, 275, align=0)
    canvas.setFillColor(GREY)
    fitted(pad.place, REGULAR, within=(112, 8), largest=3.2).draw(canvas, _LEFT, 267, align=0)
    fitted(SIGNS, REGULAR, within=(_WIDTH, 8), largest=3).draw(canvas, _LEFT, 258, align=0)
    canvas.setFillColor(INK)
    code = f"{pad.venue_code[:4]} {pad.venue_code[4:]}"
    fitted(f"Điểm {code}", BOLD, within=(70, 7), largest=4.6).draw(canvas, _RIGHT, 285, align=1)
    fitted(f"Sổ: {pad.name}", BOLD, within=(70, 9), largest=4).draw(canvas, _RIGHT, 276.5, align=1)
    fitted("Tháng ......... năm 20.........", REGULAR, within=(70, 7), largest=4).draw(canvas, _RIGHT, 267, align=1)


def _table(canvas: Canvas, first: int) -> None:
    bottom = _TABLE_TOP - _HEAD - LINES * _LINE
    canvas.setFillColor(BLUE)
    canvas.rect(_LEFT, _TABLE_TOP - _HEAD, _WIDTH, _HEAD, stroke=0, fill=1)
    canvas.setFillColor(PALE)
    canvas.rect(_LEFT, bottom, _COLUMNS[0][1], LINES * _LINE, stroke=0, fill=1)
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.25)
    left = _LEFT
    for title, wide in _COLUMNS:
        canvas.setFillColor(WHITE)
        heading = fitted(title, BOLD, within=(wide - 2, _HEAD - 1), largest=3.6)
        heading.draw(canvas, left + wide / 2, _TABLE_TOP - _HEAD / 2)
        canvas.line(left, bottom, left, _TABLE_TOP - _HEAD)
        left += wide
    canvas.line(_RIGHT, bottom, _RIGHT, _TABLE_TOP - _HEAD)
    canvas.setFillColor(INK)
    for line in range(LINES):
        base = _TABLE_TOP - _HEAD - (line + 1) * _LINE
        canvas.line(_LEFT, base, _RIGHT, base)
        serial = fitted(f"{first + line}", BOLD, within=(_COLUMNS[0][1] - 2, 7), largest=4.6)
        serial.draw(canvas, _LEFT + _COLUMNS[0][1] / 2, base + _LINE / 2)


def _foot(canvas: Canvas, pad: Pad, sheet: int, page: str) -> None:
    canvas.setFillColor(INK)
    middle = 37.0
    for number, rule in enumerate(RULES, 1):
        text = f"{number}. {rule.format(web=pad.web_address)}"
        block = fitted(text, REGULAR, within=(_WIDTH, 8.4), largest=3)
        block.draw(canvas, _LEFT, middle - block.height / 2, align=0)
        middle -= block.height + 2.6
    canvas.setFillColor(GREY)
    fitted("Người ghi: ..............................", REGULAR, within=(80, 5), largest=3.4).draw(
        canvas, _LEFT, 10.5, align=0
    )
    fitted(f"Tờ {sheet} · {page}", BOLD, within=(90, 5), largest=3.4).draw(canvas, _RIGHT, 10.5, align=1)
