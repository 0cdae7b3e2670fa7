"""The first sheet of the report's workbook: the province's figures, the trend with its chart, and how sure they are."""

from collections.abc import Iterator

from xlsxwriter.chart import Chart  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from truyvet import follow_up_wording
from truyvet import report_wording as wording
from truyvet.days import LOCAL
from truyvet.numbers import day as full_day
from truyvet.numbers import short_day, weekday
from truyvet.reports import Audience, DailyReport
from truyvet.spreadsheets import BLUE, INK, Book, Kind, Value

SUMMARY = "Tổng hợp"
_WIDTHS = (38, 13, 9, 13, 12, 13, 12)
_LAST = len(_WIDTHS) - 1
_TREND = _LAST + 2
_TREND_WIDTHS = (20, 12, 12)
_ORANGE = "#B3541E"
_CONFIDENTIAL = (
    " Tệp có tên và số điện thoại của người phụ trách: chỉ dùng để đôn đốc phòng, chống dịch, không chuyển ra ngoài."
)


def add_summary(book: Book, report: DailyReport) -> None:
    """Adds the sheet."""
    sheet = book.sheet(SUMMARY)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for column, width in enumerate(_TREND_WIDTHS, start=_TREND):
        sheet.set_column(column, column, width)
    sheet.fit_to_pages(1, 1)
    sheet.hide_gridlines(2)
    top = _add_heading(book, sheet, report)
    row = _add_measures(book, sheet, top, report)
    row = _add_rules(book, sheet, row, report)
    _add_notes(book, sheet, row, report)
    _add_trend(book, sheet, top, report)


def _add_heading(book: Book, sheet: Worksheet, report: DailyReport) -> int:
    title = book.book.add_format({"bold": True, "font_size": 15, "font_color": BLUE})
    summary = book.book.add_format({"font_size": 11, "text_wrap": True, "valign": "top", "font_color": INK})
    warning = book.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#FFF1D6"})
    sheet.set_row(0, 24)
    whose = report.addressee.name if report.addressee else report.province_name
    sheet.write_string(0, 0, f"Khai báo y tế bằng mã QR – {whose}", title)
    made_at = report.made_at.astimezone(LOCAL)
    sheet.write_string(
        1,
        0,
        f"Số liệu ngày {full_day(report.day)}, 00:00–24:00; lập lúc {made_at:%H:%M} ngày {full_day(made_at.date())}",
    )
    lines = [(wording.summary(report), summary)]
    if report.update:
        lines.append((wording.UPDATE, warning))
    lines += [(f"Còn thiếu: {sentence}", warning) for sentence in report.incomplete]
    for row, (text, form) in enumerate(lines, start=2):
        sheet.set_row(row, 30)
        sheet.merge_range(row, 0, row, _LAST, "")
        sheet.write_string(row, 0, text, form)
    return 3 + len(lines)


def _add_measures(book: Book, sheet: Worksheet, row: int, report: DailyReport) -> int:
    titles = (
        "Chỉ tiêu",
        "Trong ngày",
        "Tỷ lệ",
        "Hôm trước",
        "Thay đổi",
        f"{weekday(report.day)} tuần trước",
        "Thay đổi",
    )
    sheet.set_row(row, 28)
    for column, title in enumerate(titles):
        sheet.write_string(row, column, title, book.header)
    measures = (*wording.points(report.total), *wording.scans(report.total, report.people_error))
    kinds = (Kind.WRAPPED, Kind.COUNT, Kind.SHARE, Kind.COUNT, Kind.CHANGE, Kind.COUNT, Kind.CHANGE)
    for measure in measures:
        row += 1
        before, week = measure.day_before, measure.week_before
        values = (
            measure.label,
            measure.day,
            measure.day / measure.whole if measure.whole else None,
            before,
            _change(measure, before),
            week,
            _change(measure, week),
        )
        for column, (value, kind) in enumerate(zip(values, kinds, strict=True)):
            book.write(sheet, row, column, value, kind)
    return row + 2


def _change(measure: wording.Measure, before: int | None) -> Value:
    if before is None:
        return None
    return wording.UNCLEAR if measure.unclear(before) else measure.day - before


