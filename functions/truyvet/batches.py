"""Batches (gửi bù): what a helper's device kept while it had no network, and what is still missing of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from truyvet.cards import Card
from truyvet.checkins import CheckIn, Door, Receipt, take_in
from truyvet.device_table import OvertakenError
from truyvet.devices import Device, device_of
from truyvet.errors import DomainError, FieldError, ForbiddenError, InvalidError, TryAgainError, UnauthorisedError
from truyvet.visits import Source

MOST_EVENTS = 500
MOST_MISSING = 500
MOST_VOID = 500
ATTEMPTS = 5


class Status(StrEnum):
    """What became of an event: now in, in before, never to be in, or to be sent again."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    RETRY = "retry"


@dataclass(frozen=True)
class Sent:
    """An event of a batch: its number, the check-in or why it cannot be read as one, and its id where it has one.

    The entry and the exit of one line of a paper pad bear the same number.
    """

    number: int
    event: CheckIn | DomainError
    id: UUID | None = None


@dataclass(frozen=True)
class Result:
    """What became of the event of a number. `error` where it was refused; `card`: what was scanned of the person."""

    number: int
    status: Status
    receipt: Receipt | None = None
    error: DomainError | None = None
    card: Card | None = None


@dataclass(frozen=True)
class Report:
    """What a device says of itself: the highest number it gave out, how many events wait, and since when.

    `void`: lines of a paper pad that hold nothing, left blank or spoilt.
    """

    issued: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    void: tuple[int, ...] = ()


class Devices(Protocol):
    """Where devices are kept; `device_table.DeviceTable`."""

    def get(self, device_id: UUID) -> Device | None:
        """The device, or None."""

    def put(self, device: Device) -> Device:
        """Stores the next version. Raises OvertakenError."""


class Spread(Protocol):
    """How the events of a batch are gone through: `map`, or that of a pool of threads."""

    def __call__(self, function: Callable[[Sent], Result], sent: Iterable[Sent], /) -> Iterable[Result]:
        """One result for each event, in their order."""


def signed_in(devices: Devices, token: str) -> Device:
    """The device whose token this is. Raises UnauthorisedError."""
    device_id = device_of(token)
    device = devices.get(device_id) if device_id else None
    if device is None or not device.opened_by(token):
        raise UnauthorisedError("Máy này chưa được ghép với điểm hoặc đã bị thu hồi. Xin ghép lại.")
    return device


def refuse_void(device: Device, report: Report) -> None:
    """A number that a phone gave out stands for a scan; only paper has blank lines. Raises InvalidError."""
    if report.void and not device.paper:
        raise InvalidError([FieldError("void", "Chỉ sổ giấy mới có dòng bỏ trống.")])


def take(door: Door, device: Device, sent: Sequence[Sent], now: datetime, spread: Spread = map) -> list[Result]:
    """Stores the events of a batch, each for itself: one that is refused or has to come again spoils no other."""
    source = Source.PAPER if device.paper else Source.HELPER

    def one(each: Sent) -> Result:
        if isinstance(each.event, DomainError):
            return Result(each.number, Status.REFUSED, error=each.event)
        event = replace(each.event, device=device.id.bytes, source=_source(each.event, source))
        try:
            if event.venue not in device.venues:
                raise ForbiddenError("Máy này không được ghép với điểm đó.")
            receipt = take_in(door, event, now)
        except TryAgainError as error:
            return Result(each.number, Status.RETRY, error=error, card=event.card)
        except DomainError as error:
            return Result(each.number, Status.REFUSED, error=error, card=event.card)
        return Result(each.number, Status.STORED if receipt.new else Status.DUPLICATE, receipt, card=event.card)

    return list(spread(one, sent))


def _source(event: CheckIn, source: Source) -> Source:
    badge = source is Source.HELPER and event.card is not None and event.card.badge
    return Source.BADGE if badge else source


def heard_of(devices: Devices, device: Device, results: Sequence[Result], report: Report, now: datetime) -> Device:
    """Remembers which numbers of a device arrived and what it says of itself; gives the device as it then stands.

    A refused event has arrived: the device shows it to its helper. So has a line that is said to be void; one of which
    an event has to come again has not. Raises TryAgainError where too many calls of the same device come at the same
    moment; the events themselves are stored all the same, and may be sent again.
    """
    again = {result.number for result in results if result.status is Status.RETRY}
    arrived = {result.number for result in results}.union(report.void) - again
    seen: Device | None = device
    for _ in range(ATTEMPTS):
        if seen is None:
            break
        after = replace(
            seen,
            seen_at=now,
            waiting=report.waiting,
            waiting_since=report.waiting_since,
            sequence=seen.sequence.announced(report.issued).arrived(arrived),
        )
        try:
            return devices.put(after)
        except OvertakenError:
            seen = devices.get(device.id)
    raise TryAgainError
