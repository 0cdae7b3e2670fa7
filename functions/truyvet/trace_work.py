"""How a trace is worked off: within the request where it is small, by many workers where it is large.

Small is what is done before the deadline and reads at most `INLINE_VENUE_DAYS` venue-days for level 2. A large one
goes to the queue: a worker finds level 1 again, cuts level 2 into parts by venue and queues them; whoever finishes the
last part joins all. Every step may happen twice and changes nothing then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from truyvet import trace_parts, traces
from truyvet.queries import OutOfTimeError
from truyvet.trace_files import Json, Trace
from truyvet.trace_parts import PartFound
from truyvet.traces import Answer, Tracing

if TYPE_CHECKING:
    from truyvet.trace_table import TraceTable

INLINE_VENUE_DAYS = 250
"""Level 2 of more venue-days than these is not begun within a request: they take about 15 s to read."""
INLINE_SECONDS = 18
"""What is not found by then is handed over; API Gateway waits for 30 seconds."""


class Spent(Protocol):
    """What reading has cost so far; `queries.Queries`."""

    calls: int
    units: float


@dataclass(frozen=True)
class TraceWork:
    """Works traces off. `tracing`: made anew for each step by the trace's rules; `queue`: hands a step to a worker."""

    table: "TraceTable"
    tracing: Callable[[Trace], tuple[Tracing, Spent]]
    queue: Callable[[str, int | None], None]

    def at_once(self, trace: Trace) -> Json | None:
        """The whole answer as it is kept; None where it was handed over because it is large.

        `tracing` must give a reader that raises OutOfTimeError after the deadline. What else goes wrong leaves the
        trace failed.
        """
        self.table.begin(trace)
        with self._failed_unless_done(trace):
            tracing, spent = self.tracing(trace)
            answer, whole = _within_the_deadline(tracing, trace)
            asked = replace(trace, queries=spent.calls, read_units=spent.units)
            if answer and whole:
                return self.table.keep(asked, answer)
            if answer:
                self.table.keep_first(asked, answer)
            self.table.hand_over(trace)
            self.queue(trace.id, None)
        return None

    def handed_over(self, trace: Trace) -> Json | None:
        """None: the whole trace goes to the workers, for whoever does not want to wait."""
        self.table.begin(trace)
        with self._failed_unless_done(trace):
            self.table.hand_over(trace)
            self.queue(trace.id, None)
        return None

    @contextmanager
    def _failed_unless_done(self, trace: Trace) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.table.fail(trace.id)
            raise

    def begin(self, trace: Trace) -> None:
        """A worker's first step: level 1, and the parts of level 2 into the queue."""
        tracing, spent = self.tracing(trace)
        first = tracing.first(trace.question)
        plan = tracing.plan(first, trace.question) if trace.question.depth > 1 else None
        asked = replace(trace, queries=spent.calls, read_units=spent.units)
        if plan is None or not plan.exposures:
            self.table.keep(asked, first if plan is None else traces.with_second(first, plan, ()))
            return
        self.table.keep_first(asked, first)
        parts = trace_parts.parts(tracing.venue_days(plan))
        self.table.cut(trace.id, plan, parts)
        for number in range(len(parts)):
            self.queue(trace.id, number)

    def part(self, trace: Trace, number: int) -> None:
        """A worker's step on one part; after the last one the answer is joined."""
        plan, parts = self.table.plan(trace.id)
        tracing, spent = self.tracing(trace)
        found = tracing.met({venue: plan.exposures[venue] for venue in parts[number]}, plan.known)
        if self.table.keep_part(trace.id, number, PartFound(found, spent.calls, spent.units)):
            each = [self.table.part(trace.id, number) for number in range(len(parts))]
            second = tracing.second(plan, (part.found for part in each))
            queries, units = sum(part.queries for part in each), sum(part.read_units for part in each)
            self.table.keep_second(trace.id, second, plan.untraced, queries, units)


def _within_the_deadline(tracing: Tracing, trace: Trace) -> tuple[Answer | None, bool]:
    """As much of the answer as is found in time, and whether that is all."""
    first = None
    try:
        first = tracing.first(trace.question)
        if trace.question.depth == 1:
            return first, True
        plan = tracing.plan(first, trace.question)
        if sum(tracing.venue_days(plan).values()) > INLINE_VENUE_DAYS:
            return first, False
        second = tracing.second(plan, [tracing.met(plan.exposures, plan.known)])
        return traces.with_second(first, plan, second), True
    except OutOfTimeError:
        return first, False
