"""What the routes of tracing share: clients, keys, tables, the reader of one request, and the log of looks.

A module of routes makes `routes = http_api.routes()`, decorates functions with `@routes.get(...)` and stands in app.py.
"""

import base64
import math
import os
from functools import cache
from typing import TYPE_CHECKING, cast

from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.session import get_session

import http_api
from sign_in import Official
from truyvet import people
from truyvet.archive import Archive
from truyvet.audit_table import AuditTable, Look
from truyvet.badge_table import BadgeTable
from truyvet.door_rules import DoorRules
from truyvet.exposure_table import ExposureTable
from truyvet.look_table import LookTable
from truyvet.queries import Queries
from truyvet.sealing import KeyRing
from truyvet.setting_table import SettingTable
from truyvet.trace_files import Trace
from truyvet.trace_names import NameReader
from truyvet.trace_queue import Sender, TraceQueue
from truyvet.trace_reader import Tables
from truyvet.trace_table import TraceTable
from truyvet.trace_work import TraceWork
from truyvet.traces import Tracing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

logger = Logger()

GROUP = "tracer"
"""Who may trace: `sign_in.of_group(routes.current_event.raw_event, GROUP)`."""
CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


def province() -> int:
    """The code of the province."""
    return int(os.environ["PROVINCE"])


@cache
def dynamodb() -> "DynamoDBClient":
    """The client of all tables that are read without PynamoDB."""
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=CONFIG))


@cache
def archive() -> Archive:
    """The archive's bucket; only `traces/*` may be written and read."""
    s3 = cast("S3Client", get_session().create_client("s3", config=CONFIG))
    return Archive(s3, os.environ["ARCHIVE_BUCKET"])


@cache
def traces() -> TraceTable:
    """Kept traces."""
    return TraceTable(os.environ["TRACES_TABLE"], archive())


@cache
def parts() -> TraceQueue:
    """The queue to the workers of large traces."""
    sqs = cast(Sender, get_session().create_client("sqs", config=CONFIG))
    return TraceQueue(sqs, os.environ["TRACE_QUEUE"])


@cache
def settings() -> SettingTable:
    """The settings; ask it anew for each trace, so that a new version counts at once."""
    return SettingTable(os.environ["SETTINGS_TABLE"])


@cache
def badges() -> BadgeTable:
    """Badges by their key."""
    return BadgeTable(dynamodb(), os.environ["BADGES_TABLE"])


@cache
def exposures() -> ExposureTable:
    """Public exposure places and proposals of such."""
    return ExposureTable(dynamodb(), os.environ["EXPOSURES_TABLE"])


@cache
def looks() -> LookTable:
    """Which check-ins were looked at, for whoever made them; written only."""
    return LookTable(dynamodb(), os.environ["LOOKS_TABLE"])


@cache
def _secrets() -> "SecretsManagerClient":
    return cast("SecretsManagerClient", get_session().create_client("secretsmanager", config=CONFIG))


@cache
def person_secrets() -> tuple[bytes, ...]:
    """The keys of the person keys, newest first."""
    return people.secrets(_secrets().get_secret_value(SecretId=os.environ["PERSON_KEY_SECRET"])["SecretString"])


@cache
def ring() -> KeyRing:
    """The private keys that open names. Only this function's role may read them."""
    lines = _secrets().get_secret_value(SecretId=os.environ["SEALING_PRIVATE_KEY"])["SecretString"].split()
    if not lines:
        raise LookupError("SealingPrivateKey is empty: store the key (make keys), or every record looks damaged")
    return KeyRing(tuple(map(base64.b64decode, lines)))


def queries(deadline: float = math.inf) -> Queries:
    """Reads that count what they cost: made anew for each request. `deadline`: by `time.monotonic`."""
    return Queries(get_session(), dynamodb(), deadline)


def work(deadline: float) -> TraceWork:
    """How a trace is worked off within a request, until the deadline."""

    def tracing(trace: Trace) -> tuple[Tracing, Queries]:
        spent = queries(deadline)
        return Tracing(reader(spent), trace.rules), spent

    return TraceWork(traces(), tracing, parts().put)


def reader(queries: Queries) -> NameReader:
    """The stores as one request sees them: what has expired is passed over."""
    now = http_api.received_now()
    tables = Tables(os.environ["VISITS_TABLE"], os.environ["LINKS_TABLE"], os.environ["VENUES_TABLE"])
    return NameReader(queries, tables, now, now - DoorRules().retention)


def note(who: Official, action: str, purpose: str, trace: str, persons: int) -> None:
    """Notes a look in the log, before anything is shown. Raises TryAgainError: then nothing may be shown."""
    log = AuditTable(dynamodb(), os.environ["AUDIT_TABLE"])
    log.add(Look(http_api.received_now(), who.id, who.name, action, purpose, trace, persons))
