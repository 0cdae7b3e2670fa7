"""The ledger: a plain count of what the seed made, for the report to be held against."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from local.seed.province import DAYS_FOR_A_HOLE, EXPECTED_RULE, Behaviour, Place
from local.seed.scans import Scan
from truyvet.days import day_end, local_day
from truyvet.visits import Direction, Source


@dataclass
class Count:
    """What one area counted on one day; the names are those of `truyvet.reports.Figures`."""

    registered: int = 0
    poster_issued: int = 0
    active: int = 0
    entries: int = 0
    exits: int = 0
    by_helper: int = 0
    people: int = 0
    alerts: int = 0
    late: int = 0


@dataclass
class DayCount:
    """One day: the province, its districts and its communes by code."""

    total: Count = field(default_factory=Count)
    districts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    communes: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    def of(self, place: Place) -> tuple[Count, Count, Count]:
        """The three counts that a place belongs to."""
        return self.total, self.districts[str(place.venue.district)], self.communes[str(place.venue.commune)]


def count_day(made: Sequence[Place], scans: Iterable[Scan], day: date) -> DayCount:
    """The plain count of one day."""
    counted = DayCount()
    end = day_end(day)
    for place in made:
        for count in counted.of(place):
            count.registered += place.venue.registered_at < end
            count.poster_issued += place.venue.poster_issued_at is not None and place.venue.poster_issued_at < end
    active: set[str] = set()
    seen: dict[int, set[int]] = defaultdict(set)
    for scan in scans:
        for count in counted.of(scan.place):
            count.active += scan.place.venue.code not in active
            count.entries += scan.direction is Direction.IN
            count.exits += scan.direction is Direction.OUT
            count.by_helper += scan.source is not Source.SELF
            count.alerts += scan.fever
            count.late += local_day(scan.received_at) > day
            count.people += scan.person not in seen[id(count)]
            seen[id(count)].add(scan.person)
        active.add(scan.place.venue.code)
    return counted


def write(path: Path, made: Sequence[Place], by_day: dict[date, DayCount], settings: dict[str, Any]) -> None:
    """Writes the ledger: what was asked for, the counts by day, and the places that must be named, with the rule."""
    days = {
        day.isoformat(): {
            "total": asdict(count.total),
            "districts": {code: asdict(area) for code, area in count.districts.items()},
            "communes": {code: asdict(area) for code, area in count.communes.items()},
        }
        for day, count in by_day.items()
    }
    known = [place for place in made if place.behaviour is not Behaviour.NOON_HOLE or len(days) >= DAYS_FOR_A_HOLE]
    planted = {place.venue.code: EXPECTED_RULE[place.behaviour] for place in known if place.behaviour in EXPECTED_RULE}
    behaviours = {place.venue.code: place.behaviour.value for place in made}
    content = {"settings": settings, "days": days, "planted": planted, "behaviours": behaviours}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1))
