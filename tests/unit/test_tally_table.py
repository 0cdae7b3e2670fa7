"""Tallies as items: small, whole, and read day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, cast
from uuid import UUID

import pytest

from tests.unit.stream_delivery import record
from tests.unit.tables_in_memory import Fault, FaultyClient, TableInMemory, failure
from truyvet import tally_table
from truyvet.errors import TryAgainError
from truyvet.tallies import Addition, Tally
from truyvet.tally_table import TallyTable, from_item, to_item
from truyvet.tallying import add_up, read
from truyvet.visits import Direction, Visit, item_bytes

DAY = date(2021, 8, 13)
NOW = datetime(2021, 8, 13, 5, tzinfo=UTC)
ELEMENT_BYTES = 1
"""AWS documents an overhead for lists and maps (3 bytes, 1 for each element), none for sets: both must fit."""


def a_table(page: int = 2) -> tuple[TableInMemory, FaultyClient, TallyTable]:
    memory = TableInMemory("day_district", "commune_venue", page=page)
    client = FaultyClient(memory)
    return memory, client, TallyTable(cast("Any", client), "tallies")


def one_entry(venue: str = "7K3M9QXP", district: int = 689, day: date = DAY, position: int = 1) -> Addition:
    at = time(8, 15)
    by_hour = tuple(int(hour == 8) for hour in range(24))
    counts = Tally(
        venue, day, district, 25195, entries=1, by_hour=by_hour, by_source={"self": 1}, first_at=at, last_at=at,
        people=frozenset([b"\x00\x01"]),
    )  # fmt: skip
    return Addition(counts, f"{position:040d}", f"{position:040d}", NOW)


def sizes(item: dict[str, Any]) -> tuple[int, int]:
    """Bytes of an item without and with an overhead for sets."""
    sets = [name for name, value in item.items() if "BS" in value]
    plain = item_bytes({name: value for name, value in item.items() if name not in sets})
    members = [member for name in sets for member in item[name]["BS"]]
    plain += sum(map(len, sets)) + sum(map(len, members))
    return plain, plain + 3 * len(sets) + ELEMENT_BYTES * len(members)


def busy_day(people: int) -> tuple[dict[str, Any], int]:
    """The item after so many people came and left one by one, each scan a call of its own; and the writes it took."""
    memory, client, table = a_table()
    random = Random(people)  # noqa: S311
    morning = datetime(2021, 8, 12, 23, tzinfo=UTC)
    for number in range(2 * people):
        at = morning + timedelta(minutes=15 * 60 * number / (2 * people))
        visit = Visit(
            id=UUID(int=random.getrandbits(128)),
            venue="7K3M9QXP",
            at=at.replace(microsecond=0),
            direction=Direction.OUT if number % 2 else Direction.IN,
            district=689,
            commune=25195,
            person=random.randbytes(16),
            sealed=b"sealed",
            fingerprint=b"8 bytes.",
            received_at=at.replace(microsecond=0),
            expires_at=at.replace(microsecond=0) + timedelta(days=28),
            alert=number % 30 == 0,
        )
        add_up(table, read([record(visit, 10**39 + number)]))
    return next(iter(memory.items.values())), client.updates


@pytest.mark.parametrize("people", [10, 50, 100])
def test_the_tally_of_a_sparse_venue_costs_one_write_unit(people: int) -> None:
    item, writes = busy_day(people)
    assert max(sizes(item)) < tally_table.WRITE_UNIT
    assert writes <= 1.01 * 2 * people


def test_the_first_hundred_people_of_a_venue_cost_one_write_each() -> None:
    assert busy_day(50)[1] == 100


def test_what_a_tally_holds_besides_its_sets_is_known() -> None:
    most = Tally(
        "7K3M9QXP", DAY, 689, 25195, entries=99_999, exits=99_999, by_hour=(9_999,) * 24,
        by_source=dict.fromkeys(("self", "helper", "badge", "paper"), 99_999), late=99_999, alerts=99_999,
        first_at=time(8), last_at=time(9), people=frozenset([b"\x00\x01"]), position="7" * 40, counted_until=NOW,
    )  # fmt: skip
    assert sizes(to_item(most))[0] - 3 * 2 <= tally_table.REST_BYTES


def test_an_item_keeps_every_field_of_a_tally() -> None:
    tally = Tally(
        venue="7K3M9QXP",
        day=DAY,
        district=689,
        commune=25195,
        entries=12,
        exits=3,
        by_hour=tuple(range(24)),
        by_source={"self": 9, "helper": 3, "badge": 2, "paper": 1},
        late=2,
        alerts=1,
        first_at=time(0, 0),
        last_at=time(23, 59),
        people=frozenset([b"\x00\x01", b"\xff\xc1"]),
        position="7".zfill(40),
        counted_until=NOW,
    )
    read_back = from_item(to_item(tally))
    assert read_back == tally
    assert (read_back.position, read_back.counted_until) == (tally.position, tally.counted_until)


def test_what_is_zero_takes_no_room() -> None:
    assert set(to_item(Tally("7K3M9QXP", DAY, 689, 25195))) == {"day_district", "commune_venue"}


def test_an_addition_is_refused_with_the_tally_that_stands() -> None:
    _, _, table = a_table()
    assert table.add(one_entry(position=5)) is None
    standing = table.add(one_entry(position=5))
    assert standing == one_entry().counts
    assert standing is not None
    assert standing.position == "5".zfill(40)


def test_members_of_sets_that_do_not_matter_are_taken_out_when_many_fill_a_write_unit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tally_table, "WRITE_UNIT", 8)
    memory, _, table = a_table()
    for number in range(1, tally_table.SLACK + 2):
        addition = one_entry(position=number)
        at = time(number // 60, number % 60)
        counts = replace(addition.counts, first_at=at, last_at=at)
        assert table.add(Addition(counts, addition.first, addition.last, NOW)) is None
    ((_, item),) = memory.items.items()
    assert len(item["minutes"]["BS"]) == tally_table.SLACK + 1
    assert table.add(one_entry(position=1000)) is None
    ((_, item),) = memory.items.items()
    assert from_item(item).first_at == time(0, 1)
    assert from_item(item).last_at == time(8, 15)
    assert len(item["minutes"]["BS"]) == 2


def test_a_tally_that_cannot_be_shortened_now_is_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_table, "SLACK", 1)
    monkeypatch.setattr(tally_table, "WRITE_UNIT", 1)
    _, client, table = a_table()
    table.add(one_entry(position=1))
    addition = one_entry(position=2)
    later = replace(addition.counts, first_at=time(9), last_at=time(10))
    client.fail([Fault.NONE, Fault.THROTTLED])
    assert table.add(Addition(later, addition.first, addition.last, NOW)) is None
    stored = table.get("7K3M9QXP", DAY, 689, 25195)
    assert stored is not None
    assert (stored.entries, stored.last_at) == (2, time(10))


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.BROKEN, Fault.UNANSWERED])
def test_a_passing_failure_says_try_again(fault: Fault) -> None:
    _, client, table = a_table()
    client.fail([fault])
    with pytest.raises(TryAgainError):
        table.add(one_entry())


def test_a_mistake_of_ours_is_not_taken_for_a_passing_failure() -> None:
    class Refusing:
        def update_item(self, **_: object) -> None:
            raise failure("ValidationException")

        put_item = update_item

    table = TallyTable(cast("Any", Refusing()), "tallies")
    with pytest.raises(Exception, match="ValidationException"):
        table.add(one_entry())
    with pytest.raises(Exception, match="ValidationException"):
        table.replace(one_entry().counts, one_entry().counts)


def test_days_and_districts_are_read_whole_page_by_page() -> None:
    _, _, table = a_table(page=2)
    venues = [f"VENUE{number:03d}" for number in range(5)]
    for venue in venues:
        table.add(one_entry(venue))
    table.add(one_entry("ELSEWHER", district=690))
    table.add(one_entry("TOMORROW", day=DAY + timedelta(days=1)))
    assert [tally.venue for tally in table.of_day(DAY, 689)] == venues
    days = [DAY, DAY + timedelta(days=1)]
    assert [tally.venue for tally in table.in_days(days, [689, 690])] == [*venues, "ELSEWHER", "TOMORROW"]


def test_tallies_without_their_people_are_the_same_in_all_else() -> None:
    _, _, table = a_table(page=2)
    for venue in ("VENUE001", "VENUE002", "VENUE003"):
        table.add(one_entry(venue))
    whole = list(table.of_day(DAY, 689))
    assert all(tally.people for tally in whole)
    assert list(table.of_day(DAY, 689, people=False)) == [replace(tally, people=frozenset()) for tally in whole]


def test_a_venue_without_scans_has_no_tally() -> None:
    _, _, table = a_table()
    assert table.get("7K3M9QXP", DAY, 689, 25195) is None
