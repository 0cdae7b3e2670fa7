"""Public exposure places (địa điểm có nguy cơ): where and when, so that whoever was there knows; never who.

A tracer proposes a place from a trace, another official approves it, and any official of tracing withdraws it at once.
Times are widened to half hours of the clock, as a cordon's are: nobody is recognised by the minute they came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from truyvet.days import day_end, day_start, instant_text, local_day
from truyvet.door_rules import DoorRules
from truyvet.errors import FieldError, ForbiddenError, InvalidError
from truyvet.settings import ExposureRules
from truyvet.stays import Stay, StayRules
from truyvet.venues import Kind

ROUNDED_TO = timedelta(minutes=30)
"""Times for the public are widened to half hours of the clock: nobody is recognised by the minute they came."""
MOST_PROPOSED = 50
LONGEST_REASON = 200


class State(StrEnum):
    """What became of a proposed place. One that was withdrawn may be proposed again."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Doubt(StrEnum):
    """Why a place may point at a person, for an official to decide: few were there, or it is no public place."""

    FEW = "few"
    CIRCLE = "circle"


@dataclass(frozen=True)
class By:
    """An official who did something, and when: `id` as the token has it, `name` as they sign in."""

    id: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Spot:
    """What of a venue the public may read; all of it stands on the venue's poster."""

    code: str
    name: str
    kind: Kind
    address: str
    commune_name: str
    district_name: str


@dataclass(frozen=True)
class Exposure:
    """A place and a span of one local day, from which trace it came, who did what, and what whoever decides weighs."""

    spot: Spot
    start: datetime
    end: datetime
    trace: str
    case_number: str
    proposed: By
    doubts: tuple[Doubt, ...] = ()
    state: State = State.PROPOSED
    approved: By | None = None
    withdrawn: By | None = None
    reason: str = ""

    @property
    def day(self) -> date:
        """The local day."""
        return local_day(self.start)

    @property
    def id(self) -> str:
        """The same for the same place, span and trace, so that proposing twice makes one; it begins with the day."""
        told = f"{self.trace}#{self.spot.code}#{instant_text(self.start)}#{instant_text(self.end)}"
        return f"{self.day.isoformat()}-{sha256(told.encode()).hexdigest()[:20]}"

    @property
    def expires_at(self) -> datetime:
        """It ends when the visits that it was made of do."""
        return self.end + DoorRules().retention


@dataclass(frozen=True)
class Asked:
    """A place as a tracer proposes it."""

    venue: str
    start: datetime
    end: datetime


class Traced(Protocol):
    """What of a kept trace a proposal is held against; `kept_traces.KeptTrace`."""

    @property
    def id(self) -> str:
        """The trace."""

    @property
    def case_number(self) -> str:
        """Its case."""

    @property
    def stays(self) -> Sequence[Stay]:
        """Where the case was."""


def propose(
    asked: Asked, spot: Spot, trace: Traced, tail: timedelta, by: By, doubts: tuple[Doubt, ...] = ()
) -> Exposure:
    """A proposal, widened to half hours within its local day; `doubts`: what the cordon says of the place.

    Raises InvalidError where the trace has no stay of its case there and then (`tail`: how long its air counts).
    """
    start, end = widened(asked.start, asked.end)
    midnight = day_end(local_day(start))
    if midnight < end <= midnight + ROUNDED_TO:
        # What a stay until midnight leaves in the air is not worth a line of the next day.
        end = midnight
    if not start < end <= midnight:
        raise _refused("Mỗi địa điểm nằm trong một ngày, giờ đầu trước giờ cuối.")
    if not any(
        stay.venue == asked.venue and stay.start < end and start < stay.end + tail + timedelta(milliseconds=1)
        for stay in trace.stays
    ):
        raise _refused("Lần truy vết này không có ca bệnh ở nơi đó vào giờ đó.")
    return Exposure(spot, start, end, trace.id, trace.case_number, by, doubts)


def widened(start: datetime, end: datetime) -> tuple[datetime, datetime]:
    """The span out to half hours of the clock."""
    zero = day_start(local_day(start))
    return zero + (start - zero) // ROUNDED_TO * ROUNDED_TO, zero - (zero - end) // ROUNDED_TO * ROUNDED_TO


def approved(exposure: Exposure, by: By, published_today: int, rules: ExposureRules, *, province: bool) -> Exposure:
    """The exposure as published. Raises ForbiddenError for whoever proposed it, and for a flood of places.

    `published_today`: how many were published on the local day before this one; above the limit only the province may
    (a circuit breaker: whatever proposes hundreds of places is likelier a mistake than an epidemic).
    """
    if exposure.proposed.id == by.id:
        raise ForbiddenError("Người đề nghị không được tự duyệt. Xin nhờ cán bộ khác duyệt.")
    if published_today >= rules.places_a_day and not province:
        raise ForbiddenError(
            f"Hôm nay đã công bố {published_today} nơi, đến mức {rules.places_a_day} nơi một ngày: "
            "từ đây cần cán bộ cấp tỉnh duyệt."
        )
    return replace(exposure, state=State.PUBLISHED, approved=by)


def withdrawn(exposure: Exposure, by: By, reason: str) -> Exposure:
    """The exposure taken back, with the reason for the record. Raises InvalidError without one."""
    if not 0 < len(reason) <= LONGEST_REASON:
        raise InvalidError([FieldError("reason", f"Xin ghi lý do rút lại, nhiều nhất {LONGEST_REASON} ký tự.")])
    return replace(exposure, state=State.WITHDRAWN, withdrawn=by, reason=reason)


@dataclass(frozen=True)
class PublicSpan:
    """What the public reads: `usual`, how long people stay at such a place whose exit nobody scanned."""

    spot: Spot
    start: datetime
    end: datetime
    usual: timedelta


def public(exposures: Iterable[Exposure], now: datetime) -> list[PublicSpan]:
    """The published places that still matter, the latest day first; spans of one place that touch are one.

    So two cases at one place cannot be told from one.
    """
    usual = StayRules().usual
    spans: list[PublicSpan] = []
    shown = [each for each in exposures if each.state is State.PUBLISHED and each.expires_at > now]
    for each in sorted(shown, key=lambda each: (each.day, each.spot.code, each.start)):
        last = spans[-1] if spans else None
        same = last and last.spot.code == each.spot.code and local_day(last.start) == each.day
        if last and same and each.start <= last.end:
            spans[-1] = replace(last, end=max(last.end, each.end))
        else:
            spans.append(PublicSpan(each.spot, each.start, each.end, usual[each.spot.kind]))
    spans.sort(key=lambda each: (each.spot.district_name, each.spot.commune_name, each.spot.name, each.start))
    return sorted(spans, key=lambda each: local_day(each.start), reverse=True)


def _refused(sentence: str) -> InvalidError:
    return InvalidError([FieldError("places", sentence)])
