"""Tallies (số đếm): what one venue counted on one local day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time


@dataclass(frozen=True)
class Tally:
    """The counts of one venue-day. Scans are entries and exits together.

    `by_hour`: entries and exits by local hour of the device's time, 24 numbers; `by_source`: scans by the values
    of `visits.Source`, those that occur; `late`: scans that arrived after their day; `alerts`: scans with declared
    signs or contact; `first_at` and `last_at`: local time of the first and last scan, to the minute; `people`: a
    HyperLogLog sketch (`sketches`), as (register, rank) pairs of 2 bytes.

    `position` and `counted_until` say what is counted: every visit up to this place in the stream, and every visit
    received up to this instant when a recount set the counts. Two tallies are equal when their counts are.
    """

    venue: str
    day: date
    district: int
    commune: int
    entries: int = 0
    exits: int = 0
    by_hour: tuple[int, ...] = (0,) * 24
    by_source: Mapping[str, int] = field(default_factory=dict)
    late: int = 0
    alerts: int = 0
    first_at: time | None = None
    last_at: time | None = None
    people: frozenset[bytes] = frozenset()
    position: str | None = field(default=None, compare=False)
    counted_until: datetime | None = field(default=None, compare=False)

    @property
    def scans(self) -> int:
        """Entries and exits together."""
        return self.entries + self.exits


@dataclass(frozen=True)
class Addition:
    """Visits of one venue-day that follow each other in the stream, summed.

    `first` and `last`: the stream positions of the first and the last of them; `received_at`: when the earliest
    of them reached the door.
    """

    counts: Tally
    first: str
    last: str
    received_at: datetime
