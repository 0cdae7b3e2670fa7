"""The stores of oversight in memory, with a small province in them."""

from typing import Any, cast

from oversight.desk import Stores
from truyvet import units


def stores(**given: Any) -> Stores:
    """Stores with those given; whatever else a route would read is missing and fails loudly."""
    names = ("venues", "tallies", "findings", "reports", "settings", "archive")
    return Stores(units.province(70), *(cast("Any", given.get(name)) for name in names))
