"""Every visit is counted exactly once, whatever the stream does."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from tests.unit.stream_delivery import (
    PEOPLE,
    Delivery,
    Drawn,
    Step,
    deliver,
    deliveries,
    people_of,
    plain_count,
    record,
    seat,
    stored_counts,
    visits_of,
)
from tests.unit.tables_in_memory import Fault, FaultyClient, Killed, TableInMemory
from truyvet import tally_table
from truyvet.tallies import Tally
from truyvet.tally_table import TallyTable
from truyvet.tallying import SETTLED, add_up, correct, read, tally_of
from truyvet.visits import Direction, Source, Visit

EVENTS = Path(__file__).parents[1] / "events"


def a_table(*, conditions: bool = True) -> tuple[TableInMemory, FaultyClient, TallyTable]:
    memory = TableInMemory("day_district", "commune_venue", conditions=conditions)
    client = FaultyClient(memory)
    return memory, client, TallyTable(cast("Any", client), "tallies")


def miscounted(memory: TableInMemory, visit: Visit) -> None:
    """Loses and invents counts and people of the visit's tally, where it has one."""
    item = memory.items.get((f"{visit.day}#{visit.district}", f"{visit.commune}#{visit.venue}"))
    if item:
        item["entries"] = {"N": "7"}
        item["people"] = {"BS": [b"\x12\x34"]}


def counted_exactly(delivery: Delivery, *, conditions: bool = True, slack: int = 1) -> bool:
    """The body of the proof: delivers the stream and compares the tallies with a plain count."""
    memory, client, table = a_table(conditions=conditions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally_table, "SLACK", slack)
        patch.setattr(tally_table, "WRITE_UNIT", 1)
        deliver(delivery, client, table, lambda visit: miscounted(memory, visit))
    visits = visits_of(delivery)
    stored = stored_counts(table, visits)
    sketches_agree = all(tally.people == people_of(visits, key) for key, tally in stored.items())
    return stored == plain_count(visits) and sketches_agree


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deliveries, st.sampled_from([1, 3, 64]))
def test_every_visit_is_counted_once_whatever_the_stream_does(delivery: Delivery, slack: int) -> None:
    assert counted_exactly(delivery, slack=slack)


def test_the_same_proof_finds_the_double_count_of_a_bare_add() -> None:
    once = settings(max_examples=2000, deadline=None, database=None, derandomize=True)
    plain = deliveries.map(lambda delivery: replace(delivery, steps=_without_recounts(delivery.steps)))
    wrong = find(plain, lambda delivery: not counted_exactly(delivery, conditions=False), settings=once)
    assert len(wrong.drawn) == 1, "one visit delivered twice is enough"
    assert counted_exactly(wrong)


def _without_recounts(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, recount=None) for step in steps)


def test_one_visit_delivered_twice_is_counted_twice_by_a_bare_add_and_once_by_ours() -> None:
    drawn = Drawn(0, 480, False, Direction.IN, Source.SELF, False, 0, 1)
    again = Step(shard=0, size=1, faults=(), back=1, recount=None)
    delivery = Delivery((drawn,), 10**20, 1, (again,))
    assert not counted_exactly(delivery, conditions=False)
    assert counted_exactly(delivery)


def batch_of(count: int = 12) -> tuple[list[Visit], list[dict[str, Any]]]:
    """Visits of four venues by turns, and their records."""
    drawn = [
        Drawn(i % 4, 7 * i, i % 3 == 0, Direction.IN, Source.SELF, False, i % len(PEOPLE), 1) for i in range(count)
    ]
    visits = visits_of(Delivery(tuple(drawn), 10**20, 0, ()))
    return visits, [record(visit, 10**21 - 5 + index) for index, visit in enumerate(visits)]


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
def test_a_batch_that_fails_at_any_update_and_comes_again_is_counted_once(fault: Fault) -> None:
    visits, records = batch_of()
    updates = len(plain_count(visits))
    for place in range(updates):
        _, client, table = a_table()
        client.fail([*[Fault.NONE] * place, fault])
        start = 0
        try:
            outcome = add_up(table, read(records))
        except Killed:
            pass
        else:
            assert outcome.retry_from is not None
            start = [each["dynamodb"]["SequenceNumber"] for each in records].index(outcome.retry_from)
        # Cut in two as well, as BisectBatchOnFunctionError does.
        half = (start + len(records)) // 2
        for piece in (records[start:half], records[half:], records):
            assert add_up(table, read(piece)).retry_from is None
        assert stored_counts(table, visits) == plain_count(visits), place


