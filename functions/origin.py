"""Who may call: with edge.yaml before it, the API answers only to what came through it (docs/deploy.md).

The edge sends a secret along with every request. The functions know its SHA-256 only, so that neither template nor
environment holds the secret; two while it is being changed. Without any, everybody is let in.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import http_json

SECRET_HEADER = "x-origin-secret"  # noqa: S105 - a header's name
VIEWER_HEADER = "cloudfront-viewer-address"
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

_REFUSED = {
    "statusCode": 403,
    "headers": {"Content-Type": http_json.CONTENT_TYPE, **http_json.headers()},
    "body": json.dumps({"error": "forbidden", "message": "Xin dùng địa chỉ chính thức của hệ thống."}),
    "isBase64Encoded": False,
}


def guarded(proofs: str) -> Callable[[Handler], Handler]:
    """Lets a handler of the HTTP API answer only to what came through the edge.

    `proofs`: hashes in hex, separated by commas; where there are none, the handler stays as it is. Behind the edge the
    address of the client is the one that the edge saw, and stands where it stands without an edge.
    """
    accepted = frozenset(proof for proof in proofs.split(",") if proof)

    def guard(handler: Handler) -> Handler:
        def through_the_edge(event: dict[str, Any], context: Any) -> dict[str, Any]:
            headers: Mapping[str, str] = event.get("headers") or {}
            if sha256(headers.get(SECRET_HEADER, "").encode()).hexdigest() not in accepted:
                return dict(_REFUSED)
            # "192.0.2.7:51234", "2001:db8::7:51234"
            viewer, _, _ = headers.get(VIEWER_HEADER, "").rpartition(":")
            if viewer:
                event["requestContext"]["http"]["sourceIp"] = viewer
            return handler(event, context)

        return through_the_edge if accepted else handler

    return guard
