"""The daily report as an official document (báo cáo) in the form of Decree 30/2020/NĐ-CP, ready for a person to sign.

Number and signature are left blank: a machine makes the report, a person answers for it. Heads of places are named,
their phone numbers are only in the workbook.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, KeepTogether, Spacer

from truyvet import device_wording, follow_up_wording, mail_wording
from truyvet import report_wording as wording
from truyvet.addressees import lowered
from truyvet.charts import trend_png
from truyvet.days import LOCAL
from truyvet.mail_wording import AreaTable
from truyvet.numbers import change, long_day, number, share, signed, weekday
from truyvet.official_pages import (
    BODY,
    CELL,
    CELL_BOLD,
    CELL_BOLD_NUMBER,
    CELL_CENTRED,
    CELL_NOTE,
    CELL_NUMBER,
    CENTRED,
    HEADING,
    NOTE,
    Cell,
    closing,
    document,
    framed,
    heading,
    paragraph,
    table,
    title,
)
from truyvet.reports import SEVERITY_NAMES, Area, Audience, DailyReport, DeviceNote, NamedPlace
from truyvet.settings import ReportRules
from truyvet.venues import KIND_NAMES
from truyvet.workbooks import COMMUNES, DEVICES, NOT_IMPLEMENTING, WRONGLY_IMPLEMENTING

_ABOUT = "Kết quả khai báo y tế bằng mã QR tại các điểm trên địa bàn"
_LONGEST = 240
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_TOTALS = frozenset({mail_wording.PROVINCE, mail_wording.TOTAL})
_CHART = (105 * mm, 105 * mm * 256 / 360)


def pdf(report: DailyReport, *, listed: int = ReportRules.listed_in_mail) -> bytes:
    """The PDF. Of each list the first `listed` stand in it, the rest in the workbook. Same report, same bytes."""
    return document(
        _content(report, listed),
        title=f"Báo cáo {_ABOUT[0].lower()}{_ABOUT[1:]} {long_day(report.day)}",
        author=report.authority,
        made_at=report.made_at.astimezone(LOCAL),
    )


def _content(report: DailyReport, listed: int) -> Iterator[Flowable]:
    yield heading(report.authority, report.province_name, report.made_at.astimezone(LOCAL).date())
    yield from title("BÁO CÁO", (_ABOUT, long_day(report.day)))
    yield paragraph(mail_wording.addressed(report) or f"Kính gửi: Lãnh đạo {report.authority}", CENTRED)
    if report.update:
        yield framed([wording.UPDATE])
    if report.incomplete:
        yield framed(["Báo cáo chưa đầy đủ:", *(f"- {sentence}" for sentence in report.incomplete)])
    for place, (name, part) in enumerate(_parts(report, listed), start=1):
        yield paragraph(f"{_ROMAN[place]}. {name}", HEADING)
        yield from part
    yield from _end(report)


def _parts(report: DailyReport, listed: int) -> Iterator[tuple[str, Iterator[Flowable]]]:
    """The numbered parts that concern the addressee, each with its title."""
    yield "Kết quả chung", _results(report)
    if areas := mail_wording.areas(report):
        least = report.audience is Audience.FRONT
        yield areas.title if least else f"Kết quả {lowered(areas.title)}", _areas(report, areas)
    if sectors := mail_wording.sectors(report):
        yield "Kết quả theo loại hình", _sectors(report, sectors)
    if mail_wording.tells_of_communes(report):
        yield "Xã, phường, thị trấn không có lượt quét", _silent(report, listed)
    for name, lines in (
        (follow_up_wording.CASES, follow_up_wording.raised(report)),
        (follow_up_wording.DIFFICULTIES, follow_up_wording.difficulties_said(report)),
        (follow_up_wording.WHY, follow_up_wording.why(report)),
        (follow_up_wording.IMPROVED, [words] if (words := follow_up_wording.improved(report)) else []),
    ):
        if lines:
            yield name, (paragraph(line) for line in lines)
    if report.audience is not Audience.FRONT:
        yield "Điểm không thực hiện", _places(report.not_implementing, NOT_IMPLEMENTING, listed)
        yield "Điểm thực hiện sai", _places(report.wrongly_implementing, WRONGLY_IMPLEMENTING, listed)
    if report.devices:
        yield device_wording.TITLE, _devices(report, listed)
    yield wording.RELIABILITY, _reliability(report, listed)


def _results(report: DailyReport) -> Iterator[Flowable]:
    yield paragraph(wording.summary(report))
    measures = (*wording.points(report.total), *wording.scans(report.total, report.people_error))
    yield table(
        ("Chỉ tiêu", "Trong ngày", "Tỷ lệ", "So với hôm trước", f"So với {lowered(weekday(report.day))} tuần trước"),
        (56, 23, 17, 34, 34),
        [
            (
                paragraph(each.label, CELL),
                paragraph(number(each.day), CELL_BOLD_NUMBER),
                paragraph(each.share, CELL_NUMBER),
                *(paragraph(_moved(each, before), CELL_NUMBER) for before in (each.day_before, each.week_before)),
            )
            for each in measures
        ],
    )
    if len(report.trend) > 1:
        yield Spacer(0, 6)
        yield Image(io.BytesIO(trend_png(report)), *_CHART)


def _moved(measure: wording.Measure, before: int | None) -> str:
    return wording.UNCLEAR if measure.unclear(before) else change(measure.day, before)


def _areas(report: DailyReport, areas: AreaTable) -> Iterator[Flowable]:
    # On paper districts stand in their official order, as everybody knows it.
    ordered = report.districts if report.addressee is None else areas.areas
    yield _compared([*ordered, areas.total], [_named(report, area) for area in (*ordered, areas.total)])


def _sectors(report: DailyReport, sectors: Sequence[Area]) -> Iterator[Flowable]:
    places = report.not_implementing, report.wrongly_implementing
    named = [Counter(KIND_NAMES[place.kind] for place in each) for each in places]
    yield _compared(sectors, [tuple(each[sector.name] for each in named) for sector in sectors])


def _named(report: DailyReport, area: Area) -> Sequence[int]:
    """How many places of an area are named, in each category; nothing where the addressee hears of no places."""
    if report.audience is Audience.FRONT:
        return ()
    categories = report.not_implementing, report.wrongly_implementing
    if not area.code:
        return [len(places) for places in categories]
    if area.district_name is not None:
        return [wording.named_by_commune(places)[area.district_name, area.name] for places in categories]
    return [wording.named_by_district(places)[area.name] for places in categories]


def _compared(areas: Sequence[Area], named: Sequence[Sequence[int]]) -> Flowable:
    """A table of areas or sectors, the last in bold where it is a total of those above."""
    titles = ("TT", "Địa bàn", "Điểm đăng ký", "Có lượt quét", "Tỷ lệ", "Lượt quét", "So với hôm trước")
    more = ("Không thực hiện", "Thực hiện sai") if named[0] else ()
    rows = [
        _area_row("" if area.name in _TOTALS else str(place), area, counts)
        for place, (area, counts) in enumerate(zip(areas, named, strict=True), start=1)
    ]
    widths = (8, 40 if more else 73, 17, 16, 15, 18, 18, *((18, 15) if more else ()))
    return table((*titles, *more), widths, rows)


def _area_row(place: str, area: Area, named: Sequence[int]) -> Sequence[Cell]:
    day, before = area.figures.day, area.figures.day_before
    text, count = (CELL, CELL_NUMBER) if place else (CELL_BOLD, CELL_BOLD_NUMBER)
    return (
        paragraph(place, CELL_CENTRED),
        paragraph(area.name, text),
        *(
            paragraph(value, count)
            for value in (
                number(day.registered),
                number(day.active),
                share(day.active, day.registered),
                number(day.scans),
                signed(day.scans - before.scans) if before else "–",
                *map(number, named),
            )
        ),
    )


def _silent(report: DailyReport, listed: int) -> Iterator[Flowable]:
    if not report.silent_communes:
        yield paragraph(wording.no_silent_communes(report))
        return
    yield paragraph(
        f"Có {number(len(report.silent_communes))} xã, phường, thị trấn có điểm đã đăng ký nhưng cả ngày không có "
        "lượt quét nào:"
    )
    yield table(
        ("TT", "Xã, phường, thị trấn", "Huyện, thị xã, thành phố", "Điểm đăng ký", "Bị nêu tên"),
        (8, 48, 48, 22, 38),
        [
            (
                paragraph(str(place), CELL_CENTRED),
                paragraph(commune.name, CELL),
                paragraph(commune.district_name, CELL),
                paragraph(number(commune.registered), CELL_NUMBER),
                paragraph(wording.times_in_a_row(commune.named_before + 1), CELL),
            )
            for place, commune in enumerate(report.silent_communes[:listed], start=1)
        ],
    )
    left = len(report.silent_communes) - listed
    if left > 0:
        yield paragraph(f"Còn {number(left)} xã, phường, thị trấn nữa: xem trang “{COMMUNES}” của phụ lục Excel.", NOTE)


def _places(places: Sequence[NamedPlace], sheet: str, listed: int) -> Iterator[Flowable]:
    if not places:
        yield paragraph("Báo cáo này không nêu tên điểm nào.")
        return
    again = wording.named_again(places)
    often = wording.named_often(places, follow_up_wording.REPEATED)
    before = f", trong đó {number(again)} điểm đã bị nêu tên trong báo cáo liền trước" if again else ""
    before += f", {number(often)} điểm từ {follow_up_wording.REPEATED} báo cáo liên tiếp trở lên" if often else ""
    yield paragraph(f"Có {number(len(places))} điểm{before}. Theo từng lỗi và hướng xử lý đề nghị:")
    yield table(
        ("Lỗi", "Mức độ", "Số điểm", "Đề nghị xử lý"),
        (44, 26, 14, 80),
        [
            (
                paragraph(each.name, CELL),
                paragraph(SEVERITY_NAMES[each.severity], CELL),
                paragraph(number(each.places), CELL_NUMBER),
                paragraph(each.remedy, CELL),
            )
            for each in wording.rule_counts(places)
        ],
    )
    yield table(
        ("TT", "Điểm", "Người đứng đầu", "Nội dung"),
        (8, 54, 32, 70),
        [_place_row(place_number, place) for place_number, place in enumerate(places[:listed], start=1)],
    )
    left = len(places) - listed
    if left > 0:
        yield paragraph(f"Còn {number(left)} điểm nữa: xem trang “{sheet}” của phụ lục Excel.", NOTE)


def _place_row(place_number: int, place: NamedPlace) -> Sequence[Cell]:
    where = ", ".join(part for part in (_cut(place.address), place.commune_name, place.district_name) if part)
    said = [
        [paragraph(finding.sentence, CELL), paragraph(_sentence(wording.named_since(finding)), CELL_NOTE)]
        for finding in place.findings
    ]
    return (
        paragraph(str(place_number), CELL_CENTRED),
        [paragraph(_cut(place.name), CELL_BOLD), paragraph(where, CELL)],
        paragraph(_cut(place.head), CELL),
        [line for lines in said for line in lines],
    )


def _cut(typed: str) -> str:
    """What somebody typed, so short that a row of the table fits on a page whatever it is."""
    return typed if len(typed) <= _LONGEST else f"{typed[: _LONGEST - 1]}…"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _devices(report: DailyReport, listed: int) -> Iterator[Flowable]:
    yield paragraph(device_wording.summary(report.devices))
    yield table(
        ("TT", "Máy, tập giấy", "Điểm", "Nội dung"),
        (8, 38, 50, 68),
        [_device_row(place, note, report) for place, note in enumerate(report.devices[:listed], start=1)],
    )
    left = len(report.devices) - listed
    if left > 0:
        yield paragraph(f"Còn {number(left)} máy, tập giấy nữa: xem trang “{DEVICES}” của phụ lục Excel.", NOTE)
    yield paragraph(device_wording.REMEDY)


def _device_row(place: int, note: DeviceNote, report: DailyReport) -> Sequence[Cell]:
    return (
        paragraph(str(place), CELL_CENTRED),
        paragraph(device_wording.device(note), CELL_BOLD),
        [
            paragraph(_cut(device_wording.place(note)), CELL_BOLD),
            paragraph(f"{note.commune_name}, {note.district_name}", CELL),
        ],
        paragraph(_sentence(device_wording.said(note, report.day)), CELL),
    )


def _reliability(report: DailyReport, listed: int) -> Iterator[Flowable]:
    yield paragraph(follow_up_wording.completeness(report))
    yield paragraph(wording.recount(report))
    for mismatch in report.recount.mismatches[:listed]:
        yield paragraph(f"- {wording.mismatch(mismatch)}", BODY)
    left = len(report.recount.mismatches) - listed
    if left > 0:
        yield paragraph(f"Còn {number(left)} số liệu lệch nữa: xem trang “Đối soát” của phụ lục Excel.", NOTE)
    if report.corrections:
        yield paragraph("Số liệu của ngày trước thay đổi vì có lượt quét gửi đến muộn:")
        yield from (paragraph(f"- {wording.correction(correction)}", BODY) for correction in report.corrections)


def _end(report: DailyReport) -> Iterator[Flowable]:
    made = report.made_at.astimezone(LOCAL)
    hotline = f" Đường dây nóng: {report.hotline}." if report.hotline else ""
    # With the last sentence, because a signature does not stand alone on a page.
    yield KeepTogether(
        [
            paragraph("Số người là ước tính; mọi số khác là số đếm."),
            paragraph(
                f"Báo cáo do hệ thống Truy Vết lập tự động lúc {made:%H:%M} {long_day(made.date())}, theo bộ quy tắc "
                f"phiên bản {report.rules_version}; số hiệu và chữ ký để trống cho người có thẩm quyền.{hotline}",
                NOTE,
            ),
            closing(_receivers(report)),
        ]
    )


def _receivers(report: DailyReport) -> Sequence[str]:
    if report.addressee is None:
        return report.authority, "Các sở, ban, ngành liên quan", "UBND các huyện, thị xã, thành phố", "Lưu: VT"
    return "Như trên", report.authority, "Lưu: VT"
