"""The process in which MiniStack runs: `python -m local.ministack_process FOLDER`.

It lives exactly as long as its standard input: when the run that started it ends, however that happens, MiniStack
finishes what the streams still hold, saves its state and stops. The state counts only if the run said `keep`
before, which it does once the stack is deployed.

MiniStack saves the positions of stream readers, but not the streams: after a restart it would skip as many visits
as were read before. So nothing is left unread at the end, and the saved positions are removed.
"""

import json
import logging
import os
import signal
import sys
import threading
import time
from functools import partialmethod
from pathlib import Path
from typing import Any

import ministack.app  # type: ignore[import-untyped]
from hypercorn.config import Config
from ministack.core import iam_evaluator  # type: ignore[import-untyped]
from ministack.core.lambda_runtime import Worker  # type: ignore[import-untyped]
from ministack.services import dynamodb, lambda_svc  # type: ignore[import-untyped]

from local.folder import Folder
from local.ministack_codes import DAMAGED, KEEP, NOT_SAVED

DRAIN_SECONDS = 30


class Faults(logging.Handler):
    """Ends the process when a saved state cannot be read, and remembers when one could not be written."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.saving = False

    def emit(self, record: logging.LogRecord) -> None:
        """Judges one record of MiniStack's log: it goes on with an empty service where it should stop."""
        if record.msg.startswith(("Persistence: failed to load", "Failed to restore", "Persistence: %s state is")):
            sys.stderr.write(f"damaged state: {record.getMessage()}\n")
            sys.stderr.flush()
            os._exit(DAMAGED)
        if record.msg.startswith("Persistence: "):
            self.saving = True


class UsedGrants:
    """Writes each statement that allowed a call, once: the role's name and the Sid, as tests/integration reads them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[tuple[str, str]] = set()
        self._evaluate = iam_evaluator.evaluate

    def evaluate(self, *asked: Any) -> Any:
        """What MiniStack's own `evaluate` decides."""
        result = self._evaluate(*asked)
        if result.decision == "Allow" and ":assumed-role/" in result.principal_arn:
            used = (result.principal_arn.split("/")[1], result.matched_sid)
            if used not in self._seen:
                self._seen.add(used)
                with self._file.open("a") as file:
                    file.write(" ".join(used) + "\n")
        return result


def _obey(kept: threading.Event) -> None:
    for line in sys.stdin:
        if line == KEEP:
            kept.set()
    deadline = time.monotonic() + DRAIN_SECONDS
    while kept.is_set() and _unread() and time.monotonic() < deadline:
        time.sleep(0.05)
    if left := _unread():
        sys.stderr.write(f"{left} stream records were not read; the recount of the report heals the tallies\n")
    os.kill(os.getpid(), signal.SIGTERM)


def _unread() -> int:
    """How many records the readers of DynamoDB streams have before them."""
    unread = 0
    for (account, region, reader), position in list(lambda_svc._dynamodb_stream_positions._data.items()):
        mapping = lambda_svc._esms.get_scoped(account, region, reader)
        if mapping:
            table = mapping["EventSourceArn"].split("/")[1]
            unread += dynamodb.stream_end_position(table, account_id=account, region=region) - position
    return unread


def _forget_positions(state: Path) -> None:
    saved = state / "lambda.json"
    if saved.exists():
        content = json.loads(saved.read_text())
        content["payload"]["dynamodb_stream_positions"]["data"] = {}
        draft = saved.with_suffix(".new")
        draft.write_text(json.dumps(content))
        draft.replace(saved)


def main() -> int:
    """Serves until standard input ends or a signal comes; 0 when the state is saved or need not be."""
    folder = Folder(Path(sys.argv[1]))
    sys.argv = ["ministack"]
    # The gateway has let the visitors' requests end; what remains are idle connections of clients.
    Config.graceful_timeout = 0.2
    # After each call MiniStack waits 50 ms for a log line that a quiet function never writes.
    Worker._drain_stderr_bounded = partialmethod(Worker._drain_stderr_bounded, first_line_wait=0.005)
    iam_evaluator.evaluate = UsedGrants(folder.used_grants).evaluate
    faults, kept = Faults(), threading.Event()
    logging.getLogger("persistence").addHandler(faults)
    logging.getLogger("ministack").addHandler(faults)
    threading.Thread(target=_obey, args=(kept,), daemon=True).start()
    ministack.app.main()
    if not kept.is_set():
        return 0
    if faults.saving:
        return NOT_SAVED
    _forget_positions(folder.work)
    folder.complete_state()
    folder.withdraw()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    # Threads of MiniStack that still wait for something must not hold up the end.
    os._exit(code)
