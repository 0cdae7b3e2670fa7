"""How places, rosters and work lie in the items of one table."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from truyvet import roster_items
from truyvet.roster_items import PlaceItem, RosterItem, WorkItem
from truyvet.roster_work import Stage, Task, Work
from truyvet.rosters import Basis, Roster, RosterPlace
from truyvet.venues import Kind

NOW = datetime(2021, 8, 15, 2, tzinfo=UTC)
BARE = RosterPlace("l1", "r1", "Chợ Đồng Xoài", Kind.MARKET, 25195, 689)
FULL = replace(
    BARE,
    row="r2",
    agency="UBND phường",
    phone="+84901234567",
    tax_code="3800123456",
    head="Nguyễn Thị Mười",
    email="a@example.vn",
    venue="7K3M9QXP",
    address="12/3 tổ 5",
    line=17,
    basis=Basis.DECIDED,
    candidates=("AAAAAAAA", "BBBBBBBB"),
    not_same=frozenset({"C", "D"}),
)


@pytest.mark.parametrize("place", [BARE, FULL])
def test_a_place_comes_back_as_it_was_stored(place: RosterPlace) -> None:
    item = roster_items.place_item(place).serialize()
    assert roster_items.place_of(PlaceItem.from_raw_data(item)) == place


def test_places_of_a_commune_lie_together_in_the_index_and_nothing_else_does() -> None:
    item = roster_items.place_item(FULL).serialize()
    assert (item["district"], item["commune_row"]) == ({"N": "689"}, {"S": "25195#l1#r2"})
    roster = roster_items.roster_item(Roster("l1", "Chợ", "province", NOW, "a")).serialize()
    work = roster_items.work_item(Work("w1", Task.READ, Stage.OPEN, "province", "a", NOW)).serialize()
    assert all("district" not in each and "commune_row" not in each for each in (roster, work))
    assert (roster["list_id"], work["list_id"]) == ({"S": "#rosters"}, {"S": "#work"})


def test_what_is_empty_takes_no_room() -> None:
    item = roster_items.place_item(BARE).serialize()
    assert {"venue", "basis", "candidates", "not_same", "phone", "head", "email"}.isdisjoint(item)


def test_a_roster_comes_back_as_it_was_stored() -> None:
    roster = Roster("l1", "Chợ", "kind:market", NOW, "a", 3, 20, {"name": "Tên"}, "w1")
    assert roster_items.roster_of(RosterItem.from_raw_data(roster_items.roster_item(roster).serialize())) == roster


def test_work_comes_back_and_ends_after_thirty_days() -> None:
    asked, found = {"parts": 2, "columns": {"name": 1}, "kind": None}, {"good": 3}
    work = Work("w1", Task.CHECK, Stage.FAILED, "province", "a", NOW, "Chợ", "l1", 3, 9, asked, found, "Lỗi.")
    item = roster_items.work_item(work).serialize()
    assert roster_items.work_of(WorkItem.from_raw_data(item)) == work
    assert int(item["expires_at"]["N"]) == int(NOW.timestamp()) + 30 * 86_400
