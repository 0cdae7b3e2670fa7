"""Orders (lệnh, lịch nghỉ): days on which places of an area or trade are not expected to scan.

A holiday, a lock-down, a closure ordered for a commune or a trade: an official enters it once, and no rule of
compliance asks anything of the places that it covers. Kept as the settings group `orders`, one JSON list a version.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from truyvet.venues import Kind, Venue


@dataclass(frozen=True)
class Order:
    """From the first to the last local day, both included. No district and commune: the whole province.

    No kinds: every kind of place. With a commune the district says nothing more.
    """

    name: str
    first: date
    last: date
    district: int | None = None
    commune: int | None = None
    kinds: frozenset[Kind] = frozenset()

    def covers(self, day: date, kind: Kind, district: int, commune: int) -> bool:
        """Whether a place of this kind and area is covered on a local day."""
        return (
            self.first <= day <= self.last
            and self.commune in (None, commune)
            and self.district in (None, district)
            and (not self.kinds or kind in self.kinds)
        )


def closed(venue: Venue, day: date, orders: Iterable[Order]) -> bool:
    """Whether an order closes the venue on a local day."""
    return any(order.covers(day, venue.kind, venue.district, venue.commune) for order in orders)


def commune_closed(district: int, commune: int, day: date, orders: Iterable[Order]) -> bool:
    """Whether an order closes all places of a commune on a local day, whatever their kind."""
    return any(not order.kinds and order.covers(day, Kind.OTHER, district, commune) for order in orders)


def to_json(orders: Iterable[Order]) -> str:
    """The orders as they are stored: a JSON list of objects, what is not limited left out."""
    return json.dumps([_fields(order) for order in orders], ensure_ascii=False)


def from_json(text: str) -> tuple[Order, ...]:
    """The orders of `to_json`. Raises ValueError for anything else, also for an order that ends before it begins."""
    listed = json.loads(text)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise ValueError("orders are a list of objects")
    return tuple(map(_order, listed))


def _fields(order: Order) -> dict[str, Any]:
    found = {
        "name": order.name,
        "first": order.first.isoformat(),
        "last": order.last.isoformat(),
        "district": order.district,
        "commune": order.commune,
        "kinds": sorted(order.kinds),
    }
    return {name: value for name, value in found.items() if value not in (None, [])}


def _order(fields: dict[str, Any]) -> Order:
    try:
        name, first, last = str(fields["name"]), date.fromisoformat(fields["first"]), date.fromisoformat(fields["last"])
        kinds = frozenset(map(Kind, fields.get("kinds", ())))
    except (KeyError, TypeError) as error:
        raise ValueError("an order has a name, a first and a last day") from error
    units = (fields.get("district"), fields.get("commune"))
    if first > last or any(unit is not None and type(unit) is not int for unit in units):
        raise ValueError("an order lasts a day at least, and names areas by their codes")
    return Order(name, first, last, *units, kinds)
