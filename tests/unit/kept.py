"""Made-up kept traces for tests of cordons, lists and files; minutes count since Monday 00:00 local time."""

from collections.abc import Iterable
from uuid import UUID

from tests.unit.trace_town import at, key
from truyvet.declarations import Declaration, Symptom
from truyvet.kept_traces import KeptContact, KeptEncounter, KeptTrace
from truyvet.people import Person
from truyvet.records import Record
from truyvet.settings import TraceRules
from truyvet.stays import Known, Stay
from truyvet.tracing import Scan
from truyvet.visits import Direction

SURE = (Known.SCAN, Known.SCAN)
SICK = Declaration(symptoms=frozenset({Symptom.FEVER}))


def stay(
    start: int, end: int, venue: str = "SHOP", known: tuple[Known, Known] = SURE, zones: tuple[str, ...] = ()
) -> Stay:
    return Stay(venue, at(start), at(end), *known, zones)


def trace(*stays: Stay) -> KeptTrace:
    return KeptTrace(
        id="0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8e",
        case_number="BP-0123",
        asked_at=at(4000),
        rules=TraceRules(),
        start=at(0),
        end=at(4000),
        depth=2,
        untraced=0,
        stays=stays,
    )


def met(start: int = 600, end: int = 640, venue: str = "SHOP", source: int = 0, tail: int = 0) -> KeptEncounter:
    return KeptEncounter(source, venue, at(start), at(end), end - start - tail, tail, None, SURE, SURE)


def scan(number: int, minute: int = 600, venue: str = "SHOP") -> Scan:
    return Scan(UUID(int=number), venue, at(minute), Direction.IN, key("x"))


def contact(
    number: int = 1,
    *encounters: KeptEncounter,
    level: int = 1,
    meets: bool = True,
    score: float = 40.0,
    seen: Iterable[Scan] | None = None,
) -> KeptContact:
    encounters = encounters or (met(),)
    return KeptContact(
        number=number,
        level=level,
        meets_definition=meets,
        score=score,
        overlap_minutes=sum(each.overlap_minutes for each in encounters),
        tail_minutes=sum(each.tail_minutes for each in encounters),
        meetings=len(encounters),
        encounters=encounters,
        seen=tuple(seen) if seen is not None else (scan(number),),
    )


def record(name: str, declaration: Declaration | None = None, **person: object) -> Record:
    return Record(Person(name=name, **person), declaration or Declaration())  # type: ignore[arg-type]
