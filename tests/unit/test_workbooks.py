"""The workbook holds every figure and every named place of the report, as numbers and text that Excel can use."""

import io
from dataclasses import fields, replace
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.sample_report import DAY, sample_report
from truyvet import workbooks
from truyvet.reports import Area, DailyReport, Figures, NamedPlace
from truyvet.venues import KIND_NAMES

REPORT = sample_report(not_implementing=60, wrongly_implementing=24)


def opened(report: DailyReport) -> Workbook:
    return load_workbook(io.BytesIO(workbooks.workbook(report)))


def table(book: Workbook, name: str) -> list[dict[str, object]]:
    """The rows of a sheet by the titles of their columns."""
    rows = sheet(book, name).iter_rows(values_only=True)
    titles = [str(title) for title in next(rows)]
    return [dict(zip(titles, row, strict=True)) for row in rows]


def sheet(book: Workbook, name: str) -> Worksheet:
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def texts(book: Workbook, name: str) -> list[str]:
    return [str(cell) for row in sheet(book, name).iter_rows(values_only=True) for cell in row if cell is not None]


def test_sheets_bear_vietnamese_names_in_the_order_of_reading() -> None:
    assert opened(REPORT).sheetnames == [
        "Tổng hợp",
        "Huyện",
        "Xã",
        "Loại hình, cơ quan",
        "Không thực hiện",
        "Thực hiện sai",
        "Máy hỗ trợ",
        "Sửa số liệu",
        "Đối soát",
    ]


def test_sheets_of_nothing_are_left_out() -> None:
    report = sample_report(not_implementing=0, wrongly_implementing=0, devices=0, compared=False)
    book = opened(report)
    assert book.sheetnames == ["Tổng hợp", "Huyện", "Xã", "Loại hình, cơ quan", "Không thực hiện", "Thực hiện sai"]
    assert table(book, "Không thực hiện") == []


def test_the_summary_holds_every_figure_of_the_province() -> None:
    rows = list(sheet(opened(REPORT), "Tổng hợp").iter_rows(values_only=True))
    total = REPORT.total
    assert total.day_before
    assert total.week_before
    for name in [field.name for field in fields(Figures)] + ["scans"]:
        now, before, week = (getattr(each, name) for each in (total.day, total.day_before, total.week_before))
        found = [row for row in rows if row[1] == now and row[3] == before and row[5] == week]
        assert len(found) == 1, name
        assert found[0][4] == now - before
        assert found[0][6] == now - week


def test_the_summary_begins_with_one_sentence_and_says_what_is_missing() -> None:
    report = sample_report(incomplete=("Còn 37 điểm chưa kịp xem.",), update=True)
    said = texts(opened(report), "Tổng hợp")
    assert said[2].startswith("Thứ Sáu 13/8/2021, 2.041 trong 18.365 điểm đã đăng ký (11,1%)")
    assert said[3] == "Bản cập nhật: thay cho báo cáo cùng ngày đã gửi trước đó."
    assert said[4] == "Còn thiếu: Còn 37 điểm chưa kịp xem."


def test_the_summary_has_the_trend_of_every_day() -> None:
    rows = list(sheet(opened(REPORT), "Tổng hợp").iter_rows(values_only=True))
    shown = [(row[9], row[10]) for row in rows if isinstance(row[9], int)]
    assert shown == [(point.scans, point.active) for point in REPORT.trend]


def assert_area_figures(row: dict[str, object], area: Area) -> None:
    day, before, week = area.figures.day, area.figures.day_before, area.figures.week_before
    assert before
    assert week
    assert row["Điểm đã đăng ký"] == day.registered
    assert row["Điểm đã in mã QR"] == day.poster_issued
    assert row["Điểm có lượt quét"] == day.active
    assert row["Tỷ lệ đã in mã"] == pytest.approx(day.poster_issued / day.registered)
    assert row["Tỷ lệ có lượt quét"] == pytest.approx(day.active / day.registered)
    assert row["Điểm có quét: so với hôm trước"] == day.active - before.active
    assert row["Điểm có quét: so với tuần trước"] == day.active - week.active
    assert row["Lượt quét"] == day.scans
    assert row["Lượt quét: so với hôm trước"] == day.scans - before.scans
    assert row["Lượt quét: so với tuần trước"] == day.scans - week.scans
    assert [row["Lượt vào"], row["Lượt ra"], row["Qua người hỗ trợ"]] == [day.entries, day.exits, day.by_helper]
    assert row["Số người (ước tính)"] == day.people
    assert [row["Khai có dấu hiệu, tiếp xúc"], row["Gửi đến sau khi hết ngày"]] == [day.alerts, day.late]


def test_districts_have_all_their_figures_and_end_with_the_province() -> None:
    *rows, total = table(opened(REPORT), "Huyện")
    assert [row["Huyện"] for row in rows] == [area.name for area in REPORT.districts]
    for row, area in zip(rows, REPORT.districts, strict=True):
        assert_area_figures(row, area)
        places = [place for place in REPORT.not_implementing if place.district_name == area.name]
        assert row["Điểm không thực hiện"] == len(places)
    assert total["Huyện"] == "Tỉnh Bình Phước"
    assert total["Lượt quét"] == 11_421
    assert (total["Điểm không thực hiện"], total["Điểm thực hiện sai"]) == (60, 24)


