"""Files of rosters as offices make them, and files that nobody should open."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from truyvet import roster_files, workbook_reader
from truyvet.errors import InvalidError

TABLE = [
    ["Tên", "Xã", "Số ĐT"],
    ["Chợ Đồng Xoài", "Tân Phú", "0901234567"],
    ["Quán “Hai Lúa”", "Tiến Hưng", "02713 888 999"],
]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    book = Workbook()
    fill(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rows(book: Workbook) -> None:
    assert book.active is not None
    for row in TABLE:
        book.active.append(row)


def cells(content: bytes) -> list[list[str]]:
    return [list(line.cells) for line in roster_files.read(content).sheets[0].lines]


def refused(content: bytes) -> str:
    with pytest.raises(InvalidError) as error:
        roster_files.read(content)
    return error.value.message


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with some of its parts replaced; `__` in a name stands for `/`, and `_dot_` for a dot."""
    file = io.BytesIO()
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, text in named.items():
            new.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_every_code_page_and_with_every_separator(encoding: str, separator: str) -> None:
    text = "\r\n".join(separator.join(row) for row in TABLE)
    assert cells(text.encode(encoding)) == TABLE


def test_windows_1258_is_read_and_said_to_be_a_guess() -> None:
    # As Windows types it: the letter, then its tone.
    content = "Tên;Xa\u0303\r\nChơ\u0323 Đô\u0300ng Xoa\u0300i;Tân Phu\u0301\r\n".encode("cp1258")
    read = roster_files.read(content)
    assert "Windows-1258" in read.form
    assert "Windows-1258" in read.notes[0]
    assert read.sheets[0].lines[1].cells == ("Chơ\u0323 Đô\u0300ng Xoa\u0300i", "Tân Phu\u0301")


def test_the_old_code_page_of_offices_is_told_and_not_guessed() -> None:
    tcvn3 = "Tªn;X·\nChî §ång Xoµi;T©n Phó\nTr­êng tiÓu häc T©n Phó;§ång Xoµi\nNhµ thuèc H­¬ng;T©n Phó;®iÓm b¸n hµng\n"
    assert "TCVN3" in refused(tcvn3.encode("latin-1", "replace"))


def test_a_line_that_names_the_separator_is_obeyed_and_counted() -> None:
    lines = roster_files.read("sep=|\r\nTên|Xã\r\na,b|c;d\r\n".encode()).sheets[0].lines
    assert [(line.number, line.cells) for line in lines] == [(2, ("Tên", "Xã")), (3, ("a,b", "c;d"))]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    def fill(book: Workbook) -> None:
        assert book.active is not None
        book.active["A3"] = "Tên"
        book.active["C7"] = "x"

    assert [(line.number, line.cells) for line in roster_files.read(workbook(fill)).sheets[0].lines] == [
        (3, ("Tên",)),
        (7, ("", "", "x")),
    ]


def test_numbers_are_texts_as_people_see_them() -> None:
    def fill(book: Workbook) -> None:
        assert book.active is not None
        book.active.append([901234567, 3800123456, 1.5, True, 3.8e9])

    assert cells(workbook(fill)) == [["901234567", "3800123456", "1.5", "TRUE", "3800000000"]]


def test_formulas_are_read_as_the_values_beside_them() -> None:
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><f>HYPERLINK("x","y")</f><v>Tân Phú</v>'
        '</c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1"><f>1+1</f></c>'
        "</row></sheetData></worksheet>"
    )
    assert cells(repacked(workbook(rows), xl__worksheets__sheet1_dot_xml=sheet.encode())) == [
        ["Tân Phú", "2", "#DIV/0!"]
    ]


def test_a_cell_merged_downwards_counts_for_each_of_its_rows() -> None:
    def fill(book: Workbook) -> None:
        assert book.active is not None
        for row in (["Xã", "Tên"], ["Tân Phú", "a"], [None, "b"], [None, "c"]):
            book.active.append(row)
        book.active.merge_cells("A2:A4")

    assert cells(workbook(fill)) == [["Xã", "Tên"], ["Tân Phú", "a"], ["Tân Phú", "b"], ["Tân Phú", "c"]]


def test_rich_text_is_joined_and_what_is_said_aloud_left_out() -> None:
    shared = f'<sst xmlns="{MAIN}"><si><r><t>Chợ </t></r><r><t>Lớn</t></r><rPh><t>cho</t></rPh></si></sst>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="s"><v>0</v></c></row></sheetData></worksheet>'
    content = repacked(
        workbook(rows), xl__worksheets__sheet1_dot_xml=sheet.encode(), xl__sharedStrings_dot_xml=shared.encode()
    )
    assert cells(content) == [["Chợ Lớn"]]


def test_hidden_sheets_stay_hidden() -> None:
    def fill(book: Workbook) -> None:
        rows(book)
        hidden = book.create_sheet("nháp")
        hidden.append(["Tên"])
        hidden.sheet_state = "hidden"

    assert len(roster_files.read(workbook(fill)).sheets) == 1


def test_what_the_browser_packed_is_unpacked() -> None:
    assert cells(gzip.compress("Tên;Xã\na;b".encode())) == [["Tên", "Xã"], ["a", "b"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "trống"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, ".xls"),
        (b"%PDF-1.7 ...", "không phải bảng tính"),
        (b"PK\x03\x04 broken", "hỏng"),
        (b"\x1f\x8b broken", "hỏng"),
        (gzip.compress(b"\0" * (roster_files.LARGEST_FILE + 2)), "quá lớn"),
        (b"T\xean\x81\x8d\n", "bảng mã"),
        (b"a\n" * (roster_files.MOST_ROWS + 1), "30.000 dòng"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = b"<worksheet>" + b" " * 60_000_000
    assert "quá lớn" in refused(repacked(workbook(rows), xl__worksheets__sheet1_dot_xml=bomb))


def test_one_long_text_in_a_million_cells_is_refused() -> None:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    line = "<row>" + '<c t="s"><v>0</v></c>' * 90 + "</row>"
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{line * 30}</sheetData></worksheet>'
    content = repacked(
        workbook(rows), xl__worksheets__sheet1_dot_xml=sheet.encode(), xl__sharedStrings_dot_xml=shared.encode()
    )
    assert "quá nhiều" in refused(content)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1/">]>',
    ],
)
def test_document_types_and_their_entities_are_refused(declared: str) -> None:
    sheet = f'{declared}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert "khai báo lạ" in refused(repacked(workbook(rows), xl__worksheets__sheet1_dot_xml=sheet.encode()))


def test_macros_are_never_looked_at() -> None:
    assert cells(repacked(workbook(rows), xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0 macro")) == TABLE


@pytest.mark.parametrize(("column", "called"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_spreadsheets_call_them(column: int, called: str) -> None:
    assert workbook_reader.letters(column) == called
