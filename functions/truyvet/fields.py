"""Fields of a request's JSON become plain values; every field that is wrong is named, with a sentence for people."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from truyvet import codes
from truyvet.errors import FieldError, NotFoundError
from truyvet.texts import tidy

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """Reads the fields of one JSON object and collects what is wrong with them."""

    def __init__(self, body: dict[str, Any], wrong: list[FieldError], prefix: str = "") -> None:
        self._body = body
        self._wrong = wrong
        self._prefix = prefix

    def refuse(self, field: str, message: str) -> None:
        """Notes that a field cannot be accepted, once: the first sentence says what to mend first."""
        name = self._prefix + field
        if all(known.field != name for known in self._wrong):
            self._wrong.append(FieldError(name, message))

    def inner(self, field: str) -> "Fields":
        """The fields of an object inside; an empty one where it is missing."""
        value = self._body.get(field)
        if value is not None and not isinstance(value, dict):
            self.refuse(field, "Mục này không đúng dạng.")
        return Fields(value if isinstance(value, dict) else {}, self._wrong, f"{self._prefix}{field}.")

    def raw(self, field: str) -> object:
        """The value as it was sent, None where it is missing."""
        return self._body.get(field)

    def text(self, field: str, limit: int) -> str:
        """A tidy text of at most `limit` characters, empty where it is missing."""
        value = self._body.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(field, "Mục này phải là chữ.")
            return ""
        text = tidy(value)
        if len(text) > limit:
            self.refuse(field, f"Xin viết không quá {limit} ký tự.")
            return ""
        return text

    def parsed(self, field: str, parse: Callable[[str], Value | None], message: str) -> Value | None:
        """A text turned into a value by `parse`, which gives None or raises ValueError where it cannot."""
        value = self._body.get(field)
        if value is None or value == "":
            return None
        try:
            found = parse(value) if isinstance(value, str) and len(value) <= 100 else None
        except ValueError:
            found = None
        if found is None:
            self.refuse(field, message)
        return found

    def number(self, field: str, low: int, high: int, message: str) -> int | None:
        """A whole number between `low` and `high`, or None where it is missing."""
        value = self._body.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(field, message)
            return None
        return value

    def flag(self, field: str) -> bool:
        """True or false, false where it is missing."""
        value = self._body.get(field, False)
        if not isinstance(value, bool):
            self.refuse(field, "Mục này phải là có hoặc không.")
            return False
        return value

    def choice(self, field: str, choices: type[Choice]) -> Choice | None:
        """One of the values of an enumeration, or None where it is missing."""
        return self.parsed(field, choices, "Lựa chọn này không có.")

    def choices(self, field: str, choices: type[Choice]) -> frozenset[Choice]:
        """A set of values of an enumeration, empty where it is missing."""
        values = self._body.get(field, [])
        if (
            not isinstance(values, list)
            or len(values) > len(choices)
            or not all(value in list(choices) for value in values)
        ):
            self.refuse(field, "Lựa chọn này không có.")
            return frozenset()
        return frozenset(choices(value) for value in values)

    def items(self, field: str, most: int, parse: Callable[[Any], Value | None], message: str) -> tuple[Value, ...]:
        """A list of at most `most` values, each turned by `parse`, which gives None where it cannot."""
        values = self._body.get(field)
        if values is None:
            return ()
        found = [parse(value) for value in values] if isinstance(values, list) and len(values) <= most else [None]
        kept = tuple(value for value in found if value is not None)
        if len(kept) < len(found):
            self.refuse(field, message)
            return ()
        return kept


def venue_code(typed: object) -> str:
    """The venue code of a request. Raises NotFoundError where the text cannot be a code of ours."""
    code = codes.normalised(typed) if isinstance(typed, str) and len(typed) <= 40 else None
    if code is None:
        raise NotFoundError("Đây không phải mã điểm của Truy Vết. Xin quét lại mã QR treo tại điểm.")
    return code
