"""Words that only the mail of the daily report needs, the same in its HTML and its plain text."""

from collections.abc import Sequence
from datetime import timedelta

from truyvet import numbers, report_wording
from truyvet.days import LOCAL
from truyvet.reports import Area, Category, DailyReport, NamedPlace, TrendPoint

UPDATE = "Bản cập nhật: thay cho báo cáo cùng ngày đã gửi trước đó."
INCOMPLETE = "Báo cáo chưa đầy đủ"
PROVINCE = "Toàn tỉnh"
DISTRICTS = "Theo huyện, thị xã, thành phố"
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
        f"[Truy Vết] {head} {numbers.day(report.day)}{doubt}: {numbers.number(figures.scans)} lượt quét, "
        f"{numbers.number(figures.active)}/{numbers.number(figures.registered)} điểm hoạt động"
    )


def preview(report: DailyReport) -> str:
    """What an inbox shows beside the subject: what the subject does not say."""
    return (
        f"Đã in mã {numbers.number(report.total.day.poster_issued)} điểm. "
        f"Không thực hiện {numbers.number(len(report.not_implementing))}, "
        f"thực hiện sai {numbers.number(len(report.wrongly_implementing))} điểm, "
        f"{numbers.number(len(report.silent_communes))} xã không có lượt quét."
    )


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


def districts_by_share(report: DailyReport) -> list[Area]:
    """Districts with the smallest share of active points first: where there is most to do."""

    def share(area: Area) -> float:
        figures = area.figures.day
        return figures.active / figures.registered if figures.registered else 1.0

    return sorted(report.districts, key=lambda area: (share(area), area.code))


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
    return f"{numbers.number(number)} điểm đã bị nêu cùng lỗi ở báo cáo liền trước." if number else None


def more(places: Sequence[NamedPlace], listed: int) -> str | None:
    """How many places are only in the attachments."""
    rest = len(places) - listed
    return f"Còn {numbers.number(rest)} điểm nữa trong bảng tính đính kèm." if rest > 0 else None
