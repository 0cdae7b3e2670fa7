from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from truyvet.errors import ProofNeededError, RateLimitedError
from truyvet.floods import AT_VENUE, BADGES, CHECK_INS, Flood, FloodGate, demand_proof

NOW = datetime(2021, 8, 13, 1, 15, 30, tzinfo=UTC)
SHOP = "203.0.113.7"


class Counters:
    """The Limits table: one counter a key; `busy` refuses to count."""

    def __init__(self) -> None:
        self.times: dict[str, int] = {}
        self.writes = 0
        self.busy = False

    def update_item(self, **asked: Any) -> dict[str, Any]:
        if self.busy:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")
        self.writes += 1
        key = asked["Key"]["client"]["S"]
        self.times[key] = self.times.get(key, 0) + int(asked["ExpressionAttributeValues"][":n"]["N"])
        return {"Attributes": {"times": {"N": str(self.times[key])}}}


def gate(counters: Counters, every: int = 1) -> FloodGate:
    """A gate whose chance falls on every so many-th."""
    numbers = count()
    return FloodGate(cast("Any", counters), "Limits", lambda: 0.0 if next(numbers) % every == 0 else 0.999)


def admitted(gate: FloodGate, flood: Flood, client: str, times: int, now: datetime = NOW) -> int:
    """How many of so many get through."""
    through = 0
    for _ in range(times):
        try:
            gate.admit(flood, client, now)
        except RateLimitedError:
            continue
        through += 1
    return through


def test_an_ordinary_client_costs_no_write() -> None:
    counters = Counters()
    assert admitted(gate(counters), CHECK_INS, SHOP, CHECK_INS.unnoticed) == CHECK_INS.unnoticed
    assert counters.writes == 0


def test_a_flood_from_one_address_is_stopped_near_its_limit_by_few_writes() -> None:
    counters = Counters()
    through = admitted(gate(counters, CHECK_INS.sample), CHECK_INS, SHOP, 20_000)
    assert CHECK_INS.limit / 2 < through < CHECK_INS.limit * 1.2
    assert counters.writes <= CHECK_INS.limit / CHECK_INS.sample + 1


def test_instances_that_each_see_a_part_stop_it_together() -> None:
    counters = Counters()
    gates = [gate(counters, CHECK_INS.sample) for _ in range(10)]
    assert sum(admitted(each, CHECK_INS, SHOP, 2_000) for each in gates) < CHECK_INS.limit * 1.2


def test_others_go_on_while_one_address_is_stopped_and_so_does_it_in_the_next_minute() -> None:
    counters = Counters()
    one = gate(counters, CHECK_INS.sample)
    admitted(one, CHECK_INS, SHOP, 20_000)
    assert admitted(one, CHECK_INS, SHOP, 1) == 0
    assert admitted(one, CHECK_INS, "203.0.113.8", 20) == 20
    assert admitted(one, CHECK_INS, SHOP, 20, NOW + timedelta(minutes=1)) == 20


def test_a_flood_of_one_venue_is_stopped_whoever_sends_it_and_a_stadium_is_not() -> None:
    counters = Counters()
    one = gate(counters, AT_VENUE.sample)
    assert admitted(one, AT_VENUE, "STAD1VM0", 50_000 // 30) == 50_000 // 30
    assert AT_VENUE.limit / 2 < admitted(one, AT_VENUE, "7K3M9QXP", 43_000) < AT_VENUE.limit * 1.2
    assert admitted(one, AT_VENUE, "STAD1VM0", 50_000 // 30, NOW + timedelta(minutes=1)) == 50_000 // 30
    with pytest.raises(RateLimitedError, match="Điểm này"):
        one.admit(AT_VENUE, "7K3M9QXP", NOW)


def test_all_addresses_of_one_ipv6_network_are_one_client() -> None:
    one = gate(Counters())
    assert sum(admitted(one, BADGES, f"2001:db8::{number:x}", 1) for number in range(200)) == BADGES.limit


def test_who_is_stopped_is_told_when_the_window_ends() -> None:
    one = gate(Counters())
    assert admitted(one, BADGES, SHOP, BADGES.limit) == BADGES.limit
    with pytest.raises(RateLimitedError) as refused:
        one.admit(BADGES, SHOP, NOW)
    assert refused.value.retry_after == 44 * 60 + 30


def test_a_counter_that_is_busy_refuses_nobody() -> None:
    counters = Counters()
    counters.busy = True
    assert admitted(gate(counters), BADGES, SHOP, 500) == 500


def worked(subject: str, bits: int) -> str:
    """A proof, found by trying."""
    tries = map(str, count())
    return next(
        text for text in tries if int.from_bytes(sha256(f"{subject}:{text}".encode()).digest()) >> (256 - bits) == 0
    )


def test_a_proof_is_good_for_its_own_event_only() -> None:
    proof = worked("one", 10)
    demand_proof(10, "one", proof)
    with pytest.raises(ProofNeededError):
        demand_proof(10, "another", proof)


@pytest.mark.parametrize("proof", [None, "", 7, "x" * 1000, "\ud800"])
def test_what_is_no_proof_is_told_how_much_work_is_asked(proof: object) -> None:
    with pytest.raises(ProofNeededError) as refused:
        demand_proof(20, "one", proof)
    assert refused.value.bits == 20


def test_without_an_attack_no_work_is_asked() -> None:
    demand_proof(0, "one", None)
