"""Figures by area: venues and tallies added up for each commune and day, districts and the province from these."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from truyvet.days import day_end
from truyvet.reports import Area, Compared, Figures, TrendPoint
from truyvet.sketches import estimate
from truyvet.tallies import Tally
from truyvet.units import Province
from truyvet.venues import Venue
from truyvet.visits import Source

Days = tuple[date, date | None, date | None]
"""The day, the day before and the same day of the week before; None where nothing is known of it."""


@dataclass
class _Counts:
    registered: int = 0
    poster_issued: int = 0
    active: int = 0
    entries: int = 0
    exits: int = 0
    by_helper: int = 0
    alerts: int = 0
    late: int = 0
    people: set[bytes] = field(default_factory=set)

    def add(self, tally: Tally, sign: int = 1) -> None:
        scans = tally.scans
        self.active += sign * bool(scans)
        self.entries += sign * tally.entries
        self.exits += sign * tally.exits
        self.by_helper += sign * (scans - tally.by_source.get(Source.SELF, 0))
        self.alerts += sign * tally.alerts
        self.late += sign * tally.late


class AreaFigures:
    """Adds venues and tallies up. `compared`: the days that get full figures; others only scans and active points."""

    def __init__(self, province: Province, compared: Sequence[date]) -> None:
        self._province = province
        self._compared = frozenset(compared)
        self._counts: dict[tuple[date, int], _Counts] = defaultdict(_Counts)

    def add_venue(self, venue: Venue) -> None:
        """Counts a venue on each compared day by whose end it was registered, and printed."""
        for day in self._compared:
            if venue.registered_at < day_end(day):
                counts = self._counts[day, venue.commune]
                counts.registered += 1
                counts.poster_issued += bool(venue.poster_issued_at and venue.poster_issued_at < day_end(day))

    def add_tally(self, tally: Tally) -> None:
        """Counts the scans of a venue-day."""
        counts = self._counts[tally.day, tally.commune]
        counts.add(tally)
        if tally.day in self._compared:
            counts.people |= tally.people

    def correct(self, before: Tally | None, after: Tally) -> None:
        """Puts a recounted tally in the place of one that was added. People are only added: a sketch forgets nobody."""
        if before is not None:
            self._counts[before.day, before.commune].add(before, -1)
        self.add_tally(after)

    def scans(self, day: date) -> int:
        """Scans of the province on any day."""
        return sum(counts.entries + counts.exits for counts in self._of(day, self._communes()))

    def trend_point(self, day: date) -> TrendPoint:
        """Scans and active points of the province on any day."""
        return TrendPoint(day, self.scans(day), sum(counts.active for counts in self._of(day, self._communes())))

    def province(self, days: Days) -> Compared:
        """The province's figures."""
        return self._compare(self._communes(), days)

    def districts(self, days: Days) -> tuple[Area, ...]:
        """Each district with its figures."""
        return tuple(
            Area(district.code, district.name, self._compare([commune.code for commune in district.communes], days))
            for district in self._province.districts
        )

    def communes(self, days: Days) -> tuple[Area, ...]:
        """Each commune with its figures, by district."""
        return tuple(
            Area(commune.code, commune.name, self._compare([commune.code], days), district.code, district.name)
            for district in self._province.districts
            for commune in district.communes
        )

    def _communes(self) -> list[int]:
        return [commune.code for district in self._province.districts for commune in district.communes]

    def _of(self, day: date, communes: Iterable[int]) -> list[_Counts]:
        return [self._counts[key] for commune in communes if (key := (day, commune)) in self._counts]

    def _compare(self, communes: Sequence[int], days: Days) -> Compared:
        day, *earlier = days
        before, week_before = (self._sum(self._of(each, communes)) if each else None for each in earlier)
        return Compared(self._sum(self._of(day, communes)), before, week_before)

    @staticmethod
    def _sum(parts: Sequence[_Counts]) -> Figures:
        return Figures(
            registered=sum(part.registered for part in parts),
            poster_issued=sum(part.poster_issued for part in parts),
            active=sum(part.active for part in parts),
            entries=sum(part.entries for part in parts),
            exits=sum(part.exits for part in parts),
            by_helper=sum(part.by_helper for part in parts),
            people=estimate(frozenset().union(*(part.people for part in parts))),
            alerts=sum(part.alerts for part in parts),
            late=sum(part.late for part in parts),
        )
