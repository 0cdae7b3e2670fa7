"""Calls of the oversight API as API Gateway makes them, by accounts of every kind."""

import json
from collections.abc import Sequence
from typing import Any

from oversight import app

ROLES: dict[str, Sequence[str] | None] = {
    "anonymous": None,
    "tracer": ["tracer"],
    "province": ["province"],
    "district:689": ["district:689"],
    "district:690": ["district:690"],
    "kind:market": ["kind:market"],
    "auditor": ["auditor"],
}
"""The groups of an account by the role that tests name; None: not signed in."""


class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "test"


def event(method: str, path: str, role: str, body: object = None, query: dict[str, str] | None = None) -> Any:
    """The event of a call; the authorizer passes groups on as one string, as an HTTP API does."""
    groups = ROLES[role]
    claims = {
        "sub": f"id-{role}",
        "token_use": "access",
        "username": role,
        "cognito:groups": f"[{' '.join(groups or ())}]",
    }
    return {
        "version": "2.0",
        "rawPath": path,
        "headers": {},
        "queryStringParameters": query or {},
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {
            "http": {"method": method, "path": path, "sourceIp": "127.0.0.1"},
            "stage": "$default",
            **({} if groups is None else {"authorizer": {"jwt": {"claims": claims}}}),
        },
    }


def call(
    method: str, path: str, role: str = "province", body: object = None, query: dict[str, str] | None = None
) -> tuple[int, Any]:
    """Status and answer: of JSON the value, of files the text of their body."""
    answer = app.handler(event(method, path, role, body, query), Context())
    kind = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
    is_json = "json" in str(kind.get("content-type") or answer.get("multiValueHeaders") or answer.get("headers"))
    return answer["statusCode"], json.loads(answer["body"]) if is_json else answer["body"]
