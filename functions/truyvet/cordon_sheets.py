"""The workbook (tệp Excel) of a cordon: where the case was, what to disinfect or close, what may be made public."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from truyvet import trace_wording as wording
from truyvet.cordons import Cordon
from truyvet.exposures import Doubt
from truyvet.kept_traces import KeptTrace
from truyvet.spreadsheets import Book, Column, Kind, Value
from truyvet.trace_reader import TracedVenue
from truyvet.venues import KIND_NAMES

PRESENCES, COMMUNES, CLOSINGS, PUBLIC = "Mốc dịch tễ", "Theo xã", "Khử khuẩn, đóng cửa", "Đề nghị công bố"
DOUBTS = {
    Doubt.FEW: "ít người có mặt: dễ nhận ra ai",
    Doubt.CIRCLE: "không phải nơi công cộng",
}
_WHERE = (
    Column("Mã điểm", 11),
    Column("Tên điểm", 26, Kind.WRAPPED),
    Column("Loại hình", 14, Kind.WRAPPED),
    Column("Địa chỉ", 24, Kind.WRAPPED),
    Column("Xã", 16, Kind.WRAPPED),
    Column("Huyện", 16, Kind.WRAPPED),
)
_DAY, _COMMUNE, _DISTRICT = Column("Ngày", 11, Kind.DAY), _WHERE[4], _WHERE[5]
_SPAN = (Column("Từ", 8), Column("Đến", 12))
_MET = (Column("F1", 7, Kind.COUNT), Column("F2", 7, Kind.COUNT), Column(wording.BRUSHED, 8, Kind.COUNT))
_PRESENCE_COLUMNS = (
    _DAY,
    *_WHERE,
    *_SPAN,
    Column("Biết nhờ", 26, Kind.WRAPPED),
    Column("Khu", 14, Kind.WRAPPED),
    *_MET,
)
_COMMUNE_COLUMNS = (_DAY, _COMMUNE, _DISTRICT, Column("Số điểm", 9, Kind.COUNT), *_MET)
_CLOSING_COLUMNS = (
    *_WHERE,
    Column("Còn nguy cơ đến", 16),
    Column("Số lần", 8, Kind.COUNT),
    Column("Lý do", 60, Kind.WRAPPED),
)
_PUBLIC_COLUMNS = (_DAY, *_WHERE, *_SPAN, Column("Cần cân nhắc trước khi công bố", 34, Kind.WRAPPED))


Communes = Callable[[int], tuple[str, str] | None]
"""The names of a commune and of its district, by the commune's code."""


def workbook(trace: KeptTrace, found: Cordon, venues: Mapping[str, TracedVenue], commune: Communes) -> bytes:
    """The XLSX file. `venues`: by code."""

    def where(code: str) -> Sequence[Value]:
        venue = venues.get(code)
        if venue is None:
            return (code, None, None, None, None, None)
        kind = KIND_NAMES[venue.kind]
        return (code, venue.name, kind, venue.address, *(commune(venue.commune) or (venue.commune_name, None)))

    book = Book(f"Khoanh vùng, ca {trace.case_number}", trace.asked_at)
    book.table(PRESENCES, _PRESENCE_COLUMNS, _presences(found, where))
    book.table(COMMUNES, _COMMUNE_COLUMNS, _communes(found, commune))
    book.table(CLOSINGS, _CLOSING_COLUMNS, _closings(found, where))
    book.table(PUBLIC, _PUBLIC_COLUMNS, _public(found, where))
    return book.content()


_Where = Callable[[str], Sequence[Value]]


def _presences(found: Cordon, where: _Where) -> Iterator[Sequence[Value]]:
    for each in found.presences:
        times = _clock(each.start, each.day), _clock(each.end, each.day), wording.ends(each.known_by)
        met = each.met.f1, each.met.f2, each.met.near
        yield (each.day, *where(each.venue), *times, ", ".join(each.zones), *met)


def _communes(found: Cordon, commune: Communes) -> Iterator[Sequence[Value]]:
    for each in found.communes:
        names = commune(each.commune) or (str(each.commune), None)
        yield (each.day, *names, each.venues, each.met.f1, each.met.f2, each.met.near)


def _closings(found: Cordon, where: _Where) -> Iterator[Sequence[Value]]:
    for each in found.closings:
        yield (*where(each.venue), wording.moment(each.until), each.visits, each.why)


def _public(found: Cordon, where: _Where) -> Iterator[Sequence[Value]]:
    for each in found.places:
        doubts = "; ".join(DOUBTS[doubt] for doubt in each.doubts)
        yield (each.day, *where(each.venue), _clock(each.start, each.day), _clock(each.end, each.day), doubts)


def _clock(at: datetime, day: date) -> str:
    """The time; at the end of a day 24:00, of another day with its date."""
    return wording.clock_of(at, day)
