"""A roster of 20,000 rows with 200 planted errors, read, checked and applied on a DynamoDB engine; a commune's posters.

The archive is in memory: S3 would add a few round trips. Times are of one process here; the function has one processor.
"""

import csv
import io
import os
import resource
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any, cast

from openpyxl import Workbook

from benchmarks import engine
from benchmarks.figures import Part, Ratio
from local.seed.province import places as seeded
from tests.unit.stores import FilesInMemory
from truyvet import bulk_registration, poster_printing, roster_tasks, units
from truyvet.archive import Archive
from truyvet.publishers import Publisher
from truyvet.roster_matching import unregistered
from truyvet.roster_store import RosterStore
from truyvet.roster_table import RosterTable
from truyvet.roster_tasks import Stores
from truyvet.roster_work import Stage, Task, Work
from truyvet.venue_table import VenueItem, VenueTable, to_items
from truyvet.venues import KIND_NAMES, Venue

ROWS, ERRORS, VENUES, POSTERS = 20_000, 200, 18_365, 400
WANTED_SECONDS = 60.0
TITLES = (
    "STT",
    "Tên cơ sở",
    "Loại hình",
    "Địa chỉ",
    "Xã, phường",
    "Huyện",
    "Người đứng đầu",
    "Điện thoại",
    "Mã số thuế",
)
PROVINCE = units.province(70)
NOW = datetime(2021, 8, 15, tzinfo=UTC)
_WRONG = (
    ("name", ""),
    ("phone", "0901"),
    ("tax_code", "123"),
    ("commune", "Nơi Nào"),
    ("kind", "tàu vũ trụ"),
    ("twice", ""),
)


def rows(venues: list[Venue], random: Random) -> tuple[list[list[str]], dict[int, str]]:
    """Rows of a file that names most of these venues, some mistyped, and places that are none; what is wrong by row."""
    communes = {c.code: (c.name, d.name) for d in PROVINCE.districts for c in d.communes}
    wrong = dict.fromkeys(random.sample(range(1, ROWS), ERRORS), "")
    made: list[list[str]] = []
    for number in range(ROWS):
        venue = venues[number % len(venues)]
        known = number < len(venues) and random.random() < 0.8
        name = _typed(random, venue.name) if known else f"{venue.name} {number}"
        phone = venue.phone if known and random.random() < 0.7 else f"+8498{number:07}"
        commune, district = communes[venue.commune]
        cells = {
            "number": str(number + 1), "name": name, "kind": KIND_NAMES[venue.kind], "address": venue.address,
            "commune": commune, "district": district, "head": venue.head, "phone": f"0{phone[3:]}", "tax_code": "",
        }  # fmt: skip
        if number in wrong:
            column, text = random.choice(_WRONG)
            if column == "twice":
                made.append(list(made[number - 1]))
                wrong[number] = wrong.get(number - 1, column)
                continue
            wrong[number], cells[column] = column, text
        made.append(list(cells.values()))
    return made, wrong


def _typed(random: Random, name: str) -> str:
    at = random.randrange(len(name))
    return name[:at] + name[at + 1 :] if random.random() < 0.2 else name


def xlsx(made: list[list[str]]) -> bytes:
    """The rows as Excel keeps them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Danh sách")
    for row in (["DANH SÁCH PHẢI THAM GIA"], [], list(TITLES), *made):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(made: list[list[str]]) -> bytes:
    """The rows as CSV."""
    file = io.StringIO()
    csv.writer(file).writerows([TITLES, *made])
    return file.getvalue().encode("utf-8-sig")


class Clock:
    """Seconds of each step, and of them those of this process's processor."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, float, float, str]] = []

    def __call__(self, what: str, work: Any, about: str = "") -> Any:
        """Does the work and keeps how long it took."""
        start, processor = time.perf_counter(), time.process_time()
        done = work()
        used = time.process_time() - processor
        self.rows.append((what, round(time.perf_counter() - start, 2), round(used, 2), about))
        return done


