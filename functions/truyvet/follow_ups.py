"""What became of earlier reports: who mended its ways, and what heads and reminders have laid before officials."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from truyvet.compliance_rules import RULES
from truyvet.days import day_start
from truyvet.errors import TryAgainError
from truyvet.histories import Cause, Entry, Event
from truyvet.judgement import Judgement
from truyvet.reports import CauseCount, ImprovedPlace, OpenCase, Place
from truyvet.units import Province
from truyvet.unregistered import CODE, NAME
from truyvet.venues import Venue

SENT_AT = timedelta(hours=6)
"""When the report of the day before leaves: what was laid before officials since then is new."""
_RULE_NAMES = {rule.code: rule.name for rule in RULES} | {CODE: NAME}


class Histories(Protocol):
    """Where it is read what waits; `history_table.HistoryTable`."""

    def open_in(self, district: int) -> Iterator[Entry]:
        """What somebody in a district still has to do. Raises TryAgainError."""


def improved(judgement: Judgement, province: Province) -> tuple[ImprovedPlace, ...]:
    """Venues that the report before named, that scanned and were judged today, and that nothing is said of any more.

    One at rest has mended nothing, and is not among them.
    """
    last = max((day for day in judgement.reported if day < judgement.day), default=None)
    if last is None:
        return ()
    names = {district.code: district.name for district in province.districts}
    found = [
        ImprovedPlace(
            place(venue, names), tuple(sorted(_RULE_NAMES.get(rule, rule) for rule in rules)), _times(rules.values())
        )
        for district in province.districts
        for code, rules in judgement.earlier.named(last, district.code).items()
        if (venue := judgement.venues.get(code)) and code not in judgement.named and _mended(judgement, venue)
    ]
    return tuple(sorted(found, key=lambda each: (-each.times, each.place.commune, each.place.code)))


def _times(named: Iterable[object]) -> int:
    return max((int(getattr(each, "times", 1)) for each in named), default=1)


def _mended(judgement: Judgement, venue: Venue) -> bool:
    tally = judgement.tallies.get(venue.code, {}).get(judgement.day)
    return bool(tally and tally.scans) and judgement.evidence(venue).judged


def open_cases(
    histories: Histories, venues: Mapping[str, Venue], province: Province, day: date, now: datetime
) -> tuple[OpenCase, ...] | None:
    """What waits for officials, the oldest first; None where it could not be read."""
    names = {district.code: district.name for district in province.districts}
    try:
        waiting = [entry for district in province.districts for entry in histories.open_in(district.code)]
    except TryAgainError:
        return None
    since = day_start(day) + SENT_AT
    return tuple(
        OpenCase(place(venues[entry.venue], names), entry.event, entry.rung, entry.cause, entry.at, entry.at >= since)
        for entry in sorted(waiting, key=lambda each: (each.at, each.venue, each.id))
        if entry.venue in venues and entry.at < now
    )


def by_cause(cases: Iterable[OpenCase]) -> Counter[Cause]:
    """How many difficulties of each cause wait."""
    return Counter(case.cause for case in cases if case.cause and case.event in {Event.ASKED, Event.ANSWERED})


def settled(cases: Sequence[OpenCase], before: Mapping[str, int] | None) -> tuple[CauseCount, ...]:
    """How many of those that waited when the report before was made are settled; nothing where that is not known."""
    if before is None:
        return ()
    now, new = by_cause(cases), by_cause(case for case in cases if case.new)
    counts = ((cause, before.get(cause.value, 0) + new[cause] - now[cause]) for cause in Cause)
    return tuple(CauseCount(cause, count) for cause, count in counts if count > 0)


def place(venue: Venue, districts: Mapping[int, str]) -> Place:
    """A venue as such lists name it."""
    return Place(
        venue.code,
        venue.name,
        venue.kind,
        venue.district,
        districts[venue.district],
        venue.commune,
        venue.commune_name,
        venue.agency,
        venue.head,
        venue.phone,
    )
