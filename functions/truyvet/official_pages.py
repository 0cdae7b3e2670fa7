"""The form of a Vietnamese official document (thể thức văn bản) on paper: Decree 30/2020/NĐ-CP, annex I.

A4, margins 20 mm above and below, 30 mm left, 15 mm right; a serif font with the widths of Times New Roman, 13 points;
page numbers centred above the text from the second page on; national name and motto on the right, issuing body and
number on the left, place and date in italics; addressees below left, signature below right.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Literal

from reportlab.lib.colors import HexColor, black
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, HRFlowable, PageTemplate, Paragraph, Spacer, Table

from truyvet.numbers import long_day
from truyvet.texts import tidy

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"
_LEFT, _RIGHT, _ABOVE, _BELOW = 30 * mm, 15 * mm, 20 * mm, 20 * mm
WIDTH = A4[0] - _LEFT - _RIGHT
"""Of the text."""
_BLANK = "\N{NO-BREAK SPACE}" * 12
_FONTS = Path(__file__).parent / "fonts"
_HEADER = (0.43 * WIDTH, 0.57 * WIDTH)
_LINES, _SHADE = HexColor("#7a7a7a"), HexColor("#ececec")
_ALL = (0, 0), (-1, -1)
_BLOCKS = [
    ("VALIGN", *_ALL, "TOP"),
    ("ALIGN", *_ALL, "CENTER"),
    *((f"{side}PADDING", *_ALL, 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
]
_CITIES_WITH_THEIR_RANK = frozenset({"Thành phố Hồ Chí Minh"})
_RANKS = ("Tỉnh ", "Thành phố ")


@cache
def load_fonts() -> None:
    """Registers the four styles with reportlab, once per process."""
    for name in (REGULAR, BOLD, ITALIC, BOLD_ITALIC):
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)


Cell = Paragraph | list[Paragraph]
Alignment = Literal[0, 1, 2, 4]
_CENTRE: Alignment = 1
_END: Alignment = 2
_BOTH: Alignment = 4


def _style(size: float, alignment: Alignment = 0, font: str = REGULAR, **more: Any) -> ParagraphStyle:
    leading = more.pop("leading", size * 1.25)
    return ParagraphStyle(font, fontName=font, fontSize=size, leading=leading, alignment=alignment, **more)


BODY = _style(13, _BOTH, firstLineIndent=10 * mm, spaceBefore=6, leading=17)
HEADING = _style(13, font=BOLD, firstLineIndent=10 * mm, spaceBefore=10, keepWithNext=1)
CENTRED = _style(13, _CENTRE, spaceBefore=6)
CELL, CELL_NUMBER = _style(11), _style(11, _END)
CELL_CENTRED, CELL_TITLE = _style(11, _CENTRE), _style(11, _CENTRE, BOLD)
CELL_BOLD, CELL_BOLD_NUMBER = _style(11, font=BOLD), _style(11, _END, BOLD)
NOTE = _style(12, _BOTH, ITALIC, spaceBefore=6)
CELL_NOTE = _style(11, font=ITALIC, spaceAfter=2)
_CAPITALS = _style(12, _CENTRE, BOLD)
_MOTTO = _style(13, _CENTRE, BOLD)
_NUMBER = _style(13, _CENTRE)
_PLACE = _style(13, _CENTRE, ITALIC)
_TITLE = _style(14, _CENTRE, BOLD)
_ADDRESSEES = _style(12, font=BOLD_ITALIC)
_ADDRESSEE = _style(11)


def paragraph(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    """Text as it stands: no markup, whatever somebody typed into it."""
    return Paragraph(escape(tidy(text)), style)


def heading(authority: str, province_name: str, written: date) -> Flowable:
    """The upper part: who writes and under which number on the left; nation, motto, place and date on the right."""
    # The body's kind on one line and its area on the next, as letterheads have it.
    body = escape(tidy(authority).upper()).replace("ỦY BAN NHÂN DÂN ", "ỦY BAN NHÂN DÂN<br/>", 1)
    left = [Paragraph(body, _CAPITALS), _line("35%"), Spacer(0, 7), Paragraph(f"Số:{_BLANK}/BC-……", _NUMBER)]
    right = [
        Paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", _CAPITALS),
        Paragraph("Độc lập - Tự do - Hạnh phúc", _MOTTO),
        _line(pdfmetrics.stringWidth("Độc lập - Tự do - Hạnh phúc", BOLD, 13)),
        Spacer(0, 5),
        Paragraph(escape(f"{_place(province_name)}, {long_day(written)}"), _PLACE),
    ]
    return Table([[left, right]], colWidths=_HEADER, style=_BLOCKS)


def title(kind: str, about: Sequence[str]) -> list[Flowable]:
    """The kind of document and what it is about, line by line, with the rule below."""
    return [Spacer(0, 14), Paragraph(kind, _TITLE), *(paragraph(line, _TITLE) for line in about), _line("30%")]


def closing(addressees: Sequence[str]) -> Flowable:
    """The lower part: who gets the document on the left; on the right the signature, left to a person."""
    *others, last = addressees
    lines = [*(f"- {name};" for name in others), f"- {last}."]
    left = [Paragraph("Nơi nhận:", _ADDRESSEES), *(paragraph(line, _ADDRESSEE) for line in lines)]
    right = [
        Paragraph("NGƯỜI KÝ BÁO CÁO", _MOTTO),
        Paragraph("(Ký, ghi rõ họ tên)", _PLACE),
        Spacer(0, 26 * mm),
        Paragraph("…………………………", _NUMBER),
    ]
    return Table([[left, right]], colWidths=(0.5 * WIDTH, 0.5 * WIDTH), spaceBefore=16, style=_BLOCKS)


def table(titles: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[Cell]]) -> Table:
    """A table with thin lines whose titles come again on each page; `widths` in parts of the text's width."""
    whole = sum(widths)
    return Table(
        [[paragraph(text, CELL_TITLE) for text in titles], *map(list, rows)],
        colWidths=[WIDTH * width / whole for width in widths],
        repeatRows=1,
        spaceBefore=6,
        spaceAfter=4,
        style=[
            ("GRID", *_ALL, 0.5, _LINES),
            ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
            ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
            ("VALIGN", (0, 1), (-1, -1), "TOP"),
            ("LEFTPADDING", *_ALL, 3),
            ("RIGHTPADDING", *_ALL, 3),
            ("TOPPADDING", *_ALL, 1.5),
            ("BOTTOMPADDING", *_ALL, 3),
        ],
    )


