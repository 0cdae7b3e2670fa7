"""Which column of a roster is which: the row of titles is found, and each title read as people write it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from truyvet.roster_files import Line, Sheet
from truyvet.texts import folded, tidy
from truyvet.workbook_reader import letters


class Column(StrEnum):
    """What a column may hold. The order is that in which a page asks for them."""

    NAME = "name"
    KIND = "kind"
    ADDRESS = "address"
    COMMUNE = "commune"
    DISTRICT = "district"
    HEAD = "head"
    PHONE = "phone"
    EMAIL = "email"
    TAX_CODE = "tax_code"
    AGENCY = "agency"


COLUMN_NAMES = {
    Column.NAME: "Tên nơi phải tham gia",
    Column.KIND: "Loại hình",
    Column.ADDRESS: "Địa chỉ",
    Column.COMMUNE: "Xã, phường, thị trấn",
    Column.DISTRICT: "Huyện, thị xã, thành phố",
    Column.HEAD: "Người đứng đầu",
    Column.PHONE: "Điện thoại",
    Column.EMAIL: "Thư điện tử",
    Column.TAX_CODE: "Mã số thuế",
    Column.AGENCY: "Cơ quan phụ trách",
}

# The first that fits a title (folded) says what the column is: "Số điện thoại người đứng đầu" is a telephone.
_TITLES: tuple[tuple[Column, re.Pattern[str]], ...] = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        (Column.TAX_CODE, r"\bma so (thue|doanh nghiep|dn)\b|\bmst\b|\bmsdn\b|\btax\b"),
        (Column.EMAIL, r"e-?mail|thu dien tu|hop thu"),
        (Column.PHONE, r"dien thoai|\bs?dt(dd)?\b|so dt|di dong|\bphone\b|\btel\b|hotline|lien lac"),
        (
            Column.AGENCY,
            r"(co quan|don vi|phong|so) (quan ly|chu quan|phu trach|chiu trach nhiem)|thuoc quan ly|\bagency\b",
        ),
        (
            Column.HEAD,
            r"dung dau|dai dien|phu trach|lien he|\bchu (ho|co|cua|quan|doanh)|giam doc|truong\b|^ho (va )?ten|head",
        ),
        (Column.ADDRESS, r"^dia chi|dia diem|so nha|noi kinh doanh|tru so|\baddress\b"),
        (Column.KIND, r"loai|nganh|linh vuc|\bkind\b"),
        (Column.COMMUNE, r"(?<!thi )\bxa\b|\bphuong\b|thi tran|\bcommune\b"),
        (Column.DISTRICT, r"\bhuyen\b|\bthi xa\b|\bthanh pho\b|^quan\b|\bdistrict\b"),
        (Column.ADDRESS, r"dia chi"),
        (
            Column.NAME,
            r"^ten\b|\bten (co so|don vi|diem|cua hang)|^(co so|don vi|doanh nghiep|diem|cua hang|cho)\b|\bname\b",
        ),
    )
)
_SEARCHED = 40
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?|\(?[a-z]\)?", re.IGNORECASE)
_LONGEST_TITLE = 80


@dataclass(frozen=True)
class Layout:
    """How a sheet is read: below which row the places stand, and the column (from 0) of what is known."""

    header: int
    titles: tuple[str, ...]
    columns: Mapping[Column, int]


def column_of(title: str) -> Column | None:
    """What a column of this title holds, or None where the title says nothing that is known here."""
    plain = folded(title)
    if not plain or len(plain) > _LONGEST_TITLE:
        return None
    return next((column for column, pattern in _TITLES if pattern.search(plain)), None)


def guessed(sheet: Sheet) -> Layout | None:
    """How the sheet seems to be laid out, or None where no row looks like titles."""
    best: tuple[int, int] | None = None
    for index, line in enumerate(sheet.lines[:_SEARCHED]):
        known = _known(line.cells)
        if len(known) >= 2 and Column.NAME in known and (best is None or len(known) > best[0]):
            best = (len(known), index)
    return _layout(sheet, best[1]) if best else None


def below(sheet: Sheet, header: int) -> Layout:
    """The layout with the titles in the row of this number; 0 where the file has none and begins with places."""
    index = next((index for index, line in enumerate(sheet.lines) if line.number == header), None)
    if index is None:
        widest = max((len(line.cells) for line in sheet.lines[:_SEARCHED]), default=0)
        return Layout(0, tuple(f"Cột {letters(column)}" for column in range(widest)), {})
    return _layout(sheet, index)


def places(sheet: Sheet, layout: Layout) -> Sequence[Line]:
    """The rows below the titles, without a row of column numbers such as (1), (2), (3)."""
    lines = [line for line in sheet.lines if line.number > layout.header]
    while lines and _only_numbers_columns(lines[0]):
        lines = lines[1:]
    return lines


def with_titles(titles: Sequence[str], wanted: Mapping[str, str]) -> dict[Column, int]:
    """The columns that had these titles in an earlier file, where this one has them too."""
    places_of = {folded(title): index for index, title in reversed(list(enumerate(titles)))}
    found = {Column(name): places_of.get(folded(title)) for name, title in wanted.items() if name in set(Column)}
    return {column: index for column, index in found.items() if index is not None}


def _known(titles: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for index, title in enumerate(titles):
        if column := column_of(title):
            found.setdefault(column, index)
    return found


def _layout(sheet: Sheet, index: int) -> Layout:
    """Titles may take two rows, as where "Địa chỉ" stands above "Số nhà", "Xã" and "Huyện"."""
    line = sheet.lines[index]
    titles, columns, header = list(line.cells), _known(line.cells), line.number
    if index + 1 < len(sheet.lines):
        below_it = sheet.lines[index + 1]
        second = _known(below_it.cells)
        if len(set(second) - set(columns)) >= 1 and not any(any(map(str.isdigit, cell)) for cell in below_it.cells):
            width = max(len(titles), len(below_it.cells))
            upper = titles + [""] * (width - len(titles))
            lower = [*below_it.cells, *([""] * (width - len(below_it.cells)))]
            titles = [lower[column] or upper[column] for column in range(width)]
            columns, header = _known(titles), below_it.number
    widest = max(len(each.cells) for each in sheet.lines[index : index + 200])
    titles += [""] * (widest - len(titles))
    shown = tuple(tidy(title) or f"Cột {letters(column)}" for column, title in enumerate(titles))
    return Layout(header, shown, columns)


def _only_numbers_columns(line: Line) -> bool:
    filled = [cell.strip() for cell in line.cells if cell.strip()]
    return len(filled) >= 3 and all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled)
