"""Figures by area: venues and tallies added up for each commune and day, districts and the province from these."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
class Counts:
    """What is added up for one day."""

    registered: int = 0
    poster_issued: int = 0
    active: int = 0
    entries: int = 0
    exits: int = 0
    by_helper: int = 0
    alerts: int = 0
    late: int = 0
    people: set[bytes] = field(default_factory=set)

    @property
    def scans(self) -> int:
        """Entries and exits together."""
        return self.entries + self.exits

    def add_venue(self, venue: Venue, day: date) -> None:
        """Counts a venue by whether it was registered, and printed, by the end of the day."""
        if venue.registered_at < day_end(day):
            self.registered += 1
            self.poster_issued += bool(venue.poster_issued_at and venue.poster_issued_at < day_end(day))

    def add(self, tally: Tally, sign: int = 1) -> None:
        """Counts the scans of a venue-day, or takes them away; its people apart."""
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
        self._counts: dict[tuple[date, int], Counts] = defaultdict(Counts)

    def add_venue(self, venue: Venue) -> None:
        """Counts a venue on each compared day by whose end it was registered, and printed."""
        for day in self._compared:
            self._counts[day, venue.commune].add_venue(venue, day)

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
        return self._point(day, self._communes()).scans

    def scans_of(self, day: date, district: int) -> int:
        """Scans of a district on any day."""
        communes = next(each.communes for each in self._province.districts if each.code == district)
        return self._point(day, [commune.code for commune in communes]).scans

    def trend_point(self, day: date) -> TrendPoint:
        """Scans and active points of the province on any day."""
        return self._point(day, self._communes())

    def province(self, days: Days) -> Compared:
        """The province's figures."""
        return self._compare(self._communes(), days)

    def districts(self, days: Days, shown: Sequence[date] = ()) -> tuple[Area, ...]:
        """Each district with its figures and its trend over the days shown, from the first with a scan on."""
        return tuple(
            Area(
                district.code,
                district.name,
                self._compare([commune.code for commune in district.communes], days),
                trend=self._trend([commune.code for commune in district.communes], shown),
            )
            for district in self._province.districts
        )

    def communes(self, days: Days) -> tuple[Area, ...]:
        """Each commune with its figures, by district."""
        return tuple(
            Area(commune.code, commune.name, self._compare([commune.code], days), district.code, district.name)
            for district in self._province.districts
            for commune in district.communes
        )

    def _trend(self, communes: Sequence[int], shown: Sequence[date]) -> tuple[TrendPoint, ...]:
        points = [self._point(each, communes) for each in shown]
        first = next((number for number, point in enumerate(points) if point.scans), len(points))
        return tuple(points[first:])

    def _point(self, day: date, communes: Sequence[int]) -> TrendPoint:
        counts = self._of(day, communes)
        return TrendPoint(day, sum(each.scans for each in counts), sum(each.active for each in counts))

    def _communes(self) -> list[int]:
        return [commune.code for district in self._province.districts for commune in district.communes]

    def _of(self, day: date, communes: Iterable[int]) -> list[Counts]:
        return [self._counts[key] for commune in communes if (key := (day, commune)) in self._counts]

    def _compare(self, communes: Sequence[int], days: Days) -> Compared:
        return compare([{each: self._counts[each, code] for each in days if each} for code in communes], days)


def compare(parts: Iterable[Mapping[date, Counts]], days: Days) -> Compared:
    """The figures of all parts together on the day and on the days to compare with."""
    parts = tuple(parts)
    day, *earlier = days
    before, week_before = (_sum([part[each] for part in parts if each in part]) if each else None for each in earlier)
    return Compared(_sum([part[day] for part in parts if day in part]), before, week_before)


def _sum(parts: Sequence[Counts]) -> Figures:
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
