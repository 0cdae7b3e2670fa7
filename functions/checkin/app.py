"""The door: `POST /api/checkins`."""

import base64
import os
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

import http_api
from checkin import requests
from truyvet.checkins import Door, Receipt, check_in
from truyvet.days import instant_text
from truyvet.sealing import Sealer
from truyvet.venue_cards import VenueCards
from truyvet.visit_table import VisitTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

logger = Logger()
app = http_api.resolver()

# An answer within three seconds or "try again": a phone waits no longer, and a repeated put is harmless.
_CONFIG = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})


@cache
def _door() -> Door:
    session = get_session()
    dynamodb = cast("DynamoDBClient", session.create_client("dynamodb", config=_CONFIG))
    secrets = cast("SecretsManagerClient", session.create_client("secretsmanager", config=_CONFIG))
    secret = secrets.get_secret_value(SecretId=os.environ["PERSON_KEY_SECRET"])
    return Door(
        venues=VenueCards(dynamodb, os.environ["VENUES_TABLE"]),
        visits=VisitTable(dynamodb, os.environ["VISITS_TABLE"]),
        person_secret=secret["SecretString"].encode(),
        sealer=Sealer(base64.b64decode(os.environ["SEALING_PUBLIC_KEY"])),
    )


@app.post("/api/checkins")
def post_checkin() -> Response[str]:
    """201 with the receipt of a new visit, 200 with the same receipt for one that is already stored."""
    now = http_api.received_now()
    receipt = check_in(_door(), requests.parse(http_api.json_body(app), now), now)
    return http_api.answer(201 if receipt.new else 200, _shown(receipt))


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


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
