"""What becomes of an uploaded file: read, checked against the rules, the roster and the venues, and applied.

Each task may run again from its beginning, after a failure or because it was started twice: what is stored already is
found and left.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from truyvet import roster_columns, roster_files, roster_matching, roster_sheets, scopes
from truyvet.commune_names import CommuneNames
from truyvet.errors import InvalidError
from truyvet.roster_changes import Changes, changes
from truyvet.roster_columns import Column, Layout
from truyvet.roster_files import RosterFile, Sheet
from truyvet.roster_rows import Bad, Reading, RowReader
from truyvet.roster_store import Checked, RosterStore
from truyvet.roster_table import RosterTable
from truyvet.roster_work import Work
from truyvet.rosters import OvertakenError, Roster, RosterPlace
from truyvet.units import Province
from truyvet.venue_table import VenueTable
from truyvet.venues import Kind

Found = dict[str, Any]
Progress = Callable[[int, int], None]
_CHUNK = 500
OVERTAKEN = "Danh sách đã được cập nhật từ tệp khác sau lần kiểm tra này. Xin kiểm tra lại tệp."


@dataclass(frozen=True)
class Stores:
    """What the tasks read and write."""

    rosters: RosterTable
    venues: VenueTable
    files: RosterStore
    province: Province


def read(stores: Stores, work: Work, _: Progress) -> Found:
    """Reads the parts that were sent into a table. Raises InvalidError for what is no readable list."""
    table = roster_files.read(stores.files.parts(work.id, work.asked["parts"]))
    stores.files.keep_table(work.id, table)
    return {"form": table.form, "notes": table.notes, "rows": sum(len(sheet.lines) for sheet in table.sheets)}


def sheet_of(table: RosterFile, name: str | None) -> Sheet:
    """The sheet of this name; without a name the first that looks like a list, else the first."""
    if name is not None:
        named = next((sheet for sheet in table.sheets if sheet.name == name), None)
        if named is None:
            raise InvalidError([], "Tệp không có trang tính này.")
        return named
    return next((sheet for sheet in table.sheets if roster_columns.guessed(sheet)), table.sheets[0])


def check(stores: Stores, work: Work, progress: Progress) -> Found:
    """Reads every row, and counts what applying the file would change and which places are registered."""
    asked = work.asked
    sheet = sheet_of(stores.files.table(work.id), asked["sheet"])
    layout = roster_columns.below(sheet, asked["header"])
    lines = roster_columns.places(sheet, layout)
    progress(0, len(lines))
    places, bad = _reader(stores, work).read(lines)
    progress(len(lines) // 2, len(lines))
    stores.files.keep_checked(work.id, Checked(layout.titles, tuple(places), tuple(bad)))
    if bad:
        title = f"Dòng chưa nhận được – {work.title}"
        book = roster_sheets.errors_book(title, layout.titles, bad, work.begun_at)
        stores.files.keep_file(work.id, "errors.xlsx", book, roster_sheets.XLSX)
    before = list(stores.rosters.of_roster(str(work.roster))) if asked["known"] else []
    expected = stores.rosters.roster(str(work.roster)).version if asked["known"] else 0
    changed = changes(str(work.roster), before, places, [row.hints for row in bad])
    matched = list(roster_matching.matched(changed.kept, _venues(stores, changed.kept)))
    errors = Counter(wrong.column or "row" for row in bad for wrong in row.wrong)
    return {
        "rows": len(lines),
        "good": len(places),
        "bad": len(bad),
        "errors": sum(errors.values()),
        "by_column": dict(errors),
        **_counts(changed),
        **standing(matched),
        "version": expected,
    }


def apply(stores: Stores, work: Work, progress: Progress) -> Found:
    """Stores the places of a checked file. Raises InvalidError where another file was applied since the check."""
    checked = stores.files.checked(work.id)
    before = list(stores.rosters.of_roster(str(work.roster)))
    changed = changes(str(work.roster), before, checked.places, [row.hints for row in checked.bad])
    kept = changed.kept if work.asked["remove_gone"] else [*changed.kept, *changed.gone]
    _claim(stores, work, checked.titles, len(kept))
    matched = {place.row: place for place in roster_matching.matched(kept, _venues(stores, kept))}
    added = [matched[place.row] for place in changed.added]
    total = len(added) + len(changed.changed)
    done = 0
    for some in _chunks(added):
        stores.rosters.add(some)
        progress(done := done + len(some), total)
    stores.rosters.describe(after for _, after in changed.changed)
    known = {place.row: place for place in before}
    relate(stores, ((known[row], place) for row, place in matched.items() if row in known))
    if work.asked["remove_gone"]:
        stores.rosters.remove(changed.gone)
    return {**work.found, **standing(matched.values()), "places": len(kept)}


def relate(stores: Stores, pairs: Iterable[tuple[RosterPlace, RosterPlace]]) -> None:
    """Stores which venue each place is or may be, where that differs from what is stored."""
    stores.rosters.relate((old, new) for old, new in pairs if _relation(old) != _relation(new))


def standing(places: Iterable[RosterPlace]) -> Found:
    """How many places are linked to a venue, doubtful, and missing."""
    counts = Counter("linked" if place.venue else "missing" if place.missing else "doubtful" for place in places)
    return {name: counts[name] for name in ("linked", "doubtful", "missing")}


def _relation(place: RosterPlace) -> tuple[object, ...]:
    return place.venue, place.basis, place.candidates


def _claim(stores: Stores, work: Work, titles: Sequence[str], places: int) -> None:
    """Makes this file the roster's newest, once. Raises InvalidError where another one came first."""
    expected = work.found["version"]
    columns = {column: titles[index] for column, index in work.asked["columns"].items()}
    new = Roster(
        id=str(work.roster),
        title=str(work.title),
        scope=work.scope,
        changed_at=work.begun_at,
        changed_by=work.by,
        version=expected,
        places=places,
        columns=columns,
        applied=work.id,
    )
    try:
        stores.rosters.put(new)
    except OvertakenError:
        now = stores.rosters.roster(new.id)
        if (now.version, now.applied) != (expected + 1, work.id):
            raise InvalidError([], OVERTAKEN) from None


