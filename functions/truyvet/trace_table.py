"""The Traces table: which traces there are, for which case, how far each is and until when; files lie in the archive.

running → done, or failed; a failed one whose work is tried again may still be done. Under `traces/{id}/` lies the whole
answer, `trace.json.gz`, and of a large trace `first.json.gz` (level 1), `plan.json.gz` and `part-{n}.json.gz`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, NumberSetAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from truyvet import trace_files, trace_parts
from truyvet.archive import Archive
from truyvet.days import milliseconds
from truyvet.door_rules import DoorRules
from truyvet.dynamo import keyable
from truyvet.errors import ClosedError, NotFoundError, TryAgainError
from truyvet.models import ChoiceAttribute, InstantAttribute, answered
from truyvet.trace_files import Json, Trace
from truyvet.trace_parts import PartFound
from truyvet.traces import Answer, Plan
from truyvet.tracing import Contact

AT_ONCE = timedelta(minutes=1)
"""A trace that is answered within its request and is not done after so long has died with it."""
AT_LENGTH = timedelta(minutes=40)
"""The same for one that was handed to the workers: longer than all tries of a part."""
FAILED = "Lần truy vết này chưa xong vì hệ thống gặp lỗi. Xin tra cứu lại."
_GZIP = "application/gzip"


class State(StrEnum):
    """How far a trace is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """How far a trace is: `parts` of level 2 are `done`; 0 of 0 while level 1 is looked for or nothing is cut.

    `first`: the contacts of level 1 can be seen already.
    """

    trace: Trace
    state: State
    done: int
    parts: int
    first: bool


class TraceItem(Model):
    """One trace. It expires with the visits that it was made of."""

    class Meta:
        """The table's name is bound by `TraceTable`."""

        table_name = ""
        connect_timeout_seconds = 1
        read_timeout_seconds = 5
        max_retry_attempts = 2

    trace = UnicodeAttribute(hash_key=True)
    case_number = UnicodeAttribute()
    asked_by = UnicodeAttribute()
    asked_at = InstantAttribute()
    asked = JSONAttribute()
    rules = UnicodeAttribute()
    state = ChoiceAttribute(State)
    busy_until = InstantAttribute()
    first = BooleanAttribute(default=False)
    contacts = NumberAttribute(null=True)
    parts = NumberAttribute(default=0)
    parts_done = NumberSetAttribute(null=True)
    expires_at = NumberAttribute()


