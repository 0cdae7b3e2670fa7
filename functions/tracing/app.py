"""Tracing, for officials of the group `tracer` only: every look has a purpose and lands in the audit log."""

import os
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

import http_api
from origin import guarded
from tracing import cordon, exports, exposures, traces
from tracing.wiring import logger

app = http_api.resolver()
for module in (cordon, exports, exposures, traces):
    app.include_router(module.routes)


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
