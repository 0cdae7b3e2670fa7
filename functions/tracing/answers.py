"""A trace as a tracer sees it: page by page, and only then are names opened."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from truyvet import contact_lists, trace_files
from truyvet.days import instant_text
from truyvet.people import Person
from truyvet.records import Record
from truyvet.sealing import KeyRing
from truyvet.trace_names import NameReader
from truyvet.trace_table import FAILED, Progress, State

PAGE = 100
Json = dict[str, Any]


def page(kept: Json, first: int, reader: NameReader, ring: KeyRing) -> Json:
    """`PAGE` contacts from number `first` (0 is the first) with their names; on the first page also the case's own."""
    contacts = kept["contacts"][first : first + PAGE]
    scans = {each["number"]: trace_files.seen(each) for each in contacts}
    records = reader.opened((scan for those in scans.values() for scan in those), ring)
    shown = [_contact(each, [scan.id for scan in scans[each["number"]]], records) for each in contacts]
    following = first + PAGE
    answer = {
        "id": kept["id"],
        "case_number": kept["case_number"],
        "asked_at": kept["asked_at"],
        "rules": kept["rules"]["version"],
        "total": len(kept["contacts"]),
        "groups": _groups(kept["contacts"]),
        "untraced": kept["untraced"],
        "digest": kept.get("digest"),
        "cost": kept["cost"],
        "contacts": shown,
        "unreadable": [each["number"] for each in shown if each["unreadable"]],
        "next": following if following < len(kept["contacts"]) else None,
    }
    if first == 0:
        answer |= {"visits": kept["visits"], "stays": kept["stays"], **_asked(kept["question"])}
    places = {each["venue"] for each in answer.get("stays", [])} | {
        each["venue"] for contact in shown for each in contact["encounters"]
    }
    answer["venues"] = [
        {"code": venue.code, "name": venue.name, "commune": venue.commune, "commune_name": venue.commune_name}
        for venue in sorted(reader.venues(places).values(), key=lambda venue: venue.code)
    ]
    return answer


def _groups(contacts: list[Json]) -> list[Json]:
    """How many contacts there are of each level, and the place of the first: each group is one run of the ranking."""
    groups = []
    for key, those in groupby(enumerate(contacts), key=lambda each: (each[1]["level"], each[1]["meets_definition"])):
        places = [place for place, _ in those]
        groups.append({"level": key[0], "meets_definition": key[1], "first": places[0], "count": len(places)})
    return groups


def _asked(question: Json) -> Json:
    """What the case's visits were asked with: the window, and what the case remembers or denies."""
    return {
        "from": question["start"],
        "until": question["end"],
        "depth": question["depth"],
        "stays_added": question["told"],
        "visits_denied": question["denied"],
    }


def progress(progress: Progress) -> Json:
    """How far a trace is; with a sentence where it failed."""
    trace = progress.trace
    return {
        "id": trace.id,
        "case_number": trace.case_number,
        "asked_at": instant_text(trace.asked_at),
        "state": progress.state.value,
        "progress": {"level": 2 if progress.first else 1, "done": progress.done, "of": progress.parts},
        **({"message": FAILED} if progress.state is State.FAILED else {}),
    }


def _contact(kept: Json, visits: list[UUID], records: Mapping[UUID, Record | None]) -> Json:
    """A contact without keys. `people`: whoever declared under them; more than one share a number."""
    opened = [records[visit] for visit in visits if visit in records]
    people = contact_lists.people(record for record in opened if record)
    return {
        **{name: value for name, value in kept.items() if name not in {"keys", "seen"}},
        "name": next((person.name for person in people), ""),
        "phone": next((person.phone for person in people if person.phone), None),
        "document": next((person.document for person in people if person.document), None),
        "people": [_person(person) for person in people],
        "symptoms": contact_lists.alarming(record for record in opened if record),
        # Deleted by now is not unreadable: then nothing was there to be opened.
        "unreadable": any(record is None for record in opened),
    }


def _person(person: Person) -> Json:
    return {
        "name": person.name,
        "phone": person.phone,
        "document": person.document,
        "qid": person.qid,
        "birth_year": person.birth_year,
        "sex": person.sex.value if person.sex else None,
        "address": person.address,
        "commune": person.commune,
    }
