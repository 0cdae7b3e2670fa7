"""The helper's page in a real browser against the real template: no scan is lost, and it shows that none is."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from local.stack import Stack
from tests.e2e.fake_camera import film
from tests.e2e.helper_place import HelperPlace, citizen_card, pair, scan
from tests.e2e.waiting import until
from truyvet.visits import Direction, Source

Phone = Callable[..., Page]
BATCH = "**/api/checkins/batch"
SCANS = 200
ODD_CARD = "070090123456|285123456|Nguyễn Thị Mười|01121990|Nữ|Tổ 5, Khu phố Phước Hòa, Đồng Xoài|15042021"
POSTER = "HTTPS://TV.EXAMPLE.VN/C/7K3M9QXP"
DELETE_EVENT = """(number) => new Promise((resolve, reject) => {
  indexedDB.open("truyvet", 1).onsuccess = ({ target: { result } }) => {
    const queue = result.transaction("queue", "readwrite").objectStore("queue");
    queue.index("seq").getKey(number).onsuccess = ({ target }) => {
      queue.delete(target.result).onsuccess = () => { result.close(); resolve(target.result); };
    };
  };
})"""

CLOCK_LEARNED = """() => new Promise((resolve) => {
  indexedDB.open("truyvet", 1).onsuccess = ({ target: { result } }) => {
    result.transaction("state").objectStore("state").get("clock").onsuccess = ({ target }) => {
      result.close();
      resolve(Boolean(target.result));
    };
  };
})"""


@pytest.fixture
def place(stack: Stack) -> HelperPlace:
    return HelperPlace(stack)


@pytest.fixture
def film_phone(chromium: Browser, tmp_path: Path) -> Iterator[Phone]:
    """Makes a phone whose camera shows a film; it allows the camera."""
    browsers = []

    def new_phone(*scenes: tuple[str | None, int]) -> Page:
        shown = film(tmp_path / "camera.y4m", *scenes)
        browsers.append(
            chromium.browser_type.launch(
                executable_path=shutil.which("chromium"),
                args=[
                    "--no-sandbox",
                    "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-video-capture={shown}",
                ],
            )
        )
        return browsers[-1].new_page(viewport={"width": 360, "height": 740})

    yield new_phone
    for browser in browsers:
        browser.close()


def banner(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#banner")).to_contain_text(text)


def line(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#waiting-line")).to_contain_text(text)


def kept_for_offline(page: Page) -> None:
    """Waits until the page is in the service worker's cache."""
    until(lambda: page.evaluate("caches.match('/helper').then(Boolean)"))


def test_a_pairing_link_makes_a_device_once_and_leaves_the_address(phone: Phone, place: HelperPlace) -> None:
    page, url = phone(), place.new_device()["pair_url"]
    page.goto(url)
    expect(page.locator("#desk-venue")).to_have_text(place.name)
    assert page.url == f"{place.origin}/helper"
    page.reload()
    expect(page.locator("#desk-venue")).to_have_text(place.name)
    other = phone()
    other.goto(url)
    expect(other.locator("#pair-news")).to_contain_text("không còn dùng được")


def test_an_unpaired_page_explains_itself_and_takes_a_pasted_link(phone: Phone, place: HelperPlace) -> None:
    page = phone()
    page.goto(f"{place.origin}/helper")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghép máy này với một điểm")
    page.get_by_label("Đường liên kết ghép máy").fill("https://example.vn/")
    page.get_by_role("button", name="Ghép máy", exact=True).click()
    expect(page.locator("#pair-news")).to_contain_text("không phải mã ghép máy")
    page.get_by_label("Đường liên kết ghép máy").fill(place.new_device()["pair_url"])
    page.get_by_role("button", name="Ghép máy", exact=True).click()
    expect(page.locator("#desk-venue")).to_have_text(place.name)


