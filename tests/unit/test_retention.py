"""The nightly proof of deletion: it sees what is left and tells late from overdue, on days that must be empty."""

import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from truyvet import deletion_proofs
from truyvet.days import local_day
from truyvet.door_rules import DoorRules
from truyvet.retention import GRACE, Check, Proof, proof
from truyvet.tallies import Tally

NOW = datetime(2021, 9, 14, 19, 30, tzinfo=UTC)
KEPT = DoorRules().retention
SOUND = {"Links": [NOW + timedelta(days=3)], "Traces": []}


class Store:
    """Items by where they lie; remembers which days were asked for."""

    def __init__(self, left: Sequence[datetime] = (), others: dict[str, list[datetime]] | None = None) -> None:
        self.left = list(left)
        self.others = SOUND if others is None else others
        self.tables: Sequence[str] = list(self.others)
        self.days: set[date] = set()
        self.switched_off: set[str] = set()

    def expire(self, table: str) -> bool:
        return table not in self.switched_off

    def of_venue_day(self, venue: str, day: date) -> list[datetime]:
        self.days.add(day)
        return self.left if venue == "V0" else []

    def some(self, table: str, _: random.Random) -> list[datetime]:
        return self.others[table]

    def files(self, _: random.Random) -> list[datetime]:
        return []


def tallies(day: date, district: int) -> list[Tally]:
    return [Tally(f"V{number}", day, district, 25195, entries=10, exits=number) for number in range(60)]


def made(store: Store, seed: int = 1) -> Proof:
    return proof(store, tallies, [689, 690], NOW, random.Random(seed))  # noqa: S311


def check(found: Proof, what: str) -> Check:
    return next(each for each in found.checks if each.what == what)


def test_days_looked_at_are_those_of_which_nothing_may_be_left() -> None:
    for seed in range(30):
        store = Store()
        made(store, seed)
        assert store.days
        assert all(day <= local_day(NOW) - KEPT - timedelta(days=1) for day in store.days)


def test_what_was_counted_and_is_gone_is_proven_deleted() -> None:
    visits = check(made(Store()), "Visits")
    assert visits.looked_at == visits.deleted
    assert visits.looked_at > 1000
    assert (visits.left, visits.overdue) == (0, 0)


def test_late_is_counted_and_overdue_is_told() -> None:
    late, overdue = NOW - timedelta(days=1), NOW - GRACE - timedelta(days=1)
    found = made(Store(others={"Links": [late, overdue, NOW + timedelta(days=1)]}))
    assert check(found, "Links") == Check("Links", 3, 2, 1)
    assert (found.overdue, found.document()["sound"]) == (1, False)
    assert made(Store()).document()["sound"] is True


def test_a_visit_left_behind_at_the_smallest_venue_is_found_on_most_nights() -> None:
    store = Store(left=[NOW - GRACE - timedelta(days=2)])
    overdue = [check(made(store, seed), "Visits").overdue for seed in range(20)]
    assert sum(map(bool, overdue)) > 10


def test_what_a_night_found_is_read_back_in_sum_the_latest_first() -> None:
    store = Store(others={"Links": [NOW - GRACE - timedelta(days=1)]})
    store.switched_off = {"Links"}
    files = {"retention/a.json": made(Store()), "retention/b.json": made(store)}
    documents = {key: each.document() for key, each in files.items()}
    documents["retention/a.json"]["day"] = "2021-09-13"
    found = deletion_proofs.nights(documents, lambda key: json.dumps(documents[key]).encode())
    assert [(night.day.isoformat(), night.sound, night.overdue) for night in found] == [
        ("2021-09-15", False, 1),
        ("2021-09-13", True, 0),
    ]
    assert found[0].unswitched == ("Links",)
    assert found[1].deleted > 1000


def test_so_many_nights_are_read_and_no_more() -> None:
    today = date(2021, 9, 15)
    nights = sorted(deletion_proofs.key(today - timedelta(days=back)) for back in range(40))
    assert len([key for key in nights if key > deletion_proofs.before(today)]) == deletion_proofs.NIGHTS


def test_a_table_that_does_not_expire_is_told() -> None:
    store = Store()
    store.switched_off.add("Links")
    assert made(store).overdue == 1


def test_the_proof_names_nobody() -> None:
    text = str(made(Store()).document())
    assert "V0" not in text
    assert "689" not in text
