"""Growth of the report: hundredfold scans, tenfold venues. Time, read units and memory of `Reporting.make`."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

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


TODAY = Case("today", 18_365, 11_421, adopted=False)
ADOPTED = Case("adopted", 18_365, 1_000_000, adopted=True)
TENFOLD = Case("tenfold", 183_650, 114_210, adopted=False)
CASES = (TODAY, ADOPTED, TENFOLD)
HOW = (
    f"dynoxide {engine.VERSION} in memory, tables of template.yaml; the report as the report function wires and makes "
    "it, recount included and without its deadline, in a process of its own; then its mail with PDF and workbook "
    "(files). Tallies of all days that it looks back on, the findings of the day before, and every visit that the "
    "report asks for: whoever is never asked for has a tally alone. Today: one venue in nine scans, as in 2021. "
    "Adopted: eight in nine of the others scan as well. Tenfold: today ten times. Units from ReturnConsumedCapacity."
)


def last_day() -> date:
    """Yesterday in Viet Nam."""
    return local_day(datetime.now(UTC)) - timedelta(days=1)


def run() -> Part:
    """Fills, reports and compares."""
    made = {case: measured(case) for case in CASES}
    today, adopted, tenfold = (made[case] for case in CASES)
    columns = ("seconds", "cpu", "files", "calls", "read", "written", "megabytes")
    rows = [
        (f"{case.name}: {case.venues:,} venues, {case.scans:,} scans, {found['active']:,} active",
         *(float(found[column]) for column in columns), int(found["named"]), int(found["recounted"]))
        for case, found in made.items()
    ]  # fmt: skip
    ratios = [
        Ratio("a hundredfold scans: time", adopted["seconds"], today["seconds"], 1.3, "s"),
        Ratio("a hundredfold scans: read units", adopted["read"], today["read"], 1.3, "units"),
        Ratio("tenfold venues: time", tenfold["seconds"], today["seconds"], 11, "s"),
        Ratio("tenfold venues: read units", tenfold["read"], today["read"], 11, "units"),
        Ratio("memory, tenfold venues", tenfold["megabytes"], LAMBDA_MEGABYTES, 1, "MB"),
    ]
    head = ("", "s", "CPU s", "files, s", "calls", "read units", "write units", "peak MB", "named", "recounted")
    return Part("growth", HOW, head, rows, ratios, raw={case.name: found for case, found in made.items()})


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
