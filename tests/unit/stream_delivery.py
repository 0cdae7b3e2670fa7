"""How Lambda delivers the stream of Visits, as design.md allows it: at least once, cut, repeated, shard by shard.

A `Delivery` is a whole day's trouble as data, so that hypothesis can shrink what breaks the count.
"""

import base64
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tests.unit.tables_in_memory import Fault, FaultyClient, Killed
from truyvet.sketches import sketch
from truyvet.tallies import Tally
from truyvet.tally_table import TallyTable
from truyvet.tallying import SETTLED, add_up, correct, read, tally_of
from truyvet.visits import Direction, Source, Visit, to_item

ARRIVAL = datetime(2021, 8, 13, 2, 0, tzinfo=UTC)
"""The first visit of a stream reaches the door on 13 August at 09:00 local time, each next one a second later."""

# Three registers with four ranks each: the sketches of a few people already hold pairs that do not matter.
PEOPLE = tuple(
    (register << 54 | 1 << bit).to_bytes(8, "big") + bytes(8) for register in (0, 7, 1023) for bit in range(4)
)

Seat = tuple[str, str, int, int]
Record = dict[str, Any]


@dataclass(frozen=True)
class Drawn:
    """The visit that hypothesis chose, before it has a place in the stream."""

    venue: int
    minute: int
    yesterday: bool
    direction: Direction
    source: Source
    alert: bool
    person: int
    gap: int


@dataclass(frozen=True)
class Step:
    """One call of the function: which shard, how many records, what fails, and how far the next one goes back.

    `recount`: before the call the venue-day of some stored visit is miscounted and set right from the visits of
    which so many are already stored beyond the delivered ones.
    """

    shard: int
    size: int
    faults: tuple[Fault, ...]
    back: int
    recount: tuple[int, int] | None


@dataclass(frozen=True)
class Delivery:
    """A stream, where its shards split, and the steps in which it is delivered; after them all goes well."""

    drawn: tuple[Drawn, ...]
    first_sequence: int
    split: int
    steps: tuple[Step, ...]


_DRAWN = st.builds(
    Drawn,
    venue=st.integers(0, 3),
    minute=st.integers(0, 24 * 60 - 1),
    yesterday=st.booleans(),
    direction=st.sampled_from(Direction),
    source=st.sampled_from(Source),
    alert=st.booleans(),
    person=st.integers(0, len(PEOPLE) - 1),
    gap=st.integers(1, 3),
)
_STEP = st.builds(
    Step,
    shard=st.integers(0, 5),
    size=st.integers(1, 12),
    faults=st.lists(st.sampled_from(Fault), max_size=6).map(tuple),
    back=st.integers(0, 12),
    recount=st.none() | st.tuples(st.integers(0, 30), st.integers(0, 5)),
)
# The numbers of AWS have 21 to 40 digits, and may gain one in the middle of a batch.
_FIRST = st.sampled_from([10**20, 10**21 - 9, 10**37 - 9, 10**38 - 9, 10**39 - 9, 10**40 - 999])
deliveries = st.builds(
    Delivery,
    drawn=st.lists(_DRAWN, min_size=1, max_size=30).map(tuple),
    first_sequence=_FIRST,
    split=st.integers(0, 30),
    steps=st.lists(_STEP, max_size=12).map(tuple),
)


def visits_of(delivery: Delivery) -> list[Visit]:
    """The visits in the order in which DynamoDB stored them."""
    return [_visit(index, drawn) for index, drawn in enumerate(delivery.drawn)]


def _visit(index: int, drawn: Drawn) -> Visit:
    local_midnight = datetime(2021, 8, 12 if drawn.yesterday else 13, tzinfo=UTC) - timedelta(hours=7)
    at = local_midnight + timedelta(minutes=drawn.minute, seconds=index)
    return Visit(
        id=UUID(bytes=sha256(str(index).encode()).digest()[:16], version=4),
        venue=f"VENUE{drawn.venue}00",
        at=at,
        direction=drawn.direction,
        district=689 + drawn.venue % 2,
        commune=25195 + drawn.venue,
        person=PEOPLE[drawn.person],
        sealed=b"sealed",
        fingerprint=b"8 bytes.",
        received_at=ARRIVAL + timedelta(seconds=index),
        expires_at=at.replace(microsecond=0) + timedelta(days=28),
        source=drawn.source,
        alert=drawn.alert,
    )


def record(visit: Visit, sequence: int) -> Record:
    """The insertion of a visit as Lambda delivers it: JSON, binary values in base64."""
    image = {
        name: {kind: base64.b64encode(value).decode() if kind == "B" else value for kind, value in typed.items()}
        for name, typed in to_item(visit).items()
    }
    keys = {name: image[name] for name in ("venue_day", "at_id")}
    return {
        "eventID": sha256(str(sequence).encode()).hexdigest()[:32],
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": str(sequence), "StreamViewType": "NEW_IMAGE"},
    }


