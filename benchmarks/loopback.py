"""A canned AWS on loopback: real HTTP, fixed answers. It also hands one event to a Lambda runtime, as Lambda does."""

import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from benchmarks.check_ins import VENUE_ITEM, api_event

REGION = "ap-southeast-1"
ANSWERS: dict[str, dict[str, Any]] = {
    "DynamoDB_20120810.PutItem": {},
    "DynamoDB_20120810.GetItem": {"Item": VENUE_ITEM},
    "DynamoDB_20120810.UpdateItem": {"Attributes": {"times": {"N": "50"}}},
    "secretsmanager.GetSecretValue": {"Name": "person-key", "SecretString": "0123456789abcdef" * 4},
}
_BODIES = {target: json.dumps(answer, ensure_ascii=False).encode() for target, answer in ANSWERS.items()}
_RUNTIME = "/2018-06-01/runtime/"


class Loopback(ThreadingHTTPServer):
    """The server. `seen` gets the moment (`time.perf_counter`) and the name of each request; `watch` is told too."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.seen: list[tuple[float, str]] = []
        self.watch: Callable[[str], object] | None = None
        self.answered = threading.Event()
        self.answer: dict[str, Any] = {}
        self.event_given = False

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.server_port}"

    def forget(self) -> None:
        """Makes ready for another runtime."""
        self.seen.clear()
        self.answered.clear()
        self.event_given = False


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Loopback

    def do_GET(self) -> None:
        """The runtime asks for the next event; there is only one."""
        self._note("next event")
        if self.server.event_given:
            # As Lambda does between calls, this lets the runtime wait; it is ended while it does.
            time.sleep(60)
            self.close_connection = True
            return
        self.server.event_given = True
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": "request",
            "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 10_000),
            "Lambda-Runtime-Invoked-Function-Arn": f"arn:aws:lambda:{REGION}:123456789012:function:checkin",
        }
        self._send(200, json.dumps(api_event()).encode(), headers)

    def do_POST(self) -> None:
        """An AWS call, or what the function answered."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith(_RUNTIME):
            self._note("answer")
            self.server.answer = json.loads(body)
            self.server.answered.set()
            self._send(202, b"{}")
            return
        target = self.headers["X-Amz-Target"]
        self._note(target)
        answer = _BODIES[target]
        # DynamoDB sends a checksum, which botocore verifies.
        self._send(200, answer, {"x-amz-crc32": str(zlib.crc32(answer)), "x-amzn-RequestId": "request"})

    def handle(self) -> None:
        """Serves one connection; a runtime is ended in the middle of its wait."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def _note(self, what: str) -> None:
        self.server.seen.append((time.perf_counter(), what))
        if self.server.watch:
            self.server.watch(what)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        given = {"Content-Type": "application/x-amz-json-1.0", "Content-Length": str(len(body)), **(headers or {})}
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


@contextmanager
def serving() -> Iterator[Loopback]:
    """A server on a free port of loopback, closed at the end."""
    with Loopback() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
