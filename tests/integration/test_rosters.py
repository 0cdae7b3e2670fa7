"""A roster through the deployed API under the roles: sent in parts, checked, applied, compared, registered, printed."""

import base64
import csv
import io
import json
from http import HTTPStatus
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from local import accounts
from local.stack import Stack
from tests.e2e.waiting import until
from tests.integration.test_venues import call, exchange, register

TITLES = ("STT", "Tên cơ sở", "Loại hình", "Địa chỉ", "Xã/phường", "Huyện", "Người đứng đầu", "SĐT", "MST")
DONG_XOAI = ("Tân Đồng", "TP Đồng Xoài")


def row(number: int, name: str, phone: str, **more: str) -> tuple[str, ...]:
    cells = (str(number), name, "Tạp hóa", f"{number}/3 tổ 5", *DONG_XOAI, "Trần Văn Bình", phone, "")
    return tuple((dict(zip(TITLES, cells, strict=True)) | more).values())


ROWS = [
    row(1, "Tạp hóa Rồng Vàng", "0901 000 001"),
    row(2, "Tap hoa rong xanh", "0901 000 002"),
    row(3, "Tạp hóa Mây Trắng", "0901 000 003"),
    row(4, "Tạp hóa Nắng Mới", "09", MST="12"),
    row(5, "", "0901 000 005"),
    row(6, "Tạp hóa Biển Đông", "0901 000 006", **{"Xã/phường": "Tân Đòng Đông"}),
]


