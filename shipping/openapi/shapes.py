"""Building blocks of the document: JSON Schemas and answers, in OpenAPI 3.1."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from truyvet.codes import ALPHABET

Json = dict[str, Any]

FLAG: Json = {"type": "boolean"}
DAY: Json = {"type": "string", "format": "date"}
INSTANT: Json = {"type": "string", "format": "date-time", "description": "With an offset; answers are in UTC."}
UUID: Json = {"type": "string", "format": "uuid"}
TEXT: Json = {"type": "string"}
PHONE: Json = {"type": "string", "maxLength": 100, "description": "As people in Viet Nam write it; kept as E.164."}
VENUE_CODE: Json = {"type": "string", "pattern": f"^[{ALPHABET}]{{8}}$", "examples": ["7K3M9QXP"]}


def text(most: int, least: int = 0) -> Json:
    """A text of so many characters."""
    return {"type": "string", "maxLength": most} | ({"minLength": least} if least else {})


def number(low: int, high: int | None = None) -> Json:
    """A whole number; without `high` it has no upper end."""
    return {"type": "integer", "minimum": low} | ({} if high is None else {"maximum": high})


def choice(choices: type[StrEnum]) -> Json:
    """One of the values of an enumeration."""
    return {"type": "string", "enum": [each.value for each in choices]}


def items(of: Json, most: int | None = None, least: int = 0) -> Json:
    """A list."""
    shape: Json = {"type": "array", "items": of}
    return shape | ({} if most is None else {"maxItems": most}) | ({"minItems": least} if least else {})


def maybe(shape: Json) -> Json:
    """The shape, or null."""
    return {"anyOf": [shape, {"type": "null"}]}


def thing(required: Mapping[str, Json], optional: Mapping[str, Json] | None = None, said: str = "") -> Json:
    """An object of these fields."""
    shape: Json = {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required)}
    return shape | ({"description": said} if said else {})


def named(name: str) -> Json:
    """A shape among the document's components."""
    return {"$ref": f"#/components/schemas/{name}"}


def told(said: str, shape: Json) -> Json:
    """An answer in JSON."""
    return {"description": said, "content": {"application/json": {"schema": shape}}}


def sent(media_type: str, said: str) -> Json:
    """An answer that is a file."""
    return {"description": said, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}


def body(shape: Json) -> Json:
    """A request's body in JSON."""
    return {"required": True, "content": {"application/json": {"schema": shape}}}


def in_path(name: str, shape: Json) -> Json:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "schema": shape}


def in_query(name: str, shape: Json, said: str = "") -> Json:
    """A part of the query, which may be missing."""
    return {"name": name, "in": "query", "required": False, "schema": shape} | ({"description": said} if said else {})


def errors(*statuses: int) -> Json:
    """The answers of these statuses; every route may answer 500 and the throttle's 429, which carry only `message`."""
    return {str(status): {"$ref": f"#/components/responses/Error{status}"} for status in sorted({*statuses, 429, 503})}


def route(summary: str, answers: Json, *, refuses: Sequence[int] = (), who: str | None = None, **rest: Any) -> Json:
    """One operation. `who`: the security scheme that it asks for."""
    operation: Json = {"summary": summary, **rest, "responses": answers | errors(*refuses)}
    return operation | ({"security": [{who: []}]} if who else {})
