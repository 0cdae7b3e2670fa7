"""What is told about a venue, to anybody and to its owner, and how it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from aws_lambda_powertools.event_handler import Response

from truyvet import units
from truyvet.days import instant_text
from truyvet.tallies import Tally
from truyvet.venues import OpeningHours, Venue

COUNTED_WITHIN_SECONDS = 60
"""After so long a check-in is in the counts; usually after two or three seconds."""


@dataclass(frozen=True)
class Publisher:
    """Who publishes: the address people reach, the hotline (may be empty), who asks for it, the province's code."""

    host_url: str
    hotline: str
    authority: str
    province: int

    def check_in_url(self, code: str) -> str:
        """The text of a QR code, in upper case so that it takes alphanumeric mode."""
        return f"{self.host_url}/C/{code}".upper()

    def registered(self, venue: Venue) -> dict[str, Any]:
        """What whoever registers a venue is given, but for the token."""
        path = f"/api/venues/{venue.code}"
        return {
            "code": venue.code,
            "name": venue.name,
            "check_in_url": self.check_in_url(venue.code),
            "qr": f"{path}/qr.svg",
            "poster": f"{path}/poster.pdf",
        }

    def card(self, venue: Venue) -> dict[str, Any]:
        """What anybody may know of a venue: nothing of its head."""
        return {
            "code": venue.code,
            "name": venue.name,
            "kind": venue.kind.value,
            "commune": venue.commune,
            "commune_name": venue.commune_name,
            "district": venue.district,
            "district_name": self.district_name(venue),
            "zones": list(venue.zones),
            "status": venue.status.value,
        }

    def whole(self, venue: Venue) -> dict[str, Any]:
        """Everything that is registered, for the owner."""
        return self.card(venue) | {
            "address": venue.address,
            "head": venue.head,
            "phone": venue.phone,
            "agency": venue.agency,
            "email": venue.email,
            "tax_code": venue.tax_code,
            "opening_hours": [_hours(hours) for hours in venue.opening_hours],
            "visitors_a_day": venue.visitors_a_day,
            "registered_at": instant_text(venue.registered_at),
            "poster_version": venue.poster_version,
            "poster_issued_at": instant_text(venue.poster_issued_at) if venue.poster_issued_at else None,
        }

    def district_name(self, venue: Venue) -> str:
        """The name of the venue's district."""
        return units.district_of(self.province, venue.commune).name


def today(day: date, tally: Tally | None) -> dict[str, Any]:
    """The counts of a venue's day; `by_hour`: entries and exits together, 24 numbers from midnight, local time."""
    return {
        "day": day.isoformat(),
        "entries": tally.entries if tally else 0,
        "exits": tally.exits if tally else 0,
        "by_hour": list(tally.by_hour) if tally else [0] * 24,
        "updated_within": COUNTED_WITHIN_SECONDS,
    }


def file(content: bytes, media_type: str, headers: Mapping[str, str]) -> Response[bytes]:
    """A file; the API carries it as base64 and gives the client the bytes."""
    return Response(
        status_code=200,
        content_type=media_type,
        body=content,
        headers={"X-Content-Type-Options": "nosniff", **headers},
    )


def _hours(hours: OpeningHours) -> dict[str, Any]:
    return {"days": list(hours.days), "from": f"{hours.opens:%H:%M}", "to": f"{hours.closes:%H:%M}"}
