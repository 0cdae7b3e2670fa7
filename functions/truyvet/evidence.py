"""What the rules of compliance look at: a venue, its tallies of some days, and on suspicion its visits of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median

from truyvet.days import day_end, day_start, local_day
from truyvet.devices import Device
from truyvet.orders import Order, closed
from truyvet.peers import Peers
from truyvet.settings import ComplianceRules
from truyvet.tallies import Tally
from truyvet.venues import Status, Venue
from truyvet.visits import Visit

IN_USE = timedelta(days=7)
"""A device not heard of for longer than this before the day is retired: nothing is on its way from it any more."""


@dataclass(frozen=True)
class Elsewhere:
    """A scan of a person at another venue."""

    venue: Venue
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """One venue on one local day.

    `tallies`: the venue's own by day, missing where it had no scan. `province` and `commune`: scans of the whole
    province and of the venue's commune on each day that was read, the day itself included. `visits`: those of the
    day, None where nobody has looked at them. `orders`: by which places are closed. `peers`: places of its kind and
    size, None where there are too few. `devices`: those that scan for it. `elsewhere`: by person key, where else its
    people were within minutes; None where nobody has asked, else everyone asked about. `people`: about how many
    there were on the day, None where that is not known. `siblings`: tallies of other venues of the same telephone in
    the commune: a market's other gate.
    """

    venue: Venue
    day: date
    tallies: Mapping[date, Tally]
    province: Mapping[date, int]
    rules: ComplianceRules
    visits: Sequence[Visit] | None = None
    orders: Sequence[Order] = ()
    commune: Mapping[date, int] = field(default_factory=dict)
    peers: Peers | None = None
    devices: Sequence[Device] = ()
    elsewhere: Mapping[bytes, Sequence[Elsewhere]] | None = None
    people: int | None = None
    siblings: Sequence[Mapping[date, Tally]] = ()

    def scans(self, day: date) -> int:
        """Entries and exits together on a day."""
        return self.tallies[day].scans if day in self.tallies else 0

    def opens_on(self, day: date) -> bool:
        """Whether the venue is expected to scan on a day: by its opening hours, and closed by no order."""
        return self.venue.opens_on(day) and not closed(self.venue, day, self.orders)

    def open_days(self, *, before: bool = False) -> list[date]:
        """The days that count, newest first: the venue's open days on which the system worked, up to the day.

        Counted from the day after it was registered, given a poster or opened again, whichever is last.
        `before` leaves the day itself out.
        """
        return [day for day in self._open_days if not (before and day == self.day)]

    @cached_property
    def _open_days(self) -> list[date]:
        last = max(local_day(moment) for moment in self._beginnings())
        working = sorted(working_days(self.province, self.rules.working_min_share), reverse=True)
        return [day for day in working if last < day <= self.day and self.opens_on(day)]

    def _beginnings(self) -> list[datetime]:
        venue = self.venue
        reopened = venue.status_since if venue.status is Status.OPEN else None
        return [moment for moment in (venue.registered_at, venue.poster_issued_at, reopened) if moment]

    @property
    def judged(self) -> bool:
        """Whether the venue may be named at all.

        It is past its grace period, was open on the day by its own hours, by its status and by all orders, and the
        system worked.
        """
        venue, end = self.venue, day_end(self.day)
        shut = venue.status is not Status.OPEN and (venue.status_since is None or venue.status_since < end)
        known_for = (self.day - local_day(venue.registered_at)).days
        return (
            not shut
            and known_for >= self.rules.grace_days
            and self.opens_on(self.day)
            and self.day in working_days(self.province, self.rules.working_min_share)
        )

    @property
    def scans_on_their_way(self) -> bool:
        """Whether a device holds scans of the venue back: it said so, it is silent, or lines of a pad are not typed in.

        What is missing of a device that is heard of and has nothing waiting is lost, not on its way.
        """
        return any(self._holds_back(device) for device in self.devices)

    def _holds_back(self, device: Device) -> bool:
        start, seen_at = day_start(self.day), device.seen_at
        if seen_at is None or seen_at < start - IN_USE or not device.sequence.highest:
            return False
        if device.paper:
            return bool(device.sequence.missing)
        return device.waiting > 0 or (seen_at < start and device.revoked_at is None)


def working_days(province: Mapping[date, int], min_share: float) -> frozenset[date]:
    """The days on which the system worked: the province had at least this share of its usual scans.

    Days before the system began have none, so nobody is accused of them; neither of the day of an outage.
    """
    usual = median([scans for scans in province.values() if scans] or [0])
    return frozenset(day for day, scans in province.items() if scans and scans >= min_share * usual)
