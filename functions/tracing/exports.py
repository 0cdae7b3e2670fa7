"""Routes of a trace's files for the health office. The log notes how many persons each hands out, and for what."""

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aws_lambda_powertools.event_handler import Response

import http_api
import sign_in
from tracing import cordon, looks, naming, wiring
from truyvet import cordon_sheets, kept_traces, sormas, trace_exports
from truyvet.contact_lists import ContactList, contact_list
from truyvet.errors import FieldError, InvalidError, NotFoundError, TooLargeError
from truyvet.kept_traces import KeptTrace
from truyvet.sormas import Dates
from truyvet.trace_exports import Naming, Part
from truyvet.trace_reader import TracedVenue

routes = http_api.routes()

MOST_BYTES = 4_400_000
"""Of a file as it goes out: Lambda answers at most 6 MB, and base64 makes it a third longer."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True)
class _Opened:
    """A part of a trace's contacts with their names, read for one file."""

    trace: KeptTrace
    people: ContactList
    venues: Mapping[str, TracedVenue]
    part: Part

    @property
    def naming(self) -> Naming:
        return Naming({code: venue.name for code, venue in self.venues.items()}, naming.commune)


@routes.get("/api/traces/<trace>/contacts.xlsx")
def get_workbook(trace: str) -> Response[bytes]:
    """The contacts as a workbook."""
    return _people(
        trace, "contacts.xlsx", _XLSX, lambda it: trace_exports.workbook(it.trace, it.people, it.naming, it.part)
    )


@routes.get("/api/traces/<trace>/contacts.csv")
def get_csv(trace: str) -> Response[bytes]:
    """The contacts as CSV."""
    return _people(trace, "contacts.csv", _CSV, lambda it: trace_exports.csv(it.people, it.naming))


@routes.get("/api/traces/<trace>/sormas.csv")
def get_sormas(trace: str) -> Response[bytes]:
    """The contacts for SORMAS; `?dates=month_first` where its user writes the month first."""
    asked = routes.current_event.query_string_parameters.get("dates", Dates.DAY_FIRST.value)
    if asked not in set(Dates):
        raise InvalidError([FieldError("dates", "Kiểu ngày là day_first hoặc month_first.")])
    return _people(trace, "sormas.csv", _CSV, lambda it: _for_sormas(it, Dates(asked)))


@routes.get("/api/traces/<trace>/cordon.xlsx")
def get_cordon_workbook(trace: str) -> Response[bytes]:
    """The cordon as a workbook; it names no person."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    kept, found, venues = cordon.read(trace)
    content = cordon_sheets.workbook(kept, found, venues, naming.commune)
    wiring.note(who, "cordon.xlsx", kept.case_number, kept.id, 0)
    return _file(content, _name("khoanh-vung", kept, "xlsx"), _XLSX)


def _for_sormas(opened: _Opened, dates: Dates) -> bytes:
    province = naming.province()

    def units(commune: int) -> tuple[str, str, str] | None:
        names = naming.commune(commune)
        return (province, names[1], names[0]) if names else None

    venues = {code: (venue.name, venue.commune) for code, venue in opened.venues.items()}
    return sormas.contacts(opened.trace, opened.people, venues, units, dates)


def _people(trace: str, action: str, media_type: str, write: Callable[[_Opened], bytes]) -> Response[bytes]:
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    opened = _open(trace)
    content = write(opened)
    # Nothing goes out of which the log does not know.
    wiring.note(who, action, opened.trace.case_number, opened.trace.id, len(opened.people.people))
    stem, suffix = ("sormas", "csv") if action == "sormas.csv" else ("tiep-xuc", action.rpartition(".")[2])
    part = f"-{opened.part.number}" if opened.part.of > 1 else ""
    return _file(content, _name(f"{stem}{part}", opened.trace, suffix), media_type)


def _open(trace: str) -> _Opened:
    """The part of the contacts that the request asks for. Raises NotFoundError."""
    file = wiring.traces().get(trace, http_api.received_now())
    kept = kept_traces.trace_of(file)
    part = Part.numbered(_asked_part(), len(file["contacts"]))
    if part.number > part.of:
        raise NotFoundError("Danh sách không có phần này.")
    contacts = list(kept_traces.contacts(file, part.first, trace_exports.PART))
    reader = wiring.reader(wiring.queries())
    records = reader.opened((scan for each in contacts for scan in each.seen), wiring.ring())
    looks.note(kept.id, f"file-{part.number}", reader.shown)
    codes = {met.venue for each in contacts for met in each.encounters}
    codes |= {scan.venue for each in contacts for scan in each.seen}
    return _Opened(kept, contact_list(contacts, records), reader.venues(codes), part)


def _asked_part() -> int:
    typed = routes.current_event.query_string_parameters.get("part", "1")
    if not re.fullmatch(r"[1-9]\d{0,4}", typed, re.ASCII):
        raise InvalidError([FieldError("part", "Phần này không có.")])
    return int(typed)


def _name(stem: str, kept: KeptTrace, suffix: str) -> str:
    """`tiep-xuc-BP-0123.xlsx`: of the case number only what every system takes in a file's name."""
    return f"{stem}-{re.sub(r'[^A-Za-z0-9]+', '-', kept.case_number).strip('-') or 'ca'}.{suffix}"


def _file(content: bytes, name: str, media_type: str) -> Response[bytes]:
    """The file; CSV is sent packed to whoever understands it, which makes it some eight times smaller."""
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    headers["Content-Disposition"] = f'attachment; filename="{name}"'
    accepted = routes.current_event.headers.get("accept-encoding", "")
    if media_type == _CSV and "gzip" in accepted:
        content = gzip.compress(content, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if len(content) > MOST_BYTES:
        raise TooLargeError("Tệp quá lớn để gửi. Xin tải bằng trang /trace, hoặc tải tệp Excel.")
    return Response(status_code=200, content_type=media_type, body=content, headers=headers)
