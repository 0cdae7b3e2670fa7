"""A trace in a town of 100,000 visits and the same case in one of 1,000,000, against scanning and joining."""

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.session import get_session

from benchmarks import engine
from benchmarks.artifacts import ROOT
from benchmarks.figures import Part, Ratio, paired
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
SMALL, LARGE = 1, 10
"""Neighbourhoods of about 100,000 visits."""
SOURCES = 200
REPEATS, REPEATS_OF_BOTH = 5, 3
START, END = day_start(FIRST_DAY), day_end(FIRST_DAY + timedelta(days=DAYS - 1))
HOW = (
    f"dynoxide {engine.VERSION} on this machine, tables of template.yaml, visits imported. A case with {STAYS_A_DAY} "
    f"stays a day for {DAYS} days, 30 people per venue-hour, half of them scanning out; the same neighbourhood alone "
    f"and among ten, traced in turn. Times: median of {REPEATS}; of F2, which looks for the contacts of the {SOURCES} "
    f"F1 with the highest scores, of {REPEATS_OF_BOTH}. Queries and units as DynamoDB tells them; `of them ours`: "
    "processor time of the tracing process. Naive: scan the table, pair entries and exits, compare."
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
    """Traces in both towns in turn, and scans the smaller one."""
    rows: list[tuple[Any, ...]] = []
    with town(SMALL) as (near, few), town(LARGE) as (far, many):
        first = _in_turn(near, far, depth=1, times=REPEATS)
        second = _in_turn(near, far, depth=2, times=REPEATS_OF_BOTH)
        for what, runs in (("F1", first), ("F1 and F2", second)):
            for visits, each in zip((few, many), runs, strict=True):
                told = each[0]
                rows.append(
                    (visits, what, _median(each), statistics.median(run.processor for run in each), told.calls,
                     told.units, len(told.answer.contacts))
                )  # fmt: skip
        # Ten times the visits take it ten times as long: minutes that say nothing new.
        scan = partial(scan_and_join.contacts, near, engine.table("VisitsTable"), CASE, START, END)
        naive, found = _timed(scan)
        rows.append((few, "naive, F1", naive, "–", "–", "–", len(found)))
    with stadium() as (_, visits):
        match = _stadium()
        figures = (match[name] for name in ("seconds", "processor", "calls", "units", "contacts"))
        rows.append((visits, "stadium, F1", *figures))
    (small, large), (small_both, large_both) = first, second
    assert small[0].answer == large[0].answer
    ratios = [
        Ratio("F1 of a typical case", _median(large), 1, 2, "s"),
        Ratio(f"F2 of {SOURCES} F1", _median(large_both), 1, 20, "s"),
        paired("F1 with ten times the visits", _seconds(large), _seconds(small), 1.3, "s"),
        paired("F1 and F2 with ten times the visits", _seconds(large_both), _seconds(small_both), 1.3, "s"),
        Ratio("Stadium of 40,000: F1 within a worker's time", match["seconds"], 1, 600, "s"),
        Ratio("Stadium of 40,000: memory", match["memory_bytes"] / 2**20, 1, 1024, "MiB"),
        Ratio("F1 against scanning, smaller town", _median(small), naive, 0.1, "s"),
    ]
    head = ("visits", "what", "seconds", "of them ours", "calls", "read units", "contacts")
    note = (
        f"Stadium: {match['file_bytes'] / 1e6:.1f} MB the kept file, {match['page_bytes'] / 1e3:.0f} kB a page of 100 "
        f"without names, {match['memory_bytes'] / 2**20:.0f} MiB of memory at most "
        f"({match['before_bytes'] / 2**20:.0f} before it began)."
    )
    return Part("trace", HOW, head, rows, ratios, [note], raw=match)


def _in_turn(
    near: "DynamoDBClient", far: "DynamoDBClient", depth: int, times: int
) -> tuple[Sequence[Run], Sequence[Run]]:
    """So many traces in the small town and in the large one, one of each in turn, after one that is not counted."""
    runs = [(_trace(near, depth), _trace(far, depth)) for _ in range(times + 1)]
    small, large = zip(*runs[1:], strict=True)
    return small, large


def _seconds(runs: Sequence[Run]) -> list[float]:
    return [run.seconds for run in runs]


def _median(runs: Sequence[Run]) -> float:
    return statistics.median(_seconds(runs))


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
    # What traces before left behind is not this one's.
    gc.collect()
    began = time.process_time()
    seconds, answer = _timed(lambda: tracing.answer(question))
    return Run(seconds, time.process_time() - began, queries.calls, queries.units, answer)


def _timed(what: Callable[[], Found]) -> tuple[float, Found]:
    began = time.perf_counter()
    found = what()
    return time.perf_counter() - began, found
