"""What PynamoDB models of ours share: attributes of the domain's types, and DynamoDB's passing failures."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Generic, TypeVar

from botocore.exceptions import ClientError
from pynamodb.attributes import Attribute
from pynamodb.constants import LIST, NUMBER, STRING
from pynamodb.exceptions import PynamoDBException

from truyvet import dynamo
from truyvet.days import from_milliseconds, milliseconds
from truyvet.errors import TryAgainError
from truyvet.venues import OpeningHours

Choice = TypeVar("Choice", bound=StrEnum)


class InstantAttribute(Attribute[datetime]):
    """An instant as a Number of milliseconds since 1970."""

    attr_type = NUMBER

    def serialize(self, value: datetime) -> str:
        """The number as DynamoDB takes it."""
        return str(milliseconds(value))

    def deserialize(self, value: str) -> datetime:
        """The instant in UTC."""
        return from_milliseconds(int(value))


class DayAttribute(Attribute[date]):
    """A local day as text, `2021-08-13`."""

    attr_type = STRING

    def serialize(self, value: date) -> str:
        """The day's text."""
        return value.isoformat()

    def deserialize(self, value: str) -> date:
        """The day of this text."""
        return date.fromisoformat(value)


class ChoiceAttribute(Attribute[Choice], Generic[Choice]):
    """A member of an enumeration as its text."""

    attr_type = STRING

    def __init__(self, choices: type[Choice], **options: Any) -> None:
        super().__init__(**options)
        self._choices = choices

    def serialize(self, value: Choice) -> str:
        """The member's text."""
        return value.value

    def deserialize(self, value: str) -> Choice:
        """The member of this text."""
        return self._choices(value)


class TextsAttribute(Attribute[tuple[str, ...]]):
    """Texts in their order, as a list."""

    attr_type = LIST

    def serialize(self, value: tuple[str, ...]) -> list[dict[str, str]]:
        """The list as DynamoDB takes it."""
        return [{STRING: text} for text in value]

    def deserialize(self, value: list[dict[str, str]]) -> tuple[str, ...]:
        """The texts."""
        return tuple(text[STRING] for text in value)


class OpeningHoursAttribute(Attribute[tuple[OpeningHours, ...]]):
    """Opening hours as a list of texts such as `123456 06:00-21:00`."""

    attr_type = LIST

    def serialize(self, value: tuple[OpeningHours, ...]) -> list[dict[str, str]]:
        """The list as DynamoDB takes it."""
        return [
            {STRING: f"{''.join(map(str, hours.days))} {hours.opens:%H:%M}-{hours.closes:%H:%M}"} for hours in value
        ]

    def deserialize(self, value: list[dict[str, str]]) -> tuple[OpeningHours, ...]:
        """The opening hours."""
        return tuple(_opening_hours(text[STRING]) for text in value)


def _opening_hours(text: str) -> OpeningHours:
    days, span = text.split(" ")
    opens, closes = map(time.fromisoformat, span.split("-"))
    return OpeningHours(tuple(map(int, days)), opens, closes)


@contextmanager
def answered() -> Iterator[None]:
    """Turns what may pass into TryAgainError as `dynamo.answered` does; other failures stay PynamoDB's."""
    try:
        yield
    except PynamoDBException as error:
        if _passing(error.cause):
            raise TryAgainError from error
        raise


def _passing(cause: Exception | None) -> bool:
    if isinstance(cause, ClientError):
        return dynamo.passing(cause)
    return isinstance(cause, dynamo.LOST)
