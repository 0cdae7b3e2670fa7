"""HTTP for the functions behind the API: domain errors become answers in this one place."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from truyvet import errors
from truyvet.days import from_milliseconds, milliseconds

MAX_BODY_BYTES = 256 * 1024
_STATUS = {
    errors.InvalidError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooEarlyError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.TooLateError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.UnknownCardError: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.ClosedError: HTTPStatus.CONFLICT,
    errors.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.RateLimitedError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TryAgainError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.UnauthorisedError: HTTPStatus.UNAUTHORIZED,
    errors.ForbiddenError: HTTPStatus.FORBIDDEN,
}


def answer(status: int, body: Mapping[str, Any], headers: dict[str, str] | None = None) -> Response[str]:
    """A JSON answer that no cache keeps."""
    return Response(
        status_code=status,
        content_type="application/json; charset=utf-8",
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def refusal(error: errors.DomainError) -> Response[str]:
    """The answer for an expected failure: its code, its Vietnamese sentence, the fields concerned."""
    body: dict[str, Any] = {"error": error.code, "message": error.message}
    headers = {}
    if isinstance(error, errors.InvalidError):
        body["details"] = [{"field": detail.field, "message": detail.message} for detail in error.details]
    if isinstance(error, errors.TryAgainError):
        headers["Retry-After"] = str(error.retry_after)
    return answer(_STATUS[type(error)], body, headers)


def resolver() -> APIGatewayHttpResolver:
    """A resolver whose routes may raise any `truyvet.errors.DomainError`."""
    app = APIGatewayHttpResolver()

    app.exception_handler(errors.DomainError)(refusal)

    @app.not_found
    def _no_route(_: Exception) -> Response[str]:
        return refusal(errors.NotFoundError("Không có địa chỉ này."))

    return app


def routes() -> APIGatewayHttpRouter:
    """The routes of one module of a function, which its app.py includes in the resolver."""
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


def json_body(app: APIGatewayHttpResolver | APIGatewayHttpRouter) -> dict[str, Any]:
    """The JSON object of the request. Raises TooLargeError and InvalidError."""
    text = app.current_event.decoded_body or ""
    if len(text.encode()) > MAX_BODY_BYTES:
        raise errors.TooLargeError("Dữ liệu gửi lên quá lớn.")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise errors.InvalidError([], "Dữ liệu gửi lên không đọc được.")
    return body


def received_now() -> datetime:
    """The server's time, cut to milliseconds."""
    return from_milliseconds(milliseconds(datetime.now(UTC)))


def client_address(app: APIGatewayHttpResolver) -> str:
    """The client's address as the API saw it."""
    return str(app.current_event.request_context.http.source_ip)


def bearer_token(app: APIGatewayHttpResolver) -> str:
    """The token of the Authorization header. Raises UnauthorisedError."""
    scheme, _, token = app.current_event.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise errors.UnauthorisedError("Cần mã quản lý của điểm để làm việc này.")
    return token.strip()
