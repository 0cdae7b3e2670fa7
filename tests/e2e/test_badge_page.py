"""Badges made by a family, and what an owner does with helper devices, in a real browser against the real template."""

import re
from pathlib import Path

import pypdf
from playwright.sync_api import Page, Route, expect

from local.stack import Stack
from tests.e2e.conftest import Phone
from tests.integration import doors
from tests.integration.test_helpers import Gate, gate
from tests.integration.test_venues import call, register
from tests.unit import camera
from tests.unit.test_paper_sheets import serials_of
from truyvet.paper_sheets import LINES

CLASS = "1\tTrần Văn Bình\t070084123456\t1984\n2;Điểu K'Lên; 0912 345 678; 01/02/2016\n\nLê Thị Hoa, 0987654321, 1960"


def person(page: Page, number: int) -> Page:
    return page.get_by_role("group", name=f"Người {number}")  # type: ignore[return-value]


def fill(page: Page, number: int, name: str, contact: str, year: str = "") -> None:
    row = person(page, number)
    row.get_by_label("Họ và tên").fill(name)
    row.get_by_label("Điện thoại hoặc số giấy tờ").fill(contact)
    row.get_by_label("Năm sinh").fill(year)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def downloaded(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        press(page, button)
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def kept(page: Page) -> list[tuple[str, str]]:
    """Badge code and revocation code of each card shown, in their order."""
    codes = [text.replace(" ", "") for text in page.locator(".kept dd.code").all_text_contents()]
    return list(zip(codes[::2], codes[1::2], strict=True))


def test_a_family_makes_badges_prints_them_and_revokes_one(stack: Stack, phone: Phone) -> None:
    page = phone()
    page.goto(f"{stack.origin}/badge")
    fill(page, 1, "Nguyễn Thị Mười", "0901 234 567", "1990")
    press(page, "Thêm người")
    fill(page, 2, "=SUM(A1) <b>Bé</b>", "0901 234 567", "2016")
    press(page, "Làm thẻ")
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text("Đã làm xong 2 thẻ")
    name, pdf = downloaded(page, "Tạo tệp PDF để in")
    codes = kept(page)
    assert name == "the-truy-vet.pdf"
    assert sorted(camera.read(camera.printed(pdf, 110))) == sorted(
        f"{stack.origin.upper()}/B/{code}" for code, _ in codes
    )
    expect(page.get_by_role("heading", name="=SUM(A1) <b>Bé</b>")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).filter((key) => localStorage[key].includes('Mười'))") == []
    press(page, "Tôi đã giữ xong. Làm thẻ khác")
    assert codes[0][1] not in page.content()
    page.get_by_label("Mã thẻ").fill(codes[0][0].lower())
    page.get_by_label("Mã hủy").fill(codes[0][1])
    press(page, "Hủy thẻ")
    expect(page.locator("#revoke-news")).to_contain_text("thẻ đã được hủy")
    for code, valid in ((codes[0][0], False), (codes[1][0], True)):
        assert accepted(gate(stack), code) is valid


def accepted(place: Gate, badge: str) -> bool:
    token = place.claim(place.made["device_token"])[1]["device_token"]
    event = place.event(1, person={"card": f"HTTPS://TV.EXAMPLE.VN/B/{badge}"})
    return bool(place.send(token, event)[1]["results"][0]["status"] == "stored")


def test_a_class_is_pasted_from_a_spreadsheet(stack: Stack, phone: Phone) -> None:
    page = phone()
    page.goto(f"{stack.origin}/badge")
    page.get_by_text("Dán danh sách (lớp, xóm)").click()
    page.get_by_label("Danh sách", exact=True).fill(CLASS)
    press(page, "Đưa vào danh sách")
    typed = [
        [person(page, number).get_by_label(label).input_value() for label in ("Họ và tên", "Điện thoại", "Năm sinh")]
        for number in (1, 2, 3)
    ]
    assert typed == [
        ["Trần Văn Bình", "070084123456", "1984"],
        ["Điểu K'Lên", "0912 345 678", "2016"],
        ["Lê Thị Hoa", "0987654321", "1960"],
    ]
    press(page, "Làm thẻ")
    expect(page.locator(".kept")).to_have_count(3)
    with page.expect_download() as download:
        press(page, "Mỗi thẻ một trang")
    assert len(pypdf.PdfReader(download.value.path()).pages) == 3


def test_what_is_wrong_is_told_at_its_field_and_who_has_a_badge_keeps_it(stack: Stack, phone: Phone) -> None:
    page = phone()
    made: list[str] = []
    page.on("response", lambda answer: made.append(answer.url) if answer.status == 201 else None)
    page.goto(f"{stack.origin}/badge")
    press(page, "Làm thẻ")
    expect(person(page, 1).get_by_text("Xin nhập họ và tên.")).to_be_visible()
    fill(page, 1, "Nguyễn Thị Mười", "0901 234 567", "1990")
    press(page, "Thêm người")
    fill(page, 2, "Trần Văn Bình", "0111 111 111")
    press(page, "Làm thẻ")
    expect(person(page, 2).get_by_text("Số điện thoại chưa đúng.")).to_be_visible()
    person(page, 2).get_by_label("Điện thoại").fill("0912 345 678")
    press(page, "Làm thẻ")
    expect(page.locator(".kept")).to_have_count(2)
    assert len(made) == 2


def test_a_jammed_network_is_tried_again(stack: Stack, phone: Phone) -> None:
    page = phone()
    failures = iter([True, True])

    def jam(route: Route) -> None:
        if next(failures, False):
            route.abort()
        else:
            route.continue_()

    page.route("**/api/badges", jam)
    page.goto(f"{stack.origin}/badge")
    fill(page, 1, "Nguyễn Thị Mười", "0901 234 567")
    press(page, "Làm thẻ")
    expect(page.locator(".kept")).to_have_count(1)


def test_a_scanned_badge_shows_a_page_that_knows_nothing_of_it(stack: Stack, phone: Phone) -> None:
    page = phone()
    page.goto(f"{stack.origin}/B/7K3M9QXP2BCD4EFG")
    expect(page.get_by_text("Bạn vừa quét một thẻ Truy Vết.")).to_be_visible()
    expect(page).to_have_url(f"{stack.origin}/badge")
    assert "7K3M9QXP2BCD4EFG" not in page.content()


def test_the_page_of_badges_speaks_english_too(stack: Stack, phone: Phone) -> None:
    page = phone()
    page.goto(f"{stack.origin}/badge")
    press(page, "English")
    press(page, "Add a person")
    expect(page.get_by_role("group", name="Person 2").get_by_label("Year of birth")).to_be_visible()
    press(page, "Make badges")
    expect(page.get_by_text("Please enter the full name.")).to_be_visible()


def owner_page(stack: Stack, phone: Phone) -> tuple[Page, Gate]:
    url, token = register(stack)
    page = phone()
    place = Gate(stack, url, token, {})
    page.goto(f"{stack.origin}/owner#code={place.code}&token={token}")
    expect(page.get_by_role("heading", name="Máy khai giúp và sổ giấy")).to_be_visible()
    return page, place


def add(page: Page, name: str, *, paper: bool = False) -> str:
    """Makes a device; gives the link that its code holds."""
    press(page, "Ghép máy mới hoặc thêm sổ giấy")
    if paper:
        page.get_by_label("Sổ giấy").check()
    page.get_by_label("Tên, để dễ nhận").fill(name)
    press(page, "Tạo mã ghép")
    expect(page.get_by_role("img", name="Mã QR ghép máy")).to_be_visible()
    (link,) = camera.read(camera.opened(page.locator(".pairing svg").screenshot()))
    return link


def test_an_owner_pairs_a_phone_sees_what_is_missing_and_revokes_it(stack: Stack, phone: Phone) -> None:
    page, place = owner_page(stack, phone)
    link = add(page, "cổng 1")
    assert link.startswith(f"{stack.origin}/helper#pair=")
    status, claimed = place.claim(link.partition("#pair=")[2])
    assert status == 200
    expect(page.get_by_role("heading", name="Đã ghép xong")).to_be_visible()
    now = doors.check_in(place.code)["at"]
    events = [place.event(1), place.event(4)]
    assert place.send(claimed["device_token"], *events, waiting=3, waiting_since=now)[1]["missing"] == [2, 3]
    page.locator(".pairing").get_by_role("button", name="Đóng").click()
    page.reload()
    device = page.locator(".device")
    expect(device).to_contain_text("Thiếu 2 lượt: số 2–3")
    expect(device).to_contain_text("3 lượt còn nằm trên máy")
    press(page, "Thu hồi")
    expect(device).to_contain_text("3 lượt còn trên máy sẽ mất")
    press(page, "Thu hồi")
    expect(page.get_by_text("Đã thu hồi (1)")).to_be_visible()
    assert place.send(claimed["device_token"], place.event(2))[0] == 401


def test_an_owner_prints_sheets_of_a_pad_without_a_serial_twice(stack: Stack, phone: Phone) -> None:
    page, _ = owner_page(stack, phone)
    add(page, "chợ sáng", paper=True)
    page.locator(".pairing").get_by_role("button", name="Đóng").click()
    assert downloaded(page, "In thêm phiếu")[0] == f"phieu-1-{5 * LINES}.pdf"
    expect(page.get_by_text(f"Đã in đến số {5 * LINES}")).to_be_visible()
    page.get_by_label("Số tờ").fill("1")
    _, pdf = downloaded(page, "In thêm phiếu")
    assert serials_of(pdf) == [list(range(5 * LINES + 1, 6 * LINES + 1))]
    expect(page.get_by_role("link", name=re.compile("Tải lại phieu-101-120"))).to_be_visible()
    page.get_by_label("Số tờ").fill("0")
    press(page, "In thêm phiếu")
    expect(page.get_by_text("Số tờ phải là một số từ 1 đến 50.")).to_be_visible()


def test_a_pairing_code_without_a_name_is_not_made(stack: Stack, phone: Phone) -> None:
    page, place = owner_page(stack, phone)
    press(page, "Ghép máy mới hoặc thêm sổ giấy")
    press(page, "Tạo mã ghép")
    expect(page.get_by_text("Xin đặt tên cho máy")).to_be_visible()
    assert call("GET", f"{place.url}/devices", token=place.owner)[1] == {"devices": []}


def test_a_form_is_left_alone_when_the_list_of_devices_comes_late(stack: Stack, phone: Phone) -> None:
    url, token = register(stack)
    page = phone()
    late: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "GET":
            late.append(route)
        else:
            route.continue_()

    page.route("**/devices", hold)
    page.goto(f"{stack.origin}/owner#code={Gate(stack, url, token, {}).code}&token={token}")
    press(page, "Ghép máy mới hoặc thêm sổ giấy")
    press(page, "Tạo mã ghép")
    expect(page.get_by_text("Xin đặt tên cho máy")).to_be_visible()
    page.get_by_label("Sổ giấy").check()
    for each in late:
        each.continue_()
    expect(page.get_by_text("Chưa có máy nào.")).to_be_visible()
    expect(page.get_by_text("Xin đặt tên cho máy")).to_be_visible()
    expect(page.get_by_label("Sổ giấy")).to_be_checked()
