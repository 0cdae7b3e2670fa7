"""Run by itself, so that its memory can be told: fills an engine with a province, or makes its report.

`python -m benchmarks.growing fill CASE` and `… report CASE`, in the environment of `engine.running`. Prints JSON.
"""

import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, cast
from unittest import mock
from uuid import UUID

from botocore.config import Config
from botocore.session import get_session

from benchmarks import engine
from benchmarks.engine import table
from benchmarks.figures import peak_bytes
from benchmarks.growth import CASES, PROVINCE, Case, last_day
from local.seed import load
from local.seed.province import Behaviour, Place, places
from local.seed.scans import Scan, scans_of
from report import app
from truyvet import tally_table, units, visits
from truyvet.compliance import Named
from truyvet.door_rules import DoorRules
from truyvet.parcels import parcel
from truyvet.recount import Counted, VenueDay
from truyvet.reporting import Findings, Reporting
from truyvet.reports import Finding
from truyvet.tallying import tally_of
from truyvet.venue_table import to_items
from truyvet.visits import Item, Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEED = 2732
DAYS = 9
_SEALED = bytes(range(250))
_SILENT = {Behaviour.NEVER_PRINTED, Behaviour.SILENT}
ONE_DAY = timedelta(days=1)
ENVIRONMENT = {
    **{f"{name.removesuffix('Table').upper()}_TABLE": table(name) for name in engine._tables()},
    "PROVINCE": str(PROVINCE),
    "PROVINCE_AUTHORITY": "Ủy ban nhân dân tỉnh Bình Phước",
    "HOTLINE": "1900 1234",
    "HOST_URL": "https://tv.example.vn",
    "MAIL_SENDER": "bao-cao@tv.example.vn",
    "MAIL_RECIPIENTS": "ubnd@example.vn",
    "ARCHIVE_BUCKET": "none",
}


@dataclass
class Town:
    """What a case holds: its venues, and the visits of its last day by venue. Days before have the same ones."""

    made: Sequence[Place]
    of_last_day: Mapping[str, Sequence[Visit]]
    asked: set[tuple[str, date]] = field(default_factory=set)

    def count(self, venue: str, day: date) -> int:
        """As the table would answer; remembers that it was asked."""
        self.asked.add((venue, day))
        return len(self.of_last_day.get(venue, ()))

    def of_day(self, venue: str, day: date) -> Iterator[Visit]:
        """As the table would answer; remembers that it was asked."""
        self.asked.add((venue, day))
        back = (last_day() - day).days
        return (_earlier(visit, back) for visit in self.of_last_day.get(venue, ()))

    def of_person(self, _person: bytes, _start: datetime, _end: datetime) -> Iterator[tuple[str, datetime]]:
        """Nowhere else."""
        return iter(())

    def recount(self, wanted: Iterable[VenueDay]) -> list[Counted]:
        """Counts as the recount does, without a table."""
        return [Counted(of, of.tally) for of in wanted if self.count(of.venue.code, of.day) >= 0]


def main() -> None:
    """Does what the command line says."""
    what, name = sys.argv[1:]
    case = next(each for each in CASES if each.name == name)
    with mock.patch.dict(os.environ, ENVIRONMENT):
        print(json.dumps(_fill(case) if what == "fill" else _report()))


def _fill(case: Case) -> dict[str, float]:
    """Stores venues, tallies, the findings of the day before, and those visits that the report will ask for."""
    client = cast("DynamoDBClient", get_session().create_client("dynamodb", config=Config(parameter_validation=False)))
    town = _town(case)
    venues = (item for place in town.made for item in to_items(place.venue))
    load.store(client, table("VenuesTable"), venues, _unheard)
    tallies = [tally_table.to_item(tally_of(each)) for each in town.of_last_day.values()]
    load.store(client, table("TalliesTable"), _of_days(tallies), _unheard)
    reporting = _reporting()
    before = _DayBefore(reporting.findings)
    made = replace(reporting, visits=town, recounting=town, findings=before).make(last_day(), datetime.now(UTC))
    assert made is not None
    asked = sorted(town.asked)
    load.store(client, table("VisitsTable"), _items(town, asked), _unheard)
    return {"venue_days": len(asked), "visits": sum(len(town.of_last_day.get(code, ())) for code, _ in asked)}


