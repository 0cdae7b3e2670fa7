"""Figures by kind of venue and by responsible agency: what a department or an agency answers for, in each district."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from truyvet.area_figures import Counts, Days, compare
from truyvet.reports import Area, Sector
from truyvet.tallies import Tally
from truyvet.units import Province
from truyvet.venues import Kind, Venue

_Cell = tuple[str, int]
"""A sector's key and a district."""


class SectorFigures:
    """Adds venues and tallies up by sector. `compared`: the days that get figures; others are passed over."""

    def __init__(self, province: Province, compared: Sequence[date]) -> None:
        self._province = province
        self._compared = frozenset(compared)
        self._counts: dict[_Cell, dict[date, Counts]] = defaultdict(lambda: defaultdict(Counts))
        self._of_venue: dict[str, tuple[_Cell, ...]] = {}

    def add_venue(self, venue: Venue) -> None:
        """Counts a venue on each compared day by whose end it was registered, and printed."""
        cells = tuple((key, venue.district) for key in keys(venue))
        self._of_venue[venue.code] = cells
        for cell in cells:
            for day in self._compared:
                self._counts[cell][day].add_venue(venue, day)

    def add_tally(self, tally: Tally) -> None:
        """Counts the scans of a venue-day; of a venue that was added."""
        if tally.day in self._compared:
            for cell in self._of_venue.get(tally.venue, ()):
                counts = self._counts[cell][tally.day]
                counts.add(tally)
                counts.people |= tally.people

    def correct(self, before: Tally | None, after: Tally) -> None:
        """Puts a recounted tally in the place of one that was added."""
        if before is not None and before.day in self._compared:
            for cell in self._of_venue.get(before.venue, ()):
                self._counts[cell][before.day].add(before, -1)
        self.add_tally(after)

    def sectors(self, days: Days, departments: Iterable[str]) -> tuple[Sector, ...]:
        """Each kind and agency that has points, and each department of several kinds (`kind:grocery+market`)."""
        found = {key for key, _ in self._counts}
        alone = [f"kind:{kind.value}" for kind in Kind if f"kind:{kind.value}" in found]
        agencies = sorted(found.difference(alone))
        several = [key for key in departments if "+" in key]
        sectors = (
            Sector(key, compare(self._parts(key, None), days), tuple(self._districts(key, days)))
            for key in (*alone, *agencies, *several)
        )
        return tuple(sector for sector in sectors if sector.figures.day.registered)

    def _districts(self, key: str, days: Days) -> Iterator[Area]:
        for district in self._province.districts:
            figures = compare(self._parts(key, district.code), days)
            if figures.day.registered:
                yield Area(district.code, district.name, figures)

    def _parts(self, key: str, district: int | None) -> list[Mapping[date, Counts]]:
        prefix, _, values = key.partition(":")
        several = [f"kind:{value}" for value in values.split("+")] if prefix == "kind" else [key]
        codes = [each.code for each in self._province.districts] if district is None else [district]
        return [self._counts[cell] for each in several for code in codes if (cell := (each, code)) in self._counts]


def keys(venue: Venue) -> tuple[str, ...]:
    """The sectors to which a venue belongs."""
    of_kind = f"kind:{venue.kind.value}"
    return (of_kind, f"agency:{venue.agency}") if venue.agency else (of_kind,)
