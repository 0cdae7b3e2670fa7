"""Files that rosters come in: XLSX, and CSV as Vietnamese offices make it, as plain rows of texts."""

import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass

from truyvet import workbook_reader
from truyvet.errors import FieldError, InvalidError

MOST_ROWS = 30_000
"""Rows with something in them; 20,000 places and room for titles."""
LARGEST_FILE = 40_000_000
"""Bytes after unpacking what the page packed for the way."""
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# Letters of other code pages read as Windows-1258: TCVN3 (ABC) writes đ as ® and á as ¸; VNI writes à as `aø`.
_TCVN3 = re.compile(r"[^\W\d_][®¸µ¶·¹¨©ª«¬]|[®¸µ¶·¹¨©ª«¬][^\W\d_]")
_VNI = re.compile(r"[aeouyAEOUY][øùûïØÙÛÏ]")
_SUSPICIOUS = 5


@dataclass(frozen=True)
class Line:
    """A row with something in it: its number as the spreadsheet shows it, and the texts of its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file; a CSV file has one without a name."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class RosterFile:
    """What was read. `form`: in what form, for people; `notes`: Vietnamese sentences on what had to be guessed."""

    form: str
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read(content: bytes) -> RosterFile:
    """The sheets of a file, packed by gzip or not. Raises InvalidError with a sentence that says what to do."""
    content = _unpacked(content)
    if not content.strip():
        raise _refused("Tệp trống.")
    if content.startswith(_OLD_EXCEL):
        raise _refused(
            "Đây là tệp .xls kiểu cũ hoặc tệp có mật khẩu. Xin mở bằng Excel, bỏ mật khẩu, chọn Lưu thành → .xlsx."
        )
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise _refused("Đây không phải bảng tính. Xin gửi tệp .xlsx hoặc .csv.")
    return _text(content)


def _refused(sentence: str) -> InvalidError:
    return InvalidError([FieldError("file", sentence)], sentence)


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _refused("Tệp bị hỏng trên đường gửi. Xin gửi lại.") from error
    if len(unpacked) > LARGEST_FILE:
        raise _refused("Tệp quá lớn. Xin chia danh sách theo huyện.")
    return unpacked


def _workbook(content: bytes) -> RosterFile:
    try:
        grids = workbook_reader.sheets(content)
    except workbook_reader.UnreadableError as error:
        raise _refused(str(error)) from error
    sheets = []
    for grid in grids:
        lines = [
            Line(number, tuple(row.get(column, "") for column in range(max(row) + 1)))
            for number, row in sorted(grid.rows.items())
        ]
        if lines:
            sheets.append(Sheet(grid.name, _within_limit(lines)))
    if not sheets:
        raise _refused("Tệp Excel này không có dòng nào.")
    return RosterFile("Excel (.xlsx)", tuple(sheets))


def _text(content: bytes) -> RosterFile:
    text, encoding, notes = _decoded(content)
    if named := _SEPARATOR_LINE.match(text):
        separator, text, skipped = named[1], text[named.end() :], 1
    else:
        separator, skipped = _separator(text), 0
    lines = []
    csv.field_size_limit(LARGEST_FILE)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1 + skipped):
            if any(cell.strip() for cell in cells):
                lines.append(Line(number, tuple(cells[: workbook_reader.MOST_COLUMNS])))
            if len(lines) > MOST_ROWS:
                break
    except csv.Error as error:
        raise _refused("Tệp CSV có dòng không đọc được. Xin lưu lại dạng .xlsx.") from error
    shown = "dấu tab" if separator == "\t" else f"dấu “{separator}”"
    return RosterFile(f"CSV, {encoding}, cột ngăn bằng {shown}", (Sheet("", _within_limit(lines)),), notes)


def _within_limit(lines: list[Line]) -> tuple[Line, ...]:
    if len(lines) > MOST_ROWS:
        raise _refused(f"Tệp có hơn {MOST_ROWS:,} dòng. Xin chia danh sách theo huyện.".replace(",", ".", 1))
    return tuple(lines)


def _decoded(content: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The text, the name of its code page, and a note where it had to be guessed."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding), encoding.removesuffix("-sig").upper(), ()
    head = content[:4_000]
    if head[1::2].count(0) > len(head) // 8:
        return _strictly(content, "utf-16-le"), "UTF-16", ()
    if head[::2].count(0) > len(head) // 8:
        return _strictly(content, "utf-16-be"), "UTF-16", ()
    try:
        return content.decode("utf-8"), "UTF-8", ()
    except UnicodeDecodeError:
        text = _strictly(content, "cp1258")
    if len(_TCVN3.findall(text[:20_000])) >= _SUSPICIOUS or len(_VNI.findall(text[:20_000])) >= _SUSPICIOUS:
        raise _refused(
            "Chữ trong tệp theo bảng mã cũ (TCVN3/ABC hoặc VNI). Xin chuyển sang Unicode (ví dụ bằng UniKey), "
            "lưu lại dạng .xlsx rồi gửi."
        )
    note = "Tệp không ghi bảng mã; đã đọc theo Windows-1258. Nếu chữ hiện sai, xin lưu lại dạng .xlsx hoặc CSV UTF-8."
    return text, "Windows-1258", (note,)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _refused("Không nhận ra bảng mã của tệp. Xin lưu lại dạng .xlsx hoặc CSV UTF-8.") from error


def _separator(text: str) -> str:
    """The separator that cuts the first rows most evenly into most cells."""
    head = text[:20_000].splitlines()[:40]

    def fit(separator: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(head, delimiter=separator) if any(cell.strip() for cell in row)]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) * (usual > 1), usual)

    return max(_SEPARATORS, key=fit)
