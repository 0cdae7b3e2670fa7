"""The one origin of a local run: everything goes to the HTTP API, except `/_local/mail`.

Requests travel below MiniStack's own path of the API, so that no address of a visitor reaches MiniStack itself.
"""

import http.client
import json
import sys
import threading
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from local import mail_pages
from local.errors import LocalError
from local.outbox import Outbox

MAX_BODY_BYTES = 10 * 1024 * 1024
UPSTREAM_SECONDS = 60
"""Longer than the 30 s of an HTTP API: functions start slowly on a small machine."""
DRAIN_SECONDS = 10
_HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
_OWN = {
    "host",
    "content-length",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-port",
    "cloudfront-viewer-address",
}


class Gateway(ThreadingHTTPServer):
    """Listens on loopback from the start; answers 503 until `open` says where the API is.

    Raises LocalError when the port is taken. Port 0 takes a free one.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, outbox: Outbox) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            raise LocalError(f"Port {port} cannot be used ({error}). Choose another: make run PORT=8081") from error
        self.outbox = outbox
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self._upstream: tuple[int, str] | None = None
        self._active = 0
        self._idle = threading.Condition()

    def open(self, emulator_port: int, api: str) -> None:
        """From now on requests go to this API."""
        self._upstream = (emulator_port, f"/_aws/execute-api/{api}/$default")

    @property
    def upstream(self) -> tuple[int, str] | None:
        """MiniStack's port and the path of the API there; None while it is not deployed."""
        return self._upstream

    def begin(self) -> None:
        """A request is under way."""
        with self._idle:
            self._active += 1

    def end(self) -> None:
        """A request was answered."""
        with self._idle:
            self._active -= 1
            self._idle.notify_all()

    def close(self) -> None:
        """Takes no more requests and waits for those under way."""
        self.shutdown()
        self.server_close()
        with self._idle:
            self._idle.wait_for(lambda: self._active == 0, DRAIN_SECONDS)

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who goes away in the middle is no error."""


class _Handler(BaseHTTPRequestHandler):
    server: Gateway
    protocol_version = "HTTP/1.1"
    timeout = 75
    disable_nagle_algorithm = True

    def _serve(self) -> None:
        self.server.begin()
        try:
            body = self._body()
            if body is None:
                return
            if f"{self.path.partition('?')[0]}/".startswith(f"{mail_pages.PREFIX}/"):
                self._show_mail()
            elif self.server.upstream is None:
                self._refuse(503, "starting")
            else:
                self._pass_on(body, *self.server.upstream)
        finally:
            self.server.end()

    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = _serve  # noqa: N815 - names of http.server

    def _body(self) -> bytes | None:
        """The request's body; None when it was refused."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self._refuse(411, "length_required")
        elif int(length) > MAX_BODY_BYTES:
            self._refuse(413, "too_large")
        else:
            return self.rfile.read(int(length))
        return None

    def _pass_on(self, body: bytes, port: int, prefix: str) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP | _OWN}
        address, client_port = self.client_address[:2]
        headers |= {
            "Host": f"127.0.0.1:{self.server.server_port}",
            "X-Forwarded-For": address,
            "X-Forwarded-Proto": "http",
            "X-Forwarded-Port": str(self.server.server_port),
            # What CloudFront tells the functions in AWS, in its form.
            "CloudFront-Viewer-Address": f"{address}:{client_port}",
            "Content-Length": str(len(body)),
        }
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=UPSTREAM_SECONDS)
        try:
            upstream.request(self.command, prefix + self.path, body, headers)
            response = upstream.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            self._refuse(502, "bad_gateway")
            return
        finally:
            upstream.close()
        if response.status == 502 and (reason := _failure(content)):
            sys.stderr.write(f"{self.command} {self.path.partition('?')[0]}: {reason}\n")
            self._send(500, _JSON.items(), json.dumps({"message": "Internal Server Error"}).encode())
            return
        kept = [item for item in response.getheaders() if item[0].lower() not in _HOP_BY_HOP | {"content-length"}]
        self._send(response.status, kept, content)

    def _show_mail(self) -> None:
        if self.command not in {"GET", "HEAD"}:
            self._refuse(405, "method_not_allowed")
            return
        page = mail_pages.answer(self.server.outbox, self.path.partition("?")[0])
        self._send(page.status, page.headers.items(), page.content)

    def _refuse(self, status: int, code: str) -> None:
        self.close_connection = True
        self._send(status, _JSON.items(), json.dumps({"error": code, "message": code}).encode())

    def _send(self, status: int, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in {204, 304}:
            self.send_header("Content-Length", str(len(content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: what people do is not for a log."""


def _failure(answer: bytes) -> str | None:
    """Why a function failed: MiniStack passes its error on, where AWS answers 500 and says nothing."""
    try:
        error = json.loads(answer)
        return f"{error['errorType']}: {error['errorMessage']}"
    except (ValueError, TypeError, KeyError):
        return None


_JSON: Mapping[str, str] = {"Content-Type": "application/json"}
