"""Tallies: the stream of the Visits table, up to 1,000 new visits a call."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

from truyvet.errors import TryAgainError
from truyvet.link_table import LinkTable, links_of
from truyvet.tally_table import TallyTable
from truyvet.tallying import add_up, read

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = Logger()
metrics = Metrics()

# An update takes milliseconds and mostly waits; the venue-days of a batch do not depend on each other.
_AT_ONCE = 8
_CONFIG = Config(
    connect_timeout=1,
    read_timeout=2,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=_AT_ONCE,
)


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=_CONFIG))


@cache
def _tallies() -> TallyTable:
    return TallyTable(_dynamodb(), os.environ["TALLIES_TABLE"])


@cache
def _links() -> LinkTable:
    return LinkTable(_dynamodb(), os.environ["LINKS_TABLE"])


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Learns the links and adds the tallies of a batch of the stream; names the first record to come again."""
    batch = read(event["Records"])
    try:
        _links().learn(links_of(scan.visit for scan in batch.scans))
    except TryAgainError:
        # Nothing is tallied yet, and links may be written twice: the whole batch comes again.
        metrics.add_metric(name="ScansTallied", unit=MetricUnit.Count, value=0)
        logger.warning("DynamoDB failed for the moment")
        return {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["dynamodb"]["SequenceNumber"]}]}
    # The pool ends with the call: no addition is under way while Lambda sends the batch again.
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcome = add_up(_tallies(), batch, pool.map)
    for poison in outcome.poison:
        logger.error("Record passed over: no visit of ours", sequence_number=poison.sequence, cause=poison.cause)
    metrics.add_metric(name="ScansTallied", unit=MetricUnit.Count, value=outcome.tallied)
    metrics.add_metric(name="PoisonRecords", unit=MetricUnit.Count, value=len(outcome.poison))
    if outcome.retry_from is None:
        return {"batchItemFailures": []}
    logger.warning("DynamoDB failed for the moment", retry_from=outcome.retry_from)
    return {"batchItemFailures": [{"itemIdentifier": outcome.retry_from}]}
