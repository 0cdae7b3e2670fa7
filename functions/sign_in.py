"""Who is signed in: what API Gateway's JWT authorizer passed on, and which groups that person belongs to.

Groups are `tracer`, `province`, `auditor`, `district:689`, `kind:market`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from truyvet.errors import ForbiddenError, UnauthorisedError


@dataclass(frozen=True)
class Official:
    """A signed-in official: `id` is the token's subject, which never changes; `name` is how they sign in."""

    id: str
    name: str
    groups: frozenset[str]


def official(event: Mapping[str, Any]) -> Official:
    """Who calls. Raises UnauthorisedError where no authorizer has vouched for anybody."""
    context = event.get("requestContext") or {}
    claims = ((context.get("authorizer") or {}).get("jwt") or {}).get("claims") or {}
    subject = claims.get("sub")
    # The authorizer also passes ID tokens of our client, which are made for showing and not for calling.
    if not subject or claims.get("token_use") != "access":
        raise UnauthorisedError("Xin đăng nhập để tiếp tục.")
    name = claims.get("username") or claims.get("cognito:username") or subject
    return Official(str(subject), str(name), groups(claims.get("cognito:groups")))


def groups(claim: object) -> frozenset[str]:
    """The groups of a claim: a list, or as an HTTP API passes it, one string such as `[tracer district:689]`.

    JSON text and commas are understood too, since gateways differ.
    """
    if isinstance(claim, list | tuple | set | frozenset):
        return frozenset(str(each) for each in claim if each)
    text = str(claim or "").strip()
    if text.startswith("["):
        try:
            return groups(json.loads(text))
        except ValueError:
            text = text[1:].removesuffix("]")
    return frozenset(text.replace(",", " ").replace('"', " ").split())


def of_group(event: Mapping[str, Any], group: str) -> Official:
    """Who calls, where they belong to a group. Raises UnauthorisedError and ForbiddenError."""
    who = official(event)
    if group not in who.groups:
        raise ForbiddenError("Tài khoản này không được phép làm việc này.")
    return who
