"""Reads the HTML of a mail as a mail program would: its words, table rows, pictures and links."""

from collections.abc import Sequence
from html.parser import HTMLParser

_VOID = {"br", "img", "meta"}
_BREAKS = {"br", "tr", "td", "th", "h1", "h2", "p", "div", "table"}


class MailReader(HTMLParser):
    """`rows`: the words of each row's cells, innermost tables only; `tags`: all that occur; `attributes`: of all tags.

    Raises AssertionError where a tag is not closed in its place.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._open: list[str] = []
        self._cells: list[list[str]] = []
        self._words: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open

    @property
    def words(self) -> str:
        """All words in their order, single blanks between them."""
        return " ".join("".join(self._words).split())

    def row(self, first: str) -> Sequence[str]:
        """The one row whose first cell is these words."""
        (found,) = [row for row in self.rows if row and row[0] == first]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "tr":
            self._cells = []
        if tag in {"td", "th"}:
            self._cells.append([])
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if tag == "tr" and self._cells:
            self.rows.append([" ".join("".join(cell).split()) for cell in self._cells])
            self._cells = []
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if {"style", "title"} & set(self._open):
            return
        self._words.append(data)
        if self._cells and {"td", "th"} & set(self._open):
            self._cells[-1].append(data)

    def _break(self, tag: str) -> None:
        if tag in _BREAKS:
            self._words.append(" ")
            if self._cells:
                self._cells[-1].append(" ")
