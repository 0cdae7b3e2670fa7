"""Cells (ô số liệu): the counts of one day by commune and kind of venue; every figure is a sum over some of them.

A scope or a filter is a choice of communes and kinds, so a day's cells answer for everybody. The people of several
cells are united, not added: somebody who went to two places is one person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from truyvet.days import day_end
from truyvet.reports import Figures
from truyvet.sketches import essence, estimate
from truyvet.tallies import Tally
from truyvet.venues import Kind, Venue
from truyvet.visits import Source

Key = tuple[int, Kind]
"""Commune and kind."""


@dataclass
class Cell:
    """Counts of the venues of one kind in one commune on one day. `hours`: scans by local hour."""

    registered: int = 0
    poster_issued: int = 0
    active: int = 0
    entries: int = 0
    exits: int = 0
    by_helper: int = 0
    alerts: int = 0
    late: int = 0
    hours: list[int] = field(default_factory=lambda: [0] * 24)
    people: frozenset[bytes] = frozenset()


def cells(day: date, venues: Iterable[Venue], tallies: Iterable[Tally]) -> dict[Key, Cell]:
    """The cells of a day; a venue that was registered later is not in them."""
    found: dict[Key, Cell] = {}
    kinds: dict[str, Kind] = {}
    ends = day_end(day)
    for venue in venues:
        kinds[venue.code] = venue.kind
        if venue.registered_at < ends:
            cell = found.setdefault((venue.commune, venue.kind), Cell())
            cell.registered += 1
            cell.poster_issued += bool(venue.poster_issued_at and venue.poster_issued_at < ends)
    people: dict[Key, set[bytes]] = {}
    for tally in tallies:
        key = (tally.commune, kinds.get(tally.venue, Kind.OTHER))
        _add(found.setdefault(key, Cell()), tally)
        people.setdefault(key, set()).update(tally.people)
    for key, pairs in people.items():
        found[key].people = essence(pairs)
    return found


def _add(cell: Cell, tally: Tally) -> None:
    cell.active += bool(tally.scans)
    cell.entries += tally.entries
    cell.exits += tally.exits
    cell.by_helper += tally.scans - tally.by_source.get(Source.SELF, 0)
    cell.alerts += tally.alerts
    cell.late += tally.late
    for hour, scans in enumerate(tally.by_hour):
        cell.hours[hour] += scans


def total(chosen: Iterable[Cell], *, people: bool = True) -> Figures:
    """The figures of some cells together; estimating `people` is the one sum that takes time."""
    parts = list(chosen)
    return Figures(
        registered=sum(part.registered for part in parts),
        poster_issued=sum(part.poster_issued for part in parts),
        active=sum(part.active for part in parts),
        entries=sum(part.entries for part in parts),
        exits=sum(part.exits for part in parts),
        by_helper=sum(part.by_helper for part in parts),
        people=estimate(frozenset().union(*(part.people for part in parts))) if people else 0,
        alerts=sum(part.alerts for part in parts),
        late=sum(part.late for part in parts),
    )


def hours(chosen: Iterable[Cell]) -> list[int]:
    """Scans by local hour of some cells together, 24 numbers."""
    added = [0] * 24
    for cell in chosen:
        for hour, scans in enumerate(cell.hours):
            added[hour] += scans
    return added


def merged(parts: Iterable[Mapping[Key, Cell]]) -> dict[Key, Cell]:
    """The cells of several districts; a commune lies in one of them only."""
    return {key: cell for part in parts for key, cell in part.items()}
