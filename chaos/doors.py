"""The door: whatever DynamoDB does, what a phone was told is stored is there, once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock, Timer
from typing import Any
from uuid import UUID

from benchmarks.engine import table
from chaos.cloud import DroppedError
from chaos.faults import QUICK, Call, Seeded
from chaos.ledger import Entry
from chaos.runtime import Ended, Environment
from chaos.world import World, api_event, check_in, morning, province
from truyvet import devices
from truyvet.days import instant
from truyvet.device_table import DeviceTable
from truyvet.devices import Device

ENVIRONMENTS = 3
TRIES = 8
WAIT = timedelta(seconds=5)


@dataclass
class Phones:
    """The phones of a scenario: each sends an event until it is told that it is stored, or leaves it for later."""

    world: World
    entry: Entry
    kill_now: Callable[[int], bool] = lambda _: False
    confirmed: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def send_all(self, events: Sequence[dict[str, Any]], now: datetime) -> None:
        """Several environments at once; one of them takes one event at a time."""
        shares = [events[number::ENVIRONMENTS] for number in range(ENVIRONMENTS)]
        with ThreadPoolExecutor(ENVIRONMENTS) as pool:
            list(pool.map(lambda share: self._send_share(share, now), shares))

    def _send_share(self, events: Sequence[dict[str, Any]], now: datetime) -> None:
        environment = self.world.environment("checkin")
        for body in events:
            environment = self._send(environment, body, now)

    def _send(self, environment: Environment, body: dict[str, Any], now: datetime) -> Environment:
        for attempt in range(TRIES):
            # Every ninth answer is lost between the API and the phone, which then knows nothing and asks again.
            lost = attempt == 0 and int(body["id"][:4], 16) % 9 == 0
            ended = self.world.invoke(environment, api_event("/api/checkins", body), now + attempt * WAIT)
            if ended.killed:
                environment.close()
                environment = self.world.environment("checkin")
            status = status_of(ended)
            with self._lock:
                self.entry.outcomes[f"answer {status}" if status else "no answer"] += 1
                if status >= 500:
                    self.world.observed.count("AWS/ApiGateway", "5xx", "Api")
                if status in {200, 201} and not lost:
                    self.confirmed[body["id"]] = body
                    return environment
        with self._lock:
            self.waiting[body["id"]] = body
        return environment

    def judge(self) -> None:
        """Nothing confirmed is missing or changed, nothing is there twice, nothing is there that nobody sent."""
        stored: dict[str, list[Any]] = {}
        for visit in self.world.visits():
            stored.setdefault(str(visit.id), []).append(visit)
        self.entry.outcomes["confirmed"] += len(self.confirmed)
        self.entry.outcomes["left on the phone"] += len(self.waiting)
        for visit_id, body in self.confirmed.items():
            found = stored.get(visit_id, [])
            same = found and (found[0].venue, found[0].direction.value, found[0].at) == (
                body["venue"],
                body["direction"],
                instant(body["at"]),
            )
            self.entry.promised(bool(same), f"visit {visit_id} was confirmed and is not stored as it was sent")
        self.entry.promised(all(len(found) == 1 for found in stored.values()), "a visit is stored twice")
        sent = self.confirmed.keys() | self.waiting.keys()
        self.entry.promised(stored.keys() <= sent, "a visit is stored that nobody sent")


def status_of(ended: Ended) -> int:
    """The HTTP status; 500 where the handler failed, as API Gateway says; 0 where the process died."""
    if ended.killed:
        return 0
    return int(ended.answer["statusCode"]) if ended.answer else 500


def events_of(world: World, number: int) -> list[dict[str, Any]]:
    """Check-ins of one morning."""
    random = world.random
    codes = [place.venue.code for place in world.places if place.venue.status.value == "open"][:6]
    return [check_in(random, codes, morning() + timedelta(seconds=each)) for each in range(number)]


def faulty_store(seed: int, size: int) -> Entry:
    """DynamoDB throttled, slow, failing and half-failing under the door."""
    entry = Entry("door, DynamoDB at fault", "a confirmed visit is stored once, as it was sent")
    with province(seed) as world:
        phones = Phones(world, entry)
        world.cloud.begin(Seeded(seed, 35, QUICK, slow=6))
        phones.send_all(events_of(world, size), morning() + timedelta(hours=1))
        entry.injected(world.cloud)
        world.cloud.begin()
        later = list(phones.waiting.values())
        phones.waiting.clear()
        phones.send_all(later, morning() + timedelta(hours=2))
        entry.promised(not phones.waiting, "a visit could not be stored although all went well again")
        phones.judge()
        entry.watched(world.told(), ["CheckinErrors", "DoorFails"])
    return entry


def engine_killed(seed: int, size: int) -> Entry:
    """The engine dies three times in mid-load, by SIGKILL, and comes back half a second later."""
    entry = Entry("door, engine killed in mid-load", "a confirmed visit survives SIGKILL of the store")
    with province(seed) as world:
        phones = Phones(world, entry)
        events = events_of(world, size)
        deaths = {size // 4, size // 2, 3 * size // 4}
        lock, timers = Lock(), list[Timer]()

        def witness(call: Call, after: bool) -> None:
            with lock:
                due = not after and call.service == "dynamodb" and any(call.number >= death for death in deaths)
                if not due or not world.store.up.is_set():
                    return
                deaths.remove(min(deaths))
                world.store.kill()
                timers.append(timer := Timer(0.5, world.store.restart))
                timer.start()

        world.cloud.begin(witness=witness)
        phones.send_all(events, morning() + timedelta(hours=1))
        for timer in timers:
            timer.join()
        world.cloud.begin()
        later = list(phones.waiting.values())
        phones.waiting.clear()
        phones.send_all(later, morning() + timedelta(hours=2))
        entry.faults["engine killed"] = world.store.kills
        entry.promised(world.store.kills == 3, "the engine was not killed three times")
        entry.promised(not phones.waiting, "a visit could not be stored although the engine was back")
        phones.judge()
        entry.promised(len(world.store.stream()) == len(world.visits()), "the stream does not tell of every visit")
        entry.watched(world.told(), ["DoorFails"])
    return entry


def batch_killed(seed: int, size: int) -> Entry:
    """A helper's batch whose function dies before and after each of its calls; the device sends it again."""
    entry = Entry("helper's batch, killed at each call", "every event of a device arrives once, and none is missing")
    with province(seed) as world:
        device, token = _device(world)
        events = [{**body, "venue": device.venues[0], "seq": seq} for seq, body in enumerate(events_of(world, size), 1)]
        event = api_event("/api/checkins/batch", {"events": events, "issued": size}, token)
        now = morning() + timedelta(hours=1)
        world.cloud.begin()
        steady = world.environment("checkin")
        clean = world.invoke(steady, event, now)
        steps = len(world.cloud.calls)
        entry.promised(status_of(clean) == 200, "the batch was refused although all went well")
        for step in range(steps):
            for after in (False, True):
                _forget_batch(world, device)
                killed_at(world, "checkin", event, now, step, after=after)
                entry.faults[f"killed {'after' if after else 'before'} a call"] += 1
                world.cloud.begin()
                again = world.invoke(steady, event, now + WAIT)
                stored = sorted(str(visit.id) for visit in world.visits())
                where = f"killed {'after' if after else 'before'} call {step + 1} of {steps}"
                entry.promised(status_of(again) == 200, f"{where}: the batch was refused when sent again")
                entry.promised(stored == sorted(each["id"] for each in events), f"{where}: events lost or doubled")
                kept = _devices(world).get(device.id)
                entry.promised(bool(kept and not kept.sequence.missing), f"{where}: the device misses numbers")
                entry.outcomes["converged"] += 1
        entry.watched(world.told(), ["CheckinErrors"])
    return entry


