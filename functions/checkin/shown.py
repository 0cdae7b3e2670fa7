"""What the door shows of a receipt and of a card, as JSON (docs/api.md)."""

from typing import TYPE_CHECKING, Any

from truyvet.days import instant_text

if TYPE_CHECKING:
    from truyvet.cards import Card
    from truyvet.checkins import Receipt


def receipt(given: "Receipt") -> dict[str, Any]:
    """The answer to a check-in."""
    visit = given.visit
    return {
        "id": str(visit.id),
        "venue": visit.venue,
        "venue_name": given.venue.name,
        "commune_name": given.venue.commune_name,
        "direction": visit.direction.value,
        "at": instant_text(visit.at),
        "received_at": instant_text(visit.received_at),
        "alert": visit.alert,
    }


def card(read: "Card | None") -> dict[str, Any]:
    """What was read of a card, where one was scanned."""
    if read is None:
        return {}
    return {"card": {"kind": read.kind.value, "shown": read.shown, "warnings": [odd.value for odd in read.warnings]}}