def test_cards_before_the_camera_are_taken_once_each(film_phone: Phone, place: HelperPlace) -> None:
    page = film_phone((ODD_CARD, 10), (None, 5), (ODD_CARD, 5), (None, 5), (citizen_card(1), 15))
    page.goto(place.new_device()["pair_url"])
    banner(page, "N.T.M., nữ, 1990")
    until(lambda: len(place.visits()) == 2)
    expect(page.locator("#banner[data-sending=sent]")).to_be_visible()
    assert [(visit.direction, visit.source) for visit in place.visits()] == [(Direction.IN, Source.HELPER)] * 2
    assert len({visit.person for visit in place.visits()}) == 2


def test_the_camera_scans_without_a_network(film_phone: Phone, place: HelperPlace) -> None:
    page = film_phone((None, 20), (ODD_CARD, 10))
    page.goto(place.new_device()["pair_url"])
    kept_for_offline(page)
    page.context.set_offline(True)
    page.reload()
    banner(page, "ĐÃ LƯU TRÊN MÁY, CHƯA GỬI")
    banner(page, "N.T.M., nữ, 1990")


def test_the_pairing_code_can_be_scanned_by_the_page_itself(film_phone: Phone, place: HelperPlace) -> None:
    page = film_phone((place.new_device()["pair_url"], 10))
    page.goto(f"{place.origin}/helper")
    page.get_by_role("button", name="Quét mã ghép máy").click()
    expect(page.locator("#desk-venue")).to_have_text(place.name)


def test_an_odd_card_is_taken_with_a_warning_and_shown_masked(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    page.get_by_role("button", name="RA", exact=True).click()
    scan(page, ODD_CARD)
    banner(page, "ĐÃ RA")
    banner(page, "N.T.M., nữ, 1990")
    banner(page, "Giới tính không khớp với số giấy tờ")
    expect(page.locator("body")).not_to_contain_text("070090123456")
    assert [visit.direction for visit in place.visits()] == [Direction.OUT]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (POSTER, "Đây là mã của điểm"),
        ("HTTPS://TV.EXAMPLE.VN/B/7K3M", "Thẻ Truy Vết không đọc được"),
        ("******000317|TRAN THI HOA|1993-05-02|0||<2<><><", "Mã này che hết số"),
        ("https://tokhaiyte.vn/?location=12345", "Không phải giấy tờ đọc được"),
    ],
)
def test_a_wrong_code_is_refused_in_its_own_sentence(
    phone: Phone, place: HelperPlace, text: str, sentence: str
) -> None:
    page = pair(phone(), place)
    scan(page, text)
    banner(page, sentence)
    line(page, "Đã gửi hết")
    assert place.visits() == []


