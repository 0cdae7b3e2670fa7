"""The rules of compliance on a made-up town: precision and recall of each, and every honest place that is accused.

`python -m benchmarks rules`; docs/rules.md has the tables. Another town: `SEED=2`, a larger one: `PLACES=300`.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from benchmarks import honest_places, odd_places, wrong_places
from benchmarks.figures import Part, table
from benchmarks.town import DAYS, JUDGED, Place, Town, day_of, instant, person_key
from benchmarks.town_sorts import HONEST, WRONG, town
from truyvet.compliance import Named
from truyvet.compliance_rules import RULES
from truyvet.devices import Device
from truyvet.judgement import Judgement, Tallies
from truyvet.settings import ComplianceRules, ReportRules
from truyvet.sketches import STANDARD_ERROR
from truyvet.visits import Visit

SORTS = (honest_places, odd_places, wrong_places)
"""Importing them fills the lists of sorts."""
EACH = 100


@dataclass
class Sight:
    """The town as the report of one day finds it."""

    town: Town
    index: int

    def tallies(self, window: Sequence[int]) -> Tallies:
        """Of the venues that scanned, by day."""
        found: Tallies = defaultdict(dict)
        for place in self.town.places:
            for index in window:
                if tally := place.tally(index, self.index):
                    found[place.venue.code][day_of(index)] = tally
        return found

    def people(self) -> dict[str, int]:
        """About how many people each venue had, with the error of the real estimate."""
        random = Random(self.index)  # noqa: S311 - made-up figures
        found = {}
        for place in self.town.places:
            number = len({event.person for event in place.known(self.index, self.index)})
            found[place.venue.code] = round(number * (1 + random.gauss(0, STANDARD_ERROR)))
        return found

    def devices(self) -> Mapping[str, Sequence[Device]]:
        """The helpers' devices as they stand."""
        return {place.venue.code: devices for place in self.town.places if (devices := place.devices(self.index))}


@dataclass
class Visits:
    """The visits of one day."""

    places: Mapping[str, Place]
    index: int
    read: set[str] = field(default_factory=set)
    asked: int = 0

    def __post_init__(self) -> None:
        self._of: dict[bytes, list[tuple[str, int]]] = defaultdict(list)
        for code, place in self.places.items():
            for event in place.known(self.index, self.index):
                self._of[person_key(event.person)].append((code, event.second))

    def count(self, venue: str, day: date) -> int:  # noqa: ARG002
        """How many there are."""
        return len(self.places[venue].known(self.index, self.index))

    def of_day(self, venue: str, day: date) -> Iterator[Visit]:  # noqa: ARG002
        """Those of a venue."""
        self.read.add(venue)
        return self.places[venue].visits(self.index, self.index)

    def of_person(self, person: bytes, start: datetime, end: datetime) -> Iterable[tuple[str, datetime]]:
        """Where a person was."""
        self.asked += 1
        found = ((code, instant(second)) for code, second in self._of[person])
        return [(code, at) for code, at in found if start <= at <= end]


class NobodyBefore:
    """No earlier reports."""

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:  # noqa: ARG002
        """Nobody."""
        return {}


@dataclass
class Outcome:
    """What the reports said: the days on which each venue was named, by rule, and what they had to read for it."""

    named: dict[str, Counter[str]]
    sentences: dict[tuple[str, str], str]
    read: list[int]
    asked: list[int]


def judged(of: Town, rules: ComplianceRules | None = None, limits: ReportRules | None = None) -> Outcome:
    """Judges the town on each of the last days as the report does."""
    limits = limits or ReportRules()
    outcome = Outcome(defaultdict(Counter), {}, [], [])
    places = {place.venue.code: place for place in of.places}
    for index in range(DAYS - JUDGED, DAYS):
        sight, visits = Sight(of, index), Visits(places, index)
        window = range(max(0, index - limits.history_days), index + 1)
        tallies = sight.tallies(window)
        judgement = Judgement(
            day=day_of(index),
            rules=rules or ComplianceRules(),
            venues={code: place.venue_on(index) for code, place in places.items()},
            tallies=tallies,
            province=_province(tallies, window),
            visits=visits,
            earlier=NobodyBefore(),
            reported=frozenset(),
            orders=of.orders,
            people=sight.people(),
            devices=sight.devices(),
            following=visits,
        )
        judgement.judge_all(limits)
        outcome.read.append(len(visits.read))
        outcome.asked.append(visits.asked)
        for code, findings in judgement.named.items():
            for finding in findings:
                outcome.named[code][finding.rule] += 1
                outcome.sentences[code, finding.rule] = finding.sentence
    return outcome


