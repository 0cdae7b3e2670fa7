"""A venue's history (lịch sử của điểm): what it was told, what it answered and asked for, what was done about it."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256


class Event(StrEnum):
    """What happened."""

    REMINDED = "reminded"
    """The head was reminded of findings: at most once a day."""
    ESCALATED = "escalated"
    """The commune or the district was told that reminders did not help."""
    PROPOSED = "proposed"
    """Suspension was proposed; people decide."""
    ANSWERED = "answered"
    """The head said why."""
    ASKED = "asked"
    """The head asked for help."""
    ASSIGNED = "assigned"
    """An official gave a request to somebody."""
    SETTLED = "settled"
    """An official closed a request or an escalation, and said how."""


class Cause(StrEnum):
    """Why a place does not scan, or cannot."""

    CLOSED = "closed"
    NO_NETWORK = "no_network"
    NO_PHONE = "no_phone"
    NOBODY = "nobody"
    NO_PRINTER = "no_printer"
    VISITORS = "visitors"
    DISAGREE = "disagree"
    OTHER = "other"


CAUSE_NAMES = {
    Cause.CLOSED: "Đang tạm nghỉ",
    Cause.NO_NETWORK: "Không có mạng hoặc mạng yếu",
    Cause.NO_PHONE: "Không có điện thoại, điện thoại hỏng",
    Cause.NOBODY: "Không có người mời khách quét",
    Cause.NO_PRINTER: "Không in được mã QR",
    Cause.VISITORS: "Khách không chịu quét",
    Cause.DISAGREE: "Số liệu không đúng với điểm",
    Cause.OTHER: "Khó khăn khác",
}
HELPABLE = frozenset(Cause) - {Cause.CLOSED, Cause.DISAGREE}
"""What one can ask help for."""


class Rung(StrEnum):
    """Who is told: the ladder (bậc nhắc nhở) of reminders, as Hà Nội had it in October 2021."""

    HEAD = "head"
    COMMUNE = "commune"
    DISTRICT = "district"
    SUSPENSION = "suspension"


RUNG_NAMES = {
    Rung.HEAD: "Nhắc người đứng đầu",
    Rung.COMMUNE: "Chuyển xã, phường",
    Rung.DISTRICT: "Chuyển huyện, thành phố",
    Rung.SUSPENSION: "Đề nghị xem xét tạm dừng",
}


class Sending(StrEnum):
    """How far a message is. `sending` that stays so: nobody knows whether it went out, and it is not sent again."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    NO_ADDRESS = "no_address"
    """There is no mail address and no SMS: somebody has to call."""


@dataclass(frozen=True)
class Entry:
    """One line of a venue's history.

    `id`: unique in the venue, and sorts by time. `by`: who, as people read it. `day`: the reported day that it is
    about. `until`: so long it holds (away, or a date promised). `open_in`: the district whose officials still have to
    do something about it. `about`: the id of the entry that this one answers. `token_hash`: of the link in a reminder.
    """

    venue: str
    id: str
    at: datetime
    event: Event
    by: str
    text: str = ""
    day: date | None = None
    rung: Rung | None = None
    cause: Cause | None = None
    until: date | None = None
    sending: Sending | None = None
    open_in: int | None = None
    about: str | None = None
    token_hash: bytes = b""


def new_id(at: datetime) -> str:
    """An id that no other entry has."""
    return f"{at:%Y-%m-%dT%H:%M:%S.%f}#{secrets.token_hex(6)}"


def message_id(today: date, rung: Rung) -> str:
    """The id of the one message of a local day on this rung: who stores it first, sends it."""
    return f"{today.isoformat()}#{rung.value}"


def new_token() -> str:
    """The secret of the link in a reminder: 24 random bytes."""
    return secrets.token_urlsafe(24)


def token_hash(token: str) -> bytes:
    """What is stored of it."""
    return sha256(token.encode()).digest()


def opens(entry: Entry, token: str) -> bool:
    """Whether a link's secret is that of a reminder; takes as long for a wrong one."""
    return bool(entry.token_hash) and hmac.compare_digest(entry.token_hash, token_hash(token))
