"""A trace of whoever was at a match with 40,000 others, in a process of its own so that its memory can be told.

`python -m benchmarks.stadium` is called by `benchmarks.trace`; the engine is where the environment says.
"""

import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from botocore.session import get_session

from benchmarks import engine
from benchmarks.figures import peak_bytes
from benchmarks.trace_store import CASE, FIRST_DAY
from truyvet import trace_files
from truyvet.days import day_end, day_start
from truyvet.queries import Queries
from truyvet.settings import TraceRules
from truyvet.trace_files import Trace
from truyvet.trace_reader import Tables, TraceReader
from truyvet.traces import Question, Tracing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PAGE = 100
"""Contacts that one answer of the API holds."""


def main() -> None:
    """Prints what the trace took, as JSON."""
    start, end = day_start(FIRST_DAY), day_end(FIRST_DAY)
    before = peak_bytes()
    queries = Queries(get_session(), cast("DynamoDBClient", get_session().create_client("dynamodb")))
    tables = Tables(*(engine.table(name) for name in ("VisitsTable", "LinksTable", "VenuesTable")))
    reader = TraceReader(queries, tables, end, start - timedelta(days=1))
    question = Question(frozenset({CASE}), start, end)
    began, busy = time.perf_counter(), time.process_time()
    answer = Tracing(reader).answer(question)
    file = trace_files.encode(Trace("0", "BP-0123", "bench", end, TraceRules(), question), answer)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    page = trace_files.decode(file)["contacts"][:PAGE]
    measured = {
        "seconds": seconds,
        "processor": busy,
        "calls": queries.calls,
        "units": queries.units,
        "contacts": len(answer.contacts),
        "file_bytes": len(file),
        "page_bytes": len(json.dumps(page, ensure_ascii=False)),
        "memory_bytes": peak_bytes(),
        "before_bytes": before,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
