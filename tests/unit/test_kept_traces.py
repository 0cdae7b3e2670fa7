"""A kept trace read back is what was asked and found; two traces of a case tell who changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.unit.kept import SURE
from tests.unit.trace_town import VENUES, Town, at, key
from truyvet import kept_traces, trace_files
from truyvet.settings import TraceRules
from truyvet.stays import Known, Stay
from truyvet.trace_files import Trace
from truyvet.traces import Question, ToldStay, Tracing
from truyvet.tracing import Scan
from truyvet.visits import Direction

RULES = TraceRules(latency_hours=6)


def stay(start: int, end: int, person: str = "case") -> tuple[Scan, Scan]:
    ids = (int.from_bytes(f"{minute:06d}{person:5.5}".encode(), "big") for minute in (start, end))
    first, last = (UUID(int=number) for number in ids)
    return (
        Scan(first, "SHOP", at(start), Direction.IN, key(person), "quầy 1"),
        Scan(last, "SHOP", at(end), Direction.OUT, key(person)),
    )


def kept(*scans: Scan, told: tuple[ToldStay, ...] = ()) -> dict[str, Any]:
    question = Question(frozenset({key("case")}), at(0), at(5000), 2, told)
    answer = Tracing(Town(scans, {}, VENUES), RULES, threads=2).answer(question)
    trace = Trace("id-1", "BP-0123", "sub-1", at(5000), RULES, question, 0, 0.0)
    return trace_files.decode(trace_files.encode(trace, answer))


def test_a_kept_trace_is_read_back_with_its_rules_stays_and_encounters() -> None:
    file = kept(*stay(600, 640), *stay(610, 650, "anh"), told=(ToldStay("BAR", at(1200), at(1260)),))
    trace = kept_traces.trace_of(file)
    assert (trace.case_number, trace.rules, trace.depth) == ("BP-0123", RULES, 2)
    assert (trace.start, trace.end, trace.asked_at) == (at(0), at(5000), at(5000))
    assert trace.stays == (
        Stay("SHOP", at(600), at(640), *SURE, ("quầy 1",)),
        Stay("BAR", at(1200), at(1260), Known.TOLD, Known.TOLD),
    )
    (contact,) = kept_traces.contacts(file)
    (met,) = contact.encounters
    assert (contact.number, contact.level, contact.meets_definition, contact.overlap_minutes) == (1, 1, True, 30)
    assert (met.source, met.start, met.end, met.tail_minutes) == (kept_traces.THE_CASE, at(610), at(650), 10)
    assert met.end - met.start == timedelta(minutes=met.overlap_minutes + met.tail_minutes)
    assert [scan.at for scan in contact.seen] == [at(610)]


def test_rules_of_another_version_of_the_program_are_read_all_the_same() -> None:
    file = kept(*stay(600, 640))
    file["rules"]["new_rule"] = 5
    del file["rules"]["most_links"]
    assert kept_traces.trace_of(file).rules == RULES


def test_contacts_are_read_in_parts() -> None:
    file = kept(*stay(600, 640), *(scan for name in ("an", "binh", "chi") for scan in stay(600, 640, name)))
    assert [each.number for each in kept_traces.contacts(file, 1, 1)] == [2]
    assert [each.number for each in kept_traces.contacts(file, 1)] == [2, 3]


def test_changes_tell_who_is_new_gone_raised_and_lowered() -> None:
    case = stay(600, 640)
    before = kept(*case, *stay(600, 640, "an"), *stay(635, 640, "binh"), *stay(600, 640, "chi"))
    after = kept(*stay(620, 660), *stay(600, 625, "an"), *stay(635, 655, "binh"), *stay(645, 660, "dung"))
    found = kept_traces.changes(before, after)
    numbers = {bytes.fromhex(each["keys"][0]).rstrip(b".").decode(): each["number"] for each in after["contacts"]}
    assert found.new == (numbers["dung"],)
    assert found.raised == (numbers["binh"],)
    assert found.lowered == (numbers["an"],)
    gone = [each for each in before["contacts"] if each["number"] in found.gone]
    assert [bytes.fromhex(each["keys"][0]) for each in gone] == [key("chi")]


def test_the_same_trace_has_no_changes() -> None:
    file = kept(*stay(600, 640), *stay(600, 640, "an"))
    assert kept_traces.changes(file, file) == kept_traces.Changes((), (), (), ())


def test_everybody_who_came_under_one_number_at_once_can_be_named() -> None:
    family = [replace(stay(600, 640, "me")[0], id=UUID(int=number)) for number in range(1, 5)]
    leaving = [replace(stay(600, 640, "me")[1], id=UUID(int=number)) for number in range(11, 15)]
    (contact,) = kept_traces.contacts(kept(*stay(590, 650), *family, *leaving))
    assert {scan.id.int for scan in contact.seen} == {1, 2, 3, 4}


def test_of_somebody_who_comes_every_day_only_the_latest_records_are_opened() -> None:
    days = [scan for day in range(3) for scan in stay(600 + day * 1440, 640 + day * 1440)]
    often = [
        scan
        for day in range(3)
        for hour in range(4)
        for scan in stay(600 + day * 1440 + hour * 8, 606 + day * 1440 + hour * 8, "an")
    ]
    (contact,) = kept_traces.contacts(kept(*days, *often))
    assert len(contact.seen) == trace_files.MOST_OPENED
    assert contact.seen[-1].at == max(scan.at for scan in often if scan.direction is Direction.IN)
