"""Receipt codes: what they stand for, what they do not tell, and how forgiving typing is."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet import codes, receipts

VENUE = "7K3M9QX" + codes.check_character("7K3M9QX")
DAY = date(2021, 8, 13)
VISIT = UUID("0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8e")
DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))


@given(day=DAYS, visit=st.uuids())
def test_a_code_stands_for_its_own_visit(day: date, visit: UUID) -> None:
    assert receipts.read(receipts.visit_code(VENUE, day, visit)) == receipts.of_visit(VENUE, day, visit)


def test_a_code_is_read_however_it_is_written() -> None:
    code = receipts.visit_code(VENUE, DAY, VISIT)
    assert receipts.read(f" {code[:8].lower()}-{code[8:11]}.{code[11:]} ") == receipts.read(code) is not None


def test_every_wrong_character_is_noticed() -> None:
    code = receipts.visit_code(VENUE, DAY, VISIT)
    for place, letter in enumerate(code):
        for other in set(codes.ALPHABET) - {letter}:
            assert receipts.read(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["", "7K3M9QXP", "x" * 22, "Ữ" * 22, "0" * 500])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert receipts.read(typed) is None


def test_the_id_of_a_visit_is_not_in_its_code() -> None:
    code = receipts.visit_code(VENUE, DAY, VISIT)
    assert VISIT.hex[:8].upper() not in code
    assert receipts.of_visit(VENUE, DAY, VISIT).digest != receipts.of_visit(VENUE, DAY, uuid4()).digest


def test_a_badge_has_a_receipt_that_its_own_code_does_not_tell() -> None:
    holder = b"sealed anew for each badge"
    code = receipts.badge_code(holder)
    assert len(code) == 11
    assert receipts.read(code) == receipts.of_badge(holder)
    assert receipts.read(receipts.badge_code(holder + b".")) != receipts.of_badge(holder)


def test_receipts_are_gathered_by_place_and_each_once() -> None:
    one, other = receipts.of_visit(VENUE, DAY, VISIT), receipts.of_badge(b"holder")
    assert receipts.by_place([one, other, one]) == {one.place: [one.digest], other.place: [other.digest]}
