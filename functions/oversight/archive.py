"""The archive of the 06:00 reports: what was sent, its files, and that they can be made again from their figures."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response
from botocore.exceptions import ClientError

import http_api
from oversight import asked
from oversight.desk import Desk, desk, router
from oversight.downloads import XLSX, attached
from truyvet.days import instant_text
from truyvet.errors import NotFoundError
from truyvet.report_table import State, StoredReport

routes = router()

PAGE = 31
REPORT = "/api/oversight/reports/<day>/<revision>"
_ABSENT = {"NoSuchKey", "404"}
Json = dict[str, Any]


@routes.get("/api/oversight/reports", compress=True)
def get_reports() -> Response[str]:
    """The reports of a month, the newest first; `before` a day, the month before it."""
    at = desk(routes)
    at.scope.require_all()
    typed = routes.current_event.query_string_parameters.get("before")
    last = asked.day(at, typed) - timedelta(days=1) if typed else at.today - timedelta(days=1)
    days = [last - timedelta(days=back) for back in range(PAGE)]
    stored = at.stores.reports.of_days(days)
    return http_api.answer(
        200,
        {
            "as_of": instant_text(at.now),
            "reports": [
                _shown(stored[day]) if day in stored else {"day": day.isoformat(), "state": None} for day in days
            ],
            "before": days[-1].isoformat(),
        },
    )


@routes.get(f"{REPORT}/files/<name>")
def get_file(day: str, revision: str, name: str) -> Response[bytes]:
    """A file of a report, as it was sent and kept."""
    at = desk(routes)
    at.scope.require_all()
    report = _report(at, day)
    folder = _folder(report, revision)
    media_type = dict(_files(report.day)).get(name)
    if media_type is None:
        raise NotFoundError("Không có tệp này.")
    suffix = f"-cap-nhat-{revision}" if revision != "0" else ""
    stem, _, ending = name.partition(".")
    saved = stem if name.startswith("bao-cao") else f"bao-cao-{report.day}-{stem}"
    return attached(_kept(at, f"{folder}/{name}"), media_type, f"{saved}{suffix}.{ending}")


@routes.post(f"{REPORT}/verify")
def post_verify(day: str, revision: str) -> Response[str]:
    """Makes the report again from its stored figures and compares the digests of all its files."""
    # Only this route draws: PDF, workbook and pictures take a second to import.
    from truyvet import remaking  # noqa: PLC0415

    at = desk(routes)
    at.scope.require_all()
    report = _report(at, day)
    folder = _folder(report, revision)
    names = ["report.json", "made.json", *(name for name, _ in _files(report.day) if not name.endswith(".json"))]
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
    report = at.stores.reports.get(asked.day(at, day))
    if report is None:
        raise NotFoundError("Chưa có báo cáo của ngày này.")
    return report


def _folder(report: StoredReport, revision: str) -> str:
    """Where the files of the first report (revision 0) or of a marked update lie. Raises NotFoundError."""
    known = revision.isascii() and revision.isdecimal() and len(revision) <= 3 and int(revision) <= report.revision
    if not known or str(int(revision)) != revision:
        raise NotFoundError("Không có bản báo cáo này.")
    return f"reports/{report.day}" + (f"/update-{revision}" if revision != "0" else "")


def _kept(at: Desk, key: str) -> bytes:
    try:
        return at.stores.archive().get(key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _ABSENT:
            raise
        raise NotFoundError("Bản báo cáo này không có tệp đó trong kho lưu trữ.") from error


def _files(day: date) -> Iterator[tuple[str, str]]:
    """Names and media types of a report's files."""
    yield "mail.eml", "message/rfc822"
    yield f"bao-cao-{day}.pdf", "application/pdf"
    yield f"bao-cao-{day}.xlsx", XLSX
    # As text: the resolver would take JSON for something to write, not for bytes.
    yield "report.json", "text/plain; charset=utf-8"
    yield "made.json", "text/plain; charset=utf-8"


def _shown(report: StoredReport) -> Json:
    told = report.told
    if report.state is State.NOTHING:
        return {"day": report.day.isoformat(), "state": report.state.value}
    return {
        "day": report.day.isoformat(),
        "state": report.state.value,
        "updates": report.revision,
        "doubtful": report.doubtful,
        "scans": told.scans if told else None,
        "active": told.active if told else None,
        "silent_communes": len(told.silent_communes) if told else None,
        "corrections": [
            {"day": each.day.isoformat(), "reported": each.reported_scans, "scans": each.scans}
            for each in (told.corrections if told else ())
        ],
        "files": [name for name, _ in _files(report.day) if not name.endswith(".json")],
    }
