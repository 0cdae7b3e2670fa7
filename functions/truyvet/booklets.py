"""Booklets (tập áp phích): the posters of a commune in one PDF, behind a table of contents by number, name and code.

The contents lead to the posters (also by links), so that whoever hangs them can tick off what hangs.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from truyvet import poster_page
from truyvet.drawings import BLUE, GREY, INK, PALE
from truyvet.lettering import BOLD, REGULAR, Block, fitted, load_fonts
from truyvet.numbers import day, number
from truyvet.posters import Poster

LINES = 34
"""Posters on one page of contents."""
_LEFT, _RIGHT, _TOP, _LINE = 16.0, 194.0, 256.0, 6.9
_NUMBER, _NAME, _CODE, _TICK = 26.0, 30.0, 152.0, 188.0


@dataclass(frozen=True)
class Booklet:
    """What stands on the pages of contents besides the posters: `title` such as the commune's name."""

    title: str
    district: str
    authority: str
    made: date


def pdf(booklet: Booklet, posters: Sequence[Poster]) -> bytes:
    """The PDF: pages of contents, then a page for each poster in this order. The same posters give the same bytes."""
    load_fonts()
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(f"Áp phích mã QR – {booklet.title}")
    pages = [posters[at : at + LINES] for at in range(0, len(posters), LINES)]
    for page, listed in enumerate(pages):
        _in_millimetres(canvas)
        _heading(canvas, booklet, len(posters), (page + 1, len(pages)))
        _contents(canvas, listed, page * LINES + 1)
        canvas.showPage()
    for ordinal, poster in enumerate(posters, start=1):
        canvas.bookmarkPage(f"p{ordinal}")
        canvas.addOutlineEntry(f"{ordinal}. {poster.venue_name}", f"p{ordinal}")
        _in_millimetres(canvas)
        poster_page.draw(canvas, poster)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _in_millimetres(canvas: Canvas) -> None:
    canvas.scale(A4[0] / 210, A4[0] / 210)


def _heading(canvas: Canvas, booklet: Booklet, count: int, page: tuple[int, int]) -> None:
    canvas.setFillColor(GREY)
    fitted(booklet.authority.upper(), BOLD, within=(120, 6), largest=3.6).draw(canvas, _LEFT, 285, align=0)
    Block((f"Lập ngày {day(booklet.made)}",), REGULAR, 3.6).draw(canvas, _RIGHT, 285, align=1)
    canvas.setFillColor(BLUE)
    title = f"Áp phích mã QR: {booklet.title}"
    fitted(title, BOLD, within=(_RIGHT - _LEFT, 9), largest=7.5).draw(canvas, _LEFT, 276, align=0)
    canvas.setFillColor(INK)
    summary = f"{booklet.district} · {number(count)} điểm · mỗi điểm một trang, in trên giấy A4, không thu nhỏ"
    fitted(summary, REGULAR, within=(_RIGHT - _LEFT, 6), largest=4).draw(canvas, _LEFT, 268, align=0)
    canvas.setFillColor(GREY)
    Block((f"Mục lục {page[0]}/{page[1]}",), REGULAR, 3.4).draw(canvas, _RIGHT, 10, align=1)
    note = "Treo áp phích mới thì gỡ áp phích cũ ngay trong lần đó. Đánh dấu vào ô khi đã treo."
    Block((note,), REGULAR, 3.4).draw(canvas, _LEFT, 10, align=0)


def _contents(canvas: Canvas, listed: Sequence[Poster], first: int) -> None:
    canvas.setFillColor(BLUE)
    for text, x, align in (
        ("STT", _NUMBER, 1.0),
        ("Tên điểm, địa chỉ", _NAME, 0),
        ("Mã điểm", _CODE, 0),
        ("Treo", _TICK, 0.5),
    ):
        Block((text,), BOLD, 3.4).draw(canvas, x, _TOP + 5, align=align)
    for index, poster in enumerate(listed):
        middle = _TOP - (index + 0.5) * _LINE + 1.5
        if index % 2 == 0:
            canvas.setFillColor(PALE)
            canvas.rect(_LEFT, middle - _LINE / 2, _RIGHT - _LEFT, _LINE, stroke=0, fill=1)
        _line(canvas, poster, first + index, middle)


def _line(canvas: Canvas, poster: Poster, ordinal: int, middle: float) -> None:
    canvas.setFillColor(INK)
    Block((str(ordinal),), REGULAR, 3.6).draw(canvas, _NUMBER, middle, align=1)
    name = fitted(poster.venue_name, BOLD, within=(74, _LINE), largest=3.6)
    name.draw(canvas, _NAME, middle, align=0)
    Block((poster.typed_code,), BOLD, 4.2).draw(canvas, _CODE, middle, align=0)
    canvas.setFillColor(GREY)
    room = _CODE - _NAME - name.width - 6
    if poster.address and room > 12:
        fitted(poster.address, REGULAR, within=(room, _LINE), largest=3.1).draw(canvas, _CODE - 4, middle, align=1)
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.25)
    canvas.rect(_TICK - 1.8, middle - 1.8, 3.6, 3.6, stroke=1, fill=0)
    canvas.linkRect("", f"p{ordinal}", (_LEFT, middle - _LINE / 2, _RIGHT, middle + _LINE / 2), relative=1, thickness=0)
