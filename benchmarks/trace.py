"""A trace in a town of 100,000 visits and the same case in one of 1,000,000, against scanning and joining."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.session import get_session

from benchmarks import engine
from benchmarks.artifacts import ROOT
from benchmarks.figures import Part, Ratio
from benchmarks.peers import scan_and_join
from benchmarks.trace_store import CASE, DAYS, FIRST_DAY, STAYS_A_DAY, stadium, town
from truyvet.days import day_end, day_start
from truyvet.queries import Queries
from truyvet.settings import TraceRules
from truyvet.trace_reader import Tables, TraceReader
from truyvet.traces import Answer, Question, Tracing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Found = TypeVar("Found")
SIZES = (1, 10)
"""Neighbourhoods of about 100,000 visits."""
SOURCES = 200
REPEATS = 3
START, END = day_start(FIRST_DAY), day_end(FIRST_DAY + timedelta(days=DAYS - 1))
HOW = (
    f"dynoxide {engine.VERSION} on this machine, tables of template.yaml, visits imported. A case with {STAYS_A_DAY} "
    f"stays a day for {DAYS} days, 30 people per venue-hour, half of them scanning out; the same neighbourhood alone "
    f"and among ten. Times: median of {REPEATS}, F2 once, of the {SOURCES} F1 with the highest scores. Queries and "
    "units as DynamoDB tells them; `of them ours`: processor time of the tracing process. Naive: scan the table, pair "
    "entries and exits, compare."
)


@dataclass(frozen=True)
class Run:
    """One measured trace."""

    seconds: float
    processor: float
    calls: int
    units: float
    answer: Answer


def run() -> Part:
    """Traces in both towns, and scans the smaller one."""
    rows: list[tuple[Any, ...]] = []
    first: dict[int, Run] = {}
    second: dict[int, Run] = {}
    naive = 0.0
    for size in SIZES:
        with town(size) as (client, visits):
            runs = [_trace(client, depth=1) for _ in range(REPEATS)]
            first[size] = replace(runs[0], seconds=statistics.median(each.seconds for each in runs))
            second[size] = _trace(client, depth=2)
            for what, each in (("F1", first[size]), ("F1 and F2", second[size])):
                rows.append(
                    (visits, what, each.seconds, each.processor, each.calls, each.units, len(each.answer.contacts))
                )
            if size == SIZES[0]:
                # Ten times the visits take it ten times as long: twenty minutes that say nothing new.
                scan = partial(scan_and_join.contacts, client, engine.table("VisitsTable"), CASE, START, END)
                naive, found = _timed(scan)
                rows.append((visits, "naive, F1", naive, "–", "–", "–", len(found)))
    with stadium() as (_, visits):
        match = _stadium()
        rows.append(
            (
                visits,
                "stadium, F1",
                match["seconds"],
                match["processor"],
                match["calls"],
                match["units"],
                match["contacts"],
            )
        )
    small, large = SIZES
    assert first[small].answer == first[large].answer
    ratios = [
        Ratio("F1 of a typical case", first[large].seconds, 1, 2, "s"),
        Ratio(f"F2 of {SOURCES} F1", second[large].seconds, 1, 20, "s"),
        Ratio("F1 with ten times the visits", first[large].seconds, first[small].seconds, 1.3, "s"),
        Ratio("F1 and F2 with ten times the visits", second[large].seconds, second[small].seconds, 1.3, "s"),
        Ratio("Stadium of 40,000: F1 within a worker's time", match["seconds"], 1, 600, "s"),
        Ratio("Stadium of 40,000: memory", match["memory_bytes"] / 2**20, 1, 1024, "MiB"),
        Ratio("F1 against scanning, smaller town", first[small].seconds, naive, 0.1, "s"),
    ]
    head = ("visits", "what", "seconds", "of them ours", "calls", "read units", "contacts")
    note = (
        f"Stadium: {match['file_bytes'] / 1e6:.1f} MB the kept file, {match['page_bytes'] / 1e3:.0f} kB a page of 100 "
        f"without names, {match['memory_bytes'] / 2**20:.0f} MiB of memory at most "
        f"({match['before_bytes'] / 2**20:.0f} before it began)."
    )
    return Part("trace", HOW, head, rows, ratios, [note], raw=match)


def _stadium() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.stadium"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _trace(client: "DynamoDBClient", depth: int) -> Run:
    queries = Queries(get_session(), client)
    tables = Tables(*(engine.table(name) for name in ("VisitsTable", "LinksTable", "VenuesTable")))
    reader = TraceReader(queries, tables, END, START - timedelta(days=1))
    tracing = Tracing(reader, TraceRules(most_sources=SOURCES))
    question = Question(frozenset({CASE}), START, END, depth)
    began = time.process_time()
    seconds, answer = _timed(lambda: tracing.answer(question))
    return Run(seconds, time.process_time() - began, queries.calls, queries.units, answer)


def _timed(what: Callable[[], Found]) -> tuple[float, Found]:
    began = time.perf_counter()
    found = what()
    return time.perf_counter() - began, found
