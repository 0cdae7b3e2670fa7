"""HTTP for the functions that answer by Powertools' resolver; the door has a table of its own (checkin/routes.py)."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

import http_json
from http_json import MAX_BODY_BYTES, received_now
from truyvet import errors

__all__ = ["MAX_BODY_BYTES", "answer", "bearer_token", "client_address", "json_body", "received_now", "refusal",
           "resolver", "routes"]  # fmt: skip


def answer(status: int, body: Mapping[str, Any], headers: dict[str, str] | None = None) -> Response[str]:
    """A JSON answer that no cache keeps."""
    return Response(
        status_code=status,
        content_type=http_json.CONTENT_TYPE,
        body=http_json.written(body),
        headers=http_json.headers(headers),
    )


def refusal(error: errors.DomainError) -> Response[str]:
    """The answer for an expected failure: its code, its Vietnamese sentence, the fields concerned."""
    return answer(*http_json.refused(error))


def resolver() -> APIGatewayHttpResolver:
    """A resolver whose routes may raise any `truyvet.errors.DomainError`."""
    app = APIGatewayHttpResolver()

    app.exception_handler(errors.DomainError)(refusal)

    @app.not_found
    def _no_route(_: Exception) -> Response[str]:
        return refusal(http_json.no_route())

    return app


def routes() -> APIGatewayHttpRouter:
    """The routes of one module of a function, which its app.py includes in the resolver."""
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


def json_body(app: APIGatewayHttpResolver | Router) -> dict[str, Any]:
    """The JSON object of the request. Raises TooLargeError and InvalidError."""
    return http_json.json_object(http_json.decoded(app.current_event.raw_event))


def client_address(app: APIGatewayHttpResolver) -> str:
    """The client's address as the API saw it."""
    return str(app.current_event.request_context.http.source_ip)


def bearer_token(app: APIGatewayHttpResolver) -> str:
    """The token of the Authorization header. Raises UnauthorisedError."""
    return http_json.bearer_token(app.current_event.headers.get("authorization", ""))
