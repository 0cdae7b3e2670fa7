"""Items as `Queries` gives them (JSON of the wire, binary values in base64), as values of the domain.

A page of the province reads all of its venues: PynamoDB takes 170 µs to make a venue of an item, this takes 10.
"""

import base64
from collections.abc import Mapping
from datetime import date, time
from functools import cache
from typing import Any

from truyvet import tally_table
from truyvet.days import from_milliseconds
from truyvet.tallies import Tally
from truyvet.venues import Kind, OpeningHours, Status, Venue

Item = Mapping[str, Any]
_KINDS = {kind.value: kind for kind in Kind}
_STATUSES = {status.value: status for status in Status}


def venue(item: Item) -> Venue:
    """The venue of an item of the Venues table. The hash of its owner's token stays out: no page needs it."""
    return Venue(
        code=item["code"]["S"],
        name=item["name"]["S"],
        kind=_KINDS[item["kind"]["S"]],
        address=item["address"]["S"],
        district=int(item["district"]["N"]),
        commune=int(item["commune"]["N"]),
        commune_name=item["commune_name"]["S"],
        head=item["head"]["S"],
        phone=item["phone"]["S"],
        registered_at=from_milliseconds(int(item["registered_at"]["N"])),
        agency=_text(item, "agency"),
        email=_text(item, "email"),
        tax_code=_text(item, "tax_code"),
        opening_hours=tuple(_hours(each["S"]) for each in item["opening_hours"]["L"])
        if "opening_hours" in item
        else (),
        visitors_a_day=int(item["visitors_a_day"]["N"]) if "visitors_a_day" in item else None,
        zones=tuple(each["S"] for each in item["zones"]["L"]) if "zones" in item else (),
        status=_STATUSES[item["status"]["S"]],
        status_since=_instant(item, "status_since"),
        poster_version=int(item["poster_version"]["N"]),
        poster_issued_at=_instant(item, "poster_issued_at"),
    )


def tally(item: Item) -> Tally:
    """The tally of an item of the Tallies table."""
    sets = {name: _binaries(item[name]) for name in ("people", "minutes") if name in item}
    return tally_table.from_item({**item, **sets})


def key_of_tally(day: date, district: int, commune: int, code: str) -> dict[str, Any]:
    """The key of a venue-day in the Tallies table."""
    return {"day_district": {"S": f"{day.isoformat()}#{district}"}, "commune_venue": {"S": f"{commune}#{code}"}}


def plain(item: Item) -> dict[str, Any]:
    """An item of texts, numbers and flags as plain values; whole numbers become int."""
    return {name: _plain(value) for name, value in item.items()}


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, inner),) = value.items()
    if kind == "N":
        return int(inner) if inner.lstrip("-").isdigit() else float(inner)
    if kind == "L":
        return [_plain(each) for each in inner]
    if kind == "M":
        return plain(inner)
    return None if kind == "NULL" else inner


def _binaries(value: Mapping[str, Any]) -> dict[str, list[bytes]]:
    return {"BS": [base64.b64decode(each) for each in value["BS"]]}


def _text(item: Item, name: str) -> str | None:
    return item[name]["S"] if name in item else None


def _instant(item: Item, name: str) -> Any:
    return from_milliseconds(int(item[name]["N"])) if name in item else None


@cache
def _hours(text: str) -> OpeningHours:
    days, span = text.split(" ")
    opens, closes = map(time.fromisoformat, span.split("-"))
    return OpeningHours(tuple(map(int, days)), opens, closes)
