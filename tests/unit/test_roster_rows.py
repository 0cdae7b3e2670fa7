"""Rows become places or say everything that is wrong; what spreadsheets do to numbers is undone where it is certain."""

from random import Random
from typing import Any

import pytest

from truyvet import units
from truyvet.commune_names import CommuneNames
from truyvet.roster_columns import Column
from truyvet.roster_files import Line
from truyvet.roster_rows import Bad, Reading, RowReader
from truyvet.rosters import RosterPlace
from truyvet.scopes import Scope
from truyvet.venues import Kind

PROVINCE = units.province(70)
NAMES = CommuneNames(PROVINCE)
COLUMNS = {column: index for index, column in enumerate(Column)}
GOOD = {
    Column.NAME: "Tạp hóa Cô Ba", Column.KIND: "Tạp hóa", Column.ADDRESS: "12/3 tổ 5", Column.COMMUNE: "P. Tân Phú",
    Column.DISTRICT: "TP Đồng Xoài", Column.HEAD: "Nguyễn Thị Mười", Column.PHONE: "0901 234 567",
    Column.EMAIL: "a@example.vn", Column.TAX_CODE: "3800123456", Column.AGENCY: "UBND phường Tân Phú",
}  # fmt: skip


def line(number: int = 2, **changes: Any) -> Line:
    cells = {column.value: text for column, text in GOOD.items()} | changes
    return Line(number, tuple(cells[column.value] for column in Column))


ALL = Scope(province=True)


def read(*lines: Line, scope: Scope = ALL, **reading: object) -> tuple[list[RosterPlace], list[Bad]]:
    given = {"columns": COLUMNS, "scope": scope, **reading}
    district = next((each for each in PROVINCE.districts if each.code in scope.districts), None)
    return RowReader(NAMES, Reading(**given), district).read(lines)  # type: ignore[arg-type]


def place(**changes: Any) -> RosterPlace:
    (found,), bad = read(line(**changes))
    assert bad == []
    return found


def wrong(**changes: Any) -> dict[str, str]:
    good, (bad,) = read(line(**changes))
    assert good == []
    return {str(each.column): each.sentence for each in bad.wrong}


def test_a_row_is_read_whole() -> None:
    found = place()
    assert (found.name, found.kind, found.district, found.commune) == ("Tạp hóa Cô Ba", Kind.GROCERY, 689, 25195)
    assert (found.phone, found.tax_code, found.email) == ("+84901234567", "3800123456", "a@example.vn")
    assert (found.head, found.agency, found.line) == ("Nguyễn Thị Mười", "UBND phường Tân Phú", 2)


def test_only_name_and_commune_are_needed() -> None:
    empty = dict.fromkeys(("kind", "address", "head", "phone", "email", "tax_code", "agency"), "")
    found = place(**empty)
    assert (found.kind, found.phone, found.tax_code) == (Kind.GROCERY, None, None)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("901234567", "+84901234567"),
        ("0901.234.567", "+84901234567"),
        ("0901 234 567 / 0912 345 678", "+84901234567"),
        ("2713888999", "+842713888999"),
        ("(0271) 3888 999", "+842713888999"),
        ("chưa rõ; 0912345678", "+84912345678"),
    ],
)
def test_telephones_are_read_as_people_write_them(typed: str, phone: str) -> None:
    assert place(phone=typed).phone == phone


@pytest.mark.parametrize(
    ("typed", "code"),
    [("301234567", "0301234567"), ("3800123456-001", "3800123456001"), ("3800 123 456", "3800123456")],
)
def test_tax_codes_get_their_lost_zero_back(typed: str, code: str) -> None:
    assert place(tax_code=typed).tax_code == code


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Chợ hạng 2", Kind.MARKET),
        ("Siêu thị", Kind.SUPERMARKET),
        ("CH tiện lợi", Kind.CONVENIENCE),
        ("Trường THCS", Kind.SCHOOL),
        ("Nhà thuốc", Kind.HEALTH),
        ("Công ty TNHH", Kind.FACTORY),
        ("UBND xã", Kind.OFFICE),
        ("Quán cà phê", Kind.RESTAURANT),
        ("market", Kind.MARKET),
        ("khác", Kind.OTHER),
    ],
)
def test_kinds_are_read_as_lists_name_them(typed: str, kind: Kind) -> None:
    assert place(kind=typed).kind is kind


def test_every_wrong_cell_of_a_row_is_named() -> None:
    found = wrong(name="", kind="thuyền", commune="Tân Phúc Lộc", phone="12", email="a@b", tax_code="1", head="x" * 81)
    assert set(found) == {"name", "kind", "commune", "phone", "email", "tax_code", "head"}
    assert all(sentence.endswith((".", "?")) for sentence in found.values())


def test_numbers_that_lost_digits_and_broken_formulas_are_told() -> None:
    found = wrong(tax_code="3,8E+09", phone="#REF!")
    assert "mất chữ số" in found["tax_code"]
    assert "công thức" in found["phone"]


def test_a_commune_that_only_the_address_names_is_found() -> None:
    assert place(commune="", district="", address="12/3 tổ 5, P. Tân Phú, TP Đồng Xoài").commune == 25195
    assert set(wrong(commune="", district="", address="12/3 tổ 5")) == {"commune"}


def test_the_same_place_twice_is_told_with_the_row_where_it_was_first() -> None:
    good, bad = read(line(2), line(3, name="TAP HOA CO BA"), line(4, name="Chi nhánh khác", phone="0909 999 999"))
    assert [each.line for each in good] == [2, 4]
    assert "dòng 2" in bad[0].wrong[0].sentence


def test_officials_bring_only_what_is_theirs() -> None:
    other = Scope(districts=frozenset({690}))
    _, (bad,) = read(line(), scope=other)
    assert "ngoài phạm vi" in bad.wrong[0].sentence
    good, _ = read(line(district="", commune="Tân Phú"), scope=Scope(districts=frozenset({689})))
    assert good[0].commune == 25195
    markets = Scope(kinds=frozenset({Kind.MARKET}))
    assert read(line(), scope=markets)[0] == []
    assert len(read(line(kind="chợ"), scope=markets)[0]) == 1


def test_what_is_planted_is_found_and_nothing_else() -> None:
    random = Random(5)  # noqa: S311 - the same rows each time
    planted: dict[int, str] = {}
    lines = []
    for number in range(2, 3002):
        changes = {"name": f"Tạp hóa {number}", "phone": f"090{number:07}", "tax_code": ""}
        if number % 15 == 0:
            column, text = random.choice(
                [
                    ("name", "—"),
                    ("phone", "0901"),
                    ("tax_code", "12345"),
                    ("email", "x"),
                    ("commune", "Nơi xa"),
                    ("kind", "?"),
                ]
            )
            planted[number], changes[column] = column, text
        lines.append(line(number, **changes))
    good, bad = read(*lines)
    assert {each.line.number: each.wrong[0].column for each in bad} == planted
    assert len(good) + len(bad) == len(lines)
    assert all(each.line.cells == lines[each.line.number - 2].cells for each in bad)
