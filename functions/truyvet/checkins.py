"""Check-ins (khai báo vào, ra): the one way by which a visit comes into being."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from truyvet import declarations, people, records, visits
from truyvet.badges import Badge, badge_key
from truyvet.cards import Card
from truyvet.declarations import Declaration
from truyvet.door_rules import DoorRules
from truyvet.errors import (
    ClosedError,
    FieldError,
    InvalidError,
    NotFoundError,
    TooEarlyError,
    TooLateError,
    UnknownCardError,
)
from truyvet.people import Person
from truyvet.sealing import Sealer
from truyvet.texts import folded
from truyvet.venue_cards import VenueCard
from truyvet.venues import Status
from truyvet.visits import Direction, Source, Visit, Visitor


@dataclass(frozen=True)
class CheckIn:
    """One event at a door as the device sent it; `at` is the device's time, frozen at the scan.

    `card`: what was scanned of the person, where something was.
    """

    id: UUID
    venue: str
    at: datetime
    direction: Direction
    person: Person
    declaration: Declaration
    on_behalf: bool = False
    visitor: Visitor = Visitor.VISITOR
    source: Source = Source.SELF
    zone: str | None = None
    device: bytes | None = None
    card: Card | None = None


@dataclass(frozen=True)
class Receipt:
    """What is confirmed: the visit as stored, and whether this very request stored it."""

    visit: Visit
    venue: VenueCard
    new: bool


class Cards(Protocol):
    """Where venues are looked up by code."""

    def get(self, code: str, now: datetime) -> VenueCard | None:
        """The card of a venue, or None."""


class Visits(Protocol):
    """Where visits are kept."""

    def put(self, visit: Visit) -> Visit | None:
        """Stores a visit once; gives the one already there under its key. Raises TryAgainError: nothing stored."""


class Badges(Protocol):
    """Where badges are looked up by the hash of their code."""

    def get(self, key: bytes) -> Badge | None:
        """The badge, or None. Raises TryAgainError."""


@dataclass(frozen=True)
class Door:
    """What the door needs: venues, visits, the HMAC key of people, and the public half of the seal.

    `badges` are taken only where a helper's device vouches for the scan.
    """

    venues: Cards
    visits: Visits
    person_secret: bytes
    sealer: Sealer
    badges: Badges | None = None
    rules: DoorRules = field(default_factory=DoorRules)


def check_in(door: Door, event: CheckIn, now: datetime) -> Receipt:
    """Stores one event and confirms it; the same event again gives the same receipt.

    Raises NotFoundError and ClosedError for the venue, TooEarlyError and TooLateError for the device's time,
    InvalidError where its texts together are too long, TryAgainError where nothing was stored.
    """
    _refuse_doubtful_clock(event.at, now, door.rules)
    if event.card and event.card.badge:
        raise UnknownCardError("Thẻ Truy Vết do người hỗ trợ tại điểm quét.")
    venue = _known(door, event, now)
    _refuse_closed(venue)
    return _stored(door, sealed_visit(door, event, venue, now), venue)


def take_in(door: Door, event: CheckIn, now: datetime) -> Receipt:
    """Stores an event that waited on a helper's device: nothing that happened is lost any more.

    A doubtful time is stored and marked, and a venue that has closed since takes it all the same. Raises
    NotFoundError, InvalidError and TryAgainError as `check_in` does, and UnknownCardError for a badge that is
    unknown, revoked or too old.
    """
    venue = _known(door, event, now)
    badge = _badge(door, event.card.badge, now) if event.card and event.card.badge else None
    visit = sealed_visit(door, event, venue, now, badge)
    if not now - door.rules.behind <= event.at <= now + door.rules.ahead:
        # By its own time it might expire at once: it is kept as long as one of today.
        visit = replace(visit, clock_doubt=True, expires_at=visits.expiry(now, door.rules.retention))
    return _stored(door, visit, venue)


def _badge(door: Door, code: str, now: datetime) -> Badge:
    badge = door.badges.get(badge_key(code)) if door.badges else None
    if badge is None or not badge.valid(now):
        raise UnknownCardError("Thẻ Truy Vết này không còn dùng được. Xin nhập số điện thoại của khách.")
    return badge


def _known(door: Door, event: CheckIn, now: datetime) -> VenueCard:
    venue = door.venues.get(event.venue, now)
    if venue is None:
        raise NotFoundError("Không có điểm nào mang mã này. Xin xem lại mã trên bảng QR.")
    return venue


def _stored(door: Door, visit: Visit, venue: VenueCard) -> Receipt:
    there = door.visits.put(visit)
    return Receipt(there or visit, venue, new=there is None)


def _refuse_doubtful_clock(at: datetime, now: datetime, rules: DoorRules) -> None:
    if at > now + rules.ahead:
        raise TooEarlyError("Đồng hồ của điện thoại chạy nhanh hơn giờ thật. Xin chỉnh lại giờ rồi quét lại.")
    if at < now - rules.behind:
        raise TooLateError(
            f"Lượt quét này đã quá {rules.behind.days} ngày, hoặc đồng hồ của điện thoại chạy chậm. "
            "Xin kiểm tra lại ngày giờ."
        )


def _refuse_closed(venue: VenueCard) -> None:
    if venue.status is Status.CLOSED:
        raise ClosedError("Điểm này đang tạm đóng cửa nên không nhận khai báo.")
    if venue.status is Status.SUSPENDED:
        raise ClosedError("Điểm này đang bị đình chỉ hoạt động nên không nhận khai báo.")


def sealed_visit(door: Door, event: CheckIn, venue: VenueCard, now: datetime, badge: Badge | None = None) -> Visit:
    """The visit that an event becomes at a venue, ready to be stored; of a badge's holder where there is one.

    Raises InvalidError for texts too long together.
    """
    person, declaration = event.person, event.declaration
    keys = (badge.person, *badge.also) if badge else people.person_keys(door.person_secret, person)
    identical = (
        f"{folded(person.name)}|{person.birth_year}|{folded(person.address or '')}|{sorted(declaration.symptoms)}"
    )
    visit = Visit(
        id=event.id,
        venue=venue.code,
        at=event.at,
        direction=event.direction,
        district=venue.district,
        commune=venue.commune,
        person=keys[0],
        also=keys[1:],
        holder=badge.holder if badge else None,
        sealed=door.sealer.seal(records.encode(records.Record(person, declaration, event.on_behalf))),
        fingerprint=declarations.fingerprint(door.person_secret, identical, declaration.places),
        received_at=now,
        expires_at=visits.expiry(event.at, door.rules.retention),
        zone=event.zone,
        visitor=event.visitor,
        source=event.source,
        device=event.device,
        alert=declaration.alert,
    )
    if not visits.fits(visit):
        raise _too_long(event)
    return visit


def _too_long(event: CheckIn) -> InvalidError:
    texts = {
        "person.name": event.person.name,
        "person.address": event.person.address or "",
        "declaration.places": event.declaration.places,
    }
    longest = max(texts, key=lambda name: len(texts[name].encode()))
    return InvalidError([FieldError(longest, "Nội dung khai báo quá dài. Xin viết ngắn lại.")])
