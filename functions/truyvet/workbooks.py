"""The workbook (tệp Excel) of the daily report: every figure and every named place, to filter, sort and print.

Heads' phone numbers stand here and not in the mail: who acts on a finding has to call, who reads figures does not.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from truyvet import device_wording
from truyvet import report_wording as wording
from truyvet.days import LOCAL
from truyvet.follow_up_sheets import add_follow_ups
from truyvet.numbers import day as full_day
from truyvet.report_sheets import add_summary
from truyvet.reports import SEVERITY_NAMES, Area, Audience, Compared, DailyReport, DeviceNote, NamedPlace
from truyvet.spreadsheets import BLUE, FIRST_ROW, Book, Column, Kind, Value
from truyvet.venues import KIND_NAMES
from truyvet.venues import Kind as VenueKind

DISTRICTS, COMMUNES = "Huyện", "Xã"
NOT_IMPLEMENTING, WRONGLY_IMPLEMENTING = "Không thực hiện", "Thực hiện sai"
SECTORS = "Loại hình, cơ quan"
DEVICES = "Máy hỗ trợ"
CORRECTIONS, RECOUNT = "Sửa số liệu", "Đối soát"

_FIGURES = (
    Column("Điểm đã đăng ký", 10, Kind.COUNT),
    Column("Điểm đã in mã QR", 10, Kind.COUNT),
    Column("Tỷ lệ đã in mã", 9, Kind.SHARE),
    Column("Điểm có lượt quét", 10, Kind.COUNT),
    Column("Tỷ lệ có lượt quét", 11, Kind.SHARE),
    Column("Điểm có quét: so với hôm trước", 13, Kind.CHANGE),
    Column("Điểm có quét: so với tuần trước", 13, Kind.CHANGE),
    Column("Lượt quét", 10, Kind.COUNT),
    Column("Lượt quét: so với hôm trước", 13, Kind.CHANGE),
    Column("Lượt quét: so với tuần trước", 13, Kind.CHANGE),
    Column("Lượt vào", 9, Kind.COUNT),
    Column("Lượt ra", 9, Kind.COUNT),
    Column("Qua người hỗ trợ", 9, Kind.COUNT),
    Column("Số người (ước tính)", 10, Kind.COUNT),
    Column("Khai có dấu hiệu, tiếp xúc", 11, Kind.COUNT),
    Column("Gửi đến sau khi hết ngày", 11, Kind.COUNT),
    Column("Điểm không thực hiện", 10, Kind.COUNT),
    Column("Điểm thực hiện sai", 10, Kind.COUNT),
)
_ACTIVE_SHARE = 4
"""Where in `_FIGURES` the share of active points stands."""
_NAMED = (
    Column("STT", 6, Kind.ORDINAL),
    Column("Mã điểm", 11),
    Column("Tên điểm", 21, Kind.WRAPPED),
    Column("Loại hình", 12, Kind.WRAPPED),
    Column("Huyện", 14, Kind.WRAPPED),
    Column("Xã", 13, Kind.WRAPPED),
    Column("Địa chỉ", 16, Kind.WRAPPED),
    Column("Người đứng đầu", 15, Kind.WRAPPED),
    Column("Điện thoại", 14),
    Column("Cơ quan phụ trách", 15, Kind.WRAPPED),
    Column("Lỗi", 15, Kind.WRAPPED),
    Column("Mức độ", 12, Kind.WRAPPED),
    Column("Nội dung", 30, Kind.WRAPPED),
    Column("Lần thứ liên tiếp", 8, Kind.ORDINAL),
    Column("Từ ngày", 11, Kind.DAY),
    Column("Đề nghị", 48, Kind.WRAPPED),
)


def workbook(report: DailyReport) -> bytes:
    """The XLSX file: summary, areas, kinds and agencies, places not implementing and implementing wrongly.

    Where there are any, also devices to look after, corrections of earlier days and mismatches of the recount. The same
    report gives the same bytes.
    """
    book = Book(
        f"Báo cáo khai báo y tế bằng mã QR ngày {full_day(report.day)} – {report.province_name}", report.made_at
    )
    add_summary(book, report)
    if report.districts:
        _add_districts(book, report)
    if report.communes:
        _add_communes(book, report)
    if report.sectors:
        _add_sectors(book, report)
    categories = ((NOT_IMPLEMENTING, report.not_implementing), (WRONGLY_IMPLEMENTING, report.wrongly_implementing))
    for name, places in categories if report.audience is not Audience.FRONT else ():
        sheet, count = book.table(name, _NAMED, _named(places))
        sheet.freeze_panes(FIRST_ROW, 3)
        # The proposals, the same for each rule and also on the first sheet, would make paper too small to read.
        sheet.print_area(0, 0, count, len(_NAMED) - 2)
    add_follow_ups(book, report)
    if report.devices:
        _add_devices(book, report)
    if report.corrections:
        _add_corrections(book, report)
    if report.recount.mismatches:
        _add_mismatches(book, report)
    return book.content()


def _add_districts(book: Book, report: DailyReport) -> None:
    columns = (Column("Huyện", 24), *_FIGURES)
    silent = wording.named_by_district(report.not_implementing)
    wrong = wording.named_by_district(report.wrongly_implementing)
    rows = [(area.name, *_figures(area.figures, silent[area.name], wrong[area.name])) for area in report.districts]
    sheet, count = book.table(DISTRICTS, columns, rows)
    named = len(report.not_implementing), len(report.wrongly_implementing)
    whose = report.addressee.name if report.addressee else report.province_name
    total = (whose, *_figures(report.total, *named))
    # Below the filter's range, so that sorting leaves it at its place.
    for index, (column, value) in enumerate(zip(columns, total, strict=True)):
        book.write(sheet, FIRST_ROW + count, index, value, column.kind, bold=True)
    sheet.freeze_panes(FIRST_ROW, 1)
    _show_shares(sheet, 1 + _ACTIVE_SHARE, count)
    if count:
        _add_district_charts(book, sheet, count)


def _add_district_charts(book: Book, sheet: Worksheet, count: int) -> None:
    charts = (("Lượt quét theo huyện", 8, "#,##0"), ("Tỷ lệ điểm có lượt quét theo huyện", 1 + _ACTIVE_SHARE, "0.0%"))
    for index, (title, column, form) in enumerate(charts):
        chart = book.book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "name": title,
                "categories": [DISTRICTS, FIRST_ROW, 0, count, 0],
                "values": [DISTRICTS, FIRST_ROW, column, count, column],
                "fill": {"color": BLUE},
                "gap": 40,
                "data_labels": {"value": True, "num_format": form},
            }
        )
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_legend({"none": True})
        # Excel counts the categories of bars from below.
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 640, "height": 120 + 26 * count})
        sheet.insert_chart(FIRST_ROW + count + 2, 9 * index, chart, {"description": title})


def _add_communes(book: Book, report: DailyReport) -> None:
    columns = (
        Column("Huyện", 22),
        Column("Xã", 20),
        *_FIGURES,
        Column("Không có lượt quét: lần thứ", 12, Kind.ORDINAL),
    )
    silent = wording.named_by_commune(report.not_implementing)
    wrong = wording.named_by_commune(report.wrongly_implementing)
    named = {commune.code: commune.named_before + 1 for commune in report.silent_communes}

    def row(area: Area) -> Sequence[Value]:
        where = area.district_name or "", area.name
        return (*where, *_figures(area.figures, silent[where], wrong[where]), named.get(area.code))

    sheet, count = book.table(COMMUNES, columns, map(row, report.communes))
    sheet.freeze_panes(FIRST_ROW, 2)
    _show_shares(sheet, 2 + _ACTIVE_SHARE, count)


def _add_sectors(book: Book, report: DailyReport) -> None:
    """Kinds first, then agencies, as they stand in the report; departments of several kinds are the sum of these."""
    named = [_named_by_sector(places) for places in (report.not_implementing, report.wrongly_implementing)]
    rows = [
        (*shown, *_figures(sector.figures, *(counts[sector.key] for counts in named)))
        for sector in report.sectors
        if (shown := _sector(sector.key))
    ]
    sheet, count = book.table(SECTORS, (Column("Phân theo", 18), Column("Tên", 34, Kind.WRAPPED), *_FIGURES), rows)
    sheet.freeze_panes(FIRST_ROW, 2)
    _show_shares(sheet, 2 + _ACTIVE_SHARE, count)


def _named_by_sector(places: Sequence[NamedPlace]) -> Counter[str]:
    agencies = Counter(f"agency:{place.agency}" for place in places if place.agency)
    return agencies + Counter(f"kind:{place.kind.value}" for place in places)


def _sector(key: str) -> tuple[str, str] | None:
    prefix, _, value = key.partition(":")
    if prefix == "agency":
        return "Cơ quan phụ trách", value
    return None if "+" in value else ("Loại hình", KIND_NAMES[VenueKind(value)])


def _show_shares(sheet: Worksheet, column: int, count: int) -> None:
    """Bars behind the shares of active points, from nothing to all."""
    if count:
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
        sheet.conditional_format(
            FIRST_ROW, column, count, column, {"type": "data_bar", "bar_color": "#9DBFE3", **scale}
        )


def _figures(compared: Compared, not_implementing: int, wrongly_implementing: int) -> Iterator[Value]:
    day, before, week = compared.day, compared.day_before, compared.week_before
    share = (lambda part: part / day.registered) if day.registered else (lambda _: None)
    yield from (day.registered, day.poster_issued, share(day.poster_issued), day.active, share(day.active))
    yield from (day.active - before.active if before else None, day.active - week.active if week else None)
    yield day.scans
    yield from (day.scans - before.scans if before else None, day.scans - week.scans if week else None)
    yield from (day.entries, day.exits, day.by_helper, day.people, day.alerts, day.late)
    yield from (not_implementing, wrongly_implementing)


def _named(places: Sequence[NamedPlace]) -> Iterator[Sequence[Value]]:
    """One row for each finding; a place that fails several rules keeps its number."""
    for place_number, place in enumerate(places, start=1):
        for finding in place.findings:
            yield (
                place_number,
                place.code,
                place.name,
                KIND_NAMES[place.kind],
                place.district_name,
                place.commune_name,
                place.address,
                place.head,
                place.phone,
                place.agency,
                finding.rule_name,
                SEVERITY_NAMES[finding.severity],
                finding.sentence,
                finding.times,
                finding.since,
                finding.remedy,
            )


def _add_devices(book: Book, report: DailyReport) -> None:
    columns = (
        Column("STT", 6, Kind.ORDINAL),
        Column("Máy, tập giấy", 20, Kind.WRAPPED),
        Column("Mã điểm", 11),
        Column("Tên điểm", 22, Kind.WRAPPED),
        Column("Huyện", 16, Kind.WRAPPED),
        Column("Xã", 16, Kind.WRAPPED),
        Column("Người đứng đầu", 16, Kind.WRAPPED),
        Column("Điện thoại", 14),
        Column("Còn thiếu", 8, Kind.COUNT),
        Column("Các số còn thiếu", 24, Kind.WRAPPED),
        Column("Chờ gửi", 8, Kind.COUNT),
        Column("Chờ từ", 15),
        Column("Liên lạc lần cuối", 15),
        Column("Im lặng", 8),
    )
    sheet, _ = book.table(DEVICES, columns, (_device(*numbered) for numbered in enumerate(report.devices, start=1)))
    sheet.freeze_panes(FIRST_ROW, 2)


def _device(ordinal: int, note: DeviceNote) -> Sequence[Value]:
    return (
        ordinal,
        device_wording.device(note),
        note.venue,
        device_wording.place(note),
        note.district_name,
        note.commune_name,
        note.head,
        note.phone,
        note.missing_count,
        device_wording.missing(note),
        note.waiting,
        _moment(note.waiting_since) if note.waiting_since else None,
        _moment(note.seen_at),
        "có" if note.silent else None,
    )


def _moment(at: datetime) -> str:
    """Text that sorts: year first."""
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"


def _add_corrections(book: Book, report: DailyReport) -> None:
    columns = (
        Column("Ngày", 12, Kind.DAY),
        Column("Lượt quét đã báo", 14, Kind.COUNT),
        Column("Lượt quét nay", 14, Kind.COUNT),
        Column("Thay đổi", 12, Kind.CHANGE),
    )
    book.table(
        CORRECTIONS,
        columns,
        ((each.day, each.reported_scans, each.scans, each.scans - each.reported_scans) for each in report.corrections),
    )


def _add_mismatches(book: Book, report: DailyReport) -> None:
    columns = (
        Column("Mã điểm", 12),
        Column("Ngày", 12, Kind.DAY),
        Column("Số đã ghi", 12, Kind.COUNT),
        Column("Số đếm lại", 12, Kind.COUNT),
        Column("Lệch", 10, Kind.CHANGE),
    )
    book.table(
        RECOUNT,
        columns,
        (
            (each.venue, each.day, each.tallied, each.counted, each.counted - each.tallied)
            for each in report.recount.mismatches
        ),
    )
