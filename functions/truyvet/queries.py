"""DynamoDB reads for a trace, which makes thousands: signed by botocore, sent and parsed without its layers.

A client of botocore spends 1.4 ms of processor time on a query with six items, this 0.4 (docs/tracing.md); the rest is
models of shapes that a trace does not need. Values are as on the wire: binary ones in base64.
"""

import json
import random
import time
from collections.abc import Iterator
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session

from truyvet.dynamo import PASSING
from truyvet.errors import TryAgainError

if TYPE_CHECKING:
    from botocore.session import Session
    from mypy_boto3_dynamodb import DynamoDBClient

ATTEMPTS = 5
BATCH = 100
_FIRST_PAUSE = 0.05
_CONNECT_SECONDS, _READ_SECONDS = 1, 10

Json = dict[str, Any]


class Queries:
    """Queries and batch reads of one account, from any number of threads. `calls` and `units` count what they cost."""

    def __init__(self, session: "Session", client: "DynamoDBClient", connections: int) -> None:
        """`client`: tells endpoint and region; `session`: has the credentials."""
        self._session = session
        self._url = client.meta.endpoint_url
        self._region = client.meta.region_name
        # botocore itself gives a pair of seconds, to connect and to read; its stubs know one number.
        timeout: Any = (_CONNECT_SECONDS, _READ_SECONDS)
        self._http = URLLib3Session(timeout=timeout, max_pool_connections=connections, proxies={})
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
        data = json.dumps(body, separators=(",", ":"))
        for attempt in range(ATTEMPTS):
            if attempt:
                _pause(attempt)
            try:
                answer = self._http.send(self._signed(operation, data).prepare())
            except HTTPClientError:
                continue
            content = json.loads(answer.content or b"{}")
            if answer.status_code == HTTPStatus.OK:
                return dict(content)
            code = str(content.get("__type", "")).rpartition("#")[2]
            if code not in PASSING and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise RefusedError(operation, code)
        raise TryAgainError

    def _signed(self, operation: str, data: str) -> AWSRequest:
        headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0"}
        request = AWSRequest("POST", self._url, data=data, headers=headers)
        credentials = self._session.get_credentials()
        if credentials is None:
            raise RefusedError(operation, "no credentials")
        SigV4Auth(credentials.get_frozen_credentials(), "dynamodb", self._region).add_auth(request)
        return request


class RefusedError(Exception):
    """DynamoDB refused a call that will never succeed: a mistake of ours, or a policy. Names operation and code."""


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, _FIRST_PAUSE * 2**attempt))  # noqa: S311 - spreads retries, protects nothing
