"""An official's morning on a phone: figures down to a venue, findings, tables, settings, the archive."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from local import accounts
from local.report_run import rule_event
from local.seed.seeding import Wish, seed
from local.stack import Stack
from tests.integration.conftest import own_stack
from truyvet import numbers
from truyvet.addressees import lowered
from truyvet.days import local_day
from truyvet.histories import Cause, Event, new_id
from truyvet.history_table import HistoryItem
from truyvet.setting_table import SettingItem

__all__ = ["own_stack"]
Phone = Callable[..., Page]
LAST_DAY = local_day(datetime.now(UTC)) - timedelta(days=1)
SHOWN_DAY = f"{LAST_DAY.day}/{LAST_DAY.month}/{LAST_DAY.year}"
PROVINCE = accounts.Account("oversight-province", "Mot2-ba4-nam6", "province")
DISTRICT = accounts.Account("oversight-689", "Mot2-ba4-nam6", "district:689")


@pytest.fixture(scope="module")
def ledger(own_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was made: a province of 300 venues over eight days, its last day reported."""
    file: Path = tmp_path_factory.mktemp("seed") / "ledger.json"
    wish = Wish(venues=300, days=8, scans=1200, seed=5, last_day=LAST_DAY).checked()
    seed(own_stack.access, own_stack.outputs, file, wish, lambda *_: None)
    recipients = SettingItem("recipients", version="2099-01-01", values='{"district:689": ["dongxoai@example.vn"]}')
    own_stack.access.client("dynamodb").put_item(TableName=own_stack.table("Settings"), Item=recipients.serialize())
    answer = own_stack.access.client("lambda").invoke(
        FunctionName=own_stack.outputs["ReportFunctionName"], Payload=json.dumps(rule_event(LAST_DAY))
    )
    assert "FunctionError" not in answer, answer["Payload"].read()
    made: dict[str, Any] = json.loads(file.read_text())
    return made


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_have_text(text)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def signed_in(stack: Stack, phone: Phone, account: accounts.Account, path: str) -> Page:
    accounts.make(stack.access, stack.outputs["OfficialsPoolId"], account)
    page = phone(accept_downloads=True)
    page.goto(f"{stack.origin}{path}")
    page.get_by_label("Tên đăng nhập").fill(account.name)
    page.get_by_label("Mật khẩu").fill(account.password)
    page.get_by_role("button", name="Đăng nhập").click()
    return page


def tile(page: Page, name: str) -> str:
    text: str = (
        page.locator(".tile", has=page.get_by_role("heading", name=name, exact=True)).locator("strong").inner_text()
    )
    return text.replace(".", "")


def test_figures_agree_with_what_was_made_down_to_one_venue(
    own_stack: Stack, phone: Phone, ledger: dict[str, Any], tmp_path: Path
) -> None:
    page = signed_in(own_stack, phone, PROVINCE, f"/oversight?day={LAST_DAY}")
    heading(page, re.compile(rf"^Tỉnh Bình Phước, .*{SHOWN_DAY}$"))
    total = ledger["days"][LAST_DAY.isoformat()]["total"]
    expect(page.locator("#areas tbody tr")).to_have_count(11)
    assert tile(page, "Lượt quét") == str(total["entries"] + total["exits"])
    assert tile(page, "Điểm đăng ký") == "300"
    assert fits(page)

    # Down: the district with most scans, its first commune, its first venue, and back.
    page.locator("#areas tbody a").first.click()
    heading(page, re.compile(rf".*{SHOWN_DAY}$"))
    expect(page.locator("#areas thead")).to_contain_text("Xã, phường")
    page.locator("#areas tbody a").first.click()
    expect(page.get_by_role("heading", name="Tờ rơi vận động")).to_be_visible()
    with page.expect_download() as begun:
        page.get_by_role("button", name="Tải tờ rơi khổ A5 (PDF)").click()
    begun.value.save_as(tmp_path / "leaflet.pdf")
    assert (tmp_path / "leaflet.pdf").read_bytes().startswith(b"%PDF-")
    name = page.locator("#venues a").first.inner_text()
    page.locator("#venues a").first.click()
    heading(page, name)
    expect(page.get_by_role("heading", name="28 ngày gần đây")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name="Trở lại").click()
    heading(page, re.compile(rf".*{SHOWN_DAY}$"))


