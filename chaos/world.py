"""A small made-up province in the engine, the functions around it, and what is true of it in the end."""

import base64
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from benchmarks.engine import table
from chaos import cloud, store
from chaos.cloud import SECRET, Cloud
from chaos.observed import Observed
from chaos.runtime import Ended, Environment
from chaos.store import Store
from local.seed import load
from local.seed.province import Behaviour, Place, of_behaviour, places
from local.seed.scans import Scan, scans_of
from truyvet import tally_table, units
from truyvet.checkins import Door
from truyvet.days import day_start, instant_text
from truyvet.sealing import Sealer
from truyvet.tallies import Tally
from truyvet.tallying import tally_of
from truyvet.venue_cards import VenueCards
from truyvet.venue_table import to_items
from truyvet.visit_table import VisitTable
from truyvet.visits import Visit, from_item

DAY = date(2021, 8, 13)
SIX = datetime(2021, 8, 13, 23, tzinfo=UTC)
"""06:00 in Viet Nam on the day after `DAY`."""
PROVINCE = 35
"""Hà Nam: its six districts keep the number of calls of a report small enough to die at each of them."""
PATIENCE = 0.3
"""The functions wait for AWS so many seconds, in place of 2 at the door, 10 in the report and 60 for SES."""
PUBLIC_KEY = b"\x09" + bytes(31)
NAMES = ("Nguyễn Thị Mười", "Trần Văn Bình", "Lê Thị Hoa", "Phạm Văn Đức")
Seat = tuple[str, date]
_RULES = json.dumps({"history_days": 1, "sample_size": 6})
_WANTED = {
    Behaviour.HONEST: 8,
    Behaviour.NEVER_PRINTED: 3,
    Behaviour.SILENT: 2,
    Behaviour.BURST: 1,
    Behaviour.AFTER_HOURS: 1,
    Behaviour.NO_EXITS: 1,
}


@dataclass
class World:
    """Store, cloud and functions of one scenario."""

    seed: int
    store: Store
    cloud: Cloud
    folder: Path
    places: list[Place]
    observed: Observed = field(default_factory=Observed)
    phones: set[str] = field(default_factory=set)
    _environments: list[Environment] = field(default_factory=list)

    @property
    def random(self) -> Random:
        """The same numbers for the same seed, each time anew."""
        return Random(self.seed)  # noqa: S311 - repeatable on purpose

    def environment(self, function: str, *, patience: float = PATIENCE) -> Environment:
        """A fresh environment of a function, as Lambda starts one."""
        log = self.folder / f"{function}-{len(self._environments)}.log"
        variables = {
            **{f"{name.removesuffix('Table').upper()}_TABLE": table(name) for name in store.tables()},
            "AWS_ENDPOINT_URL": self.cloud.address,
            "AWS_ACCESS_KEY_ID": "chaos",
            "AWS_SECRET_ACCESS_KEY": "chaos",
            "AWS_DEFAULT_REGION": store.REGION,
            "PERSON_KEY_SECRET": "person-key",
            "SEALING_PUBLIC_KEY": base64.b64encode(PUBLIC_KEY).decode(),
            "PROVINCE": str(PROVINCE),
            "PROVINCE_AUTHORITY": "Ủy ban nhân dân tỉnh Hà Nam",
            "HOTLINE": "1900 1234",
            "HOST_URL": "https://tv.example.vn",
            "ARCHIVE_BUCKET": "archive",
            "MAIL_SENDER": "baocao@tv.example.vn",
            "MAIL_RECIPIENTS": "vanphong@example.vn",
            "SERVICE_VERSION": "chaos",
            "POWERTOOLS_SERVICE_NAME": function,
            "POWERTOOLS_METRICS_NAMESPACE": "TruyVet",
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }
        made = Environment(function, variables, log, patience=patience)
        self._environments.append(made)
        return made

    def invoke(self, environment: Environment, event: Mapping[str, Any], now: datetime) -> Ended:
        """Calls a function and counts what CloudWatch counts of it."""
        ended = environment.invoke(event, now)
        if ended.answer is None:
            self.observed.count("AWS/Lambda", "Errors", f"{environment.function.capitalize()}Function")
        return ended

    def close(self) -> None:
        """Ends all environments."""
        for environment in self._environments:
            environment.close()

    def told(self) -> Observed:
        """All that was observed, logs included. Ends the environments."""
        self.close()
        logs = [environment.log for environment in self._environments]
        self._environments.clear()
        self.observed.read_logs(logs)
        heads = {text for place in self.places for text in (place.venue.head, place.venue.phone)}
        self.observed.personal = frozenset({*NAMES, *heads})
        return self.observed

    # ── what goes in ────────────────────────────────────────────────────────────────────────────────────────────
    def register(self) -> None:
        """Stores the venues."""
        items = (item for place in self.places for item in to_items(place.venue))
        load.store(self.store.client, table("VenuesTable"), items, lambda _: None)
        rules = {"name": {"S": "report"}, "version": {"S": "chaos"}, "values": {"S": _RULES}}
        self.store.client.put_item(TableName=table("SettingsTable"), Item=rules)

    def scans(self, day: date, total: int) -> list[Scan]:
        """Scans of a day, in the order in which they arrive."""
        made = scans_of(self.places, day, total, seed=self.seed, last_day=DAY)
        return sorted(made, key=lambda scan: (scan.received_at, scan.id))

    def put(self, scans: Iterable[Scan]) -> None:
        """Stores scans as visits, which the engine's stream then tells of."""
        for item in load.visit_items(scans, self.door):
            self.store.client.put_item(TableName=table("VisitsTable"), Item=item)

    def tally_all(self) -> None:
        """Sets the tallies to what the visits say."""
        items = (tally_table.to_item(tally) for tally in self.recount().values())
        load.store(self.store.client, table("TalliesTable"), items, lambda _: None)

    @property
    def door(self) -> Door:
        """A door that meets no faults."""
        client = self.store.client
        return Door(
            venues=VenueCards(client, table("VenuesTable"), fresh=timedelta(hours=1)),
            visits=VisitTable(client, table("VisitsTable")),
            person_secret=SECRET.encode(),
            sealer=Sealer(PUBLIC_KEY),
        )

    # ── what is true in the end ─────────────────────────────────────────────────────────────────────────────────
    def visits(self) -> list[Visit]:
        """All visits that are stored, read from the engine itself."""
        return [from_item(item) for item in self.store.items("VisitsTable") if "sealed" in item]

    def recount(self) -> dict[Seat, Tally]:
        """The tallies as they must be, counted from the visits without a stream."""
        groups: dict[Seat, list[Visit]] = defaultdict(list)
        for visit in self.visits():
            groups[visit.venue, visit.day].append(visit)
        return {seat: tally_of(group) for seat, group in groups.items()}

    def tallies(self) -> dict[Seat, Tally]:
        """The tallies that are stored, without those of nothing."""
        stored = map(tally_table.from_item, self.store.items("TalliesTable"))
        return {(tally.venue, tally.day): tally for tally in stored if tally.scans}

    def wrong_tallies(self) -> list[str]:
        """A sentence for each tally that is not the recount's."""
        ours, right = self.tallies(), self.recount()
        return [
            f"tally of {venue} on {day}: {ours[venue, day].scans if (venue, day) in ours else 0} "
            f"scans, the visits say {right[venue, day].scans if (venue, day) in right else 0}"
            for venue, day in sorted(ours.keys() | right.keys())
            if ours.get((venue, day)) != right.get((venue, day))
        ]


