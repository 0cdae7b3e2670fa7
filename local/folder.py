"""The folder of a local run (`.local/`): everything that it writes lies here.

lock          held while a run lives; two runs cannot share a folder
running.json  where the run answers, for `make report`, `make seed` and `make token`
states/       one folder for each saved state of MiniStack; `current` names the last complete one
s3/           object bodies
keys/         the private sealing key, which CloudFormation cannot make
outbox/       mails, whole, as .eml
log/          what MiniStack and the functions said, and which grants of their roles were used
tmp/
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from local.errors import LocalError

LOCK_SECONDS = 90
"""A whole province takes about 15 s to save."""


@dataclass(frozen=True)
class Running:
    """Where a run answers: its process, its origin, MiniStack's address and the outputs of the stack."""

    pid: int
    port: int
    origin: str
    endpoint: str
    outputs: dict[str, str]


class Folder:
    """The paths of a local run. Raises LocalError when they cannot be made."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.running_file = self.path / "running.json"
        self.states = self.path / "states"
        self.objects = self.path / "s3"
        self.keys = self.path / "keys"
        self.outbox = self.path / "outbox"
        self.log = self.path / "log" / "ministack.log"
        self.used_grants = self.path / "log" / "used-grants.txt"
        self.temporary = self.path / "tmp"
        self.work = self.path / "states" / "work"
        self._current = self.path / "states" / "current"

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Holds the folder for one run; gives the lock's descriptor, which MiniStack inherits and so holds too.

        Raises LocalError when another run has it or it cannot be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = (self.path / "lock").open("a")
        except OSError as error:
            raise LocalError(self._unusable(error)) from error
        with lock:
            self._acquire(lock.fileno())
            self._prepare()
            yield lock.fileno()

    def _acquire(self, descriptor: int) -> None:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if run := self.serving():
                    raise LocalError(f"This folder is already served by process {run.pid} at {run.origin}.") from None
                # A run that was killed: its MiniStack is still saving what it holds.
                if time.monotonic() > deadline:
                    raise LocalError(f"Another run is using {self.path}; wait until it has stopped.") from None
                time.sleep(0.1)
            else:
                return

    def _prepare(self) -> None:
        """Makes what is missing and clears what a run does not keep."""
        try:
            shutil.rmtree(self.temporary, ignore_errors=True)
            for folder in (self.states, self.objects, self.outbox, self.log.parent, self.temporary):
                folder.mkdir(parents=True, exist_ok=True)
            self.keys.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise LocalError(self._unusable(error)) from error

    def _unusable(self, error: OSError) -> str:
        return f"Cannot write in {self.path} ({error.strerror}). Remove it with `make clean`."

    def running(self) -> Running | None:
        """The run that wrote its addresses here last and did not remove them; it may have died since."""
        try:
            return Running(**json.loads(self.running_file.read_text()))
        except (FileNotFoundError, NotADirectoryError, TypeError, ValueError):
            return None

    def serving(self) -> Running | None:
        """The run that answers now."""
        run = self.running()
        return run if run and _alive(run.pid) else None

    def announce(self, running: Running) -> None:
        """Writes where the run answers, at once or not at all."""
        draft = self.running_file.with_suffix(".new")
        draft.write_text(json.dumps(asdict(running), indent=2))
        draft.replace(self.running_file)

    def withdraw(self) -> None:
        """The run no longer answers."""
        self.running_file.unlink(missing_ok=True)

    def begin_state(self) -> Path | None:
        """Lays out the working copy of the last complete state; gives that state, or None when this is the first.

        Hard links are enough: MiniStack replaces its files and never writes into them.
        """
        shutil.rmtree(self.work, ignore_errors=True)
        last = self.current_state()
        for state in self.states.glob("saved-*"):
            if state != last:
                shutil.rmtree(state)
        if last:
            shutil.copytree(last, self.work, copy_function=os.link)
        else:
            self.work.mkdir()
        return last

    def current_state(self) -> Path | None:
        """The last complete state."""
        if not self._current.is_symlink():
            return None
        state = self.states / self._current.readlink()
        if not state.is_dir():
            raise LocalError(f"The saved state {state} is missing. Start afresh with `make clean`.")
        return state

    def complete_state(self) -> None:
        """Makes the working copy the last complete state: a run cut off before this leaves the former one."""
        saved = self.states / f"saved-{time.time_ns()}"
        self.work.rename(saved)
        link = self.states / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(saved.name)
        link.replace(self._current)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
