"""Many reads at once: each gets its own whole answer, whatever becomes of the connections."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, cast

import pytest
from botocore.session import get_session

from truyvet import queries
from truyvet.errors import TryAgainError
from truyvet.queries import BATCH, Json, OutOfTimeError, Queries, RefusedError

Answering = Callable[[Json, int], tuple[int, Json] | None]
"""Status and body for a request at its so-manieth attempt; None cuts the connection."""


class Engine(ThreadingHTTPServer):
    """A DynamoDB of one table, which answers as it is told."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answering: Answering) -> None:
        self.answering = answering
        self.attempts: Counter[str] = Counter()
        self.lock = Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, *_: object) -> None:
        """Whoever asked may have gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        engine = cast("Engine", self.server)
        request = self.rfile.read(int(self.headers["content-length"])).decode()
        with engine.lock:
            engine.attempts[request] += 1
            attempt = engine.attempts[request]
        answer = engine.answering(json.loads(request), attempt)
        if answer is None:
            self.close_connection = True
            return
        status, body = answer
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def reading(answering: Answering, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queries]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    monkeypatch.setattr(queries, "_FIRST_PAUSE", 0)
    with Engine(answering) as engine:
        thread = Thread(target=engine.serve_forever, args=(0.01,))
        thread.start()
        session = get_session()
        address = f"http://127.0.0.1:{engine.server_address[1]}"
        client = cast("Any", session.create_client("dynamodb", region_name="ap-southeast-1", endpoint_url=address))
        reads = Queries(session, client)
        try:
            yield reads
        finally:
            reads.close()
            client.close()
            engine.shutdown()
            thread.join()


def asked(number: int) -> Json:
    return {"TableName": "visits", "ExpressionAttributeValues": {":p": {"N": str(number)}}}


def items(reads: Queries, numbers: Iterable[int]) -> list[list[Any]]:
    return cast("list[list[Any]]", reads.query_all(map(asked, numbers)))


def number_of(request: Json) -> int:
    return int(request["ExpressionAttributeValues"][":p"]["N"])


def page(*items: Any, last: Any = None) -> tuple[int, Json]:
    more = {} if last is None else {"LastEvaluatedKey": last}
    return 200, {"Items": list(items), "ConsumedCapacity": {"CapacityUnits": 0.5}, **more}


def test_each_of_many_queries_gets_its_own_items_over_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def answering(request: Json, _: int) -> tuple[int, Json]:
        at = request.get("ExclusiveStartKey", 0)
        return page([number_of(request), at], last=at + 1 if at < number_of(request) % 3 else None)

    with reading(answering, monkeypatch) as reads:
        found = items(reads, range(100))
    assert found == [[[number, at] for at in range(number % 3 + 1)] for number in range(100)]
    assert (reads.calls, reads.units) == (199, 99.5)


@pytest.mark.parametrize(
    "failure",
    [
        None,
        (400, {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}),
        (500, {}),
    ],
)
def test_what_fails_is_asked_again_and_nothing_is_mixed_up(
    failure: tuple[int, Json] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answering(request: Json, attempt: int) -> tuple[int, Json] | None:
        return failure if attempt <= number_of(request) % 4 else page(number_of(request))

    with reading(answering, monkeypatch) as reads:
        assert items(reads, range(60)) == [[number] for number in range(60)]


def test_what_never_succeeds_is_told_and_the_next_questions_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def answering(request: Json, _: int) -> tuple[int, Json] | None:
        return None if number_of(request) == 7 else page(number_of(request))

    with reading(answering, monkeypatch) as reads:
        with pytest.raises(TryAgainError):
            reads.query_all(map(asked, range(20)))
        assert items(reads, [1, 2]) == [[1], [2]]


def test_after_a_refusal_no_late_answer_is_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def answering(request: Json, _: int) -> tuple[int, Json]:
        refused = (400, {"__type": "com.amazon.coral.service#AccessDeniedException"})
        return refused if number_of(request) == 3 else page(number_of(request))

    with reading(answering, monkeypatch) as reads:
        with pytest.raises(RefusedError, match="AccessDeniedException"):
            reads.query_all(map(asked, range(40)))
        assert items(reads, range(100, 130)) == [[number] for number in range(100, 130)]


def test_keys_are_fetched_by_the_hundred_and_what_was_left_over_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def answering(request: Json, _: int) -> tuple[int, Json]:
        keys = request["RequestItems"]["links"]["Keys"]
        assert len(keys) <= BATCH
        done = keys[: max(1, len(keys) // 2)]
        left = {"links": {"Keys": keys[len(done) :]}} if keys[len(done) :] else {}
        return 200, {"Responses": {"links": done}, "UnprocessedKeys": left, "ConsumedCapacity": []}

    monkeypatch.setattr(queries, "ATTEMPTS", 9)
    with reading(answering, monkeypatch) as reads:
        found = reads.get_all("links", [{"person": {"N": str(number)}} for number in range(250)])
    assert sorted(int(key["person"]["N"]) for key in found) == list(range(250))


def test_after_the_deadline_nothing_more_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(lambda request, _: page(number_of(request)), monkeypatch) as reads:
        reads._deadline = 0
        with pytest.raises(OutOfTimeError):
            reads.query_all([asked(1)])
    assert reads.calls == 0
