"""What a citizen's own phone finds out, and the officials' pages behind it, in a real browser under the real roles."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Request, expect

from local import accounts
from local.accounts import Account
from local.stack import Stack
from tests.e2e.citizen_place import Place, heading, known, way
from tests.integration import doors
from tests.integration.test_venues import call
from truyvet.days import local_day

Phone = Callable[..., Page]
PASSWORD = "Mat-khau-2021-abc"
CASE = "0912000777"


@pytest.fixture(scope="module")
def officials(stack: Stack) -> dict[str, Account]:
    made = {
        "first": Account("tracer-first", PASSWORD, "tracer"),
        "second": Account("tracer-second", PASSWORD, "tracer"),
        "auditor": Account("auditor-page", PASSWORD, "auditor"),
    }
    for account in made.values():
        accounts.make(stack.access, stack.outputs["OfficialsPoolId"], account)
    return made


def token(stack: Stack, account: Account) -> str:
    return str(accounts.tokens(stack.access, stack.outputs["OfficialsClientId"], account)["AccessToken"])


class Outbreak:
    """A case who was at a venue within the last minutes, traced; its place of exposure proposed by the first tracer."""

    def __init__(self, stack: Stack, officials: dict[str, Account]) -> None:
        self.stack, self.place = stack, Place(stack)
        self.first, self.second = token(stack, officials["first"]), token(stack, officials["second"])
        now = datetime.now(UTC)
        at = now - timedelta(minutes=2)
        # Both in one local day, also just after midnight.
        self.at = at if local_day(at) == local_day(now) else now
        event = doors.check_in(self.place.code, "in") | {
            "id": str(uuid4()),
            "at": f"{self.at:%Y-%m-%dT%H:%M:%S.000Z}",
            "person": {"name": "Trần Văn Bình", "phone": CASE},
        }
        assert doors.call(f"{stack.origin}/api/checkins", event)[0] == 201

    def trace(self) -> dict[str, Any]:
        asked = {
            "case_number": "BP-0777",
            "subject": {"phone": CASE},
            "infectious_from": local_day(self.at - timedelta(days=1)).isoformat(),
            "until": local_day(datetime.now(UTC)).isoformat(),
            "depth": 1,
        }
        status, trace = call("POST", f"{self.stack.origin}/api/traces", asked, self.first)
        assert status == 201, trace
        return dict(trace)

    def propose(self) -> str:
        span = {"from": f"{self.at:%Y-%m-%dT%H:%M:%SZ}", "to": f"{self.at + timedelta(minutes=1):%Y-%m-%dT%H:%M:%SZ}"}
        places = [{"venue": self.place.code, **span}]
        body = {"trace": self.trace()["id"], "places": places}
        status, made = call("POST", f"{self.stack.origin}/api/exposures", body, self.first)
        assert status == 201, made
        return str(made["exposures"][0]["id"])

    def decide(self, exposure: str, act: str, **body: str) -> None:
        status, answer = call("POST", f"{self.stack.origin}/api/exposures/{exposure}/{act}", body, self.second)
        assert status == 200, answer


@pytest.fixture
def outbreak(stack: Stack, officials: dict[str, Account]) -> Outbreak:
    return Outbreak(stack, officials)


def without_cache(page: Page) -> Page:
    """The list may be five minutes old; a test does not wait for that."""
    page.context.route(
        "**/api/exposures", lambda route: route.continue_(headers=route.request.headers | {"Cache-Control": "no-cache"})
    )
    return page


def test_a_phone_compares_by_itself_also_without_a_network_until_the_place_is_taken_back(
    stack: Stack, phone: Phone, outbreak: Outbreak
) -> None:
    exposure = outbreak.propose()
    page = without_cache(known(phone(), outbreak.place))
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    expect(page.locator(".receipt .code")).to_contain_text(outbreak.place.code)
    page.goto(f"{stack.origin}/exposures")
    expect(page.locator("#compared")).to_contain_text("không trùng nơi nào")

    outbreak.decide(exposure, "approve")
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - a bound built-in is refused
    page.goto(f"{stack.origin}/")
    expect(page.locator(".exposed")).to_contain_text("cùng nơi, cùng giờ với một ca bệnh")
    expect(page.locator(".exposed")).to_contain_text(outbreak.place.name)
    assert [request for request in sent if request.post_data or outbreak.place.code in request.url] == []

    page.goto(f"{stack.origin}/exposures")
    expect(page.locator(".place.mine")).to_contain_text(outbreak.place.name)
    page.route("**/api/exposures", lambda route: route.abort())
    page.reload()
    expect(page.locator(".place.mine")).to_contain_text(outbreak.place.name)
    page.unroute("**/api/exposures")

    outbreak.decide(exposure, "withdraw", reason="nhầm ngày")
    page.goto(f"{stack.origin}/")
    expect(page.locator(".exposed")).to_contain_text("đã rút lại")
    page.reload()
    page.locator(".exposed").get_by_role("button", name="Đã hiểu").click()
    expect(page.locator(".exposed")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1).filter(visible=True)).to_be_visible()
    assert page.evaluate("JSON.parse(localStorage.getItem('truyvet.exposed'))") == []


def test_the_first_screen_after_a_check_in_tells_of_a_place_that_is_public_already(
    phone: Phone, outbreak: Outbreak
) -> None:
    outbreak.decide(outbreak.propose(), "approve")
    page = without_cache(known(phone(), outbreak.place))
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("#exposed")).to_contain_text(outbreak.place.name)
    page.get_by_role("button", name="English").click()
    expect(page.locator("#exposed")).to_contain_text("You may have been where a case was")


def test_who_looked_is_told_to_the_phone_that_made_the_check_in(stack: Stack, phone: Phone, outbreak: Outbreak) -> None:
    page = known(phone(), outbreak.place)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    code = page.locator(".receipt .code").inner_text()
    page.goto(f"{stack.origin}/tra-cuu")
    page.get_by_role("button", name="Tra cứu 1 lượt khai").click()
    expect(page.locator("#own")).to_contain_text("Chưa ai tra cứu")

    reference = outbreak.trace()["id"][:8].upper()
    other = phone()
    other.goto(f"{stack.origin}/tra-cuu")
    other.get_by_label("Mã biên nhận").fill(code.lower())
    other.get_by_role("button", name="Tra cứu", exact=True).click()
    expect(other.locator("#answer")).to_contain_text(reference)
    expect(other.locator("#answer")).not_to_contain_text("BP-0777")
    other.get_by_label("Mã biên nhận").fill(code[:-1])
    other.get_by_role("button", name="Tra cứu", exact=True).click()
    expect(other.locator(".error")).to_contain_text("chưa đúng")


def sign_in(page: Page, account: Account, password: str = PASSWORD) -> None:
    page.get_by_label("Tên đăng nhập").fill(account.name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def test_a_place_is_approved_on_the_page_by_another_than_who_proposed_it(
    stack: Stack, phone: Phone, outbreak: Outbreak, officials: dict[str, Account]
) -> None:
    outbreak.propose()
    mine, others = phone(), phone()
    for page, account in ((mine, officials["first"]), (others, officials["second"])):
        page.goto(f"{stack.origin}/publish")
        sign_in(page, account)
    card = mine.locator("#proposed .card", has_text=outbreak.place.name)
    expect(card).to_contain_text("cần cán bộ khác duyệt")
    expect(others.locator("#proposed .card", has_text=outbreak.place.name)).to_contain_text("dễ nhận ra ai")
    expect(card.get_by_role("button", name="Duyệt công bố")).to_have_count(0)
    others.locator("#proposed .card", has_text=outbreak.place.name).get_by_role("button", name="Duyệt công bố").click()
    expect(others.locator("#published")).to_contain_text(outbreak.place.name)
    published = others.locator("#published .card", has_text=outbreak.place.name)
    published.get_by_role("button", name="Rút lại", exact=True).click()
    published.get_by_label("Lý do rút lại").fill("nhầm ngày")
    published.get_by_role("button", name="Rút lại ngay").click()
    expect(others.locator("#published")).not_to_contain_text(outbreak.place.name)


def test_the_auditor_signs_in_reads_the_log_and_signs_in_again_without_losing_what_is_typed(
    stack: Stack, phone: Phone, outbreak: Outbreak, officials: dict[str, Account]
) -> None:
    outbreak.trace()
    stack.access.client("lambda").invoke(FunctionName=stack.outputs["RetentionFunctionName"])
    page = phone()
    page.goto(f"{stack.origin}/audit")
    sign_in(page, officials["auditor"], "wrong")
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("chưa đúng")
    sign_in(page, officials["auditor"])
    expect(page.locator("#log")).to_contain_text("BP-0777")
    expect(page.get_by_role("link", name="Nhật ký tra cứu")).to_be_in_viewport(ratio=1)
    # Where tests run nothing expires, and the proof says so.
    expect(page.locator("#nights .notice")).to_contain_text("chưa bật tự xóa: lượt khai")
    expect(page.locator("#nights tbody tr")).to_have_count(1)

    kept = json.loads(str(page.evaluate("sessionStorage.getItem('truyvet.official')")))
    over = {**kept, "token": "x.y.z", "refresh": "over"}
    page.evaluate("over => sessionStorage.setItem('truyvet.official', over)", json.dumps(over))
    page.reload()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Tên đăng nhập")).to_have_value(officials["auditor"].name)
    page.evaluate("document.getElementById('case').value = 'BP-0777'")
    dialog.get_by_label("Mật khẩu").fill(PASSWORD)
    dialog.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.locator("#log")).to_contain_text("tracer-first")
    expect(page.get_by_label("Ca bệnh")).to_have_value("BP-0777")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()


def test_an_account_of_another_group_is_told_so(stack: Stack, phone: Phone, officials: dict[str, Account]) -> None:
    page = phone()
    page.goto(f"{stack.origin}/audit")
    sign_in(page, officials["first"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("không dùng được trang này")
    expect(page.locator("#view-log")).to_be_hidden()