def _add_rules(book: Book, sheet: Worksheet, row: int, report: DailyReport) -> int:
    groups = (
        ("Không thực hiện", report.not_implementing),
        ("Thực hiện sai", report.wrongly_implementing),
    )
    for name, places in groups if report.audience is not Audience.FRONT else ():
        sheet.write_string(row, 0, f"{name}, theo lỗi", book.header)
        sheet.write_string(row, 1, "Số điểm", book.header)
        sheet.merge_range(row, 2, row, _LAST, "", book.header)
        sheet.write_string(row, 2, "Đề nghị", book.header)
        for rule in wording.rule_counts(places):
            row += 1
            sheet.set_row(row, 28)
            book.write(sheet, row, 0, rule.name, Kind.WRAPPED)
            book.write(sheet, row, 1, rule.places, Kind.COUNT)
            sheet.merge_range(row, 2, row, _LAST, "", book.format(Kind.WRAPPED.properties))
            book.write(sheet, row, 2, rule.remedy, Kind.WRAPPED)
        row += 1
        book.write(sheet, row, 0, "Tổng số điểm bị nêu tên", Kind.TEXT, bold=True)
        book.write(sheet, row, 1, len(places), Kind.COUNT, bold=True)
        row += 2
    return row


def _add_notes(book: Book, sheet: Worksheet, row: int, report: DailyReport) -> None:
    note = book.book.add_format({"text_wrap": True, "valign": "top", "font_color": INK})
    for text in _notes(report):
        sheet.set_row(row, 28)
        sheet.merge_range(row, 0, row, _LAST, "")
        sheet.write_string(row, 0, text, note)
        row += 1


def _notes(report: DailyReport) -> Iterator[str]:
    yield follow_up_wording.completeness(report)
    yield wording.recount(report)
    yield (
        "Số người là ước tính; mọi số khác là số đếm. Ô trống: chưa có số liệu. Một điểm có nhiều lỗi chiếm nhiều dòng "
        "trong trang “Thực hiện sai”, cùng một số thứ tự."
    )
    versions = f"bộ quy tắc phiên bản {report.rules_version}"
    if report.report_rules_version:
        versions += f", cách lập báo cáo phiên bản {report.report_rules_version}"
    yield (
        f"Hệ thống Truy Vết lập tự động theo {versions}."
        + (_CONFIDENTIAL if report.audience is not Audience.FRONT else "")
    )


def _add_trend(book: Book, sheet: Worksheet, row: int, report: DailyReport) -> None:
    for column, title in enumerate(("Diễn biến theo ngày", "Lượt quét", "Điểm có quét"), start=_TREND):
        sheet.write_string(row, column, title, book.header)
    first = row + 1
    for point in report.trend:
        row += 1
        book.write(sheet, row, _TREND, f"{weekday(point.day)} {short_day(point.day)}", Kind.TEXT)
        book.write(sheet, row, _TREND + 1, point.scans, Kind.COUNT)
        book.write(sheet, row, _TREND + 2, point.active, Kind.COUNT)
    if len(report.trend) > 1:
        description = "Lượt quét (cột) và điểm có lượt quét (đường) mỗi ngày"
        sheet.insert_chart(row + 2, _TREND, _trend_chart(book, first, row), {"description": description})


def _trend_chart(book: Book, first: int, last: int) -> Chart:
    chart = book.book.add_chart({"type": "column"})
    line = book.book.add_chart({"type": "line"})
    days = [SUMMARY, first, _TREND, last, _TREND]
    chart.add_series(
        {
            "name": "Lượt quét",
            "categories": days,
            "values": [SUMMARY, first, _TREND + 1, last, _TREND + 1],
            "fill": {"color": BLUE},
            "gap": 40,
        }
    )
    line.add_series(
        {
            "name": "Điểm có quét (trục phải)",
            "categories": days,
            "values": [SUMMARY, first, _TREND + 2, last, _TREND + 2],
            "line": {"color": _ORANGE, "width": 2.25},
            "marker": {"type": "circle", "size": 5, "fill": {"color": _ORANGE}, "border": {"color": _ORANGE}},
            "y2_axis": True,
        }
    )
    chart.combine(line)
    chart.set_title({"name": "Lượt quét và điểm có lượt quét mỗi ngày", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis(
        {"min": 0, "num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E3E9F0"}}}
    )
    line.set_y2_axis({"min": 0, "num_format": "#,##0"})
    chart.set_size({"width": 560, "height": 330})
    return chart
