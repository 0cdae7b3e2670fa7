"""Badges (thẻ Truy Vết): a printed code for people without a phone.

A badge can only append visits. What is stored under the hash of its code is sealed: neither the code nor the table
tells anybody who holds it, and no route reads one. It is revoked by a token given once, and made again under a new
code.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from truyvet import people, records
from truyvet.codes import ALPHABET
from truyvet.declarations import Declaration
from truyvet.people import Person
from truyvet.records import Record
from truyvet.sealing import Sealer

CODE_CHARACTERS = 16
TOKEN_CHARACTERS = 24
VALID_FOR = timedelta(days=180)
MOST_RECORD_BYTES = 400
"""Of the sealed person, so that it fits into each visit's item."""


@dataclass(frozen=True)
class Badge:
    """What is kept of a badge: `key`, the SHA-256 of its code; person keys of 16 bytes; the sealed holder."""

    key: bytes
    person: bytes
    also: tuple[bytes, ...]
    holder: bytes
    revoke_hash: bytes
    expires_at: datetime
    revoked_at: datetime | None = None

    def valid(self, now: datetime) -> bool:
        """Whether visits may still be appended."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True)
class NewBadge:
    """A badge with what is told once and stored nowhere: its code and the token that revokes it."""

    badge: Badge
    code: str
    revoke_token: str


class TooLongError(ValueError):
    """The person's texts do not fit into a badge."""


def new_badge(person: Person, *, person_secret: bytes, sealer: Sealer, now: datetime) -> NewBadge:
    """A badge for a person with at least one number. Raises TooLongError."""
    code, token = _random(CODE_CHARACTERS), _random(TOKEN_CHARACTERS)
    key, *also = people.person_keys(person_secret, person)
    plain = records.encode(Record(person, Declaration(), on_behalf=True))
    if len(plain) > MOST_RECORD_BYTES:
        raise TooLongError
    badge = Badge(
        key=badge_key(code),
        person=key,
        also=tuple(also),
        holder=sealer.seal(plain),
        revoke_hash=revoke_hash(token),
        expires_at=now + VALID_FOR,
    )
    return NewBadge(badge, code, token)


def _random(characters: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def revoke_hash(token: str) -> bytes:
    """What is stored of a revoke token (120 random bits); it is typed from paper, so case and blanks do not matter."""
    return sha256("".join(token.split()).upper().encode()).digest()


def badge_key(code: str) -> bytes:
    """Under what a badge is stored; a code has 80 random bits, so its hash needs no salt."""
    return sha256(code.encode()).digest()
