"""From registration to the owner's page, in a real browser against the real template."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from local.stack import Stack
from tests.e2e.waiting import until
from tests.integration import doors
from tests.integration.test_venues import call

Phone = Callable[..., Page]
_numbers = count(1)


@pytest.fixture
def name() -> str:
    return f"Quán cơm Cô Tư số {next(_numbers)}"


def describe(page: Page, stack: Stack, name: str) -> None:
    """Opens the form and fills what is needed."""
    page.goto(f"{stack.origin}/register")
    page.get_by_label("Tên điểm").fill(name)
    page.get_by_text("Quán ăn, cà phê", exact=True).click()
    page.get_by_label("Huyện, thị xã").select_option("Thành phố Đồng Xoài")
    page.get_by_label("Xã, phường").select_option("Phường Tân Phú")
    page.get_by_label("Địa chỉ").fill("12/3 tổ 5, KP Phước Hòa")
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Mười")
    page.get_by_label("Số điện thoại").fill("0901 234 567")


def send(page: Page) -> None:
    page.get_by_role("button", name="Đăng ký và nhận mã QR").click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text(text)


def registered(page: Page, stack: Stack, name: str) -> tuple[str, str]:
    """Registers a venue; its code and its owner's link."""
    describe(page, stack, name)
    send(page)
    heading(page, "Đã đăng ký")
    code = (page.locator(".big-code").text_content() or "").replace(" ", "")
    return code, page.locator(".owner-link").text_content() or ""


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_shop_has_its_code_its_poster_and_its_page_within_minutes(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    code, link = registered(page, stack, name)
    token = link.partition("token=")[2]
    until(lambda: page.locator(".qr-card img").evaluate("image => image.complete && image.naturalWidth > 0"))
    assert fits(page)
    for label, begins in (("Áp phích A4", b"%PDF"), ("Tem dán", b"%PDF"), ("Ảnh mã QR", b"\x89PNG")):
        with page.expect_download() as download:
            page.get_by_role("link", name=label).click()
        assert download.value.path().read_bytes().startswith(begins)
        assert code in download.value.suggested_filename
    page.get_by_role("link", name="Mở trang quản lý").click()
    heading(page, name)
    assert page.url == f"{stack.origin}/owner"
    expect(page.locator("#poster")).to_contain_text("phiên bản 1")
    assert fits(page)
    assert not [address for address in addresses if token in address.partition("#")[0]]


def test_each_missing_field_is_named_and_the_first_has_the_focus(stack: Stack, phone: Phone) -> None:
    page = phone()
    page.goto(f"{stack.origin}/register")
    send(page)
    expect(page.locator(".error")).to_have_count(7)
    expect(page.get_by_label("Tên điểm")).to_be_focused()
    page.get_by_label("Tên điểm").fill("Quán")
    expect(page.locator(".error")).to_have_count(6)


def test_what_the_server_refuses_stands_at_its_field(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    describe(page, stack, name)
    page.get_by_label("Số điện thoại").fill("0901")
    send(page)
    expect(page.get_by_label("Số điện thoại")).to_be_focused()
    expect(page.locator(".error")).to_have_text("Số điện thoại chưa đúng. Ví dụ: 0901 234 567.")


def test_without_a_network_nothing_typed_is_lost_and_it_is_sent_when_the_network_is_back(
    stack: Stack, phone: Phone, name: str
) -> None:
    page = phone()
    describe(page, stack, name)
    page.context.set_offline(True)
    send(page)
    heading(page, "Không có mạng")
    expect(page.get_by_text("CHƯA GHI NHẬN")).to_be_visible()
    page.context.set_offline(False)
    heading(page, "Đã đăng ký")


def test_a_form_that_was_left_is_there_again(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    describe(page, stack, name)
    page.reload()
    expect(page.get_by_text("Thông tin bạn nhập lần trước vẫn còn đây.")).to_be_visible()
    expect(page.get_by_label("Tên điểm")).to_have_value(name)
    expect(page.get_by_label("Xã, phường")).to_have_value("25195")
    send(page)
    heading(page, "Đã đăng ký")
    assert "Nguyễn Thị Mười" not in page.evaluate("JSON.stringify(localStorage)")


def test_after_a_lost_answer_the_owner_still_gets_the_link(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    lost: list[Any] = []

    def lose_first(route: Route, request: Request) -> None:
        if lost or request.method != "POST":
            route.continue_()
            return
        lost.append(route.fetch().json())
        route.abort()

    page.route("**/api/venues", lose_first)
    code, link = registered(page, stack, name)
    assert code == lost[0]["code"]
    page.goto(link)
    heading(page, name)


def test_a_venue_registered_again_is_shown_without_its_link(stack: Stack, phone: Phone, name: str) -> None:
    first, _ = registered(phone(), stack, name)
    page = phone()
    describe(page, stack, name.upper())
    send(page)
    heading(page, "Điểm này đã đăng ký từ trước")
    expect(page.locator("#view-result")).to_contain_text(name)
    assert (page.locator(".big-code").text_content() or "").replace(" ", "") == first
    expect(page.locator(".owner-link")).to_have_count(0)
    expect(page.get_by_text("Mất đường dẫn quản lý?")).to_be_visible()


def test_the_owner_sees_todays_scans_by_hour(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    code, link = registered(page, stack, name)
    for direction in ("in", "in", "out"):
        assert doors.call(f"{stack.origin}/api/checkins", doors.check_in(code, direction))[0] == 201
    token = link.partition("token=")[2]
    until(lambda: call("GET", f"{stack.origin}/api/venues/{code}/today", token=token)[1]["entries"] == 2)
    page.goto(link)
    expect(page.locator("#entries")).to_have_text("2")
    expect(page.locator("#exits")).to_have_text("1")
    expect(page.locator(".hours-chart .peak")).to_have_text(re.compile(r"[123]"))
    expect(page.locator("#word")).to_have_text(re.compile(r"\w+ \w+"))


def test_the_owner_renames_and_closes_the_venue(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    code, link = registered(page, stack, name)
    page.goto(link)
    page.get_by_role("button", name="Sửa thông tin").click()
    page.get_by_label("Tên điểm").fill(f"{name} mới")
    page.get_by_text("Thông tin thêm").click()
    page.get_by_label("Khu vực, quầy, tầng").fill("lầu 1\nlầu 2")
    page.get_by_role("button", name="Thêm giờ mở cửa").click()
    page.get_by_role("button", name="Lưu").click()
    heading(page, f"{name} mới")
    expect(page.locator("#notices")).to_contain_text("in lại áp phích")
    expect(page.locator("#details")).to_contain_text("lầu 1, lầu 2")
    page.get_by_role("button", name="Tạm đóng cửa").click()
    page.get_by_role("button", name="Đóng cửa", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("tạm đóng")
    _, card = doors.call(f"{stack.origin}/api/venues/{code}?{datetime.now(UTC).timestamp()}")
    assert (card["name"], card["status"], card["zones"]) == (f"{name} mới", "closed", ["lầu 1", "lầu 2"])
    page.get_by_role("button", name="Mở cửa trở lại").click()
    expect(page.locator("#notices .notice")).to_have_count(0)


def test_a_wrong_link_is_told_and_costs_not_the_right_one(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    code, link = registered(page, stack, name)
    page.goto(link)
    heading(page, name)
    page.goto(f"{stack.origin}/owner#code={code}&token=mistyped")
    heading(page, "Đường dẫn không đúng")
    page.goto(f"{stack.origin}/owner")
    heading(page, name)
    page.get_by_role("button", name="Thôi quản lý trên máy này").click()
    heading(page, "Xin mở bằng đường dẫn quản lý")
    assert code not in page.evaluate("JSON.stringify(localStorage)")


def test_both_pages_speak_english(stack: Stack, phone: Phone, name: str) -> None:
    page = phone()
    _, link = registered(page, stack, name)
    page.get_by_role("button", name="English").click()
    heading(page, "Registered")
    page.goto(link)
    expect(page.get_by_role("heading", name="Today")).to_be_visible()
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_label("Name of the place")).to_have_value(name)