def test_communes_have_all_their_figures_and_how_often_they_were_silent() -> None:
    rows = table(opened(REPORT), "Xã")
    assert [(row["Huyện"], row["Xã"]) for row in rows] == [(area.district_name, area.name) for area in REPORT.communes]
    silent = {commune.code: commune.named_before + 1 for commune in REPORT.silent_communes}
    for row, area in zip(rows, REPORT.communes, strict=True):
        assert_area_figures(row, area)
        assert row["Không có lượt quét: lần thứ"] == silent.get(area.code)
    for column in ("Điểm không thực hiện", "Điểm thực hiện sai"):
        assert sum(int(str(row[column])) for row in rows) == {"Điểm không thực hiện": 60}.get(column, 24)


@pytest.mark.parametrize(
    ("name", "places"),
    [("Không thực hiện", REPORT.not_implementing), ("Thực hiện sai", REPORT.wrongly_implementing)],
)
def test_every_finding_of_every_place_has_its_row(name: str, places: tuple[NamedPlace, ...]) -> None:
    rows = iter(table(opened(REPORT), name))
    for number, place in enumerate(places, start=1):
        for finding in place.findings:
            row = next(rows)
            assert row["STT"] == number
            assert (row["Mã điểm"], row["Tên điểm"], row["Loại hình"]) == (
                place.code,
                place.name,
                KIND_NAMES[place.kind],
            )
            assert (row["Huyện"], row["Xã"], row["Địa chỉ"]) == (
                place.district_name,
                place.commune_name,
                place.address,
            )
            assert (row["Người đứng đầu"], row["Điện thoại"]) == (place.head, place.phone)
            assert row["Cơ quan phụ trách"] == place.agency
            assert (row["Lỗi"], row["Nội dung"]) == (finding.rule_name, finding.sentence)
            assert row["Đề nghị"] == finding.remedy
            assert row["Lần thứ liên tiếp"] == finding.times
            assert isinstance(row["Từ ngày"], datetime)
            assert row["Từ ngày"].date() == finding.since
    assert next(rows, None) is None


def test_corrections_and_mismatches_have_their_sheets() -> None:
    book = opened(REPORT)
    for row, correction in zip(table(book, "Sửa số liệu"), REPORT.corrections, strict=True):
        assert list(row.values())[1:] == [
            correction.reported_scans,
            correction.scans,
            correction.scans - correction.reported_scans,
        ]
    for row, found in zip(table(book, "Đối soát"), REPORT.recount.mismatches, strict=True):
        assert row["Mã điểm"] == found.venue
        assert [row["Số đã ghi"], row["Số đếm lại"], row["Lệch"]] == [41, 43, 2]


def test_what_people_typed_is_text_and_intact() -> None:
    place = replace(
        REPORT.not_implementing[0],
        name='=HYPERLINK("http://x.example","Tạp hóa")',
        address="12/3",
        head="@Nguyễn Thị Mười",
        agency="-UBND\tphường",
    )
    book = opened(replace(REPORT, not_implementing=(place, *REPORT.not_implementing[1:])))
    first, second = table(book, "Không thực hiện")[:2]
    assert [first[title] for title in ("Tên điểm", "Địa chỉ", "Người đứng đầu", "Cơ quan phụ trách")] == [
        place.name,
        place.address,
        place.head,
        place.agency,
    ]
    assert second["Tên điểm"] == REPORT.not_implementing[1].name
    assert not [cell for each in book for row in each.iter_rows() for cell in row if cell.data_type == "f"]


def test_headers_stay_in_view_and_tables_have_filters() -> None:
    book = opened(REPORT)
    frozen = {name: (sheet(book, name).freeze_panes, sheet(book, name).auto_filter.ref) for name in book.sheetnames}
    assert frozen == {
        "Tổng hợp": (None, None),
        "Huyện": ("B2", "A1:S12"),
        "Xã": ("C2", f"A1:U{len(REPORT.communes) + 1}"),
        "Loại hình, cơ quan": ("C2", "A1:T9"),
        "Không thực hiện": ("D2", "A1:P61"),
        "Thực hiện sai": ("D2", "A1:P29"),
        "Máy hỗ trợ": ("C2", "A1:N15"),
        "Sửa số liệu": ("A2", "A1:D3"),
        "Đối soát": ("A2", "A1:E2"),
    }


def test_charts_are_native_and_point_at_the_figures() -> None:
    with ZipFile(io.BytesIO(workbooks.workbook(REPORT))) as file:
        charts = [file.read(name).decode() for name in sorted(file.namelist()) if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    assert "c:barChart" in charts[0]
    assert "c:lineChart" in charts[0]
    assert "'Tổng hợp'!$J$" in charts[0]
    assert "Huyện!$I$2:$I$12" in charts[1]
    assert "Huyện!$F$2:$F$12" in charts[2]


def test_the_same_report_gives_the_same_bytes_dated_by_the_report() -> None:
    content = workbooks.workbook(REPORT)
    assert content == workbooks.workbook(REPORT)
    properties = load_workbook(io.BytesIO(content)).properties
    assert (
        properties.created == properties.modified == datetime(2021, 8, 13, 23, 0, 41, tzinfo=UTC).replace(tzinfo=None)
    )
    assert properties.title == f"Báo cáo khai báo y tế bằng mã QR ngày {DAY.day}/8/2021 – Tỉnh Bình Phước"


def test_a_report_without_anything_can_be_written() -> None:
    empty = replace(
        sample_report(not_implementing=0, wrongly_implementing=0, compared=False), districts=(), communes=(), trend=()
    )
    assert opened(empty).sheetnames[0] == "Tổng hợp"
