"""Tracing, for officials of the group `tracer` only: every look has a purpose and lands in the audit log."""

import base64
import os
from dataclasses import replace
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

import http_api
import sign_in
from sign_in import Official
from tracing import answers, requests
from tracing.requests import Asked
from truyvet import people
from truyvet.archive import Archive
from truyvet.audit_table import AuditTable, Look
from truyvet.badge_table import BadgeTable
from truyvet.badges import badge_key
from truyvet.errors import FieldError, InvalidError
from truyvet.queries import Queries
from truyvet.sealing import KeyRing
from truyvet.setting_table import SettingTable
from truyvet.settings import DoorRules
from truyvet.trace_files import Trace
from truyvet.trace_reader import Tables, TraceReader
from truyvet.trace_table import TraceTable
from truyvet.traces import THREADS, Question, Tracing

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient

logger = Logger()
app = http_api.resolver()

GROUP = "tracer"
_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def _dynamodb() -> "DynamoDBClient":
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=_CONFIG))


@cache
def _traces() -> TraceTable:
    s3 = cast("S3Client", get_session().create_client("s3", config=_CONFIG))
    return TraceTable(os.environ["TRACES_TABLE"], Archive(s3, os.environ["ARCHIVE_BUCKET"]))


@cache
def _secrets() -> "SecretsManagerClient":
    return cast("SecretsManagerClient", get_session().create_client("secretsmanager", config=_CONFIG))


@cache
def _person_secret() -> bytes:
    return _secrets().get_secret_value(SecretId=os.environ["PERSON_KEY_SECRET"])["SecretString"].encode()


@cache
def _ring() -> KeyRing:
    lines = _secrets().get_secret_value(SecretId=os.environ["SEALING_PRIVATE_KEY"])["SecretString"].split()
    if not lines:
        raise LookupError("SealingPrivateKey is empty: store the key (make keys), or every record looks damaged")
    return KeyRing(tuple(map(base64.b64decode, lines)))


def _queries() -> Queries:
    return Queries(get_session(), _dynamodb(), THREADS)


def _reader(queries: Queries) -> TraceReader:
    now = http_api.received_now()
    tables = Tables(os.environ["VISITS_TABLE"], os.environ["LINKS_TABLE"], os.environ["VENUES_TABLE"])
    return TraceReader(queries, tables, now, now - DoorRules().retention)


@app.post("/api/traces")
def post_trace() -> Response[str]:
    """201 with the first page of a new trace."""
    who = sign_in.of_group(app.current_event.raw_event, GROUP)
    now, began = http_api.received_now(), monotonic()
    asked = requests.parse(http_api.json_body(app), now)
    question = Question(_keys(asked), asked.start, asked.end, asked.depth, asked.told, asked.denied)
    queries = _queries()
    reader = _reader(queries)
    rules = SettingTable(os.environ["SETTINGS_TABLE"]).trace()
    trace = Trace(str(uuid4()), asked.case_number, who.id, now, rules, question, 0, 0.0)
    # Before anything is looked up: a trace that fails half-way was a look all the same.
    _note(who, "trace", trace.case_number, trace.id, 0)
    answer = Tracing(reader, rules).answer(question)
    logger.info(
        "traced",
        trace=trace.id,
        contacts=len(answer.contacts),
        queries=queries.calls,
        read_units=queries.units,
        seconds=round(monotonic() - began, 2),
    )
    kept = _traces().keep(replace(trace, queries=queries.calls, read_units=queries.units), answer)
    return http_api.answer(201, _page(who, kept, 0, reader))


@app.get("/api/traces/<trace>")
def get_trace(trace: str) -> Response[str]:
    """A page of a kept trace: from the contact that `next` of the page before told."""
    who = sign_in.of_group(app.current_event.raw_event, GROUP)
    typed = app.current_event.query_string_parameters.get("next", "0")
    if not typed.isdecimal() or len(typed) > 7:
        raise InvalidError([FieldError("next", "Trang này không có.")])
    kept = _traces().get(trace, http_api.received_now())
    return http_api.answer(200, _page(who, kept, int(typed), _reader(_queries())))


def _page(who: Official, kept: answers.Json, first: int, reader: TraceReader) -> answers.Json:
    """One page, after the log has noted how many persons it shows."""
    shown = len(kept["contacts"][first : first + answers.PAGE])
    _note(who, "page", kept["case_number"], kept["id"], shown)
    return answers.page(kept, first, reader, _ring())


def _note(who: Official, action: str, purpose: str, trace: str, persons: int) -> None:
    log = AuditTable(_dynamodb(), os.environ["AUDIT_TABLE"])
    log.add(Look(http_api.received_now(), who.id, who.name, action, purpose, trace, persons))


def _keys(asked: Asked) -> frozenset[bytes]:
    """The person keys that the subject is asked by. Raises InvalidError for a badge that nobody has."""
    keys = set(people.person_keys(_person_secret(), asked.person))
    if asked.badge:
        badge = BadgeTable(_dynamodb(), os.environ["BADGES_TABLE"]).get(badge_key(asked.badge))
        if badge is None:
            raise InvalidError([FieldError("subject.badge", "Không có thẻ nào mang mã này.")])
        keys |= {badge.person, *badge.also}
    return frozenset(keys)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