class TraceTable:
    """Traces as they are kept. Its calls may raise TryAgainError."""

    def __init__(self, table: str, archive: Archive) -> None:
        TraceItem.Meta.table_name = table
        self._archive = archive

    def begin(self, trace: Trace) -> None:
        """Keeps a new trace as running."""
        item = TraceItem(
            trace.id,
            case_number=trace.case_number,
            asked_by=trace.asked_by,
            asked_at=trace.asked_at,
            asked=trace_files.head(trace),
            rules=trace.rules.version,
            state=State.RUNNING,
            busy_until=trace.asked_at + AT_ONCE,
            expires_at=milliseconds(trace.asked_at + DoorRules().retention) // 1000,
        )
        with answered():
            item.save(condition=TraceItem.trace.does_not_exist())

    def keep(self, trace: Trace, answer: Answer) -> Json:
        """Keeps the whole answer and gives it as it is kept."""
        return self._keep(trace.id, trace_files.encode(trace, answer), len(answer.contacts))

    def keep_first(self, trace: Trace, answer: Answer) -> None:
        """Keeps the contacts of level 1, to be seen while the rest is looked for."""
        self._archive.put(_key(trace.id, "first"), trace_files.encode(trace, answer), _GZIP)
        _update(trace.id, TraceItem.first.set(True), TraceItem.contacts.set(len(answer.contacts)))

    def keep_second(self, trace: str, second: Sequence[Contact], untraced: int, queries: int, units: float) -> None:
        """Joins both levels to the whole answer."""
        first = trace_files.decode(self._archive.get(_key(trace, "first")))
        whole = trace_files.with_second(first, second, untraced, queries, units)
        self._keep(trace, whole, len(first["contacts"]) + len(second))

    def _keep(self, trace: str, content: bytes, contacts: int) -> Json:
        self._archive.put(_key(trace), content, _GZIP)
        _update(trace, TraceItem.state.set(State.DONE), TraceItem.contacts.set(contacts))
        return trace_files.decode(content)

    def hand_over(self, trace: Trace) -> None:
        """Notes that workers take the trace, which gives it more time."""
        _update(trace.id, TraceItem.busy_until.set(trace.asked_at + AT_LENGTH))

    def cut(self, trace: str, plan: Plan, parts: list[list[str]]) -> None:
        """Keeps the plan of level 2 and its parts."""
        self._archive.put(_key(trace, "plan"), trace_parts.encode_plan(plan, parts), _GZIP)
        _update(trace, TraceItem.parts.set(len(parts)))

    def plan(self, trace: str) -> tuple[Plan, list[list[str]]]:
        """What `cut` kept."""
        return trace_parts.decode_plan(self._archive.get(_key(trace, "plan")))

    def keep_part(self, trace: str, part: int, found: PartFound) -> bool:
        """Keeps what a part found. Whether all parts are there now: true for the last, and for who repeats one then."""
        self._archive.put(_key(trace, f"part-{part}"), trace_parts.encode_found(found), _GZIP)
        item = _update(trace, TraceItem.parts_done.add({part}))
        return len(item.parts_done or ()) == item.parts

    def part(self, trace: str, part: int) -> PartFound:
        """What `keep_part` kept."""
        return trace_parts.decode_found(self._archive.get(_key(trace, f"part-{part}")))

    def fail(self, trace: str) -> None:
        """Notes that a trace is not done; it may be tried again."""
        _update(trace, TraceItem.state.set(State.FAILED))

    def progress(self, trace: str, now: datetime) -> Progress:
        """How far a trace is. Raises NotFoundError, also for one that has expired."""
        try:
            with answered():
                item = TraceItem.get(trace, consistent_read=True) if keyable(trace) else None
        except TraceItem.DoesNotExist:
            item = None
        if item is None or item.expires_at <= milliseconds(now) // 1000:
            raise NotFoundError("Không có lần truy vết này, hoặc dữ liệu đã được xóa theo thời hạn.")
        state = item.state
        if state is State.RUNNING and now > item.busy_until:
            state = State.FAILED
        asked = trace_files.trace_of(item.asked)
        return Progress(asked, state, len(item.parts_done or ()), int(item.parts), item.first)

    def get(self, trace: str, now: datetime) -> Json:
        """The whole answer. Raises NotFoundError; TryAgainError while it runs; ClosedError where it failed."""
        state = self.progress(trace, now).state
        if state is State.FAILED:
            raise ClosedError(FAILED)
        if state is State.RUNNING:
            raise TryAgainError("Lần truy vết này đang chạy. Xin đợi ít giây.")
        return trace_files.decode(self._archive.get(_key(trace)))

    def seen(self, progress: Progress) -> Json | None:
        """What can be seen of a trace: the whole answer, or level 1 of one that is not done, or nothing yet."""
        if progress.state is State.DONE:
            return trace_files.decode(self._archive.get(_key(progress.trace.id)))
        return trace_files.decode(self._archive.get(_key(progress.trace.id, "first"))) if progress.first else None


def _update(trace: str, *actions: Action) -> TraceItem:
    """The item after the actions; one that has expired in between is not made anew."""
    item = TraceItem(trace)
    with answered():
        item.update(list(actions), condition=TraceItem.trace.exists())
    return item


def _key(trace: str, file: str = "trace") -> str:
    return f"traces/{trace}/{file}.json.gz"
