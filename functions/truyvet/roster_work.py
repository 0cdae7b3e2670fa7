"""Work on rosters that takes longer than a request may: what it is, how far it is, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Task(StrEnum):
    """What is done. A file goes through the first three; the others are about a roster or a commune."""

    READ = "read"
    CHECK = "check"
    APPLY = "apply"
    REGISTER = "register"
    PRINT = "print"


class Stage(StrEnum):
    """How far a task is. A failed one may be asked for again, and goes on where it stopped."""

    OPEN = "open"
    """The file's parts are still on their way."""
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Work:
    """One piece of work. `scope` is the group under which it was asked for, by the account named `by`.

    `asked` and `found` hold no personal data: what a task is told to do, and the counts that came of it. Files lie in
    the archive under `rosters/{id}/`. `problem` is a Vietnamese sentence.
    """

    id: str
    task: Task
    stage: Stage
    scope: str
    by: str
    begun_at: datetime
    title: str | None = None
    roster: str | None = None
    done: int = 0
    total: int = 0
    asked: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, Any] = field(default_factory=dict)
    problem: str | None = None
