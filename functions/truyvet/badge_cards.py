"""Badge cards (thẻ Truy Vết) to print: one card, or A4 sheets of eight to cut for a family, a class, a hamlet.

They are drawn from what is posted, since nobody can read a badge. The code is 5 cm wide, as Hà Nội asked in 2021 of a
personal one. A card says that it opens nothing, so that nobody fears to carry or to show it.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reportlab.lib.pagesizes import A4 as A4_POINTS
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from truyvet import qr
from truyvet.drawings import BLUE, GREY, INK, WHITE, draw_code, draw_cutting_lines
from truyvet.lettering import BOLD, REGULAR, fitted, load_fonts

CODE_CHARACTERS = 16
CODE_SIDE = 50.3
CARD = (100.0, 70.0)
COLUMNS, ROWS = 2, 4
_BAND = 6.2
_PAGE = (210.0, 297.0)
_LEFT = (_PAGE[0] - COLUMNS * CARD[0]) / 2
_TOP = _PAGE[1] - (_PAGE[1] - ROWS * CARD[1]) / 2
_EDGE = 4.5
_TITLE = "Thẻ Truy Vết"
EXPLANATION = "Chỉ để ghi lượt vào, ra. Quét mã này không ai biết gì về người mang thẻ."


class Format(StrEnum):
    """What can be printed, by the name that a request gives."""

    SHEET = "sheet"
    """A4 pages of up to eight cards each."""

    CARD = "card"
    """A page of 100 × 70 mm for each card, for card printers and for the screen of a phone."""


@dataclass(frozen=True)
class BadgeCard:
    """What stands on a card. `code`: 16 characters of Crockford's base 32; `valid_until`: the last local day."""

    code: str
    name: str
    birth_year: int | None
    valid_until: date

    @property
    def typed_code(self) -> str:
        """The code in four groups, as a helper types it where scanning fails: `7K3M 9QXP 2BCD 4EFG`."""
        return " ".join(self.code[start : start + 4] for start in range(0, CODE_CHARACTERS, 4))


def pdf(cards: Sequence[BadgeCard], host_url: str, format: Format = Format.SHEET) -> bytes:  # noqa: A002
    """A PDF of the cards in their order, to print at 100 %. `host_url` has no slash at its end.

    Raises InvalidError where the host's name is too long for a code of this size.
    """
    load_fonts()
    file = io.BytesIO()
    page = A4_POINTS if format is Format.SHEET else (CARD[0] * mm, CARD[1] * mm)
    # Invariant: the same cards are the same bytes; neither the time nor an id tells one print from another.
    canvas = Canvas(file, pagesize=page, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(_TITLE)
    on_a_page = COLUMNS * ROWS if format is Format.SHEET else 1
    for start in range(0, len(cards), on_a_page):
        canvas.scale(mm, mm)
        if format is Format.SHEET:
            _sheet(canvas, cards[start : start + on_a_page], host_url)
        else:
            _card(canvas, cards[start], host_url)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _sheet(canvas: Canvas, cards: Sequence[BadgeCard], host_url: str) -> None:
    rows, columns = -(-len(cards) // COLUMNS), min(len(cards), COLUMNS)
    draw_cutting_lines(canvas, (_LEFT, _TOP - rows * CARD[1]), CARD, (columns, rows))
    for place, card in enumerate(cards):
        row, column = divmod(place, COLUMNS)
        canvas.saveState()
        canvas.translate(_LEFT + column * CARD[0], _TOP - (row + 1) * CARD[1])
        _card(canvas, card, host_url)
        canvas.restoreState()


def _card(canvas: Canvas, card: BadgeCard, host_url: str) -> None:
    """One card with its lower left corner at (0, 0); the canvas's unit is mm."""
    width, height = CARD
    modules = qr.modules(f"{host_url}/B/{card.code}".upper())
    quiet = CODE_SIDE / len(modules) * qr.QUIET_ZONE
    code_bottom = (height - _BAND - CODE_SIDE) / 2
    canvas.setFillColor(BLUE)
    canvas.rect(0.3, height - _BAND, width - 0.6, _BAND - 0.3, stroke=0, fill=1)
    canvas.setFillColor(WHITE)
    fitted("THẺ TRUY VẾT", BOLD, within=(50, 5), largest=3.7).draw(canvas, _EDGE, height - _BAND / 2, align=0)
    valid = fitted(f"Dùng đến {card.valid_until:%d/%m/%Y}", BOLD, within=(42, 5), largest=3.2)
    valid.draw(canvas, width - _EDGE, height - _BAND / 2, align=1)
    draw_code(canvas, modules, quiet, code_bottom, CODE_SIDE)
    left = CODE_SIDE + 2 * quiet
    _words(canvas, card, host_url, left, width - _EDGE - left)


def _words(canvas: Canvas, card: BadgeCard, host_url: str, left: float, room: float) -> None:
    """Beside the code: whose card it is, what to type, what it does, how it is revoked."""
    canvas.setFillColor(INK)
    fitted(card.name, BOLD, within=(room, 17.5), largest=5).draw(canvas, left, 52.5, align=0)
    if card.birth_year:
        born = fitted(f"Sinh năm {card.birth_year}", REGULAR, within=(room, 5), largest=3.6)
        born.draw(canvas, left, 40.8, align=0)
    groups = card.typed_code
    for text, middle in ((groups[:9], 33.2), (groups[10:], 27.6)):
        fitted(text, BOLD, within=(room, 6), largest=4.5).draw(canvas, left, middle, align=0)
    canvas.setFillColor(GREY)
    fitted(EXPLANATION, REGULAR, within=(room, 14.5), largest=2.8).draw(canvas, left, 16.2, align=0)
    web = host_url.partition("://")[2]
    fitted(f"Mất thẻ: hủy tại {web}/badge", REGULAR, within=(room, 6), largest=2.4).draw(canvas, left, 6, align=0)