def test_everything_from_the_first_unprocessed_record_on_comes_again() -> None:
    visits, records = batch_of()
    _, client, table = a_table()
    client.fail([Fault.NONE, Fault.THROTTLED])
    outcome = add_up(table, read(records))
    second_seat = next(index for index, visit in enumerate(visits) if seat(visit) != seat(visits[0]))
    assert outcome.retry_from == records[second_seat]["dynamodb"]["SequenceNumber"]
    assert outcome.tallied == sum(seat(visit) == seat(visits[0]) for visit in visits)
    assert client.updates == 2, "no venue-day is begun after a failure"


def test_threads_count_exactly_too() -> None:
    visits, records = batch_of(400)
    for faults in ([], [Fault.NONE, Fault.UNANSWERED, Fault.THROTTLED]):
        _, client, table = a_table()
        client.fail(faults)
        with ThreadPoolExecutor(8) as pool:
            while add_up(table, read(records), pool.map).retry_from is not None:
                pass
        assert stored_counts(table, visits) == plain_count(visits)


def test_records_in_disorder_or_twice_in_one_batch_are_counted_once() -> None:
    visits, records = batch_of()
    _, _, table = a_table()
    assert add_up(table, read([*reversed(records), *records[:3]])).tallied == len(visits)
    assert add_up(table, read(records)).tallied == 0
    assert stored_counts(table, visits) == plain_count(visits)


def test_a_batch_that_overlaps_what_is_counted_costs_one_refusal() -> None:
    _, records = batch_of(2 * 12)
    _, client, table = a_table()
    own = [each for each in records if each["dynamodb"]["Keys"] and "VENUE100#2021-08-13" in json.dumps(each)]
    add_up(table, read(own[:2]))
    before = client.updates
    assert add_up(table, read(own)).tallied == len(own) - 2
    assert client.updates == before + 2


def test_a_venue_that_moved_to_another_commune_within_the_day_has_two_tallies() -> None:
    visits, _ = batch_of(1)
    moved = [visits[0], replace(visits[0], id=visits[0].id, commune=25200)]
    _, _, table = a_table()
    add_up(table, read([record(visit, 10**20 + index) for index, visit in enumerate(moved)]))
    assert stored_counts(table, moved) == plain_count(moved)


# What is counted


def test_a_tally_counts_directions_hours_sources_late_arrivals_alerts_and_people() -> None:
    visits, _ = batch_of(1)
    first = replace(visits[0], at=visits[0].received_at)  # 09:00 local, just received
    out = replace(first, at=first.at + timedelta(minutes=61, seconds=59), direction=Direction.OUT, alert=True)
    paper = replace(first, source=Source.PAPER, person=PEOPLE[5], received_at=first.received_at + timedelta(hours=15))
    hours = [0] * 24
    hours[9], hours[10] = 2, 1
    assert tally_of([out, first, paper]) == Tally(
        venue="VENUE000",
        day=first.day,
        district=689,
        commune=25195,
        entries=2,
        exits=1,
        by_hour=tuple(hours),
        by_source={"self": 2, "paper": 1},
        late=1,
        alerts=1,
        first_at=time(9, 0),
        last_at=time(10, 1),
        people=people_of([first, paper], seat(first)),
    )


def test_a_visit_on_the_stroke_of_local_midnight_belongs_to_the_new_day() -> None:
    visits, _ = batch_of(1)
    midnight = visits[0].received_at.replace(hour=17, minute=0, second=0)  # 00:00 of 14 August in Viet Nam
    tally = tally_of([replace(visits[0], at=midnight, received_at=midnight)])
    assert (tally.day.isoformat(), tally.by_hour[0], tally.late) == ("2021-08-14", 1, 0)


# Records as Lambda sends them


def event(name: str) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", json.loads((EVENTS / name).read_text())["Records"])


def test_a_stream_event_of_lambda_is_read_with_its_binary_values() -> None:
    batch = read(event("visits_stream.json"))
    assert not batch.poison
    assert [(scan.visit.venue, scan.visit.direction) for scan in batch.scans] == [
        ("7K3M9QXP", Direction.IN),
        ("7K3M9QXP", Direction.OUT),
    ]
    assert batch.scans[0].visit.person == bytes(range(16))
    assert batch.scans[0].position == "0000000000000000" + "400000000000000499660001"


