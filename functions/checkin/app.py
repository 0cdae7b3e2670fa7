"""The door: one check-in of a citizen, or a batch of a helper's device."""

# ruff: noqa: E402
import gc

# Nothing that is imported ever becomes garbage, and looking for some took a fifteenth of a cold start.
gc.disable()

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.session import get_session

import http_json
from checkin import batch_requests, requests
from checkin.routes import Answer, Request, Routes, answer
from origin import guarded
from truyvet import badges, batches, devices, floods, people, receipts
from truyvet.badge_table import BadgeTable
from truyvet.batches import MOST_MISSING, Result, Sent
from truyvet.cards import Card
from truyvet.checkins import Door, Receipt, check_in
from truyvet.days import instant_text, local_day
from truyvet.device_table import DeviceTable, OvertakenError
from truyvet.errors import FieldError, InvalidError, TryAgainError
from truyvet.floods import FloodGate, demand_proof
from truyvet.sealing import Sealer
from truyvet.venue_cards import VenueCards
from truyvet.visit_table import VisitTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

gc.freeze()
gc.enable()

routes = Routes()

# An answer within three seconds or "try again": a phone waits no longer, and a repeated put is harmless.
# Botocore composes its user agent twice a call and checks parameters that DynamoDB checks again: a fifth of its time.
_AT_ONCE = 16
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=_AT_ONCE,
    user_agent="truyvet",
    parameter_validation=False,
)


# One session for both clients: what botocore reads from its data is read once.
_session = cache(get_session)


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", _session().create_client("dynamodb", config=_CONFIG))


@cache
def _devices() -> DeviceTable:
    return DeviceTable(_dynamodb(), os.environ["DEVICES_TABLE"])


@cache
def _badges() -> BadgeTable:
    return BadgeTable(_dynamodb(), os.environ["BADGES_TABLE"])


@cache
def _door() -> Door:
    dynamodb = _dynamodb()
    secrets = cast("SecretsManagerClient", _session().create_client("secretsmanager", config=_CONFIG))
    secret = secrets.get_secret_value(SecretId=os.environ["PERSON_KEY_SECRET"])
    return Door(
        venues=VenueCards(dynamodb, os.environ["VENUES_TABLE"]),
        visits=VisitTable(dynamodb, os.environ["VISITS_TABLE"]),
        badges=_badges(),
        person_secret=people.secrets(secret["SecretString"])[0],
        sealer=Sealer(base64.b64decode(os.environ["SEALING_PUBLIC_KEY"])),
    )


@cache
def _gate() -> FloodGate:
    return FloodGate(_dynamodb(), os.environ["LIMITS_TABLE"])


@cache
def _proof_bits() -> int:
    return int(os.environ.get("PROOF_BITS", "0"))


@routes.post("/api/checkins")
def post_checkin(request: Request) -> Answer:
    """201 with the receipt of a new visit, 200 with the same receipt for one that is already stored."""
    now = http_json.received_now()
    _gate().admit(floods.CHECK_INS, request.client, now)
    body = request.json()
    event = requests.parse(body, now)
    demand_proof(_proof_bits(), str(event.id), body.get("proof"))
    receipt = check_in(_door(), event, now)
    return answer(201 if receipt.new else 200, _shown(receipt) | _shown_card(event.card))


@routes.post("/api/checkins/batch")
def post_batch(request: Request) -> Answer:
    """A result for each event of a helper's device, and the numbers that have not arrived yet."""
    now = http_json.received_now()
    device = batches.signed_in(_devices(), request.bearer_token())
    _gate().admit(floods.BATCHES, str(device.id), now)
    batch = batch_requests.parse(request.json(), now)
    batches.refuse_void(device, batch.report)
    # Each event is a write of its own, which mostly waits.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = batches.take(_door(), device, batch.sent, now, pool.map)
    device = batches.heard_of(_devices(), device, results, batch.report, now)
    return answer(
        200,
        {
            "results": [_shown_result(sent, result) for sent, result in zip(batch.sent, results, strict=True)],
            "missing": device.sequence.listed(MOST_MISSING),
            "missing_count": device.sequence.missing_count,
            "received_at": instant_text(now),
        },
    )


@routes.post("/api/devices/claim")
def post_claim(request: Request) -> Answer:
    """A device's own token in exchange for the one of its pairing code, once."""
    now = http_json.received_now()
    token = request.bearer_token()
    device, own_token = devices.claimed(batches.signed_in(_devices(), token), token, now)
    try:
        device = _devices().put(device)
    except OvertakenError as error:
        raise TryAgainError from error
    venues = [card for code in device.venues if (card := _door().venues.get(code, now))]
    return answer(
        200,
        {
            "device": str(device.id),
            "device_token": own_token,
            "name": device.name,
            "paper": device.paper,
            "next_seq": device.sequence.highest + 1,
            "venues": [
                {"code": card.code, "name": card.name, "commune_name": card.commune_name, "status": card.status.value}
                for card in venues
            ],
        },
    )


@routes.post("/api/badges")
def post_badge(request: Request) -> Answer:
    """201 with a badge's code and the token that revokes it, told this once; nobody can read a badge."""
    now = http_json.received_now()
    _gate().admit(floods.BADGES, request.client, now)
    person = requests.parse_holder(request.json(), now)
    door = _door()
    try:
        made = badges.new_badge(person, person_secret=door.person_secret, sealer=door.sealer, now=now)
    except badges.TooLongError as error:
        raise InvalidError([FieldError("person.address", "Địa chỉ quá dài. Xin viết ngắn lại.")]) from error
    _badges().put(made.badge)
    valid_until = local_day(made.badge.expires_at)
    return answer(
        201,
        {
            "badge": made.code,
            "revoke_token": made.revoke_token,
            "receipt": receipts.badge_code(made.badge.holder),
            "valid_until": valid_until.isoformat(),
        },
    )


@routes.post("/api/badges/{code}/revoke")
def revoke_badge(request: Request) -> Answer:
    """Always the same answer, whatever badge and token were sent."""
    token = request.bearer_token()
    key = badges.badge_key(request.path_values["code"].upper())
    _badges().revoke(key, badges.revoke_hash(token), http_json.received_now())
    return answer(200, {"message": "Nếu thẻ và mã hủy khớp nhau, thẻ đã được hủy."})


def _shown_result(sent: Sent, result: Result) -> dict[str, Any]:
    shown: dict[str, Any] = {"seq": result.number, "status": result.status.value}
    if sent.id:
        shown |= {"id": str(sent.id)}
    if result.error:
        shown |= {"error": result.error.code, "message": result.error.message}
    if isinstance(result.error, InvalidError) and result.error.details:
        shown["message"] = result.error.details[0].message
    if result.receipt:
        shown |= {"alert": result.receipt.visit.alert}
    return shown | _shown_card(result.card)


def _shown_card(card: Card | None) -> dict[str, Any]:
    if card is None:
        return {}
    return {"card": {"kind": card.kind.value, "shown": card.shown, "warnings": [odd.value for odd in card.warnings]}}


def _shown(receipt: Receipt) -> dict[str, Any]:
    visit = receipt.visit
    return {
        "id": str(visit.id),
        "venue": visit.venue,
        "venue_name": receipt.venue.name,
        "commune_name": receipt.venue.commune_name,
        "direction": visit.direction.value,
        "at": instant_text(visit.at),
        "received_at": instant_text(visit.received_at),
        "alert": visit.alert,
    }


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
def handler(event: dict[str, Any], _context: object) -> Answer:
    """Answers one API call."""
    return routes.resolve(event)
