"""Tables to take away, as XLSX and CSV: figures by area, venues and findings, with the filters of the page."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from aws_lambda_powertools.event_handler import Response

from oversight import asked, findings, venues
from oversight.days import figures
from oversight.desk import Desk, desk, router
from truyvet import csv_files
from truyvet.days import LOCAL
from truyvet.errors import NotFoundError, TooLargeError
from truyvet.reports import SEVERITY_NAMES
from truyvet.spreadsheets import Book, Column, Kind, Value
from truyvet.venues import KIND_NAMES

routes = router()

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 4_400_000
"""What Lambda lets through (6 MB), which gets it in base64."""
Rows = Iterable[Sequence[Value]]

AREAS = (
    Column("Cấp", 12), Column("Mã", 10), Column("Địa bàn, loại điểm", 30), Column("Điểm đăng ký", 12, Kind.COUNT),
    Column("Đã in mã QR", 12, Kind.COUNT), Column("Có lượt quét", 12, Kind.COUNT), Column("Lượt vào", 12, Kind.COUNT),
    Column("Lượt ra", 12, Kind.COUNT), Column("Lượt quét", 12, Kind.COUNT), Column("Hôm trước", 12, Kind.COUNT),
    Column("Tuần trước", 12, Kind.COUNT), Column("Số người (ước tính)", 14, Kind.COUNT),
)  # fmt: skip
VENUES = (
    Column("Mã điểm", 11), Column("Tên điểm", 34, Kind.WRAPPED), Column("Loại", 20),
    Column("Địa chỉ", 34, Kind.WRAPPED), Column("Xã, phường", 22), Column("Huyện, thị xã, thành phố", 24),
    Column("Cơ quan phụ trách", 26, Kind.WRAPPED),
    Column("Người đứng đầu", 22), Column("Điện thoại", 15), Column("Lượt vào", 10, Kind.COUNT),
    Column("Lượt ra", 10, Kind.COUNT), Column("Hôm trước", 10, Kind.COUNT), Column("Tuần trước", 10, Kind.COUNT),
)  # fmt: skip
FINDINGS = (
    Column("Mã điểm", 11), Column("Tên điểm", 30, Kind.WRAPPED), Column("Xã, phường", 22),
    Column("Huyện, thị xã, thành phố", 24), Column("Mức độ", 16), Column("Nội dung", 26, Kind.WRAPPED),
    Column("Căn cứ", 50, Kind.WRAPPED), Column("Khi nào được xóa tên", 36, Kind.WRAPPED),
    Column("Đề nghị xử lý", 40, Kind.WRAPPED), Column("Từ ngày", 12, Kind.DAY), Column("Số báo cáo", 10, Kind.COUNT),
)  # fmt: skip


@routes.get("/api/oversight/days/<day>/files/<name>")
def get_file(day: str, name: str) -> Response[bytes]:
    """`figures`, `venues` or `findings` with the ending `.xlsx` or `.csv`."""
    at = desk(routes)
    stem, _, ending = name.partition(".")
    if stem not in _TABLES or ending not in {"xlsx", "csv"}:
        raise NotFoundError("Không có tệp này.")
    title, columns, rows = _TABLES[stem]
    when = asked.day(at, day)
    lines = rows(at, when, routes.current_event.query_string_parameters)
    content = _csv(columns, lines) if ending == "csv" else _xlsx(at, f"{title} ngày {when:%d/%m/%Y}", columns, lines)
    return attached(content, "text/csv; charset=utf-8" if ending == "csv" else XLSX, f"{_FILES[stem]}-{when}.{ending}")


def attached(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """A file to save. Raises TooLargeError for what an HTTP API would not let through."""
    if len(content) > MOST_BYTES:
        raise TooLargeError("Tệp quá lớn. Xin chọn một huyện hoặc một loại điểm rồi tải lại.")
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(status_code=200, content_type=media_type, body=content, headers=headers)


def _xlsx(at: Desk, title: str, columns: Sequence[Column], rows: Rows) -> bytes:
    book = Book(f"{title}, số liệu lúc {at.now.astimezone(LOCAL):%H:%M %d/%m/%Y}", at.now)
    book.table("Số liệu", columns, rows)
    return book.content()


def _csv(columns: Sequence[Column], rows: Rows) -> bytes:
    plain = ([value.isoformat() if isinstance(value, date) else value for value in row] for row in rows)
    return csv_files.table([column.title for column in columns], plain)


def _figure_rows(at: Desk, day: date, parameters: Any) -> Rows:
    answer = figures(at, day, asked.choice(at, parameters))
    yield _area("Tổng cộng", "", "Toàn bộ phần được xem", answer["total"])
    for level, field in (("Huyện", "districts"), ("Xã", "communes"), ("Loại điểm", "kinds")):
        for each in answer[field]:
            yield _area(level, str(each.get("code", each.get("kind"))), each["name"], each)


def _area(level: str, code: str, name: str, compared: Any) -> Sequence[Value]:
    day, before, week = compared["day"], compared["day_before"], compared["week_before"]
    names = ("registered", "poster_issued", "active", "entries", "exits", "scans")
    earlier = (each["scans"] if each else None for each in (before, week))
    return (level, code, name, *(day[each] for each in names), *earlier, day["people"])


def _venue_rows(at: Desk, day: date, parameters: Any) -> Rows:
    names = {district.code: district.name for district in at.stores.province.districts}
    for each in venues.listed(at, day, asked.choice(at, parameters), parameters):
        venue, acts = each.venue, at.scope.acts_on(each.venue)
        yield (
            venue.code, venue.name, KIND_NAMES[venue.kind], venue.address, venue.commune_name, names[venue.district],
            venue.agency, venue.head if acts else None, venue.phone if acts else None,
            each.tally.entries if each.tally else 0, each.tally.exits if each.tally else 0,
            each.day_before, each.week_before,
        )  # fmt: skip


def _finding_rows(at: Desk, day: date, parameters: Any) -> Rows:
    districts = {district.code: district.name for district in at.stores.province.districts}
    communes = {commune.code: commune.name for each in at.stores.province.districts for commune in each.communes}
    found = findings.in_choice(at, day, asked.choice(at, parameters))
    for finding, venue in findings.filtered(found, parameters):
        told = findings.shown(finding, venue)
        yield (
            told["venue"], told["name"], communes.get(told["commune"]), districts[told["district"]],
            SEVERITY_NAMES.get(told["severity"]), told["rule_name"], told["sentence"], told["clears"], told["remedy"],
            date.fromisoformat(told["since"]), told["times"],
        )  # fmt: skip


_TABLES = {
    "figures": ("Số liệu khai báo", AREAS, _figure_rows),
    "venues": ("Các điểm", VENUES, _venue_rows),
    "findings": ("Kết quả đánh giá", FINDINGS, _finding_rows),
}
_FILES = {"figures": "so-lieu", "venues": "cac-diem", "findings": "danh-gia"}
