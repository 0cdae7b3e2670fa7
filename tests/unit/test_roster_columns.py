"""Titles of columns as Vietnamese offices write them, and the row where they stand."""

import pytest

from truyvet import roster_columns
from truyvet.roster_columns import Column
from truyvet.roster_files import Line, Sheet


def sheet(*rows: list[str]) -> Sheet:
    return Sheet("", tuple(Line(number, tuple(cells)) for number, cells in enumerate(rows, 1) if any(cells)))


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Tên cơ sở", Column.NAME),
        ("TÊN ĐƠN VỊ, DOANH NGHIỆP", Column.NAME),
        ("Cơ sở kinh doanh", Column.NAME),
        ("Địa chỉ", Column.ADDRESS),
        ("Địa chỉ (xã, phường)", Column.ADDRESS),
        ("Xã/Phường", Column.COMMUNE),
        ("Tên xã, phường, thị trấn", Column.COMMUNE),
        ("Huyện, thị xã, thành phố", Column.DISTRICT),
        ("Thị xã", Column.DISTRICT),
        ("Số ĐT", Column.PHONE),
        ("SĐT người đứng đầu", Column.PHONE),
        ("Điện thoại liên hệ", Column.PHONE),
        ("Mã số thuế", Column.TAX_CODE),
        ("MST/MSDN", Column.TAX_CODE),
        ("Người đại diện pháp luật", Column.HEAD),
        ("Họ và tên chủ hộ", Column.HEAD),
        ("Hiệu trưởng", Column.HEAD),
        ("Địa chỉ email", Column.EMAIL),
        ("Loại hình kinh doanh", Column.KIND),
        ("Ngành nghề", Column.KIND),
        ("Cơ quan quản lý", Column.AGENCY),
        ("Đơn vị phụ trách", Column.AGENCY),
        ("STT", None),
        ("Ghi chú", None),
        ("", None),
    ],
)
def test_a_title_says_what_its_column_holds(title: str, column: Column | None) -> None:
    assert roster_columns.column_of(title) is column


def test_titles_are_found_below_what_offices_write_above_them() -> None:
    found = roster_columns.guessed(
        sheet(
            ["ỦY BAN NHÂN DÂN", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["TỈNH BÌNH PHƯỚC", "", "Độc lập - Tự do - Hạnh phúc"],
            [],
            ["DANH SÁCH CƠ SỞ PHẢI KHAI BÁO Y TẾ BẰNG MÃ QR"],
            ["STT", "Tên cơ sở", "Xã", "SĐT"],
            ["(1)", "(2)", "(3)", "(4)"],
            ["1", "Chợ Đồng Xoài", "Tân Phú", "0901234567"],
        )
    )
    assert found is not None
    assert (found.header, dict(found.columns)) == (5, {Column.NAME: 1, Column.COMMUNE: 2, Column.PHONE: 3})


def test_column_numbers_below_the_titles_are_no_place() -> None:
    one = sheet(["STT", "Tên", "Xã"], ["(1)", "(2)", "(3)"], ["1", "Chợ", "Tân Phú"])
    assert [line.number for line in roster_columns.places(one, roster_columns.below(one, 1))] == [3]


def test_titles_of_two_rows_are_one() -> None:
    found = roster_columns.guessed(
        sheet(
            ["STT", "Tên cơ sở", "Địa chỉ", "", "", "SĐT"],
            ["", "", "Số nhà", "Xã", "Huyện", ""],
            ["1", "Chợ", "5", "Tân Phú"],
        )
    )
    assert found is not None
    assert found.header == 2
    assert dict(found.columns) == {
        Column.NAME: 1, Column.ADDRESS: 2, Column.COMMUNE: 3, Column.DISTRICT: 4, Column.PHONE: 5
    }  # fmt: skip


def test_a_file_without_titles_has_letters_for_columns() -> None:
    one = sheet(["Chợ Đồng Xoài", "Tân Phú"], ["Chợ Tân Khai", "Tân Khai"])
    assert roster_columns.guessed(one) is None
    layout = roster_columns.below(one, 0)
    assert (layout.titles, layout.columns) == (("Cột A", "Cột B"), {})
    assert len(roster_columns.places(one, layout)) == 2


def test_columns_of_the_last_file_are_known_again_by_their_titles() -> None:
    kept = {"name": "Nơi", "agency": "Phòng", "phone": "Gọi"}
    assert roster_columns.with_titles(("STT", "GỌI", "Noi"), kept) == {Column.NAME: 2, Column.PHONE: 1}
