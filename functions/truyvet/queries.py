"""DynamoDB reads for a trace, which makes thousands: signed and sent without the layers of a client.

A client of botocore spends 1.4 ms of processor time on a query with six items, this 0.3 (docs/tracing.md); the rest is
models of shapes that a trace does not need. Values are as on the wire: binary ones in base64.
"""

import json
import math
import random
import ssl
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from threading import Lock, local
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore.httpsession import get_cert_path

from truyvet.connections import Connection
from truyvet.dynamo import PASSING
from truyvet.errors import TryAgainError
from truyvet.exchanges import Exchange, Post
from truyvet.signing import signed

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 5
BATCH = 100
AT_ONCE = 16
"""Calls of `query_all` and `get_all` that are under way together."""
_FIRST_PAUSE = 0.05

Json = dict[str, Any]
_TOLD = {"ReturnConsumedCapacity": "TOTAL"}


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
        self._asking = Lock()
        self.calls = 0
        self.units = 0.0

    def close(self) -> None:
        """Ends the connections of `query_all` and `get_all`; those of other threads end with them."""
        self._exchange.close()

    def query(self, request: Json) -> Iterator[Json]:
        """The items of a query, over all of its pages. Raises TryAgainError."""
        start: Json = {}
        while True:
            page = self._call("Query", {**request, **start, **_TOLD})
            self._spent([page["ConsumedCapacity"]])
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def query_all(self, requests: Iterable[Json]) -> list[list[Json]]:
        """The items of each of many queries, over all of their pages. Raises TryAgainError."""
        found: defaultdict[int, list[Json]] = defaultdict(list)
        left = dict(enumerate(requests))
        number = len(left)
        while left:
            continued = {}
            for each, page in self._all("Query", {name: {**request, **_TOLD} for name, request in left.items()}):
                self._spent([page["ConsumedCapacity"]])
                found[each] += page["Items"]
                if "LastEvaluatedKey" in page:
                    continued[each] = {**left[each], "ExclusiveStartKey": page["LastEvaluatedKey"]}
            left = continued
        return [found[each] for each in range(number)]

    def get_all(self, table: str, keys: Iterable[Json], **asked: Any) -> list[Json]:
        """The items of any number of keys that exist, in any order. Raises TryAgainError."""
        wanted, found = list(keys), []
        left = [{table: {"Keys": wanted[start : start + BATCH], **asked}} for start in range(0, len(wanted), BATCH)]
        for attempt in range(ATTEMPTS):
            unprocessed = []
            requests = {number: {"RequestItems": each, **_TOLD} for number, each in enumerate(left)}
            for _, page in self._all("BatchGetItem", requests):
                self._spent(page.get("ConsumedCapacity", []))
                found += page["Responses"].get(table, [])
                if page.get("UnprocessedKeys"):
                    unprocessed.append(page["UnprocessedKeys"])
            left = unprocessed
            if not left:
                return found
            _pause(attempt)
        raise TryAgainError

    def get(self, table: str, keys: list[Json], **asked: Any) -> Iterator[Json]:
        """The items of up to `BATCH` keys that exist, in any order. Raises TryAgainError."""
        left: Json = {table: {"Keys": keys, **asked}}
        for attempt in range(ATTEMPTS):
            page = self._call("BatchGetItem", {"RequestItems": left, **_TOLD})
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

    def _all(self, operation: str, requests: Mapping[int, Json]) -> Iterator[tuple[int, Json]]:
        """The answer to each of many requests as it comes. One thread at a time; others wait."""
        left: Mapping[int, Json] = requests
        with self._asking:
            for attempt in range(ATTEMPTS):
                if attempt:
                    _pause(attempt)
                failed: dict[int, Json] = {}
                with closing(self._exchange.answers(self._posts(operation, left))) as answers:
                    for name, answer in answers:
                        page = answer and _page(operation, *answer)
                        if page is None:
                            failed[name] = left[name]
                        else:
                            yield name, page
                left = failed
                if not left:
                    return
        raise TryAgainError

    def _posts(self, operation: str, requests: Mapping[int, Json]) -> Iterator[Post[int]]:
        for name, request in requests.items():
            self._in_time()
            data = _written(request)
            yield name, self._headers(operation, data), data

    def _call(self, operation: str, body: Json) -> Json:
        self._in_time()
        data = _written(body)
        for attempt in range(ATTEMPTS):
            if attempt:
                _pause(attempt)
            try:
                answer = self._connection().post(self._headers(operation, data), data)
            except OSError:
                continue
            page = _page(operation, *answer)
            if page is not None:
                return page
        raise TryAgainError

    def _in_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise OutOfTimeError

    def _headers(self, operation: str, data: bytes) -> dict[str, str]:
        credentials = self._session.get_credentials()
        if credentials is None:
            raise RefusedError(operation, "no credentials")
        headers = {
            "content-type": "application/x-amz-json-1.0",
            "host": self._endpoint.netloc,
            "x-amz-target": f"DynamoDB_20120810.{operation}",
        }
        frozen = credentials.get_frozen_credentials()
        return signed(frozen, "dynamodb", self._region, datetime.now(UTC), headers, data)

    def _connection(self) -> Connection:
        """The connection of this thread."""
        if not hasattr(self._threads, "connection"):
            self._threads.connection = self._connect()
        found: Connection = self._threads.connection
        return found

    @cached_property
    def _exchange(self) -> Exchange:
        return Exchange(self._connect, AT_ONCE)

    def _connect(self) -> Connection:
        return Connection(self._endpoint, self._trusted)

    @cached_property
    def _trusted(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=get_cert_path(True)) if self._endpoint.scheme == "https" else None


class OutOfTimeError(Exception):
    """The deadline has passed: what is left must be done by somebody who has more time."""


class RefusedError(Exception):
    """DynamoDB refused a call that will never succeed: a mistake of ours, or a policy. Names operation and code."""


def _written(request: Json) -> bytes:
    return json.dumps(request, separators=(",", ":")).encode()


def _page(operation: str, status: int, body: bytes) -> Json | None:
    """What an answer holds; None where the same call may succeed later. Raises RefusedError."""
    content: Json = json.loads(body or b"{}")
    if status == HTTPStatus.OK:
        return content
    code = str(content.get("__type", "")).rpartition("#")[2]
    if code not in PASSING and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        raise RefusedError(operation, code)
    return None


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311 - spreads retries, protects nothing
