"""Posters (áp phích) for a venue's door: what stands on them, and the PDF of one venue or of many.

A venue's code never changes; its poster has a version and a day of issue. The same `Poster` gives the same bytes.
Hà Nội asked in 2021 for at least 15 × 15 cm for a venue's QR code and 5 × 5 cm for a personal one.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reportlab.lib.pagesizes import A4 as A4_POINTS
from reportlab.lib.pagesizes import A5 as A5_POINTS
from reportlab.pdfgen.canvas import Canvas

from truyvet import poster_page, stickers
from truyvet.lettering import load_fonts
from truyvet.texts import tidy

_TITLE = "Mã QR khai báo y tế"


class Format(StrEnum):
    """What can be printed, by the name that a request gives."""

    A4 = "A4"
    """A page with a QR code of 15 cm and more."""

    A5 = "A5"
    """The same page made smaller: QR code of 10 cm and more."""

    STICKER = "sticker"
    """An A4 sheet of nine stickers to cut, QR code of 5 cm and more on each."""


@dataclass(frozen=True)
class Poster:
    """Everything that a poster says of its venue. All of it is plain text; names of any length are fitted.

    `check_in_url` is what the QR code holds, in upper case (`HTTPS://HOST/C/7K3M9QXP`); `web_address` is what a
    person types before the code (`tv.example.vn`); `hotline` may be empty; `authority` is who asks
    (`Ủy ban nhân dân tỉnh Bình Phước`).
    """

    venue_name: str
    address: str
    commune_name: str
    district_name: str
    code: str
    check_in_url: str
    version: int
    issued: date
    hotline: str
    web_address: str
    authority: str

    @property
    def typed_code(self) -> str:
        """The code in two groups, as people read it aloud and type it: `7K3M 9QXP`."""
        return f"{self.code[:4]} {self.code[4:]}"

    @property
    def place(self) -> str:
        """Address, commune and district in one line."""
        parts = (self.address, self.commune_name, self.district_name)
        return ", ".join(part for part in parts if part)

    @property
    def edition(self) -> str:
        """Version and day of issue, which tell an old poster from the one in force."""
        return f"Phiên bản {self.version} · {self.issued:%d/%m/%Y}"


def pdf(poster: Poster, format: Format) -> bytes:  # noqa: A002 - the word that a request uses
    """A PDF of one page, ready to print at 100 %.

    Raises InvalidError where `check_in_url` is too long for a QR code that scans from afar.
    """
    return _printed([poster], format, title=f"{_TITLE} – {tidy(poster.venue_name)} – {poster.code}")


def pdf_sheet(posters: Iterable[Poster], format: Format = Format.A4) -> bytes:  # noqa: A002
    """One PDF with a page for each poster, in their order; takes them one by one and keeps only compressed pages.

    Raises InvalidError as `pdf` does.
    """
    return _printed(posters, format, title=_TITLE)


def _printed(posters: Iterable[Poster], paper: Format, title: str) -> bytes:
    load_fonts()
    file = io.BytesIO()
    page = A5_POINTS if paper is Format.A5 else A4_POINTS
    # Invariant: no time of day and no random id, so that the same posters are the same bytes.
    canvas = Canvas(file, pagesize=page, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(title)
    draw = stickers.draw if paper is Format.STICKER else poster_page.draw
    for poster in posters:
        # Both draw in mm of an A4 page.
        canvas.scale(page[0] / 210, page[0] / 210)
        draw(canvas, poster)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
