"""The peer: the door as a FastAPI application behind Mangum, with pydantic and boto3's resource interface.

It does what `POST /api/checkins` of the house does for a typed person: the same checks, the same keys of people, the
same sealed box, the same conditional put, the same receipt. Where FastAPI leaves a choice, the faster one is taken: an
`async` route (a plain one runs in a thread), no OpenAPI document, clients made while the process starts.
"""

import base64
import hmac
import json
import os
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

import boto3
import phonenumbers
from botocore.exceptions import ClientError
from fastapi import FastAPI, HTTPException, Response  # type: ignore[import-not-found]
from mangum import Mangum  # type: ignore[import-not-found]
from nacl.public import PublicKey, SealedBox
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, model_validator

LOCAL = timezone(timedelta(hours=7))
AHEAD, BEHIND, RETENTION = timedelta(minutes=5), timedelta(days=14), timedelta(days=28)
CARD_FRESH = timedelta(seconds=30)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_dynamodb = boto3.resource("dynamodb")
_venues = _dynamodb.Table(os.environ["VENUES_TABLE"])
_visits = _dynamodb.Table(os.environ["VISITS_TABLE"])
_secret = (
    boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["PERSON_KEY_SECRET"])["SecretString"].encode()
)
_public_key = base64.b64decode(os.environ["SEALING_PUBLIC_KEY"])
_box = SealedBox(PublicKey(_public_key))
_key_id = sha256(_public_key).digest()[:4]
_cards: dict[str, tuple[datetime, dict[str, Any]]] = {}


def tidy(text: str) -> str:
    """Normalised, with single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def e164(typed: str) -> str:
    """The number as +84…"""
    try:
        number = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException as error:
        raise ValueError("no phone number") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError("no phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _times_weight(value: int) -> int:
    product, factor = 0, 18
    while factor:
        if factor & 1:
            product ^= value
        value <<= 1
        if value & 32:
            value ^= 0b100101
        factor >>= 1
    return product


def venue_code(typed: str) -> str:
    """A code whose check character fits."""
    code = typed.replace(" ", "").replace("-", "").upper().translate(str.maketrans("ILO", "110"))
    if len(code) != 8 or not set(code) <= set(ALPHABET):
        raise ValueError("no venue code")
    total = 0
    for letter in code[:-1]:
        total = _times_weight(total ^ ALPHABET.index(letter))
    if ALPHABET[total] != code[-1]:
        raise ValueError("no venue code")
    return code


def event_id(value: UUID) -> UUID:
    """Made at random or from the time."""
    if value.version not in (4, 7):
        raise ValueError("no id of an event")
    return value


class Person(BaseModel):
    """Who checks in."""

    name: Annotated[str, AfterValidator(tidy), StringConstraints(min_length=1, max_length=80)]
    phone: Annotated[str, AfterValidator(e164)] | None = None
    document: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{6,20}$")] | None = None
    qid: Annotated[str, StringConstraints(pattern=r"^[0-9]{8,24}$")] | None = None
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    sex: Literal["male", "female", "other"] | None = None
    address: Annotated[str, AfterValidator(tidy), StringConstraints(max_length=160)] | None = None
    commune: Annotated[int, Field(ge=1, le=99999)] | None = None

    @model_validator(mode="after")
    def identified(self) -> "Person":
        """Has one of phone, document and qid."""
        if not (self.phone or self.document or self.qid):
            raise ValueError("phone or document is missing")
        return self


class Contact(BaseModel):
    """Contacts of the last 14 days."""

    case: bool = False
    from_area: bool = False
    sick: bool = False


class Declaration(BaseModel):
    """The health declaration."""

    symptoms: list[Literal["fever", "cough", "breathless", "pneumonia", "sore_throat", "tired"]] = []
    places: Annotated[str, AfterValidator(tidy), StringConstraints(max_length=200)] = ""
    contact: Contact = Contact()

    @property
    def alert(self) -> bool:
        """Something was declared."""
        return bool(self.symptoms) or self.contact.case or self.contact.from_area or self.contact.sick


class CheckIn(BaseModel):
    """One event at a door."""

    id: Annotated[UUID, AfterValidator(event_id)]
    venue: Annotated[str, AfterValidator(venue_code)]
    direction: Literal["in", "out"]
    at: AwareDatetime
    zone: Annotated[str, AfterValidator(tidy), StringConstraints(max_length=40)] | None = None
    person: Person
    declaration: Declaration = Declaration()
    visitor: Literal["visitor", "staff", "delivery", "passenger"] = "visitor"
    on_behalf: bool = False
    device: UUID | None = None


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _card(code: str, now: datetime) -> dict[str, Any]:
    read_at, card = _cards.get(code, (None, None))
    if card and read_at and now - read_at < CARD_FRESH:
        return card
    found = _venues.get_item(Key={"code": code})
    if "Item" not in found:
        raise HTTPException(404, "not_found")
    _cards[code] = (now, found["Item"])
    return found["Item"]


def _keys(person: Person) -> list[bytes]:
    identities = (("phone", person.phone), ("document", person.document), ("qid", person.qid))
    return [hmac.digest(_secret, f"{kind}:{value}".encode(), sha256)[:16] for kind, value in identities if value]


def _folded(text: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return bare.replace("đ", "d").replace("Đ", "D").casefold()


def _item(event: CheckIn, card: dict[str, Any], now: datetime) -> dict[str, Any]:
    person, declaration = event.person, event.declaration
    day: date = event.at.astimezone(LOCAL).date()
    identical = f"{_folded(person.name)}|{person.birth_year}|{_folded(person.address or '')}|{declaration.symptoms}"
    fields = [1, *person.model_dump().values(), declaration.model_dump(), event.on_behalf]
    plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    keys = _keys(person)
    item = {
        "venue_day": f"{event.venue}#{day.isoformat()}",
        "at_id": _milliseconds(event.at).to_bytes(8, "big") + event.id.bytes,
        "person": keys[0],
        "direction": event.direction,
        "district": card["district"],
        "commune": card["commune"],
        "received_at": _milliseconds(now),
        "expires_at": int((event.at + RETENTION).timestamp()),
        "sealed": _key_id + _box.encrypt(plain.encode()),
        "fingerprint": hmac.digest(_secret, f"{identical}\x00{declaration.places}".encode(), sha256)[:8],
    }
    if keys[1:]:
        item["also"] = b"".join(keys[1:])
    if declaration.alert:
        item["alert"] = True
    return item


app = FastAPI(openapi_url=None)


@app.post("/api/checkins")  # type: ignore[untyped-decorator]
async def post_checkin(event: CheckIn, response: Response) -> dict[str, Any]:
    """201 with the receipt, 200 when the visit was stored before."""
    now = datetime.now(UTC)
    if event.at > now + AHEAD:
        raise HTTPException(422, "too_early")
    if event.at < now - BEHIND:
        raise HTTPException(422, "too_late")
    card = _card(event.venue, now)
    if card["status"] != "open":
        raise HTTPException(409, "closed")
    response.status_code = 201
    try:
        _visits.put_item(
            Item=_item(event, card, now),
            ConditionExpression="attribute_not_exists(at_id)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        response.status_code = 200
    return {
        "id": str(event.id),
        "venue": event.venue,
        "venue_name": card["name"],
        "commune_name": card["commune_name"],
        "direction": event.direction,
        "at": _text(event.at),
        "received_at": _text(now),
        "alert": event.declaration.alert,
    }


handler = Mangum(app, lifespan="off")
