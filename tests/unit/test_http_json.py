"""What comes in as JSON is whole text or is refused in words."""

import pytest

from http_json import MAX_BODY_BYTES, json_object
from truyvet.errors import InvalidError, TooLargeError


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r'{"name": "\ud83d"}', {"name": ""}),
        (r'{"a\udfff": ["x\uD800y", {"b": "\ude00\ud83d"}]}', {"a": ["xy", {"b": ""}]}),
        (r'{"name": "\ud83d\ude00 \u1ec5"}', {"name": "😀 ễ"}),
        (r'{"name": "\\ud800", "n": 1.5}', {"name": r"\ud800", "n": 1.5}),
    ],
)
def test_halves_of_characters_are_left_out(sent: str, read: object) -> None:
    """Phones cut an emoji in two; AWS takes no text with a half."""
    assert json_object(sent) == read


@pytest.mark.parametrize("sent", ["[" * 100_000, '{"\\ud800":' * 20_000, "{", "", "[]", '{"n": ' + "9" * 5_000 + "}"])
def test_what_is_no_object_is_refused(sent: str) -> None:
    with pytest.raises(InvalidError):
        json_object(sent)


def test_bytes_are_counted_not_letters() -> None:
    with pytest.raises(TooLargeError):
        json_object('"' + "ễ" * (MAX_BODY_BYTES // 3) + '"')
