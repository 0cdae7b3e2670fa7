"""What the daily report says in words, the same in all that is drawn from it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import hypot

from truyvet.numbers import day as full_day
from truyvet.numbers import number, percent, share, weekday
from truyvet.reports import (
    SEVERITY_NAMES,
    Area,
    Audience,
    Compared,
    Correction,
    DailyReport,
    Figures,
    Finding,
    Mismatch,
    NamedPlace,
)
from truyvet.venues import KIND_NAMES

RELIABILITY = "Độ tin cậy của số liệu"
UNCLEAR = "trong sai số"
"""Said in place of a change that is no more than the error of what is compared."""
UPDATE = "Bản cập nhật: thay cho báo cáo cùng ngày đã gửi trước đó."


@dataclass(frozen=True)
class Measure:
    """One figure of an area with that of the day and of the week before (None: nothing known).

    `whole` is what the figure is a part of, None where it is no part of another; `error`: the relative standard error
    of an estimate, 0 of what is counted.
    """

    label: str
    day: int
    day_before: int | None
    week_before: int | None
    whole: int | None = None
    error: float = 0.0

    @property
    def share(self) -> str:
        """The share of the whole; empty where there is none."""
        return "" if self.whole is None else share(self.day, self.whole)

    def unclear(self, before: int | None) -> bool:
        """Whether the change from an estimate of before is no more than the error of both (two standard errors)."""
        return before is not None and abs(self.day - before) <= 2 * self.error * hypot(self.day, before) > 0


def points(compared: Compared) -> tuple[Measure, ...]:
    """The three numbers of points that are kept apart: registered, with a poster issued, with scans."""
    registered = compared.day.registered
    return (
        _measure(compared, "registered", "Điểm đã đăng ký"),
        _measure(compared, "poster_issued", "Điểm đã in mã QR", registered),
        _measure(compared, "active", "Điểm có lượt quét", registered),
    )


def scans(compared: Compared, people_error: float) -> tuple[Measure, ...]:
    """Scans, what they are made of, and the people behind them."""
    of_day = compared.day.scans
    return (
        _measure(compared, "scans", "Lượt quét"),
        _measure(compared, "entries", "Lượt vào", of_day),
        _measure(compared, "exits", "Lượt ra", of_day),
        _measure(compared, "by_helper", "Lượt qua người hỗ trợ, thẻ hoặc giấy", of_day),
        _measure(compared, "alerts", "Lượt khai có dấu hiệu hoặc tiếp xúc", of_day),
        _measure(compared, "late", "Lượt gửi đến sau khi hết ngày", of_day),
        _measure(compared, "people", f"Số người (ước tính ±{percent(people_error)})", error=people_error),
    )


def _measure(compared: Compared, name: str, label: str, whole: int | None = None, *, error: float = 0.0) -> Measure:
    def value(figures: Figures) -> int:
        return int(getattr(figures, name))

    before, week = compared.day_before, compared.week_before
    return Measure(
        label,
        value(compared.day),
        value(before) if before else None,
        value(week) if week else None,
        whole,
        error,
    )


def summary(report: DailyReport) -> str:
    """The whole report in one sentence."""
    day, before = report.total.day, report.total.day_before
    moved = f" ({_moved(day.scans, before.scans)} so với hôm trước)" if before else ""
    return (
        f"{weekday(report.day)} {full_day(report.day)}, {_where(report)}{number(day.active)} trong "
        f"{number(day.registered)} điểm đã đăng ký ({share(day.active, day.registered)}) có lượt quét, "
        f"tổng cộng {number(day.scans)} lượt{moved}; "
        f"{_named(report)}."
    )


def _where(report: DailyReport) -> str:
    """Of which part of the province an addressee's report speaks; empty in the province's own."""
    if report.addressee is None:
        return ""
    name = report.addressee.name
    return {
        Audience.DISTRICT: f"tại {name}, ",
        Audience.KIND: f"nhóm {name}: ",
        Audience.AGENCY: f"các điểm do {name} phụ trách: ",
    }.get(report.audience, "toàn tỉnh có ")


def _moved(now: int, before: int) -> str:
    if now == before:
        return "không đổi"
    return f"{'tăng' if now > before else 'giảm'} {number(abs(now - before))}"


def _named(report: DailyReport) -> str:
    counts = (
        (len(report.not_implementing), "điểm không thực hiện"),
        (len(report.wrongly_implementing), "điểm thực hiện sai"),
        (len(report.silent_communes), "xã, phường, thị trấn không có lượt quét nào"),
    )
    nobody = "không nêu tên điểm nào"
    if report.audience is Audience.FRONT:
        nobody = "xã, phường, thị trấn nào có điểm cũng có lượt quét"
    *parts, last = [f"{number(count)} {what}" for count, what in counts if count] or [nobody]
    return f"{', '.join(parts)} và {last}" if parts else last


def times_in_a_row(times: int) -> str:
    """`lần đầu`, `lần thứ 4 liên tiếp`."""
    return "lần đầu" if times <= 1 else f"lần thứ {number(times)} liên tiếp"


def named_since(finding: Finding) -> str:
    """For the how many-th time in a row a place is named for a rule, and since when."""
    since = "" if finding.times <= 1 else f", từ {full_day(finding.since)}"
    return f"{times_in_a_row(finding.times)}{since}"


def no_silent_communes(report: DailyReport) -> str:
    """What is said where no commune is named: that all of them scan, or that the report names none on purpose."""
    if any(area.figures.day.registered and not area.figures.day.scans for area in report.communes):
        return "Báo cáo này không nêu tên xã, phường, thị trấn nào vì số liệu chưa đầy đủ."
    return "Mọi xã, phường, thị trấn có điểm đăng ký đều có lượt quét."


@dataclass(frozen=True)
class RuleCount:
    """How many places are named for one rule, and the correction proposed."""

    name: str
    remedy: str
    places: int
    severity: int

    @property
    def grave(self) -> str:
        """How grave it is, in the middle of a sentence."""
        return SEVERITY_NAMES[self.severity].lower()


def rule_counts(places: Iterable[NamedPlace]) -> tuple[RuleCount, ...]:
    """The rules that these places fail, the most frequent first."""
    found = [finding for place in places for finding in place.findings]
    counts = Counter((finding.rule_name, finding.remedy) for finding in found)
    # The thresholds may raise one place's finding above another's of the same rule.
    severity: dict[str, int] = {}
    for finding in found:
        severity[finding.rule_name] = max(finding.severity, severity.get(finding.rule_name, 0))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(RuleCount(name, remedy, count, severity[name]) for (name, remedy), count in ordered)


def named_by_commune(places: Iterable[NamedPlace]) -> Counter[tuple[str, str]]:
    """How many of these places lie in each commune, by the names of district and commune."""
    return Counter((place.district_name, place.commune_name) for place in places)


def named_by_district(places: Iterable[NamedPlace]) -> Counter[str]:
    """How many of these places lie in each district, by its name."""
    return Counter(place.district_name for place in places)


def named_again(places: Sequence[NamedPlace]) -> int:
    """How many of these places an earlier report in the same row named."""
    return named_often(places, 2)


def named_often(places: Sequence[NamedPlace], times: int) -> int:
    """How many of these places are named in this row for the so-manieth time or more."""
    return sum(1 for place in places if any(finding.times >= times for finding in place.findings))


def by_share(areas: Iterable[Area]) -> list[Area]:
    """Areas with the smallest share of active points first: where there is most to do. Those without points are left
    out."""
    return sorted(
        (area for area in areas if area.figures.day.registered),
        key=lambda area: (area.figures.day.active / area.figures.day.registered, area.code),
    )


def correction(corrected: Correction) -> str:
    """One earlier day whose scans changed since."""
    return (
        f"Ngày {full_day(corrected.day)}: đã báo {number(corrected.reported_scans)} lượt quét, nay là "
        f"{number(corrected.scans)} ({_moved(corrected.scans, corrected.reported_scans)})."
    )


def recount(report: DailyReport) -> str:
    """What was counted again before the report left, in the whole province, and what that found."""
    recounted = report.recount
    if not recounted.named + recounted.sampled:
        return "Số liệu của báo cáo này chưa được đếm lại từ các lượt quét gốc."
    off = len(recounted.mismatches) + recounted.elsewhere
    found = f"{number(off)} số liệu bị lệch, báo cáo dùng số đếm lại" if off else "tất cả đều khớp"
    before = "Trước khi gửi, trên toàn tỉnh" if report.addressee else "Trước khi gửi"
    return (
        f"{before}, hệ thống đã đếm lại từ từng lượt quét gốc {number(recounted.named)} số liệu ngày của các điểm "
        f"bị nêu tên và {number(recounted.sampled)} điểm khác chọn ngẫu nhiên: {found}."
    )


def mismatch(found: Mismatch) -> str:
    """One venue-day whose tally was not what its visits count to."""
    return (
        f"Điểm {typed(found.venue)}, ngày {full_day(found.day)}: ghi {number(found.tallied)}, "
        f"đếm lại {number(found.counted)}."
    )


def about(place: NamedPlace) -> str:
    """What a place is, and its code where it has one: who is on a roster and not registered has none."""
    kind = KIND_NAMES[place.kind]
    return f"{kind}, mã {typed(place.code)}" if place.code else kind


def typed(code: str) -> str:
    """A venue's code in two groups, as it stands on its poster: `7K3M 9QXP`."""
    return f"{code[:4]} {code[4:]}"
