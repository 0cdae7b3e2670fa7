"""A citizen at the door without a network, in a real browser against the real template: nothing is lost or doubled."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from local.stack import Stack
from tests.e2e.citizen_place import (
    SAVED,
    Place,
    bring_along,
    declare_healthy,
    finish,
    heading,
    introduce,
    kept_for_offline,
    known,
    way,
)
from tests.integration.test_venues import call

Phone = Callable[..., Page]
CHECK_INS = "**/api/checkins"
# What Background Sync sends cannot be lost by a test.
ONLY_THE_PAGE_SENDS: dict[str, Any] = {"service_workers": "block"}
QUEUED = """() => new Promise((resolve) => {
  indexedDB.open("truyvet", 1).onsuccess = ({ target: { result } }) => {
    result.transaction("queue").objectStore("queue").getAll().onsuccess = ({ target }) => {
      result.close();
      resolve(target.result.map(({ event, status }) => ({ id: event.id, at: event.at, status })));
    };
  };
})"""


@pytest.fixture
def place(stack: Stack) -> Place:
    return Place(stack)


def at_a_known_door(page: Page, place: Place) -> Page:
    """A phone that knows its owner and this venue, and has been cut off."""
    known(page, place)
    kept_for_offline(page)
    page.context.set_offline(True)
    return page


def opened_again(page: Page, url: str) -> Page:
    again = page.context.new_page()
    page.close()
    again.goto(url)
    return again


def notice(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#kept")).to_contain_text(text)


def test_a_tap_without_a_network_is_stored_once_at_its_own_time_after_the_page_was_closed(
    phone: Phone, place: Place, stack: Stack
) -> None:
    page = at_a_known_door(phone(), place)
    way(page, "VÀO").click()
    heading(page, SAVED)
    expect(page.locator("#view-done")).to_have_class("done saved")
    expect(page.locator("#view-done")).to_contain_text(place.name)
    expect(page.locator("#view-done")).to_contain_text(re.compile(r"Chờ gửi: 1 lượt, từ \d\d:\d\d"))
    [queued] = page.evaluate(QUEUED)
    page = opened_again(page, stack.origin)
    heading(page, re.compile("Khai báo khi vào"))
    notice(page, re.compile(r"Chờ gửi: 1 lượt, từ \d\d:\d\d"))
    page = opened_again(page, place.url)
    expect(page.locator("#venue-name")).to_have_text(place.name)
    expect(page.locator("#view-door")).to_contain_text("chưa được ghi nhận")
    assert place.visits() == []
    page.context.set_offline(False)
    notice(page, re.compile(r"Đã gửi.*Trần Văn Bình. Đã gửi lúc \d\d:\d\d", re.DOTALL))
    [visit] = place.visits()
    assert (str(visit.id), visit.at) == (queued["id"], datetime.fromisoformat(queued["at"]))
    page.reload()
    expect(page.get_by_text("Hôm nay đã vào lúc")).to_be_visible()
    expect(page.locator("#kept")).to_be_empty()
    assert page.evaluate(QUEUED) == []


def test_the_screen_turns_green_when_the_network_is_back_and_says_when_it_was_sent(phone: Phone, place: Place) -> None:
    page = at_a_known_door(phone(), place)
    way(page, "VÀO").click()
    heading(page, SAVED)
    page.context.set_offline(False)
    heading(page, "ĐÃ VÀO")
    expect(page.locator("#view-done")).to_have_class("done clear")
    expect(page.locator(".date")).to_contain_text(re.compile(r"đã vào lúc \d\d:\d\dđã gửi lúc \d\d:\d\d"))
    finish(page)
    expect(page.locator("#kept")).to_be_empty()
    assert len(place.visits()) == 1


def test_a_server_that_does_not_answer_is_not_waited_for(phone: Phone, place: Place) -> None:
    page = known(phone(**ONLY_THE_PAGE_SENDS), place)
    unanswered: list[Route] = []
    page.route(CHECK_INS, lambda route: unanswered.append(route))  # noqa: PLW0108 - a bound built-in is refused
    way(page, "VÀO").click()
    heading(page, SAVED)
    expect(page.locator("#view-done")).to_contain_text("Mạng yếu, hoặc hệ thống đang bận")
    unanswered[0].continue_()
    heading(page, "ĐÃ VÀO")
    assert len(place.visits()) == 1


def test_a_family_cut_off_midway_is_stored_once_each(phone: Phone, place: Place) -> None:
    page = known(phone(**ONLY_THE_PAGE_SENDS), place)
    bring_along(page, "Nguyễn Thị Mười", "1958")
    bring_along(page, "Lê Minh An", "2012")
    asked: list[Any] = []

    def break_off(route: Route) -> None:
        sent: Any = route.request.post_data_json
        asked.append(sent["id"])
        if len(asked) == 2:
            # Stored, but the phone never learns it.
            assert route.fetch().status == 201
        if len(asked) == 1:
            route.continue_()
        else:
            route.abort()

    page.route(CHECK_INS, break_off)
    way(page, "VÀO").click()
    heading(page, SAVED)
    expect(page.locator(".people li").filter(has_text=": đã gửi")).to_have_count(1)
    assert len(place.visits()) == 2
    page = opened_again(page, place.url)
    notice(page, re.compile("Đã gửi.*Trần Văn Bình, Nguyễn Thị Mười, Lê Minh An", re.DOTALL))
    visits = place.visits()
    assert len(visits) == 3
    assert len({visit.at for visit in visits}) == 1
    assert {asked[0], asked[1]} < {str(visit.id) for visit in visits}


def test_an_answer_lost_after_the_server_stored_it_makes_one_visit(phone: Phone, place: Place) -> None:
    page = known(phone(**ONLY_THE_PAGE_SENDS), place)
    stored: list[Any] = []

    def lose(route: Route) -> None:
        if not stored:
            stored.append(route.fetch().json()["id"])
        route.abort()

    page.route(CHECK_INS, lose)
    way(page, "VÀO").click()
    heading(page, SAVED)
    assert [str(visit.id) for visit in place.visits()] == stored
    page = opened_again(page, place.url)
    notice(page, "Đã gửi lúc")
    assert len(place.visits()) == 1


def test_what_is_refused_after_waiting_is_shown_until_somebody_has_read_it(phone: Phone, place: Place) -> None:
    page = at_a_known_door(phone(), place)
    way(page, "VÀO").click()
    heading(page, SAVED)
    finish(page)
    assert call("PATCH", place.api, {"status": "closed"}, place.token)[0] == 200
    page = opened_again(page, place.url.replace(place.code, ""))
    page.context.set_offline(False)
    notice(page, "CHƯA GHI NHẬN")
    notice(page, "Điểm này đang tạm đóng cửa")
    page.goto(place.url)
    page.get_by_role("button", name="Xem và xử lý").click()
    heading(page, "Điểm này không nhận khai báo")
    page.get_by_role("button", name="Đã hiểu, bỏ lượt này").click()
    heading(page, "Điểm này đã đóng")
    expect(page.locator("#kept")).to_be_empty()
    assert place.visits() == []


def test_data_refused_after_waiting_are_corrected_and_sent_under_the_same_id(phone: Phone, place: Place) -> None:
    page = phone()
    page.goto(place.url)
    introduce(page, phone="0123 456 789")
    declare_healthy(page)
    expect(way(page, "VÀO")).to_be_visible()
    kept_for_offline(page)
    page.context.set_offline(True)
    way(page, "VÀO").click()
    heading(page, SAVED)
    [queued] = page.evaluate(QUEUED)
    page = opened_again(page, place.url)
    page.context.set_offline(False)
    page.get_by_role("button", name="Xem và xử lý").click()
    page.get_by_label("Số điện thoại").fill("0912 345 678")
    page.locator("#person-form button:not([type])").click()
    heading(page, "ĐÃ VÀO")
    [visit] = place.visits()
    assert (str(visit.id), visit.at) == (queued["id"], datetime.fromisoformat(queued["at"]))


def test_one_refused_of_a_family_spoils_only_itself(phone: Phone, place: Place) -> None:
    page = known(phone(**ONLY_THE_PAGE_SENDS), place)
    bring_along(page, "Nguyễn Thị Mười", "1958")

    def refuse_the_second(route: Route) -> None:
        sent: Any = route.request.post_data_json
        if "Mười" not in sent["person"]["name"]:
            route.continue_()
            return
        route.fulfill(status=422, json={"error": "too_late", "message": "Lượt quét này đã quá 14 ngày."})

    page.route(CHECK_INS, refuse_the_second)
    way(page, "VÀO").click()
    expect(page.locator("#view-problem")).to_contain_text("Nguyễn Thị Mười:")
    page.get_by_role("button", name="Đã hiểu, bỏ lượt này").click()
    heading(page, "ĐÃ VÀO")
    expect(page.locator(".people")).to_have_text("Trần Văn Bình")
    assert len(place.visits()) == 1


def test_a_venue_never_seen_before_takes_a_check_in_by_its_code_alone(phone: Phone, place: Place, stack: Stack) -> None:
    other = Place(stack)
    page = at_a_known_door(phone(), place)
    page.goto(other.url)
    expect(page.locator("#venue")).to_contain_text("Không có mạng nên chưa thấy tên điểm")
    way(page, "VÀO").click()
    heading(page, SAVED)
    page.context.set_offline(False)
    heading(page, "ĐÃ VÀO")
    expect(page.locator("#view-done")).to_contain_text(other.name)
    assert len(other.visits()) == 1


def test_a_declared_sign_calls_for_attention_without_a_network_too(phone: Phone, place: Place) -> None:
    page = phone()
    page.goto(place.url)
    introduce(page)
    page.get_by_label("Có ít nhất một điều").check()
    page.get_by_role("checkbox", name="Sốt").check()
    page.get_by_role("button", name="Đồng ý và tiếp tục").click()
    expect(way(page, "VÀO")).to_be_visible()
    page.context.set_offline(True)
    way(page, "VÀO").click()
    heading(page, SAVED)
    expect(page.locator(".advice")).to_contain_text("báo ngay cho người trực")


def test_deleting_ones_data_asks_before_unsent_check_ins_are_lost(phone: Phone, place: Place) -> None:
    page = at_a_known_door(phone(), place)
    way(page, "VÀO").click()
    finish(page)
    page.get_by_role("button", name="Xóa thông tin của tôi").click()
    expect(page.locator("#view-problem")).to_contain_text("các lượt này mất hẳn")
    page.get_by_role("button", name="Gửi xong rồi xóa").click()
    expect(page.locator("#view-problem")).to_contain_text("các lượt này mất hẳn")
    page.get_by_role("button", name="Giữ lại").click()
    notice(page, "Chờ gửi: 1 lượt")
    page.get_by_role("button", name="Xóa thông tin của tôi").click()
    page.get_by_role("button", name="Xóa cả 1 lượt chưa gửi").click()
    heading(page, "Thông tin của bạn")
    assert page.evaluate(QUEUED) == []
    expect(page.locator("#kept")).to_be_empty()


def test_sending_first_and_deleting_then_loses_nothing(phone: Phone, place: Place) -> None:
    page = known(phone(**ONLY_THE_PAGE_SENDS), place)
    page.route(CHECK_INS, lambda route: route.abort())
    way(page, "VÀO").click()
    finish(page)
    page.get_by_role("button", name="Xóa thông tin của tôi").click()
    page.unroute(CHECK_INS)
    page.get_by_role("button", name="Gửi xong rồi xóa").click()
    heading(page, "Thông tin của bạn")
    assert len(place.visits()) == 1
    assert page.evaluate(QUEUED) == []


def test_who_takes_over_the_phone_sees_that_something_waits_but_not_whose(phone: Phone, place: Place) -> None:
    page = at_a_known_door(phone(), place)
    way(page, "VÀO").click()
    finish(page)
    page.get_by_role("button", name="Không phải tôi").click()
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Mười")
    page.get_by_label("Số điện thoại").fill("0901 234 567")
    page.get_by_label("Năm sinh").fill("1958")
    page.get_by_label("Nữ", exact=True).check()
    page.get_by_label("Địa chỉ").fill("Tổ 5, Tân Phú, Đồng Xoài, Bình Phước")
    page.locator("#person-form button:not([type])").click()
    declare_healthy(page)
    heading(page, "Nguyễn Thị Mười")
    notice(page, "Chờ gửi: 1 lượt")
    expect(page.locator("#kept")).not_to_contain_text("Bình")
    page.context.set_offline(False)
    expect(page.locator("#kept")).not_to_contain_text("Chờ gửi")
    assert len(place.visits()) == 1


def test_a_check_in_elsewhere_is_told_to_end_the_stay_before(phone: Phone, place: Place, stack: Stack) -> None:
    other = Place(stack)
    page = known(phone(), place)
    way(page, "VÀO").click()
    finish(page)
    page.goto(other.url)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    expect(page.locator(".left")).to_have_text(f"Bạn chưa bấm RA ở {place.name}: hệ thống coi như bạn đã rời nơi đó.")
    finish(page)
    way(page, "RA").click()
    heading(page, "ĐÃ RA")
    expect(page.locator(".left")).to_have_count(0)


def test_a_browser_that_keeps_nothing_sends_all_the_same_and_says_when_it_could_not(phone: Phone, place: Place) -> None:
    page = phone()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('private'); } });")
    known(page, place)
    page.route(CHECK_INS, lambda route: route.abort())
    way(page, "VÀO").click()
    heading(page, "Không có mạng")
    expect(page.get_by_text("CHƯA GHI NHẬN")).to_be_visible()
    page.unroute(CHECK_INS)
    page.get_by_role("button", name="Gửi lại").click()
    heading(page, "ĐÃ VÀO")
    assert len(place.visits()) == 1


def test_a_late_answer_about_an_old_visit_does_not_set_the_clock_back(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    hour_ago = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def there_already(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, status=200, json=answer.json() | {"received_at": hour_ago})

    page.route(CHECK_INS, there_already)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    expect(page.locator("#view-done")).not_to_contain_text("Đồng hồ")


def test_the_browser_sends_in_the_background_what_the_page_could_not(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    kept_for_offline(page)
    page.route(CHECK_INS, lambda route: route.abort())
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    assert len(place.visits()) == 1
