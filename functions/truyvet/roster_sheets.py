"""Workbooks about rosters: rows that cannot be taken with their errors beside them, and places still missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from truyvet.roster_columns import COLUMN_NAMES, Column
from truyvet.roster_rows import Bad
from truyvet.rosters import RosterPlace
from truyvet.spreadsheets import Book, Kind, Value
from truyvet.spreadsheets import Column as SheetColumn
from truyvet.units import Province
from truyvet.venues import KIND_NAMES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 30


def errors_book(title: str, titles: Sequence[str], bad: Sequence[Bad], made_at: datetime) -> bytes:
    """The rows as they came, each with its number and all that is wrong: to be mended and sent again as it is.

    The titles are those of the file, so that a mended workbook is laid out as the file was; the two columns in front
    are read as nothing.
    """
    book = Book(title, made_at)
    columns = [SheetColumn("Dòng", 7, Kind.ORDINAL), SheetColumn("Lỗi cần sửa", 60, Kind.WRAPPED)]
    columns += [SheetColumn(each, max(10, min(_WIDEST, len(each) + 4)), Kind.WRAPPED) for each in titles]
    book.table("Dòng lỗi", columns, (_row(row, len(titles)) for row in bad))
    return book.content()


def _row(row: Bad, width: int) -> Sequence[Value]:
    cells = [*row.line.cells[:width], *([""] * (width - len(row.line.cells)))]
    return (row.line.number, sentences(row), *(cell or None for cell in cells))


def sentences(row: Bad) -> str:
    """All that is wrong with a row, each with its column."""
    return "\n".join(
        f"{COLUMN_NAMES[wrong.column]}: {wrong.sentence}" if wrong.column else wrong.sentence for wrong in row.wrong
    )


def places_book(
    title: str, places: Iterable[RosterPlace], province: Province, why: Mapping[str, str], made_at: datetime
) -> bytes:
    """Places by district, commune and name; `why`: what is said of each, by row."""
    book = Book(title, made_at)
    book.table("Danh sách", _PLACES, _places(places, province, why))
    return book.content()


_PLACES = (
    SheetColumn("STT", 6, Kind.ORDINAL),
    SheetColumn(COLUMN_NAMES[Column.NAME], 32, Kind.WRAPPED),
    SheetColumn(COLUMN_NAMES[Column.KIND], 14, Kind.WRAPPED),
    SheetColumn(COLUMN_NAMES[Column.ADDRESS], 28, Kind.WRAPPED),
    SheetColumn("Xã, phường", 16, Kind.WRAPPED),
    SheetColumn("Huyện, thị xã, thành phố", 18, Kind.WRAPPED),
    SheetColumn(COLUMN_NAMES[Column.HEAD], 18, Kind.WRAPPED),
    SheetColumn(COLUMN_NAMES[Column.PHONE], 15),
    SheetColumn(COLUMN_NAMES[Column.TAX_CODE], 15),
    SheetColumn(COLUMN_NAMES[Column.AGENCY], 22, Kind.WRAPPED),
    SheetColumn("Ghi chú", 30, Kind.WRAPPED),
)


def _places(places: Iterable[RosterPlace], province: Province, why: Mapping[str, str]) -> Iterator[Sequence[Value]]:
    names = {
        commune.code: (commune.name, district.name) for district in province.districts for commune in district.communes
    }
    ordered = sorted(places, key=lambda place: (place.district, place.commune, place.name.casefold(), place.row))
    for number, place in enumerate(ordered, start=1):
        yield (
            number,
            place.name,
            KIND_NAMES[place.kind],
            place.address,
            *names[place.commune],
            place.head,
            place.phone,
            place.tax_code,
            place.agency,
            why.get(place.row),
        )
