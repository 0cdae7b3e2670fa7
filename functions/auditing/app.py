"""For the data protection officer (group `auditor`): the log of looks, and the nightly proofs of deletion.

Reading the log is itself noted in it; the proofs name nobody.
"""

import os
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.session import get_session

import http_api
import sign_in
from origin import guarded
from truyvet import audits, deletion_proofs
from truyvet.archive import Archive
from truyvet.audit_table import AuditTable, Look
from truyvet.audits import Fact, Total
from truyvet.days import instant_text, local_day
from truyvet.deletion_proofs import Night
from truyvet.errors import FieldError, InvalidError, TooLargeError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

logger = Logger()
app = http_api.resolver()

GROUP = "auditor"
MOST_DAYS = 92
_EARLIEST = date(2020, 1, 1)
MOST_LISTED = 500
"""Of the entries in one answer, the latest; totals and facts are of all of them, and so is the file."""
MOST_BYTES = 4_400_000
_CONFIG = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
Json = dict[str, Any]


@cache
def _log() -> AuditTable:
    client = cast("DynamoDBClient", get_session().create_client("dynamodb", config=_CONFIG))
    return AuditTable(client, os.environ["AUDIT_TABLE"])


@cache
def _archive() -> Archive:
    client = cast("S3Client", get_session().create_client("s3", config=_CONFIG))
    return Archive(client, os.environ["ARCHIVE_BUCKET"])


@app.get("/api/audit", compress=True)
def get_audit() -> Response[str]:
    """Totals, facts and the latest entries: `?from=&to=` (local days), `official=`, `case=`."""
    first, last, looks = _asked("audit")
    return http_api.answer(
        200,
        {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "looks": len(looks),
            "persons": sum(look.persons for look in looks),
            "by_official": [_total(each) for each in audits.by_official(looks)],
            "by_case": [_total(each) for each in audits.by_case(looks)],
            "facts": [_fact(each) for each in audits.facts(looks)],
            "entries": [_entry(each) for each in reversed(looks[-MOST_LISTED:])],
        },
    )


@app.get("/api/audit.csv", compress=True)
def get_file() -> Response[bytes]:
    """The same entries, all of them, as CSV."""
    first, last, looks = _asked("audit_file")
    content = audits.file(looks)
    if len(content) > MOST_BYTES:
        raise TooLargeError("Nhật ký của khoảng này quá lớn để gửi. Xin chọn ít ngày hơn.")
    name = f"nhat-ky-tra-cuu-{first.isoformat()}-{last.isoformat()}.csv"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(200, "text/csv; charset=utf-8", content, {**headers, "X-Content-Type-Options": "nosniff"})


@app.get("/api/audit/deletions")
def get_deletions() -> Response[str]:
    """What the proofs of the last nights say, the latest first; a night without one is missing here too."""
    sign_in.of_group(app.current_event.raw_event, GROUP)
    after = deletion_proofs.before(local_day(http_api.received_now()))
    nights = deletion_proofs.nights(_archive().names(deletion_proofs.FOLDER, after), _archive().get)
    return http_api.answer(200, {"nights": [_night(each) for each in nights]})


def _asked(action: str) -> tuple[date, date, list[Look]]:
    """The days asked for and their entries, after this reading has been noted. Raises the errors of a call."""
    who = sign_in.of_group(app.current_event.raw_event, GROUP)
    now = http_api.received_now()
    today = local_day(now)
    asked = app.current_event.query_string_parameters
    last = _day("to", asked.get("to"), today)
    first = _day("from", asked.get("from"), last - timedelta(days=6))
    if not timedelta() <= last - first < timedelta(days=MOST_DAYS):
        raise InvalidError([FieldError("from", f"Xin chọn từ 1 đến {MOST_DAYS} ngày, ngày đầu trước ngày cuối.")])
    official, case = asked.get("official", "").strip(), asked.get("case", "").strip()
    _log().add(Look(now, who.id, who.name, action, "", "", 0))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return first, last, list(_chosen((look for day in days for look in _log().of_day(day)), official, case))


def _chosen(looks: Iterable[Look], official: str, case: str) -> Iterable[Look]:
    return (look for look in looks if official in {"", look.actor_name} and case in {"", look.purpose})


def _day(name: str, typed: str | None, otherwise: date) -> date:
    if not typed:
        return otherwise
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = date.min
    if found < _EARLIEST:
        raise InvalidError([FieldError(name, "Ngày chưa đúng, ví dụ 2021-08-13.")])
    return found


def _entry(look: Look) -> Json:
    return {
        "at": instant_text(look.at),
        "official": look.actor_name,
        "action": look.action,
        "action_name": audits.ACTIONS.get(look.action, look.action),
        "case": look.purpose,
        "trace": look.trace,
        "persons": look.persons,
    }


def _total(total: Total) -> Json:
    return {
        "name": total.name,
        "looks": total.looks,
        "persons": total.persons,
        "others": total.others,
        "last": instant_text(total.last.at),
    }


def _fact(fact: Fact) -> Json:
    return {"kind": fact.kind, "official": fact.official, "day": fact.day, "count": fact.count, "case": fact.case}


def _night(night: Night) -> Json:
    return {
        "day": night.day.isoformat(),
        "made_at": instant_text(night.made_at),
        "sound": night.sound,
        "looked_at": night.looked_at,
        "deleted": night.deleted,
        "overdue": night.overdue,
        "not_expiring": list(night.unswitched),
    }


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
