"""What people typed reaches Excel as text: never a formula, never changed, and no record spoils another."""

import io
import re
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from truyvet.spreadsheets import LONGEST_TEXT, Book, Column, Kind, Value, cell_text

MADE_AT = datetime(2021, 8, 13, 23, 0, tzinfo=UTC)
COLUMNS = (Column("Tên", 20, Kind.WRAPPED), Column("Điện thoại", 15), Column("Lượt", 8, Kind.COUNT))
ATTACKS = [
    '=HYPERLINK("http://x.example","bấm")',
    "+84901234567",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "{=1+1}",
    "=",
    "https://x.example/a",
    "internal:Huyện!A1",
    "mailto:a@x.example",
]
INTACT = [
    "Nguyễn Thị Mười",
    "12/3 tổ 5, KP Phước Hòa",
    "12/3",
    "007",
    "1e5",
    "TRUE",
    " hai  đầu ",
    "Điểu Ẩn – “Ước” & <b>Nghĩa</b> 'x'",
    "Cà phê 🍃 Lá",
    "_x0041_",
    "dòng 1\ndòng 2",
    "Ngu\u0302ye\u0302\u0303n",
]


def written(rows: list[tuple[Value, ...]]) -> bytes:
    book = Book("Thử & kiểm tra", MADE_AT)
    book.table("Bảng", COLUMNS, rows)
    return book.content()


def read(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content))["Bảng"]
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def unescaped(value: object) -> str:
    """openpyxl leaves the escape that Excel takes for `_x0041_` typed as such."""
    return re.sub("_x005F_", "_", str(value))


@pytest.mark.parametrize("text", ATTACKS + INTACT)
def test_text_stays_what_was_typed(text: str) -> None:
    [[name, phone, count]] = read(written([(text, text, 3)]))
    assert unescaped(name) == unescaped(phone) == text
    assert count == 3


@pytest.mark.parametrize("text", [text for text in ATTACKS if text[0] in "=+-@\t"])
def test_text_that_looks_like_a_formula_stays_text_when_the_cell_is_edited(text: str) -> None:
    sheet = load_workbook(io.BytesIO(written([(text, text, 3)])))["Bảng"]
    for cell in sheet[2][:2]:
        assert cell.quotePrefix
        assert cell.number_format == "@"


def test_no_file_holds_a_formula_or_a_link() -> None:
    with ZipFile(io.BytesIO(written([(text, text, 1) for text in ATTACKS]))) as file:
        assert not any("externalLink" in name for name in file.namelist())
        for name in file.namelist():
            assert not re.search(rb"<f[ >]|<hyperlink|TargetMode", file.read(name)), name


def test_one_bad_record_spoils_only_itself() -> None:
    bad = "x\x00\x0b\ud800\ufffe" + "ă" * 40_000
    rows = read(written([("Tạp hóa Cô Ba", "0901", 1), (bad, bad, 2), ("Chợ Suối Mây", "0902", 3)]))
    assert rows[0] == ["Tạp hóa Cô Ba", "0901", 1]
    assert rows[2] == ["Chợ Suối Mây", "0902", 3]
    assert rows[1][0] == "x" + "ă" * (LONGEST_TEXT - 1)


def test_text_is_cut_by_the_units_in_which_excel_counts() -> None:
    assert cell_text("a" * 40_000) == "a" * LONGEST_TEXT
    assert cell_text("🍃" * 40_000) == "🍃" * (LONGEST_TEXT // 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=8))
def test_any_text_can_be_written_and_read_again(texts: list[str]) -> None:
    rows = read(written([(text, "0901", index) for index, text in enumerate(texts)]))
    assert [row[2] for row in rows] == list(range(len(texts)))
    for text, row in zip(texts, rows, strict=True):
        # XML turns carriage returns into line ends, unless they are escaped; either way nothing else changes.
        shown = unescaped(row[0] or "").replace("_x000D_", "\n").replace("\r", "\n")
        assert shown == unescaped(cell_text(text)).replace("_x000D_", "\n").replace("\r", "\n")


def test_nothing_known_is_an_empty_cell_and_no_zero() -> None:
    assert read(written([("a", None, None)])) == [["a", None, None]]


def test_a_table_has_filters_frozen_headers_and_prints_across() -> None:
    sheet = load_workbook(io.BytesIO(written([("a", "0901", 1), ("b", "0902", 2)])))["Bảng"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToWidth is None, "1 is the default"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    with ZipFile(io.BytesIO(written([]))) as file:
        assert b'<pageSetUpPr fitToPage="1"/>' in file.read("xl/worksheets/sheet1.xml")
        assert "Thử &amp;&amp; kiểm tra".encode() in file.read("xl/worksheets/sheet1.xml")


def test_the_same_content_gives_the_same_bytes() -> None:
    rows: list[tuple[Value, ...]] = [("Nguyễn Thị Mười", "+84901234567", 7)]
    assert written(rows) == written(rows)
