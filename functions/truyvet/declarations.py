"""Health declarations (tờ khai y tế) of 2021: signs and contacts in the last 14 days (Ministry of Health form)."""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

FINGERPRINT_BYTES = 8


class Symptom(StrEnum):
    """A sign in the last 14 days, in the order of the form."""

    FEVER = "fever"
    COUGH = "cough"
    BREATHLESS = "breathless"
    PNEUMONIA = "pneumonia"
    SORE_THROAT = "sore_throat"
    TIRED = "tired"


@dataclass(frozen=True)
class Declaration:
    """What a person declares about the last 14 days.

    `places` is free text; contact with a case or suspected case, with a person from an affected area, with a
    person who has signs.
    """

    symptoms: frozenset[Symptom] = frozenset()
    places: str = ""
    contact_case: bool = False
    contact_from_area: bool = False
    contact_sick: bool = False

    @property
    def alert(self) -> bool:
        """Signs or contact were declared: the page turns amber and advises, the tally counts it."""
        return bool(self.symptoms) or self.contact_case or self.contact_from_area or self.contact_sick


def fingerprint(secret: bytes, person_text: str, declaration_text: str) -> bytes:
    """8 keyed bytes that are equal where two declarations are, and tell nothing else about them."""
    return hmac.digest(secret, f"declaration:{person_text}\x00{declaration_text}".encode(), sha256)[:FINGERPRINT_BYTES]
