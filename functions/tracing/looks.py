"""What a citizen may ask later: that their check-in stood on a page of a trace which somebody opened."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import http_api
from tracing import wiring
from truyvet import receipts
from truyvet.days import instant, local_day
from truyvet.look_table import Part
from truyvet.receipts import Receipt


def note(trace: str, page: str, shown: Iterable[Receipt]) -> None:
    """Notes the check-ins and badges whose records a page (or file) of a trace shows.

    Raises TryAgainError: then nothing may be shown.
    """
    wiring.looks().note(trace, page, Part.CONTACT, shown, http_api.received_now())


def note_case(trace: str, visits: Iterable[dict[str, Any]]) -> None:
    """Notes the case's own check-ins, of which a trace's first page is made (`visits` of the trace's file)."""
    wiring.looks().note(trace, "0", Part.CASE, map(_of_case, visits), http_api.received_now())


def _of_case(visit: dict[str, Any]) -> Receipt:
    return receipts.of_visit(visit["venue"], local_day(instant(visit["at"])), UUID(visit["id"]))
