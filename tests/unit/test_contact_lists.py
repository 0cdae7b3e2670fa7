"""Contacts become people to call: nobody lost, nobody twice, and a damaged record spoils only itself."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.kept import SICK, contact, met, record, scan
from truyvet.contact_lists import ContactList, contact_list
from truyvet.declarations import Declaration
from truyvet.kept_traces import KeptContact
from truyvet.records import Record

PHONE, CARD = "+84987654321", "070190000123"


def listed(contacts: Sequence[KeptContact], *records: Record | None) -> ContactList:
    """Records count from 1, as scans do."""
    return contact_list(contacts, {UUID(int=number): each for number, each in enumerate(records, 1)})


def names(found: ContactList) -> list[str]:
    return [each.person.name for each in found.people]


def test_one_person_under_phone_and_card_is_one_line_with_all_meetings() -> None:
    contacts = [contact(1, met(600, 640), score=40), contact(2, met(700, 730), score=30, meets=False)]
    both = record("Nguyễn Thị Mười", phone=PHONE, document=CARD)
    found = listed(contacts, both, record("NGUYEN THI MUOI", document=CARD, birth_year=1990))
    (person,) = found.people
    assert (person.numbers, person.score, person.overlap_minutes) == ((1, 2), 40, 70)
    assert (person.meets_definition, len(person.encounters)) == (True, 2)
    assert (person.person.name, person.person.phone, person.person.birth_year) == ("Nguyễn Thị Mười", PHONE, 1990)


def test_a_third_contact_is_merged_by_what_the_second_added() -> None:
    contacts = [contact(1), contact(2), contact(3)]
    records = (
        record("Trần Văn Bình", phone=PHONE),
        record("Trần Văn Bình", phone=PHONE, document=CARD),
        record("Trần Văn Bình", document=CARD),
    )
    assert [each.numbers for each in listed(contacts, *records).people] == [(1, 2, 3)]


def test_people_behind_one_phone_are_kept_apart_each_with_what_the_number_did() -> None:
    seen = [scan(1), scan(2), scan(3)]
    found = listed(
        [contact(1, met(600, 640), seen=seen)],
        record("Nguyễn Thị Mười", phone=PHONE),
        record("Trần Văn Bình", phone=PHONE, declaration=SICK),
        record("nguyen thi muoi", phone=PHONE),
    )
    assert sorted(names(found)) == ["Nguyễn Thị Mười", "Trần Văn Bình"]
    assert {each.sharing for each in found.people} == {2}
    assert {each.overlap_minutes for each in found.people} == {40}
    assert {each.person.name: each.symptoms for each in found.people} == {
        "Nguyễn Thị Mười": False,
        "Trần Văn Bình": True,
    }


def test_namesakes_are_not_merged() -> None:
    contacts = [contact(1), contact(2), contact(3)]
    father_and_son = (
        record("Điểu Ẩn", phone=PHONE, birth_year=1960),
        record("Điểu Ẩn", phone=PHONE, birth_year=1990),
        record("Điểu Ẩn", phone="+84912000111"),
    )
    assert len(listed(contacts, *father_and_son).people) == 3


def test_two_cards_on_one_phone_are_two_people() -> None:
    seen = [scan(1), scan(2)]
    found = listed(
        [contact(1, seen=seen)],
        record("Lê An", phone=PHONE, document=CARD),
        record("Lê An", phone=PHONE, document="070190000999"),
    )
    assert len(found.people) == 2


def test_a_record_that_does_not_open_is_listed_apart_and_spoils_nobody() -> None:
    found = listed([contact(1), contact(2), contact(3)], record("Lê An", phone=PHONE), None, record("Vũ Bảo", qid="1"))
    assert names(found) == ["Lê An", "Vũ Bảo"]
    (damaged,) = found.unread
    assert (damaged.contact.number, damaged.deleted, [each.id.int for each in damaged.scans]) == (2, False, [2])


def test_somebody_with_one_good_and_one_damaged_record_is_in_both_lists() -> None:
    found = listed([contact(1, seen=[scan(1), scan(2)])], record("Lê An", phone=PHONE), None)
    assert (names(found), [each.contact.number for each in found.unread]) == (["Lê An"], [1])


def test_records_that_are_deleted_by_now_are_said_to_be() -> None:
    (gone,) = listed([contact(1)]).unread
    assert gone.deleted


@pytest.mark.parametrize(
    ("said", "alarming"),
    [(Declaration(places="Chợ Bình Long"), False), (Declaration(contact_sick=True), True), (SICK, True)],
)
def test_only_signs_and_contact_are_told_of_a_declaration_not_where_somebody_had_been(
    said: Declaration, alarming: bool
) -> None:
    (person,) = listed([contact(1)], record("Trần Văn Bình", said, phone=PHONE)).people
    assert person.symptoms is alarming


def test_f1_come_before_those_who_were_near_and_f2_last_each_by_score() -> None:
    contacts = [
        contact(1, score=10),
        contact(2, score=90),
        contact(3, score=99, meets=False),
        contact(4, level=2, score=95),
    ]
    records = [record(name, qid=name) for name in ("An", "Bình", "Chi", "Dung")]
    assert names(listed(contacts, *records)) == ["Bình", "An", "Chi", "Dung"]


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from([None, "1", "2"]), st.sampled_from([None, "8", "9"])))
)
def test_nobody_is_lost_or_listed_twice(declared: list[tuple[str, str | None, str | None]]) -> None:
    records = [record(name, phone=phone, document=document) for name, phone, document in declared]
    found = listed([contact(number) for number in range(1, len(records) + 1)], *records)
    assert sorted(number for each in found.people for number in each.numbers) == list(range(1, len(records) + 1))
    documents = [each.person.document for each in found.people if each.person.document]
    assert len(documents) == len(set(documents)) == len({document for *_, document in declared if document})
