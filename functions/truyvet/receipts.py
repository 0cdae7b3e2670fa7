"""Receipt codes (mã biên nhận): by them a citizen asks which looks touched a check-in, without saying who they are.

Of a check-in: venue code (8 characters), local day (3), the first 50 bits of a hash of its id (10), one to check the
rest. The id is random and known to the device that made it alone, so whoever checks in under somebody else's number
learns nothing of them. Of a badge: 50 bits of a hash of its sealed holder (10) and a check character; its QR code and
its printed code do not tell it. `web/receipts.js` computes the same for check-ins.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from truyvet import codes
from truyvet.codes import ALPHABET

DIGEST_CHARACTERS = 10
_FIRST_DAY = date(2020, 1, 1)
_DAY_CHARACTERS = 3
_VISIT_CHARACTERS = codes.LENGTH + _DAY_CHARACTERS + DIGEST_CHARACTERS + 1
_BADGE_CHARACTERS = DIGEST_CHARACTERS + 1


@dataclass(frozen=True)
class Receipt:
    """Where looks are kept of what a code stands for: `place`, a venue-day or a badge; `digest`, its 10 characters."""

    place: str
    digest: str


def of_visit(venue: str, day: date, visit: UUID) -> Receipt:
    """The receipt of a check-in."""
    return Receipt(f"{venue}#{day.isoformat()}", _digest(visit.bytes))


def of_badge(holder: bytes) -> Receipt:
    """The receipt of a badge, from its holder's sealed record, which is made anew for each badge."""
    digest = _digest(holder)
    return Receipt(f"badge#{digest}", digest)


def visit_code(venue: str, day: date, visit: UUID) -> str:
    """The code of a check-in, 22 characters."""
    days = (day - _FIRST_DAY).days
    told = "".join(ALPHABET[days >> shift & 31] for shift in (10, 5, 0))
    return _checked(venue + told + of_visit(venue, day, visit).digest)


def badge_code(holder: bytes) -> str:
    """The code of a badge, 11 characters."""
    return _checked(of_badge(holder).digest)


def read(typed: str) -> Receipt | None:
    """What a typed code stands for, or None where it cannot be one."""
    letters = codes.letters(typed)
    if not set(letters) <= set(ALPHABET) or len(letters) not in {_VISIT_CHARACTERS, _BADGE_CHARACTERS}:
        return None
    if codes.check_character(letters[:-1]) != letters[-1]:
        return None
    digest = letters[-1 - DIGEST_CHARACTERS : -1]
    if len(letters) == _BADGE_CHARACTERS:
        return Receipt(f"badge#{digest}", digest)
    days = 0
    for letter in letters[codes.LENGTH : codes.LENGTH + _DAY_CHARACTERS]:
        days = days << 5 | ALPHABET.index(letter)
    return Receipt(f"{letters[: codes.LENGTH]}#{(_FIRST_DAY + timedelta(days=days)).isoformat()}", digest)


def by_place(receipts: Iterable[Receipt]) -> dict[str, list[str]]:
    """The digests at each place, in order and each once."""
    found: dict[str, set[str]] = {}
    for each in receipts:
        found.setdefault(each.place, set()).add(each.digest)
    return {place: sorted(digests) for place, digests in sorted(found.items())}


def _digest(content: bytes) -> str:
    bits = int.from_bytes(sha256(content).digest()[:8], "big") >> 14
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(45, -1, -5))


def _checked(body: str) -> str:
    return body + codes.check_character(body)
