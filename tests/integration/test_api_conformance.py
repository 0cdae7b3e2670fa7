"""Whatever is sent to the API, it answers as its OpenAPI document says, and never with an error of its own.

On a stack of its own: what is sent here uses up the limits of this machine's address.
"""

from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.accounts import sign_in
from local.stack import Stack
from shipping.openapi.document import document
from tests.integration.doors import VENUE, call

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

schema = schemathesis.openapi.from_dict(document())
# What a method that no route has is answered with is for API Gateway to say.
schema.config.phases.coverage.unexpected_methods = set()
few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def owned(own_stack: Stack) -> tuple[str, str]:
    """Code and owner's token of a venue of this module's own."""
    status, answer = call(f"{own_stack.origin}/api/venues", VENUE | {"name": f"Quán thử {uuid4().hex[:8]}"})
    assert status == 201, answer
    return answer["code"], answer["owner_token"]


# A sign-in comes before everything else there: tests/integration/test_attacks.py.
OFFICIALS = r"^/api/(oversight|audit|traces?|trace-rules|exposures/)"
GROUPS = {"/api/audit": "auditor", "/api/trace": "tracer", "/api/exposures": "tracer"}


@schema.exclude(path_regex=OFFICIALS).parametrize()
@few
def test_every_route_answers_as_its_document_says(case: schemathesis.Case[Any], own_stack: Stack) -> None:
    case.call_and_validate(base_url=own_stack.origin, checks=CHECKS, timeout=60)


@schema.include(path_regex=r"^/api/venues/\{code\}").parametrize()
@few
def test_an_owner_is_answered_as_the_document_says(
    case: schemathesis.Case[Any], own_stack: Stack, owned: tuple[str, str]
) -> None:
    code, token = owned
    case.path_parameters = {**case.path_parameters, "code": code}
    headers = {"Authorization": f"Bearer {token}"}
    case.call_and_validate(base_url=own_stack.origin, checks=CHECKS, headers=headers, timeout=60)


@pytest.fixture(scope="module")
def signed_in(own_stack: Stack) -> dict[str, str]:
    """A token for each group that has routes of its own."""
    pool, client = own_stack.outputs["OfficialsPoolId"], own_stack.outputs["OfficialsClientId"]
    return {group: sign_in(own_stack.access, pool, client, group) for group in ("auditor", "province", "tracer")}


@schema.include(path_regex=OFFICIALS).parametrize()
@few
def test_an_official_is_answered_as_the_document_says(
    case: schemathesis.Case[Any], own_stack: Stack, signed_in: dict[str, str]
) -> None:
    group = next((group for path, group in GROUPS.items() if case.path.startswith(path)), "province")
    headers = {"Authorization": f"Bearer {signed_in[group]}"}
    case.call_and_validate(base_url=own_stack.origin, checks=CHECKS, headers=headers, timeout=60)
