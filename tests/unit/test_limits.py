"""Limits: who is one client."""

import pytest

from truyvet.limits import _key


def test_an_address_is_kept_only_as_a_hash() -> None:
    assert "203.0.113.7" not in _key("register", "203.0.113.7", 452_000)


@pytest.mark.parametrize(
    ("one", "other"),
    [("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), ("203.0.113.7", "::ffff:203.0.113.7")],
)
def test_addresses_of_one_household_are_one_client(one: str, other: str) -> None:
    assert _key("register", one, 452_000) == _key("register", other, 452_000)


@pytest.mark.parametrize(
    ("one", "other"),
    [("203.0.113.7", "203.0.113.8"), ("2001:db8:1:2::1", "2001:db8:1:3::1"), ("unknown", "203.0.113.7")],
)
def test_other_addresses_are_other_clients(one: str, other: str) -> None:
    assert _key("register", one, 452_000) != _key("register", other, 452_000)


def test_each_hour_and_action_counts_apart() -> None:
    keys = {_key(action, "203.0.113.7", hour) for action in ("register", "correct") for hour in (1, 2)}
    assert len(keys) == 4
