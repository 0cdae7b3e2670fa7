"""The plain text of the report's mail: all that the HTML says, for readers without pictures or tables."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from truyvet import device_wording, follow_up_wording, mail_wording, numbers, report_wording
from truyvet.report_wording import Measure
from truyvet.reports import Area, Audience, Category, DailyReport, NamedPlace
from truyvet.texts import tidy

_LINE = 76


def text(report: DailyReport, listed: int) -> str:
    """The whole text; of each list of places the first `listed`."""
    return "\n".join(line for part in _parts(report, listed) for line in part) + "\n"


def _parts(report: DailyReport, listed: int) -> Iterator[Iterator[str]]:
    yield _opening(report)
    yield _figures(report)
    yield _areas(report)
    yield _sectors(report)
    if mail_wording.tells_of_communes(report):
        yield _communes(report)
    yield _follow_ups(report)
    if report.audience is not Audience.FRONT:
        yield _places(report, Category.NOT_IMPLEMENTING, report.not_implementing, listed)
        yield _places(report, Category.WRONGLY_IMPLEMENTING, report.wrongly_implementing, listed)
    yield _devices(report, listed)
    yield _checks(report)
    yield _closing(report)


def _opening(report: DailyReport) -> Iterator[str]:
    yield f"BÁO CÁO NGÀY {numbers.day(report.day)} - {tidy(report.province_name)}".upper()
    yield mail_wording.made(report)
    if words := mail_wording.addressed(report):
        yield from _wrapped(tidy(words))
    yield ""
    if report.update:
        yield from _wrapped(f"! {mail_wording.UPDATE}")
    if report.incomplete:
        yield f"! {mail_wording.INCOMPLETE}:"
        for missing in report.incomplete:
            yield from _wrapped(missing, "  - ", "    ")
    if report.update or report.incomplete:
        yield ""
    yield from _wrapped(report_wording.summary(report))


def _figures(report: DailyReport) -> Iterator[str]:
    yield from _title("Điểm kiểm dịch")
    for measure in report_wording.points(report.total):
        yield from _measure(measure, report)
    yield from _title("Lượt quét và số người")
    for measure in report_wording.scans(report.total, report.people_error):
        yield from _measure(measure, report)
    if len(report.trend) > 1:
        yield from _title("Xu hướng")
        yield from _wrapped(mail_wording.trend(report.trend))


def _measure(measure: Measure, report: DailyReport) -> Iterator[str]:
    day, week = mail_wording.compared_with(report)
    share = f" ({measure.share})" if measure.share else ""
    yield f"{measure.label}: {numbers.number(measure.day)}{share}"
    for compared_with, before in ((day, measure.day_before), (week, measure.week_before)):
        moved = report_wording.UNCLEAR if measure.unclear(before) else mail_wording.moved(measure.day, before)
        yield f"  {compared_with}: {moved}"


def _areas(report: DailyReport) -> Iterator[str]:
    if table := mail_wording.areas(report):
        yield from _title(table.title)
        yield table.note
        yield from _compared(report, (*table.areas, table.total))


def _sectors(report: DailyReport) -> Iterator[str]:
    if sectors := mail_wording.sectors(report):
        yield from _title(mail_wording.KINDS)
        yield from _compared(report, sectors)


def _compared(report: DailyReport, areas: Sequence[Area]) -> Iterator[str]:
    day, _ = mail_wording.compared_with(report)
    for area in areas:
        yield f"{tidy(area.name)}:"
        yield from _wrapped(_area(area, day), "  ", "  ")


def _area(area: Area, day: str) -> str:
    figures, before = area.figures.day, area.figures.day_before
    return (
        f"{numbers.number(figures.scans)} lượt quét, "
        f"{mail_wording.moved(figures.scans, before.scans if before else None)} {day}; "
        f"{numbers.number(figures.active)}/{numbers.number(figures.registered)} điểm hoạt động "
        f"({numbers.share(figures.active, figures.registered)})"
    )


def _communes(report: DailyReport) -> Iterator[str]:
    yield from _title(mail_wording.silent_communes(report))
    if not report.silent_communes:
        yield from _wrapped(report_wording.no_silent_communes(report))
    for commune in report.silent_communes:
        yield from _wrapped(
            f"{tidy(commune.name)} ({tidy(commune.district_name)}): {numbers.number(commune.registered)} điểm đăng ký, "
            f"bị nêu {report_wording.times_in_a_row(commune.named_before + 1)}",
            "- ",
            "  ",
        )


def _follow_ups(report: DailyReport) -> Iterator[str]:
    improved = follow_up_wording.improved(report)
    for title, lines in (
        (follow_up_wording.CASES, follow_up_wording.raised(report)),
        (follow_up_wording.DIFFICULTIES, follow_up_wording.difficulties_said(report)),
        (follow_up_wording.WHY, follow_up_wording.why(report)),
        (follow_up_wording.IMPROVED, [improved] if improved else []),
    ):
        if lines:
            yield from _title(title)
        for line in lines:
            yield from _wrapped(tidy(line), "- ", "  ")


def _places(report: DailyReport, category: Category, places: Sequence[NamedPlace], listed: int) -> Iterator[str]:
    yield from _title(mail_wording.category(category, places))
    if not places:
        yield mail_wording.nobody(report)
        return
    for rule in report_wording.rule_counts(places):
        yield from _wrapped(
            f"{rule.name}: {numbers.number(rule.places)} điểm, {rule.grave}. Đề nghị: {rule.remedy}", "- ", "  "
        )
    if again := mail_wording.again(places):
        yield from _wrapped(again)
    for number, place in enumerate(places[:listed], 1):
        yield ""
        yield from _place(number, place)
    if more := mail_wording.more(places, listed):
        yield ""
        yield more


def _place(number: int, place: NamedPlace) -> Iterator[str]:
    yield from _wrapped(f"{number}. {tidy(place.name)} ({report_wording.about(place)})", "", "   ")
    yield from _wrapped(f"{tidy(place.commune_name)}, {tidy(place.district_name)}", "   ", "   ")
    yield from _wrapped(f"Người đứng đầu: {tidy(place.head)}", "   ", "   ")
    for finding in place.findings:
        again = f" [{report_wording.times_in_a_row(finding.times)}]" if finding.times > 1 else ""
        yield from _wrapped(f"{finding.rule_name}{again}: {tidy(finding.sentence)}", "   - ", "     ")


def _devices(report: DailyReport, listed: int) -> Iterator[str]:
    if not report.devices:
        return
    yield from _title(device_wording.TITLE)
    yield from _wrapped(device_wording.summary(report.devices))
    for note in report.devices[: min(listed, device_wording.MOST_LISTED)]:
        name, place = tidy(device_wording.device(note)), tidy(device_wording.place(note))
        where = f"{tidy(note.commune_name)}, {tidy(note.district_name)}"
        yield from _wrapped(f"{name} của {place} (mã {report_wording.typed(note.venue)}; {where}):", "- ", "  ")
        yield from _wrapped(f"{device_wording.said(note, report.day)}", "  ", "  ")
    if more := device_wording.more(report.devices, listed):
        yield more
    yield from _wrapped(device_wording.REMEDY)


def _checks(report: DailyReport) -> Iterator[str]:
    if report.corrections:
        yield from _title(mail_wording.CORRECTIONS)
        for correction in report.corrections:
            yield from _wrapped(report_wording.correction(correction), "- ", "  ")
    yield from _title(report_wording.RELIABILITY)
    yield from _wrapped(follow_up_wording.completeness(report))
    yield from _wrapped(report_wording.recount(report))


def _closing(report: DailyReport) -> Iterator[str]:
    yield ""
    yield "-" * 40
    yield tidy(report.authority)
    yield f"Báo cáo lập tự động; quy tắc đánh giá phiên bản {tidy(report.rules_version)}."
    if report.hotline:
        yield f"Hỗ trợ: {tidy(report.hotline)}"
    if report.audience is not Audience.FRONT:
        yield from _wrapped(mail_wording.CONFIDENTIAL)


def _title(words: str) -> Iterator[str]:
    yield ""
    yield words.upper()


def _wrapped(words: str, first: str = "", rest: str = "") -> Iterator[str]:
    yield from wrap(words, _LINE, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
