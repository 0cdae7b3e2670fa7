"""The page of a poster: drawn once in mm of an A4 page, and made smaller for A5.

From top to bottom: what to do (read from 3 m), where this is, the QR code alone in its white, what to type where
scanning fails, three steps, the 5K rules, whom to call. One colour, so that black-and-white prints lose nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from truyvet import qr
from truyvet.drawings import BLUE, GREY, INK, PALE, WHITE, Icon, draw_code, draw_icon
from truyvet.lettering import BOLD, LINE_HEIGHT, REGULAR, Block, fitted

if TYPE_CHECKING:
    from truyvet.posters import Poster

PAGE = (210.0, 297.0)
# Office printers leave 5 to 7 mm white at the edges.
_MARGIN = 8.0
_LEFT, _RIGHT, _MIDDLE = _MARGIN, PAGE[0] - _MARGIN, PAGE[0] / 2
_WIDTH = _RIGHT - _LEFT
CODE_SIDE = 150.4
_BAND_BOTTOM = 263.0
_CODE_BOX_BOTTOM = 53.5

STEPS = (
    (Icon.SCAN, "Quét mã", "Mở máy ảnh hoặc Zalo, hướng vào mã QR."),
    (Icon.DECLARE, "Khai báo", "Điền thông tin, đưa màn hình cho người trực xem."),
    (Icon.LEAVE, "Ra về", "Quét lại mã này và chọn “Ra”."),
)
RULES = (
    (Icon.MASK, ("KHẨU", "TRANG")),
    (Icon.DISINFECT, ("KHỬ", "KHUẨN")),
    (Icon.DISTANCE, ("KHOẢNG", "CÁCH")),
    (Icon.NO_CROWD, ("KHÔNG", "TẬP TRUNG")),
    (Icon.HEALTH, ("KHAI BÁO", "Y TẾ")),
)


def draw(canvas: Canvas, poster: Poster) -> None:
    """Draws the whole page; the canvas's unit is the mm of A4."""
    modules = qr.modules(poster.check_in_url)
    module = CODE_SIDE / len(modules)
    code_bottom = _CODE_BOX_BOTTOM + qr.QUIET_ZONE * module
    _title(canvas, poster)
    _venue(canvas, poster, bottom=code_bottom + CODE_SIDE + qr.QUIET_ZONE * module)
    draw_code(canvas, modules, _MIDDLE - CODE_SIDE / 2, code_bottom, CODE_SIDE)
    _code_to_type(canvas, poster, top=_CODE_BOX_BOTTOM)
    _steps(canvas, top=_CODE_BOX_BOTTOM - 14.6)
    _rules(canvas, middle=18.2)
    _foot(canvas, poster, middle=8.0)


def _title(canvas: Canvas, poster: Poster) -> None:
    # Past the edges: where a printer cannot reach them, a white border is left and nothing is lost.
    canvas.setFillColor(BLUE)
    canvas.rect(-5, _BAND_BOTTOM, PAGE[0] + 10, PAGE[1] - _BAND_BOTTOM + 5, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    fitted(poster.authority.upper(), BOLD, within=(_WIDTH, 5.2), largest=4).draw(canvas, _MIDDLE, 288.4)
    fitted("QUÉT MÃ QR KHAI BÁO Y TẾ", BOLD, within=(_WIDTH, 18), largest=13.6).draw(canvas, _MIDDLE, 276.8)
    english = "Scan to check in and declare your health. Scan again when you leave."
    fitted(english, REGULAR, within=(_WIDTH, 6), largest=4.3).draw(canvas, _MIDDLE, 266.9)


def _venue(canvas: Canvas, poster: Poster, bottom: float) -> None:
    canvas.setFillColor(INK)
    room = _BAND_BOTTOM - bottom
    place = fitted(poster.place, REGULAR, within=(_WIDTH - 8, room * 0.36), largest=4.8)
    place_height = len(place.lines) * place.size * LINE_HEIGHT
    name_room = room - place_height - 1.5
    name = fitted(poster.venue_name, BOLD, within=(_WIDTH - 4, name_room), largest=10.5)
    name.draw(canvas, _MIDDLE, _BAND_BOTTOM - 1.5 - name_room / 2)
    canvas.setFillColor(GREY)
    place.draw(canvas, _MIDDLE, bottom + place_height / 2)


def _code_to_type(canvas: Canvas, poster: Poster, top: float) -> None:
    height = 11.8
    middle = top - height / 2
    canvas.setFillColor(PALE)
    canvas.roundRect(_LEFT, top - height, _WIDTH, height, 3, stroke=0, fill=1)
    canvas.setFillColor(INK)
    code = fitted(poster.typed_code, BOLD, within=(70, 12), largest=9.4)
    code.draw(canvas, _RIGHT - 5, middle, align=1)
    room = _WIDTH - code.width - 14
    web = fitted(f"Không quét được? Mở {poster.web_address} và gõ mã", BOLD, within=(room, 6), largest=4.5)
    web.draw(canvas, _LEFT + 5, middle + 2.7, align=0)
    canvas.setFillColor(GREY)
    aid = fitted("Không có điện thoại? Xin nhờ người trực khai báo giúp.", REGULAR, within=(room, 5), largest=3.8)
    aid.draw(canvas, _LEFT + 5, middle - 2.9, align=0)


def _steps(canvas: Canvas, top: float) -> None:
    column = _WIDTH / len(STEPS)
    side = 11.4
    for number, (icon, title, text) in enumerate(STEPS, 1):
        left = _LEFT + (number - 1) * column
        draw_icon(canvas, icon, left, top - side, side)
        text_left = left + side + 3.2
        room = column - side - 6
        canvas.setFillColor(BLUE)
        heading = fitted(f"{number}. {title}", BOLD, within=(room, 6), largest=4.7)
        heading.draw(canvas, text_left, top - 1.5, align=0)
        canvas.setFillColor(INK)
        fitted(text, REGULAR, within=(room, 9.2), largest=3.6).draw(canvas, text_left, top - 8.5, align=0)


def _rules(canvas: Canvas, middle: float) -> None:
    """5K and its five rules across the whole width, with equal gaps."""
    side, gap = 9.0, 1.8
    heading = Block(("5K",), BOLD, 10.5)
    labels = [Block(lines, BOLD, 3.6) for _, lines in RULES]
    free = _WIDTH - heading.width - sum(label.width + side + gap for label in labels)
    canvas.setFillColor(BLUE)
    heading.draw(canvas, _LEFT, middle, align=0)
    canvas.setFillColor(INK)
    left = _LEFT + heading.width
    for (icon, _), label in zip(RULES, labels, strict=True):
        left += free / len(RULES)
        draw_icon(canvas, icon, left, middle - side / 2, side)
        label.draw(canvas, left + side + gap, middle, align=0)
        left += side + gap + label.width


def _foot(canvas: Canvas, poster: Poster, middle: float) -> None:
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.2)
    canvas.line(_LEFT, middle + 3.9, _RIGHT, middle + 3.9)
    canvas.setFillColor(GREY)
    edition = fitted(poster.edition, REGULAR, within=(70, 5), largest=3.2)
    edition.draw(canvas, _RIGHT, middle, align=1)
    if poster.hotline:
        canvas.setFillColor(INK)
        room = _WIDTH - edition.width - 6
        hotline = fitted(f"Đường dây nóng: {poster.hotline}", BOLD, within=(room, 6), largest=4.4)
        hotline.draw(canvas, _LEFT, middle, align=0)
