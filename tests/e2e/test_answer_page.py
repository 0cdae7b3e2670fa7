"""A head answers: closed for some days, or in need of help; on a phone, from a link, without signing in."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from local.stack import Stack
from tests.e2e.citizen_place import Place, heading
from tests.integration.test_venues import call
from truyvet.days import local_day

Phone = Callable[..., Page]


@pytest.fixture
def place(stack: Stack) -> Place:
    return Place(stack)


@pytest.fixture
def page(phone: Phone, stack: Stack, place: Place) -> Page:
    opened = phone()
    opened.goto(f"{stack.origin}/answer#{place.code}.{place.token}")
    heading(opened, place.name)
    return opened


def send(page: Page) -> None:
    page.get_by_role("button", name="Gửi").click()


def test_a_place_that_is_closed_says_until_when(page: Page, place: Place) -> None:
    send(page)
    expect(page.get_by_text("Xin chọn một mục.")).to_be_visible()
    page.get_by_label("Đang tạm nghỉ").check()
    send(page)
    expect(page.locator("#until-field .error")).to_contain_text("Xin cho biết điểm nghỉ đến ngày nào")
    until = local_day(datetime.now(UTC)) + timedelta(days=3)
    page.get_by_label("Nghỉ đến ngày").fill(until.isoformat())
    send(page)
    heading(page, "Cảm ơn, đã nhận được trả lời")
    expect(page.locator("#done-text")).to_contain_text(f"{until:%d/%m/%Y}")
    page.get_by_role("button", name="Trả lời thêm").click()
    expect(page.locator("#earlier")).to_contain_text("Điểm đã trả lời")
    status, history = call("GET", f"{place.api}/history", token=place.token)
    assert (status, history["away_until"]) == (200, until.isoformat())


def test_who_needs_help_asks_for_it_and_what_was_typed_survives_a_refusal(page: Page, place: Place) -> None:
    page.get_by_label("Khó khăn khác").check()
    page.get_by_label("Nhờ giúp đỡ").check()
    send(page)
    expect(page.locator(".error")).to_have_text("Xin ghi vài lời để cán bộ hiểu.")
    page.get_by_label("Ghi thêm vài lời").fill("Máy hỏng, chưa mua được")
    send(page)
    heading(page, "Cảm ơn, đã nhận được trả lời")
    _, history = call("GET", f"{place.api}/history", token=place.token)
    [entry] = history["entries"]
    assert (entry["event"], entry["text"], entry["open"]) == ("asked", "Máy hỏng, chưa mua được", True)


def test_a_link_that_does_not_open_says_what_to_do(phone: Phone, stack: Stack, place: Place) -> None:
    page = phone()
    page.goto(f"{stack.origin}/answer")
    heading(page, "Xin mở bằng đường dẫn trong thư")
    page.goto(f"{stack.origin}/answer#{place.code}.2021-08-13.wrong")
    page.reload()
    expect(page.get_by_text(re.compile("Đường dẫn này không mở được"))).to_be_visible()


def test_the_owner_comes_here_from_the_page_of_the_place(phone: Phone, stack: Stack, place: Place) -> None:
    page = phone()
    page.goto(f"{stack.origin}/owner#code={place.code}&token={place.token}")
    page.get_by_role("link", name="Trả lời hoặc xin giúp đỡ").click()
    heading(page, place.name)