def check_in(random: Random, codes: Sequence[str], at: datetime) -> dict[str, Any]:
    """What a phone sends for one visit."""
    phone = f"09{random.randrange(10**8):08d}"
    return {
        "id": str(UUID(bytes=random.randbytes(16), version=4)),
        "venue": random.choice(codes),
        "direction": random.choice(("in", "out")),
        "at": instant_text(at),
        "person": {"name": random.choice(NAMES), "phone": phone, "birth_year": 1984, "sex": "male"},
        "declaration": {
            "symptoms": [],
            "places": "",
            "contact": {"case": False, "from_area": False, "sick": False},
        },
        "visitor": "visitor",
        "on_behalf": False,
    }


def api_event(path: str, body: Mapping[str, Any], token: str | None = None) -> dict[str, Any]:
    """The event of the HTTP API for a POST."""
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
    return {
        "version": "2.0",
        "routeKey": f"POST {path}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "http": {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7", "userAgent": ""},
            "requestId": "chaos",
            "stage": "$default",
        },
        "body": json.dumps(body, ensure_ascii=False),
        "isBase64Encoded": False,
    }


def record(streamed: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the engine's stream as Lambda hands it over: JSON, binary values in base64."""
    change = dict(streamed["dynamodb"])
    created = change.pop("ApproximateCreationDateTime")
    typed = {part: _as_json(change[part]) for part in ("Keys", "NewImage") if part in change}
    return {
        "eventID": sha256(streamed["eventID"].encode()).hexdigest()[:32],
        "eventName": streamed["eventName"],
        "eventSource": "aws:dynamodb",
        "dynamodb": {**change, **typed, "ApproximateCreationDateTime": created.timestamp()},
    }


def _as_json(image: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {kind: base64.b64encode(value).decode() if kind == "B" else value for kind, value in typed.items()}
        for name, typed in image.items()
    }


def day_of(days_before: int) -> date:
    """A day before the reported one."""
    return DAY - timedelta(days=days_before)


def morning(day: date = DAY) -> datetime:
    """Nine in the morning of a local day, in UTC."""
    return day_start(day) + timedelta(hours=9)


@contextmanager
def province(seed: int) -> Iterator[World]:
    """A world with some venues of each kind of behaviour, and reports that look back as far as two days."""
    drawn = places(seed=seed, count=1500, last_day=DAY, days=3, province=units.province(PROVINCE))
    days = [day_of(back) for back in range(3)]
    works = [place for place in drawn if place.starts <= days[-1] and all(map(place.venue.opens_on, days))]
    made = [place for behaviour, many in _WANTED.items() for place in of_behaviour(works, behaviour)[:many]]
    with store.running() as engine_, cloud.serving(engine_) as around, TemporaryDirectory() as folder:
        world = World(seed, engine_, around, Path(folder), made)
        try:
            world.register()
            yield world
        finally:
            world.close()
