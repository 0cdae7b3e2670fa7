"""Words that only the mail of the daily report needs, the same in its HTML and its plain text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from truyvet import numbers, report_wording
from truyvet.days import LOCAL
from truyvet.follow_up_wording import REPEATED
from truyvet.reports import Area, Audience, Category, DailyReport, NamedPlace, TrendPoint
from truyvet.venues import KIND_NAMES, Kind

UPDATE = "Bản cập nhật: thay cho báo cáo cùng ngày đã gửi trước đó."
INCOMPLETE = "Báo cáo chưa đầy đủ"
PROVINCE, TOTAL = "Toàn tỉnh", "Tổng cộng"
DISTRICTS = "Theo huyện, thị xã, thành phố"
COMMUNES = "Theo xã, phường, thị trấn"
LEAST = "Nơi người dân quét ít nhất"
LEAST_COMMUNES = 20
KINDS = "Theo loại hình"
DISTRICTS_ORDER = "Nơi có tỷ lệ điểm hoạt động thấp nhất xếp trước."
CORRECTIONS = "Số liệu ngày trước thay đổi"
CONFIDENTIAL = (
    "Tệp đính kèm có họ tên, số điện thoại người đứng đầu các điểm: "
    "xin chỉ dùng cho công tác phòng, chống dịch, không chuyển tiếp ra ngoài."
)
_CATEGORIES = {
    Category.NOT_IMPLEMENTING: "Điểm không thực hiện",
    Category.WRONGLY_IMPLEMENTING: "Điểm thực hiện sai",
}
_SIGNS = str.maketrans("", "", "+" + numbers.MINUS)


def subject(report: DailyReport) -> str:
    """The subject line: which day, and the two figures that matter most."""
    figures = report.total.day
    head = "Báo cáo cập nhật" if report.update else "Báo cáo"
    doubt = " (chưa đầy đủ)" if report.incomplete else ""
    return (
        f"[Truy Vết] {head} {numbers.day(report.day)}{_whose(report)}{doubt}: "
        f"{numbers.number(figures.scans)} lượt quét, "
        f"{numbers.number(figures.active)}/{numbers.number(figures.registered)} điểm hoạt động"
    )


def _whose(report: DailyReport) -> str:
    if report.addressee is None:
        return ""
    return ", Mặt trận Tổ quốc" if report.audience is Audience.FRONT else f", {report.addressee.name}"


def preview(report: DailyReport) -> str:
    """What an inbox shows beside the subject: what the subject does not say."""
    silent = f"{numbers.number(len(report.silent_communes))} xã không có lượt quét."
    if report.audience is Audience.FRONT:
        return f"Nơi cần vận động: {silent}"
    return (
        f"Đã in mã {numbers.number(report.total.day.poster_issued)} điểm. "
        f"Không thực hiện {numbers.number(len(report.not_implementing))}, "
        f"thực hiện sai {numbers.number(len(report.wrongly_implementing))} điểm"
        + (f", {silent}" if tells_of_communes(report) else ".")
    )


def addressed(report: DailyReport) -> str | None:
    """To whom an addressee's report goes, as a line of its own."""
    if report.addressee is None:
        return None
    name = report.addressee.name
    return {
        Audience.DISTRICT: f"Kính gửi: Ủy ban nhân dân {name}",
        Audience.KIND: f"Kính gửi: Cơ quan quản lý nhóm {name}",
    }.get(report.audience, f"Kính gửi: {name}")


def tells_of_communes(report: DailyReport) -> bool:
    """Whether silent communes are this addressee's business."""
    return report.audience in {Audience.PROVINCE, Audience.DISTRICT, Audience.FRONT}


def made(report: DailyReport) -> str:
    """What the figures cover, and when the report was made."""
    at = report.made_at.astimezone(LOCAL)
    return f"Số liệu từ 0 giờ đến 24 giờ; lập lúc {at:%H:%M} ngày {numbers.day(at.date())}"


def moved(now: int, before: int | None) -> str:
    """A change in words: "tăng 1.234 (12,1%)", "giảm 3", "không đổi", "chưa có số liệu"."""
    if before is None:
        return "chưa có số liệu"
    if now == before:
        return "không đổi"
    return ("tăng " if now > before else "giảm ") + numbers.change(now, before).translate(_SIGNS)


