"""Helper devices (máy của người hỗ trợ): phones and tablets on which a helper checks in others.

A device has its own revocable token, bound to its venues. The token that its owner gets can be claimed once, by the
device that scans it; claiming puts a new one in its place, so that a photographed pairing code is worth nothing.
"""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from truyvet.errors import UnauthorisedError
from truyvet.sequences import Sequence

CLAIM_WITHIN = timedelta(minutes=15)
NAME_CHARACTERS = 40


@dataclass(frozen=True)
class Device:
    """A device of one venue or several (an official's, at moving checkpoints), all in one district.

    `sequence`: what arrived of it. `waiting` events of the oldest from `waiting_since` lay on the device when it was
    last heard of. `paper` stands for a pad of numbered sheets that are typed in later, of which `printed` lines exist.
    """

    id: UUID
    name: str
    venues: tuple[str, ...]
    district: int
    token_hash: bytes
    registered_at: datetime
    claimed_at: datetime | None = None
    revoked_at: datetime | None = None
    seen_at: datetime | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    paper: bool = False
    printed: int = 0
    sequence: Sequence = Sequence()  # noqa: RUF009 - frozen
    version: int = 0

    def opened_by(self, token: str) -> bool:
        """Whether this is the device's token now, and it was not revoked."""
        return self.revoked_at is None and hmac.compare_digest(self.token_hash, token_hash(token))


def new_device(name: str, venue: str, district: int, now: datetime, *, paper: bool = False) -> tuple[Device, str]:
    """A device and its token, which is stored nowhere."""
    device_id = uuid4()
    token = _token(device_id)
    return Device(device_id, name, (venue,), district, token_hash(token), now, paper=paper), token


def claimed(device: Device, token: str, now: datetime) -> tuple[Device, str]:
    """The device under a new token, in exchange for the one of its pairing code.

    Raises UnauthorisedError for a wrong token, one already claimed, and one older than `CLAIM_WITHIN`.
    """
    if not device.opened_by(token) or device.claimed_at or now - device.registered_at > CLAIM_WITHIN:
        raise UnauthorisedError("Mã ghép máy không còn dùng được. Xin tạo mã mới trên trang quản lý điểm.")
    new_token = _token(device.id)
    return replace(device, token_hash=token_hash(new_token), claimed_at=now), new_token


def device_of(token: str) -> UUID | None:
    """The id of the device that a token is for, or None where the text is no token."""
    try:
        return UUID(token.partition(".")[0])
    except ValueError:
        return None


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return sha256(token.encode()).digest()


def _token(device_id: UUID) -> str:
    return f"{device_id}.{secrets.token_urlsafe(32)}"
