"""The recount (đối soát): venue-days counted again from the visits before the report goes out.

Every venue-day that the report names, and of the rest a sample of fixed size, so that the cost does not grow with
the scans. A tally that differs is set right.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from heapq import nsmallest
from typing import Protocol

from truyvet.days import day_start
from truyvet.errors import TryAgainError
from truyvet.reports import Mismatch
from truyvet.tallies import Tally
from truyvet.tally_table import TallyTable
from truyvet.tallying import SETTLED, correct, tally_of
from truyvet.venues import Venue
from truyvet.visits import Visit

THREADS = 16


class Visits(Protocol):
    """What the recount asks of the Visits table; `visit_table.VisitTable`."""

    def count(self, venue: str, day: date) -> int:
        """How many visits a venue has on a local day, strongly consistent."""

    def of_day(self, venue: str, day: date) -> Iterator[Visit]:
        """The visits of a venue on a local day, strongly consistent."""


class Clock(Protocol):
    """The time now: the recount takes minutes, and what arrives meanwhile must not look like a mistake."""

    def __call__(self) -> datetime:
        """Now, in UTC."""


@dataclass(frozen=True)
class VenueDay:
    """What is recounted, with its tally (None where there is none)."""

    venue: Venue
    day: date
    tally: Tally | None


@dataclass(frozen=True)
class Counted:
    """A recounted venue-day: `tally` is what the report is to use, `mismatch` set where the stored one was wrong."""

    of: VenueDay
    tally: Tally | None
    mismatch: Mismatch | None = None

    @property
    def moved(self) -> bool:
        """The counts are other ones than the report began with: wrong before, or late visits came in meanwhile."""
        return self.mismatch is not None or _scans(self.tally) != _scans(self.of.tally)


@dataclass(frozen=True)
class Recounter:
    """Counts venue-days in parallel until `deadline`; visits of days before `oldest` are deleted, not missing."""

    visits: Visits
    tallies: TallyTable
    clock: Clock
    deadline: datetime
    oldest: datetime
    threads: int = THREADS

    def recount(self, wanted: Iterable[VenueDay]) -> list[Counted]:
        """What could be counted before the deadline, in the order asked for: the most important first."""
        with ThreadPoolExecutor(self.threads) as pool:
            return [counted for counted in pool.map(self._count, wanted) if counted]

    def _count(self, of: VenueDay) -> Counted | None:
        if self.clock() >= self.deadline or day_start(of.day) < self.oldest:
            return None
        try:
            if self.visits.count(of.venue.code, of.day) == _scans(of.tally):
                return Counted(of, of.tally)
            return self._settle(of)
        except TryAgainError:
            return None

    def _settle(self, of: VenueDay) -> Counted:
        """The tally read before and the count differ: looks again at both, and corrects a tally that is wrong.

        A visit that is still on its way through the stream, or came in while the report was made, is no mistake.
        """
        venue, now = of.venue, self.clock()
        empty = Tally(venue.code, of.day, venue.district, venue.commune)
        seen = self.tallies.get(venue.code, of.day, venue.district, venue.commune) or empty
        visits = tuple(self.visits.of_day(venue.code, of.day))
        settled = sum(1 for visit in visits if visit.received_at <= now - SETTLED)
        counted = tally_of(visits) if visits else empty
        if settled <= seen.scans <= len(visits):
            return Counted(of, counted)
        corrected = correct(self.tallies, seen, visits, now)
        return Counted(of, corrected or counted, Mismatch(venue.code, of.day, seen.scans, len(visits)))


def _scans(tally: Tally | None) -> int:
    return tally.scans if tally else 0


def sample(venues: Iterable[Venue], day: date, size: int) -> Sequence[Venue]:
    """`size` venues drawn by the day alone: the same report made again looks at the same ones."""
    return nsmallest(size, venues, key=lambda venue: sha256(f"{day}:{venue.code}".encode()).digest())