def framed(lines: Sequence[str]) -> Table:
    """Sentences in a frame, the first in bold, for what must not be overlooked."""
    styles = (_style(13, _BOTH, BOLD), *[_style(13, _BOTH)] * (len(lines) - 1))
    content = [paragraph(line, style) for line, style in zip(lines, styles, strict=True)]
    return Table([[content]], colWidths=[WIDTH], spaceBefore=8, spaceAfter=4, style=[("BOX", *_ALL, 1, black)])


def document(content: Iterable[Flowable], *, title: str, author: str, made_at: datetime) -> bytes:
    """The PDF of the content, dated `made_at` and nothing else, so that the same content gives the same bytes."""
    load_fonts()
    file = io.BytesIO()
    paper = BaseDocTemplate(file, pagesize=A4, lang="vi-VN", invariant=1, title=title, author=author)
    paper.subject, paper.creator = "Lập tự động bởi hệ thống Truy Vết", "Truy Vết"
    height = A4[1] - _ABOVE - _BELOW
    frame = Frame(_LEFT, _BELOW, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    date_shown = f"D:{made_at:%Y%m%d%H%M%S%z}"

    def on_page(canvas: Canvas, _document: object) -> None:
        canvas.setDateFormatter(lambda *_: f"{date_shown[:-2]}'{date_shown[-2:]}'")
        if canvas.getPageNumber() > 1:
            canvas.setFont(REGULAR, 13)
            canvas.drawCentredString(A4[0] / 2, A4[1] - 13 * mm, str(canvas.getPageNumber()))

    paper.addPageTemplates(PageTemplate(frames=[frame], onPage=on_page))
    paper.build(list(content))
    return file.getvalue()


def _line(width: str | float) -> HRFlowable:
    return HRFlowable(width=width, thickness=0.8, color=black, spaceBefore=2, spaceAfter=0, hAlign="CENTER")


def _place(province_name: str) -> str:
    """The place of a province's body is the province's own name; a city named after a person keeps its rank."""
    if province_name in _CITIES_WITH_THEIR_RANK:
        return province_name
    for rank in _RANKS:
        province_name = province_name.removeprefix(rank)
    return province_name