def test_a_scanner_that_sends_no_enter_is_understood(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    page.keyboard.insert_text(citizen_card(1))
    banner(page, "ĐÃ VÀO")


def test_a_typed_phone_needs_a_name_and_signs_call_for_attention(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    page.get_by_role("button", name="Gõ tay").click()
    page.get_by_label("Số điện thoại, giấy tờ hoặc thẻ").fill("0912 345 678")
    page.get_by_role("button", name="Ghi VÀO").click()
    expect(page.locator("#mode-typed .error")).to_have_text("Xin nhập họ và tên.")
    page.get_by_label("Họ và tên").fill("Trần Văn Bình")
    page.get_by_text("Khách khai: không có dấu hiệu").click()
    page.get_by_label("Sốt").check()
    page.get_by_role("button", name="Ghi VÀO").click()
    banner(page, "CẦN LƯU Ý")
    expect(page.locator("#signs-summary")).to_have_text("Khách khai: không có dấu hiệu")
    expect(page.locator("#banner[data-sending=sent]")).to_be_visible()
    assert [visit.alert for visit in place.visits()] == [True]


def test_a_refused_scan_is_kept_apart_until_it_is_corrected(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    page.get_by_role("button", name="Gõ tay").click()
    page.get_by_label("Số điện thoại, giấy tờ hoặc thẻ").fill("0112 345 678")
    page.get_by_label("Họ và tên").fill("Lê Minh An")
    page.get_by_role("button", name="Ghi VÀO").click()
    banner(page, "KHÔNG NHẬN")
    line(page, "1 lượt không nhận")
    page.locator("#waiting-line").click()
    page.get_by_role("button", name="Sửa rồi gửi").click()
    page.locator(".correct").get_by_label("Số điện thoại").fill("0912 345 678")
    page.locator(".correct").get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".refused")).to_have_count(0)
    until(lambda: len(place.visits()) == 1)
    assert place.devices()[0]["missing"] == ""


def test_without_a_network_everything_opens_and_says_what_waits(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#desk-venue")).to_have_text(place.name)
    scan(page, citizen_card(1))
    banner(page, "ĐÃ LƯU TRÊN MÁY, CHƯA GỬI")
    line(page, re.compile(r"Không có mạng.*Chờ gửi: 1 lượt, từ \d\d:\d\d"))
    page.context.set_offline(False)
    banner(page, "ĐÃ VÀO")
    line(page, "Đã gửi hết")


class BadNetwork:
    """Of three batches one is refused, one is taken twice, and of one the answer is lost on the way."""

    def __init__(self) -> None:
        self.batches = 0

    def __call__(self, route: Route) -> None:
        self.batches += 1
        if self.batches % 3 == 1:
            route.fulfill(status=503, json={"error": "try_again", "message": "Hệ thống đang bận."})
        elif self.batches % 3 == 2:
            route.fetch()
            route.fulfill(response=route.fetch())
        else:
            route.fetch()
            route.abort("connectionreset")


def crashed_and_opened_again(page: Page, url: str) -> Page:
    """The page dies in the middle of whatever it does, without a last word; another one is opened."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    again = page.context.new_page()
    page.close()
    again.goto(url)
    return again


def test_200_scans_without_a_network_survive_a_crash_and_a_bad_network_and_arrive_once_each(
    phone: Phone, place: HelperPlace
) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    for number in range(SCANS // 2):
        scan(page, citizen_card(number))
    line(page, f"Chờ gửi: {SCANS // 2} lượt")
    page = crashed_and_opened_again(page, f"{place.origin}/helper")
    line(page, f"Chờ gửi: {SCANS // 2} lượt")
    for number in range(SCANS // 2, SCANS):
        scan(page, citizen_card(number))
    line(page, f"Chờ gửi: {SCANS} lượt")
    network = BadNetwork()
    page.context.route(BATCH, network)
    page.context.set_offline(False)
    send_all(page)
    assert network.batches > 3
    assert len({visit.person for visit in place.visits()}) == len(place.visits()) == SCANS
    until(lambda: place.counted() >= SCANS)
    assert place.counted() == SCANS
    [device] = place.devices()
    assert (device["highest"], device["missing"], device["waiting"]) == (SCANS, "", 0)
    expect(page.locator("#waiting-line[data-state=clear]")).to_be_visible()


def test_a_scan_deleted_from_the_device_is_exactly_the_gap_that_is_reported(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    for number in range(12):
        scan(page, citizen_card(number))
    line(page, "Chờ gửi: 12 lượt")
    page.evaluate(DELETE_EVENT, 7)
    page.context.set_offline(False)
    send_all(page)
    line(page, "Thiếu số 7")
    assert len(place.visits()) == 11
    [device] = place.devices()
    assert (device["highest"], device["missing"], device["missing_count"]) == (12, "7", 1)


def test_the_last_scan_is_missed_too_when_it_is_deleted(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    scan(page, citizen_card(1))
    scan(page, citizen_card(2))
    line(page, "Chờ gửi: 2 lượt")
    page.evaluate(DELETE_EVENT, 2)
    page.context.set_offline(False)
    send_all(page)
    line(page, "Thiếu số 2")
    assert place.devices()[0]["missing"] == "2"


def test_a_scan_that_has_to_come_again_stays_on_the_device(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    once = iter([True])

    def busy(route: Route) -> None:
        if not next(once, False):
            route.continue_()
            return
        sent: Any = route.request.post_data_json
        results = [{"seq": event["seq"], "status": "retry"} for event in sent["events"]]
        route.fulfill(json={"results": results, "missing": [1], "missing_count": 1, "received_at": None})

    page.context.route(BATCH, busy)
    scan(page, citizen_card(1))
    line(page, "Chờ gửi: 1 lượt")
    banner(page, "ĐÃ LƯU TRÊN MÁY, CHƯA GỬI")
    banner(page, "ĐÃ VÀO")
    line(page, "Đã gửi hết")
    assert len(place.visits()) == 1


def test_a_revoked_device_keeps_its_scans_and_sends_them_when_paired_again(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    place.revoke(place.devices()[0]["device"])
    scan(page, citizen_card(1))
    line(page, "Máy bị thu hồi")
    line(page, "Chờ gửi: 1 lượt")
    page.goto("about:blank")
    page.goto(place.new_device("cổng 2")["pair_url"])
    line(page, "Đã gửi hết")
    assert len(place.visits()) == 1
    [device] = [device for device in place.devices() if device["name"] == "cổng 2"]
    assert (device["highest"], device["missing"]) == (1, "")


def test_two_tabs_of_one_device_never_give_a_number_twice(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    other = page.context.new_page()
    other.goto(f"{place.origin}/helper")
    expect(other.locator("#wedge")).to_be_focused()
    for number in range(10):
        scan(page, citizen_card(number))
        scan(other, citizen_card(100 + number))
    until(lambda: len(place.visits()) == 20)
    until(lambda: place.devices()[0]["missing_count"] == 0)
    assert place.devices()[0]["highest"] == 20


def test_a_wrong_clock_is_learned_and_corrected_for_new_scans_only(phone: Phone, place: HelperPlace) -> None:
    page = phone()
    page.add_init_script("{ const right = Date.now; Date.now = () => right() + 3 * 3600 * 1000; }")
    page = pair(page, place)
    line(page, "Đã gửi hết")
    until(lambda: page.evaluate(CLOCK_LEARNED))
    scan(page, citizen_card(1))
    banner(page, "ĐÃ VÀO")
    [visit] = place.visits()
    assert abs((visit.at - datetime.now(UTC)).total_seconds()) < 60
    assert not visit.clock_doubt


def test_where_the_decoder_could_not_be_brought_in_the_page_says_so(phone: Phone, place: HelperPlace) -> None:
    page = phone(service_workers="block")
    page.route("**/helper", without_decoder)
    page.goto(place.new_device()["pair_url"])
    expect(page.locator("#camera-note")).to_contain_text("Bản này chưa có bộ đọc mã")
    page.get_by_role("button", name="Máy quét", exact=True).click()
    scan(page, citizen_card(1))
    banner(page, "ĐÃ VÀO")


def without_decoder(route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'"/v/\w+/vendor/', '"/vendor/', answer.text()))


def test_the_page_speaks_english(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    page.get_by_role("button", name="English").click()
    scan(page, ODD_CARD)
    banner(page, "CHECKED IN")
    banner(page, "The sex does not fit the number")
    line(page, "Everything is sent")


def test_answers_of_the_api_are_never_kept(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    scan(page, citizen_card(1))
    banner(page, "ĐÃ VÀO")
    kept = page.evaluate(
        "async () => [].concat(...await Promise.all((await caches.keys()).map(async (name) => "
        "(await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname))))"
    )
    assert {"/", "/checkin", "/helper"} <= set(kept)
    assert [path for path in kept if path.startswith("/api")] == []


def send_all(page: Page) -> None:
    """As when the network comes back again and again; the page itself would wait longer each time."""
    page.wait_for_function(
        """() => {
          dispatchEvent(new Event("online"));
          return document.querySelector("#waiting-line").textContent.includes("Đã gửi hết");
        }""",
        polling=300,
        timeout=60_000,
    )