def _province(tallies: Tallies, window: Iterable[int]) -> dict[date, int]:
    scans: Counter[date] = Counter()
    for of_venue in tallies.values():
        for day, tally in of_venue.items():
            scans[day] += tally.scans
    return {day_of(index): scans[day_of(index)] for index in window}


def accused(of: Town, outcome: Outcome) -> Iterator[tuple[Place, str]]:
    """Every honest place with each rule that named it on any day."""
    for place in of.places:
        if place.expected is None:
            for rule in outcome.named.get(place.venue.code, ()):
                yield place, rule


def by_rule(of: Town, outcome: Outcome) -> list[tuple[str, int, int, str, int, int, str]]:
    """Each rule: places planted for it, found, recall; honest places accused; places named rightly, precision."""
    wrongs = Counter(rule for _, rule in accused(of, outcome))
    rows = []
    for rule in RULES:
        planted = [place for place in of.places if place.expected == rule.code]
        found = sum(1 for place in planted if outcome.named[place.venue.code][rule.code])
        named = sum(1 for place in of.places if place.expected and outcome.named[place.venue.code][rule.code])
        precision = named / (named + wrongs[rule.code]) if named or wrongs[rule.code] else 1.0
        rows.append(
            (
                rule.code,
                len(planted),
                found,
                _percent(found, len(planted)),
                wrongs[rule.code],
                named,
                f"{precision:.1%}",
            )
        )
    return rows


def by_sort(of: Town, outcome: Outcome) -> list[tuple[str, int, int, int, str]]:
    """Each honest sort: places, days judged, places accused, and of what."""
    wrongs: dict[str, Counter[str]] = defaultdict(Counter)
    accused_places: dict[str, set[str]] = defaultdict(set)
    for place, rule in accused(of, outcome):
        wrongs[place.sort][rule] += 1
        accused_places[place.sort].add(place.venue.code)
    rows = []
    for sort in HONEST:
        number = sum(1 for place in of.places if place.sort == sort)
        said = ", ".join(f"{rule} {times}" for rule, times in wrongs[sort].most_common())
        rows.append((sort, number, JUDGED * number, len(accused_places[sort]), said or "–"))
    return rows


def by_way(of: Town, outcome: Outcome) -> list[tuple[str, str, int, int, str]]:
    """Each wrong way: places planted, found by its rule, and what else was said of them."""
    rows = []
    for sort, (rule, _) in WRONG.items():
        places = [place for place in of.places if place.sort == sort]
        said = Counter(code for place in places for code in outcome.named[place.venue.code] if code != rule)
        found = sum(1 for place in places if outcome.named[place.venue.code][rule])
        also = ", ".join(f"{code} {times}" for code, times in said.most_common(3))
        rows.append((sort, rule, len(places), found, also or "–"))
    return rows


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def run() -> Part:
    """The tables."""
    seed, each = int(os.environ.get("SEED", "1")), int(os.environ.get("PLACES", str(EACH)))
    of = town(seed, each, each // 2)
    outcome = judged(of)
    honest = sum(1 for place in of.places if place.expected is None)
    wronged = len({place.venue.code for place, _ in accused(of, outcome)})
    head = ("honest sort", "places", "place-days", "accused", "of")
    ways = ("wrong way", "rule", "places", "found", "also named for")
    return Part(
        name="rules",
        how=f"{len(of.places):,} made-up places over {DAYS} days, judged on the last {JUDGED} (seed {seed}). "
        f"Honest places accused on any day: {wronged} of {honest:,}.",
        head=("rule", "planted", "found", "recall", "honest accused", "rightly named", "precision"),
        rows=by_rule(of, outcome),
        notes=(
            "\n".join(table(head, by_sort(of, outcome))),
            "\n".join(table(ways, by_way(of, outcome))),
            f"Visits were read of {max(outcome.read)} places a day, {max(outcome.asked)} people looked for elsewhere.",
        ),
        raw={"seed": seed, "honest": honest, "accused": wronged},
    )
