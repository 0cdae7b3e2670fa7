"""The sheets of the workbook on what became of earlier reports: what waits for officials, and who improved."""

from collections.abc import Sequence

from truyvet.days import LOCAL
from truyvet.follow_up_wording import CASES, IMPROVED
from truyvet.histories import CAUSE_NAMES, RUNG_NAMES, Event
from truyvet.reports import Audience, DailyReport, OpenCase, Place
from truyvet.spreadsheets import Book, Column, Kind, Value
from truyvet.venues import KIND_NAMES

_PLACE: tuple[Column, ...] = (
    Column("STT", 6, Kind.ORDINAL),
    Column("Mã điểm", 11),
    Column("Tên điểm", 24, Kind.WRAPPED),
    Column("Loại hình", 14, Kind.WRAPPED),
    Column("Huyện", 16, Kind.WRAPPED),
    Column("Xã", 16, Kind.WRAPPED),
    Column("Người đứng đầu", 16, Kind.WRAPPED),
    Column("Điện thoại", 14),
    Column("Cơ quan phụ trách", 16, Kind.WRAPPED),
)
_EVENTS = {Event.ASKED: "Xin giúp đỡ", Event.ANSWERED: "Phản hồi"}


def add_follow_ups(book: Book, report: DailyReport) -> None:
    """Adds the sheets of which there is something to say; none for the Front, which hears of no place."""
    if report.audience is Audience.FRONT:
        return
    if report.cases:
        columns = (*_PLACE, Column("Việc", 30, Kind.WRAPPED), Column("Từ lúc", 15), Column("Mới", 7))
        sheet, _ = book.table(CASES, columns, (_case(*each) for each in enumerate(report.cases, start=1)))
        sheet.freeze_panes(1, 3)
    if report.improved:
        columns = (*_PLACE, Column("Trước đây bị nêu vì", 36, Kind.WRAPPED), Column("Số báo cáo", 9, Kind.ORDINAL))
        rows = (
            (*_place(number, each.place), ", ".join(each.rules), each.times)
            for number, each in enumerate(report.improved, start=1)
        )
        sheet, _ = book.table(IMPROVED, columns, rows)
        sheet.freeze_panes(1, 3)


def _place(number: int, place: Place) -> Sequence[Value]:
    return (
        number,
        place.code,
        place.name,
        KIND_NAMES[place.kind],
        place.district_name,
        place.commune_name,
        place.head,
        place.phone,
        place.agency,
    )


def _case(number: int, case: OpenCase) -> Sequence[Value]:
    what = RUNG_NAMES[case.rung] if case.rung else _EVENTS[case.event]
    said = f"{what}: {CAUSE_NAMES[case.cause]}" if case.cause else what
    return (
        *_place(number, case.place),
        said,
        f"{case.at.astimezone(LOCAL):%Y-%m-%d %H:%M}",
        "có" if case.new else None,
    )
