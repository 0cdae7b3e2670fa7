"""A venue and a citizen at its door, for the tests of the citizen's page."""

import re
from datetime import UTC, datetime
from itertools import count
from typing import Any

from playwright.sync_api import Page, expect

from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call
from truyvet import days
from truyvet.visit_table import VisitTable
from truyvet.visits import Visit

SAVED = "ĐÃ LƯU TRÊN MÁY, CHƯA GỬI"
_numbers = count(1)


class Place:
    """A venue of this test alone, and the visits stored for it."""

    def __init__(self, stack: Stack, **changes: Any) -> None:
        self.name = f"Tạp hóa Cô Ba số {next(_numbers)}"
        status, given = call("POST", f"{stack.origin}/api/venues", doors.VENUE | {"name": self.name} | changes)
        assert status == 201, given
        self.code, self.token = given["code"], given["owner_token"]
        self.url = f"{stack.origin}/C/{self.code}"
        self.api = f"{stack.origin}/api/venues/{self.code}"
        self._table = VisitTable(stack.access.client("dynamodb"), stack.table("Visits"))

    def visits(self) -> list[Visit]:
        return list(self._table.of_day(self.code, days.local_day(datetime.now(UTC))))


def introduce(page: Page, *, name: str = "Trần Văn Bình", phone: str = "0912 345 678", year: str = "1984") -> None:
    """Fills the form of a person."""
    expect(page.locator("#view-person")).to_be_visible()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Số điện thoại").fill(phone)
    page.get_by_label("Năm sinh").fill(year)
    page.get_by_label("Nam", exact=True).check()
    page.get_by_label("Nơi ở: huyện").select_option("Thành phố Đồng Xoài")
    page.get_by_label("Xã, phường").select_option("Phường Tân Phú")
    page.locator("#person-form button:not([type])").click()


def declare_healthy(page: Page) -> None:
    page.get_by_label("Không có dấu hiệu nào").check()
    page.get_by_role("button", name="Đồng ý và tiếp tục").click()


def known(page: Page, place: Place) -> Page:
    """A phone that remembers its owner, at the door of a venue."""
    page.goto(place.url)
    introduce(page)
    declare_healthy(page)
    expect(way(page, "VÀO")).to_be_visible()
    return page


def way(page: Page, label: str) -> Any:
    return page.locator("#view-door").get_by_role("button", name=label, exact=True)


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text(text)


def finish(page: Page) -> None:
    page.get_by_role("button", name="Xong").click()


def kept_for_offline(page: Page) -> None:
    """Waits until the page opens without a network."""
    page.wait_for_function(
        "() => Promise.all([navigator.serviceWorker.ready, caches.match('/checkin'), caches.match('/')])"
        ".then((all) => all.every(Boolean) && Boolean(navigator.serviceWorker.controller))"
    )


def bring_along(page: Page, name: str, year: str) -> None:
    """Somebody without a phone of their own."""
    page.get_by_role("button", name="Thêm người đi cùng").click()
    introduce(page, name=name, phone="", year=year)
    declare_healthy(page)
