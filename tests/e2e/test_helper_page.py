"""The helper's page in a real browser against the real template: pairing, and whom it takes in."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from local.stack import Stack
from tests.e2e.fake_camera import film
from tests.e2e.helper_place import HelperPlace, banner, citizen_card, kept_for_offline, line, pair, scan
from tests.e2e.waiting import until
from truyvet.visits import Direction, Source

Phone = Callable[..., Page]
ODD_CARD = "070090123456|285123456|Nguyễn Thị Mười|01121990|Nữ|Tổ 5, Khu phố Phước Hòa, Đồng Xoài|15042021"
POSTER = "HTTPS://TV.EXAMPLE.VN/C/7K3M9QXP"


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
