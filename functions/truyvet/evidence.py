"""What the rules of compliance look at: a venue, its tallies of some days, and on suspicion its visits of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from truyvet.days import day_end, local_day
from truyvet.settings import ComplianceRules
from truyvet.tallies import Tally
from truyvet.venues import Status, Venue
from truyvet.visits import Visit


@dataclass(frozen=True)
class Evidence:
    """One venue on one local day.

    `tallies`: the venue's own by day, missing where it had no scan. `province`: scans of the whole province on each
    day that was read, the day itself included. `visits`: those of the day, None where nobody has looked at them.
    """

    venue: Venue
    day: date
    tallies: Mapping[date, Tally]
    province: Mapping[date, int]
    rules: ComplianceRules
    visits: Sequence[Visit] | None = None

    def scans(self, day: date) -> int:
        """Entries and exits together on a day."""
        return self.tallies[day].scans if day in self.tallies else 0

    def open_days(self, *, before: bool = False) -> list[date]:
        """The days that count, newest first: the venue's open days on which the system worked, up to the day.

        Counted from the day after it was registered, given a poster or opened again, whichever is last.
        `before` leaves the day itself out.
        """
        last = max(local_day(moment) for moment in self._beginnings())
        return [
            day
            for day in sorted(working_days(self.province, self.rules.working_min_share), reverse=True)
            if last < day <= self.day and self.venue.opens_on(day) and not (before and day == self.day)
        ]

    def _beginnings(self) -> list[datetime]:
        venue = self.venue
        reopened = venue.status_since if venue.status is Status.OPEN else None
        return [moment for moment in (venue.registered_at, venue.poster_issued_at, reopened) if moment]

    @property
    def judged(self) -> bool:
        """Whether the venue may be named at all.

        It is past its grace period, was open on the day by its own hours and by its status, and the system worked.
        """
        venue, end = self.venue, day_end(self.day)
        closed = venue.status is not Status.OPEN and (venue.status_since is None or venue.status_since < end)
        known_for = (self.day - local_day(venue.registered_at)).days
        return (
            not closed
            and known_for >= self.rules.grace_days
            and venue.opens_on(self.day)
            and self.day in working_days(self.province, self.rules.working_min_share)
        )


def working_days(province: Mapping[date, int], min_share: float) -> frozenset[date]:
    """The days on which the system worked: the province had at least this share of its usual scans.

    Days before the system began have none, so nobody is accused of them; neither of the day of an outage.
    """
    usual = median([scans for scans in province.values() if scans] or [0])
    return frozenset(day for day, scans in province.items() if scans and scans >= min_share * usual)