def run() -> Part:
    """The part of the benchmarks."""
    random = Random("rosters")  # noqa: S311 - the same file each time
    venues = [
        place.venue for place in seeded(seed=1, count=VENUES, last_day=date(2021, 8, 13), days=8, province=PROVINCE)
    ]
    made, wrong = rows(venues, random)
    file, clock = xlsx(made), Clock()
    with engine.running():
        stores = Stores(
            RosterTable(engine.table("RostersTable")),
            VenueTable(engine.table("VenuesTable")),
            RosterStore(cast("Archive", FilesInMemory())),
            PROVINCE,
        )
        _store(venues)
        found = _worked(stores, clock, file)
        told = {row.line.number - 4 for row in stores.files.checked("w").bad}
        applied = sum(used for _, _, used, _ in clock.rows[:3])
        named = _unregistered(stores, venues, made)
        again = _task(stores, Task.CHECK, known=True)
        clock("the same file checked again", lambda: roster_tasks.check(stores, again, _silent), "20,000 known places")
        registering = Work("x", Task.REGISTER, Stage.WAITING, "province", "bench", NOW, "Danh sách", "w")
        registered = clock(
            "register the missing places", lambda: bulk_registration.register(stores, registering, _silent, NOW)
        )
        booklet = clock("posters of a commune, 400 venues", lambda: _posters(stores, venues))
    missed, invented = set(wrong) - told, told - set(wrong)
    return Part(
        name="Rosters: 20,000 rows with 200 planted errors",
        how=f"{ROWS:,} rows against {VENUES:,} venues, dynoxide on this machine, archive in memory.",
        head=("step", "seconds", "of processor", ""),
        rows=clock.rows,
        ratios=(
            Ratio("read, checked and applied, on one processor", applied, WANTED_SECONDS, 1.0, "s"),
            Ratio("planted errors not told and rows wrongly refused", len(missed) + len(invented), 1, 0, "rows"),
        ),
        notes=(
            (
                f"By the clock {sum(taken for _, taken, *_ in clock.rows[:3]):.0f} s,"
                f" at a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors."
            ),
            f"Planted {len(wrong)}, told {len(told & set(wrong))}, wrongly refused {len(invented)}.",
            f"XLSX {len(file) / 1e6:.2f} MB, CSV {len(text(made)) / 1e6:.2f} MB; an upload may have 10.8 MB.",
            (
                f"Of {found['good']:,} places {found['linked']:,} linked, {found['doubtful']:,} doubtful,"
                f" {found['missing']:,} missing; registered {registered['registered']:,}."
            ),
            (
                f"not_registered: of {named['strangers']:,} places without a venue {named['named_rightly']:,} named; of"
                f" {named['with_venue']:,} that have one {named['named_wrongly']:,} named wrongly."
            ),
            f"Booklet: {booklet['pages']} pages, {booklet['bytes'] / 1e6:.2f} MB.",
            f"Peak memory of the process, engine's tables not counted: {_peak():,} MB.",
        ),
        raw={"planted": len(wrong), "told": len(told & set(wrong)), "invented": len(invented), **found, **named},
    )


def _unregistered(stores: Stores, venues: list[Venue], made: list[list[str]]) -> dict[str, int]:
    """Whom the report would name for not being registered, held against what the file was made of."""
    strangers = {cells[1] for number, cells in enumerate(made) if cells[1].endswith(f" {number}")}
    right = wrong = without = registered = 0
    for district in PROVINCE.districts:
        places = list(stores.rosters.in_district(district.code))
        here = [venue for venue in venues if venue.district == district.code]
        accused = {place.row for place in unregistered(places, here)}
        for place in places:
            stranger, named = place.name in strangers, place.row in accused
            without, registered = without + stranger, registered + (not stranger)
            right, wrong = right + (stranger and named), wrong + (named and not stranger)
    return {"strangers": without, "with_venue": registered, "named_rightly": right, "named_wrongly": wrong}


def _worked(stores: Stores, clock: Clock, file: bytes) -> dict[str, Any]:
    stores.files.keep_part("w", 0, file)
    reading = Work("w", Task.READ, Stage.WAITING, "province", "bench", NOW, "Danh sách", "w", asked={"parts": 1})
    clock("read the XLSX", lambda: roster_tasks.read(stores, reading, _silent), f"{len(file) / 1e6:.2f} MB")
    checking = _task(stores, Task.CHECK, known=False)
    found = clock("check, compare, match", lambda: roster_tasks.check(stores, checking, _silent), "every row")
    applying = _task(stores, Task.APPLY, known=False, found=found)
    done: dict[str, Any] = clock("apply", lambda: roster_tasks.apply(stores, applying, _silent), "20,000 items")
    return done


def _task(stores: Stores, task: Task, *, known: bool, found: dict[str, Any] | None = None) -> Work:
    layout = roster_tasks.layout_of(stores.files.table("w").sheets[0], None)
    asked = {
        "sheet": "Danh sách", "header": layout.header, "kind": None, "agency": "", "known": known, "remove_gone": True,
        "columns": {column.value: index for column, index in layout.columns.items()},
    }  # fmt: skip
    return Work("w", task, Stage.WAITING, "province", "bench", NOW, "Danh sách", "w", asked=asked, found=found or {})


def _posters(stores: Stores, venues: list[Venue]) -> dict[str, Any]:
    publisher = Publisher("https://tv.example.vn", "1900 1234", "Ủy ban nhân dân tỉnh Bình Phước")
    commune = PROVINCE.districts[1].communes[0]
    here = [venue for venue in venues if venue.commune == commune.code]
    more = [venue for venue in venues if venue.commune != commune.code][: POSTERS - len(here)]
    moved = [replace(v, district=689, commune=commune.code, commune_name=commune.name) for v in more]
    _store(moved)
    asked = {"commune": commune.code, "unprinted": False}
    work = Work("p", Task.PRINT, Stage.WAITING, "province", "bench", datetime.now(UTC), commune.name, asked=asked)
    return poster_printing.draw(stores, work, publisher, _silent)


def _store(venues: list[Venue]) -> None:
    with VenueItem.batch_write() as batch:
        for venue in venues:
            batch.save(VenueItem.from_raw_data(dict(to_items(venue)[0])))


def _silent(_: int, __: int) -> None: ...


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
