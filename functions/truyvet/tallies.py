"""Tallies (số đếm): what one venue counted on one local day."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Tally:
    """The counts of one venue-day. Scans are entries and exits together.

    `by_hour`: entries and exits by local hour of the device's time, 24 numbers; `by_source`: scans by the values
    of `visits.Source`; `late`: scans that arrived after their day; `alerts`: scans with declared signs or contact;
    `people`: registers of a HyperLogLog sketch (`sketches`), as (register, rank) pairs of 2 bytes.
    """

    venue: str
    day: date
    district: int
    commune: int
    entries: int = 0
    exits: int = 0
    by_hour: tuple[int, ...] = (0,) * 24
    by_source: dict[str, int] = field(default_factory=dict)
    late: int = 0
    alerts: int = 0
    first_at: int | None = None
    last_at: int | None = None
    people: frozenset[bytes] = frozenset()

    @property
    def scans(self) -> int:
        """Entries and exits together."""
        return self.entries + self.exits
