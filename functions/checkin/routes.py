"""The door's routes: a table in place of Powertools' resolver, which was a third of a cold start."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import http_json
from truyvet.errors import DomainError

Answer = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """A call of an HTTP API (payload format 2.0). `path_values`: what stood in the path's `{names}`."""

    event: Mapping[str, Any]
    path_values: Mapping[str, str]

    def json(self) -> dict[str, Any]:
        """The JSON object sent. Raises TooLargeError and InvalidError."""
        return http_json.json_object(http_json.decoded(self.event))

    @property
    def client(self) -> str:
        """The caller's network address, as the API saw it."""
        return str(self.event["requestContext"]["http"]["sourceIp"])

    def bearer_token(self) -> str:
        """The token of the Authorization header. Raises UnauthorisedError."""
        # The API gives headers in lower case; other gateways may not.
        headers = {name.lower(): value for name, value in (self.event.get("headers") or {}).items()}
        return http_json.bearer_token(headers.get("authorization", ""))


Route = Callable[[Request], Answer]


def answer(status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    """A JSON answer that no cache keeps, as an HTTP API takes it."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": http_json.CONTENT_TYPE, **http_json.headers(headers)},
        "body": http_json.written(body),
        "isBase64Encoded": False,
    }


class Routes:
    """Functions by method and path. They may raise any `truyvet.errors.DomainError`; the rest propagates."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Route]] = []

    def post(self, path: str) -> Callable[[Route], Route]:
        """Registers a function for `POST path`; `{name}` stands for one part of the path."""
        pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))

        def register(route: Route) -> Route:
            self._routes.append(("POST", pattern, route))
            return route

        return register

    def resolve(self, event: Mapping[str, Any]) -> Answer:
        """Answers one call."""
        try:
            return self._called(event)
        except DomainError as error:
            return answer(*http_json.refused(error))

    def _called(self, event: Mapping[str, Any]) -> Answer:
        called = event["requestContext"]["http"]["method"]
        for method, pattern, route in self._routes:
            if method == called and (match := pattern.fullmatch(event["rawPath"])):
                return route(Request(event, match.groupdict()))
        raise http_json.no_route()
