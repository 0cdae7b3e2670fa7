"""A sheet of nine stickers of one venue on A4, to cut along thin lines: for tables, tills, desks and stalls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.pdfgen.canvas import Canvas

from truyvet import qr
from truyvet.drawings import BLUE, GREY, INK, WHITE, draw_code, draw_cutting_lines
from truyvet.lettering import BOLD, REGULAR, fitted

if TYPE_CHECKING:
    from truyvet.posters import Poster

PAGE = (210.0, 297.0)
COLUMNS, ROWS = 3, 3
CODE_SIDE = 50.3
STICKER = (66.5, 95.0)
_LEFT = (PAGE[0] - COLUMNS * STICKER[0]) / 2
_BOTTOM = (PAGE[1] - ROWS * STICKER[1]) / 2
_BAND = 9.0


def draw(canvas: Canvas, poster: Poster) -> None:
    """Draws the whole sheet; the canvas's unit is mm."""
    form = f"sticker{canvas.getPageNumber()}"
    # Drawn once and shown nine times: a ninth of the time and of the file.
    canvas.beginForm(form, 0, 0, *STICKER)
    _sticker(canvas, poster)
    canvas.endForm()
    draw_cutting_lines(canvas, (_LEFT, _BOTTOM), STICKER, (COLUMNS, ROWS))
    for row in range(ROWS):
        for column in range(COLUMNS):
            canvas.saveState()
            canvas.translate(_LEFT + column * STICKER[0], _BOTTOM + row * STICKER[1])
            canvas.doForm(form)
            canvas.restoreState()


def _sticker(canvas: Canvas, poster: Poster) -> None:
    """One sticker with its lower left corner at (0, 0)."""
    width, height = STICKER
    middle = width / 2
    modules = qr.modules(poster.check_in_url)
    module = CODE_SIDE / len(modules)
    canvas.setFillColor(BLUE)
    canvas.roundRect(2, height - 2 - _BAND, width - 4, _BAND, 1.5, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    title = fitted("QUÉT MÃ KHAI BÁO Y TẾ", BOLD, within=(width - 8, _BAND), largest=5)
    title.draw(canvas, middle, height - 2 - _BAND / 2)
    code_top = height - 2 - _BAND - qr.QUIET_ZONE * module
    draw_code(canvas, modules, middle - CODE_SIDE / 2, code_top - CODE_SIDE, CODE_SIDE)
    _below(canvas, poster, top=code_top - CODE_SIDE - qr.QUIET_ZONE * module)


def _below(canvas: Canvas, poster: Poster, top: float) -> None:
    """Name, code and web address in the room under the code's quiet zone."""
    width = STICKER[0]
    middle = width / 2
    room = width - 6
    name_bottom = 13.0
    canvas.setFillColor(INK)
    name = fitted(poster.venue_name, BOLD, within=(room, top - name_bottom), largest=4)
    name.draw(canvas, middle, (top + name_bottom) / 2)
    fitted(poster.typed_code, BOLD, within=(room, 7), largest=5.2).draw(canvas, middle, 9.7)
    canvas.setFillColor(GREY)
    fitted(f"Gõ mã tại {poster.web_address}", REGULAR, within=(room, 4), largest=2.8).draw(canvas, middle, 5.5)
    fitted(poster.edition, REGULAR, within=(room, 3), largest=2).draw(canvas, middle, 2.4)
