"""Load at the door: people arrive whether it is quick or not; the knee, and what becomes of everybody above it."""

import base64
import json
import statistics
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks import engine, instances
from benchmarks.artifacts import ROOT
from benchmarks.check_ins import VENUE_ITEM
from benchmarks.engine import table
from benchmarks.figures import Part, Ratio
from benchmarks.loopback import serving as canned
from truyvet import codes
from truyvet.tally_table import TallyTable
from truyvet.tallying import add_up, read
from truyvet.visits import TIME_BYTES, parse_venue_day

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

INSTANCES = 8
VENUES = 200
SECONDS = 6
FIRST_RATE = 25
FASTER = 1.5
MOST_STEPS = 12
FLOOD = 3
BATCH = 100
KNEE_SHARE = 0.01
HOW = (
    f"{INSTANCES} instances of the door's real handler, each a process that takes one call at a time, on dynoxide "
    f"{engine.VERSION}; what finds none free is answered 503 with Retry-After, as the API answers when Lambda's "
    f"concurrency is used up. Phones arrive by a Poisson process for {SECONDS} seconds, each with a check-in of its "
    f"own at one of {VENUES} venues, and come back as web/api.js does: after what they were told and up to half as "
    f"much again, with the same id. Waiting counts from the moment of arrival. {FASTER:g} times as many until more "
    f"than {100 * KNEE_SHARE:g} % must come back: the rate before that is the knee. Then {FLOOD} times the knee."
)


