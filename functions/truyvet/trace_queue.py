"""The queue of steps of large traces, between whoever cuts them and the workers."""

import json
from typing import Protocol


class Sender(Protocol):
    """botocore's client of SQS."""

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> object:  # noqa: N803 - SQS's names
        """Puts a message into a queue."""


class TraceQueue:
    """Steps as messages `{"trace": id, "part": number or null}`; null is the first step, which cuts the trace."""

    def __init__(self, client: Sender, url: str) -> None:
        self._client = client
        self._url = url

    def put(self, trace: str, part: int | None) -> None:
        """Hands a step to a worker. It may be done more than once."""
        self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps({"trace": trace, "part": part}))


def step(body: str) -> tuple[str, int | None]:
    """Trace and part of a message."""
    message = json.loads(body)
    return message["trace"], message["part"]
