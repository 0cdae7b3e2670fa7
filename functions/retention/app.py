"""Each night: the proof that what had to be deleted is deleted, kept in the archive as `retention/{day}.json`."""

import json
import os
import random
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

from truyvet import deletion_proofs, retention, units
from truyvet.archive import Archive
from truyvet.expired_items import ExpiredItems
from truyvet.tally_table import TallyTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

logger = Logger()
metrics = Metrics()
_CONFIG = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=_CONFIG))


@cache
def _s3() -> "S3Client":
    return cast("S3Client", get_session().create_client("s3", config=_CONFIG))


@logger.inject_lambda_context
@metrics.log_metrics
def handler(_: dict[str, Any], __: LambdaContext) -> dict[str, object]:
    """Looks, keeps the proof and gives it. The alarms are on `RetentionOverdue`, and on nights without a proof."""
    names = {
        "Visits": os.environ["VISITS_TABLE"],
        "Links": os.environ["LINKS_TABLE"],
        "Badges": os.environ["BADGES_TABLE"],
        "Traces": os.environ["TRACES_TABLE"],
        "Exposures": os.environ["EXPOSURES_TABLE"],
        "Looks": os.environ["LOOKS_TABLE"],
    }
    bucket = os.environ["ARCHIVE_BUCKET"]
    tallies = TallyTable(_dynamodb(), os.environ["TALLIES_TABLE"])
    districts = [district.code for district in units.province(int(os.environ["PROVINCE"])).districts]
    store = ExpiredItems(_dynamodb(), _s3(), names, bucket)
    made = retention.proof(store, tallies.of_day, districts, datetime.now(UTC), random.SystemRandom())
    document = made.document()
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    Archive(_s3(), bucket).put(deletion_proofs.key(made.day), content, "application/json")
    metrics.add_metric("RetentionOverdue", MetricUnit.Count, made.overdue)
    metrics.add_metric("RetentionProofs", MetricUnit.Count, 1)
    logger.info("proof of deletion", overdue=made.overdue, looked_at=sum(each.looked_at for each in made.checks))
    return document
