"""One kept connection for many small POSTs, without the layers of http.client.

Of a read with six items http.client took more processor time than everything else together: it parses the head of an
answer as a mail. DynamoDB's is a status and some plain lines, of which two matter here.
"""

import socket
import ssl
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import SplitResult

SECONDS = 5.0
_LONGEST_LINE = 65_536
_MOST_LINES = 100


class Connection:
    """A connection to one endpoint, for one thread; it opens itself when it is used, and again after a failure.

    `trusted`: for an https endpoint, whose certificates are believed.
    """

    def __init__(self, endpoint: SplitResult, trusted: ssl.SSLContext | None) -> None:
        self._endpoint = endpoint
        self._trusted = trusted
        self._socket: socket.socket | None = None
        self._answers: BinaryIO | None = None

    def post(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a POST to the endpoint's root. `headers`: without the length.

        Raises OSError where there is no whole answer; whether the request was worked off is not known then.
        """
        self.send(headers, body)
        return self.receive()

    def send(self, headers: dict[str, str], body: bytes) -> None:
        """The first half of `post`. Raises OSError."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST / HTTP/1.1\r\n{lines}content-length: {len(body)}\r\n\r\n"
        try:
            # In one piece: as two, a read may wait 40 ms for an acknowledgement.
            self._opened().sendall(head.encode("latin-1") + body)
        except BaseException:
            self.close()
            raise

    def receive(self) -> tuple[int, bytes]:
        """The second half of `post`. Raises OSError."""
        if self._answers is None:
            raise ConnectionError("nothing was sent")
        try:
            status, stays, content = _answer(self._answers)
        except BaseException as error:
            self.close()
            if isinstance(error, ValueError):
                raise ConnectionError("not an answer") from error
            raise
        if not stays:
            self.close()
        return status, content

    def fileno(self) -> int:
        """The descriptor that tells when an answer comes. Raises OSError where the connection is not open."""
        if self._socket is None:
            raise ConnectionError("not open")
        return self._socket.fileno()

    def close(self) -> None:
        """Ends the connection; the next post opens a new one."""
        for each in (self._answers, self._socket):
            if each:
                each.close()
        self._socket = self._answers = None

    def _opened(self) -> socket.socket:
        if self._socket is None:
            host = self._endpoint.hostname or ""
            port = self._endpoint.port or (443 if self._trusted else 80)
            opened = socket.create_connection((host, port), SECONDS)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket = self._trusted.wrap_socket(opened, server_hostname=host) if self._trusted else opened
            self._answers = self._socket.makefile("rb")
        return self._socket


def _answer(answers: BinaryIO) -> tuple[int, bool, bytes]:
    """Status, whether the connection may be used again, and body. Raises ValueError where it is no HTTP answer."""
    version, status, *_ = answers.readline(_LONGEST_LINE).split(None, 2) or (b"", b"")
    if not version.startswith(b"HTTP/1."):
        raise ConnectionError("the connection was closed")
    length, stays, chunked = None, version == b"HTTP/1.1", False
    for _ in range(_MOST_LINES):
        line = answers.readline(_LONGEST_LINE)
        if line in {b"\r\n", b"\n"}:
            break
        name, _, value = line.partition(b":")
        match name.lower():
            case b"content-length":
                length = int(value)
            case b"connection":
                stays = value.strip().lower() != b"close"
            case b"transfer-encoding":
                chunked = True
    else:
        raise ConnectionError("the head of the answer does not end")
    if int(status) == HTTPStatus.NO_CONTENT:
        return int(status), stays, b""
    if chunked:
        return int(status), stays, b"".join(iter(lambda: _chunk(answers), b""))
    if length is None:
        return int(status), False, answers.read()
    return int(status), stays, _whole(answers, length)


def _chunk(answers: BinaryIO) -> bytes:
    size = int(answers.readline(_LONGEST_LINE).partition(b";")[0], 16)
    content = _whole(answers, size)
    answers.readline(_LONGEST_LINE)
    return content


def _whole(answers: BinaryIO, length: int) -> bytes:
    content = answers.read(length)
    if len(content) < length:
        raise ConnectionError("the answer was cut off")
    return content
