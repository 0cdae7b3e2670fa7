"""Retention (thời hạn lưu): each night's proof that what had to be deleted is deleted.

DynamoDB deletes an item within days of its `expires_at` and promises no hour; readers pass over what has expired. So
what is past due is counted, and what is past due by more than `GRACE` is overdue: then somebody is told.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from truyvet.days import instant_text, local_day
from truyvet.door_rules import DoorRules
from truyvet.tallies import Tally

GRACE = timedelta(days=7)
_DAYS_BACK = (1, 4, 8, 15)
"""Days looked at, counted back from the oldest that may be kept; two more are drawn from the year before."""
_YEAR = 365
DISTRICTS, VENUES = 3, 40
"""Of each day: so many districts, and of each so many venues, a quarter of them those with most visits."""


class Store(Protocol):
    """Where expired items may still lie; `expired_items.ExpiredItems`."""

    tables: Sequence[str]

    def expire(self, table: str) -> bool:
        """Whether DynamoDB deletes this table's items at their `expires_at`."""

    def of_venue_day(self, venue: str, day: date) -> list[datetime]:
        """When each visit that is still there of a venue-day expires."""

    def some(self, table: str, chance: random.Random) -> list[datetime]:
        """When each of some neighbouring items of a table expires, from a place drawn at random."""

    def files(self, chance: random.Random) -> list[datetime]:
        """When each of some files of traces should have been deleted, from a place drawn at random."""


@dataclass(frozen=True)
class Check:
    """One look. `looked_at`: keys or items; `left`: past due and still there; `overdue`: by more than `GRACE`.

    `deleted`: so many were counted when they came and are not there any more; known of visits alone.
    """

    what: str
    looked_at: int
    left: int
    overdue: int
    deleted: int | None = None
    switched_on: bool = True


@dataclass(frozen=True)
class Proof:
    """What a night's look found."""

    day: date
    made_at: datetime
    checks: tuple[Check, ...]

    @property
    def overdue(self) -> int:
        """How much is overdue; a table that does not expire counts as one."""
        return sum(each.overdue + (not each.switched_on) for each in self.checks)

    def document(self) -> dict[str, object]:
        """The proof as it is kept. It names no person, no venue and no key."""
        return {
            "day": self.day.isoformat(),
            "made_at": instant_text(self.made_at),
            "kept_days": DoorRules().retention.days,
            "grace_days": GRACE.days,
            "sound": self.overdue == 0,
            "checks": [
                {
                    "what": each.what,
                    "expiry_switched_on": each.switched_on,
                    "looked_at": each.looked_at,
                    "past_due": each.left,
                    "overdue": each.overdue,
                    "deleted": each.deleted,
                }
                for each in self.checks
            ],
        }


def proof(
    store: Store,
    tallies: Callable[[date, int], Iterable[Tally]],
    districts: Sequence[int],
    now: datetime,
    chance: random.Random,
) -> Proof:
    """Tonight's proof. `chance` draws what is looked at: nobody can know it beforehand."""
    checks = [_visits(store, tallies, districts, now, chance)]
    for table in store.tables:
        checks.append(_check(table, store.some(table, chance), now, switched_on=store.expire(table)))
    checks.append(_check("traces, files", store.files(chance), now))
    return Proof(local_day(now), now, tuple(checks))


def _visits(
    store: Store,
    tallies: Callable[[date, int], Iterable[Tally]],
    districts: Sequence[int],
    now: datetime,
    chance: random.Random,
) -> Check:
    counted, ends = 0, list[datetime]()
    for day in _days(now, chance):
        for district in chance.sample(sorted(districts), min(DISTRICTS, len(districts))):
            for tally in _drawn(list(tallies(day, district)), chance):
                counted += tally.scans
                ends += store.of_venue_day(tally.venue, day)
    check = _check("Visits", ends, now, switched_on=store.expire("Visits"))
    gone = max(0, counted - len(ends))
    return Check(check.what, max(counted, len(ends)), check.left, check.overdue, gone, check.switched_on)


def _days(now: datetime, chance: random.Random) -> list[date]:
    """Days whose visits have all expired, whenever on the day they were made."""
    last = local_day(now - DoorRules().retention)
    long_ago = sorted(chance.sample(range(_DAYS_BACK[-1] + 1, _YEAR), 2))
    return [last - timedelta(days=back) for back in (*_DAYS_BACK, *long_ago)]


def _drawn(tallies: list[Tally], chance: random.Random) -> list[Tally]:
    largest = sorted(tallies, key=lambda each: (-each.scans, each.venue))
    first, rest = largest[: VENUES // 4], largest[VENUES // 4 :]
    return first + chance.sample(rest, min(VENUES - len(first), len(rest)))


def _check(what: str, ends: Sequence[datetime], now: datetime, *, switched_on: bool = True) -> Check:
    left = sum(end <= now for end in ends)
    return Check(what, len(ends), left, sum(end + GRACE <= now for end in ends), switched_on=switched_on)
