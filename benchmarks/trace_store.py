"""Visits of a made-up town in an engine of their own: neighbourhoods of equal density, the case in the first.

Every neighbourhood has 13 venues, each with 30 people an hour for 12 hours on 14 days: about 100,000 visits. A person
goes out on one day in four, to four places of the neighbourhood; half of them scan out; one in ten has a linked
document. So the town grows by neighbourhoods, and what surrounds the case is the same, visit for visit, in a small
town and in a large one. A town is made once and kept under .local/bench/trace.
"""

import base64
import gzip
import hashlib
import json
import os
import random
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast
from unittest import mock
from uuid import UUID

from botocore.session import get_session

from benchmarks import engine
from benchmarks.artifacts import ROOT
from benchmarks.loopback import free_port
from truyvet.days import LOCAL
from truyvet.link_table import MARK
from truyvet.venue_table import to_items
from truyvet.venues import Kind, OpeningHours, Venue
from truyvet.visits import Direction, Visit, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FOLDER = ROOT / ".local" / "bench" / "trace"
VENUES, DAYS, STAYS_A_DAY = 13, 14, 4
PEOPLE_AN_HOUR, HOURS, OUT_ONE_DAY_IN = 30, 12, 4
LINKED_ONE_IN = 10
CROWD = 40_000
_A_DAY = VENUES * PEOPLE_AN_HOUR * HOURS // STAYS_A_DAY
FIRST_DAY = date(2021, 8, 1)
CASE = b"the index case.."
SEALED_BYTES = 330
_KINDS = (Kind.MARKET, Kind.GROCERY, Kind.RESTAURANT, Kind.OFFICE)
_OPEN = (OpeningHours((1, 2, 3, 4, 5, 6, 7), time(6), time(21)),)


@contextmanager
def town(neighbourhoods: int) -> Iterator[tuple["DynamoDBClient", int]]:
    """A client of an engine that holds the town, and how many visits there are."""
    with _serving(str(neighbourhoods), lambda folder: _export(folder, _town(neighbourhoods))) as served:
        yield served


@contextmanager
def stadium() -> Iterator[tuple["DynamoDBClient", int]]:
    """The same of one venue on one day: the case and `CROWD` others come within two hours, half of them scan out."""
    with _serving("stadium", lambda folder: _export(folder, [_match()])) as served:
        yield served


@contextmanager
def _serving(name: str, export: Callable[[Path], int]) -> Iterator[tuple["DynamoDBClient", int]]:
    binary = engine._binary()
    database = _database(binary, name, export)
    port = free_port()
    environment = {
        "AWS_ENDPOINT_URL_DYNAMODB": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
    }
    command = [str(binary), "serve", "--port", str(port), "--db-path", str(database)]
    with mock.patch.dict(os.environ, environment):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            engine._wait_for(environment["AWS_ENDPOINT_URL_DYNAMODB"], process)
            yield cast("DynamoDBClient", get_session().create_client("dynamodb")), int(_count(database).read_text())
        finally:
            process.terminate()
            process.wait(20)


def _database(binary: Path, name: str, export: Callable[[Path], int]) -> Path:
    """The engine's file with the visits, made anew where this module, the tables or the engine have changed."""
    tables = json.dumps(engine._tables(), sort_keys=True)
    made_from = Path(__file__).read_bytes() + f"{tables}{engine.VERSION}".encode()
    database = FOLDER / f"{name}-{hashlib.sha256(made_from).hexdigest()[:12]}.db"
    if not database.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        for old in FOLDER.glob(f"{name}-*"):
            old.unlink()
        with TemporaryDirectory(dir=FOLDER) as made:
            folder = Path(made)
            count = export(folder)
            load = [str(binary), "import", "--source", str(folder / "export"), "--schema", str(folder / "schema.json")]
            subprocess.run([*load, "--output", str(folder / "town.db")], check=True, capture_output=True)
            _count(database).write_text(str(count))
            (folder / "town.db").rename(database)
    return database


def _count(database: Path) -> Path:
    return database.with_suffix(".count")


Place = tuple[list[Venue], list[bytes], Iterator[Visit]]


def _town(neighbourhoods: int) -> Iterator[Place]:
    for number in range(neighbourhoods):
        venues, people = [_venue(number, place) for place in range(VENUES)], _people(number)
        yield venues, people, _visits(number, venues, people)