def arrow(now: int, before: int | None) -> str:
    """▲ or ▼, or nothing where nothing changed or nothing is known."""
    if before is None or now == before:
        return ""
    return "▲" if now > before else "▼"


def compared_with(report: DailyReport) -> tuple[str, str]:
    """The headings of the changes: against the day before, and the same weekday of the week before."""
    return (
        f"so với {numbers.short_day(report.day - timedelta(days=1))}",
        f"so với {numbers.short_day(report.day - timedelta(days=7))}",
    )


def trend(points: Sequence[TrendPoint]) -> str:
    """What the chart shows, for whoever cannot see it."""
    first, last = points[0], points[-1]
    least, most = min(points, key=lambda point: point.scans), max(points, key=lambda point: point.scans)
    return (
        f"Lượt quét từ {numbers.short_day(first.day)} đến {numbers.day(last.day)}: "
        f"từ {numbers.number(first.scans)} đến {numbers.number(last.scans)}, "
        f"thấp nhất {numbers.number(least.scans)} ({numbers.short_day(least.day)}), "
        f"cao nhất {numbers.number(most.scans)} ({numbers.short_day(most.day)}). "
        f"Điểm có lượt quét: từ {numbers.number(first.active)} đến {numbers.number(last.active)}."
    )


@dataclass(frozen=True)
class AreaTable:
    """The areas that a reader compares, where there is most to do first, and what is said of them."""

    title: str
    note: str
    areas: Sequence[Area]
    total: Area


def areas(report: DailyReport) -> AreaTable | None:
    """By district; to a district its communes; to the Front the communes where people scan least. None where there is
    only one to compare."""
    total = Area(0, TOTAL if report.addressee else PROVINCE, report.total)
    if report.audience is Audience.FRONT:
        # Those without any scan have a section of their own.
        scanning = [area for area in report.communes if area.figures.day.scans]
        least = [_with_district(area) for area in report_wording.by_share(scanning)[:LEAST_COMMUNES]]
        return AreaTable(LEAST, DISTRICTS_ORDER, least, replace(total, name=PROVINCE))
    if report.audience is Audience.DISTRICT:
        return AreaTable(COMMUNES, DISTRICTS_ORDER, report_wording.by_share(report.communes), total)
    if report.addressee and len(report.districts) < 2:
        return None
    with_points = report_wording.by_share(report.districts)
    without = [] if report.addressee else [area for area in report.districts if not area.figures.day.registered]
    return AreaTable(DISTRICTS, DISTRICTS_ORDER, with_points + without, total)


def _with_district(area: Area) -> Area:
    return replace(area, name=f"{area.name}, {area.district_name}")


def sectors(report: DailyReport) -> list[Area]:
    """The kinds of venues as rows of such a table."""
    alone = [sector for sector in report.sectors if sector.key.removeprefix("kind:") in set(Kind)]
    return [Area(0, KIND_NAMES[Kind(sector.key.removeprefix("kind:"))], sector.figures) for sector in alone]


def silent_communes(report: DailyReport) -> str:
    """How many communes have points and no scan, as a heading."""
    number = len(report.silent_communes)
    return f"{numbers.number(number) if number else 'Các'} xã, phường, thị trấn không có lượt quét nào"


def category(named: Category, places: Sequence[NamedPlace]) -> str:
    """How many places are named in this category, as a heading."""
    return f"{_CATEGORIES[named]}: {numbers.number(len(places))}"


def nobody(report: DailyReport) -> str:
    """Said in place of an empty list."""
    return "Chưa đủ căn cứ để nêu điểm nào." if report.incomplete else "Không có điểm nào."


def again(places: Sequence[NamedPlace]) -> str | None:
    """How many of the places the report before named for the same."""
    number = report_wording.named_again(places)
    if not number:
        return None
    often = report_wording.named_often(places, REPEATED)
    repeated = f", trong đó {numbers.number(often)} điểm từ {REPEATED} báo cáo liên tiếp trở lên" if often else ""
    return f"{numbers.number(number)} điểm đã bị nêu cùng lỗi ở báo cáo liền trước{repeated}."


def more(places: Sequence[NamedPlace], listed: int) -> str | None:
    """How many places are only in the attachments."""
    rest = len(places) - listed
    return f"Còn {numbers.number(rest)} điểm nữa trong bảng tính đính kèm." if rest > 0 else None
