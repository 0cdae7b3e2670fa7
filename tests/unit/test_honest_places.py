"""On a made-up town, where nobody knows the rules, honest places are left alone and the planted ones are found."""

from collections import Counter

import pytest

from benchmarks import rules
from benchmarks.rules import Outcome, accused, by_rule, judged
from benchmarks.town import Town
from benchmarks.town_sorts import HONEST, WRONG, town
from truyvet.compliance_rules import RULES

assert rules.SORTS


@pytest.fixture(scope="module")
def judgement() -> tuple[Town, Outcome]:
    made = town(seed=11, honest_each=3, wrong_each=4)
    return made, judged(made)


def test_at_most_one_honest_place_in_a_hundred_is_accused_in_a_week(judgement: tuple[Town, Outcome]) -> None:
    made, outcome = judgement
    wronged = Counter(f"{place.sort}: {rule}" for place, rule in accused(made, outcome))
    assert wronged.total() <= len(HONEST) * 3 / 100, wronged


def test_every_rule_finds_places_that_are_planted_for_it(judgement: tuple[Town, Outcome]) -> None:
    found = {rule: number for rule, _, number, *_ in by_rule(*judgement)}
    assert {rule for rule, number in found.items() if not number} == set()
    assert {rule for rule, _ in WRONG.values()} == {rule.code for rule in RULES}