def csv_file(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(("DANH SÁCH ĐIỂM PHẢI THAM GIA",))
    writer.writerow(TITLES)
    writer.writerows(rows)
    return text.getvalue().encode("utf-16")


class Official:
    """Somebody signed in, and what they ask of the API."""

    def __init__(self, stack: Stack, group: str) -> None:
        self.origin = f"{stack.origin}/api/oversight/rosters"
        self.token = accounts.sign_in(
            stack.access, stack.outputs["OfficialsPoolId"], stack.outputs["OfficialsClientId"], group
        )

    def ask(self, method: str, path: str, body: Any = None, status: int = HTTPStatus.OK) -> dict[str, Any]:
        given, answer = call(method, f"{self.origin}{path}", body, self.token)
        assert given == status, answer
        return answer

    def file(self, work: str, name: str) -> bytes:
        status, _, content = exchange("GET", f"{self.origin}/work/{work}/files/{name}", token=self.token)
        assert status == HTTPStatus.OK
        return content

    def ended(self, work: str) -> dict[str, Any]:
        """The work when its task has ended."""
        until(lambda: self.ask("GET", f"/work/{work}")["stage"] in {"done", "failed"})
        answer = self.ask("GET", f"/work/{work}")
        assert answer["stage"] == "done", answer
        return answer

    def upload(self, content: bytes, roster: str | None = None) -> str:
        """The id of a file that was sent and read."""
        parts = [content[at : at + 1_000] for at in range(0, len(content), 1_000)]
        asked = {"title": "Tạp hóa thử", "parts": len(parts), "roster": roster}
        work = self.ask("POST", "/work", asked, HTTPStatus.CREATED)["id"]
        for number, part in enumerate(parts):
            self.ask("POST", f"/work/{work}/parts/{number}", {"content": base64.b64encode(part).decode()})
        self.ask("POST", f"/work/{work}/read", {}, HTTPStatus.ACCEPTED)
        self.ended(work)
        return str(work)

    def checked(self, work: str) -> dict[str, Any]:
        layout = self.ask("GET", f"/work/{work}/layout")
        asked = {name: layout[name] for name in ("sheet", "header", "columns")}
        self.ask("POST", f"/work/{work}/check", asked, HTTPStatus.ACCEPTED)
        found: dict[str, Any] = self.ended(work)["found"]
        return found

    def apply(self, work: str, *, remove_gone: bool = False) -> dict[str, Any]:
        self.ask("POST", f"/work/{work}/apply", {"remove_gone": remove_gone}, HTTPStatus.ACCEPTED)
        return self.ended(work)


@pytest.fixture(scope="module")
def keeper(stack: Stack) -> Official:
    return Official(stack, "district:689")


@pytest.fixture(scope="module")
def applied(stack: Stack, keeper: Official) -> str:
    """A roster of which one place is registered, one doubtful, one missing; three rows of the file are wrong."""
    for name, phone in (("Tạp hóa Rồng Vàng", "0901 000 001"), ("Tạp hóa Rồng Xanh", "0987 000 002")):
        register(stack, name=name, phone=phone, commune=25198, address="ở nơi khác")
    work = keeper.upload(csv_file(ROWS))
    found = keeper.checked(work)
    assert (found["rows"], found["good"], found["bad"], found["added"]) == (6, 3, 3, 3)
    assert (found["linked"], found["doubtful"], found["missing"]) == (1, 1, 1)
    keeper.apply(work)
    return work


def test_every_error_is_told_by_row_and_column_and_comes_back_as_a_workbook(keeper: Official, applied: str) -> None:
    rows = keeper.ask("GET", f"/work/{applied}/errors")["rows"]
    assert [(each["row"], [wrong["column"] for wrong in each["wrong"]]) for each in rows] == [
        (6, ["phone", "tax_code"]),
        (7, ["name"]),
        (8, ["commune"]),
    ]
    sheet = load_workbook(io.BytesIO(keeper.file(applied, "errors.xlsx"))).active
    assert sheet is not None
    cells = list(sheet.iter_rows(values_only=True))
    assert cells[0][2:] == TITLES
    assert cells[2][:3] == (7, "Tên nơi phải tham gia: Thiếu tên.", "5")


def test_a_mended_workbook_of_errors_is_read_as_it_is(keeper: Official, applied: str) -> None:
    work = keeper.upload(keeper.file(applied, "errors.xlsx"), applied)
    found = keeper.checked(work)
    assert (found["rows"], found["good"], found["bad"], found["unchanged"]) == (3, 0, 3, 0)
    assert keeper.ask("POST", f"/work/{work}/apply", {}, HTTPStatus.UNPROCESSABLE_ENTITY)["error"] == "invalid"


def test_what_an_official_says_of_a_doubtful_pair_outlives_the_next_file(keeper: Official, applied: str) -> None:
    (doubtful,) = keeper.ask("GET", f"/{applied}/places?standing=doubtful")["places"]
    (candidate,) = doubtful["candidates"]
    assert (doubtful["name"], candidate["name"]) == ("Tap hoa rong xanh", "Tạp hóa Rồng Xanh")
    said = {"row": doubtful["row"], "venue": candidate["code"], "same": True}
    decided = keeper.ask("POST", f"/{applied}/decisions", said)
    assert (decided["standing"], decided["basis"]) == ("linked", "decided")
    again = keeper.upload(csv_file([*ROWS[1:], row(7, "Tạp hóa Hoa Cải", "0901 000 007")]), applied)
    found = keeper.checked(again)
    assert {name: found[name] for name in ("unchanged", "changed", "added", "gone")} == {
        "unchanged": 2, "changed": 0, "added": 1, "gone": 1
    }  # fmt: skip
    keeper.apply(again, remove_gone=True)
    linked = keeper.ask("GET", f"/{applied}/places?standing=linked")["places"]
    assert [(each["name"], each["venue"]["code"]) for each in linked] == [("Tap hoa rong xanh", candidate["code"])]
    assert keeper.ask("GET", f"/{applied}")["missing"] == 2


def test_missing_places_are_registered_once_and_their_posters_printed(
    stack: Stack, keeper: Official, applied: str
) -> None:
    first = keeper.ask("POST", f"/{applied}/register", {}, HTTPStatus.ACCEPTED)["id"]
    assert keeper.ended(first)["found"]["registered"] >= 1
    before = keeper.ask("GET", f"/{applied}/places?standing=linked")["places"]
    again = keeper.ask("POST", f"/{applied}/register", {}, HTTPStatus.ACCEPTED)["id"]
    assert keeper.ended(again)["found"]["registered"] == 0
    assert keeper.ask("GET", f"/{applied}/places?standing=linked")["places"] == before
    asked = {"commune": 25198, "roster": applied}
    printed = keeper.ask("POST", "/posters", asked, HTTPStatus.ACCEPTED)["id"]
    assert keeper.ended(printed)["found"]["posters"] == len(before)
    pages = PdfReader(io.BytesIO(keeper.file(printed, "posters.pdf"))).pages
    assert len(pages) == len(before) + 1
    code = next(each["venue"]["code"] for each in before if each["basis"] == "registered")
    assert f"{code[:4]} {code[4:]}" in pages[0].extract_text()
    venue = stack.access.client("dynamodb")

    def issued() -> bool:
        item = venue.get_item(TableName=stack.table("Venues"), Key={"code": {"S": code}})["Item"]
        return "poster_issued_at" in item

    until(issued)
    sheet = handed_over(keeper, code, HTTPStatus.OK)
    token = "".join(PdfReader(io.BytesIO(sheet)).pages[0].extract_text().split()).partition("token=")[2][:43]
    assert call("GET", f"{stack.origin}/api/venues/{code}", token=token)[1]["head"] == "Trần Văn Bình"
    handed_over(keeper, code, HTTPStatus.UNPROCESSABLE_ENTITY)


def handed_over(keeper: Official, code: str, wanted: HTTPStatus) -> bytes:
    status, _, content = exchange("POST", f"{keeper.origin}/handovers", {"venue": code}, keeper.token)
    assert status == wanted
    return content


def test_another_district_sees_nothing_of_it(stack: Stack, applied: str) -> None:
    other = Official(stack, "district:690")
    assert other.ask("GET", f"/{applied}", status=HTTPStatus.FORBIDDEN)["error"] == "forbidden"
    assert other.ask("GET", f"/work/{applied}/errors", status=HTTPStatus.FORBIDDEN)["error"] == "forbidden"
    assert applied not in json.dumps(other.ask("GET", ""))


def test_what_is_said_to_be_another_place_is_never_registered_over_it(stack: Stack, keeper: Official) -> None:
    register(stack, name="Tạp hóa Bình Minh Đỏ", phone="0901 000 088", commune=25198)
    work = keeper.upload(csv_file([row(1, "Tạp hóa Bình Minh Đỏ", "0901 000 088")]))
    assert keeper.checked(work)["linked"] == 1
    keeper.apply(work)
    (place,) = keeper.ask("GET", f"/{work}/places?standing=linked")["places"]
    said = {"row": place["row"], "venue": place["venue"]["code"], "same": False}
    assert keeper.ask("POST", f"/{work}/decisions", said)["standing"] == "missing"
    done = keeper.ask("POST", f"/{work}/register", {}, HTTPStatus.ACCEPTED)["id"]
    found = keeper.ended(done)["found"]
    assert (found["registered"], found["left"], found["missing"]) == (0, 1, 1)
    assert keeper.file(done, "left.xlsx").startswith(b"PK")
