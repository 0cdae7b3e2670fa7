"""Sheets of a paper pad: numbered lines, whose they are, and how they are typed in."""

import io
import re
from dataclasses import replace

import pypdf
import pytest
from hypothesis import given, settings

from tests.unit import camera
from tests.unit.strategies import typed
from tests.unit.test_posters import text_of
from truyvet import paper_sheets
from truyvet.paper_sheets import LINES, Pad

PAD = Pad(
    name="cổng 1",
    venue_name="Chợ Đồng Xoài",
    venue_code="7K3M9QXP",
    place="12/3 tổ 5, Phường Tân Phú, Thành phố Đồng Xoài",
    web_address="tv.example.vn",
)


def serials_of(pdf: bytes) -> list[list[int]]:
    """The serial numbers of each sheet: the numbers of three digits that stand alone."""
    pages = range(len(pypdf.PdfReader(io.BytesIO(pdf)).pages))
    return [[int(number) for number in re.findall(r"(?<!\S)\d{3}(?!\S)", text_of(pdf, page))] for page in pages]


def test_serials_run_on_from_sheet_to_sheet() -> None:
    assert serials_of(paper_sheets.pdf(PAD, 101, 3)) == [
        list(range(first, first + LINES)) for first in (101, 101 + LINES, 101 + 2 * LINES)
    ]


def test_a_sheet_says_whose_it_is_and_how_it_is_typed_in() -> None:
    text = text_of(paper_sheets.pdf(PAD, 101, 2), 1)
    for said in (
        "Chợ Đồng Xoài",
        "12/3 tổ 5, Phường Tân Phú, Thành phố Đồng Xoài",
        "Điểm 7K3M 9QXP",
        "Sổ: cổng 1",
        *("Giờ vào", "Giờ ra", "Họ và tên", "Điện thoại hoặc số giấy tờ", "Năm sinh", "Dấu hiệu"),
        "mở tv.example.vn/helper trên máy đã ghép với sổ này",
        "Tờ 7 · trang 2/2 của lần in này",
    ):
        assert said in text


def test_a_table_stays_within_what_printers_reach() -> None:
    ink = camera.printed(paper_sheets.pdf(PAD, 999_981, 1), 72).point(lambda grey: 255 * (grey < 250)).getbbox()
    assert ink
    left, top, right, bottom = (side / 72 * 25.4 for side in ink)
    assert min(left, top, 210 - right, 297 - bottom) > 6


@pytest.mark.parametrize("name", ["=1+1", "<b>sổ</b> & {web}", "{0}"])
def test_markup_in_a_name_is_just_text(name: str) -> None:
    text = text_of(paper_sheets.pdf(replace(PAD, name=name, venue_name=name), 1, 1))
    assert text.count(name) == 2


@settings(max_examples=30, deadline=None)
@given(typed(40, least=1), typed(120, least=1))
def test_no_name_spoils_a_sheet(name: str, venue: str) -> None:
    assert paper_sheets.pdf(replace(PAD, name=name, venue_name=venue), 1, 1).startswith(b"%PDF")
