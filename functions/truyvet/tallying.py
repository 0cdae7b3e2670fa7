"""Tallying: the stream of new visits becomes additions to tallies, each visit counted exactly once.

The stream delivers at least once: a batch may come again, whole, cut, or from some record on, also after a part of
its additions was made. Every tally keeps the position in the stream up to which it counts, and DynamoDB itself
refuses an addition that begins at or below it; the visits of one venue-day arrive in stream order, so whatever lies
above the position was never counted. docs/decisions.md has the argument.
"""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any, Protocol

from truyvet import sketches
from truyvet.days import LOCAL
from truyvet.errors import TryAgainError
from truyvet.tallies import Addition, Tally
from truyvet.tally_table import TallyTable
from truyvet.visits import Direction, Item, Visit, from_item, venue_day

POSITION_DIGITS = 40
"""AWS documents sequence numbers of 21 to 40 digits, two more than a DynamoDB number holds."""

SETTLED = timedelta(minutes=5)
"""A visit received so long ago is in the Visits table or never will be: the door gives up after seconds."""


@dataclass(frozen=True)
class Scan:
    """A visit and its place in the stream."""

    sequence: str
    visit: Visit

    @property
    def position(self) -> str:
        """The sequence number with as many digits for every scan, so that it sorts as the numbers do."""
        return self.sequence.zfill(POSITION_DIGITS)


@dataclass(frozen=True)
class Poison:
    """A record that is no visit of ours. `cause` is the kind of failure; what the record holds is not repeated."""

    sequence: str
    cause: str


@dataclass(frozen=True)
class Batch:
    """The new visits of one delivery, and the records to pass over."""

    scans: Sequence[Scan]
    poison: Sequence[Poison]


@dataclass(frozen=True)
class Outcome:
    """What became of a batch.

    `retry_from`: sequence number of the first record that must come again, with all that follow it; `tallied`:
    scans newly counted; `poison`: the records passed over for good.
    """

    retry_from: str | None
    tallied: int
    poison: Sequence[Poison]


class Spread(Protocol):
    """How the venue-days of a batch are gone through: `map`, or that of a pool of threads."""

    def __call__(
        self, function: Callable[[list[Scan]], int | None], shares: Iterable[list[Scan]], /
    ) -> Iterable[int | None]:
        """One result for each share, in their order."""


def read(records: Iterable[Mapping[str, Any]]) -> Batch:
    """The visits inserted by the records of a DynamoDB stream event, as Lambda delivers them."""
    scans: list[Scan] = []
    poison: list[Poison] = []
    for record in records:
        if record["eventName"] != "INSERT":
            continue
        sequence = record["dynamodb"]["SequenceNumber"]
        try:
            scans.append(Scan(sequence, _visit(record["dynamodb"]["NewImage"])))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            poison.append(Poison(sequence, type(error).__name__))
    return Batch(scans, poison)


def _visit(image: Mapping[str, Mapping[str, Any]]) -> Visit:
    """The visit of a stream image, whose binary values are base64. Raises whatever a broken image makes fail."""
    item: Item = {
        name: {kind: base64.b64decode(value) if kind == "B" else value for kind, value in typed.items()}
        for name, typed in image.items()
    }
    visit = from_item(item)
    if item["venue_day"]["S"] != venue_day(visit.venue, visit.day):
        raise ValueError("the day of the key is not the day of the visit")
    sketches.pair(visit.person)
    return visit


def add_up(tallies: TallyTable, batch: Batch, spread: Spread = map) -> Outcome:
    """Adds a batch to the tallies of its venue-days, in any order and also at the same time.

    Where DynamoDB fails for the moment, venue-days not yet begun are left for the next delivery; those already
    added are protected by their positions when their records come again.
    """
    failing = Event()

    def added(scans: list[Scan]) -> int | None:
        if failing.is_set():
            return None
        try:
            return _add(tallies, scans)
        except TryAgainError:
            failing.set()
            return None

    shares = _by_venue_day(batch.scans)
    counts = list(spread(added, shares))
    open_scans = [share[0] for share, count in zip(shares, counts, strict=True) if count is None]
    retry_from = min(open_scans, key=lambda scan: scan.position).sequence if open_scans else None
    return Outcome(
        retry_from=retry_from,
        tallied=sum(count for count in counts if count is not None),
        poison=[each for each in batch.poison if retry_from is None or int(each.sequence) < int(retry_from)],
    )


def _by_venue_day(scans: Iterable[Scan]) -> list[list[Scan]]:
    shares: dict[tuple[str, date, int, int], dict[str, Scan]] = {}
    for scan in scans:
        visit = scan.visit
        key = (visit.venue, visit.day, visit.district, visit.commune)
        shares.setdefault(key, {})[scan.position] = scan
    return [[share[position] for position in sorted(share)] for share in shares.values()]


def _add(tallies: TallyTable, scans: list[Scan]) -> int:
    """Adds the scans of one venue-day that its tally does not count yet, and says how many these were."""
    while scans:
        visits = [scan.visit for scan in scans]
        standing = tallies.add(
            Addition(
                counts=tally_of(visits),
                first=scans[0].position,
                last=scans[-1].position,
                received_at=min(visit.received_at for visit in visits),
            )
        )
        if standing is None:
            return len(scans)
        uncounted = [scan for scan in scans if not _counted(scan, standing)]
        if len(uncounted) == len(scans):
            raise RuntimeError("an addition was refused although the tally counts none of its visits")
        scans = uncounted
    return 0


def _counted(scan: Scan, tally: Tally) -> bool:
    by_position = tally.position is not None and scan.position <= tally.position
    by_recount = tally.counted_until is not None and scan.visit.received_at <= tally.counted_until
    return by_position or by_recount


def tally_of(visits: Sequence[Visit]) -> Tally:
    """A plain count of visits of one venue-day, at least one."""
    local = [visit.at.astimezone(LOCAL) for visit in visits]
    hours = Counter(at.hour for at in local)
    minutes = [at.time().replace(second=0, microsecond=0) for at in local]
    entries = sum(visit.direction is Direction.IN for visit in visits)
    return Tally(
        venue=visits[0].venue,
        day=visits[0].day,
        district=visits[0].district,
        commune=visits[0].commune,
        entries=entries,
        exits=len(visits) - entries,
        by_hour=tuple(hours[hour] for hour in range(24)),
        by_source=dict(Counter(visit.source.value for visit in visits)),
        late=sum(visit.late for visit in visits),
        alerts=sum(visit.alert for visit in visits),
        first_at=min(minutes),
        last_at=max(minutes),
        people=sketches.sketch(visit.person for visit in visits),
    )


def correct(tallies: TallyTable, seen: Tally, visits: Sequence[Visit], now: datetime) -> Tally | None:
    """Sets a tally to a recount of its visits, and gives it; None where it has to be tried again later.

    `seen` is the tally as `TallyTable.get` gave it before `visits`, all of the venue-day, were read (both strongly
    consistent, `now` before either; an empty tally where there was none). Visits still on their way through the
    stream are not counted a second time: the tally remembers until when arrivals are counted. None when a visit
    arrived within `SETTLED`, or when the tally moved since it was seen.
    """
    counted_until = now - SETTLED
    if any(visit.received_at > counted_until for visit in visits):
        return None
    own = [visit for visit in visits if (visit.district, visit.commune) == (seen.district, seen.commune)]
    counts = tally_of(own) if own else Tally(seen.venue, seen.day, seen.district, seen.commune)
    counted = replace(counts, position=seen.position, counted_until=counted_until)
    return counted if tallies.replace(seen, counted) else None
