"""CSV files (tệp CSV): tables for programs, in which no cell is a formula and every letter is as it was typed.

A spreadsheet program takes a cell that begins with `=`, `+`, `-`, `@` or white space for a formula; such a cell gets an
apostrophe in front, as SORMAS itself writes it, and nothing else of any text is changed: `12/3` stays `12/3`.
"""

from collections.abc import Iterable, Sequence

BOM = "\ufeff"
"""Tells Excel that the file is UTF-8; without it Vietnamese letters turn into others."""
_STARTS_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_LINE_END = "\r\n"
Value = str | int | float | None


def safe(text: str) -> str:
    """The text so that no program takes it for a formula."""
    return f"'{text}" if text[:1] in _STARTS_FORMULA else text


def line(values: Iterable[Value], *, backslash: str = "\\") -> str:
    """One line, every text quoted (RFC 4180). `backslash`: what to write for one, where a reader escapes by it."""
    return ",".join(_cell(value, backslash) for value in values) + _LINE_END


def _cell(value: Value, backslash: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = safe(value.replace("\x00", ""))
        return '"' + text.replace("\\", backslash).replace('"', '""') + '"'
    return str(value)


def table(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A whole file: UTF-8 with BOM, one header."""
    return (BOM + line(header) + "".join(map(line, rows))).encode()
