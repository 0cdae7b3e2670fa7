"""Files of rosters on their way in: sent in parts, laid out, checked, applied; and what the work on them gives.

Everything that takes long is done by the function `rosters`; its work is asked for here and looked at again.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight.desk import Desk, desk, router
from oversight.roster_desk import Json, kept, new_work, own_scope, require_keeper, shown, started
from truyvet import poster_printing, registration, roster_columns, roster_sheets, roster_tasks
from truyvet.errors import FieldError, InvalidError, NotFoundError, TooLargeError
from truyvet.fields import Fields
from truyvet.roster_columns import COLUMN_NAMES, Column
from truyvet.roster_files import Sheet
from truyvet.roster_work import Stage, Task, Work
from truyvet.venues import Kind

routes = router()

PART_BYTES = 180_000
"""A part in base64 stays below what any request may hold."""
MOST_PARTS = 60
TITLE_CHARACTERS = 120
ERRORS_A_PAGE = 100
SAMPLES = 6
FILE_PART = 4_000_000
"""An HTTP API lets 6 MB through, in base64."""
FILES: Mapping[str, tuple[str, str, str]] = {
    "errors.xlsx": (roster_sheets.XLSX, "dong-loi.xlsx", "bad"),
    "left.xlsx": (roster_sheets.XLSX, "chua-dang-ky-duoc.xlsx", "left"),
    poster_printing.NAME: (poster_printing.PDF, "ap-phich.pdf", "posters"),
}
"""Of each file its media type, how it is called where it is saved, and the count that tells whether there is one."""


@routes.post("/api/oversight/rosters/work")
def post_work() -> Response[str]:
    """201 with a new upload, whose parts are sent next: `title`, `parts`, and `roster` where it updates one."""
    at = desk(routes)
    wrong: list[FieldError] = []
    fields = Fields(http_api.json_body(routes), wrong)
    title = fields.text("title", TITLE_CHARACTERS)
    parts = fields.number("parts", 1, MOST_PARTS, "Tệp lớn hơn 10 MB. Xin chia danh sách theo huyện.")
    listed = fields.parsed("roster", str, "Danh sách không đúng.")
    if not title:
        fields.refuse("title", "Xin đặt tên cho danh sách, ví dụ: Chợ toàn tỉnh.")
    if wrong or parts is None:
        raise InvalidError(wrong)
    known = at.stores.rosters().table.roster(listed) if listed else None
    if known:
        require_keeper(at, known.scope)
    work = new_work(at, Task.READ, known.scope if known else own_scope(at), title, known)
    work = replace(work, stage=Stage.OPEN, asked={"parts": parts, "known": known is not None})
    at.stores.rosters().table.begin(work)
    return http_api.answer(201, shown(work))


@routes.post("/api/oversight/rosters/work/<work_id>/parts/<number>")
def post_part(work_id: str, number: str) -> Response[str]:
    """Keeps one part, `content` in base64; sent again it takes the place of the one before."""
    at = desk(routes)
    work = _at(at, work_id, Task.READ, Stage.OPEN)
    place = _below(work.asked["parts"], number)
    if place is None:
        raise NotFoundError("Tệp không có phần này.")
    try:
        content = base64.b64decode(str(http_api.json_body(routes).get("content", "")), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError([FieldError("content", "Phần này bị hỏng trên đường gửi. Xin gửi lại.")]) from None
    if not 0 < len(content) <= PART_BYTES:
        raise TooLargeError("Phần này của tệp quá lớn.")
    at.stores.rosters().files.keep_part(work.id, place, content)
    return http_api.answer(200, {"kept": len(content)})


@routes.post("/api/oversight/rosters/work/<work_id>/read")
def post_read(work_id: str) -> Response[str]:
    """Begins to read the file, now that all of its parts are here."""
    at = desk(routes)
    return started(at, _at(at, work_id, Task.READ, Stage.OPEN), Task.READ)


@routes.post("/api/oversight/rosters/work/<work_id>/again")
def post_again(work_id: str) -> Response[str]:
    """Goes on with a task that failed, or that nobody has heard of for long."""
    at = desk(routes)
    work = kept(at, work_id)
    if work.stage not in {Stage.FAILED, Stage.WAITING}:
        raise InvalidError([], "Việc này không cần làm lại.")
    return started(at, work, work.task)


@routes.get("/api/oversight/rosters/work/<work_id>")
def get_work(work_id: str) -> Response[str]:
    """How far a piece of work is, and what came of it."""
    return http_api.answer(200, shown(kept(desk(routes), work_id, read_only=True)))


@routes.get("/api/oversight/rosters/work/<work_id>/layout")
def get_layout(work_id: str) -> Response[str]:
    """Sheets and columns of a file that was read, `sheet` (number) and `header` (row) where the guess was wrong."""
    at = desk(routes)
    work = kept(at, work_id)
    if work.task is Task.READ and work.stage is not Stage.DONE:
        raise NotFoundError("Tệp chưa được đọc xong.")
    table = at.stores.rosters().files.table(work.id)
    asked = routes.current_event.query_string_parameters
    sheet = _numbered(table.sheets, asked.get("sheet")) or roster_tasks.sheet_of(table, None)
    header = asked.get("header", "")
    layout = roster_tasks.layout_of(sheet, int(header) if header.isdecimal() and len(header) < 8 else None)
    columns = dict(layout.columns)
    if work.asked["known"]:
        columns |= roster_columns.with_titles(
            layout.titles, at.stores.rosters().table.roster(str(work.roster)).columns or {}
        )
    lines = roster_columns.places(sheet, layout)
    return http_api.answer(
        200,
        {
            "form": table.form,
            "notes": table.notes,
            "sheets": [{"name": each.name, "rows": len(each.lines)} for each in table.sheets],
            "sheet": table.sheets.index(sheet),
            "header": layout.header,
            "titles": layout.titles,
            "columns": {column.value: index for column, index in columns.items()},
            "names": {column.value: name for column, name in COLUMN_NAMES.items()},
            "rows": len(lines),
            "samples": [{"row": line.number, "cells": line.cells} for line in lines[:SAMPLES]],
        },
    )


@routes.post("/api/oversight/rosters/work/<work_id>/check")
def post_check(work_id: str) -> Response[str]:
    """Begins to check the file under a layout: nothing is stored in the roster yet."""
    at = desk(routes)
    work = kept(at, work_id)
    if work.task is Task.APPLY and work.stage is Stage.DONE:
        raise InvalidError([], "Tệp này đã được áp dụng. Xin gửi tệp mới.")
    table = at.stores.rosters().files.table(work.id)
    asked = _checked(http_api.json_body(routes), table.sheets)
    return started(at, work, Task.CHECK, {**work.asked, **asked})


@routes.get("/api/oversight/rosters/work/<work_id>/errors")
def get_errors(work_id: str) -> Response[str]:
    """A page of the rows that cannot be taken, each with all that is wrong."""
    at = desk(routes)
    work = kept(at, work_id)
    typed = routes.current_event.query_string_parameters.get("from", "0")
    first = int(typed) if typed.isdecimal() and len(typed) < 8 else 0
    checked = at.stores.rosters().files.checked(work.id)
    following = first + ERRORS_A_PAGE
    return http_api.answer(
        200,
        {
            "titles": checked.titles,
            "rows": roster_tasks.unreadable(checked.bad, first, ERRORS_A_PAGE),
            "next": following if following < len(checked.bad) else None,
        },
    )


@routes.post("/api/oversight/rosters/work/<work_id>/apply")
def post_apply(work_id: str) -> Response[str]:
    """Begins to store the checked file; `remove_gone` takes out the places that it no longer has."""
    at = desk(routes)
    work = _at(at, work_id, Task.CHECK, Stage.DONE)
    wrong: list[FieldError] = []
    remove = Fields(http_api.json_body(routes), wrong).flag("remove_gone")
    if wrong:
        raise InvalidError(wrong)
    if not work.found["good"]:
        raise InvalidError([], "Không có dòng nào nhận được. Xin sửa tệp rồi gửi lại.")
    return started(at, work, Task.APPLY, {**work.asked, "remove_gone": remove})


@routes.get("/api/oversight/rosters/work/<work_id>/files/<name>")
def get_file(work_id: str, name: str) -> Response[bytes]:
    """A part of a file that came of the work: `part` from 0, `X-Parts` says how many there are."""
    at = desk(routes)
    work = kept(at, work_id)
    media_type, saved_as, counted = FILES.get(name, ("", "", ""))
    if not work.found.get(counted):
        raise NotFoundError("Không có tệp này.")
    typed = routes.current_event.query_string_parameters.get("part", "0")
    number = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
    content = at.stores.rosters().files.file(work.id, name)
    parts = -(-len(content) // FILE_PART)
    if name == poster_printing.NAME and number == parts - 1:
        at.stores.rosters().workers.printed(work)
    return Response(
        status_code=200,
        content_type=media_type,
        body=content[number * FILE_PART : (number + 1) * FILE_PART],
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{saved_as}"',
            "X-Content-Type-Options": "nosniff",
            "X-Parts": str(parts),
        },
    )


def _at(at: Desk, work_id: str, task: Task, stage: Stage) -> Work:
    work = kept(at, work_id)
    if (work.task, work.stage) != (task, stage):
        raise InvalidError([], "Tệp này đang ở bước khác. Xin tải lại trang.")
    return work


def _numbered(sheets: tuple[Sheet, ...], typed: str | None) -> Sheet | None:
    place = _below(len(sheets), typed or "")
    return None if place is None else sheets[place]


def _below(count: int, typed: str) -> int | None:
    """The typed number, from 0, where it is below `count`."""
    # Python reads no number of thousands of digits, and a sender may write one.
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4):
        return None
    return int(typed) if int(typed) < count else None


def _checked(body: Json, sheets: tuple[Sheet, ...]) -> Json:
    """How the page wants the file read. Raises InvalidError."""
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    sheet = fields.number("sheet", 0, len(sheets) - 1, "Tệp không có trang tính này.") or 0
    header = fields.number("header", 0, 10_000_000, "Dòng tiêu đề chưa đúng.") or 0
    kind = fields.choice("kind", Kind)
    agency = fields.text("agency", registration.AGENCY_CHARACTERS)
    columns = body.get("columns")
    known = set(Column)
    if not isinstance(columns, dict) or not all(
        name in known and type(index) is int and 0 <= index < 100 for name, index in columns.items()
    ):
        fields.refuse("columns", "Cột đã chọn không đúng.")
        columns = {}
    if Column.NAME not in columns:
        fields.refuse("columns.name", "Xin chọn cột có tên nơi phải tham gia.")
    if not {Column.COMMUNE, Column.ADDRESS} & set(columns):
        fields.refuse("columns.commune", "Xin chọn cột xã, phường (hoặc địa chỉ có ghi xã, phường).")
    if wrong:
        raise InvalidError(wrong)
    return {
        "sheet": sheets[sheet].name,
        "header": header,
        "kind": kind.value if kind else None,
        "agency": agency,
        "columns": columns,
    }
