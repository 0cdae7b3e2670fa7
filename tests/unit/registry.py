"""Venues in memory, with the promises of the Venues table."""

from dataclasses import replace
from datetime import datetime

from truyvet.errors import FieldError, InvalidError
from truyvet.venues import Venue, same_venue_key


def held(venue: Venue) -> str:
    return same_venue_key(venue.phone, venue.name, venue.commune)


class Registry:
    """What `VenueTable` does, without DynamoDB."""

    def __init__(self, *venues: Venue) -> None:
        self.venues = {venue.code: venue for venue in venues}

    def get(self, code: str) -> Venue | None:
        return self.venues.get(code)

    def register(self, venue: Venue) -> Venue:
        holder = next((known for known in self.venues.values() if held(known) == held(venue)), None)
        if holder is None:
            self.venues[venue.code] = holder = venue
        return holder

    def issue_poster(self, venue: Venue, at: datetime) -> None:
        if venue.poster_issued_at is None:
            self.venues[venue.code] = replace(venue, poster_issued_at=at)

    def correct(self, before: Venue, after: Venue) -> None:
        if any(held(known) == held(after) for known in self.venues.values() if known.code != before.code):
            raise InvalidError([FieldError("name", "Đã có điểm khác.")])
        self.venues[before.code] = after
