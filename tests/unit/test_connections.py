"""Connections: whole answers come through however they are framed, broken ones are never taken for whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from truyvet.connections import Connection

OK = b"HTTP/1.1 200 OK\r\nServer: x\r\n"


class Endpoint(ThreadingTCPServer):
    """Answers each request with the next of its answers; after one that ends in `|` it closes the connection."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *answers: bytes) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[bytes, bytes]] = []
        self.opened = 0
        super().__init__(("127.0.0.1", 0), _Answering)


class _Answering(StreamRequestHandler):
    def handle(self) -> None:
        endpoint = self.server
        assert isinstance(endpoint, Endpoint)
        endpoint.opened += 1
        while (head := self._head()).startswith(b"POST"):
            (length,) = (int(line.split(b":")[1]) for line in head.splitlines() if line.startswith(b"content-length"))
            endpoint.asked.append((head, self.rfile.read(length)))
            answer = endpoint.answers.pop(0)
            self.wfile.write(answer.removesuffix(b"|"))
            if answer.endswith(b"|"):
                return

    def _head(self) -> bytes:
        return b"".join(takewhile(lambda line: bytes(line).strip(), iter(self.rfile.readline, b"")))


@contextmanager
def serving(*answers: bytes) -> Iterator[tuple[Endpoint, Connection]]:
    with Endpoint(*answers) as endpoint:
        thread = Thread(target=endpoint.serve_forever, args=(0.01,))
        thread.start()
        connection = Connection(urlsplit(f"http://127.0.0.1:{endpoint.server_address[1]}"), None)
        try:
            yield endpoint, connection
        finally:
            connection.close()
            endpoint.shutdown()
            thread.join()


def test_many_posts_use_one_connection() -> None:
    with serving(OK + b"Content-Length: 2\r\n\r\n{}", OK + b"content-length: 3\r\n\r\nabc") as (endpoint, connection):
        assert connection.post({"host": "x", "x-amz-target": "T"}, b"one") == (200, b"{}")
        assert connection.post({"host": "x"}, "hai người".encode()) == (200, b"abc")
    assert endpoint.opened == 1
    assert endpoint.asked[0] == (
        b"POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: T\r\ncontent-length: 3\r\n",
        b"one",
    )
    assert endpoint.asked[1][1] == "hai người".encode()


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1;x=y\r\nd\r\n0\r\n\r\n",
        OK + b"Connection: close\r\nContent-Length: 4\r\n\r\nabcd|",
        OK + b"\r\nabcd|",
        b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nabcd|",
    ],
)
def test_a_body_is_whole_however_it_is_framed_and_the_next_post_goes_through(answer: bytes) -> None:
    with serving(answer, OK + b"Content-Length: 1\r\n\r\n.") as (_, connection):
        assert connection.post({}, b"") == (200, b"abcd")
        assert connection.post({}, b"") == (200, b".")


def test_an_error_of_the_service_comes_with_its_body() -> None:
    with serving(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}") as (_, connection):
        assert connection.post({}, b"") == (400, b"{}")


@pytest.mark.parametrize(
    "answer",
    [
        b"|",
        b"HTTP/1.1 200 OK\r\nContent-Le|",
        OK + b"Content-Length: 5\r\n\r\nabc|",
        OK + b"Content-Length: many\r\n\r\n|",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc|",
        OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n|",
        b"SSH-2.0-x y\r\n|",
        OK + b"X: y\r\n" * 200 + b"\r\n|",
    ],
)
def test_what_is_cut_off_or_no_answer_is_a_failure_and_the_next_post_opens_anew(answer: bytes) -> None:
    with serving(answer, OK + b"Content-Length: 1\r\n\r\n.") as (endpoint, connection):
        with pytest.raises(OSError):  # noqa: PT011 - whichever: the caller tries again
            connection.post({}, b"")
        assert connection.post({}, b"") == (200, b".")
    assert endpoint.opened == 2
