"""Lambda on one machine: an environment is a process that has imported a handler, takes one event after the other,
and can be killed at any moment. Its clock is set with each event.
"""

import importlib
import multiprocessing
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from botocore.retries import standard
from pynamodb.models import Model

from benchmarks.artifacts import ROOT
from truyvet import connections

PRELOADED = [
    "boto3",
    "botocore.session",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.metrics",
    "pynamodb.models",
    "nacl.public",
    "phonenumbers",
    "truyvet.parcels",
    "truyvet.reporting",
    "truyvet.tallying",
    "truyvet.batches",
    "chaos.warm",
    "chaos.scenarios",
    "benchmarks.__main__",
]
"""What no environment needs to import anew: nothing of it reads the environment's variables."""

_PATIENCE = 90.0


@dataclass(frozen=True)
class Ended:
    """What became of a call: an answer, the name of the error that the handler raised, or neither: it was killed."""

    answer: dict[str, Any] | None = None
    error: str | None = None

    @property
    def killed(self) -> bool:
        """The process died on the way."""
        return self.answer is None and self.error is None


@dataclass
class Context:
    """What Lambda tells a function of its call."""

    function_name: str
    seconds: float
    memory_limit_in_mb: int = 1024
    aws_request_id: str = "chaos"
    invoked_function_arn: str = "arn:aws:lambda:ap-southeast-1:000000000000:function:chaos"

    def get_remaining_time_in_millis(self) -> int:
        """As of the start of the call."""
        return int(self.seconds * 1000)


class Environment:
    """One environment of a function, with its own process and its own log."""

    def __init__(
        self, function: str, variables: Mapping[str, str], log: Path, *, patience: float | None = None
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        os.environ["PYTHONPATH"] = os.pathsep.join((str(ROOT / "functions"), str(ROOT)))
        context.set_forkserver_preload(PRELOADED)
        ours, theirs = context.Pipe()
        self.function = function
        self.log = log
        self._pipe = ours
        self._process = context.Process(
            target=_serve, args=(theirs, function, dict(variables), str(log), patience), daemon=True
        )
        self._process.start()
        theirs.close()
        self.pid: int = self._process.pid or 0

    def invoke(self, event: Mapping[str, Any], now: datetime) -> Ended:
        """Gives the function an event at this time by the server's clock, and waits for what comes of it."""
        try:
            self._pipe.send((dict(event), (now - datetime.now(UTC)).total_seconds()))
            if not self._pipe.poll(_PATIENCE):
                self.kill()
                raise TimeoutError("a function took longer than it may")
            kind, value = self._pipe.recv()
        except (EOFError, OSError):
            return Ended()
        return Ended(answer=value) if kind == "answer" else Ended(error=value)

    def kill(self) -> None:
        """SIGKILL: no handler of the function's runs any more."""
        self._process.kill()

    def close(self) -> None:
        """Ends the process; again does nothing."""
        with suppress(OSError, ValueError):
            self._pipe.close()
            self._process.kill()
            self._process.join()
            self._process.close()


def _serve(
    pipe: Connection, function: str, variables: Mapping[str, str], log: str, patience: float | None
) -> None:  # pragma: no cover - in a process of its own
    os.environ.update(variables)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(written, stream.fileno())
    module = importlib.import_module(f"{function}.app")
    if patience:
        _shorten(module, patience)
    # Only these two ask what time it is; the domain is told.
    clocks = [_clock(named) for named in (module, importlib.import_module("http_json"))]
    with suppress(EOFError, OSError):
        while True:
            event, offset = pipe.recv()
            for clock in clocks:
                clock.offset = timedelta(seconds=offset)
            try:
                ended = ("answer", module.handler(event, Context(function, 600)))
            except Exception as error:
                ended = ("error", type(error).__name__)
            sys.stdout.flush()
            pipe.send(ended)


def _clock(module: Any) -> Any:
    """Gives the module a clock of its own in the place of `datetime`."""

    class Clock(datetime):
        offset = timedelta()

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + cls.offset

    if hasattr(module, "datetime"):
        module.datetime = Clock
    return Clock


def _shorten(module: Any, patience: float) -> None:
    """The same settings with shorter waits: a rehearsal would take hours otherwise."""
    for name in ("_SES", "_STORES", "_CONFIG"):
        if hasattr(module, name):
            config = getattr(module, name)
            config.read_timeout = config.connect_timeout = patience
    for model in Model.__subclasses__():
        vars(model)["Meta"].read_timeout_seconds = vars(model)["Meta"].connect_timeout_seconds = patience
    connections.SECONDS = patience
    waits = standard.ExponentialBackoff.delay_amount
    backoff: Any = standard.ExponentialBackoff
    backoff.delay_amount = lambda self, context: waits(self, context) / 50
