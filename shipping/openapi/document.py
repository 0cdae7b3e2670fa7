"""The whole document: `document()` gives it as JSON values, `written()` as the text of `web/openapi.json`."""

import json

from shipping.openapi import citizens, door, officials, oversight, places, tracing
from shipping.openapi.shapes import TEXT, Json, items, named, thing, told

PARTS = (door, places, citizens, tracing, officials, oversight)
_REFUSED = {
    401: "Nobody vouches for the caller; of the authorizer only `message`",
    403: "The caller may not do this",
    404: "There is no such thing",
    409: "It does not take this now",
    413: "The body is over 256 KB",
    422: "What was sent cannot be taken; `details` name the fields",
    429: "Too much at once; of the throttle only `message`",
    503: "Try again after `Retry-After` seconds: nothing was stored",
}


def document() -> Json:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Truy Vết",
            "version": "1",
            "description": "Who was where during an epidemic, for one Vietnamese province.",
        },
        "paths": _paths(),
        "components": {
            "schemas": {"Error": _error()} | {name: shape for part in PARTS for name, shape in part.SCHEMAS.items()},
            "responses": {f"Error{status}": told(said, named("Error")) for status, said in _REFUSED.items()},
            "securitySchemes": {
                "owner": _bearer("The owner's token of the venue"),
                "device": _bearer("The token of a helper's device"),
                "badge": _bearer("The token that revokes a badge"),
                "official": _bearer("An access token of Cognito, one hour"),
            },
        },
    }


def _paths() -> Json:
    """All operations by path; a path may have those of two parts: one for anybody, one for officials."""
    paths: Json = {}
    for part in PARTS:
        for path, operations in part.PATHS.items():
            paths[path] = paths.get(path, {}) | operations
    return paths


def written() -> str:
    """The document as it is kept in `web/` and served."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def _bearer(said: str) -> Json:
    return {"type": "http", "scheme": "bearer", "description": said}


def _error() -> Json:
    detail = thing({"field": TEXT, "message": TEXT})
    return thing({"message": TEXT}, {"error": TEXT, "details": items(detail)})
