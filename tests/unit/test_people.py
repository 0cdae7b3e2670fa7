"""Who a person is: numbers and keys."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet.people import KEY_BYTES, Person, document_number, national_id, person_keys, phone_number, secrets


@pytest.mark.parametrize(
    "typed",
    ["0901234567", "84901234567", "+84901234567", "0901 234 567", "0901.234.567", "+84-901-234-567", " 0901234567 "],
)
def test_every_way_to_write_a_phone_number_is_one_number(typed: str) -> None:
    assert phone_number(typed) == "+84901234567"


@pytest.mark.parametrize("prefix", ["032", "056", "070", "077", "081", "087", "088", "089", "090", "099", "052", "055"])
def test_the_mobile_prefixes_in_use_are_accepted(prefix: str) -> None:
    assert phone_number(prefix + "1234567") == "+84" + prefix[1:] + "1234567"


@pytest.mark.parametrize("typed", ["", "12", "0901234", "09012345678901234", "không có", "0123456789012", "+1"])
def test_what_is_no_phone_number_is_none(typed: str) -> None:
    assert phone_number(typed) is None


@given(
    st.sampled_from(["0", "84", "+84", "+840", "84 0", "0084"]),
    st.from_regex(r"[2-9]([ .-]{0,2}[0-9]){7,9}", fullmatch=True),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_what_is_read_without_the_library_is_what_the_library_reads(prefix: str, rest: str, end: str) -> None:
    typed = f"{prefix}{rest}{end}"
    number = phonenumbers.parse(typed, "VN")
    mobile = number.country_code == 84 and len(national := str(number.national_number)) == 9 and national[0] in "35789"
    if mobile or phonenumbers.is_valid_number(number):
        assert phone_number(typed) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    else:
        assert phone_number(typed) is None


def test_a_landline_of_the_province_is_a_phone_number() -> None:
    assert phone_number("0271 3887 766") == "+842713887766"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("070 090 123 456", "070090123456"),
        ("285123456", "285123456"),
        ("c1234567", "C1234567"),
        ("******123456", None),
        ("12345", None),
    ],
)
def test_document_numbers_lose_separators_and_masked_ones_name_nobody(typed: str, number: str | None) -> None:
    assert document_number(typed) == number


def test_a_national_id_is_digits() -> None:
    assert national_id("162979300000000100") == "162979300000000100"
    assert national_id("16-29") is None


def test_the_phone_identifies_before_the_document_before_the_national_id() -> None:
    everything = Person("A", phone="+84901234567", document="070090123456", qid="162979300000000100")
    phone, document, qid = person_keys(b"secret", everything)
    assert person_keys(b"secret", Person("B", phone="+84901234567")) == (phone,)
    assert person_keys(b"secret", Person("B", document="070090123456", qid="162979300000000100")) == (document, qid)
    assert {len(phone), len(document), len(qid)} == {KEY_BYTES}


def test_a_key_depends_on_the_secret_and_on_what_kind_of_number_it_is() -> None:
    by_document = person_keys(b"secret", Person("A", document="162979300000"))
    assert by_document != person_keys(b"other", Person("A", document="162979300000"))
    assert by_document != person_keys(b"secret", Person("A", qid="162979300000"))


def test_after_a_change_of_the_key_a_person_is_known_by_both() -> None:
    person = Person("A", phone="+84901234567")
    newest, older = secrets("newest-key\nolder-key\n")
    assert (newest, older) == (b"newest-key", b"older-key")
    assert person_keys(older, person) == person_keys(secrets("older-key")[0], person)
    assert person_keys(newest, person) != person_keys(older, person)


def test_a_secret_without_a_key_is_no_secret() -> None:
    with pytest.raises(ValueError, match="no key"):
        secrets(" \n")
