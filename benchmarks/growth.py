"""Growth of the report: hundredfold scans, tenfold venues. Time, read units and memory of `Reporting.make`."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from benchmarks import engine
from benchmarks.artifacts import ROOT
from benchmarks.figures import Part, Ratio
from truyvet.days import local_day

PROVINCE = 70
SECONDS = 3600
LAMBDA_MEGABYTES = 2048


@dataclass(frozen=True)
class Case:
    """A province: its venues, the scans of its last day, and whether most of its venues scan or one in nine."""

    name: str
    venues: int
    scans: int
    adopted: bool


TENTH = Case("tenth", 1_837, 1_142, adopted=False)
TODAY = Case("today", 18_365, 11_421, adopted=False)
ADOPTED = Case("adopted", 18_365, 1_000_000, adopted=True)
TENFOLD = Case("tenfold", 183_650, 114_210, adopted=False)
CASES = (TENTH, TODAY, ADOPTED, TENFOLD)
COLUMNS = ("seconds", "cpu", "files", "calls", "read", "written", "megabytes")
HEAD = ("", "s", "CPU s", "files, s", "calls", "read units", "write units", "peak MB", "named", "recounted")
HOW = (
    f"dynoxide {engine.VERSION} in memory, tables of template.yaml; the report as the report function wires and makes "
    "it, recount included and without its deadline, in a process of its own; then its mail with PDF and workbook "
    "(files). Tallies of nine days, the findings of the day before, and every visit that the report asks for: whoever "
    "is never asked for has a tally alone. Today: one venue in nine scans, as in 2021. Adopted: eight in nine of the "
    "others scan as well. Tenth and tenfold: today by ten. Units from ReturnConsumedCapacity."
)


def last_day() -> date:
    """Yesterday in Viet Nam."""
    return local_day(datetime.now(UTC)) - timedelta(days=1)


def run() -> Part:
    """Fills, reports and compares: a hundredfold scans, and ten times the venues of a tenth."""
    made = {case: measured(case) for case in (TENTH, TODAY, ADOPTED)}
    tenth, today, adopted = made.values()
    ratios = [
        Ratio("a hundredfold scans: time", adopted["seconds"], today["seconds"], 1.3, "s"),
        Ratio("a hundredfold scans: processor time", adopted["cpu"], today["cpu"], 1.3, "s"),
        Ratio("a hundredfold scans: read units", adopted["read"], today["read"], 1.3, "units"),
        *tenfold(today, tenth, "18,365 venues against a tenth"),
    ]
    return Part("growth", HOW, HEAD, rows(made), ratios, raw={case.name: found for case, found in made.items()})


def tenfold(large: dict[str, float], small: dict[str, float], what: str) -> list[Ratio]:
    """The targets of ten times the venues."""
    return [
        Ratio(f"{what}: time", large["seconds"], small["seconds"], 11, "s"),
        Ratio(f"{what}: processor time", large["cpu"], small["cpu"], 11, "s"),
        Ratio(f"{what}: read units", large["read"], small["read"], 11, "units"),
        Ratio(f"{what}: memory, against Lambda's", large["megabytes"], LAMBDA_MEGABYTES, 1, "MB"),
    ]


def rows(made: dict[Case, dict[str, float]]) -> list[tuple[Any, ...]]:
    """The cases as rows of the table."""
    return [
        (f"{case.name}: {case.venues:,} venues, {case.scans:,} scans, {int(found['active']):,} active",
         *(float(found[column]) for column in COLUMNS), int(found["named"]), int(found["recounted"]))
        for case, found in made.items()
    ]  # fmt: skip


def measured(case: Case) -> dict[str, float]:
    """What the report of a case took, and what had been stored for it."""
    with engine.running(in_memory=True):
        filled = _child("fill", case)
        found = _child("report", case)
    if found["mismatches"] or found["unfinished"]:
        raise RuntimeError(f"The report of {case.name} is not the one that was prepared: {found}")
    return {**found, **{f"stored_{name}": number for name, number in filled.items()}}


def _child(what: str, case: Case) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.growing", what, case.name]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=SECONDS)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