@dataclass
class _DayBefore:
    """Puts what is found on a day into the findings of the day before: an ordinary day repeats most of it."""

    kept: Findings

    def named(self, _day: date, _district: int) -> Mapping[str, Mapping[str, Named]]:
        """Nobody was named before."""
        return {}

    def replace_day(self, day: date, district: int, findings: Iterable[tuple[Finding, bool]]) -> None:
        """Stores them as recounted."""
        earlier = [(replace(finding, day=day - ONE_DAY), True) for finding, _ in findings]
        self.kept.replace_day(day - ONE_DAY, district, earlier)


def _report() -> dict[str, float]:
    """Makes the report of the last day as the function does, with its mail and files, and tells what that took."""
    with engine.metered() as meter:
        reporting = _reporting()
        before, cpu = time.perf_counter(), time.process_time()
        made = reporting.make(last_day(), datetime.now(UTC))
        seconds, busy = time.perf_counter() - before, time.process_time() - cpu
        assert made is not None
        report, told = made
        before = time.perf_counter()
        parcel(report, told, ENVIRONMENT["MAIL_SENDER"], [ENVIRONMENT["MAIL_RECIPIENTS"]])
        files = time.perf_counter() - before
    return {
        "seconds": seconds,
        "cpu": busy,
        "files": files,
        "calls": meter.calls,
        "read": sum(meter.read.values()),
        "written": sum(meter.written.values()),
        "megabytes": peak_bytes() / 2**20,
        "scans": report.total.day.scans,
        "active": report.total.day.active,
        "named": len(report.not_implementing) + len(report.wrongly_implementing),
        "recounted": report.recount.named + report.recount.sampled,
        "mismatches": len(report.recount.mismatches),
        "unfinished": len(report.incomplete),
    }


def _reporting() -> Reporting:
    now = datetime.now(UTC)
    # A deadline that is never met: the figure is how long the whole report takes.
    return app._reporting(app._stores(), now + timedelta(hours=1), now)


def _town(case: Case) -> Town:
    made = places(seed=SEED, count=case.venues, last_day=last_day(), days=DAYS, province=units.province(PROVINCE))
    if case.adopted:
        made = [_adopting(place) for place in made]
    by_venue: dict[str, list[Visit]] = defaultdict(list)
    for scan in scans_of(made, last_day(), case.scans, seed=SEED, last_day=last_day()):
        by_venue[scan.place.venue.code].append(_visit(scan))
    return Town(made, by_venue)


def _adopting(place: Place) -> Place:
    """Eight in nine of those that never scanned now do."""
    if place.behaviour not in _SILENT or place.venue.code.encode()[0] % 9 == 0:
        return place
    printed = place.venue.poster_issued_at or place.venue.registered_at
    venue = replace(place.venue, poster_issued_at=printed)
    return replace(place, venue=venue, behaviour=Behaviour.HONEST, starts=date.min)


def _visit(scan: Scan) -> Visit:
    """What the door would have stored of a scan, sealed by nobody: its bytes count, and nobody opens them here."""
    venue = scan.place.venue
    person = blake2b(scan.person.to_bytes(8, "big"), digest_size=16).digest()
    return Visit(
        id=scan.id,
        venue=venue.code,
        at=scan.at,
        direction=scan.direction,
        district=venue.district,
        commune=venue.commune,
        person=person,
        sealed=_SEALED,
        fingerprint=person[:8],
        received_at=scan.received_at,
        expires_at=visits.expiry(scan.at, DoorRules.retention),
        source=scan.source,
        device=scan.device.to_bytes(16, "big"),
        alert=scan.fever,
    )


def _earlier(visit: Visit, back: int) -> Visit:
    days = back * ONE_DAY
    return replace(
        visit,
        id=UUID(int=visit.id.int ^ back),
        at=visit.at - days,
        received_at=visit.received_at - days,
        expires_at=visit.expires_at - days,
    )


def _of_days(tallies: Iterable[Item]) -> Iterator[Item]:
    """The tallies of the last day for each day that the report looks back on."""
    for tally in tallies:
        district = tally["day_district"]["S"].partition("#")[2]
        for back in range(DAYS):
            yield {**tally, "day_district": {"S": f"{last_day() - back * ONE_DAY}#{district}"}}


def _items(town: Town, asked: Iterable[tuple[str, date]]) -> Iterator[Item]:
    for code, day in asked:
        for visit in town.of_day(code, day):
            yield visits.to_item(visit)


def _unheard(_: int) -> None:
    """Nobody waits for this progress."""


if __name__ == "__main__":
    main()
