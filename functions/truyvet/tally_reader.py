"""Reading the tallies of a whole province, as on the wire: a client's own reading of them took half of a report."""

from collections.abc import Iterator
from datetime import date

from truyvet import tally_table, wire
from truyvet.queries import Queries
from truyvet.tallies import Tally


class TallyReader:
    """Tallies by day and district; its calls raise TryAgainError."""

    def __init__(self, queries: Queries, table: str) -> None:
        self._queries = queries
        self._table = table

    def of_day(self, day: date, district: int, *, people: bool = True) -> Iterator[Tally]:
        """As `TallyTable.of_day`."""
        return map(wire.tally, self._queries.query(tally_table.day_request(self._table, day, district, people=people)))
