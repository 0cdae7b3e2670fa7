"""Brings a generated province into the running stack: through DynamoDB, tallied by the real stream."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from local.seed import words
from local.seed.scans import Scan
from truyvet import visits
from truyvet.checkins import CheckIn, Door, sealed_visit
from truyvet.declarations import Declaration, Symptom
from truyvet.people import Person, Sex
from truyvet.venue_cards import VenueCard
from truyvet.visits import Item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BATCH = 25
WRITERS = 4
Progress = Callable[[int], None]


def store(client: "DynamoDBClient", table: str, items: Iterable[Item], progress: Progress) -> None:
    """Writes items by BatchWriteItem, again what DynamoDB left unprocessed, and tells how many are in."""

    def write(batch: list[Item]) -> int:
        left = {table: [{"PutRequest": {"Item": item}} for item in batch]}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]  # type: ignore[arg-type, assignment]
        return len(batch)

    with ThreadPoolExecutor(WRITERS) as writers:
        for written in writers.map(write, _batches(items)):
            progress(written)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        yield batch


def visit_items(scans: Iterable[Scan], door: Door) -> Iterator[Item]:
    """The scans as items of the Visits table, sealed as the door seals them."""
    for scan in scans:
        venue = scan.place.venue
        card = VenueCard(venue.code, venue.name, venue.commune_name, venue.district, venue.commune, venue.status)
        visit = sealed_visit(door, _event(scan), card, scan.received_at)
        yield visits.to_item(visit)


def _event(scan: Scan) -> CheckIn:
    return CheckIn(
        id=scan.id,
        venue=scan.place.venue.code,
        at=scan.at,
        direction=scan.direction,
        person=_person(scan.person, scan.person if scan.named is None else scan.named),
        declaration=Declaration(frozenset({Symptom.FEVER}) if scan.fever else frozenset()),
        source=scan.source,
        device=scan.device.to_bytes(16, "big"),
    )


def _person(number: int, named: int) -> Person:
    random = Random(named)
    return Person(
        name=words.person_name(random),
        phone=words.phone(number),
        birth_year=random.randint(1941, 2015),
        sex=random.choice((Sex.MALE, Sex.FEMALE)),
        address=words.address(random),
        commune=number // 10_000,
    )
