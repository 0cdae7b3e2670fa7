"""Files of work on rosters in the archive, under `rosters/{work}/`: parts as they came, the table, what was checked.

They hold names and telephones of heads of places, and expire with the work.
"""

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from truyvet.archive import Archive
from truyvet.roster_columns import Column
from truyvet.roster_files import Line, RosterFile, Sheet
from truyvet.roster_rows import Bad, Wrong
from truyvet.rosters import DESCRIBED, RosterPlace
from truyvet.venues import Kind

_JSON, _GZIP = "application/json", "application/gzip"
_READ = (*DESCRIBED, "line")


@dataclass(frozen=True)
class Checked:
    """A file as it was checked: its titles, the places on it, and the rows that cannot be taken."""

    titles: tuple[str, ...]
    places: tuple[RosterPlace, ...]
    bad: tuple[Bad, ...]


class RosterStore:
    """The archive's part for rosters."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def keep_part(self, work: str, number: int, content: bytes) -> None:
        """Keeps a part of a file, numbered from 0."""
        self._archive.put(_key(work, f"part-{number}"), content, "application/octet-stream")

    def parts(self, work: str, count: int) -> bytes:
        """The whole file."""
        return b"".join(self._archive.get(_key(work, f"part-{number}")) for number in range(count))

    def keep_table(self, work: str, table: RosterFile) -> None:
        """Keeps what was read of a file."""
        sheets = [
            {"name": each.name, "lines": [[line.number, line.cells] for line in each.lines]} for each in table.sheets
        ]
        self._keep(work, "table.json.gz", {"form": table.form, "notes": table.notes, "sheets": sheets})

    def table(self, work: str) -> RosterFile:
        """What was read of a file."""
        kept = self._kept(work, "table.json.gz")
        sheets = tuple(
            Sheet(each["name"], tuple(Line(number, tuple(cells)) for number, cells in each["lines"]))
            for each in kept["sheets"]
        )
        return RosterFile(kept["form"], sheets, tuple(kept["notes"]))

    def keep_checked(self, work: str, checked: Checked) -> None:
        """Keeps what came of the check."""
        places = [[getattr(place, name) for name in _READ] for place in checked.places]
        bad = [_bad(row) for row in checked.bad]
        self._keep(work, "checked.json.gz", {"titles": checked.titles, "places": places, "bad": bad})

    def checked(self, work: str) -> Checked:
        """What came of the check."""
        kept = self._kept(work, "checked.json.gz")
        return Checked(tuple(kept["titles"]), tuple(map(_place, kept["places"])), tuple(map(_bad_row, kept["bad"])))

    def keep_file(self, work: str, name: str, content: bytes, content_type: str) -> None:
        """Keeps a file that is there to be downloaded."""
        self._archive.put(_key(work, name), content, content_type)

    def file(self, work: str, name: str) -> bytes:
        """A file to be downloaded."""
        return self._archive.get(_key(work, name))

    def _keep(self, work: str, name: str, value: Mapping[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._archive.put(_key(work, name), gzip.compress(text.encode(), 3, mtime=0), _GZIP)

    def _kept(self, work: str, name: str) -> Any:
        return json.loads(gzip.decompress(self._archive.get(_key(work, name))))


def _key(work: str, name: str) -> str:
    return f"rosters/{work}/{name}"


def _bad(row: Bad) -> list[Any]:
    wrong = [[each.column, each.sentence] for each in row.wrong]
    return [row.line.number, row.line.cells, wrong, dict(row.hints)]


def _bad_row(kept: Sequence[Any]) -> Bad:
    number, cells, wrong, hints = kept
    return Bad(
        Line(number, tuple(cells)),
        tuple(Wrong(Column(column) if column else None, sentence) for column, sentence in wrong),
        {Column(column): text for column, text in hints.items()},
    )


def _place(kept: Iterable[Any]) -> RosterPlace:
    values = dict(zip(_READ, kept, strict=True))
    return RosterPlace(list_id="", row="", **(values | {"kind": Kind(values["kind"])}))
