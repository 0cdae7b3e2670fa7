"""What citizens ask without saying who they are: public exposure places, and which looks touched their check-ins."""

import json
import os
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

import http_api
import http_json
from origin import guarded
from truyvet import exposures, receipts
from truyvet.days import instant_text, local_day
from truyvet.errors import FieldError, InvalidError
from truyvet.exposure_table import ExposureTable
from truyvet.exposures import PublicSpan
from truyvet.look_table import LookTable
from truyvet.receipts import Receipt

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = Logger()
app = http_api.resolver()

_CONFIG = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2})
_CACHE = "public, max-age=300"
MOST_CODES = 100
"""Of one request: what a phone keeps of 28 days goes in a few."""


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=_CONFIG))


@cache
def _exposures() -> ExposureTable:
    return ExposureTable(_dynamodb(), os.environ["EXPOSURES_TABLE"])


@cache
def _looks() -> LookTable:
    return LookTable(_dynamodb(), os.environ["LOOKS_TABLE"])


@app.get("/api/exposures")
def get_exposures() -> Response[str]:
    """The public list, the same for everybody: a phone compares it with its own visits by itself."""
    places = [_place(each) for each in exposures.public(_exposures().all(), http_api.received_now())]
    body = json.dumps({"places": places}, ensure_ascii=False, separators=(",", ":"))
    tag = f'"{sha256(body.encode()).hexdigest()[:20]}"'
    headers = http_json.headers({"Cache-Control": _CACHE, "ETag": tag})
    asked = app.current_event.headers.get("if-none-match", "")
    if tag in {each.strip().removeprefix("W/") for each in asked.split(",")}:
        return Response(status_code=304, body="", headers=headers)
    return Response(200, "application/json; charset=utf-8", body, headers)


@app.post("/api/looks", compress=False)
def post_looks() -> Response[str]:
    """For each code the looks that touched it: none for one never touched, and the same for one that is nobody's."""
    asked = _codes(http_api.json_body(app))
    found = _looks().touching([each for each in asked.values() if each], http_api.received_now())
    return http_api.answer(
        200,
        {
            "looks": [
                {
                    "code": typed,
                    "looks": [
                        {
                            "day": local_day(look.at).isoformat(),
                            "as": look.part.value,
                            "reference": look.reference,
                            "opened": look.opened,
                        }
                        for look in (found.get(receipt, []) if receipt else [])
                    ],
                }
                for typed, receipt in asked.items()
            ]
        },
    )


def _codes(body: dict[str, Any]) -> dict[str, Receipt | None]:
    codes = body.get("codes")
    if not isinstance(codes, list) or not 0 < len(codes) <= MOST_CODES or not all(isinstance(c, str) for c in codes):
        raise InvalidError([FieldError("codes", f"Xin gửi 1 đến {MOST_CODES} mã biên nhận.")])
    read = {code: receipts.read(code) for code in codes}
    if wrong := [f"codes.{number}" for number, code in enumerate(codes) if read[code] is None]:
        raise InvalidError(
            [FieldError(field, "Mã biên nhận này chưa đúng. Xin xem lại từng ký tự.") for field in wrong]
        )
    return read


def _place(each: PublicSpan) -> dict[str, Any]:
    spot = each.spot
    return {
        "venue": spot.code,
        "name": spot.name,
        "kind": spot.kind.value,
        "address": spot.address,
        "commune": spot.commune_name,
        "district": spot.district_name,
        "day": local_day(each.start).isoformat(),
        "from": instant_text(each.start),
        "to": instant_text(each.end),
        "usual_minutes": each.usual // timedelta(minutes=1),
    }


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
