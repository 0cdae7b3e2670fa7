"""AWS Signature Version 4 of one kind of request: POST to the root of one service's endpoint.

botocore's own takes three times as long, which is most of a small read (docs/tracing.md). Source of the rule: "Create a
signed AWS API request", AWS Identity and Access Management User Guide; a test compares with botocore's.
"""

import hashlib
import hmac
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

_ALGORITHM = "AWS4-HMAC-SHA256"


def signed(
    credentials: "ReadOnlyCredentials", service: str, region: str, now: datetime, headers: dict[str, str], body: bytes
) -> dict[str, str]:
    """The headers of a POST with its signature. `headers`: in lower case, with `host`; `now` in UTC."""
    stamp = now.strftime("%Y%m%dT%H%M%SZ")
    headers = headers | {"x-amz-date": stamp}
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    names = sorted(headers)
    listed = ";".join(names)
    lines = "".join(f"{name}:{headers[name]}\n" for name in names)
    canonical = f"POST\n/\n\n{lines}\n{listed}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    text = f"{_ALGORITHM}\n{stamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = _key(credentials.secret_key or "", stamp[:8], region, service)
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    headers["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.access_key}/{scope}, SignedHeaders={listed}, Signature={signature}"
    )
    return headers


@lru_cache(maxsize=4)
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
