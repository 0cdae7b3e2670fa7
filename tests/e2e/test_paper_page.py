"""Paper sheets typed in, in a real browser against the real template: what was written arrives, a gap is missed."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from local.stack import Stack
from tests.e2e.helper_place import HelperPlace
from tests.e2e.waiting import until
from truyvet import days
from truyvet.visits import Direction, Source

Phone = Callable[..., Page]
YESTERDAY = days.local_day(datetime.now(UTC)) - timedelta(days=1)
LONG_AGO = YESTERDAY - timedelta(days=14)


@pytest.fixture
def place(stack: Stack) -> HelperPlace:
    return HelperPlace(stack)


@pytest.fixture
def pad(phone: Phone, place: HelperPlace) -> Page:
    """A phone that was paired with a paper pad."""
    page = phone()
    page.goto(place.new_device("sổ 1", paper=True)["pair_url"])
    expect(page.locator("#pad-venue")).to_have_text(place.name, timeout=30_000)
    return page


def type_line(page: Page, *fields: str) -> None:
    """Types a line by keyboard alone; an empty text leaves a field as it stands."""
    for text in fields:
        if text:
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(text)
        page.keyboard.press("Enter")


def outcome(page: Page, text: str) -> None:
    expect(page.locator("#outcome")).to_have_text(text)


def at(hour: int, minute: int) -> datetime:
    return datetime.combine(YESTERDAY, time(hour, minute), days.LOCAL)


def test_lines_of_a_sheet_arrive_as_written_and_exactly_the_gap_is_missing(pad: Page, place: HelperPlace) -> None:
    day = f"{YESTERDAY:%d/%m}"
    expect(pad.locator("#serial")).to_be_focused()
    expect(pad.locator("#serial")).to_have_value("1")
    type_line(pad, "", day, "7:15", "", "Nguyễn Thị Mười", "0908 765 432", "1990", "–")
    outcome(pad, "Đã lưu dòng 1")
    expect(pad.locator("#serial")).to_have_value("2")
    type_line(pad, "", "", "730", "1130", "Trần Văn Bình", "070084123456", "84", "sh")
    outcome(pad, "Đã lưu dòng 2")
    expect(pad.locator("#serial")).to_have_value("3")
    pad.get_by_role("button", name="Bỏ trống").click()
    outcome(pad, "Số 3: bỏ trống")
    type_line(pad, "5", "", "", "8h05", "Lê Minh An", "0912 345 678", "", "")
    outcome(pad, "Đã lưu dòng 5")
    expect(pad.locator("#open")).to_contain_text("Chưa nhập số 4")
    expect(pad.locator("#waiting-line")).to_contain_text("Đã gửi hết")
    until(lambda: len(place.visits(YESTERDAY)) == 4)
    stored = sorted((visit.at, visit.direction) for visit in place.visits(YESTERDAY))
    assert stored == [
        (at(7, 15), Direction.IN),
        (at(7, 30), Direction.IN),
        (at(8, 5), Direction.OUT),
        (at(11, 30), Direction.OUT),
    ]
    visits = place.visits(YESTERDAY)
    assert {visit.source for visit in visits} == {Source.PAPER}
    assert [visit.at.astimezone(days.LOCAL).hour for visit in visits if visit.alert] == [7, 11]
    assert not any(visit.clock_doubt for visit in visits)
    until(lambda: place.devices()[0]["missing"] == "4")
    assert place.devices()[0]["highest"] == 5


def test_a_missing_line_is_typed_in_and_nothing_is_missing(pad: Page, place: HelperPlace) -> None:
    day = f"{YESTERDAY:%d/%m}"
    type_line(pad, "2", day, "7:15", "", "Nguyễn Thị Mười", "0908 765 432", "", "")
    until(lambda: place.devices()[0]["missing"] == "1")
    pad.get_by_role("button", name="Nhập số 1").click()
    type_line(pad, "", "7:10", "", "Trần Văn Bình", "0912 345 678", "", "")
    outcome(pad, "Đã lưu dòng 1")
    expect(pad.locator("#serial")).to_have_value("3")
    expect(pad.locator("#open")).to_be_empty()
    until(lambda: place.devices()[0]["missing"] == "")


def test_lines_typed_without_a_network_survive_and_are_sent(pad: Page, place: HelperPlace) -> None:
    until(lambda: pad.evaluate("caches.match('/paper').then(Boolean)"))
    pad.context.set_offline(True)
    type_line(pad, "3", f"{YESTERDAY:%d/%m}", "7:15", "8:00", "Nguyễn Thị Mười", "0908 765 432", "", "")
    expect(pad.locator("#waiting-line")).to_contain_text("Chờ gửi: 2 lượt")
    pad.on("dialog", lambda dialog: dialog.accept())
    pad.locator("#serial").fill("1-2")
    pad.get_by_role("button", name="Bỏ trống").click()
    outcome(pad, "Số 1–2: bỏ trống")
    pad.reload()
    expect(pad.locator("#serial")).to_have_value("4")
    expect(pad.locator("#waiting-line")).to_contain_text("Chờ gửi: 2 lượt")
    pad.context.set_offline(False)
    until(lambda: len(place.visits(YESTERDAY)) == 2)
    until(lambda: (place.devices()[0]["missing"], place.devices()[0]["highest"]) == ("", 3))
    expect(pad.locator("#waiting-line")).to_contain_text("Đã gửi hết")


def test_a_line_is_never_cut_in_two_by_the_end_of_a_batch(pad: Page, place: HelperPlace) -> None:
    sent: list[list[int]] = []

    def note(route: Route) -> None:
        body: Any = route.request.post_data_json
        sent.append([event["seq"] for event in body["events"]])
        route.continue_()

    pad.context.set_offline(True)
    type_line(pad, "", f"{YESTERDAY:%d/%m}", "7:15", "", "Nguyễn Thị Mười", "0908 765 432", "", "")
    for _ in range(26):
        # As fast as a machine types: nobody waits for a line to be stored.
        type_line(pad, "", "", "7:15", "8:00", "Nguyễn Thị Mười", "0908 765 432", "", "")
    expect(pad.locator("#waiting-line")).to_contain_text("Chờ gửi: 53 lượt")
    pad.context.route("**/api/checkins/batch", note)
    pad.context.set_offline(False)
    expect(pad.locator("#waiting-line")).to_contain_text("Đã gửi hết")
    whole = [numbers for numbers in sent if numbers]
    assert len(whole) > 1
    assert all(not set(one) & set(after) for one, after in pairwise(whole))
    assert len(place.visits(YESTERDAY)) == 53


def test_a_refused_line_keeps_its_serial_when_it_is_corrected(pad: Page, place: HelperPlace) -> None:
    type_line(pad, "", f"{YESTERDAY:%d/%m}", "7:15", "", "Nguyễn Thị Mười", "0112 345 678", "", "")
    expect(pad.locator("#recent")).to_contain_text("KHÔNG NHẬN")
    expect(pad.locator("#serial")).to_have_value("2")
    pad.locator("#name").fill("Trần")
    pad.locator("#waiting-line").click()
    pad.get_by_role("button", name="Sửa rồi gửi").click()
    pad.locator(".correct").get_by_label("Số điện thoại").fill("0912 345 678")
    pad.locator(".correct").get_by_role("button", name="Gửi lại").click()
    until(lambda: len(place.visits(YESTERDAY)) == 1)
    pad.get_by_role("button", name="Tiếp tục nhập").click()
    expect(pad.locator("#serial")).to_have_value("2")
    expect(pad.locator("#name")).to_have_value("Trần")
    assert (place.devices()[0]["highest"], place.devices()[0]["missing"]) == (1, "")


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(pad: Page, place: HelperPlace) -> None:
    type_line(pad, "", f"{YESTERDAY:%d/%m}", "9:00", "8:00", "Nguyễn Thị Mười", "0908", "", "x")
    for field in ("out", "number", "signs"):
        expect(pad.locator(f"#{field}-error")).to_be_visible()
    expect(pad.locator("#out")).to_be_focused()
    assert place.visits(YESTERDAY) == []


def test_a_serial_that_was_typed_in_or_is_far_off_is_asked_about(pad: Page, place: HelperPlace) -> None:
    line = ("", "7:15", "", "Nguyễn Thị Mười", "0908 765 432", "", "")
    type_line(pad, "", f"{YESTERDAY:%d/%m}", *line[1:])
    outcome(pad, "Đã lưu dòng 1")
    asked: list[str] = []

    def decline(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    pad.on("dialog", decline)
    type_line(pad, "1", *line)
    pad.locator("#serial").fill("450")
    pad.locator("#signs").press("Enter")
    assert [question.partition(".")[0].partition("?")[0] for question in asked] == [
        "Số 1 đã nhập rồi",
        "Nhảy từ số 2 đến số 450",
    ]
    pad.locator("#serial").fill("4500")
    pad.locator("#signs").press("Enter")
    expect(pad.locator("#serial-error")).to_contain_text("quá xa")
    until(lambda: place.devices()[0]["highest"] == 1)
    assert len(place.visits(YESTERDAY)) == 1


def test_a_line_of_long_ago_is_stored_and_marked_and_the_page_says_so(pad: Page, place: HelperPlace) -> None:
    type_line(pad, "", f"{LONG_AGO:%d/%m/%Y}")
    expect(pad.locator("#said")).to_contain_text("quá 14 ngày")
    type_line(pad, "7:15", "", "Nguyễn Thị Mười", "0908 765 432", "", "")
    until(lambda: [visit.clock_doubt for visit in place.visits(LONG_AGO)] == [True])


def test_a_helpers_device_has_no_page_of_paper_and_a_pad_no_desk(phone: Phone, pad: Page, place: HelperPlace) -> None:
    pad.goto(f"{place.origin}/helper")
    expect(pad.locator("#pad-venue")).to_have_text(place.name)
    page = phone()
    page.goto(f"{place.origin}/paper")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghép máy này với một điểm")
