"""GET of everything that people see: pages, the official units and the health of the service.

The one function without Powertools: it stores nothing, logs nothing, and must answer the first request quickly.
"""

import base64
import json
import os
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from origin import guarded
from pages.site import Document, Site
from truyvet import units

HOUR = 3600
FOR_EVER = "public, max-age=31536000, immutable"
# Short, so that a new version reaches everybody within minutes; stale is better than nothing on a jammed network.
SHORT = "public, max-age=60, stale-while-revalidate=600"
REVALIDATE = "no-cache"

# The decoder of QR codes is WebAssembly; a worker goes by the policy that its own script came with.
_WITH_DECODER = re.compile(r"/helper/?|(?:/v/\w+)?/scanner_worker\.js")
_HOST_URL = os.environ["HOST_URL"]
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    **({"Strict-Transport-Security": "max-age=31536000"} if _HOST_URL.startswith("https:") else {}),
}
_FUNCTIONS = Path(__file__).resolve().parent.parent


def _web_folder() -> Path:
    """In AWS `web/` is packed beside the functions; in the source tree it lies one level above."""
    beside = _FUNCTIONS / "web"
    return beside if beside.is_dir() else _FUNCTIONS.parent / "web"


_SITE = Site(
    _web_folder(),
    {"authority": os.environ.get("PROVINCE_AUTHORITY", ""), "hotline": os.environ.get("HOTLINE", "")},
)
_NO_SUCH_PAGE = _SITE.plain("404.html") or Document(b"", ".html")


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """The answer of an HTTP API (payload version 2.0) to a GET of any path that no other function serves."""
    path = event["rawPath"]
    headers = event.get("headers", {})
    if path == "/health":
        return _json(200, {"status": "ok", "version": os.environ["SERVICE_VERSION"]})
    if path == "/units.json":
        return _answer(200, _units(), f"public, max-age={HOUR}", headers)
    if path.startswith("/api/"):
        return _json(404, {"error": "not_found", "message": "Không có địa chỉ này."})
    found = _SITE.find(path)
    if found is None:
        return _answer(404, _NO_SUCH_PAGE, REVALIDATE, headers)
    is_page = found.document.media_type.startswith("text/html")
    cached = FOR_EVER if found.permanent else SHORT if is_page else REVALIDATE
    answer = _answer(200, found.document, cached, headers)
    if _WITH_DECODER.fullmatch(path):
        answer["headers"]["Content-Security-Policy"] += "; script-src 'self' 'wasm-unsafe-eval'"
    return answer


@cache
def _units() -> Document:
    province = units.province(int(os.environ["PROVINCE"]))
    shape = {"province": province.code, "name": province.name, "districts": [asdict(d) for d in province.districts]}
    return Document(_compact(shape), ".json")


def _compact(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json(status: int, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Cache-Control": "no-store", "Content-Type": "application/json; charset=utf-8", **_SECURITY}
    return {"statusCode": status, "headers": headers, "body": _compact(body).decode(), "isBase64Encoded": False}


def _answer(status: int, document: Document, cache_control: str, request: dict[str, str]) -> dict[str, Any]:
    headers = {"Cache-Control": cache_control, "ETag": document.tag, "Vary": "Accept-Encoding", **_SECURITY}
    if status == 200 and _still_fresh(document, request.get("if-none-match", "")):
        return {"statusCode": 304, "headers": headers, "body": ""}
    headers["Content-Type"] = document.media_type
    content = document.content
    if document.compressible and "gzip" in request.get("accept-encoding", ""):
        content = document.compressed
        headers["Content-Encoding"] = "gzip"
    return {
        "statusCode": status,
        "headers": headers,
        "body": base64.b64encode(content).decode(),
        "isBase64Encoded": True,
    }


def _still_fresh(document: Document, tags: str) -> bool:
    known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
    return document.tag.removeprefix("W/") in known or "*" in known
