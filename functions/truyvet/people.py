"""People (người khai báo): how a person is identified, and what of them is sealed.

The person key joins the visits of one person without saying who it is: HMAC-SHA-256 under a key that only the
door and tracing hold, cut to 16 bytes, of the E.164 phone, else of the document number, else of the QID.
"""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

_DOCUMENT = re.compile(r"[A-Z0-9]{6,20}")
_MOBILE = re.compile(r"[35789][0-9]{8}")
# As nearly everybody types a number, with blanks, dots and dashes left out.
_USUAL = re.compile(rf"(?:0|\+?84)({_MOBILE.pattern})")
_SEPARATORS = str.maketrans("", "", " .-")
_QID = re.compile(r"[0-9]{8,24}")
KEY_BYTES = 16


class Sex(StrEnum):
    """Sex as the declaration of 2021 asks for it."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"


@dataclass(frozen=True)
class Person:
    """Who checks in. At least one of phone (E.164), document and qid is set."""

    name: str
    phone: str | None = None
    document: str | None = None
    qid: str | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    address: str | None = None
    commune: int | None = None


def phone_number(typed: str) -> str | None:
    """The E.164 form of a phone number typed in Viet Nam, or None where it is none.

    `0901 234 567`, `84901234567` and `+84.901.234.567` all give `+84901234567`.
    """
    # Ranges are given out faster than any library learns of them: what looks like a mobile number is one.
    if usual := _USUAL.fullmatch(typed.translate(_SEPARATORS)):
        return f"+84{usual[1]}"
    # Landlines, numbers from abroad, odd forms: few, and the library takes 16 ms of a cold start to import.
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException:
        return None
    looks_mobile = number.country_code == 84 and _MOBILE.fullmatch(str(number.national_number))
    if not looks_mobile and not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def document_number(typed: str) -> str | None:
    """A CMND, CCCD or passport number in capitals without separators, or None (also when masked by `*`)."""
    number = re.sub(r"[\s.\-]", "", typed).upper()
    return number if _DOCUMENT.fullmatch(number) else None


def national_id(typed: str) -> str | None:
    """A QID of the national health declaration platform (Decision 1405/QĐ-BTTTT), or None."""
    number = typed.strip()
    return number if _QID.fullmatch(number) else None


def _key(secret: bytes, kind: str, value: str) -> bytes:
    return hmac.digest(secret, f"{kind}:{value}".encode(), sha256)[:KEY_BYTES]


def secrets(text: str) -> tuple[bytes, ...]:
    """The HMAC keys that a secret holds, one a line, newest first: visits are stored under the newest one.

    Older ones stay as long as visits under them do, so that a trace finds a person on both sides of a change. Raises
    ValueError where there is none.
    """
    keys = tuple(line.encode() for line in text.split())
    if not keys:
        raise ValueError("the secret holds no key")
    return keys


def person_keys(secret: bytes, person: Person) -> tuple[bytes, ...]:
    """The keys of a person, 16 bytes each, the one that identifies their visits first.

    The others let a visit by phone and a visit by card be joined later.
    """
    identities = (("phone", person.phone), ("document", person.document), ("qid", person.qid))
    return tuple(_key(secret, kind, value) for kind, value in identities if value)
