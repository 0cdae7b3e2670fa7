"""Venue codes: forgiving to type, unforgiving to mistakes."""

import string

from hypothesis import given
from hypothesis import strategies as st

from truyvet import codes

CODES = st.text(codes.ALPHABET, min_size=7, max_size=7).map(lambda body: body + codes.check_character(body))


def test_new_codes_are_valid_and_differ() -> None:
    made = {codes.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(codes.normalised(code) == code for code in made)


@given(CODES)
def test_typed_forgivingly_it_is_the_same_code(code: str) -> None:
    typed = f" {code[:4].lower()}-{code[4:]}. ".replace("1", "l").replace("0", "o")
    assert codes.normalised(typed) == code


@given(CODES, st.integers(0, 7), st.sampled_from(codes.ALPHABET))
def test_one_wrong_character_is_noticed(code: str, place: int, letter: str) -> None:
    wrong = code[:place] + letter + code[place + 1 :]
    assert (codes.normalised(wrong) is None) == (wrong != code)


@given(CODES, st.integers(0, 7), st.integers(0, 7))
def test_two_swapped_characters_are_noticed(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    swapped = "".join(letters)
    assert (codes.normalised(swapped) is None) == (swapped != code)


@given(st.text(max_size=30))
def test_any_text_is_a_code_of_ours_or_none(text: str) -> None:
    code = codes.normalised(text)
    assert code is None or (len(code) == 8 and set(code) <= set(string.ascii_uppercase + string.digits) - set("ILOU"))


def test_the_code_of_the_documents_is_valid() -> None:
    assert codes.normalised("7K3M 9QXP") == "7K3M9QXP"
