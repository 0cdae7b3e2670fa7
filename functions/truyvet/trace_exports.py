"""Files of a trace for the health office (trung tâm y tế): the contacts to call, as a workbook and as CSV.

Every text is a text, never a formula (`spreadsheets`, `csv_files`). A record that does not open has a line of its own,
in the workbook on a sheet of its own, and spoils nobody else's.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from truyvet import csv_files
from truyvet import trace_wording as wording
from truyvet.contact_lists import ContactList, Listed, Unread
from truyvet.days import LOCAL
from truyvet.kept_traces import THE_CASE, KeptEncounter, KeptTrace
from truyvet.people import Sex
from truyvet.spreadsheets import BLUE, INK, Book, Column, Kind, Value

PART = 5_000
"""Contacts in one file, in their rank: what opens, is written and passes an HTTP API within its 30 s and 6 MB."""
MOST_MEETINGS = 30_000
"""Rows on the sheet of meetings, of the best ranks: with them a file is written within some 7 s."""
SUMMARY, MEETINGS, UNREAD = "Tóm tắt", "Các lần gặp", "Không mở được"
LEVELS = ("F1", "F2", wording.BRUSHED)
_SEX = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ", Sex.OTHER: "Khác", None: None}
_COLUMNS = (
    Column("Số", 5, Kind.ORDINAL),
    Column("Mức", 6),
    Column("Họ và tên", 21, Kind.WRAPPED),
    Column("Điện thoại", 12),
    Column("Năm sinh", 6, Kind.ORDINAL),
    Column("Địa chỉ", 21, Kind.WRAPPED),
    Column("Xã", 14, Kind.WRAPPED),
    Column("Có dấu hiệu, tiếp xúc", 8),
    Column("Điểm nguy cơ", 8, Kind.TENTHS),
    Column("Phút cùng chỗ", 7, Kind.COUNT),
    Column("Phút sau khi rời", 7, Kind.COUNT),
    Column("Nơi và lúc gặp", 40, Kind.WRAPPED),
    Column("Ghi chú", 20, Kind.WRAPPED),
    Column("Huyện", 15, Kind.WRAPPED),
    Column("Số giấy tờ", 14),
    Column("QID", 12),
    Column("Giới tính", 7),
    Column("Số lần gặp", 7, Kind.COUNT),
    Column("Gặp lần đầu", 15),
    Column("Gặp lần cuối", 15),
)
_PRINTED = 13
"""So many of them go on paper: what whoever calls needs, large enough to read."""
_MEETING_COLUMNS = (
    Column("Số", 6, Kind.ORDINAL),
    Column("Họ và tên", 22, Kind.WRAPPED),
    Column("Điện thoại", 13),
    Column("Gặp ai", 10),
    Column("Mã điểm", 11),
    Column("Nơi gặp", 24, Kind.WRAPPED),
    Column("Từ", 15),
    Column("Đến", 15),
    Column("Phút cùng chỗ", 9, Kind.COUNT),
    Column("Phút sau khi rời", 9, Kind.COUNT),
    Column("Khu trong điểm", 12),
    Column("Giờ của người tiếp xúc", 22, Kind.WRAPPED),
    Column("Giờ của người kia", 22, Kind.WRAPPED),
)
_UNREAD_COLUMNS = (
    Column("Số", 6, Kind.ORDINAL),
    Column("Mức", 7),
    Column("Vì sao", 22, Kind.WRAPPED),
    Column("Điểm nguy cơ", 8, Kind.TENTHS),
    Column("Phút cùng chỗ", 8, Kind.COUNT),
    Column("Lượt quét không mở được", 44, Kind.WRAPPED),
    Column("Nơi và lúc gặp", 44, Kind.WRAPPED),
)


@dataclass(frozen=True)
class Naming:
    """How codes are called: a venue by its code, a commune and its district by the commune's code."""

    venues: Mapping[str, str]
    communes: Callable[[int], tuple[str, str] | None]

    def venue(self, code: str) -> str:
        """The name of a venue, the code itself of one that is not registered any more."""
        return self.venues.get(code, code)

    def commune(self, code: int | None) -> tuple[str | None, str | None]:
        """Commune and district, the bare code where another province's was declared."""
        if code is None:
            return None, None
        return self.communes(code) or (str(code), None)


