"""A trace as it is kept: the rules with their version, the question and the answer, in one JSON file.

No name is in it. A contact has person keys and the visits that its record is opened from, at the time somebody looks;
when the visits are deleted after 28 days, the names are gone as well.
"""

import gzip
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from truyvet.days import instant, instant_text
from truyvet.settings import TraceRules
from truyvet.stays import Stay
from truyvet.traces import Answer, Question, ToldStay
from truyvet.tracing import Contact, Encounter, Scan
from truyvet.visits import Direction

MOST_OPENED = 5
"""Records opened for one contact, the latest: a telephone that people share shows more than one name."""
MOST_SHARING = 40
"""Besides those, records of meetings where several came under one number: nobody behind it may be lost."""
Json = dict[str, Any]


@dataclass(frozen=True)
class Trace:
    """One trace: who asked for which case, when, by which rules; what it cost. `again_of`: it repeats that trace."""

    id: str
    case_number: str
    asked_by: str
    asked_at: datetime
    rules: TraceRules
    question: Question
    queries: int = 0
    read_units: float = 0.0
    again_of: str | None = None


def encode(trace: Trace, answer: Answer) -> bytes:
    """The file, compressed. The same trace and answer give the same bytes."""
    return _packed(head(trace) | _answer(answer), trace.queries, trace.read_units)


def head(trace: Trace) -> Json:
    """What is known of a trace before it is answered: all that is needed to ask it again."""
    return {
        "id": trace.id,
        "case_number": trace.case_number,
        "asked_by": trace.asked_by,
        "asked_at": instant_text(trace.asked_at),
        "again_of": trace.again_of,
        "rules": asdict(trace.rules),
        "question": _question(trace.question),
    }


def trace_of(head: Json) -> Trace:
    """The trace of what `head` gave, or of a whole file; without what it cost."""
    return Trace(
        id=head["id"],
        case_number=head["case_number"],
        asked_by=head["asked_by"],
        asked_at=instant(head["asked_at"]),
        rules=TraceRules(**head["rules"]),
        question=question_of(head),
        again_of=head.get("again_of"),
    )


def with_second(first: Json, second: Sequence[Contact], untraced: int, queries: int, read_units: float) -> bytes:
    """The whole file from that of level 1 and the contacts of level 2; the same bytes as `encode` of the answer."""
    numbers = {bytes.fromhex(each["keys"][0]): each["number"] for each in first["contacts"]}
    numbers |= {each.person: number for number, each in enumerate(second, len(first["contacts"]) + 1)}
    made = [_contact(number, each, numbers) for number, each in enumerate(second, len(first["contacts"]) + 1)]
    whole = first | {"untraced": untraced, "contacts": first["contacts"] + made}
    cost = first["cost"]
    return _packed(whole, cost["queries"] + queries, cost["read_units"] + read_units)


def _packed(content: Json, queries: int, read_units: float) -> bytes:
    answer = {name: content[name] for name in ("visits", "stays", "untraced", "contacts")}
    digest = hashlib.sha256(_text(answer)).hexdigest()
    kept = {name: value for name, value in content.items() if name not in {*answer, "cost", "digest"}}
    kept |= {"cost": {"queries": queries, "read_units": read_units}, "digest": digest, **answer}
    return gzip.compress(_text(kept), 6, mtime=0)


def _text(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def decode(content: bytes) -> Json:
    """The file as JSON: what `encode` wrote."""
    found: Json = json.loads(gzip.decompress(content))
    return found


def question_of(kept: Json) -> Question:
    """The question of a kept trace, to be asked again."""
    asked = kept["question"]
    return Question(
        keys=frozenset(map(bytes.fromhex, asked["keys"])),
        start=instant(asked["start"]),
        end=instant(asked["end"]),
        depth=asked["depth"],
        told=tuple(
            ToldStay(each["venue"], instant(each["from"]), instant(each["to"]), each["zone"]) for each in asked["told"]
        ),
        denied=frozenset(map(UUID, asked["denied"])),
    )


def seen(contact: Json) -> list[Scan]:
    """The visits that a kept contact's records are opened from."""
    return [
        Scan(UUID(visit), venue, instant(at), Direction.IN, bytes.fromhex(contact["keys"][0]))
        for venue, at, visit in contact["seen"]
    ]


def _question(question: Question) -> Json:
    return {
        "keys": sorted(key.hex() for key in question.keys),
        "start": instant_text(question.start),
        "end": instant_text(question.end),
        "depth": question.depth,
        "told": [
            {"venue": each.venue, "from": instant_text(each.start), "to": instant_text(each.end), "zone": each.zone}
            for each in question.told
        ],
        "denied": sorted(str(each) for each in question.denied),
    }


def _answer(answer: Answer) -> Json:
    numbers = {each.person: number for number, each in enumerate(answer.contacts, 1)}
    return {
        "visits": [
            {
                "id": str(scan.id),
                "venue": scan.venue,
                "at": instant_text(scan.at),
                "direction": scan.direction.value,
                "zone": scan.zone,
            }
            for scan in answer.scans
        ],
        "stays": [_stay(stay) for stay in answer.stays],
        "untraced": answer.untraced,
        "contacts": [_contact(number, each, numbers) for number, each in enumerate(answer.contacts, 1)],
    }


def _stay(stay: Stay) -> Json:
    return {
        "venue": stay.venue,
        "from": instant_text(stay.start),
        "to": instant_text(stay.end),
        "zones": list(stay.zones),
        "ends_known_by": [stay.start_known_by.value, stay.end_known_by.value],
    }


def _contact(number: int, contact: Contact, numbers: dict[bytes, int]) -> Json:
    return {
        "number": number,
        "level": contact.level,
        "meets_definition": contact.meets_definition,
        "score": contact.score,
        "overlap_minutes": contact.overlap_minutes,
        "tail_minutes": contact.tail_minutes,
        "meetings": contact.meetings,
        "encounters": [_encounter(each, numbers) for each in contact.encounters],
        "keys": sorted(key.hex() for key in contact.keys),
        "seen": [[scan.venue, instant_text(scan.at), str(scan.id)] for scan in _opened(contact)],
    }


def _opened(contact: Contact) -> Sequence[Scan]:
    alone: dict[UUID, Scan] = {}
    sharing: dict[UUID, Scan] = {}
    for each in contact.encounters:
        several = len(each.seen) > len({scan.person for scan in each.seen})
        (sharing if several else alone).update({scan.id: scan for scan in each.seen})
    kept = [*list(alone.values())[-MOST_OPENED:], *list(sharing.values())[-MOST_SHARING:]]
    return sorted({scan.id: scan for scan in kept}.values(), key=lambda scan: (scan.at, scan.id))


def _encounter(encounter: Encounter, numbers: dict[bytes, int]) -> Json:
    minute = 60
    return {
        "source": numbers.get(encounter.source, 0),
        "venue": encounter.venue,
        "from": instant_text(encounter.start),
        "to": instant_text(encounter.end),
        "overlap_minutes": int(encounter.overlap.total_seconds()) // minute,
        "tail_minutes": int(encounter.tail.total_seconds()) // minute,
        "zone_match": encounter.zone_match,
        "ends_known_by": [known.value for known in encounter.ends_known_by],
        "source_ends_known_by": [known.value for known in encounter.source_ends_known_by],
    }
