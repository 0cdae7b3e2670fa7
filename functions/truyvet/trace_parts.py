"""Files between the invocations of one large trace: the plan of level 2 cut into parts, and what each part found.

A part is some of the plan's venues. Which invocation works on which part, in which order and how often, changes
nothing: a part's file is the same each time. There are person keys in these files, and no name.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from truyvet.days import MILLISECOND, from_milliseconds, milliseconds
from truyvet.stays import Known, Stay
from truyvet.traces import Found, Plan
from truyvet.tracing import Encounter, Exposure, Scan
from truyvet.visits import Direction

PART_VENUE_DAYS = 60
"""So many venue-days make a part, unless one venue alone has more: a venue is never cut."""
Json = Any


@dataclass(frozen=True)
class PartFound:
    """What one part found and what it cost."""

    found: Found
    queries: int
    read_units: float


def parts(venue_days: Mapping[str, int]) -> list[list[str]]:
    """The venues of a plan, those with most days first, in parts of about equal work."""
    made: list[list[str]] = [[]]
    room = PART_VENUE_DAYS
    for venue, days in sorted(venue_days.items(), key=lambda each: (-each[1], each[0])):
        if made[-1] and days > room:
            made.append([])
            room = PART_VENUE_DAYS
        made[-1].append(venue)
        room -= days
    return made


def encode_plan(plan: Plan, parts: list[list[str]]) -> bytes:
    """A plan with its parts, compressed."""
    return _packed(
        {
            "parts": parts,
            "known": sorted(key.hex() for key in plan.known),
            "brushed": sorted(key.hex() for key in plan.brushed),
            "untraced": plan.untraced,
            "exposures": {
                venue: [[source.hex(), *_stay(stay)] for source, stay in those]
                for venue, those in plan.exposures.items()
            },
        }
    )


def decode_plan(content: bytes) -> tuple[Plan, list[list[str]]]:
    """What `encode_plan` was given."""
    kept = _unpacked(content)
    exposures = {
        venue: [(bytes.fromhex(source), _stay_of(venue, stay)) for source, *stay in those]
        for venue, those in kept["exposures"].items()
    }
    known, brushed = (frozenset(map(bytes.fromhex, kept[name])) for name in ("known", "brushed"))
    return Plan(exposures, known, brushed, kept["untraced"]), kept["parts"]


def encode_found(part: PartFound) -> bytes:
    """What a part found, compressed."""
    found = [
        [sorted(key.hex() for key in keys), [_exposure(each) for each in those]] for keys, those in part.found.items()
    ]
    found.sort(key=lambda each: each[0])
    return _packed({"queries": part.queries, "read_units": part.read_units, "found": found})


def decode_found(content: bytes) -> PartFound:
    """What `encode_found` was given."""
    kept = _unpacked(content)
    found = {
        frozenset(map(bytes.fromhex, keys)): [_exposure_of(each) for each in those] for keys, those in kept["found"]
    }
    return PartFound(found, kept["queries"], kept["read_units"])


def _exposure(exposure: Exposure) -> Json:
    return [
        exposure.venue,
        exposure.meetings,
        exposure.overlap // MILLISECOND,
        exposure.tail // MILLISECOND,
        exposure.weight,
        milliseconds(exposure.first),
        exposure.long_enough,
        [_encounter(each) for each in exposure.encounters],
    ]


def _exposure_of(kept: Json) -> Exposure:
    venue, meetings, overlap, tail, weight, first, long_enough, encounters = kept
    return Exposure(
        venue=venue,
        meetings=meetings,
        overlap=overlap * MILLISECOND,
        tail=tail * MILLISECOND,
        weight=weight,
        first=from_milliseconds(first),
        long_enough=long_enough,
        encounters=tuple(_encounter_of(venue, each) for each in encounters),
    )


def _encounter(encounter: Encounter) -> Json:
    return [
        encounter.source.hex(),
        milliseconds(encounter.start),
        milliseconds(encounter.end),
        encounter.overlap // MILLISECOND,
        encounter.tail // MILLISECOND,
        encounter.zone_match,
        *(known.value for known in (*encounter.ends_known_by, *encounter.source_ends_known_by)),
        [
            [scan.id.hex, milliseconds(scan.at), scan.direction.value, scan.person.hex(), scan.zone]
            for scan in encounter.seen
        ],
    ]


def _encounter_of(venue: str, kept: Json) -> Encounter:
    source, start, end, overlap, tail, zone_match, began, ended, source_began, source_ended, seen = kept
    return Encounter(
        source=bytes.fromhex(source),
        venue=venue,
        start=from_milliseconds(start),
        end=from_milliseconds(end),
        overlap=overlap * MILLISECOND,
        tail=tail * MILLISECOND,
        zone_match=zone_match,
        ends_known_by=(Known(began), Known(ended)),
        source_ends_known_by=(Known(source_began), Known(source_ended)),
        seen=tuple(
            Scan(UUID(visit), venue, from_milliseconds(at), Direction(direction), bytes.fromhex(person), zone)
            for visit, at, direction, person, zone in seen
        ),
    )


def _stay(stay: Stay) -> Json:
    ends = stay.start_known_by.value, stay.end_known_by.value
    return [milliseconds(stay.start), milliseconds(stay.end), *ends, *stay.zones]


def _stay_of(venue: str, kept: Json) -> Stay:
    start, end, began, ended, *zones = kept
    return Stay(venue, from_milliseconds(start), from_milliseconds(end), Known(began), Known(ended), tuple(zones))


def _packed(content: Json) -> bytes:
    return gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0)


def _unpacked(content: bytes) -> Json:
    return json.loads(gzip.decompress(content))
