"""Signing in of officials on our own origin: no page of another host, and what is typed goes only to Cognito."""

import os
from functools import cache
from typing import Any, Final, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore import UNSIGNED
from botocore.config import Config
from botocore.session import get_session

import http_api
from origin import guarded
from truyvet.errors import FieldError, InvalidError
from truyvet.sign_ins import Challenge, ChallengeName, Cognito, SignedIn, SignIns

logger = Logger()
app = http_api.resolver()

_CONFIG = Config(
    signature_version=UNSIGNED,
    connect_timeout=2,
    read_timeout=6,
    retries={"mode": "standard", "total_max_attempts": 1},
)
_ASKED: Final[dict[str, ChallengeName]] = {"new_password": "new_password", "code": "code"}
_LONGEST = 4096
"""Sessions and refresh tokens of Cognito are shorter."""


@cache
def _sign_ins() -> SignIns:
    client = get_session().create_client("cognito-idp", config=_CONFIG)
    return SignIns(cast("Cognito", client), os.environ["OFFICIALS_CLIENT"])


@app.post("/api/sign-in")
def post_sign_in() -> Response[str]:
    """200 with tokens, or with what is asked besides."""
    name, password = _texts("name", "password")
    return _answer(_sign_ins().begin(name.strip(), password))


@app.post("/api/sign-in/answer")
def post_answer() -> Response[str]:
    """200 with tokens, or with the next thing that is asked."""
    name, session, challenge, answer = _texts("name", "session", "challenge", "answer")
    if challenge not in _ASKED:
        raise InvalidError([FieldError("challenge", "Không có yêu cầu này.")])
    return _answer(_sign_ins().answer(_ASKED[challenge], session, name, answer))


@app.post("/api/sign-in/refresh")
def post_refresh() -> Response[str]:
    """200 with a new token."""
    (refresh,) = _texts("refresh")
    return _answer(_sign_ins().refresh(refresh))


@app.post("/api/sign-in/code")
def post_code() -> Response[str]:
    """200 with the secret that an authenticator app takes, for whoever is signed in."""
    return http_api.answer(200, {"secret": _sign_ins().code_secret(http_api.bearer_token(app))})


@app.post("/api/sign-in/code/confirm")
def post_code_confirm() -> Response[str]:
    """200: the app's code was right, and is asked from the next sign-in on."""
    (code,) = _texts("code")
    _sign_ins().use_codes(http_api.bearer_token(app), code.replace(" ", ""))
    return http_api.answer(200, {})


@app.post("/api/sign-in/end")
def post_end() -> Response[str]:
    """200: from now on nobody gets a new token by this sign-in."""
    (refresh,) = _texts("refresh")
    _sign_ins().end(refresh)
    return http_api.answer(200, {})


def _texts(*names: str) -> tuple[str, ...]:
    """The fields of the body, each a text. Raises InvalidError that names the others."""
    body = http_api.json_body(app)
    wrong = [name for name in names if not isinstance(body.get(name), str) or not 0 < len(body[name]) <= _LONGEST]
    if wrong:
        raise InvalidError([FieldError(name, "Xin điền thông tin này.") for name in wrong])
    return tuple(body[name] for name in names)


def _answer(outcome: SignedIn | Challenge) -> Response[str]:
    if isinstance(outcome, Challenge):
        body = {"challenge": outcome.kind, "session": outcome.session, "name": outcome.name}
        return http_api.answer(200, body)
    return http_api.answer(
        200,
        {
            "token": outcome.token,
            "expires_in": outcome.seconds,
            "refresh": outcome.refresh,
            "name": outcome.name,
            "groups": list(outcome.groups),
        },
    )


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
