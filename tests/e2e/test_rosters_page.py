"""From a file with errors to printed posters, in a real browser on a phone, against the real template."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from local import accounts
from local.stack import Stack
from tests.integration.test_rosters import csv_file, row
from tests.integration.test_venues import register

Phone = Callable[..., Page]
TITLE = "Tạp hóa phường Tân Đồng"
OFFICIAL = accounts.Account("rosters-of-689", "Mot2-ba4-nam6", "district:689")


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text(text)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def tiles(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator("main > section:not([hidden]) .tile").all_inner_texts()]


@pytest.fixture
def page(stack: Stack, phone: Phone) -> Page:
    """The page of rosters on a phone, signed in for district 689."""
    accounts.make(stack.access, stack.outputs["OfficialsPoolId"], OFFICIAL)
    page = phone(accept_downloads=True)
    page.goto(f"{stack.origin}/rosters")
    page.get_by_label("Tên đăng nhập").fill(OFFICIAL.name)
    page.get_by_label("Mật khẩu").fill(OFFICIAL.password)
    page.get_by_role("button", name="Đăng nhập").click()
    heading(page, "Danh sách phải tham gia")
    return page


def send(page: Page, file: Path) -> None:
    page.get_by_label("Tệp Excel hoặc CSV").set_input_files(file)
    page.get_by_role("button", name="Gửi và đọc tệp").click()
    heading(page, "Cột nào là gì?")
    assert fits(page)


def test_a_file_with_errors_becomes_a_roster_pairs_are_decided_and_posters_printed(
    stack: Stack, page: Page, tmp_path: Path
) -> None:
    register(stack, name="Tạp hóa Cánh Diều", phone="0987 100 002", commune=25198, address="chỗ khác")
    file = tmp_path / "danh-sach.csv"
    file.write_bytes(
        csv_file(
            [
                row(1, "Tạp hóa Cánh Đồng", "0903 100 001"),
                row(2, "tap hoa canh dieu", "0903 100 002"),
                row(3, "Tạp hóa Cánh Buồm", "không có"),
            ]
        )
    )
    page.get_by_role("link", name="Tải danh sách mới").click()
    page.get_by_role("button", name="Gửi và đọc tệp").click()
    expect(page.locator(".error")).to_have_text(["Xin đặt tên cho danh sách.", "Xin chọn tệp."])
    page.get_by_label("Tên danh sách").fill(TITLE)
    send(page, file)
    expect(page.get_by_label("Điện thoại")).to_have_value("7")
    page.get_by_label("Điện thoại").select_option("")
    page.get_by_label("Điện thoại").select_option("SĐT")
    page.get_by_role("button", name="Kiểm tra mọi dòng").click()
    heading(page, f"Kết quả kiểm tra: {TITLE}")
    assert tiles(page)[:3] == ["3 dòng trong tệp", "2 dòng nhận được", "1 dòng lỗi (1 lỗi)"]
    expect(page.locator(".wrong")).to_contain_text("Dòng 5")
    expect(page.locator(".wrong li")).to_have_text("Điện thoại: Số điện thoại chưa đúng. Ví dụ: 0901 234 567.")
    assert fits(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải các dòng lỗi").click()
    assert download.value.path().read_bytes().startswith(b"PK")

    page.get_by_role("button", name="Áp dụng 2 nơi").click()
    heading(page, TITLE)
    assert tiles(page) == ["0 đã đăng ký", "1 chưa rõ, cần người xem", "1 chưa đăng ký"]
    page.get_by_role("link", name="So 1 cặp chưa rõ").click()
    heading(page, "Các cặp chưa rõ (1)")
    expect(page.locator(".pair .differs")).to_contain_text(["Địa chỉ", "Phụ trách", "Điện thoại"])
    assert fits(page)
    page.get_by_role("button", name="Cùng một nơi").click()
    expect(page.locator(".pair")).to_contain_text("Đã ghép với mã")

    page.get_by_role("link", name="‹ Danh sách").click()
    page.get_by_role("button", name="Đăng ký 1 nơi chưa có").click()
    page.get_by_role("button", name="Đăng ký 1 điểm").click()
    heading(page, "Đã đăng ký xong")
    page.get_by_role("link", name="Về danh sách").click()
    heading(page, TITLE)
    assert tiles(page)[0] == "2 đã đăng ký"
    page.get_by_role("button", name="In áp phích Phường Tân Đồng").click()
    heading(page, "Áp phích đã sẵn sàng")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tập áp phích").click()
    assert download.value.suggested_filename == "ap-phich-25198.pdf"
    assert len(PdfReader(download.value.path()).pages) == 3
    assert fits(page)


def test_what_is_no_list_is_told_and_another_file_can_be_sent(page: Page, tmp_path: Path) -> None:
    wrong = tmp_path / "cu.xls"
    wrong.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 2_000)
    page.get_by_role("link", name="Tải danh sách mới").click()
    page.get_by_label("Tên danh sách").fill("Tệp cũ")
    page.get_by_label("Tệp Excel hoặc CSV").set_input_files(wrong)
    page.get_by_role("button", name="Gửi và đọc tệp").click()
    heading(page, "Chưa xong")
    expect(page.locator("#work-state")).to_contain_text("Đây là tệp .xls kiểu cũ")
    page.get_by_role("link", name="Về các danh sách").click()
    heading(page, "Danh sách phải tham gia")