def clocks(seed: int) -> Entry:
    """Devices and servers whose clocks are wrong."""
    entry = Entry("door, clocks wrong", "an absurd time is refused or marked, never lost and never a second visit")
    with province(seed) as world:
        now = morning() + timedelta(hours=1)
        first, second = world.environment("checkin"), world.environment("checkin")
        for seconds, wanted in {0: 201, 240: 201, 600: 422, -86_400: 201, -20 * 86_400: 422}.items():
            body = check_in(world.random, [world.places[0].venue.code], now + timedelta(seconds=seconds))
            body["id"] = str(UUID(int=(1 << 127) + abs(seconds) * 2 + (seconds < 0), version=4))
            status = status_of(world.invoke(first, api_event("/api/checkins", body), now))
            entry.faults[f"device {abs(seconds)} s {'fast' if seconds > 0 else 'slow' if seconds else 'right'}"] += 1
            entry.outcomes[f"answer {status}"] += 1
            entry.promised(status == wanted, f"a device {seconds} s off was answered {status} instead of {wanted}")
            # The same event again at a server whose clock is four minutes behind.
            again = status_of(world.invoke(second, api_event("/api/checkins", body), now - timedelta(minutes=4)))
            entry.faults["server 240 s slow"] += 1
            entry.promised(again in ({200} if wanted == 201 and seconds != 240 else {200, 422}), f"then {again}")
        entry.promised(len(world.visits()) == 3, "a clock made a visit twice, or lost one")
        device, token = _device(world)
        odd = check_in(world.random, [device.venues[0]], now - timedelta(days=4000))
        event = api_event("/api/checkins/batch", {"events": [{**odd, "seq": 1}]}, token)
        entry.promised(status_of(world.invoke(first, event, now)) == 200, "a helper's event of 2010 was refused")
        entry.faults["helper's device 4,000 days slow"] += 1
        marked = [visit for visit in world.visits() if str(visit.id) == odd["id"]]
        kept = marked and marked[0].clock_doubt and marked[0].expires_at > now
        entry.promised(bool(kept), "a helper's event with an absurd time is not kept and marked")
        entry.watched(world.told())
    return entry


def killed_at(world: World, function: str, event: dict[str, Any], now: datetime, step: int, *, after: bool) -> Ended:
    """A fresh environment is killed at a call, before it is carried out or after it and before its answer."""
    environment = world.environment(function)

    def witness(call: Call, done: bool) -> None:
        if call.number == step and done is after:
            environment.kill()
            if not after:
                raise DroppedError

    world.cloud.begin(witness=witness)
    ended = world.invoke(environment, event, now)
    environment.close()
    return ended


def _device(world: World) -> tuple[Device, str]:
    venue = world.places[0].venue
    device, token = devices.new_device("cổng 1", venue.code, venue.district, morning())
    return _devices(world).put(device), token


def _devices(world: World) -> DeviceTable:
    return DeviceTable(world.store.client, table("DevicesTable"))


def _forget_batch(world: World, device: Device) -> None:
    world.store.clear("VisitsTable", "DevicesTable")
    _devices(world).put(replace(device, version=0))
