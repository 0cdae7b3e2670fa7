"""Works off the steps of large traces, with person keys alone: its role opens no name and reads no secret."""

import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

from truyvet.archive import Archive
from truyvet.door_rules import DoorRules
from truyvet.queries import Queries
from truyvet.trace_files import Trace
from truyvet.trace_queue import Sender, TraceQueue, step
from truyvet.trace_reader import Tables, TraceReader
from truyvet.trace_table import State, TraceTable
from truyvet.trace_work import TraceWork
from truyvet.traces import Tracing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

logger = Logger()
_CONFIG = Config(connect_timeout=1, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=_CONFIG))


@cache
def _work() -> TraceWork:
    s3 = cast("S3Client", get_session().create_client("s3", config=_CONFIG))
    sqs = cast(Sender, get_session().create_client("sqs", config=_CONFIG))
    table = TraceTable(os.environ["TRACES_TABLE"], Archive(s3, os.environ["ARCHIVE_BUCKET"]))
    return TraceWork(table, _tracing, TraceQueue(sqs, os.environ["TRACE_QUEUE"]).put)


def _tracing(trace: Trace) -> tuple[Tracing, Queries]:
    now, spent = datetime.now(UTC), Queries(get_session(), _dynamodb())
    tables = Tables(os.environ["VISITS_TABLE"], os.environ["LINKS_TABLE"], os.environ["VENUES_TABLE"])
    return Tracing(TraceReader(spent, tables, now, now - DoorRules().retention), trace.rules), spent


@logger.inject_lambda_context
def handler(event: dict[str, Any], _: LambdaContext) -> None:
    """Does the step of each message; a failed one comes again, and the trace is shown as failed until it succeeds."""
    work = _work()
    for record in event["Records"]:
        trace, part = step(record["body"])
        progress = work.table.progress(trace, datetime.now(UTC))
        if progress.state is State.DONE:
            continue
        try:
            if part is None:
                work.begin(progress.trace)
            else:
                work.part(progress.trace, part)
        except Exception:
            work.table.fail(trace)
            raise
        logger.info("step", trace=trace, part=part)
