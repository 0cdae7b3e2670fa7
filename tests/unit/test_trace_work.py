"""Large traces: cut into parts, worked off by anybody in any order and more than once, they give the same bytes."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.test_tracing import DAY, LINKS, RULES, SCANS, STAYS, TOLD, asked, scan, stay, town
from tests.unit.trace_town import Town, at, key
from truyvet import trace_differences, trace_files, trace_parts, trace_work
from truyvet.queries import OutOfTimeError
from truyvet.trace_files import Trace
from truyvet.trace_parts import PartFound
from truyvet.trace_table import TraceTable
from truyvet.trace_work import TraceWork
from truyvet.traces import Answer, Plan, Question, ToldStay, Tracing
from truyvet.tracing import Contact, Scan


class Shelf:
    """What `TraceTable` keeps of one trace, in memory and through the same files."""

    def __init__(self) -> None:
        self.first = self.planned = b""
        self.whole: bytes | None = None
        self.parts: dict[int, bytes] = {}
        self.of = 0
        self.failed = self.handed_over = False

    def begin(self, trace: Trace) -> None:
        self.trace = trace_files.trace_of(trace_files.head(trace))

    def keep(self, trace: Trace, answer: Answer) -> Any:
        self.whole = trace_files.encode(trace, answer)
        return trace_files.decode(self.whole)

    def keep_first(self, trace: Trace, answer: Answer) -> None:
        self.first = trace_files.encode(trace, answer)

    def keep_second(self, _: str, second: Sequence[Contact], untraced: int, queries: int, units: float) -> None:
        self.whole = trace_files.with_second(trace_files.decode(self.first), second, untraced, queries, units)

    def hand_over(self, _: Trace) -> None:
        self.handed_over = True

    def cut(self, _: str, plan: Plan, parts: list[list[str]]) -> None:
        self.planned, self.of = trace_parts.encode_plan(plan, parts), len(parts)

    def plan(self, _: str) -> tuple[Plan, list[list[str]]]:
        return trace_parts.decode_plan(self.planned)

    def keep_part(self, _: str, part: int, found: PartFound) -> bool:
        self.parts[part] = trace_parts.encode_found(found)
        return len(self.parts) == self.of

    def part(self, _: str, part: int) -> PartFound:
        return trace_parts.decode_found(self.parts[part])

    def fail(self, _: str) -> None:
        self.failed = True


class Free:
    """Reads that cost nothing."""

    calls = 0
    units = 0.0


def trace(question: Question) -> Trace:
    return Trace("t1", "BP-0123", "official", at(7 * DAY), RULES, question)


def worked(place: Any, question: Question, order: random.Random) -> tuple[Shelf, list[int | None]]:
    """The trace by workers alone: every step done, some twice, the parts in any order."""
    shelf = Shelf()
    queue: list[int | None] = []
    tracing = Tracing(place, RULES, STAYS, threads=2)
    work = TraceWork(cast(TraceTable, shelf), lambda _: (tracing, Free()), lambda _, part: queue.append(part))
    shelf.begin(trace(question))
    work.begin(shelf.trace)
    steps = queue + order.sample(queue, len(queue) // 2)
    order.shuffle(steps)
    for part in steps:
        work.part(shelf.trace, cast(int, part))
    return shelf, queue


@settings(max_examples=120, deadline=None)
@given(
    st.lists(SCANS, min_size=4, max_size=45),
    LINKS,
    st.integers(0, DAY),
    st.integers(DAY, 3 * DAY),
    TOLD,
    st.randoms(use_true_random=False),
)
def test_workers_give_the_same_bytes_as_one_request(
    scans: list[Scan],
    linked: list[tuple[str, str]],
    start: int,
    end: int,
    told: list[ToldStay],
    order: random.Random,
) -> None:
    place = town(scan(0), *scans, linked=linked)
    question = asked(start, end, depth=2, told=tuple(told))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace_parts, "PART_VENUE_DAYS", 2)
        shelf, _ = worked(place, question, order)
    at_once = trace_files.encode(trace(question), Tracing(place, RULES, STAYS, threads=2).answer(question))
    assert shelf.whole == at_once


MET = town(
    *stay(600, 640), *stay(600, 640, "anh"), *stay(1000, 1060, "anh", "MARKET"), *stay(1000, 1060, "em", "MARKET")
)


def at_once(place: Any = MET, **more: Any) -> tuple[Shelf, Any, list[int | None]]:
    shelf = Shelf()
    queue: list[int | None] = []
    tracing = Tracing(place, RULES, STAYS, threads=2)
    work = TraceWork(cast(TraceTable, shelf), lambda _: (tracing, Free()), lambda _, part: queue.append(part))
    return shelf, work.at_once(trace(asked(depth=2, **more))), queue


def test_a_usual_trace_is_answered_within_its_request() -> None:
    shelf, kept, queue = at_once()
    assert [each["level"] for each in kept["contacts"]] == [1, 2]
    assert (queue, shelf.handed_over) == ([], False)


def test_a_large_second_level_goes_to_workers_and_the_first_is_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_work, "INLINE_VENUE_DAYS", 0)
    shelf, kept, queue = at_once()
    assert (kept, queue, shelf.handed_over) == (None, [None], True)
    assert [each["level"] for each in trace_files.decode(shelf.first)["contacts"]] == [1]


class Slow(Town):
    """Stores whose deadline passes before anybody has been found."""

    def at_venue(self, *_: Any) -> list[Scan]:
        raise OutOfTimeError


def test_what_is_not_found_before_the_deadline_goes_to_workers() -> None:
    shelf, kept, queue = at_once(Slow(MET.scans, MET.linked, MET.venues))
    assert (kept, queue, shelf.failed, shelf.first) == (None, [None], False, b"")


class Broken(Town):
    """Stores that fail."""

    def at_venue(self, *_: Any) -> list[Scan]:
        raise RuntimeError


def test_a_trace_that_breaks_is_left_failed() -> None:
    shelf = Shelf()
    tracing = Tracing(Broken(MET.scans, MET.linked, MET.venues), RULES, STAYS)
    work = TraceWork(cast(TraceTable, shelf), lambda _: (tracing, Free()), lambda *_: None)
    with pytest.raises(RuntimeError):
        work.at_once(trace(asked()))
    assert (shelf.failed, shelf.whole) == (True, None)


def test_parts_are_of_about_equal_work_and_no_venue_is_cut() -> None:
    days = {f"V{number}": 20 for number in range(10)} | {"BIG": 90}
    made = trace_parts.parts(days)
    assert sorted(venue for part in made for venue in part) == sorted(days)
    assert made[0] == ["BIG"]
    assert max(sum(days[venue] for venue in part) for part in made[1:]) <= trace_parts.PART_VENUE_DAYS


def answered(place: Town, **more: Any) -> Any:
    question = asked(depth=2, **more)
    asked_again = replace(trace(question), again_of="t0")
    return trace_files.decode(trace_files.encode(asked_again, Tracing(place, RULES, STAYS).answer(question)))


def test_the_same_visits_give_the_same_digest() -> None:
    again = Town(tuple(reversed(MET.scans)), MET.linked, MET.venues)
    assert trace_differences.between(answered(MET), answered(again)) == {"same": True}


def test_late_and_deleted_visits_are_told_apart() -> None:
    late = Town((*MET.scans, *stay(610, 640, "chi")), MET.linked, MET.venues)
    assert trace_differences.between(answered(MET), answered(late))["contacts"] == {"gone": 0, "new": 1, "changed": 0}
    fewer = Town(tuple(each for each in MET.scans if each.person != key("em")), MET.linked, MET.venues)
    assert trace_differences.between(answered(MET), answered(fewer)) == {
        "same": False,
        "visits": {"gone": 0, "new": 0, "changed": 0},
        "contacts": {"gone": 1, "new": 0, "changed": 0},
    }
