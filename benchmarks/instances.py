"""The door as Lambda runs it, on one machine: so many instances, each a process that takes one call at a time.

What finds no free instance is told at once to come back, as the API does when Lambda's concurrency is used up.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from unittest import mock

from benchmarks.check_ins import api_event

RETRY_AFTER = 1
_FORK = get_context("spawn")
_REFUSED = {
    "statusCode": 503,
    "headers": {"Content-Type": "application/json", "Retry-After": str(RETRY_AFTER)},
    "body": '{"message":"Service Unavailable"}',
}
_FAILED = {
    "statusCode": 500,
    "headers": {"Content-Type": "application/json"},
    "body": '{"message":"Internal Server Error"}',
}


class Api(ThreadingHTTPServer):
    """The server before the instances; `free` holds those that wait for a call."""

    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, free: "SimpleQueue[Connection]") -> None:
        super().__init__(("127.0.0.1", 0), _Calls)
        self._free = free

    def answer(self, event: dict[str, Any]) -> dict[str, Any]:
        """What an instance answers; a refusal where none is free."""
        try:
            instance = self._free.get_nowait()
        except Empty:
            return _REFUSED
        try:
            instance.send(event)
            answered: dict[str, Any] = instance.recv()
        finally:
            self._free.put(instance)
        return answered


class _Calls(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Api

    def do_POST(self) -> None:
        """One call of the API, as it hands it to a function."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        event = api_event()
        event["body"] = body
        event["requestContext"]["http"]["sourceIp"] = self.headers["X-Client"]
        answered = self.server.answer(event)
        sent = answered["body"].encode()
        self.send_response(answered["statusCode"])
        for name, value in {**answered["headers"], "Content-Length": str(len(sent))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def serving(number: int, environment: dict[str, str]) -> Iterator[str]:
    """So many instances of the door behind one address, which it gives; all are warm."""
    free: SimpleQueue[Connection] = SimpleQueue()
    processes = []
    with mock.patch.dict(os.environ, environment):
        for _ in range(number):
            ours, its = _FORK.Pipe()
            process = _FORK.Process(target=_instance, args=(its,), daemon=True)
            process.start()
            processes.append((process, ours))
    for _, ours in processes:
        ours.recv()
        free.put(ours)
    with Api(free) as api:
        thread = Thread(target=api.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{api.server_port}"
        finally:
            api.shutdown()
            thread.join()
            for process, ours in processes:
                ours.close()
                process.join(5)
                process.kill()


def _instance(calls: Connection) -> None:
    """One instance: imports the handler, says that it is ready, and answers until the other end is closed."""
    from checkin import app  # noqa: PLC0415 - each instance imports it by itself, in its own environment

    calls.send(json.dumps("ready"))
    while True:
        try:
            event = calls.recv()
        except EOFError:
            return
        try:
            calls.send(app.handler(event, None))
        except Exception as error:
            # As Lambda does: 500 to the caller, and on to the next call.
            calls.send({**_FAILED, "cause": type(error).__name__})
