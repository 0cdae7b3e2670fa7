"""DynamoDB reads for a trace, which makes thousands: signed and sent without the layers of a client.

A client of botocore spends 1.4 ms of processor time on a query with six items, this 0.3 (docs/tracing.md); the rest is
models of shapes that a trace does not need. Values are as on the wire: binary ones in base64.
"""

import json
import math
import random
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from threading import Lock, local
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.httpsession import get_cert_path

from truyvet.connections import Connection
from truyvet.dynamo import PASSING
from truyvet.errors import TryAgainError
from truyvet.signing import signed

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 5
BATCH = 100
_FIRST_PAUSE = 0.05

Json = dict[str, Any]


class Queries:
    """Queries and batch reads of one account, from any number of threads. `calls` and `units` count what they cost."""

    def __init__(self, session: "Session", client: "DynamoDBClient", deadline: float = math.inf) -> None:
        """`client`: tells endpoint and region; `session`: has the credentials.

        `deadline`: when to stop, by `time.monotonic`; calls after it raise OutOfTimeError.
        """
        self._session = session
        self._endpoint = urlsplit(client.meta.endpoint_url)
        self._region = client.meta.region_name
        self._deadline = deadline
        self._threads = local()
        self._lock = Lock()
        self.calls = 0
        self.units = 0.0

    def query(self, request: Json) -> Iterator[Json]:
        """The items of a query, over all of its pages. Raises TryAgainError."""
        start: Json = {}
        while True:
            page = self._call("Query", {**request, **start, "ReturnConsumedCapacity": "TOTAL"})
            self._spent([page["ConsumedCapacity"]])
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def get(self, table: str, keys: list[Json], **asked: Any) -> Iterator[Json]:
        """The items of up to `BATCH` keys that exist, in any order. Raises TryAgainError."""
        left: Json = {table: {"Keys": keys, **asked}}
        for attempt in range(ATTEMPTS):
            page = self._call("BatchGetItem", {"RequestItems": left, "ReturnConsumedCapacity": "TOTAL"})
            self._spent(page.get("ConsumedCapacity", []))
            yield from page["Responses"].get(table, [])
            left = page.get("UnprocessedKeys", {})
            if not left:
                return
            _pause(attempt)
        raise TryAgainError

    def _spent(self, consumed: list[Json]) -> None:
        with self._lock:
            self.calls += 1
            self.units += sum(each["CapacityUnits"] for each in consumed)

    def _call(self, operation: str, body: Json) -> Json:
        if time.monotonic() > self._deadline:
            raise OutOfTimeError
        data = json.dumps(body, separators=(",", ":")).encode()
        for attempt in range(ATTEMPTS):
            if attempt:
                _pause(attempt)
            try:
                status, answered = self._sent(operation, data)
            except OSError:
                continue
            content = json.loads(answered or b"{}")
            if status == HTTPStatus.OK:
                return dict(content)
            code = str(content.get("__type", "")).rpartition("#")[2]
            if code not in PASSING and status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise RefusedError(operation, code)
        raise TryAgainError

    def _sent(self, operation: str, data: bytes) -> tuple[int, bytes]:
        credentials = self._session.get_credentials()
        if credentials is None:
            raise RefusedError(operation, "no credentials")
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "host": self._endpoint.netloc,
            "x-amz-target": f"DynamoDB_20120810.{operation}",
        }
        frozen = credentials.get_frozen_credentials()
        headers = signed(frozen, "dynamodb", self._region, datetime.now(UTC), headers, data)
        return self._connection().post(headers, data)

    def _connection(self) -> Connection:
        """The connection of this thread."""
        if not hasattr(self._threads, "connection"):
            https = self._endpoint.scheme == "https"
            trusted = ssl.create_default_context(cafile=get_cert_path(True)) if https else None
            self._threads.connection = Connection(self._endpoint, trusted)
        found: Connection = self._threads.connection
        return found


class OutOfTimeError(Exception):
    """The deadline has passed: what is left must be done by somebody who has more time."""


class RefusedError(Exception):
    """DynamoDB refused a call that will never succeed: a mistake of ours, or a policy. Names operation and code."""


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311 - spreads retries, protects nothing