def _match() -> Place:
    chance = random.Random("stadium")  # noqa: S311 - a crowd, not a secret
    venue = replace(_venue(0, 0), name="Sân vận động", kind=Kind.OTHER)
    people = [CASE, *(chance.randbytes(16) for _ in range(CROWD))]
    return [venue], people, (visit for person in people for visit in _stay(chance, person, venue, 0, 2))


def _export(folder: Path, places: Iterable[Place]) -> int:
    tables = engine._tables()
    schema = [{"Table": {"TableName": engine.table(n), "TableStatus": "ACTIVE", **each}} for n, each in tables.items()]
    (folder / "schema.json").write_text(json.dumps(schema))
    count = 0
    with (
        _file(folder, "VisitsTable") as visits,
        _file(folder, "VenuesTable") as venues,
        _file(folder, "LinksTable") as links,
    ):
        for there, people, made in places:
            for venue in there:
                venues.write(_line(to_items(venue)[0]))
            for person in people[::LINKED_ONE_IN]:
                for item in _links(person):
                    links.write(_line(item))
            for visit in made:
                visits.write(_line(to_item(visit)))
                count += 1
    return count


def _file(folder: Path, table: str) -> Any:
    path = folder / "export" / engine.table(table) / "data"
    path.mkdir(parents=True)
    return gzip.open(path / "part.json.gz", "wt", compresslevel=1)


def _venue(neighbourhood: int, place: int) -> Venue:
    return Venue(
        code=f"N{neighbourhood:03d}P{place:03d}",
        name=f"Điểm {place}",
        kind=_KINDS[place % len(_KINDS)],
        address="12/3 tổ 5",
        district=689,
        commune=25195,
        commune_name="Phường Tân Phú",
        head="Nguyễn Thị Mười",
        phone="+84901234567",
        registered_at=datetime(2021, 6, 1, tzinfo=UTC),
        opening_hours=_OPEN,
    )


def _people(neighbourhood: int) -> list[bytes]:
    chance = random.Random(f"people {neighbourhood}")  # noqa: S311 - a town, not a secret
    people = [chance.randbytes(16) for _ in range(_A_DAY * OUT_ONE_DAY_IN)]
    return [CASE, *people[1:]] if neighbourhood == 0 else people


def _links(person: bytes) -> Iterator[Any]:
    """A document that nobody has scanned yet, and the mark that says there is a link."""
    document = person[::-1]
    for one, other in ((person, document), (person, MARK), (document, person), (document, MARK)):
        yield {"person": {"B": one}, "other": {"B": other}, "expires_at": {"N": "4000000000"}}


def _visits(neighbourhood: int, venues: list[Venue], people: list[bytes]) -> Iterator[Visit]:
    chance = random.Random(neighbourhood)  # noqa: S311 - a town, not a secret
    for number in range(DAYS):
        out = [*chance.sample(people[1:], _A_DAY - 1), people[0]]
        for person in out:
            for quarter in range(STAYS_A_DAY):
                yield from _stay(chance, person, chance.choice(venues), number, quarter)


def _stay(chance: random.Random, person: bytes, venue: Venue, day: int, quarter: int) -> Iterator[Visit]:
    """A stay within one quarter of the opening hours; every second person scans out."""
    minutes = {Kind.GROCERY: 20}.get(venue.kind, 60)
    began = (6.5 + 3 * quarter) * 60 + chance.random() * 110
    start = datetime.combine(FIRST_DAY + timedelta(days=day), time(), LOCAL).astimezone(UTC)
    entry = start + timedelta(minutes=round(began, 3))
    ends = [(Direction.IN, entry)]
    if chance.random() < 0.5:
        ends.append((Direction.OUT, entry + timedelta(minutes=round(minutes * (0.5 + chance.random() * 0.6), 3))))
    for direction, at in ends:
        cut = at.replace(microsecond=at.microsecond // 1000 * 1000)
        yield Visit(
            id=UUID(bytes=chance.randbytes(16), version=4),
            venue=venue.code,
            at=cut,
            direction=direction,
            district=venue.district,
            commune=venue.commune,
            person=person,
            sealed=chance.randbytes(SEALED_BYTES),
            fingerprint=chance.randbytes(8),
            received_at=cut,
            expires_at=cut + timedelta(days=28),
        )


def _line(item: Any) -> str:
    return json.dumps({"Item": {name: _wired(value) for name, value in item.items()}}, ensure_ascii=False) + "\n"


def _wired(value: dict[str, Any]) -> dict[str, Any]:
    """As an export of DynamoDB holds it: binary values in base64."""
    ((kind, content),) = value.items()
    return {kind: base64.b64encode(content).decode()} if kind == "B" and isinstance(content, bytes) else value