def _reader(stores: Stores, work: Work) -> RowReader:
    asked = work.asked
    scope = scopes.of_groups([work.scope])
    reading = Reading(
        columns={Column(name): index for name, index in asked["columns"].items()},
        scope=scope,
        kind=Kind(asked["kind"]) if asked["kind"] else None,
        agency=asked["agency"] or None,
    )
    own = next((each for each in stores.province.districts if each.code in scope.districts), None)
    return RowReader(CommuneNames(stores.province), reading, own)


def _venues(stores: Stores, places: Iterable[RosterPlace]) -> Iterable[Any]:
    return stores.venues.in_districts(sorted({place.district for place in places}))


def _counts(changed: Changes) -> Found:
    return {name: len(getattr(changed, name)) for name in ("unchanged", "changed", "added", "gone", "held")}


def _chunks(places: Sequence[RosterPlace]) -> Iterable[Sequence[RosterPlace]]:
    return (places[at : at + _CHUNK] for at in range(0, len(places), _CHUNK))


def layout_of(sheet: Sheet, header: int | None) -> Layout:
    """How a sheet is read: titles in this row, or where they seem to be."""
    if header is None:
        return roster_columns.guessed(sheet) or roster_columns.below(sheet, 0)
    return roster_columns.below(sheet, header)


def unreadable(bad: Sequence[Bad], first: int, most: int) -> list[Found]:
    """Rows that cannot be taken, from one on, with what stands in them and what is wrong."""
    return [
        {
            "row": row.line.number,
            "cells": row.line.cells,
            "wrong": [{"column": wrong.column, "message": wrong.sentence} for wrong in row.wrong],
        }
        for row in bad[first : first + most]
    ]