def seat(visit: Visit) -> Seat:
    """What a tally is of."""
    return visit.venue, visit.day.isoformat(), visit.district, visit.commune


def plain_count(visits: Sequence[Visit]) -> dict[Seat, Tally]:
    """The tallies as they must be, counted without a stream."""
    groups: dict[Seat, list[Visit]] = defaultdict(list)
    for visit in visits:
        groups[seat(visit)].append(visit)
    return {key: tally_of(group) for key, group in groups.items()}


def stored_counts(table: TallyTable, visits: Sequence[Visit]) -> dict[Seat, Tally]:
    """The tallies as the table has them, read as the report reads them."""
    days = sorted({visit.day for visit in visits})
    tallies = table.in_days(days, sorted({visit.district for visit in visits}))
    return {(each.venue, each.day.isoformat(), each.district, each.commune): each for each in tallies}


def people_of(visits: Sequence[Visit], key: Seat) -> frozenset[bytes]:
    """The sketch of the plain set of people of one venue-day."""
    return sketch({visit.person for visit in visits if seat(visit) == key})


class Shard:
    """Records in order with a checkpoint. A child waits until its parent is read to the end."""

    def __init__(self, records: list[tuple[int, Record]], parent: "Shard | None" = None) -> None:
        self.records = records
        self.parent = parent
        self.checkpoint = 0
        self.reached = 0

    @property
    def done(self) -> bool:
        return self.checkpoint == len(self.records)

    @property
    def ready(self) -> bool:
        return not self.done and (self.parent is None or self.parent.done)


def shards_of(delivery: Delivery, visits: Sequence[Visit]) -> list[Shard]:
    """Two parents and, from the split on, two children of each; a venue-day stays in one line of descent."""
    sequences = accumulate((drawn.gap for drawn in delivery.drawn), initial=delivery.first_sequence)
    lines: dict[tuple[int, int], list[tuple[int, Record]]] = defaultdict(list)
    for index, (visit, sequence) in enumerate(zip(visits, sequences, strict=False)):
        spread = sha256(f"{visit.venue}#{visit.day}".encode()).digest()[0]
        generation = 0 if index < delivery.split else 1 + spread // 2 % 2
        lines[spread % 2, generation].append((index, record(visit, sequence)))
    parents = [Shard(lines[line, 0]) for line in (0, 1)]
    children = [Shard(lines[line, child], parents[line]) for line in (0, 1) for child in (1, 2)]
    return [*parents, *children]


def deliver(delivery: Delivery, client: FaultyClient, table: TallyTable, spoil: Callable[[Visit], None]) -> None:
    """Delivers the whole stream. `spoil` makes the tally of a visit wrong, to be set right by a recount."""
    visits = visits_of(delivery)
    shards = shards_of(delivery, visits)
    calm = Step(shard=0, size=1000, faults=(), back=0, recount=None)
    steps = iter(delivery.steps)
    while ready := [shard for shard in shards if shard.ready]:
        step = next(steps, calm)
        if step.recount is not None:
            _recount(step.recount, shards, visits, table, spoil)
        shard = ready[step.shard % len(ready)]
        _call(shard, step, client, table)
        shard.checkpoint = max(0, shard.checkpoint - step.back)


def _call(shard: Shard, step: Step, client: FaultyClient, table: TallyTable) -> None:
    batch = shard.records[shard.checkpoint : shard.checkpoint + step.size]
    shard.reached = max(shard.reached, batch[-1][0] + 1)
    client.fail(step.faults)
    try:
        outcome = add_up(table, read(record for _, record in batch))
    except Killed:
        return
    finally:
        client.fail(())
    numbers = [record["dynamodb"]["SequenceNumber"] for _, record in batch]
    done = len(batch) if outcome.retry_from is None else numbers.index(outcome.retry_from)
    shard.checkpoint += done


def _recount(
    which: tuple[int, int],
    shards: Sequence[Shard],
    visits: Sequence[Visit],
    table: TallyTable,
    spoil: Callable[[Visit], None],
) -> None:
    pick, beyond = which
    stored = visits[: max(shard.reached for shard in shards) + beyond]
    if not stored:
        return
    chosen = stored[pick % len(stored)]
    spoil(chosen)
    seen = table.get(chosen.venue, chosen.day, chosen.district, chosen.commune)
    own = [visit for visit in stored if seat(visit) == seat(chosen)]
    empty = Tally(chosen.venue, chosen.day, chosen.district, chosen.commune)
    assert correct(table, seen or empty, own, stored[-1].received_at + SETTLED) == tally_of(own)
