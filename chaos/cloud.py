"""AWS on loopback as the functions see it: DynamoDB is the engine, S3, SES and the secret are small and in memory.

Everything that a function calls passes here, is numbered, and may meet a fault. What is kept here survives the
functions, whose processes come and go.
"""

import base64
import json
import re
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks.engine import table
from chaos.faults import APPLIED, STATUS, Call, Fault, Plan, calm
from chaos.store import Store, tables

SECRET = "0123456789abcdef" * 4
HOLD = 30.0
"""A slow answer comes after so many seconds at the latest; the client has left long before."""
_JSON = "application/x-amz-json-1.0"
Answer = tuple[int, bytes, str]


class DroppedError(Exception):
    """The connection ends without an answer."""


class Cloud(ThreadingHTTPServer):
    """The loopback. `plan` says which call meets which fault; `witness` is told of each call before it is carried out,
    and after that before it is answered.

    A witness that raises DroppedError before a call keeps it from being carried out.
    """

    daemon_threads = True

    def __init__(self, store: Store) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.store = store
        self.files: dict[str, bytes] = {}
        self.inbox: list[bytes] = []
        self.plan: Plan = calm
        self.witness: Callable[[Call, bool], None] | None = None
        self.mail_answer: Callable[[bytes], Answer | None] | None = None
        self.calls: list[Call] = []
        self.injected: Counter[Fault] = Counter()
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._local = threading.local()

    @property
    def address(self) -> str:
        """Where the functions find it."""
        return f"http://127.0.0.1:{self.server_port}"

    def begin(self, plan: Plan = calm, witness: Callable[[Call, bool], None] | None = None) -> None:
        """Numbers calls from zero and follows a new plan."""
        self._released.set()
        self._released = threading.Event()
        self.plan, self.witness = plan, witness
        self.calls, self.injected = [], Counter()

    def close(self) -> None:
        """Lets waiting answers go and ends."""
        self._released.set()
        self.shutdown()
        self.server_close()

    def note(self, service: str, operation: str, key: str) -> Call:
        """Numbers a call."""
        with self._lock:
            call = Call(len(self.calls), service, operation, key)
            self.calls.append(call)
        return call

    def took(self, fault: Fault) -> None:
        """Counts a fault."""
        with self._lock:
            self.injected[fault] += 1

    def wait(self) -> None:
        """As long as a slow answer takes."""
        self._released.wait(HOLD)

    def hang_up(self) -> None:
        """Closes this thread's connection to the engine."""
        if connection := getattr(self._local, "connection", None):
            connection.close()

    def forward(self, headers: dict[str, str], body: bytes) -> Answer:
        """Asks the engine. Raises DroppedError where it does not answer: it was killed."""
        connection = getattr(self._local, "connection", None) or HTTPConnection("127.0.0.1", self.store.port)
        self._local.connection = connection
        try:
            connection.request("POST", "/", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), _JSON
        except (OSError, HTTPException) as error:
            connection.close()
            raise DroppedError from error


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Cloud

    def handle(self) -> None:
        """Serves a connection; a client that was killed, or waits no longer, is no error here."""
        try:
            with suppress(ConnectionError, ValueError):
                super().handle()
        finally:
            self.server.hang_up()

    def handle_expect_100(self) -> bool:
        """S3's client waits for this line before it sends a file."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = self._body()
        service, _, operation = self.headers.get("X-Amz-Target", "ses.SendEmail").partition(".")
        if service.startswith("DynamoDB"):
            self._call(service="dynamodb", operation=operation, key=_key(operation, body), body=body)
        else:
            self._call(service=service, operation=operation, key=operation, body=body)

    def do_PUT(self) -> None:
        self._call(service="s3", operation="PutObject", key=self.path, body=self._body())

    def do_GET(self) -> None:
        self._call(service="s3", operation="GetObject", key=self.path, body=b"")

    def _call(self, *, service: str, operation: str, key: str, body: bytes) -> None:
        server = self.server
        call = server.note(service, operation, f"{service} {operation} {key}")
        try:
            if server.witness:
                server.witness(call, False)
            fault = server.plan(call)
            if fault:
                server.took(fault)
            answer = self._outcome(call, fault, body)
            if server.witness:
                server.witness(call, True)
            self._answer(answer, fault)
        except DroppedError:
            self.close_connection = True

    def _outcome(self, call: Call, fault: Fault | None, body: bytes) -> Answer:
        """Carries the call out as far as its fault allows. Raises DroppedError."""
        if fault in STATUS:
            text = {"__type": f"com.amazonaws.dynamodb.v20120810#{fault.value}", "message": "on purpose"}
            return STATUS[fault], json.dumps(text).encode(), _JSON
        if fault is Fault.SLOW_BEFORE:
            self.server.wait()
        if fault in {Fault.RESET_BEFORE, Fault.SLOW_BEFORE}:
            raise DroppedError
        if fault is Fault.UNPROCESSED:
            return self._taken_in_part(body)
        answer = self._carried_out(call, body)
        if fault is Fault.SLOW_AFTER:
            self.server.wait()
        if fault in {Fault.RESET_AFTER, Fault.SLOW_AFTER}:
            raise DroppedError
        return answer

    def _carried_out(self, call: Call, body: bytes) -> Answer:
        if call.service == "dynamodb":
            kept = {name: value for name, value in self.headers.items() if name.lower() not in {"host", "expect"}}
            return self.server.forward(kept, body)
        if call.service == "secretsmanager":
            return (
                200,
                json.dumps({"Name": "person-key", "SecretString": SECRET}).encode(),
                "application/x-amz-json-1.1",
            )
        if call.operation == "PutObject":
            self.server.files[self.path] = body
            return 200, b"", "application/xml"
        if call.operation == "GetObject":
            return 200, self.server.files[self.path], "binary/octet-stream"
        return self._mailed(body)

    def _mailed(self, body: bytes) -> Answer:
        mail = base64.b64decode(json.loads(body)["Content"]["Raw"]["Data"])
        refused = self.server.mail_answer(mail) if self.server.mail_answer else None
        if refused:
            return refused
        self.server.inbox.append(mail)
        return 200, json.dumps({"MessageId": f"message-{len(self.server.inbox)}"}).encode(), "application/json"

    def _taken_in_part(self, body: bytes) -> Answer:
        """BatchWriteItem takes the first half of the items and gives the rest back."""
        request = json.loads(body)
        left = {}
        for name, writes in request["RequestItems"].items():
            taken = len(writes) // 2
            request["RequestItems"][name], left[name] = writes[:taken], writes[taken:]
        request["RequestItems"] = {name: writes for name, writes in request["RequestItems"].items() if writes}
        if request["RequestItems"]:
            status, answer, kind = self.server.forward(
                {"X-Amz-Target": self.headers["X-Amz-Target"], "Content-Type": _JSON,
                 "Authorization": self.headers["Authorization"], "X-Amz-Date": self.headers["X-Amz-Date"]},
                json.dumps(request).encode(),
            )  # fmt: skip
            if status != 200:
                return status, answer, kind
        return 200, json.dumps({"UnprocessedItems": left}).encode(), _JSON

    def _answer(self, answer: Answer, fault: Fault | None) -> None:
        status, body, kind = answer
        sent = body[: len(body) // 2] if fault is Fault.CUT_AFTER else body
        checksum = zlib.crc32(body) ^ (fault is Fault.GARBLED_AFTER)
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(max(1, len(body)) if fault is Fault.CUT_AFTER else len(body)),
            "x-amzn-RequestId": "chaos",
            **({"x-amz-crc32": str(checksum)} if kind == _JSON else {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)
        self.wfile.flush()
        if fault is not None and fault in APPLIED:
            self.close_connection = True

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked" or "aws-chunked" in self.headers.get(
            "Content-Encoding", ""
        ):
            return self._chunks()
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _chunks(self) -> bytes:
        """A body in chunks with a checksum behind it, as botocore sends files to S3."""
        whole = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return whole


@cache
def _keys() -> dict[str, list[str]]:
    """The names of the attributes that make up each table's key."""
    return {
        table(name): [each["AttributeName"] for each in definition["KeySchema"]]
        for name, definition in tables().items()
    }


def _key(operation: str, body: bytes) -> str:
    """The table and the item that a request is about; a request about several has a digest in its place."""
    request: dict[str, Any] = json.loads(body)
    name = request.get("TableName", "")
    item = request.get("Key") or request.get("Item")
    if item is None or name not in _keys():
        stable = re.sub(rb'"sealed": ?\{[^}]*\}', b"", body)
        return f"{name} {sha256(stable).hexdigest()[:16]}"
    return f"{name} {[item[part] for part in _keys()[name]]} {operation}"


@contextmanager
def serving(store: Store) -> Iterator[Cloud]:
    """A cloud around a store, gone afterwards."""
    cloud = Cloud(store)
    thread = threading.Thread(target=cloud.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield cloud
    finally:
        cloud.close()
        thread.join()