def test_findings_are_filtered_and_tables_taken_away(
    own_stack: Stack, phone: Phone, ledger: dict[str, Any], tmp_path: Path
) -> None:
    page = signed_in(own_stack, phone, PROVINCE, f"/oversight?day={LAST_DAY}")
    expect(page.locator("#findings li").first).to_be_visible()
    planted = sum(1 for rule in ledger["planted"].values() if rule == "never_printed")
    page.locator("#rule").select_option("never_printed")
    expect(page.locator("#findings .hint")).to_contain_text(f"{planted} kết quả đánh giá")
    expect(page.locator("#findings li").first).to_contain_text("Chưa in mã QR")
    with page.expect_download() as begun:
        page.get_by_role("button", name="Các điểm (Excel)").click()
    file = tmp_path / "venues.xlsx"
    begun.value.save_as(file)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    assert sheet.max_row == 301

    page.get_by_label("Tìm theo tên, địa chỉ hoặc mã").fill("khong co diem nao ten nhu the")
    expect(page.locator("#venues")).to_have_text("Không tìm thấy điểm nào.")


def test_what_waits_fits_on_a_phone(own_stack: Stack, phone: Phone, ledger: dict[str, Any]) -> None:
    """The longest cause there is, beside a name."""
    dynamodb, code = own_stack.access.client("dynamodb"), next(iter(ledger["planted"]))
    venue = dynamodb.get_item(TableName=own_stack.table("Venues"), Key={"code": {"S": code}})["Item"]
    at, district = datetime.now(UTC), int(venue["district"]["N"])
    waits = HistoryItem(
        code, new_id(at), at=at, event=Event.ASKED, by="x", cause=Cause.NO_PHONE, open_in=district, expires_at=2**33
    )
    dynamodb.put_item(TableName=own_stack.table("Histories"), Item=waits.serialize())
    page = signed_in(own_stack, phone, PROVINCE, f"/oversight?day={LAST_DAY}&district={district}")
    heading(page, re.compile(f", {lowered(numbers.weekday(LAST_DAY))} {SHOWN_DAY}$"))
    expect(page.locator("#waiting li")).to_contain_text(["Không có điện thoại, điện thoại hỏng"])
    expect(page.locator("#waiting-causes")).to_have_text("Không có điện thoại, điện thoại hỏng: 1")
    assert fits(page)


def test_a_district_sees_itself_alone(own_stack: Stack, phone: Phone, ledger: dict[str, Any]) -> None:
    page = signed_in(own_stack, phone, DISTRICT, f"/oversight?day={LAST_DAY}")
    heading(page, re.compile(rf"^Thành phố Đồng Xoài, .*{SHOWN_DAY}$"))
    expect(page.locator("#district option")).to_have_text(["Thành phố Đồng Xoài"])
    page.goto(f"{own_stack.origin}/oversight?day={LAST_DAY}&district=690")
    expect(page.locator("#problem")).to_contain_text("ngoài phạm vi")
    page.goto(f"{own_stack.origin}/settings")
    heading(page, "Tài khoản này không dùng được trang này")


def test_a_threshold_is_changed_with_a_reason(own_stack: Stack, phone: Phone, ledger: dict[str, Any]) -> None:
    page = signed_in(own_stack, phone, PROVINCE, "/settings#compliance")
    heading(page, "Cài đặt của tỉnh")
    days = page.get_by_label("Không có lượt quét: số ngày mở cửa liên tiếp")
    days.fill("0")
    page.get_by_label("Lý do thay đổi").fill("Thử")
    page.get_by_role("button", name="Lưu thành bản mới").click()
    expect(page.locator(".setting .error")).to_have_text("Xin nhập từ 1 đến 60.")
    days.fill("4")
    page.get_by_role("button", name="Lưu thành bản mới").click()
    expect(page.locator(".versions li").first).to_contain_text("số ngày mở cửa liên tiếp: 3 → 4")
    assert fits(page)


def test_a_kept_report_is_made_again(own_stack: Stack, phone: Phone, ledger: dict[str, Any], tmp_path: Path) -> None:
    page = signed_in(own_stack, phone, PROVINCE, "/archive")
    expect(page.locator("#reports > li")).to_have_count(1)
    with page.expect_download() as begun:
        page.get_by_role("button", name="PDF").click()
    begun.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    page.get_by_role("button", name="Đối chiếu").click()
    expect(page.locator(".verified.same")).to_contain_text("giống từng byte")
    page.get_by_text("Phần của 1 nơi nhận").click()
    expect(page.locator(".parts")).to_contain_text("Thành phố Đồng Xoài:")
    assert fits(page)


def test_a_district_finds_its_own_part_and_no_more(own_stack: Stack, phone: Phone, ledger: dict[str, Any]) -> None:
    page = signed_in(own_stack, phone, DISTRICT, "/archive")
    expect(page.locator("#reports > li")).to_have_count(1)
    expect(page.locator("#reports .links")).to_have_text(re.compile("^Thành phố Đồng Xoài:Thư"))
    page.get_by_role("button", name="Đối chiếu").click()
    expect(page.locator(".verified.same")).to_contain_text("cả 4 tệp giống từng byte")
    assert fits(page)
