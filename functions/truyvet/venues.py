"""Venues (điểm kiểm dịch): the places whose visitors are recorded, and when they are open."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from truyvet.texts import folded


class Kind(StrEnum):
    """What a venue is: the sectors by which the directive divides the duty."""

    OFFICE = "office"
    MARKET = "market"
    SUPERMARKET = "supermarket"
    CONVENIENCE = "convenience"
    GROCERY = "grocery"
    RESTAURANT = "restaurant"
    FACTORY = "factory"
    SCHOOL = "school"
    HEALTH = "health"
    TRANSPORT = "transport"
    WORSHIP = "worship"
    CHECKPOINT = "checkpoint"
    OTHER = "other"


KIND_NAMES = {
    Kind.OFFICE: "Cơ quan, công sở",
    Kind.MARKET: "Chợ",
    Kind.SUPERMARKET: "Siêu thị",
    Kind.CONVENIENCE: "Cửa hàng tiện lợi",
    Kind.GROCERY: "Tạp hóa",
    Kind.RESTAURANT: "Quán ăn, cà phê",
    Kind.FACTORY: "Nhà máy, xí nghiệp",
    Kind.SCHOOL: "Trường học",
    Kind.HEALTH: "Cơ sở y tế",
    Kind.TRANSPORT: "Bến xe, vận tải",
    Kind.WORSHIP: "Cơ sở tôn giáo",
    Kind.CHECKPOINT: "Chốt kiểm soát",
    Kind.OTHER: "Khác",
}


class Status(StrEnum):
    """Whether a venue takes check-ins: open, closed by its owner, suspended by the authority."""

    OPEN = "open"
    CLOSED = "closed"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class OpeningHours:
    """Opening hours on some days of the week (1 Monday to 7 Sunday), local time.

    `closes` at or before `opens` means after midnight; 00:00 to 00:00 is the whole day.
    """

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True)
class Venue:
    """A registered venue. District and commune are codes of the official list and never change.

    `poster_issued_at`: when a poster was first given out; `poster_printed`: the newest version that was;
    `poster_changed_at`: when what the poster says last changed, which raised its version. `away_from`, `away_until`:
    the local days on which its head said that it is closed.
    """

    code: str
    name: str
    kind: Kind
    address: str
    district: int
    commune: int
    commune_name: str
    head: str
    phone: str
    registered_at: datetime
    agency: str | None = None
    email: str | None = None
    tax_code: str | None = None
    opening_hours: tuple[OpeningHours, ...] = ()
    visitors_a_day: int | None = None
    zones: tuple[str, ...] = ()
    status: Status = Status.OPEN
    status_since: datetime | None = None
    poster_version: int = 1
    poster_issued_at: datetime | None = None
    poster_printed: int | None = None
    poster_changed_at: datetime | None = None
    away_from: date | None = None
    away_until: date | None = None
    owner_token_hash: bytes = b""

    def opens_on(self, day: date) -> bool:
        """Whether the venue is open on a local day: its head did not say otherwise, and its opening hours name it."""
        if self.away_from and self.away_until and self.away_from <= day <= self.away_until:
            return False
        return not self.opening_hours or any(day.isoweekday() in hours.days for hours in self.opening_hours)

    def open_hours(self, day: date) -> frozenset[int]:
        """The hours (0 to 23) of a local day in which the venue is open for at least a minute."""
        if not self.opening_hours:
            return frozenset(range(24))
        return frozenset(hour for hours in self.opening_hours for hour in _hours_of(hours, day))


def _hours_of(hours: OpeningHours, day: date) -> set[int]:
    opens, closes = hours.opens, hours.closes
    last = closes.hour if closes.minute else closes.hour - 1
    if closes > opens:
        return set(range(opens.hour, last + 1)) if day.isoweekday() in hours.days else set()
    found: set[int] = set()
    if day.isoweekday() in hours.days:
        found |= set(range(opens.hour, 24))
    if (day - timedelta(days=1)).isoweekday() in hours.days:
        found |= set(range(last + 1))
    return found


def new_owner_token() -> str:
    """A random owner's token: 32 bytes, 43 characters that fit an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of an owner's token: SHA-256; the token itself has 32 random bytes, so no salt is needed."""
    return sha256(token.encode()).digest()


def owned_by(venue: Venue, token: str) -> bool:
    """Whether this is the token of the venue's owner; takes as long for a wrong one."""
    return hmac.compare_digest(venue.owner_token_hash, token_hash(token))


def same_venue_key(phone: str, name: str, commune: int) -> str:
    """Equal for two registrations of the same venue: phone, name without case and diacritics, commune."""
    return sha256(f"{phone}\x00{folded(name)}\x00{commune}".encode()).hexdigest()[:32]
