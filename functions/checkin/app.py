"""The door: one check-in of a citizen, or a batch of a helper's device."""

# ruff: noqa: E402
import gc

# Nothing that is imported ever becomes garbage, and looking for some took a fifteenth of a cold start.
gc.disable()

import base64
import os
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.session import get_session

import http_json
from checkin import requests, shown
from checkin.routes import Answer, Request, Routes, answer
from origin import guarded
from truyvet import badges, floods, people, receipts
from truyvet.badge_table import BadgeTable
from truyvet.checkins import Door, check_in
from truyvet.days import local_day
from truyvet.errors import FieldError, InvalidError
from truyvet.floods import FloodGate, demand_proof
from truyvet.sealing import Sealer
from truyvet.venue_cards import VenueCards
from truyvet.visit_table import VisitTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

    from truyvet.device_table import DeviceTable

gc.freeze()
gc.enable()

routes = Routes()

_AT_ONCE = 16
"""Events of a batch that are stored at the same time: each is a write of its own, which mostly waits."""

# An answer within three seconds or "try again": a phone waits no longer, and a repeated put is harmless.
# Botocore composes its user agent twice a call and checks parameters that DynamoDB checks again: a fifth of its time.
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 2},
    max_pool_connections=_AT_ONCE,
    user_agent="truyvet",
    parameter_validation=False,
    # Else the environment is asked for some, by a module that nothing else needs.
    proxies={},
)


# One session for both clients: what botocore reads from its data is read once.
_session = cache(get_session)


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", _session().create_client("dynamodb", config=_CONFIG))


@cache
def _devices() -> "DeviceTable":
    from truyvet.device_table import DeviceTable  # noqa: PLC0415

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
    _gate().admit(floods.AT_VENUE, event.venue, now)
    demand_proof(_proof_bits(), str(event.id), body.get("proof"))
    receipt = check_in(_door(), event, now)
    return answer(201 if receipt.new else 200, shown.receipt(receipt) | shown.card(event.card))


@routes.post("/api/checkins/batch")
def post_batch(request: Request) -> Answer:
    """A result for each event of a helper's device, and the numbers that have not arrived yet."""
    # Most cold starts are a citizen's: they do without what only devices need.
    from checkin import helper_devices  # noqa: PLC0415

    return helper_devices.post_batch(request, _devices(), _door(), _gate(), _AT_ONCE)


@routes.post("/api/devices/claim")
def post_claim(request: Request) -> Answer:
    """A device's own token in exchange for the one of its pairing code, once."""
    from checkin import helper_devices  # noqa: PLC0415

    return helper_devices.post_claim(request, _devices(), _door())


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


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
def handler(event: dict[str, Any], _context: object) -> Answer:
    """Answers one API call."""
    return routes.resolve(event)
