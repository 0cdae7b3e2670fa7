"""A citizen at the door, in a real browser against the real template: what they see is what was stored."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Request, Route, expect

from local.stack import Stack
from tests.e2e.citizen_place import SAVED, Place, declare_healthy, finish, heading, introduce, known, way
from tests.e2e.waiting import until
from tests.integration.test_venues import call

Phone = Callable[..., Page]
DAY_MS = 86_400_000


@pytest.fixture
def place(stack: Stack) -> Place:
    return Place(stack)


def test_the_first_visit_asks_once_then_one_tap_in_and_one_tap_out(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    expect(page.locator("#view-done")).to_have_class("done clear")
    expect(page.locator("#view-done")).to_contain_text(place.name)
    expect(page.locator("#view-done")).to_contain_text("Phường Tân Phú")
    page.goto(place.url)
    way(page, "RA").click()
    heading(page, "ĐÃ RA")
    assert [visit.direction for visit in place.visits()] == ["in", "out"]


def test_the_confirmation_ticks_and_shows_the_word_of_the_day(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    way(page, "VÀO").click()
    ticking = page.locator(".now")
    before = ticking.inner_text()
    assert re.fullmatch(r"\d\d:\d\d:\d\d", before)
    expect(ticking).not_to_have_text(before)
    word = page.evaluate("code => import('/word.js').then(m => m.wordOfTheDay(code, Date.now()))", place.code)
    expect(page.locator(".word strong")).to_have_text(word)


def test_personal_data_never_stands_in_an_address(phone: Phone, place: Place) -> None:
    page = phone()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - a bound built-in is refused
    known(page, place)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    assert all(request.url.startswith(place.url.split("/C/")[0]) for request in asked)
    personal = re.compile("0?912.?345.?678|Bình|[?]")
    assert [request.url for request in asked if personal.search(unquote(request.url))] == []


def test_a_declared_sign_turns_the_screen_amber_with_advice(phone: Phone, place: Place) -> None:
    page = phone()
    page.goto(place.url)
    introduce(page)
    page.get_by_label("Có ít nhất một điều").check()
    page.get_by_role("checkbox", name="Sốt").check()
    page.get_by_role("button", name="Đồng ý và tiếp tục").click()
    way(page, "VÀO").click()
    heading(page, "CẦN LƯU Ý")
    expect(page.locator("#view-done")).to_have_class("done alert")
    expect(page.locator(".advice")).to_contain_text("Trạm Y tế phường Tân Phú")
    assert [visit.alert for visit in place.visits()] == [True]


def test_the_family_that_is_with_one_checks_in_by_the_same_tap(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    page.get_by_role("button", name="Thêm người đi cùng").click()
    introduce(page, name="Nguyễn Thị Mười", phone="", year="1958")
    declare_healthy(page)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    expect(page.locator(".people")).to_have_text(re.compile("Trần Văn Bình.*Nguyễn Thị Mười", re.DOTALL))
    assert len({visit.id for visit in place.visits()}) == 2
    finish(page)
    page.get_by_label("Nguyễn Thị Mười").uncheck()
    way(page, "RA").click()
    heading(page, "ĐÃ RA")
    assert len(place.visits()) == 3


def asked_again(page: Page, held: list[Route]) -> bool:
    """Whether a request is held. What a page asks for is heard only while Playwright is at work."""
    page.wait_for_timeout(50)
    return bool(held)


def test_a_lost_answer_is_asked_for_again_and_stores_nothing_twice(phone: Phone, place: Place) -> None:
    page = known(phone(service_workers="block"), place)
    sent: list[Any] = []
    again: list[Route] = []

    def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) > 1:
            # Held until what the screen says in between has been read.
            again.append(route)
            return
        assert route.fetch().status == 201
        route.abort()

    page.route("**/api/checkins", lose_the_first)
    way(page, "VÀO").click()
    heading(page, SAVED)
    until(lambda: asked_again(page, again))
    again[0].continue_()
    heading(page, "ĐÃ VÀO")
    assert sent[0] == sent[1]
    assert len(place.visits()) == 1


def test_a_busy_server_is_obeyed_and_nothing_is_green_before_it_confirmed(phone: Phone, place: Place) -> None:
    page = known(phone(service_workers="block"), place)
    answers = iter(
        [
            {"status": 503, "headers": {"Retry-After": "1"}, "body": '{"error":"try_again"}'},
            {"status": 200, "body": "{}"},
        ]
    )

    def busy(route: Route) -> None:
        answer = next(answers, None)
        route.fulfill(**answer) if answer else route.continue_()  # type: ignore[arg-type]

    page.route("**/api/checkins", busy)
    way(page, "VÀO").click()
    heading(page, SAVED)
    expect(page.locator("#view-done")).to_have_class("done saved")
    # An answer of 200 that is not about this check-in, as a hotel's sign-in page gives, confirms nothing.
    page.get_by_role("button", name="Gửi lại ngay").click()
    heading(page, SAVED)
    page.get_by_role("button", name="Gửi lại ngay").click()
    heading(page, "ĐÃ VÀO")
    assert len(place.visits()) == 1


def test_a_second_tap_within_five_minutes_is_explained(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    way(page, "VÀO").click()
    finish(page)
    way(page, "VÀO").click()
    heading(page, re.compile(r"Bạn đã vào lúc \d\d:\d\d"))
    assert len(place.visits()) == 1
    page.get_by_role("button", name="Xem lại màn hình xác nhận").click()
    heading(page, "ĐÃ VÀO")


@pytest.mark.parametrize(
    ("ahead", "title"), [(1, "Đồng hồ điện thoại chạy trước"), (-20, "Đồng hồ điện thoại chạy chậm")]
)
def test_a_wrong_clock_is_told_and_the_visit_sent_with_the_right_time(
    phone: Phone, place: Place, ahead: int, title: str
) -> None:
    page = phone()
    page.add_init_script(f"const right = Date.now; Date.now = () => right() + {ahead * DAY_MS};")
    known(page, place)
    way(page, "VÀO").click()
    heading(page, title)
    expect(page.get_by_text("CHƯA GHI NHẬN")).to_be_visible()
    page.get_by_role("button", name="Gửi với giờ đúng").click()
    heading(page, "ĐÃ VÀO")
    (visit,) = place.visits()
    assert abs((visit.at - datetime.now(UTC)).total_seconds()) < 60


def test_what_the_server_refuses_is_shown_at_its_field(phone: Phone, place: Place) -> None:
    page = phone()
    page.goto(place.url)
    introduce(page, phone="0123 456 789")
    declare_healthy(page)
    way(page, "VÀO").click()
    number = page.get_by_label("Số điện thoại")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    assert place.visits() == []
    number.fill("0912 345 678")
    page.locator("#person-form button:not([type])").click()
    heading(page, "ĐÃ VÀO")


def test_each_wrong_code_has_its_own_sentence(phone: Phone, stack: Stack) -> None:
    page = phone()
    for path, title in {
        "/C/7K3M9QXP": "Không có điểm nào mang mã này",
        "/C/7K3M9QXQ": "Mã có ký tự chưa đúng",
        "/C/BLUEZONE-70-12345": "Đây không phải mã của Truy Vết",
        "/C/%E0%A4%A": "Đây không phải mã của Truy Vết",
        "/nothing-here": "Không có trang này",
    }.items():
        page.goto(f"{stack.origin}{path}")
        heading(page, title)


def test_a_code_is_typed_forgivingly_on_the_home_page(phone: Phone, place: Place, stack: Stack) -> None:
    page = phone()
    page.goto(stack.origin)
    page.get_by_label("Mã điểm").fill("https://tokhaiyte.vn/?code=1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đây không phải mã của Truy Vết")).to_be_visible()
    page.get_by_label("Mã điểm").fill(f" {place.code[:4].lower()}-{place.code[4:].lower()} ")
    page.keyboard.press("Enter")
    expect(page.locator("#venue-name")).to_have_text(place.name)


def test_a_closed_venue_takes_nobody(phone: Phone, place: Place) -> None:
    assert call("PATCH", place.api, {"status": "closed"}, place.token)[0] == 200
    page = phone()
    page.goto(place.url)
    heading(page, "Điểm này đã đóng")


def test_not_me_and_forget_me(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    page.get_by_role("button", name="Không phải tôi").click()
    expect(page.get_by_label("Họ và tên")).to_have_value("")
    introduce(page, name="Nguyễn Thị Mười", phone="0901 234 567")
    declare_healthy(page)
    heading(page, "Nguyễn Thị Mười")
    page.get_by_role("button", name="Xóa thông tin của tôi trên máy này").click()
    page.get_by_role("button", name="Xóa", exact=True).click()
    heading(page, "Thông tin của bạn")
    remembered = page.evaluate("JSON.stringify(localStorage)")
    assert "Mười" not in remembered
    assert "Bình" not in remembered


def test_zones_and_kind_of_visitor_are_stored(phone: Phone, stack: Stack) -> None:
    market = Place(stack, kind="market", zones=["quầy 1", "quầy 2"])
    page = known(phone(), market)
    page.get_by_label("Khu vực, quầy").select_option("quầy 2")
    page.get_by_label("Tôi đến đây là").select_option("Giao hàng")
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    (visit,) = market.visits()
    assert (visit.zone, visit.visitor) == ("quầy 2", "delivery")


def test_the_browser_inside_zalo_is_told_what_it_forgets_and_works(phone: Phone, place: Place) -> None:
    page = phone(user_agent="Mozilla/5.0 (Linux; Android 9) Chrome/70.0 Mobile Safari/537.36 Zalo android/12100553")
    known(page, place)
    expect(page.locator("#notices")).to_contain_text("Mở bằng trình duyệt")
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")


def test_a_private_window_works_and_says_that_it_will_forget(phone: Phone, place: Place) -> None:
    page = phone()
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('private'); } });")
    known(page, place)
    expect(page.locator("#notices")).to_contain_text("lần sau phải nhập lại")
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")


def test_english_and_the_keyboard_alone(phone: Phone, place: Place) -> None:
    page = known(phone(), place)
    page.get_by_role("button", name="English").focus()
    page.keyboard.press("Enter")
    expect(way(page, "IN")).to_be_visible()
    way(page, "IN").focus()
    page.keyboard.press("Enter")
    heading(page, "CHECKED IN")
    expect(page.get_by_role("heading", name="CHECKED IN")).to_be_focused()


@pytest.mark.parametrize("zoom", ["100%", "200%"])
def test_nothing_is_wider_than_a_small_phone(phone: Phone, stack: Stack, zoom: str) -> None:
    market = Place(stack, kind="market", zones=["quầy 1"])
    page = phone()
    page.goto(market.url)
    expect(page.locator("#view-person")).to_be_visible()
    page.evaluate("zoom => { document.documentElement.style.fontSize = zoom; }", zoom)

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    assert fits()
    introduce(page)
    assert fits()
    declare_healthy(page)
    assert fits()
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    assert fits()
