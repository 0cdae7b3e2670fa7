"""A row of a file becomes a place of a roster, or names everything that is wrong with it.

What spreadsheets do to numbers is undone where that is certain (a telephone or tax code that lost its leading 0), and
said where it is not (a number shown as 3,8E+09 has lost digits).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truyvet import people, registration
from truyvet.commune_names import CommuneNames, NotFound, Place
from truyvet.kind_names import kind_of
from truyvet.roster_columns import COLUMN_NAMES, Column
from truyvet.roster_files import Line
from truyvet.rosters import RosterPlace
from truyvet.scopes import Scope
from truyvet.texts import folded, tidy
from truyvet.units import District
from truyvet.venues import KIND_NAMES, Kind
from truyvet.workbook_reader import is_formula_error

_SCIENTIFIC = re.compile(r"\d([.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
_TELEPHONES = re.compile(r"[/;,\n]|\s-\s|\bhoặc\b|\bvà\b")
_LOST_ZERO = re.compile(r"[35789]\d{8}|2\d{9}")
_LIMITS = {
    Column.NAME: registration.NAME_CHARACTERS,
    Column.ADDRESS: registration.ADDRESS_CHARACTERS,
    Column.HEAD: registration.HEAD_CHARACTERS,
    Column.AGENCY: registration.AGENCY_CHARACTERS,
}


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a row: the column (None: the row as such) and a Vietnamese sentence."""

    column: Column | None
    sentence: str


@dataclass(frozen=True)
class Bad:
    """A row that cannot be taken, with all that is wrong. `hints` are what could be read of it (phone, tax code…)."""

    line: Line
    wrong: tuple[Wrong, ...]
    hints: Mapping[Column, str]


@dataclass(frozen=True)
class Reading:
    """What a file says, under an official's hand: `kind` for rows that name none (None: by the place's name)."""

    columns: Mapping[Column, int]
    scope: Scope
    kind: Kind | None = None
    agency: str | None = None


class RowReader:
    """Reads rows of one file. Places that it gives have no `list_id` and no `row` yet."""

    def __init__(self, names: CommuneNames, reading: Reading, district: District | None = None) -> None:
        """`district`: where rows lie that name none, for an official of one district."""
        self._names = names
        self._reading = reading
        self._district = district
        self._places: dict[tuple[str, District | None], Place | NotFound] = {}

    def read(self, lines: Iterable[Line]) -> tuple[list[RosterPlace], list[Bad]]:
        """The places, and the rows that cannot be taken: every row is one of the two."""
        places: list[RosterPlace] = []
        bad: list[Bad] = []
        seen: dict[tuple[object, ...], int] = {}
        for line in lines:
            found = self._row(line)
            if isinstance(found, Bad):
                bad.append(found)
                continue
            first = next((seen[key] for key in _identities(found) if key in seen), None)
            if first is None:
                seen |= dict.fromkeys(_identities(found), line.number)
                places.append(found)
            else:
                wrong = Wrong(
                    None, f"Trùng với dòng {first}: cùng tên, cùng xã và không khác số điện thoại, mã số thuế."
                )
                bad.append(Bad(line, (wrong,), self._hints(line)))
        return places, bad

    def _row(self, line: Line) -> RosterPlace | Bad:
        cell = _Cells(line, self._reading.columns)
        name = cell.text(Column.NAME, needed="Thiếu tên.")
        place = self._place(cell)
        kind = self._kind(cell, name)
        found: dict[str, Any] = {
            "address": cell.text(Column.ADDRESS) or None,
            "head": cell.text(Column.HEAD) or None,
            "agency": cell.text(Column.AGENCY) or self._reading.agency,
            "phone": cell.parsed(Column.PHONE, _phone, "Số điện thoại chưa đúng. Ví dụ: 0901 234 567."),
            "email": cell.parsed(Column.EMAIL, registration.email_address, "Địa chỉ thư điện tử chưa đúng."),
            "tax_code": cell.parsed(Column.TAX_CODE, _tax_code, "Mã số thuế có 10, 12 hoặc 13 chữ số."),
        }
        if place and kind and not self._reading.scope.acts_at(place.district.code, kind):
            cell.refuse(None, "Nơi này ngoài phạm vi quản lý của tài khoản (khác huyện hoặc khác loại hình).")
        if cell.wrong or place is None or kind is None:
            return Bad(line, tuple(cell.wrong), self._hints(line))
        return RosterPlace(
            list_id="",
            row="",
            name=name,
            kind=kind,
            commune=place.commune.code,
            district=place.district.code,
            line=line.number,
            **found,
        )

    def _kind(self, cell: "_Cells", name: str) -> Kind | None:
        if typed := cell.text(Column.KIND):
            if kind := kind_of(typed):
                return kind
            choices = ", ".join(KIND_NAMES.values())
            cell.refuse(Column.KIND, f"Không rõ loại hình. Xin ghi một trong: {choices}.")
            return None
        return self._reading.kind or kind_of(name) or Kind.OTHER

    def _place(self, cell: "_Cells") -> Place | None:
        typed = cell.text(Column.COMMUNE)
        district = self._district
        if named := cell.text(Column.DISTRICT):
            found = self._names.district(named)
            if isinstance(found, NotFound):
                cell.refuse(Column.DISTRICT, found.sentence)
                return None
            district = found
        if not typed:
            place = self._names.in_address(cell.text(Column.ADDRESS), district)
            if place is None:
                where = Column.COMMUNE if Column.COMMUNE in self._reading.columns else Column.ADDRESS
                cell.refuse(where, "Thiếu xã, phường, thị trấn, và địa chỉ cũng không cho biết.")
            return place
        key = typed, district
        if key not in self._places:
            self._places[key] = self._names.commune(typed, district)
        known = self._places[key]
        if isinstance(known, NotFound):
            cell.refuse(Column.COMMUNE, known.sentence)
            return None
        return known

    def _hints(self, line: Line) -> dict[Column, str]:
        """What tells which known place a bad row may be about, so that this is not taken for gone."""
        cell = _Cells(line, self._reading.columns)
        read: dict[Column, str | None] = {
            Column.NAME: folded(cell.raw(Column.NAME)) or None,
            Column.PHONE: _phone(cell.raw(Column.PHONE)),
            Column.TAX_CODE: _tax_code(cell.raw(Column.TAX_CODE)),
        }
        return {column: text for column, text in read.items() if text}


