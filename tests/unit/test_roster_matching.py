"""Which venue a place is: what is certain, what somebody must look at, and what never may happen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.places import venue as made_venue
from truyvet.roster_matching import differing_tax_codes, likeness, matched, unregistered
from truyvet.rosters import Basis, RosterPlace
from truyvet.texts import folded
from truyvet.venues import Kind, Venue

SYLLABLES = (
    "Hương",
    "Rồng",
    "Vàng",
    "Mây",
    "Biển",
    "Đông",
    "Nắng",
    "Phượng",
    "Trúc",
    "Sông",
    "Thắng",
    "Lợi",
    "Quỳnh",
    "Đức",
)
GENERIC = ("Tạp hóa", "Cửa hàng", "Quán cơm", "Công ty TNHH MTV", "Trường Tiểu học", "Chợ")
NAMES = st.builds(
    lambda generic, words: f"{generic} {' '.join(words)}",
    st.sampled_from(GENERIC),
    st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=3, unique=True),
)
PHONES = st.none() | st.sampled_from([f"+8490100000{number}" for number in range(4)])
TAX_CODES = st.none() | st.sampled_from(["3800000001", "3800000002", "3800000001001", "3800000001002"])


def venue(name: str = "Tạp hóa Rồng Vàng", code: str = "A", **more: object) -> Venue:
    told = {"name": name, "code": code, "tax_code": None, **more}
    return replace(made_venue(), **told)  # type: ignore[arg-type]


def place(name: str = "Tạp hóa Rồng Vàng", row: str = "1", **more: object) -> RosterPlace:
    told = {"kind": Kind.GROCERY, "commune": 25195, "district": 689, **more}
    return RosterPlace(list_id="l", row=row, name=name, **told)  # type: ignore[arg-type]


def one(of: RosterPlace, *venues: Venue) -> RosterPlace:
    (found,) = matched([of], venues)
    return found


def mistyped(name: str, at: int, letter: str) -> str:
    """The name with one letter of its last word typed wrong."""
    start = name.rfind(" ") + 1
    spot = start + at % (len(name) - start)
    return name[:spot] + letter + name[spot + 1 :]


PLACES = st.builds(
    place,
    NAMES,
    st.uuids().map(str),
    phone=PHONES,
    tax_code=TAX_CODES,
    kind=st.sampled_from([Kind.GROCERY, Kind.OTHER]),
)
VENUES = st.lists(
    st.builds(venue, NAMES, phone=PHONES.map(lambda phone: phone or "+84901999999"), tax_code=TAX_CODES),
    max_size=6,
).map(lambda venues: [replace(each, code=str(number)) for number, each in enumerate(venues)])


@given(st.lists(PLACES, max_size=6), VENUES)
def test_two_tax_codes_are_never_one_place(places: list[RosterPlace], venues: list[Venue]) -> None:
    codes = {each.code: each.tax_code for each in venues}
    for found in matched(places, venues):
        for code in {found.venue, *found.candidates} - {None}:
            assert not differing_tax_codes(found.tax_code, codes[str(code)])


@given(st.lists(PLACES, max_size=6), VENUES)
def test_a_venue_is_certainly_one_place_at_most_and_no_place_is_lost(
    places: list[RosterPlace], venues: list[Venue]
) -> None:
    found = list(matched(places, venues))
    linked = [each.venue for each in found if each.venue]
    assert len(linked) == len(set(linked))
    assert sorted(each.row for each in found) == sorted(each.row for each in places)


@given(PLACES, VENUES)
def test_what_was_matched_stays_when_it_is_matched_again(of: RosterPlace, venues: list[Venue]) -> None:
    found = one(of, *venues)
    assert one(found, *venues) == found


@given(NAMES, st.permutations(range(6)))
def test_diacritics_capitals_and_the_order_of_words_do_not_count(name: str, order: list[int]) -> None:
    words = folded(name).upper().split()
    shuffled = " ".join(words[index] for index in order if index < len(words)) + " " + " ".join(words[6:])
    assert likeness(name, shuffled) == 1.0
    assert one(place(shuffled), venue(name)).venue == "A"


@settings(max_examples=200)
@given(NAMES, st.integers(0, 20), st.sampled_from("xzqjw"))
def test_one_wrong_letter_is_worth_a_look(name: str, at: int, letter: str) -> None:
    found = one(place(mistyped(name, at, letter)), venue(name, phone="+84909999999"))
    assert found.candidates == ("A",) or found.venue == "A"


def test_the_same_tax_code_in_the_commune_is_certain_whatever_the_name() -> None:
    found = one(place("Bách hóa Chị Tư", tax_code="3800000001"), venue(tax_code="3800000001"))
    assert (found.venue, found.basis) == ("A", Basis.TAX_CODE)


def test_of_a_chain_with_one_tax_code_the_name_decides_and_else_somebody() -> None:
    shops = [
        venue("Minimart Rồng Vàng 1", "A", tax_code="3800000001"),
        venue("Minimart Rồng Vàng 2", "B", tax_code="3800000001"),
    ]
    assert one(place("MINIMART RONG VANG 2", tax_code="3800000001"), *shops).venue == "B"
    assert set(one(place("Rồng Vàng", tax_code="3800000001"), *shops).candidates) == {"A", "B"}


def test_two_shops_of_one_owner_with_one_telephone_are_two() -> None:
    found = one(place("Quán cơm Rồng Vàng", kind=Kind.RESTAURANT, phone="+84901234567"), venue())
    assert (found.venue, found.candidates) == (None, ("A",))
    other = one(place("Tạp hóa Mây Trắng", phone="+84901234567"), venue())
    assert (other.venue, other.candidates) == (None, ("A",))


def test_the_same_telephone_and_a_name_that_agrees_are_certain() -> None:
    found = one(place("Rồng Vàng", phone="+84901234567"), venue())
    assert (found.venue, found.basis) == ("A", Basis.PHONE)


def test_the_same_name_with_another_telephone_and_address_is_for_somebody_to_see() -> None:
    elsewhere = place(phone="+84909999999", address="9/9 tổ 9")
    assert one(elsewhere, venue()).candidates == ("A",)
    assert one(replace(elsewhere, address="12/3 TO 5, KP Phuoc Hoa"), venue()).basis is Basis.NAME


def test_two_places_that_claim_one_venue_are_both_looked_at() -> None:
    first, second = matched([place(row="1"), place(row="2")], [venue()])
    assert first.candidates == second.candidates == ("A",)


@pytest.mark.parametrize(
    ("one_name", "other_name"),
    [
        ("Trạm y tế số 1", "Trạm y tế số 2"),
        ("Trường Tiểu học Rồng", "Trường Tiểu học Mây"),
        ("Công ty TNHH MTV Rồng", "Công ty TNHH MTV Phượng"),
        ("Chợ Tân Khai", "Chợ Tân Phú"),
    ],
)
def test_what_only_looks_alike_is_nobody_s_work(one_name: str, other_name: str) -> None:
    found = one(place(one_name, phone="+84909999999"), venue(other_name))
    assert found.missing


def test_another_commune_is_another_place() -> None:
    assert one(place(commune=25198), venue()).missing


def test_what_an_official_decided_is_kept() -> None:
    denied = place(phone="+84901234567", not_same=frozenset({"A"}))
    assert one(denied, venue()).missing
    agreed = place("Tên khác hẳn", venue="A", basis=Basis.DECIDED)
    assert one(agreed, venue()).venue == "A"
    assert one(agreed).missing


def test_a_report_names_only_what_no_venue_is_or_might_be() -> None:
    registered_since = place("Tạp hóa Mây", row="2", phone="+84905000000")
    doubtful = place("Tạp hóa Rồng Vàg", row="3", phone="+84909999999")
    missing = place("Chợ Sông Trúc", row="4", kind=Kind.MARKET)
    venues = [venue(), venue("Tạp hóa Mây", "B", phone="+84905000000", registered_at=datetime.now(UTC))]
    assert [each.row for each in unregistered([registered_since, doubtful, missing], venues)] == ["4"]
