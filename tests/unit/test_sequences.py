"""Sequence numbers: exactly what did not arrive is missing."""

from hypothesis import given
from hypothesis import strategies as st

from truyvet.sequences import MOST_RANGES, Sequence

NUMBERS = st.lists(st.lists(st.integers(1, 60), max_size=12), max_size=8)


@given(NUMBERS, st.integers(0, 80))
def test_missing_is_what_was_given_out_and_did_not_arrive(batches: list[list[int]], issued: int) -> None:
    sequence = Sequence()
    for batch in batches:
        sequence = sequence.arrived(batch)
    sequence = sequence.announced(issued)
    came = {number for batch in batches for number in batch}
    highest = max([*came, issued])
    expected = [number for number in range(1, highest + 1) if number not in came]
    assert sequence.highest == highest
    assert sequence.listed(1000) == expected
    assert sequence.missing_count == len(expected)


@given(NUMBERS, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(batches: list[list[int]], random: object) -> None:
    forward, backward = Sequence(), Sequence()
    for batch in batches:
        forward = forward.arrived(batch)
    for batch in reversed(batches + batches):
        backward = backward.arrived(reversed(batch))
    assert forward == backward


def test_gaps_are_shown_as_ranges_and_listed_up_to_a_limit() -> None:
    sequence = Sequence().arrived([*range(1, 38), *range(40, 44), 45])
    assert sequence.shown == "38–39, 44"
    assert sequence.listed(2) == [38, 39]


def test_a_huge_number_costs_no_more_than_a_range() -> None:
    sequence = Sequence().arrived([2**40])
    assert sequence.missing == ((1, 2**40 - 1),)


def test_more_gaps_than_are_kept_become_one_that_hides_none() -> None:
    sequence = Sequence().arrived(range(2, 2 * MOST_RANGES + 22, 2))
    assert len(sequence.missing) == MOST_RANGES
    assert sequence.missing[0] == (1, 21)
