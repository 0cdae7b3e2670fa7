"""Tallies: however the stream delivers, each visit counts once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from random import Random
from typing import Any

from chaos.doors import killed_at
from chaos.faults import Fault, Seeded, in_part
from chaos.ledger import Entry
from chaos.runtime import Environment
from chaos.world import DAY, SIX, World, api_event, check_in, day_of, morning, province, record
from local.seed.scans import Scan
from truyvet.link_table import links_of

SHARDS = 3
BATCH = 12
MOST_CALLS = 400
ALL_FAULTS = tuple(fault for fault in Fault if fault not in {Fault.SLOW_BEFORE, Fault.SLOW_AFTER})
Records = Sequence[dict[str, Any]]


@dataclass
class Delivery:
    """Lambda's event source: shards in order, a batch at a time, again from wherever a batch failed."""

    world: World
    entry: Entry
    records: Records
    random: Random
    held: frozenset[int] = frozenset()
    environment: Environment = field(init=False)
    _shards: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    _checkpoints: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.environment = self.world.environment("tally")
        for each in self.records:
            key = each["dynamodb"].get("Keys", {}).get("venue_day", {}).get("S", "")
            self._shards[sha256(key.encode()).digest()[0] % SHARDS].append(each)
        self._checkpoints = dict.fromkeys(self._shards, 0)

    def run(self, now: datetime, *, troubled: bool = True) -> None:
        """Delivers what is not held. Troubled: batches of any size, some cut in two, some sent again."""
        size = BATCH
        for call in count():
            ready = [s for s in self._shards if s not in self.held and self._checkpoints[s] < len(self._shards[s])]
            if not ready:
                return
            if call == MOST_CALLS:
                self.entry.violations.append("the stream did not come to its end")
                return
            shard = self.random.choice(ready)
            start = self._checkpoints[shard]
            size = self.random.randint(1, size) if troubled else BATCH
            batch = self._shards[shard][start : start + size]
            done = self._delivered(batch, now)
            # What failed comes again in halves; what went well, now and then once more from some record on.
            size = max(1, len(batch) // 2) if done < len(batch) else BATCH
            if done < len(batch):
                self.entry.faults["batch cut in two" if size < len(batch) else "batch sent again"] += 1
            elif troubled and self.random.random() < 0.2:
                self.entry.faults["records sent again"] += 1
                done -= self.random.randint(1, len(batch))
            self._checkpoints[shard] = start + done

    def _delivered(self, batch: Records, now: datetime) -> int:
        ended = self.world.invoke(self.environment, {"Records": list(batch)}, now)
        age = max(0.0, (now - max(map(arrived, batch))).total_seconds() * 1000)
        self.world.observed.highest("AWS/Lambda", "IteratorAge", "TallyFunction", age)
        self.entry.outcomes["batches"] += 1
        if ended.killed:
            self.environment.close()
            self.environment = self.world.environment("tally")
        if ended.answer is None:
            self.entry.outcomes["batches failed"] += 1
            return 0
        failed = ended.answer["batchItemFailures"]
        if not failed:
            return len(batch)
        self.entry.outcomes["batches failed in part"] += 1
        numbers = [each["dynamodb"]["SequenceNumber"] for each in batch]
        return numbers.index(failed[0]["itemIdentifier"])


def soon(records: Records) -> datetime:
    """A moment after the last visit arrived."""
    return max(map(arrived, records)) + timedelta(seconds=30)


def arrived(each: dict[str, Any]) -> datetime:
    """When the record's visit reached the door, by the story's own clock."""
    at = each["dynamodb"].get("NewImage", {}).get("received_at", {}).get("N")
    try:
        return datetime.fromtimestamp(int(at) / 1000, SIX.tzinfo)
    except (TypeError, ValueError):
        return SIX


def streamed(world: World, scans: Sequence[Scan]) -> list[dict[str, Any]]:
    """Stores scans and gives the stream's records of them, as Lambda hands them over."""
    before = len(world.store.stream())
    world.put(scans)
    return [record(each) for each in world.store.stream()[before:]]


def troubled(seed: int, size: int) -> Entry:
    """Batches repeated, cut, out of alignment; DynamoDB at fault under them; BatchWriteItem taken in part."""
    entry = Entry("stream repeated, cut and failing", "tallies equal a recount of the visits")
    with province(seed) as world:
        records = streamed(world, world.scans(DAY, size))
        delivery = Delivery(world, entry, records, world.random)
        world.cloud.begin(Seeded(seed, 40, ALL_FAULTS, slow=4))
        delivery.run(soon(records))
        entry.injected(world.cloud)
        world.cloud.begin()
        again = Delivery(world, entry, records, world.random)
        again.run(soon(records))
        entry.faults["whole stream sent again"] += 1
        entry.violations += world.wrong_tallies()
        entry.outcomes["visits"] = len(records)
        entry.watched(world.told(), ["TallyErrors"])
    return entry


def in_part_only(seed: int, size: int) -> Entry:
    """BatchWriteItem takes a half and gives the rest back: the links of those who showed phone and card."""
    entry = Entry("batches taken in part", "what DynamoDB gave back is written all the same")
    with province(seed) as world:
        door = world.environment("checkin")
        codes = [place.venue.code for place in world.places if place.venue.status.value == "open"][:4]
        random = world.random
        for number in range(size):
            body = check_in(random, codes, morning() + timedelta(seconds=number))
            body["person"]["document"] = f"0700{random.randrange(10**8):08d}"
            world.invoke(door, api_event("/api/checkins", body), morning() + timedelta(hours=1))
        records = [record(each) for each in world.store.stream()]
        world.cloud.begin(in_part)
        Delivery(world, entry, records, world.random).run(soon(records))
        entry.injected(world.cloud)
        wanted = {(link.person, link.other) for link in links_of(world.visits())}
        stored = {(bytes(item["person"]["B"]), bytes(item["other"]["B"])) for item in world.store.items("LinksTable")}
        entry.outcomes["links"] = len(wanted)
        entry.promised(len(world.visits()) == size and len(wanted) == 2 * size, "a check-in was not stored")
        entry.promised(wanted <= stored, f"{len(wanted - stored)} links are missing")
        entry.promised(entry.faults[Fault.UNPROCESSED.value] > 0, "no batch was taken in part")
        entry.violations += world.wrong_tallies()
        entry.watched(world.told())
    return entry


def poisoned(seed: int, size: int) -> Entry:
    """Records that are no visit of ours, among those that are."""
    entry = Entry("poison records in the stream", "poison is passed over and alarmed; every visit beside it counts")
    with province(seed) as world:
        records = streamed(world, world.scans(DAY, size))
        for place, spoilt in enumerate((_without("direction"), _without("venue_day"), _other_day, _no_bytes, _empty)):
            at = (place + 1) * len(records) // 7
            poison = spoilt(records[at])
            poison["dynamodb"]["SequenceNumber"] = str(int(records[-1]["dynamodb"]["SequenceNumber"]) + 1 + place)
            records = [*records[:at], poison, *records[at:]]
            entry.faults["poison record"] += 1
        # As a stream would have it: numbers that rise.
        for number, each in enumerate(records, 1):
            each["dynamodb"]["SequenceNumber"] = str(10**20 + number)
        Delivery(world, entry, records, world.random).run(soon(records))
        entry.violations += world.wrong_tallies()
        entry.watched(world.told(), ["TallyMetPoison"])
    return entry


def tally_killed(seed: int, size: int) -> Entry:
    """The function dies before and after each of its calls; the batch comes again."""
    entry = Entry("tally, killed at each call", "a batch that comes again counts only what was not counted")
    with province(seed) as world:
        records = streamed(world, world.scans(DAY, 120))[:: 120 // size]
        event, now = {"Records": records}, morning() + timedelta(hours=2)
        wanted = [each["dynamodb"]["Keys"]["at_id"]["B"] for each in records]
        steady = world.environment("tally")
        world.cloud.begin()
        world.invoke(steady, event, now)
        steps, right = len(world.cloud.calls), world.tallies()
        entry.promised(sum(tally.scans for tally in right.values()) == len(wanted), "the clean run is wrong")
        for step in range(steps):
            for after in (False, True):
                world.store.clear("TalliesTable", "LinksTable")
                killed_at(world, "tally", event, now, step, after=after)
                entry.faults[f"killed {'after' if after else 'before'} a call"] += 1
                world.cloud.begin()
                world.invoke(steady, event, now)
                where = f"killed {'after' if after else 'before'} call {step + 1} of {steps}"
                entry.promised(world.tallies() == right, f"{where}: tallies differ from the clean run")
                entry.outcomes["converged"] += 1
        entry.watched(world.told(), ["TallyErrors"])
    return entry


def a_day_late(seed: int, size: int) -> Entry:
    """The stream stands still for a day: the report recounts, and a day later the records come all the same."""
    entry = Entry("stream late by a day", "the report is right without the stream, and nothing counts twice after it")
    with province(seed) as world:
        world.put(world.scans(day_of(1), size))
        world.tally_all()
        records = streamed(world, world.scans(DAY, size))
        held = frozenset({0, 1})
        delivery = Delivery(world, entry, records, world.random, held=held)
        world.cloud.begin()
        delivery.run(soon(records))
        behind = len(world.wrong_tallies())
        entry.faults["venue-days whose records are held for a day"] += behind
        entry.promised(behind > 0, "nothing was held")
        report = world.environment("report")
        first = world.invoke(report, {"id": "first", "time": "2021-08-13T23:00:00Z"}, SIX)
        entry.promised(bool(first.answer and first.answer["state"] == "sent"), "the report of the day was not sent")
        entry.outcomes["tallies set right by the report"] = behind - len(world.wrong_tallies())
        delivery.held = frozenset()
        delivery.run(SIX + timedelta(hours=20))
        entry.violations += world.wrong_tallies()
        entry.watched(world.told(), ["TallyBehind", "TalliesDiffer"])
    return entry


def _copied(each: dict[str, Any]) -> dict[str, Any]:
    image = {name: dict(value) for name, value in each["dynamodb"]["NewImage"].items()}
    return {**each, "dynamodb": {**each["dynamodb"], "NewImage": image}}


def _without(name: str) -> Any:
    def spoilt(each: dict[str, Any]) -> dict[str, Any]:
        copy = _copied(each)
        del copy["dynamodb"]["NewImage"][name]
        return copy

    return spoilt


def _other_day(each: dict[str, Any]) -> dict[str, Any]:
    copy = _copied(each)
    copy["dynamodb"]["NewImage"]["venue_day"]["S"] = "7K3M9QXP#2021-01-01"
    return copy


def _no_bytes(each: dict[str, Any]) -> dict[str, Any]:
    copy = _copied(each)
    copy["dynamodb"]["NewImage"]["person"] = {"S": "nobody"}
    return copy


def _empty(each: dict[str, Any]) -> dict[str, Any]:
    copy = _copied(each)
    copy["dynamodb"]["NewImage"] = {}
    return copy
