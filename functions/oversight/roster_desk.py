"""Work on rosters as an official asks for it: who may, and how it is begun and told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight.desk import Desk
from truyvet.days import instant_text
from truyvet.errors import ForbiddenError, NotFoundError
from truyvet.roster_work import Stage, Task, Work
from truyvet.rosters import Roster

Json = dict[str, Any]


def own_scope(at: Desk) -> str:
    """The group under which this account makes rosters. Raises ForbiddenError for who only looks."""
    if at.scope.province:
        return "province"
    mine = sorted(group for group in at.official.groups if group.startswith(("district:", "kind:")))
    if not mine:
        raise ForbiddenError("Tài khoản này chỉ được xem.")
    return mine[0]


def require_keeper(at: Desk, scope: str) -> None:
    """Raises ForbiddenError where this account may not change what belongs to a group."""
    if not at.scope.province and scope not in at.official.groups:
        raise ForbiddenError("Danh sách này thuộc đơn vị khác.")


def new_work(at: Desk, task: Task, scope: str, title: str, roster: Roster | None) -> Work:
    """A new piece of work; the file of a new roster gives it its id."""
    work_id = str(uuid4())
    return Work(
        id=work_id,
        task=task,
        stage=Stage.WAITING,
        scope=scope,
        by=at.official.name,
        begun_at=at.now,
        title=title,
        roster=roster.id if roster else work_id if task is Task.READ else None,
    )


def kept(at: Desk, work_id: str, *, read_only: bool = False) -> Work:
    """A piece of work that this account may see. Raises NotFoundError and ForbiddenError."""
    try:
        UUID(work_id)
    except ValueError:
        raise NotFoundError("Không có tệp này.") from None
    work = at.stores.rosters().table.work(work_id, at.now)
    if not (read_only and at.scope.auditor):
        require_keeper(at, work.scope)
    return work


def shown(work: Work) -> Json:
    """What a page is told of a piece of work."""
    return {
        "id": work.id,
        "task": work.task.value,
        "stage": work.stage.value,
        "title": work.title,
        "roster": work.roster,
        "by": work.by,
        "begun_at": instant_text(work.begun_at),
        "done": work.done,
        "total": work.total,
        "asked": dict(work.asked),
        "found": dict(work.found),
        "problem": work.problem,
    }


def started(at: Desk, work: Work, task: Task, asked: Mapping[str, Any] | None = None) -> Response[str]:
    """202 with the work under its next task, which has been started."""
    waiting = replace(
        work,
        task=task,
        stage=Stage.WAITING,
        done=0,
        total=0,
        problem=None,
        asked=work.asked if asked is None else asked,
    )
    at.stores.rosters().table.advance(work, waiting)
    at.stores.rosters().workers.start(waiting)
    return http_api.answer(202, shown(waiting))
