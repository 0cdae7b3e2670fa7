"""Spreadsheets (bảng tính): tables as XLSX whose text is text, whatever people typed.

In May 2021 formulas in visitors' names reached the Excel of German health offices (luca); the quick fix refused whole
exports for one bad record, and its allow-list turned `Nguyễn Thị Mười` into `Nguyn Th Mi`. Here every text is written
as a string cell in text format, so it is never a formula, neither now nor when somebody edits the cell, and it stays
letter for letter what was typed. Only characters that XML cannot hold are dropped.
"""

import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

LONGEST_TEXT = 32_767
"""Of a cell in Excel, in UTF-16 units."""
FIRST_ROW = 1
"""Of the data of a table, below its header; rows and columns count from 0."""

FONT = "Arial"
BLUE, PALE, INK, RULE = "#0B4F9C", "#E8F0F9", "#0B1C2C", "#C3CFDC"
_A4 = 9
_LINE = 13.0
_HIGHEST_ROW = 409.0
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STARTS_FORMULA = frozenset("=+-@\t\r\n")

Value = str | int | float | date | None


class Kind(Enum):
    """How the cells of a column are written: number format, whether text wraps, alignment."""

    TEXT = ("@", False, "left")
    WRAPPED = ("@", True, "left")
    COUNT = ("#,##0", False, "right")
    TENTHS = ("#,##0.0", False, "right")
    SHARE = ("0.0%", False, "right")
    CHANGE = ("+#,##0;-#,##0;0", False, "right")
    ORDINAL = ("0", False, "center")
    DAY = ("dd/mm/yyyy", False, "left")

    @property
    def properties(self) -> dict[str, Any]:
        """As xlsxwriter names them."""
        number_format, wrapped, align = self.value
        return {"num_format": number_format, "text_wrap": wrapped, "align": align}


@dataclass(frozen=True)
class Column:
    """A column of a table; `width` in characters."""

    title: str
    width: float
    kind: Kind = Kind.TEXT


def cell_text(text: str) -> str:
    """The text as a cell can hold it: without characters that XML refuses, at most `LONGEST_TEXT` long."""
    kept = _ILLEGAL.sub("", text)
    if len(kept) * 2 <= LONGEST_TEXT:
        return kept
    return kept.encode("utf-16-le")[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")


def _lines(text: str, width: float) -> int:
    """About how many lines a text takes in a column: not every program fits the height of rows on opening."""
    return max(1, math.ceil(len(text) / width))


def _height(lines: int) -> float:
    return min(_LINE * lines + 2, _HIGHEST_ROW)


class Book:
    """An XLSX file that is being written. The same content, title and `made_at` give the same bytes."""

    def __init__(self, title: str, made_at: datetime) -> None:
        self._file = io.BytesIO()
        self._title = title
        self.book = Workbook(
            self._file, {"in_memory": True, "default_format_properties": {"font_name": FONT, "font_size": 10}}
        )
        self.book.set_properties({"title": title, "author": "Truy Vết", "created": made_at.astimezone(UTC)})
        self._formats: dict[tuple[Kind, bool, bool], Format] = {}
        self.header = self.format(
            {"bold": True, "bg_color": BLUE, "font_color": "#FFFFFF", "text_wrap": True, "align": "center"}
        )

    def format(self, properties: dict[str, Any]) -> Format:
        """A format with thin borders, its text at the top."""
        return self.book.add_format({"valign": "top", "border": 1, "border_color": RULE, **properties})

    def sheet(self, name: str) -> Worksheet:
        """A new sheet, ready to print: A4 across, as wide as the page, with title and page numbers."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        heading = self._title.replace("&", "&&")
        sheet.set_header(f'&L&"{FONT},Regular"&9{heading}&R&"{FONT},Regular"&9&A')
        sheet.set_footer(f'&C&"{FONT},Regular"&9Trang &P/&N')
        return sheet

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> tuple[Worksheet, int]:
        """A sheet with one table: frozen header that repeats in print, filters. Gives also the number of rows."""
        sheet = self.sheet(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.title, self.header)
        sheet.set_row(0, _height(max(_lines(column.title, column.width - 1) for column in columns)))
        count = 0
        for count, row in enumerate(rows, start=1):
            lines = 1
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                self.write(sheet, count, index, value, column.kind)
                if column.kind is Kind.WRAPPED and isinstance(value, str):
                    lines = max(lines, _lines(value, column.width))
            sheet.set_row(count, _height(lines))
        sheet.freeze_panes(FIRST_ROW, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, count, len(columns) - 1)
        # Phone numbers and codes of digits are meant to be text; no green corner on each of them.
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{count + 1}"})
        return sheet, count

    def write(self, sheet: Worksheet, row: int, column: int, value: Value, kind: Kind, *, bold: bool = False) -> None:
        """Writes one cell; None stays empty, for a zero would be a claim."""
        if value is None:
            sheet.write_blank(row, column, None, self._cell(kind, bold=bold))
        elif isinstance(value, str):
            text = cell_text(value)
            # Excel shows such a cell as if it had been typed after an apostrophe.
            quoted = text[:1] in _STARTS_FORMULA
            wrapped = kind if kind is Kind.WRAPPED else Kind.TEXT
            sheet.write_string(row, column, text, self._cell(wrapped, bold=bold, quoted=quoted))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._cell(kind, bold=bold))
        else:
            sheet.write_number(row, column, value, self._cell(kind, bold=bold))

    def _cell(self, kind: Kind, *, bold: bool, quoted: bool = False) -> Format:
        key = kind, bold, quoted
        if key not in self._formats:
            shown = {"bold": True, "bg_color": PALE} if bold else {}
            self._formats[key] = self.format({**kind.properties, **shown, "quote_prefix": quoted})
        return self._formats[key]

    def content(self) -> bytes:
        """Ends the file and gives it."""
        self.book.close()
        return self._file.getvalue()