@dataclass(frozen=True)
class Step:
    """What became of the phones of one rate."""

    rate: float
    phones: list[dict[str, Any]]

    @property
    def at_once(self) -> list[float]:
        """Seconds waited by those whose first try was confirmed."""
        return [phone["waited"] for phone in self.phones if phone["confirmed"] and len(phone["statuses"]) == 1]

    @property
    def sent_back(self) -> float:
        """The share of phones that had to come back."""
        return sum(len(phone["statuses"]) > 1 or not phone["confirmed"] for phone in self.phones) / len(self.phones)

    def row(self, name: str) -> tuple[Any, ...]:
        """The step as a row of the table."""
        waited = statistics.quantiles(self.at_once, n=100) if len(self.at_once) > 1 else [0.0] * 99
        slowest = max((phone["waited"] for phone in self.phones if phone["confirmed"]), default=0.0)
        confirmed = sum(phone["confirmed"] for phone in self.phones)
        milliseconds = (round(1000 * waited[at - 1]) for at in (50, 95, 99))
        return (name, round(self.rate), len(self.phones), *milliseconds, f"{100 * self.sent_back:.1f} %",
                confirmed, round(slowest, 1))  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What the tables hold after all of it, against what was confirmed."""

    confirmed: int
    stored: int
    missing: int
    doubled: int
    unasked: int
    tallied: int
    silent_refusals: int
    refused: int


def run() -> Part:
    """Raises the rate until the knee, floods, and counts everything again."""
    with engine.running() as client, canned() as secrets, TemporaryDirectory() as folder:
        places = _register(client)
        path = Path(folder) / "codes.json"
        path.write_text(json.dumps(list(places)))
        with instances.serving(INSTANCES, _environment(client, secrets.address)) as address:
            warming = _step(address, FIRST_RATE, path)
            steps = [_step(address, FIRST_RATE, path)]
            while steps[-1].sent_back <= KNEE_SHARE and len(steps) < MOST_STEPS:
                steps.append(_step(address, steps[-1].rate * FASTER, path))
            knee = steps[-2] if len(steps) > 1 else steps[-1]
            flood = _step(address, FLOOD * knee.rate, path)
        held = _held(client, [warming, *steps, flood], places)
    return _part(steps, knee, flood, held)


def _part(steps: list[Step], knee: Step, flood: Step, held: Held) -> Part:
    head = ("", "arrive, a second", "phones", "p50, ms", "p95, ms", "p99, ms", "came back", "confirmed",
            "slowest, s")  # fmt: skip
    found = knee.sent_back <= KNEE_SHARE
    names = [("knee" if found else "already over it") if step is knee else "" for step in steps]
    rows = [*(step.row(name) for step, name in zip(steps, names, strict=True)), flood.row(f"flood, {FLOOD} × that")]
    ratios = [
        Ratio("confirmed and not stored", held.missing, 1, 0, "visits"),
        Ratio("stored more than once", held.doubled, 1, 0, "visits"),
        Ratio("stored and never sent", held.unasked, 1, 0, "visits"),
        Ratio("tallies differ from visits by", abs(held.tallied - held.stored), 1, 0, "visits"),
        Ratio("refused for now without Retry-After", held.silent_refusals, 1, 0, "phones"),
        Ratio("refused for good", held.refused, 1, 0, "phones"),
    ]
    notes = [f"Confirmed {held.confirmed:,}, stored {held.stored:,}. A phone that gave up unconfirmed may be stored."]
    return Part("load", HOW, head, rows, ratios, notes, {"knee": knee.rate, "statuses": _statuses([*steps, flood])})


def _statuses(steps: list[Step]) -> dict[str, int]:
    return dict(Counter(str(status) for step in steps for phone in step.phones for status in phone["statuses"]))


def _step(address: str, rate: float, path: Path) -> Step:
    command = [sys.executable, "-m", "benchmarks.arrivals", address, str(rate), str(SECONDS), str(path)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Step(rate, json.loads(done.stdout))


def _environment(client: "DynamoDBClient", secrets: str) -> dict[str, str]:
    names = ("Venues", "Visits", "Devices", "Badges", "Limits")
    return {
        **{f"{name.upper()}_TABLE": table(f"{name}Table") for name in names},
        "AWS_ENDPOINT_URL_DYNAMODB": client.meta.endpoint_url,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": f"http://{secrets}",
        "PERSON_KEY_SECRET": "person-key",
        "SEALING_PUBLIC_KEY": base64.b64encode(b"\x09" + bytes(31)).decode(),
    }


def _register(client: "DynamoDBClient") -> dict[str, tuple[int, int]]:
    """The codes of new venues, with district and commune."""
    random = Random(VENUES)  # noqa: S311 - made-up codes
    made: dict[str, tuple[int, int]] = {}
    while len(made) < VENUES:
        body = "".join(random.choices(codes.ALPHABET, k=codes.LENGTH - 1))
        code = body + codes.check_character(body)
        client.put_item(TableName=table("VenuesTable"), Item={**VENUE_ITEM, "code": {"S": code}})
        made[code] = (689, 25195)
    return made


def _held(client: "DynamoDBClient", steps: list[Step], places: dict[str, tuple[int, int]]) -> Held:
    """Reads every visit back, tallies them twice over as a stream may deliver them, and compares."""
    items = [item for page in client.get_paginator("scan").paginate(TableName=table("VisitsTable"))
             for item in page["Items"]]  # fmt: skip
    ids = Counter(str(UUID(bytes=bytes(item["at_id"]["B"])[TIME_BYTES:])) for item in items)
    phones = [phone for step in steps for phone in step.phones]
    sent, confirmed = {phone["id"] for phone in phones}, {phone["id"] for phone in phones if phone["confirmed"]}
    tallies = TallyTable(client, table("TalliesTable"))
    records = [_record(place, item) for place, item in enumerate(sorted(items, key=_received), 1)]
    for start in range(0, len(records), BATCH):
        for _ in range(2):
            add_up(tallies, read(records[start : start + BATCH]))
    days = {parse_venue_day(item["venue_day"]["S"])[1] for item in items}
    counted = [tallies.get(code, day, *unit) for code, unit in places.items() for day in days]
    return Held(
        confirmed=len(confirmed),
        stored=len(items),
        missing=len(confirmed - set(ids)),
        doubled=sum(times > 1 for times in ids.values()),
        unasked=len(set(ids) - sent),
        tallied=sum(tally.scans for tally in counted if tally),
        silent_refusals=sum(not phone["told_when"] for phone in phones),
        refused=sum(400 <= phone["statuses"][-1] < 500 and phone["statuses"][-1] != 429 for phone in phones),
    )


def _received(item: Any) -> int:
    return int(item["received_at"]["N"])


def _record(place: int, item: Any) -> dict[str, Any]:
    image = {
        name: {kind: base64.b64encode(value).decode() if kind == "B" else value for kind, value in typed.items()}
        for name, typed in item.items()
    }
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{place:021d}", "NewImage": image}}