def test_removed_and_changed_visits_are_no_new_visits() -> None:
    records = event("visits_stream.json")
    for each, name in zip(records, ("REMOVE", "MODIFY"), strict=True):
        each["eventName"] = name
    assert not read(records).scans


def test_poison_is_passed_over_and_the_visits_around_it_are_counted() -> None:
    visits, records = batch_of(3)
    poison = event("visits_stream_poison.json")
    _, _, table = a_table()
    outcome = add_up(table, read([records[0], *poison, *records[1:]]))
    assert outcome.retry_from is None
    assert len(outcome.poison) == len(poison)
    assert stored_counts(table, visits) == plain_count(visits)


def test_what_is_said_of_poison_repeats_nothing_of_it() -> None:
    batch = read(event("visits_stream_poison.json"))
    assert {each.cause for each in batch.poison} <= {
        "KeyError",
        "ValueError",
        "TypeError",
        "AttributeError",
        "Error",
        "OverflowError",
    }
    assert all(each.sequence.isdigit() for each in batch.poison)


def test_poison_behind_the_first_unprocessed_record_is_told_when_it_is_passed() -> None:
    _, records = batch_of(3)
    poison = event("visits_stream_poison.json")[:1]
    poison[0]["dynamodb"]["SequenceNumber"] = str(10**21 + 100)
    _, client, table = a_table()
    client.fail([Fault.THROTTLED])
    assert not add_up(table, read([*records, *poison])).poison
    assert len(add_up(table, read([*records, *poison])).poison) == 1


# Setting a tally right


def test_a_recount_is_left_for_later_while_visits_are_arriving() -> None:
    visits, records = batch_of(1)
    memory, _, table = a_table()
    add_up(table, read(records))
    miscounted(memory, visits[0])
    seen = table.get(*_place(visits[0]))
    assert seen is not None
    just_before = visits[0].received_at + SETTLED - timedelta(milliseconds=1)
    assert correct(table, seen, visits, just_before) is None
    assert correct(table, seen, visits, visits[0].received_at + SETTLED) == tally_of(visits)


def test_a_recount_does_not_overwrite_what_the_stream_added_meanwhile() -> None:
    visits, records = batch_of(24)
    own = [index for index, visit in enumerate(visits) if seat(visit) == seat(visits[1])]
    _, _, table = a_table()
    add_up(table, read([records[own[0]]]))
    seen = table.get(*_place(visits[1]))
    assert seen is not None
    add_up(table, read([records[own[1]]]))
    assert correct(table, seen, [visits[own[0]]], visits[-1].received_at + SETTLED) is None
    assert table.get(*_place(visits[1])) == tally_of([visits[own[0]], visits[own[1]]])


def test_visits_still_in_the_stream_are_not_counted_again_after_a_recount() -> None:
    visits, records = batch_of(12)
    own = [index for index, visit in enumerate(visits) if seat(visit) == seat(visits[1])]
    lagging, later = own[:-1], own[-1]
    _, _, table = a_table()
    empty = Tally(*_place(visits[1]))
    recounted = [visits[index] for index in lagging]
    assert correct(table, empty, recounted, recounted[-1].received_at + SETTLED) == tally_of(recounted)
    assert add_up(table, read(records[index] for index in [*lagging, later])).tallied == 1
    assert table.get(*_place(visits[1])) == tally_of([visits[index] for index in own])


def test_an_older_recount_does_not_overwrite_a_newer_one() -> None:
    visits, _ = batch_of(24)
    own = [visit for visit in visits if seat(visit) == seat(visits[1])]
    _, _, table = a_table()
    nothing = Tally(*_place(visits[1]))
    assert correct(table, nothing, own, own[-1].received_at + SETTLED) == tally_of(own)
    assert correct(table, nothing, own[:1], own[0].received_at + SETTLED) is None
    assert table.get(*_place(visits[1])) == tally_of(own)


def test_a_tally_without_any_visit_is_set_to_nothing() -> None:
    visits, records = batch_of(1)
    _, _, table = a_table()
    add_up(table, read(records))
    seen = table.get(*_place(visits[0]))
    assert seen is not None
    assert correct(table, seen, [], visits[0].received_at + SETTLED) == Tally(*_place(visits[0]))


def _place(visit: Visit) -> tuple[str, Any, int, int]:
    return visit.venue, visit.day, visit.district, visit.commune
