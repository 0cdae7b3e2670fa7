"""Text as people type it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.texts import folded, tidy


def test_both_ways_of_typing_vietnamese_are_stored_alike() -> None:
    assert tidy(unicodedata.normalize("NFD", "Nguyễn Thị Mười")) == "Nguyễn Thị Mười"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  12/3   tổ 5,\tKP\nPhước Hòa ", "12/3 tổ 5, KP Phước Hòa"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("Ba\u200b\u202eToi", "BaToi"),
        ("a\x00b", "ab"),
        ("\u200b", ""),
    ],
)
def test_white_space_and_invisible_characters_go_and_the_rest_stays(typed: str, stored: str) -> None:
    assert tidy(typed) == stored


def test_people_are_compared_without_case_diacritics_or_the_barred_d() -> None:
    assert folded("  ĐÀO Thị  Ơn ") == folded("đào thị ơn") == folded("Dao Thi On") == "dao thi on"


@given(st.text())
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert folded(folded(text)) == folded(text)
