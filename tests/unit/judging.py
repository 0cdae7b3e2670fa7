"""What the rules say of a made-up venue, for their tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.unit.places import DAY, evidence, history, local, tally, visit
from truyvet.compliance import findings
from truyvet.evidence import Evidence
from truyvet.venues import Venue
from truyvet.visits import Direction, Source, Visit


def named(of: Evidence) -> list[str]:
    return [finding.rule for finding in findings(of)]


def counted(at: Venue, visits: Sequence[Visit], past: Sequence[int] = (20,) * 8) -> Evidence:
    hours: dict[int, int] = {}
    for each in visits:
        hour = (each.at.hour + 7) % 24
        hours[hour] = hours.get(hour, 0) + 1
    entries = sum(1 for each in visits if each.direction is Direction.IN)
    today = tally(at, DAY, entries, len(visits) - entries, hours)
    sources = {source.value: sum(1 for each in visits if each.source is source) for source in Source}
    tallies = history(at, past, DAY - timedelta(days=1)) | {DAY: replace(today, by_source=sources)}
    return evidence(at, tallies, visits=visits)


def burst(at: Venue, number: int, seconds: float = 20, **how: object) -> list[Visit]:
    return [
        visit(at, local(DAY, 9, 30, index * seconds), index, **how)  # type: ignore[arg-type]
        for index in range(number)
    ]


def at_hour(at: Venue, hour: int, number: int, start: int = 0, *, clock_doubt: bool = False) -> list[Visit]:
    return [
        visit(at, local(DAY, hour, index), start + index, device=bytes([start + index]), clock_doubt=clock_doubt)
        for index in range(number)
    ]
