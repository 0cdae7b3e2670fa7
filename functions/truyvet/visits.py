"""Visits (lượt vào, ra): one item of the Visits table for each check-in or check-out.

The item's key is the venue and local day, then the device's time and the id made on the device: the same event
sent again is the same item. The layout keeps an item under 1,024 bytes, so that a check-in costs one write unit
and one more for the index by person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from truyvet.days import EPOCH, from_milliseconds, local_day, milliseconds

MAX_ITEM_BYTES = 1024
TIME_BYTES = 8

AttributeValue = dict[str, Any]
Item = dict[str, AttributeValue]


class Direction(StrEnum):
    """A check-in (vào) or a check-out (ra)."""

    IN = "in"
    OUT = "out"


class Visitor(StrEnum):
    """Why a person enters: customer or guest, staff, delivery, passenger."""

    VISITOR = "visitor"
    STAFF = "staff"
    DELIVERY = "delivery"
    PASSENGER = "passenger"


class Source(StrEnum):
    """How the visit was recorded: own phone, helper, badge, or paper typed in later."""

    SELF = "self"
    HELPER = "helper"
    BADGE = "badge"
    PAPER = "paper"


@dataclass(frozen=True)
class Visit:
    """One check-in or check-out as stored. `person`: 16-byte key; `also`: the same person's other keys.

    `holder`: of a visit by badge, the sealed person of the badge; `sealed` then holds the declaration only.
    """

    id: UUID
    venue: str
    at: datetime
    direction: Direction
    district: int
    commune: int
    person: bytes
    sealed: bytes
    fingerprint: bytes
    received_at: datetime
    expires_at: datetime
    also: tuple[bytes, ...] = ()
    holder: bytes | None = None
    zone: str | None = None
    visitor: Visitor = Visitor.VISITOR
    source: Source = Source.SELF
    device: bytes | None = None
    clock_doubt: bool = False
    alert: bool = False

    @property
    def day(self) -> date:
        """The local day of the visit."""
        return local_day(self.at)

    @property
    def late(self) -> bool:
        """It arrived after its local day was over."""
        return local_day(self.received_at) > self.day


def venue_day(venue: str, day: date) -> str:
    """The partition key: `7K3M9QXP#2021-08-13`."""
    return f"{venue}#{day.isoformat()}"


def parse_venue_day(key: str) -> tuple[str, date]:
    """The venue code and local day of a partition key."""
    venue, day = key.split("#")
    return venue, date.fromisoformat(day)


def time_prefix(at: datetime) -> bytes:
    """The first bytes of the sort key, which sort as the instants do."""
    return milliseconds(at).to_bytes(TIME_BYTES, "big")


def sort_key(at: datetime, visit_id: UUID) -> bytes:
    """The sort key: 8 bytes of milliseconds, big-endian, and the 16 of the id."""
    return time_prefix(at) + visit_id.bytes


def to_item(visit: Visit) -> Item:
    """The visit as DynamoDB attribute values. What is usual (self, visitor, no doubt) is left out."""
    item: Item = {
        "venue_day": {"S": venue_day(visit.venue, visit.day)},
        "at_id": {"B": sort_key(visit.at, visit.id)},
        "person": {"B": visit.person},
        "direction": {"S": visit.direction.value},
        "district": {"N": str(visit.district)},
        "commune": {"N": str(visit.commune)},
        "received_at": {"N": str(milliseconds(visit.received_at))},
        "expires_at": {"N": str(milliseconds(visit.expires_at) // 1000)},
        "sealed": {"B": visit.sealed},
        "fingerprint": {"B": visit.fingerprint},
    }
    if visit.also:
        item["also"] = {"B": b"".join(visit.also)}
    if visit.holder:
        item["holder"] = {"B": visit.holder}
    if visit.zone:
        item["zone"] = {"S": visit.zone}
    if visit.visitor is not Visitor.VISITOR:
        item["visitor"] = {"S": visit.visitor.value}
    if visit.source is not Source.SELF:
        item["source"] = {"S": visit.source.value}
    if visit.device:
        item["device"] = {"B": visit.device}
    if visit.clock_doubt:
        item["clock_doubt"] = {"BOOL": True}
    if visit.alert:
        item["alert"] = {"BOOL": True}
    return item


def from_item(item: Mapping[str, AttributeValue]) -> Visit:
    """The visit of an item as botocore gives it (binary values are bytes)."""
    venue, _ = parse_venue_day(item["venue_day"]["S"])
    at_id = bytes(item["at_id"]["B"])
    also = bytes(item["also"]["B"]) if "also" in item else b""
    return Visit(
        id=UUID(bytes=at_id[TIME_BYTES:]),
        venue=venue,
        at=from_milliseconds(int.from_bytes(at_id[:TIME_BYTES], "big")),
        direction=Direction(item["direction"]["S"]),
        district=int(item["district"]["N"]),
        commune=int(item["commune"]["N"]),
        person=bytes(item["person"]["B"]),
        sealed=bytes(item["sealed"]["B"]),
        fingerprint=bytes(item["fingerprint"]["B"]),
        received_at=from_milliseconds(int(item["received_at"]["N"])),
        expires_at=from_milliseconds(int(item["expires_at"]["N"]) * 1000),
        also=tuple(also[start : start + 16] for start in range(0, len(also), 16)),
        holder=bytes(item["holder"]["B"]) if "holder" in item else None,
        zone=item["zone"]["S"] if "zone" in item else None,
        visitor=Visitor(item["visitor"]["S"]) if "visitor" in item else Visitor.VISITOR,
        source=Source(item["source"]["S"]) if "source" in item else Source.SELF,
        device=bytes(item["device"]["B"]) if "device" in item else None,
        clock_doubt="clock_doubt" in item,
        alert="alert" in item,
    )


def item_bytes(item: Item) -> int:
    """The size of an item as DynamoDB counts it for write units: names and values, UTF-8."""
    return sum(len(name) + _value_bytes(value) for name, value in item.items())


def fits(visit: Visit) -> bool:
    """Whether the visit's item keeps to `MAX_ITEM_BYTES`, also when it is marked as of a doubtful clock later."""
    # The item is made, and measured, only of those few that come near the limit.
    if _LONGEST_FRAME + len(visit.sealed) + len(visit.holder or b"") + 4 * len(visit.zone or "") <= MAX_ITEM_BYTES:
        return True
    return item_bytes(to_item(replace(visit, clock_doubt=True))) <= MAX_ITEM_BYTES


def _value_bytes(value: AttributeValue) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "B":
        return len(content)
    if kind == "N":
        return (len(content.lstrip("-")) + 1) // 2 + 1
    return 1


def expiry(at: datetime, retention: timedelta) -> datetime:
    """When a visit is deleted: whole seconds after the visit, not after its arrival."""
    return from_milliseconds(milliseconds(at + retention) // 1000 * 1000)


# Everything of an item but what is as long as people make it: three keys of a person and whatever is rare.
_LONGEST_FRAME = item_bytes(
    to_item(
        Visit(
            id=UUID(int=0),
            venue="7K3M9QXP",
            at=EPOCH,
            direction=Direction.OUT,
            district=99999,
            commune=99999,
            person=bytes(16),
            sealed=b"",
            fingerprint=bytes(8),
            received_at=from_milliseconds(10**13 - 1),
            expires_at=from_milliseconds(10**13 - 1),
            also=(bytes(16), bytes(16)),
            holder=b"h",
            zone="z",
            visitor=Visitor.PASSENGER,
            source=Source.HELPER,
            device=bytes(16),
            clock_doubt=True,
            alert=True,
        )
    )
)
