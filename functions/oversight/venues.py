"""Venues of a day, listed and searched; and one venue with its weeks, hours, findings and devices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight import asked
from oversight.asked import Choice
from oversight.desk import Desk, desk, router
from oversight.findings import shown
from truyvet import units
from truyvet.days import instant_text
from truyvet.devices import Device
from truyvet.errors import NotFoundError
from truyvet.fields import venue_code
from truyvet.tallies import Tally
from truyvet.texts import folded
from truyvet.venues import KIND_NAMES, Status, Venue

routes = router()

PAGE = 20
WEEKS = timedelta(days=28)
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
FINDINGS_SINCE = timedelta(days=60)
Json = dict[str, Any]


class State(StrEnum):
    """What a venue did on the day."""

    ACTIVE = "active"
    SILENT = "silent"
    UNPRINTED = "unprinted"
    CLOSED = "closed"


class Order(StrEnum):
    """How venues are listed: the busiest first, the quietest first, or by name."""

    MOST = "most"
    LEAST = "least"
    NAME = "name"


@dataclass(frozen=True)
class Listed:
    """A venue with its counts of the day, and its scans of the day and the week before (None: nothing known)."""

    venue: Venue
    tally: Tally | None
    day_before: int | None
    week_before: int | None

    @property
    def scans(self) -> int:
        """Scans of the day."""
        return self.tally.scans if self.tally else 0

    @property
    def state(self) -> State:
        """What the venue did on the day."""
        if self.scans:
            return State.ACTIVE
        if self.venue.status is not Status.OPEN:
            return State.CLOSED
        return State.SILENT if self.venue.poster_issued_at else State.UNPRINTED


@routes.get("/api/oversight/days/<day>/venues", compress=True)
def get_venues(day: str) -> Response[str]:
    """A page of venues: those that `q`, `state` and the choice leave, in the order asked for."""
    at = desk(routes)
    parameters = routes.current_event.query_string_parameters
    found = listed(at, asked.day(at, day), asked.choice(at, parameters), parameters)
    first = asked.number(parameters, "next") or 0
    names = {district.code: district.name for district in at.stores.province.districts}
    answer = {
        "as_of": instant_text(at.now),
        "total": len(found),
        "venues": [_row(each, names) for each in found[first : first + PAGE]],
        "next": first + PAGE if first + PAGE < len(found) else None,
    }
    return http_api.answer(200, answer)


@routes.get("/api/oversight/venues/<code>", compress=True)
def get_venue(code: str) -> Response[str]:
    """One venue: card, counts of four weeks, findings of two months, devices and what is missing of them."""
    at = desk(routes)
    venue = at.stores.venues.get(venue_code(code))
    if venue is None:
        raise NotFoundError("Không có điểm nào mang mã này.")
    at.scope.require_seen(venue)
    days = [at.today - back * ONE_DAY for back in range(WEEKS.days - 1, -1, -1)]
    tallies = at.stores.days.of_venue(venue, days)
    findings = at.stores.days.findings_of_venue(venue.code, at.today - FINDINGS_SINCE)
    answer = {
        "as_of": instant_text(at.now),
        "venue": _card(at, venue),
        "days": [_day(venue, each, tallies.get(each)) for each in days],
        "hours": _usual_hours(tallies.values(), at.today),
        "findings": [shown(each, venue) for each in reversed(findings)],
        "devices": [_device(device) for device in at.stores.devices.of_venue(venue.code)],
    }
    return http_api.answer(200, answer)


def listed(at: Desk, day: date, chosen: Choice, parameters: Mapping[str, str]) -> Sequence[Listed]:
    """All venues that are asked for, in order."""
    state = asked.word(parameters, "state", State)
    order = asked.word(parameters, "order", Order) or Order.MOST
    words = folded(parameters.get("q", "")[:100]).split()
    venues = [venue for venue in at.stores.days.venues(chosen.districts, at.now).values() if chosen.has(venue)]
    if words:
        venues = [venue for venue in venues if _matches(venue, words)]
    on_day, before, week_before = (
        at.stores.days.tallies(each, chosen.districts, at.now) for each in (day, day - ONE_DAY, day - WEEK)
    )
    found = [
        Listed(venue, on_day.get(venue.code), _scans(before, venue.code), _scans(week_before, venue.code))
        for venue in venues
    ]
    if state:
        found = [each for each in found if each.state is state]
    if order is Order.NAME:
        return sorted(found, key=lambda each: (_plain(each.venue.name), each.venue.code))
    sign = -1 if order is Order.MOST else 1
    return sorted(found, key=lambda each: (sign * each.scans, each.venue.commune, each.venue.code))


def _scans(tallies: Mapping[str, Tally], code: str) -> int | None:
    if not tallies:
        return None
    tally = tallies.get(code)
    return tally.scans if tally else 0


def _matches(venue: Venue, words: Sequence[str]) -> bool:
    text = f"{_plain(venue.name)} {venue.code.lower()} {_plain(venue.address)}"
    return all(word in text for word in words)


@lru_cache(maxsize=60_000)
def _plain(text: str) -> str:
    return folded(text)


def _row(each: Listed, districts: Mapping[int, str]) -> Json:
    venue = each.venue
    return {
        "code": venue.code,
        "name": venue.name,
        "kind": venue.kind.value,
        "address": venue.address,
        "district": venue.district,
        "district_name": districts[venue.district],
        "commune": venue.commune,
        "commune_name": venue.commune_name,
        "status": venue.status.value,
        "state": each.state.value,
        "entries": each.tally.entries if each.tally else 0,
        "exits": each.tally.exits if each.tally else 0,
        "scans": each.scans,
        "day_before": each.day_before,
        "week_before": each.week_before,
    }


def _card(at: Desk, venue: Venue) -> Json:
    """What is registered. Whom to call there is told to those who act on the venue."""
    card: Json = {
        "code": venue.code,
        "name": venue.name,
        "kind": venue.kind.value,
        "kind_name": KIND_NAMES[venue.kind],
        "address": venue.address,
        "district": venue.district,
        "district_name": units.district_of(at.stores.province.code, venue.commune).name,
        "commune": venue.commune,
        "commune_name": venue.commune_name,
        "agency": venue.agency,
        "status": venue.status.value,
        "registered_at": instant_text(venue.registered_at),
        "poster_issued_at": instant_text(venue.poster_issued_at) if venue.poster_issued_at else None,
        "opening_hours": [
            {"days": list(hours.days), "from": f"{hours.opens:%H:%M}", "to": f"{hours.closes:%H:%M}"}
            for hours in venue.opening_hours
        ],
        "visitors_a_day": venue.visitors_a_day,
        "acts": at.scope.acts_on(venue),
    }
    if at.scope.acts_on(venue):
        card |= {"head": venue.head, "phone": venue.phone, "email": venue.email}
    return card


def _day(venue: Venue, day: date, tally: Tally | None) -> Json:
    return {
        "day": day.isoformat(),
        "open": venue.opens_on(day),
        "entries": tally.entries if tally else 0,
        "exits": tally.exits if tally else 0,
        "by_helper": tally.scans - tally.by_source.get("self", 0) if tally else 0,
        "late": tally.late if tally else 0,
        "first_at": f"{tally.first_at:%H:%M}" if tally and tally.first_at else None,
        "last_at": f"{tally.last_at:%H:%M}" if tally and tally.last_at else None,
        "by_hour": list(tally.by_hour) if tally else [0] * 24,
    }


def _usual_hours(tallies: Iterable[Tally], today: date) -> list[float]:
    """The mean scans by hour of the days before today that have any."""
    days = [tally.by_hour for tally in tallies if tally.scans and tally.day != today]
    return [round(sum(hours) / len(days), 1) for hours in zip(*days, strict=True)] if days else [0.0] * 24


def _device(device: Device) -> Json:
    return {
        "name": device.name,
        "paper": device.paper,
        "revoked": device.revoked_at is not None,
        "seen_at": instant_text(device.seen_at) if device.seen_at else None,
        "waiting": device.waiting,
        "waiting_since": instant_text(device.waiting_since) if device.waiting_since else None,
        "missing": device.sequence.shown,
        "missing_count": device.sequence.missing_count,
    }