class _Cells:
    """The cells of one row by what they hold, and what is wrong with them."""

    def __init__(self, line: Line, columns: Mapping[Column, int]) -> None:
        self._cells: Sequence[str] = line.cells
        self._columns = columns
        self.wrong: list[Wrong] = []

    def refuse(self, column: Column | None, sentence: str) -> None:
        if all(wrong.column is not column or column is None for wrong in self.wrong):
            self.wrong.append(Wrong(column, sentence))

    def raw(self, column: Column) -> str:
        index = self._columns.get(column)
        return tidy(self._cells[index]) if index is not None and index < len(self._cells) else ""

    def text(self, column: Column, needed: str = "") -> str:
        text = self.raw(column)
        if is_formula_error(text):
            self.refuse(column, f"Ô công thức bị lỗi ({text}).")
            return ""
        if needed and not any(letter.isalpha() for letter in text):
            self.refuse(column, needed if not text else f"{COLUMN_NAMES[column]} phải có chữ.")
            return ""
        limit = _LIMITS.get(column)
        if limit and len(text) > limit:
            self.refuse(column, f"Dài quá {limit} ký tự.")
            return ""
        return text

    def parsed(self, column: Column, parse: Callable[[str], str | None], sentence: str) -> str | None:
        text = self.text(column)
        if not text:
            return None
        if _SCIENTIFIC.fullmatch(text):
            self.refuse(column, "Bảng tính đã rút gọn số này nên mất chữ số. Xin định dạng cột là Văn bản rồi ghi lại.")
            return None
        value = parse(text)
        if value is None:
            self.refuse(column, sentence)
        return value


def _phone(text: str) -> str | None:
    """The first telephone number of a cell that may hold several."""
    for part in [text, *_TELEPHONES.split(text)]:
        digits = re.sub(r"[\s.\-()]", "", part)
        if not digits or len(part) > 40:
            continue
        number = people.phone_number(f"0{digits}" if _LOST_ZERO.fullmatch(digits) else digits)
        if number:
            return number
    return None


def _tax_code(text: str) -> str | None:
    digits = re.sub(r"[\s.\-]", "", text)
    return registration.tax_number(f"0{digits}" if re.fullmatch(r"\d{9}", digits) else digits)


def _identities(place: RosterPlace) -> list[tuple[object, ...]]:
    """Two rows that share one of these are the same place. A chain's branches share the tax code, not the commune."""
    name = folded(place.name)
    found: list[tuple[object, ...]] = []
    if place.tax_code:
        found.append(("tax", place.tax_code, name, place.commune, folded(place.address or "")))
    if place.phone:
        found.append(("phone", place.phone, name, place.commune))
    if not place.tax_code and not place.phone:
        found.append(("name", name, place.commune, folded(place.address or "")))
    return found
