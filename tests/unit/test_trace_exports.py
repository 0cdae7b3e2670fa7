"""Files for the health office: nothing is a formula, nothing is changed, one bad record spoils only its line."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from tests.unit.kept import contact, met, record, scan, stay, trace
from tests.unit.trace_town import VENUES
from truyvet import cordon_sheets, trace_exports
from truyvet.contact_lists import ContactList, contact_list
from truyvet.cordons import cordon
from truyvet.records import Record
from truyvet.settings import TraceRules
from truyvet.stays import Known
from truyvet.trace_exports import PART, UNREAD, Naming, Part
from truyvet.trace_reader import TracedVenue
from truyvet.tracing import place_of

ATTACKS = ['=HYPERLINK("http://x.example","bấm")', "+84 cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\uff1d1+1"]
NAMING = Naming({code: venue.name for code, venue in VENUES.items()}, lambda _: ("Tân Phú", "Đồng Xoài"))


def people(*records: Record | None) -> ContactList:
    contacts = [contact(number) for number in range(1, len(records) + 1)]
    return contact_list(contacts, {UUID(int=number): each for number, each in enumerate(records, 1)})


def named(name: str, address: str = "12/3") -> Record:
    return record(name, phone="+84987654321", address=address, commune=25195)


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    header, *rows = load_workbook(io.BytesIO(content))[name].iter_rows()
    return [{str(title.value): cell.value for title, cell in zip(header, row, strict=True)} for row in rows]


def workbook(found: ContactList) -> bytes:
    return trace_exports.workbook(trace(), found, NAMING, Part.numbered(1, 3))


def test_what_people_typed_reaches_both_files_letter_for_letter() -> None:
    found = people(named("Nguyễn Thị Mười", "12/3 tổ 5, KP “Phước Hòa” \\ 'x'"))
    (row,) = read_csv(trace_exports.csv(found, NAMING))
    (cells,) = read_sheet(workbook(found), "F1")
    for line in (row, cells):
        assert line["Họ và tên"] == "Nguyễn Thị Mười"
        assert line["Địa chỉ"] == "12/3 tổ 5, KP “Phước Hòa” \\ 'x'"
        assert line["Điện thoại"] == "0987654321"
        assert (line["Xã"], line["Huyện"]) == ("Tân Phú", "Đồng Xoài")
    assert "Điểm SHOP 09/08/2021 10:00–10:40 (40 phút, không rõ khu)" in row["Nơi và lúc gặp"]


def test_a_fraction_is_no_date() -> None:
    found = people(named("Lê An", "12/3"))
    assert read_csv(trace_exports.csv(found, NAMING))[0]["Địa chỉ"] == "12/3"
    assert read_sheet(workbook(found), "F1")[0]["Địa chỉ"] == "12/3"


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula(attack: str) -> None:
    found = people(named(attack, attack))
    content = trace_exports.csv(found, NAMING)
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    assert f"'{attack}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\uff1d")) for cell in cells)
    book = load_workbook(io.BytesIO(workbook(found)))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert any(cell.value == attack for row in book["F1"].iter_rows() for cell in row)


def test_a_bad_record_has_its_own_sheet_and_line() -> None:
    found = people(named("Lê An"), None)
    content = workbook(found)
    (bad,) = read_sheet(content, UNREAD)
    assert (bad["Số"], bad["Vì sao"]) == (2, "Bản khai không mở được (dữ liệu hỏng)")
    assert bad["Lượt quét không mở được"] == "Điểm SHOP 09/08/2021 10:00"
    assert [row["Họ và tên"] for row in read_sheet(content, "F1")] == ["Lê An"]
    good, last = read_csv(trace_exports.csv(found, NAMING))
    assert (good["Họ và tên"], last["Họ và tên"], last["Số"]) == ("Lê An", "", "2")
    assert last["Ghi chú"] == "Bản khai không mở được (dữ liệu hỏng)"


def test_without_a_bad_record_no_sheet_says_so() -> None:
    assert UNREAD not in load_workbook(io.BytesIO(workbook(people(named("Lê An"))))).sheetnames


def test_who_calls_a_shared_number_is_warned() -> None:
    one = contact(1, seen=[scan(1), scan(2)])
    found = contact_list([one], {UUID(int=1): named("Lê An"), UUID(int=2): named("Vũ Bảo")})
    notes = [row["Ghi chú"] for row in read_csv(trace_exports.csv(found, NAMING))]
    assert notes == ["Số dùng chung cho 2 người: hỏi ai đã đến, lúc nào"] * 2


def test_the_same_trace_gives_the_same_workbook() -> None:
    assert workbook(people(named("Lê An"))) == workbook(people(named("Lê An")))


@pytest.mark.parametrize(("total", "parts"), [(0, 1), (1, 1), (PART, 1), (PART + 1, 2), (40_000, 8)])
def test_what_is_too_long_for_one_answer_comes_in_parts(total: int, parts: int) -> None:
    assert Part.numbered(1, total).of == parts
    assert Part.numbered(parts, total).first < max(total, 1)


def test_a_workbook_of_a_part_says_which() -> None:
    content = trace_exports.workbook(trace(), people(named("Lê An")), NAMING, Part.numbered(2, PART + 7))
    cells = [cell.value for row in load_workbook(io.BytesIO(content))["Tóm tắt"].iter_rows() for cell in row]
    assert "phần 2/2: số 5001–5007 trong 5007 mục theo thứ hạng" in cells


def test_more_meetings_than_a_sheet_should_have_are_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_exports, "MOST_MEETINGS", 2)
    found = contact_list([contact(1, met(), met(700, 710), met(800, 810))], {UUID(int=1): named("Lê An")})
    content = workbook(found)
    assert len(read_sheet(content, trace_exports.MEETINGS)) == 2
    cells = [cell.value for row in load_workbook(io.BytesIO(content))["Tóm tắt"].iter_rows() for cell in row]
    assert "2 trong 3 lần: của mỗi người những lần gặp nặng nhất, theo thứ hạng" in cells


def test_a_cordons_workbook_tells_days_communes_closings_and_doubts() -> None:
    venue = VENUES["SHOP"]
    known = TracedVenue("SHOP", "=Chợ", venue.kind, "12/3", 25195, "Phường Tân Phú", 689, place_of(venue))
    stays = [stay(600, 640, known=(Known.SCAN, Known.ASSUMED), zones=("quầy 1",)), stay(1410, 1440, "GONE")]
    found = cordon(stays, [contact(1, met())], {"SHOP": known}, TraceRules())
    content = cordon_sheets.workbook(trace(*stays), found, {"SHOP": known}, lambda _: ("Tân Phú", "Đồng Xoài"))
    first, second = read_sheet(content, cordon_sheets.PRESENCES)
    assert (first["Tên điểm"], first["Địa chỉ"], first["Huyện"]) == ("=Chợ", "12/3", "Đồng Xoài")
    assert (first["Từ"], first["Đến"], first["Khu"], first["F1"]) == ("10:00", "10:40", "quầy 1", 1)
    assert first["Biết nhờ"] == "vào: có quét, ra: ước tính"
    assert (second["Mã điểm"], second["Tên điểm"], second["Đến"]) == ("GONE", None, "24:00")
    (commune,) = read_sheet(content, cordon_sheets.COMMUNES)
    assert (commune["Xã"], commune["Số điểm"], commune["F1"]) == ("Tân Phú", 1, 1)
    assert len(read_sheet(content, cordon_sheets.CLOSINGS)) == 2
    doubts = [row["Cần cân nhắc trước khi công bố"] for row in read_sheet(content, cordon_sheets.PUBLIC)]
    assert doubts[0] == "ít người có mặt: dễ nhận ra ai"
