"""The archive of the 06:00 reports: what was sent, its files, and that they can be made again from their figures.

Whoever sees the whole province sees all of them; a district and a department the part that they were sent.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

import http_api
from oversight import asked
from oversight.desk import Desk, desk, router
from oversight.downloads import XLSX, attached
from truyvet import addressees
from truyvet.days import instant_text
from truyvet.errors import ForbiddenError, NotFoundError
from truyvet.report_table import State, StoredReport, folder_of
from truyvet.scopes import Scope

routes = router()

PAGE = 31
REPORT = "/api/oversight/reports/<day>/<revision>"
_ABSENT = {"NoSuchKey", "404"}
Json = dict[str, Any]


@routes.get("/api/oversight/reports", compress=True)
def get_reports() -> Response[str]:
    """The reports of a month, the newest first; `before` a day, the month before it. Figures are the province's."""
    at = desk(routes)
    typed = routes.current_event.query_string_parameters.get("before")
    last = asked.day(at, typed) - timedelta(days=1) if typed else at.today - timedelta(days=1)
    days = [last - timedelta(days=back) for back in range(PAGE)]
    stored = at.stores.reports.of_days(days)
    return http_api.answer(
        200,
        {
            "as_of": instant_text(at.now),
            "reports": [
                _shown(at, stored[day]) if day in stored else {"day": day.isoformat(), "state": None} for day in days
            ],
            "before": days[-1].isoformat(),
        },
    )


@routes.get(f"{REPORT}/files/<name>")
def get_file(day: str, revision: str, name: str) -> Response[bytes]:
    """A file of a report, as it was sent and kept; `addressee`: of the part that somebody got."""
    at = desk(routes)
    report = _report(at, day)
    folder = _folder(report, revision)
    media_type = dict(_files(report)).get(name)
    if media_type is None:
        raise NotFoundError("Không có tệp này.")
    suffix = f"-cap-nhat-{revision}" if revision != "0" else ""
    stem, _, ending = name.partition(".")
    saved = stem if name.startswith("bao-cao") else f"bao-cao-{report.day}-{stem}"
    return attached(_kept(at, f"{folder}/{name}"), media_type, f"{saved}{suffix}.{ending}")


@routes.post(f"{REPORT}/verify")
def post_verify(day: str, revision: str) -> Response[str]:
    """Makes the report, or the part of an `addressee`, again from its stored figures and compares the digests."""
    # Only this route draws: PDF, workbook and pictures take a second to import.
    from truyvet import remaking  # noqa: PLC0415

    at = desk(routes)
    report = _report(at, day)
    folder = _folder(report, revision)
    names = ["report.json", "made.json", *(name for name, _ in _files(report) if not name.endswith(".json"))]
    with ThreadPoolExecutor(len(names)) as pool:
        kept = dict(zip(names, pool.map(lambda name: _kept(at, f"{folder}/{name}"), names), strict=True))
    files = remaking.compared(kept)
    answer = {
        "day": report.day.isoformat(),
        "revision": int(revision),
        "same": all(file.same for file in files),
        "files": [
            {"name": file.name, "made": file.made, "kept": file.kept, "again": file.again, "same": file.same}
            for file in files
        ],
    }
    return http_api.answer(200, answer)


def _report(at: Desk, day: str) -> StoredReport:
    """The day's report as the account may see it: the province's, or the part of the `addressee` that is asked for."""
    addressee = routes.current_event.query_string_parameters.get("addressee")
    if not addressee:
        at.scope.require_all()
    report = at.stores.reports.get(asked.day(at, day))
    if report is None:
        raise NotFoundError("Chưa có báo cáo của ngày này.")
    if not addressee:
        return report
    if addressee not in {each.addressee for each in report.plan}:
        raise NotFoundError("Ngày này không có phần báo cáo cho nơi nhận đó.")
    if not _sees(at.scope, addressee):
        raise ForbiddenError("Phần báo cáo này của nơi khác.")
    return replace(report, addressee=addressee)


def _sees(scope: Scope, addressee: str) -> bool:
    """Whether an account sees the part of an addressee: nothing may be in it beyond its scope."""
    prefix, _, value = addressee.partition(":")
    if scope.sees_all:
        return True
    if prefix == "district":
        return int(value) in scope.districts
    kinds = addressees.kinds(addressee)
    return bool(kinds) and scope.kinds.issuperset(kinds)


def _folder(report: StoredReport, revision: str) -> str:
    """Where the files of the first report (revision 0) or of a marked update lie. Raises NotFoundError."""
    known = revision.isascii() and revision.isdecimal() and len(revision) <= 3 and int(revision) <= report.revision
    if not known or str(int(revision)) != revision:
        raise NotFoundError("Không có bản báo cáo này.")
    return folder_of(replace(report, revision=int(revision)))


def _kept(at: Desk, key: str) -> bytes:
    try:
        return at.stores.archive().get(key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ABSENT:
            raise
        raise NotFoundError("Bản báo cáo này không có tệp đó trong kho lưu trữ.") from error


def _files(report: StoredReport) -> Iterator[tuple[str, str]]:
    """Names and media types of a report's files."""
    stem = f"bao-cao-{report.day}" + (f"-{addressees.folder(report.addressee)}" if report.addressee else "")
    yield "mail.eml", "message/rfc822"
    yield f"{stem}.pdf", "application/pdf"
    yield f"{stem}.xlsx", XLSX
    # As text: the resolver would take JSON for something to write, not for bytes.
    yield "report.json", "text/plain; charset=utf-8"
    yield "made.json", "text/plain; charset=utf-8"


def _shown(at: Desk, report: StoredReport) -> Json:
    begun = {"day": report.day.isoformat(), "state": report.state.value}
    if report.state is State.NOTHING:
        return begun
    parts = [
        _part(at, replace(report, addressee=each.addressee)) for each in report.plan if _sees(at.scope, each.addressee)
    ]
    if not at.scope.sees_all:
        return {**begun, "updates": report.revision, "parts": parts} if parts else {**begun, "state": None}
    return {**begun, "updates": report.revision, "parts": parts, **_told(report)}


def _part(at: Desk, report: StoredReport) -> Json:
    province = at.stores.province
    name = addressees.name(report.addressee, {each.code: each.name for each in province.districts}, province.name)
    return {"addressee": report.addressee, "name": name[:1].upper() + name[1:], "files": _given(report)}


def _given(report: StoredReport) -> list[str]:
    return [name for name, _ in _files(report) if not name.endswith(".json")]


def _told(report: StoredReport) -> Json:
    told = report.told
    return {
        "doubtful": report.doubtful,
        "scans": told.scans if told else None,
        "active": told.active if told else None,
        "silent_communes": len(told.silent_communes) if told else None,
        "corrections": [
            {"day": each.day.isoformat(), "reported": each.reported_scans, "scans": each.scans}
            for each in (told.corrections if told else ())
        ],
        "files": _given(report),
    }
