"""What a citizen may ask later: that their check-in stood on a page of a trace which somebody opened."""

import os
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

import http_api
from tracing import wiring
from truyvet import receipts
from truyvet.days import instant, local_day
from truyvet.look_table import LookTable, Part
from truyvet.receipts import Receipt
from truyvet.tracing import Scan


@cache
def _table() -> LookTable:
    return LookTable(wiring.dynamodb(), os.environ["LOOKS_TABLE"])


def note(trace: str, page: str, seen: Iterable[Scan], holders: Iterable[bytes]) -> None:
    """Notes the check-ins whose records a page (or file) of a trace shows, and the badges, by their sealed holders.

    Raises TryAgainError: then nothing may be shown.
    """
    touched = [receipts.of_visit(scan.venue, local_day(scan.at), scan.id) for scan in seen]
    touched += [receipts.of_badge(holder) for holder in holders]
    _table().note(trace, page, Part.CONTACT, touched, http_api.received_now())


def note_case(trace: str, visits: Iterable[dict[str, Any]]) -> None:
    """Notes the case's own check-ins, of which a trace's first page is made (`visits` of the trace's file)."""
    _table().note(trace, "0", Part.CASE, map(_of_case, visits), http_api.received_now())


def _of_case(visit: dict[str, Any]) -> Receipt:
    return receipts.of_visit(visit["venue"], local_day(instant(visit["at"])), UUID(visit["id"]))
