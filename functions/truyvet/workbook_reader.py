"""Reads the cells of XLSX files that somebody else made, within limits.

Own code on the standard library's zip and expat, because the file comes from outside: no document type and so no
entities, only so many bytes out of the archive whatever its directory claims, nothing but the text of cells (macros,
links and pictures are never opened), formulas as the values that Excel stored beside them.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.parsers import expat

MOST_BYTES = 80_000_000
"""Out of one part of the archive; 20,000 rows of 12 columns take about 15 MB."""
MOST_RATIO = 250
MOST_PARTS = 2_000
MOST_COLUMNS = 100
MOST_ROWS = 60_000
MOST_TEXT = 60_000_000
"""Characters in all cells of a sheet: one long shared text may be named by a million cells."""
_CHUNK = 1 << 16
_SMALL = 1 << 20
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FORMULA_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})

Rows = dict[int, dict[int, str]]


class UnreadableError(Exception):
    """The file is no workbook that is read here; the message is a Vietnamese sentence."""


@dataclass(frozen=True)
class Grid:
    """A sheet: texts of its cells by row (from 1) and column (from 0). Cells merged downwards all have the text."""

    name: str
    rows: Rows


def sheets(content: bytes) -> list[Grid]:
    """The visible sheets of a workbook, in their order. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _sheets(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        raise UnreadableError("Tệp Excel bị hỏng hoặc có mật khẩu. Xin mở tệp, lưu lại dạng .xlsx rồi gửi.") from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableError(
            "Tệp Excel có cấu trúc không đọc được. Xin mở tệp, lưu lại dạng .xlsx rồi gửi."
        ) from error


def _sheets(archive: zipfile.ZipFile) -> list[Grid]:
    if len(archive.infolist()) > MOST_PARTS:
        raise UnreadableError("Tệp Excel có quá nhiều phần bên trong.")
    targets = _relations(archive)
    book = _Book()
    _parse(archive, "xl/workbook.xml", book)
    shared = _Texts()
    if "xl/sharedStrings.xml" in archive.namelist():
        _parse(archive, "xl/sharedStrings.xml", shared)
    grids = []
    for name, relation in book.sheets:
        sheet = _Cells(shared.texts)
        _parse(archive, targets[relation], sheet)
        grids.append(Grid(name, sheet.merged()))
    return grids


def _relations(archive: zipfile.ZipFile) -> dict[str, str]:
    """Where each relation of the workbook leads: its id to a part's name."""
    found = _Relations()
    _parse(archive, "xl/_rels/workbook.xml.rels", found)
    return {
        key: target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
        for key, target in found.targets.items()
    }


class _Handler:
    """What is made of a part's elements; names come without their name space."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, data: str) -> None: ...


def _parse(archive: zipfile.ZipFile, part: str, handler: _Handler) -> None:
    info = archive.getinfo(part)
    if info.file_size > MOST_BYTES or (
        info.file_size > _SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1)
    ):
        raise UnreadableError("Tệp Excel bung ra quá lớn nên không được nhận.")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_document_type
    parser.StartElementHandler = lambda name, attributes: handler.start(_local(name), attributes)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    read = 0
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            if read > MOST_BYTES:
                raise UnreadableError("Tệp Excel bung ra quá lớn nên không được nhận.")
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _no_document_type(*_: object) -> None:
    raise UnreadableError("Tệp Excel có phần khai báo lạ nên không được nhận.")


def _local(name: str) -> str:
    return name[name.rfind(" ") + 1 :]


class _Relations(_Handler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            self.targets[attributes["Id"]] = attributes["Target"]


class _Book(_Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and attributes.get("state", "visible") == "visible":
            relation = next(value for key, value in attributes.items() if key.endswith(" id"))
            self.sheets.append((attributes["name"], relation))


class _Texts(_Handler):
    """Shared texts: `si` holds `t`, or `r` with `t` each; what stands in `rPh` is how to read it aloud."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._aloud = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._aloud = True
        elif name == "t":
            self._inside = not self._aloud

    def end(self, name: str) -> None:
        if name == "si":
            self.texts.append("".join(self._parts))
        elif name == "rPh":
            self._aloud = False
        elif name == "t":
            self._inside = False

    def text(self, data: str) -> None:
        if self._inside:
            self._parts.append(data)


class _Cells(_Handler):
    """The cells of a sheet, and which of them are merged."""

    def __init__(self, shared: list[str]) -> None:
        self.rows: Rows = {}
        self._shared = shared
        self._merges: list[str] = []
        self._row = self._column = self._length = 0
        self._type = "n"
        self._parts: list[str] | None = None
        self._value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin(attributes)
        elif name in {"v", "t"}:
            self._parts = []
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = -1
        elif name == "mergeCell" and len(self._merges) < MOST_ROWS:
            self._merges.append(attributes["ref"])

    def _begin(self, attributes: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = _index(reference[1]) if reference else self._column + 1
        self._type, self._value = attributes.get("t", "n"), ""

    def end(self, name: str) -> None:
        if name in {"v", "t"} and self._parts is not None:
            self._value += "".join(self._parts)
            self._parts = None
        elif name == "c" and self._value:
            self._keep(_READ.get(self._type, str)(self._value) if self._type != "s" else self._shared[int(self._value)])

    def _keep(self, text: str) -> None:
        if self._column >= MOST_COLUMNS or not text or text.isspace():
            return
        self._length += len(text)
        row = self.rows.setdefault(self._row, {})
        if len(self.rows) > MOST_ROWS or self._length > MOST_TEXT:
            raise UnreadableError("Trang tính có quá nhiều dòng. Xin chia tệp theo huyện.")
        row[self._column] = text

    def text(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def merged(self) -> Rows:
        """The cells, with the text of a cell that is merged over several rows in each of these."""
        for reference in self._merges:
            first, _, last = reference.partition(":")
            begins, ends = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
            if not begins or not ends:
                continue
            column, top = _index(begins[1]), int(begins[2])
            text = self.rows.get(top, {}).get(column)
            if text is None or _index(ends[1]) != column:
                continue
            for number in range(top + 1, min(int(ends[2]), top + MOST_ROWS) + 1):
                # An empty row stays empty: a merge often runs on below the list.
                if number in self.rows:
                    self.rows[number].setdefault(column, text)
        return self.rows


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _number(text: str) -> str:
    """A number as somebody sees it: `3.8E9` is 3800000000, and 901234567.0 has no point."""
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else text


def _error(text: str) -> str:
    return text if text in _FORMULA_ERRORS else "#N/A"


_READ: dict[str, Callable[[str], str]] = {
    "n": _number,
    "e": _error,
    "b": lambda text: "TRUE" if text == "1" else "FALSE",
}


def is_formula_error(text: str) -> bool:
    """Whether the text is what Excel shows for a formula without a result."""
    return text in _FORMULA_ERRORS


def letters(column: int) -> str:
    """What a spreadsheet calls a column (from 0): A, B … Z, AA."""
    return "".join(_letters(column))


def _letters(column: int) -> Iterator[str]:
    if column >= 26:
        yield from _letters(column // 26 - 1)
    yield chr(ord("A") + column % 26)
