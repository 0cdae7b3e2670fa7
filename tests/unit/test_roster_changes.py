"""What a newer file changes: places are known again, and what was decided of them goes on with them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from truyvet.roster_changes import changes
from truyvet.roster_columns import Column
from truyvet.rosters import Basis, RosterPlace
from truyvet.venues import Kind


def place(name: str = "Tạp hóa Cô Ba", **more: object) -> RosterPlace:
    told = {"kind": Kind.GROCERY, "commune": 25195, "district": 689, **more}
    return RosterPlace(list_id="", row="", name=name, **told)  # type: ignore[arg-type]


def known(*places: RosterPlace) -> list[RosterPlace]:
    """The places as a roster keeps them."""
    return list(changes("l", [], places, []).added)


PLACES = st.lists(
    st.builds(
        place,
        st.sampled_from(["Cô Ba", "CÔ BA", "Rồng Vàng", "Mây"]),
        phone=st.none() | st.sampled_from(["+84901234567", "+84901234568"]),
        tax_code=st.none() | st.sampled_from(["3800000001", "3800000002"]),
        address=st.none() | st.sampled_from(["1", "2"]),
        commune=st.sampled_from([25195, 25198]),
    ),
    max_size=8,
)


@given(PLACES, PLACES)
def test_every_place_of_both_files_is_in_one_part(before: list[RosterPlace], after: list[RosterPlace]) -> None:
    kept = known(*before)
    found = changes("l", kept, after, [])
    assert len(found.unchanged) + len(found.changed) + len(found.added) == len(after)
    assert len(found.unchanged) + len(found.changed) + len(found.gone) + len(found.held) == len(before)
    rows = [each.row for each in (*found.kept, *found.gone)]
    assert len(rows) == len(set(rows))


@given(PLACES)
def test_the_same_file_again_changes_nothing(places: list[RosterPlace]) -> None:
    distinct = list({(p.name, p.phone, p.tax_code, p.address, p.commune): p for p in places}.values())
    again = changes("l", known(*distinct), distinct, [])
    assert not again.gone or any(distinct.count(place) > 1 for place in distinct) or len(again.added) == len(again.gone)
    assert {each.row for each in known(*distinct)} == {each.row for each in known(*reversed(distinct))}


def test_a_place_is_known_by_its_tax_code_when_all_else_changed() -> None:
    (old,) = known(place(tax_code="3800000001"))
    found = changes("l", [old], [place("Tạp hóa Cô Tư", tax_code="3800000001", phone="+84909999999")], [])
    ((before, after),) = found.changed
    assert (before.row, after.row, after.name) == (old.row, old.row, "Tạp hóa Cô Tư")


def test_without_a_tax_code_telephone_name_and_commune_tell() -> None:
    (old,) = known(place(phone="+84901234567"))
    assert changes("l", [old], [place("TAP HOA CO BA", phone="+84901234567")], []).changed
    assert changes("l", [old], [place(phone="+84901234567", commune=25198)], []).gone == (old,)


def test_another_taxpayer_is_another_place_whatever_else_is_the_same() -> None:
    (old,) = known(place(tax_code="3800000001", phone="+84901234567"))
    found = changes("l", [old], [place(tax_code="3800000002", phone="+84901234567")], [])
    assert (len(found.added), found.gone) == (1, (old,))


def test_what_was_decided_outlives_a_new_file() -> None:
    (old,) = known(place(phone="+84901234567"))
    decided = replace(old, venue="7K3M9QXP", basis=Basis.DECIDED, not_same=frozenset({"AAAAAAAA"}))
    ((_, after),) = changes("l", [decided], [place(phone="+84901234567", head="Trần Văn Bình")], []).changed
    assert (after.venue, after.basis, after.not_same) == ("7K3M9QXP", Basis.DECIDED, frozenset({"AAAAAAAA"}))


def test_a_place_whose_row_cannot_be_read_is_not_gone() -> None:
    first, second = known(place(phone="+84901234567"), place("Rồng Vàng", tax_code="3800000001"))
    found = changes("l", [first, second], [], [{Column.TAX_CODE: "3800000001"}])
    assert (found.held, found.gone) == ((second,), (first,))
