"""The tracer's page in a real browser against the real template: from a case to its contacts, files and cordon."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Dialog, Download, Page, Route, expect

from local import accounts
from local.accounts import Account
from local.stack import Stack
from tests.integration import doors
from tests.integration.test_venues import call
from truyvet import days
from truyvet.days import LOCAL

Phone = Callable[..., Page]
_numbers = count(100)
TODAY = days.local_day(datetime.now(UTC))


class Town:
    """Two venues and a case of one test alone; minutes are so many ago."""

    def __init__(self, stack: Stack) -> None:
        self.origin = stack.origin
        self.number = next(_numbers)
        self.case = f"0912 777 {self.number}"
        self.now = datetime.now(UTC)
        self.market = self._venue(f"Chợ Truy Vết số {self.number}", "market")
        self.office = self._venue(f"Văn phòng Truy Vết số {self.number}", "office")

    def _venue(self, name: str, kind: str) -> dict[str, Any]:
        body = doors.VENUE | {"name": name, "kind": kind, "zones": ["quầy 1"]}
        status, given = call("POST", f"{self.origin}/api/venues", body)
        assert status == 201, given
        return {"code": given["code"], "name": name}

    def stay(self, venue: dict[str, Any], since: int, until: int, name: str, phone: str, **more: Any) -> None:
        for minutes, direction in ((since, "in"), (until, "out")):
            at = self.now - timedelta(minutes=minutes)
            event = doors.check_in(venue["code"], direction) | {
                "id": str(uuid4()),
                "at": f"{at:%Y-%m-%dT%H:%M:%S.000Z}",
                "person": {"name": name, "phone": phone},
            }
            status, answer = doors.call(f"{self.origin}/api/checkins", event | more)
            assert status == 201, answer

    def phone_of(self, contact: int) -> str:
        return f"0987 {self.number} {contact:03d}"


@pytest.fixture
def town(stack: Stack) -> Town:
    """The case was at the market with Điểu Ẩn, then at the office with Vũ Thị Mai."""
    made = Town(stack)
    made.stay(made.market, 300, 240, "Ca Bệnh", made.case)
    made.stay(made.market, 295, 250, "=Điểu Ẩn", made.phone_of(1))
    made.stay(made.office, 200, 140, "Ca Bệnh", made.case)
    made.stay(made.office, 190, 150, "Vũ Thị Mai", made.phone_of(2))
    return made


@pytest.fixture(scope="module")
def tracer(stack: Stack) -> Account:
    account = Account(f"tracer-{uuid4().hex[:8]}", f"Aa1{uuid4().hex}", "tracer")
    accounts.make(stack.access, stack.outputs["OfficialsPoolId"], account)
    return account


@pytest.fixture
def desk(phone: Phone, town: Town, tracer: Account) -> Page:
    """The page, signed in."""
    page = phone(accept_downloads=True)
    page.goto(f"{town.origin}/trace")
    page.get_by_label("Tên đăng nhập").fill(tracer.name)
    page.get_by_label("Mật khẩu").fill(tracer.password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Truy vết một ca bệnh")).to_be_visible()
    return page


def ask(page: Page, town: Town) -> None:
    page.get_by_label("Mã ca bệnh").fill(f"BP-{town.number}")
    page.get_by_label("Số điện thoại", exact=True).fill(town.case)
    page.get_by_label("Ngày khởi phát").fill(f"{TODAY}")
    expect(page.get_by_label("Có thể lây từ")).to_have_value(f"{TODAY - timedelta(days=2)}")
    page.get_by_role("button", name="Truy vết").click()
    expect(page.locator("#title")).to_have_text(f"Ca BP-{town.number}")


def contacts(page: Page, *names: str) -> None:
    expect(page.locator("#contacts .person-name")).to_have_text(list(names))


def stay_at(page: Page, venue: dict[str, Any]) -> Any:
    return page.locator(".stay", has_text=venue["name"])


def saved(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_from_a_case_to_contacts_to_a_denied_visit_to_files_and_cordon(desk: Page, town: Town) -> None:
    ask(desk, town)
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    call_link = desk.get_by_role("link", name=f"0987 {town.number} 001")
    expect(call_link).to_have_attribute("href", f"tel:+84987{town.number}001")
    desk.locator("#contacts details").first.locator("summary").click()
    expect(desk.locator("#contacts .meetings").first).to_contain_text(town.market["name"])
    expect(desk.locator("#contacts .meetings").first).to_contain_text("Người này: vào: có quét · ra: có quét")

    stay_at(desk, town.market).get_by_role("button", name="Ca bệnh không đến đây").click()
    expect(desk.locator("#again")).to_contain_text("2 thay đổi chưa tính")
    desk.get_by_role("button", name="Truy vết lại").click()
    expect(desk.locator("#changes")).to_contain_text("F1: 2 → 1")
    expect(desk.locator("#changes")).to_contain_text("1 người không còn (=Điểu Ẩn)")
    contacts(desk, "Vũ Thị Mai")
    expect(stay_at(desk, town.market)).to_have_count(0)
    expect(desk.locator(".left-out")).to_contain_text("Đã bỏ 2 lượt quét")

    desk.locator("#files summary").click()
    with desk.expect_download() as excel:
        desk.get_by_role("button", name="Excel", exact=True).click()
    assert excel.value.suggested_filename == f"tiep-xuc-BP-{town.number}.xlsx"
    rows = list(load_workbook(io.BytesIO(saved(excel.value)))["F1"].values)
    assert [row[2] for row in rows] == ["Họ và tên", "Vũ Thị Mai"]

    expect(desk.locator("#cordon table").first).to_contain_text(town.office["name"])
    expect(desk.locator("#cordon")).not_to_contain_text(town.market["name"])
    expect(desk.locator("#cordon table").last).to_contain_text("không phải nơi công cộng")
    with desk.expect_download() as cordon:
        desk.get_by_role("button", name="Tải khoanh vùng (Excel)").click()
    assert town.office["name"] in str(list(load_workbook(io.BytesIO(saved(cordon.value)))["Mốc dịch tễ"].values))


def test_csv_and_sormas_files_hold_names_that_are_no_formulas(desk: Page, town: Town) -> None:
    ask(desk, town)
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    desk.locator("#files summary").click()
    with desk.expect_download() as table:
        desk.get_by_role("button", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(saved(table.value).decode("utf-8-sig"), newline="")))
    assert [row["Họ và tên"] for row in rows] == ["'=Điểu Ẩn", "Vũ Thị Mai"]
    assert rows[1]["Điện thoại"] == town.phone_of(2).replace(" ", "")
    with desk.expect_download() as sormas:
        desk.get_by_role("button", name="SORMAS").click()
    entities, columns, first, second = csv.reader(io.StringIO(saved(sormas.value).decode("utf-8-sig"), newline=""))
    assert set(entities) == {"Contact"}
    line = dict(zip(columns, second, strict=True))
    assert (line["person.lastName"], line["person.firstName"]) == ("Vũ", "Thị Mai")
    assert (line["region"], line["district"]) == ("Tỉnh Bình Phước", "Thành phố Đồng Xoài")
    assert first[columns.index("person.lastName")] == "'=Điểu"


def test_a_remembered_visit_is_traced_too_and_a_reload_brings_the_same_page_back(desk: Page, town: Town) -> None:
    elsewhere = town._venue(f"Quán Truy Vết số {town.number}", "restaurant")
    town.stay(elsewhere, 100, 70, "Trần Văn Bình", town.phone_of(3))
    ask(desk, town)
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    desk.reload()
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    begin, end = ((town.now - timedelta(minutes=ago)).astimezone(LOCAL) for ago in (105, 60))
    desk.locator("#add-stay summary").click()
    desk.get_by_label("Mã điểm").fill(elsewhere["code"])
    desk.get_by_label("Ngày", exact=True).fill(f"{begin.date()}")
    expect(desk.locator("#stay-card")).to_contain_text(elsewhere["name"])
    desk.get_by_label("Vào lúc").fill(f"{begin:%H:%M}")
    desk.get_by_label("Ra lúc").fill(f"{end:%H:%M}")
    desk.get_by_role("button", name="Thêm mốc này").click()
    expect(stay_at(desk, elsewhere)).to_contain_text("sẽ tính khi truy vết lại")
    desk.get_by_role("button", name="Truy vết lại").click()
    expect(desk.locator("#changes")).to_contain_text("1 người mới")
    expect(desk.locator(".contact", has_text="Trần Văn Bình")).to_contain_text("Mới")
    expect(stay_at(desk, elsewhere)).to_contain_text("theo lời khai")


def test_a_trace_that_takes_longer_than_one_answer_is_waited_for(desk: Page, town: Town) -> None:
    def at_leisure(route: Route) -> None:
        route.continue_(headers=route.request.headers | {"prefer": "respond-async"})

    desk.route("**/api/traces", at_leisure)
    with desk.expect_response("**/api/traces") as answer:
        ask(desk, town)
    assert answer.value.status == 202
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    expect(desk.locator("#cordon table").first).to_contain_text(town.market["name"])
    expect(desk.locator("#waiting")).to_be_empty()


def test_chosen_places_are_proposed_to_the_public_and_doubtful_ones_asked_about(desk: Page, town: Town) -> None:
    questions: list[str] = []

    def agree(dialog: Dialog) -> None:
        questions.append(dialog.message)
        dialog.accept()

    desk.on("dialog", agree)
    ask(desk, town)
    propose = desk.get_by_role("button", name="Đề nghị công bố các nơi đã chọn")
    propose.click()
    expect(desk.locator("#cordon")).to_contain_text("Xin chọn ít nhất một nơi")
    desk.locator("#cordon tr", has_text=town.market["name"]).get_by_label("Chọn").check()
    propose.click()
    expect(desk.locator("#cordon")).to_contain_text("Đã đề nghị công bố 1 nơi")
    assert [question.partition(" nơi")[0] for question in questions] == ["1"]


def test_nothing_personal_is_in_the_address_or_kept_on_the_device(desk: Page, town: Town) -> None:
    addresses: list[str] = []
    desk.on("request", lambda request: addresses.append(request.url))
    ask(desk, town)
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    expect(desk.locator("#cordon table").first).to_be_visible()
    stored = desk.evaluate("JSON.stringify([Object.assign({}, localStorage), Object.assign({}, sessionStorage)])")
    for told in (town.case, town.case.replace(" ", ""), "777", "Điểu", f"BP-{town.number}"):
        assert told not in stored
        assert not any(told in address for address in [desk.url, *addresses])


def test_what_is_wrong_is_said_at_its_field_and_what_is_typed_stays(desk: Page, town: Town) -> None:
    desk.get_by_label("Số điện thoại", exact=True).fill("0112")
    desk.get_by_label("Ngày khởi phát").fill(f"{TODAY}")
    desk.get_by_role("button", name="Truy vết").click()
    expect(desk.locator("#case-number")).to_be_focused()
    expect(desk.get_by_text("mỗi lần tra cứu phải có mục đích")).to_be_visible()
    desk.get_by_label("Mã ca bệnh").fill("BP-1")
    desk.get_by_role("button", name="Truy vết").click()
    expect(desk.get_by_text("Số điện thoại chưa đúng")).to_be_visible()
    expect(desk.get_by_label("Số điện thoại", exact=True)).to_have_value("0112")
    expect(desk.get_by_label("Mã ca bệnh")).to_have_value("BP-1")


def test_who_is_quicker_than_the_rules_is_answered_by_them(phone: Phone, town: Town, tracer: Account) -> None:
    page = phone()
    held: list[Route] = []
    page.route("**/api/trace-rules", lambda route: held.append(route))  # noqa: PLW0108 - a bound built-in is refused
    page.goto(f"{town.origin}/trace")
    page.get_by_label("Tên đăng nhập").fill(tracer.name)
    page.get_by_label("Mật khẩu").fill(tracer.password)
    with page.expect_request("**/api/trace-rules"):
        page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Mã ca bệnh").fill(f"BP-{town.number}")
    page.get_by_label("Số điện thoại", exact=True).fill(town.case)
    page.get_by_label("Ngày khởi phát").fill(f"{TODAY}")
    page.get_by_role("button", name="Truy vết").click()
    expect(page.get_by_role("button", name="Truy vết")).to_be_disabled()
    held[0].continue_()
    expect(page.locator("#asked")).to_contain_text(f"{TODAY - timedelta(days=2):%d/%m/%Y}")
    expect(page.get_by_role("link", name="Công bố địa điểm")).to_be_visible()


def test_levels_and_search_narrow_the_list(desk: Page, town: Town) -> None:
    town.stay(town.market, 242, 239, "Lê Thoáng Qua", town.phone_of(4))
    ask(desk, town)
    contacts(desk, "=Điểu Ẩn", "Vũ Thị Mai")
    desk.get_by_label("Tìm theo tên").fill("vu thi")
    contacts(desk, "Vũ Thị Mai")
    desk.get_by_label("Tìm theo tên").fill(f"0987{town.number}001")
    contacts(desk, "=Điểu Ẩn")
    desk.get_by_label("Tìm theo tên").fill("")
    desk.get_by_role("button", name="1 Ở gần").click()
    contacts(desk, "Lê Thoáng Qua")
