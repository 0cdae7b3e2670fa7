"""JSON over HTTP, whoever routes it: bodies are read, and domain errors become answers, in this one place."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from truyvet import errors
from truyvet.days import from_milliseconds, milliseconds

MAX_BODY_BYTES = 256 * 1024
CONTENT_TYPE = "application/json; charset=utf-8"
# Browsers heed the second over TLS alone, so that a local run may say it too.
_SAFE = {"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000"}
_STATUS = {
    errors.InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooEarlyError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooLateError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownCardError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.ClosedError: HTTPStatus.CONFLICT,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.RateLimitedError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.ProofNeededError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TryAgainError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.UnauthorisedError: HTTPStatus.UNAUTHORIZED,
    errors.ForbiddenError: HTTPStatus.FORBIDDEN,
}


def written(body: Mapping[str, Any]) -> str:
    """The JSON text of an answer."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def headers(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Headers of an answer that no cache keeps and no browser takes for something else."""
    return {"Cache-Control": "no-store", **_SAFE, **(more or {})}


def refused(error: errors.DomainError) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, body and headers for an expected failure: its code, its Vietnamese sentence, the fields concerned."""
    body: dict[str, Any] = {"error": error.code, "message": error.message}
    more = {}
    if isinstance(error, errors.InvalidError):
        body["details"] = [{"field": detail.field, "message": detail.message} for detail in error.details]
    if isinstance(error, errors.ProofNeededError):
        body["bits"] = error.bits
    if isinstance(error, errors.TryAgainError | errors.RateLimitedError | errors.ProofNeededError):
        more["Retry-After"] = str(error.retry_after)
    return _STATUS[type(error)], body, more


def no_route() -> errors.NotFoundError:
    """The failure for a path or method that no route has."""
    return errors.NotFoundError("Không có địa chỉ này.")


def decoded(event: Mapping[str, Any]) -> str:
    """The text of an HTTP API event's body, empty where there is none. Raises InvalidError for what is no text."""
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body)
    try:
        return base64.b64decode(body).decode()
    except ValueError as error:
        raise _unreadable() from error


def json_object(text: str) -> dict[str, Any]:
    """The JSON object of a request's body. Raises TooLargeError and InvalidError."""
    if len(text) > MAX_BODY_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BODY_BYTES:
        raise errors.TooLargeError("Dữ liệu gửi lên quá lớn.")
    try:
        body = json.loads(text)
        if "\\ud" in text or "\\uD" in text:
            body = _whole(body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _unreadable()
    return body


def _whole(body: Any) -> Any:
    """Without halves of characters (lone surrogates): a cut emoji is left out, and AWS takes no text that has one."""
    return json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "ignore"))


def _unreadable() -> errors.InvalidError:
    return errors.InvalidError([], "Dữ liệu gửi lên không đọc được.")


def received_now() -> datetime:
    """The server's time, cut to milliseconds."""
    return from_milliseconds(milliseconds(datetime.now(UTC)))


def bearer_token(authorization: str) -> str:
    """The token of an Authorization header. Raises UnauthorisedError."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise errors.UnauthorisedError("Cần mã quản lý của điểm để làm việc này.")
    return token.strip()
