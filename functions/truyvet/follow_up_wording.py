"""What the report says of what became of earlier ones, the same in mail, workbook and PDF."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truyvet.follow_ups import by_cause
from truyvet.histories import CAUSE_NAMES, Cause, Event, Rung
from truyvet.numbers import number
from truyvet.reports import Audience, DailyReport, OpenCase

IMPROVED = "Đã chuyển biến"
CASES = "Việc chờ xử lý"
DIFFICULTIES = "Khó khăn cần tháo gỡ"
WHY = "Vì sao, theo lời các điểm"
REPEATED = 3
"""From so many reports in a row on a place is a repeat offender."""
_MOST_NAMED = 10
_MOST_COMMUNES = 20
_PROPOSED = "Đề nghị xem xét tạm dừng theo thẩm quyền"
_RAISED = {Rung.DISTRICT: "Đã chuyển huyện, thị xã, thành phố", Rung.COMMUNE: "Đã chuyển xã, phường, thị trấn"}


@dataclass(frozen=True)
class Difficulty:
    """How many places have a difficulty: waiting, of these new since the report before, and settled since (None: not
    known)."""

    name: str
    waiting: int
    new: int
    settled: int | None


def improved(report: DailyReport) -> str | None:
    """How many places mended their ways, and the longest named of them; None where there is nobody to praise."""
    if not report.improved:
        return None
    long = [each for each in report.improved if each.times >= REPEATED][:_MOST_NAMED]
    names = "; ".join(f"{each.place.name} ({each.place.commune_name}, {number(each.times)} báo cáo)" for each in long)
    said = f"{number(len(report.improved))} điểm bị nêu ở báo cáo trước nay đã quét bình thường, không bị nêu nữa."
    return f"{said} Trong đó từng bị nêu nhiều lần: {names}." if names else said


def raised(report: DailyReport) -> list[str]:
    """What reminders did not move: suspension proposed, with names; told to districts and communes, and not settled.

    Only of places that this report names too: who has mended its ways, or rests, is not held up to anybody.
    """
    named = {place.code for place in (*report.not_implementing, *report.wrongly_implementing)}
    cases = [case for case in report.cases if case.place.code in named]
    proposed = [case for case in cases if case.event is Event.PROPOSED]
    told = Counter(case.rung for case in cases if case.event is Event.ESCALATED)
    lines = [f"{words}: {number(told[rung])} điểm, chưa ghi kết quả." for rung, words in _RAISED.items() if told[rung]]
    if not proposed:
        return lines
    names = "; ".join(f"{case.place.name} ({case.place.commune_name})" for case in proposed[:_MOST_NAMED])
    more = f" và {number(len(proposed) - _MOST_NAMED)} điểm nữa" if len(proposed) > _MOST_NAMED else ""
    return [f"{_PROPOSED} {number(len(proposed))} điểm: {names}{more}. Xin nghe điểm giải trình trước.", *lines]


def difficulties(report: DailyReport) -> list[Difficulty]:
    """Difficulties by cause, the most frequent first."""
    waiting, new = by_cause(report.cases), by_cause(case for case in report.cases if case.new)
    settled = {each.cause: each.count for each in report.settled}
    known = report.addressee is None
    rows = [
        Difficulty(CAUSE_NAMES[cause], waiting[cause], new[cause], settled.get(cause, 0) if known else None)
        for cause in Cause
        if waiting[cause] or settled.get(cause)
    ]
    return sorted(rows, key=lambda row: -row.waiting)


def difficulties_said(report: DailyReport) -> list[str]:
    """The same line by line."""
    return [_said(row) for row in difficulties(report)]


def _said(row: Difficulty) -> str:
    parts = [f"đang chờ {number(row.waiting)}"]
    if row.new:
        parts.append(f"mới {number(row.new)}")
    if row.settled:
        parts.append(f"đã giải quyết {number(row.settled)}")
    return f"{row.name}: {', '.join(parts)}"


def why(report: DailyReport) -> list[str]:
    """For the Front: what keeps people from scanning, by commune, those with most places first."""
    if report.audience is not Audience.FRONT:
        return []
    communes: dict[tuple[str, str], list[OpenCase]] = {}
    for case in report.cases:
        communes.setdefault((case.place.commune_name, case.place.district_name), []).append(case)
    ordered = sorted(communes.items(), key=lambda item: (-len(item[1]), item[0]))
    return [f"{commune}, {district}: {', '.join(_causes(cases))}" for (commune, district), cases in ordered][
        :_MOST_COMMUNES
    ]


def _causes(cases: Sequence[OpenCase]) -> Iterator[str]:
    for cause, count in by_cause(cases).most_common():
        name = CAUSE_NAMES[cause]
        yield f"{name[:1].lower()}{name[1:]} ({number(count)} điểm)"


def completeness(report: DailyReport) -> str:
    """How whole the figures are: what came late, and what may still lie on devices."""
    late = report.total.day.late
    came = f"{number(late)} lượt gửi đến sau 24 giờ đã được tính" if late else "không có lượt nào gửi đến muộn"
    came += _lag(report.recount.behind)
    if report.audience not in {Audience.PROVINCE, Audience.DISTRICT}:
        return f"Số liệu tính đến lúc lập báo cáo: {came}."
    missing = sum(note.missing_count for note in report.devices)
    waiting = sum(note.waiting for note in report.devices)
    silent = sum(note.silent for note in report.devices)
    parts = (
        (missing, f"{number(missing)} lượt của máy hỗ trợ chưa đến"),
        (waiting, f"{number(waiting)} lượt còn chờ gửi"),
        (silent, f"{number(silent)} máy im lặng"),
    )
    still = [words for count, words in parts if count] or ["không máy hỗ trợ nào còn thiếu số liệu"]
    return f"Số liệu tính đến lúc lập báo cáo: {came}; {', '.join(still)}."


def _lag(behind: int | None) -> str:
    """Of the scans where it was recounted, how many the sums lacked: in the whole province."""
    if behind is None:
        return ""
    if not behind:
        return "; mọi lượt của các điểm được đếm lại đã được cộng"
    return f"; {number(behind)} lượt của các điểm được đếm lại chưa kịp cộng khi bắt đầu lập, nay đã tính"
