"""The one figure that is an estimate: how many different people."""

from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.sketches import REGISTERS, STANDARD_ERROR, essence, estimate, pair, sketch

people = st.lists(st.binary(min_size=16, max_size=16), max_size=60)
pairs = st.frozensets(st.integers(0, 0xFFFF).map(lambda value: value.to_bytes(2, "big")), max_size=80)


def crowd(size: int, seed: int) -> frozenset[bytes]:
    """The sketch of so many different random keys."""
    random = Random(seed)  # noqa: S311
    keys = random.randbytes(8 * size)
    return essence({pair(keys[start : start + 8]) for start in range(0, 8 * size, 8)})


@given(people, people)
def test_the_sketch_of_two_groups_is_the_union_of_their_sketches(one: list[bytes], other: list[bytes]) -> None:
    assert essence(sketch(one) | sketch(other)) == sketch([*one, *other])


@given(people, st.randoms(use_true_random=False))
def test_order_and_repeats_change_nothing(keys: list[bytes], random: Random) -> None:
    again = [*keys, *keys]
    random.shuffle(again)
    assert sketch(again) == sketch(keys)


@given(pairs, pairs)
def test_pairs_that_do_not_matter_may_be_taken_out_at_any_time(one: frozenset[bytes], other: frozenset[bytes]) -> None:
    assert essence(essence(one) | other) == essence(one | other)
    assert estimate(essence(one)) == estimate(one)


def test_a_pair_is_ten_bits_of_register_and_the_place_of_the_first_one_after_them() -> None:
    assert pair(bytes.fromhex("0060000000000000")) == (1 << 6 | 1).to_bytes(2, "big")
    assert pair(bytes.fromhex("ffc0000000000001")) == (1023 << 6 | 54).to_bytes(2, "big")
    assert pair(bytes.fromhex("ffc0000000000000")) == (1023 << 6 | 55).to_bytes(2, "big")
    assert pair(bytes.fromhex("8020000000000000ffffffffffffffff")) == (512 << 6 | 1).to_bytes(2, "big")


def test_a_key_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="8 bytes"):
        pair(b"1234567")


@pytest.mark.parametrize("size", [0, 1, 2])
def test_nobody_one_and_two_are_exact(size: int) -> None:
    assert estimate(crowd(size, seed=1)) == size


@pytest.mark.parametrize("size", [5, 10, 20, 50])
def test_the_people_of_a_small_shop_are_off_by_one_at_most_where_no_register_is_shared(size: int) -> None:
    keys = [(register << 54 | 1 << 53).to_bytes(8, "big") for register in range(size)]
    assert abs(estimate(sketch(keys)) - size) <= 1


@pytest.mark.parametrize("size", [100, 300, 1_000, 2_560, 10_000, 100_000, 1_000_000])
def test_the_estimate_lies_within_three_standard_errors(size: int) -> None:
    assert estimate(crowd(size, seed=size)) == pytest.approx(size, rel=3 * STANDARD_ERROR)


@pytest.mark.parametrize("size", [200, 2_000, 8_000])
def test_the_error_over_many_crowds_is_the_one_stated_and_has_no_bias(size: int) -> None:
    errors = [estimate(crowd(size, seed)) / size - 1 for seed in range(60)]
    assert sqrt(sum(error * error for error in errors) / len(errors)) <= 1.2 * STANDARD_ERROR
    assert abs(sum(errors) / len(errors)) <= 3 * STANDARD_ERROR / sqrt(len(errors))


def test_the_extreme_sketches_have_an_estimate() -> None:
    assert estimate(frozenset()) == 0
    assert estimate((register << 6 | 55).to_bytes(2, "big") for register in range(REGISTERS)) > 10**15
