"""The sheet by which a venue that was registered in bulk is handed over to its owner (phiếu bàn giao).

It carries the owner's link, once as a QR code and once to be typed. Whoever holds it manages the venue, so it is folded
into an envelope and kept nowhere: the token is made for the sheet, and only its hash is stored.
"""

import io
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from truyvet import qr
from truyvet.drawings import BLUE, GREY, INK, PALE, draw_code
from truyvet.lettering import BOLD, REGULAR, Block, fitted, load_fonts
from truyvet.numbers import day
from truyvet.publishers import Publisher
from truyvet.venues import Venue

CODE_SIDE = 84.0
_LEFT, _RIGHT, _MIDDLE = 22.0, 188.0, 105.0
_WIDTH = _RIGHT - _LEFT
STEPS = (
    "1. Mở máy ảnh hoặc Zalo, quét mã QR bên dưới. Trang quản lý điểm mở ra và được nhớ trên máy đó.",
    "2. Xem lại tên, địa chỉ, người phụ trách, giờ mở cửa; sửa nếu chưa đúng.",
    "3. Mỗi ngày xem số lượt quét; thêm máy cho người trực để khai giúp người không có điện thoại.",
)


@dataclass(frozen=True)
class Handover:
    """What stands on the sheet. `link` holds the owner's token; `to` is the head of the venue."""

    venue_name: str
    place: str
    typed_code: str
    to: str
    link: str
    authority: str
    hotline: str
    made: date


def of_venue(venue: Venue, district_name: str, token: str, publisher: Publisher, made: date) -> Handover:
    """The sheet of a venue; the token stands behind the # of the link, where no server sees it."""
    place = (venue.address, venue.commune_name, district_name)
    return Handover(
        venue_name=venue.name,
        place=", ".join(part for part in place if part),
        typed_code=f"{venue.code[:4]} {venue.code[4:]}",
        to=venue.head,
        link=f"{publisher.host_url}/owner#code={venue.code}&token={token}",
        authority=publisher.authority,
        hotline=publisher.hotline,
        made=made,
    )


def pdf(sheet: Handover) -> bytes:
    """One page A4. Raises InvalidError where the host's name is too long for a code of this size."""
    load_fonts()
    modules = qr.link_modules(sheet.link)
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle("Phiếu bàn giao điểm quét mã QR")
    canvas.scale(mm, mm)
    _head(canvas, sheet)
    canvas.setFillColor(INK)
    for index, step in enumerate(STEPS):
        fitted(step, REGULAR, within=(_WIDTH, 12), largest=4.6).draw(canvas, _LEFT, 209 - 12.5 * index, align=0)
    draw_code(canvas, modules, _MIDDLE - CODE_SIDE / 2, 82, CODE_SIDE)
    canvas.setFillColor(GREY)
    fitted(sheet.link, REGULAR, within=(_WIDTH, 12), largest=3.4).draw(canvas, _MIDDLE, 71)
    _warning(canvas, sheet)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _head(canvas: Canvas, sheet: Handover) -> None:
    canvas.setFillColor(GREY)
    fitted(sheet.authority.upper(), BOLD, within=(110, 6), largest=3.8).draw(canvas, _LEFT, 280, align=0)
    Block((f"Ngày {day(sheet.made)}",), REGULAR, 3.8).draw(canvas, _RIGHT, 280, align=1)
    canvas.setFillColor(BLUE)
    title = "PHIẾU BÀN GIAO ĐIỂM QUÉT MÃ QR"
    fitted(title, BOLD, within=(_WIDTH, 12), largest=9).draw(canvas, _MIDDLE, 263)
    canvas.setFillColor(INK)
    fitted(sheet.venue_name, BOLD, within=(_WIDTH, 15), largest=7).draw(canvas, _MIDDLE, 247)
    fitted(sheet.place, REGULAR, within=(_WIDTH, 10), largest=4.4).draw(canvas, _MIDDLE, 236)
    about = f"Mã điểm {sheet.typed_code} · Người phụ trách: {sheet.to}"
    fitted(about, BOLD, within=(_WIDTH, 8), largest=4.6).draw(canvas, _MIDDLE, 226)


def _warning(canvas: Canvas, sheet: Handover) -> None:
    canvas.setFillColor(PALE)
    canvas.roundRect(_LEFT, 22, _WIDTH, 38, 3, stroke=0, fill=1)
    canvas.setFillColor(INK)
    lines = (
        "Ai có phiếu này thì quản lý được điểm. Cho vào phong bì, chỉ giao tận tay người phụ trách; không chụp, dán.",
        "Mã này không phải mã cho khách quét. Mã cho khách nằm trên áp phích.",
        f"Phiếu chỉ in được một lần. Mất phiếu xin gọi {sheet.hotline or 'xã, phường'}.",
    )
    for index, line in enumerate(lines):
        font = BOLD if index == 0 else REGULAR
        fitted(line, font, within=(_WIDTH - 12, 11), largest=4.2).draw(canvas, _LEFT + 6, 53 - 11.5 * index, align=0)
