"""Work on rosters that takes longer than a request may: files read, checked and applied, venues registered, posters.

An event names a piece of work by its id and its task; what to do stands in the Rosters table. Lambda may deliver an
event twice or again after a failure: a task that is done is passed over, any other goes on where it stopped.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

from truyvet import bulk_registration, poster_printing, roster_tasks, units
from truyvet.archive import Archive
from truyvet.errors import InvalidError, NotFoundError, TryAgainError
from truyvet.publishers import Publisher
from truyvet.roster_store import RosterStore
from truyvet.roster_table import RosterTable
from truyvet.roster_tasks import Found, Progress, Stores
from truyvet.roster_work import Stage, Task, Work
from truyvet.venue_table import VenueTable

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

logger = Logger()

_CONFIG = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4})
_TROUBLE = "Máy chủ gặp lỗi khi đang làm. Chưa mất gì; xin bấm thử lại."


@cache
def stores() -> Stores:
    """The stores of this instance, made at its first call."""
    s3 = cast("S3Client", get_session().create_client("s3", config=_CONFIG))
    return Stores(
        rosters=RosterTable(os.environ["ROSTERS_TABLE"]),
        venues=VenueTable(os.environ["VENUES_TABLE"]),
        files=RosterStore(Archive(s3, os.environ["ARCHIVE_BUCKET"])),
        province=units.province(int(os.environ["PROVINCE"])),
    )


def _publisher() -> Publisher:
    return Publisher(os.environ["HOST_URL"], os.environ["HOTLINE"], os.environ["PROVINCE_AUTHORITY"])


def _register(stores: Stores, work: Work, progress: Progress) -> Found:
    return bulk_registration.register(stores, work, progress, datetime.now(UTC))


def _print(stores: Stores, work: Work, progress: Progress) -> Found:
    return poster_printing.draw(stores, work, _publisher(), progress)


_TASKS: dict[Task, Callable[[Stores, Work, Progress], Found]] = {
    Task.READ: roster_tasks.read,
    Task.CHECK: roster_tasks.check,
    Task.APPLY: roster_tasks.apply,
    Task.REGISTER: _register,
    Task.PRINT: _print,
}


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Does the task of an event, and says at which stage the work is now."""
    work = stores().rosters.work(event["work"], datetime.now(UTC))
    if event["task"] == "printed":
        poster_printing.issued(stores(), work, datetime.now(UTC))
    elif work.stage is not Stage.DONE and work.task.value == event["task"]:
        work = _done(work)
        logger.info("worked", work=work.id, task=work.task.value, stage=work.stage.value)
    return {"work": work.id, "stage": work.stage.value}


def _done(work: Work) -> Work:
    """The work with its task done, or with what is wrong; what nobody expected is raised, and Lambda tries again."""
    table = stores().rosters
    try:
        found = _TASKS[work.task](stores(), work, partial(table.progress, work))
    except (InvalidError, NotFoundError) as error:
        return table.advance(work, replace(work, stage=Stage.FAILED, problem=error.message))
    except Exception as error:
        busy = error.message if isinstance(error, TryAgainError) else _TROUBLE
        table.advance(work, replace(work, stage=Stage.FAILED, problem=busy))
        raise
    return table.advance(work, replace(work, stage=Stage.DONE, found=found, problem=None))