@dataclass(frozen=True)
class Part:
    """Which contacts of a trace a file holds: part `number` of `of`, counted from 1, of `total` contacts."""

    number: int
    of: int
    total: int

    @classmethod
    def numbered(cls, number: int, total: int) -> "Part":
        """The part of this number."""
        return cls(number, max(1, -(-total // PART)), total)

    @property
    def first(self) -> int:
        """The place of its first contact, 0 for the first."""
        return (self.number - 1) * PART


def workbook(trace: KeptTrace, found: ContactList, naming: Naming, part: Part) -> bytes:
    """The XLSX file: a summary, one sheet for each level, the meetings, and what could not be read."""
    title = f"Danh sách tiếp xúc, ca {trace.case_number}"
    book = Book(title, trace.asked_at)
    _summary(book, title, trace, found, part)
    for level in LEVELS:
        people = [each for each in found.people if _level(each) == level]
        sheet, count = book.table(level, _COLUMNS, (_row(each, naming) for each in people))
        sheet.freeze_panes(1, 4)
        sheet.print_area(0, 0, count, _PRINTED - 1)
    book.table(MEETINGS, _MEETING_COLUMNS, islice(_meetings(found.people, naming), MOST_MEETINGS))
    if found.unread:
        book.table(UNREAD, _UNREAD_COLUMNS, (_unread(each, naming) for each in found.unread))
    return book.content()


def csv(found: ContactList, naming: Naming) -> bytes:
    """The CSV file, UTF-8 with BOM: everybody in one table; who could not be read comes last, without a name."""
    header = [column.title for column in _COLUMNS]
    rows = [*(_row(each, naming) for each in found.people), *(_unread_row(each, naming) for each in found.unread)]
    return csv_files.table(header, ([_plain(value) for value in row] for row in rows))


def _plain(value: Value) -> csv_files.Value:
    return value if isinstance(value, str | int | float) or value is None else value.isoformat()


def _level(listed: Listed) -> str:
    return wording.level(listed.level, meets_definition=listed.meets_definition)


def _row(listed: Listed, naming: Naming) -> Sequence[Value]:
    person = listed.person
    commune, district = naming.commune(person.commune)
    return (
        listed.numbers[0],
        _level(listed),
        person.name,
        wording.phone(person.phone) or None,
        person.birth_year,
        person.address,
        commune,
        "có" if listed.symptoms else "không",
        listed.score,
        listed.overlap_minutes,
        listed.tail_minutes,
        wording.encounters(listed.encounters, listed.meetings, naming.venues),
        wording.notes(listed) or None,
        district,
        person.document,
        person.qid,
        _SEX[person.sex],
        listed.meetings,
        _sortable(listed.encounters[0]),
        _sortable(listed.encounters[-1]),
    )


def _unread_row(unread: Unread, naming: Naming) -> Sequence[Value]:
    """The columns of `_row` for somebody without a name."""
    contact = unread.contact
    return (
        contact.number,
        wording.level_of(contact),
        *(None,) * 6,
        contact.score,
        contact.overlap_minutes,
        contact.tail_minutes,
        wording.encounters(contact.encounters, contact.meetings, naming.venues),
        wording.unread(unread),
        *(None,) * 4,
        contact.meetings,
        _sortable(contact.encounters[0]),
        _sortable(contact.encounters[-1]),
    )


def _sortable(met: KeptEncounter) -> str:
    """Text that sorts: year first."""
    return f"{met.start.astimezone(LOCAL):%Y-%m-%d %H:%M}"


def _meetings(people: Iterable[Listed], naming: Naming) -> Iterator[Sequence[Value]]:
    for each in people:
        for met in each.encounters:
            yield (
                each.numbers[0],
                each.person.name,
                wording.phone(each.person.phone) or None,
                "ca bệnh" if met.source == THE_CASE else f"số {met.source}",
                met.venue,
                naming.venue(met.venue),
                wording.moment(met.start),
                wording.moment(met.end),
                met.overlap_minutes,
                met.tail_minutes,
                wording.zones(met.zone_match),
                wording.ends(met.ends_known_by),
                wording.ends(met.source_ends_known_by),
            )


def _unread(unread: Unread, naming: Naming) -> Sequence[Value]:
    contact = unread.contact
    scans = "; ".join(f"{naming.venue(scan.venue)} {wording.moment(scan.at)}" for scan in unread.scans)
    return (
        contact.number,
        wording.level_of(contact),
        wording.unread(unread),
        contact.score,
        contact.overlap_minutes,
        scans,
        wording.encounters(contact.encounters, contact.meetings, naming.venues),
    )


def _summary(book: Book, title: str, trace: KeptTrace, found: ContactList, part: Part) -> None:
    sheet = book.sheet(SUMMARY)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 70)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, title, book.book.add_format({"bold": True, "font_size": 15, "font_color": BLUE}))
    sheet.set_row(0, 24)
    row = 1
    for row, (name, value) in enumerate(_facts(trace, found, part), start=2):
        book.write(sheet, row, 0, name, Kind.WRAPPED, bold=True)
        book.write(sheet, row, 1, value, Kind.WRAPPED)
    note = book.book.add_format({"text_wrap": True, "valign": "top", "font_color": INK})
    for below, text in enumerate(_NOTES, start=row + 2):
        sheet.set_row(below, 30)
        sheet.merge_range(below, 0, below, 1, "")
        sheet.write_string(below, 0, text, note)


def _facts(trace: KeptTrace, found: ContactList, part: Part) -> Iterator[tuple[str, str]]:
    yield "Mã ca bệnh (mục đích tra cứu)", trace.case_number
    yield "Truy vết lúc", wording.moment(trace.asked_at)
    yield "Khoảng thời gian lây", f"{wording.moment(trace.start)} – {wording.moment(trace.end)}"
    yield "Bộ quy tắc", f"phiên bản {trace.rules.version}: F1 từ {trace.rules.definition_minutes} phút cùng chỗ"
    for level in LEVELS:
        yield level, f"{sum(_level(each) == level for each in found.people)} người"
    yield UNREAD, f"{len(found.unread)} mục"
    if part.of > 1:
        last = min(part.first + PART, part.total)
        yield (
            "Tệp này",
            f"phần {part.number}/{part.of}: số {part.first + 1}–{last} trong {part.total} mục theo thứ hạng",
        )
    meetings = sum(each.meetings for each in found.people)
    shown = min(MOST_MEETINGS, sum(len(each.encounters) for each in found.people))
    if meetings > shown:
        yield MEETINGS, f"{shown} trong {meetings} lần: của mỗi người những lần gặp nặng nhất, theo thứ hạng"
    if trace.untraced:
        yield "Chưa truy tiếp", f"{trace.untraced} F1 có điểm thấp nhất chưa được truy F2"


_NOTES = (
    "Điểm nguy cơ: phút cùng chỗ và một phần số phút sau khi ca bệnh rời, giảm khi khác khu hoặc giờ không chắc.",
    "“Ở gần”: có mặt cùng lúc hoặc ngay sau ca bệnh (hay một F1) nhưng chưa đủ thời gian, hoặc ở khu khác.",
    "Danh sách là gợi ý từ lượt quét mã, không thay cho điều tra dịch tễ: người không quét mã không có ở đây.",
    "Tệp có dữ liệu cá nhân, chỉ dùng để truy vết ca bệnh nêu trên; việc tải tệp đã được ghi vào nhật ký.",
)
