"""The HTML of the report's mail, for a phone 360 pixels wide and for every mail program.

Tables and inline styles, no picture but the chart in the mail itself, nothing fetched from anywhere. Programs that
know dark mode read `mail_layout.STYLE`; others may turn colours over, so every text carries its colour and its ground.
Gmail cuts a mail off at 102 KB, so what is said in every row is short.
"""

from collections.abc import Iterator, Sequence
from html import escape

from truyvet import device_wording, follow_up_wording, mail_wording, numbers, report_wording
from truyvet import mail_layout as layout
from truyvet.addressees import lowered
from truyvet.mail_layout import changed, escaped, quiet, section, stacked
from truyvet.report_wording import Measure
from truyvet.reports import Area, Audience, Category, DailyReport, DeviceNote, Finding, NamedPlace, SilentCommune

CHART = "xu-huong@truyvet"
"""Content-ID of the chart."""
_ROOMY = 30
"""So many communes stand in a table of their own."""


def has_chart(report: DailyReport) -> bool:
    """Whether the report has a trend to show: two days at least."""
    return len(report.trend) > 1


def html(report: DailyReport, listed: int) -> str:
    """The whole document; of each list of places the first `listed`."""
    body = (
        _head(report),
        _warnings(report),
        _lead(report),
        _points(report),
        _activity(report),
        _chart(report),
        _areas(report),
        _sectors(report),
        _communes(report),
        _follow_ups(report),
        *_all_places(report, listed),
        _devices(report, listed),
        _corrections(report),
        section(
            report_wording.RELIABILITY,
            layout.paragraph(follow_up_wording.completeness(report)) + layout.paragraph(report_wording.recount(report)),
        ),
        _foot(report),
    )
    return layout.document(escape(mail_wording.subject(report)), _preheader(report), "".join(body))


def _preheader(report: DailyReport) -> str:
    """What an inbox shows beside the subject, followed by blanks so that it shows nothing else."""
    filler = "&#847;&zwnj;&nbsp;" * 40
    return (
        '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">'
        f"{escape(mail_wording.preview(report))}{filler}</div>"
    )


def _head(report: DailyReport) -> str:
    return (
        f'<tr><td bgcolor="{layout.GREEN}" style="background:{layout.GREEN};color:#ffffff;padding:18px 16px">'
        f'<div style="font-size:13px;letter-spacing:.04em">TRUY VẾT · {escaped(report.province_name.upper())}</div>'
        f'<h1 style="margin:4px 0 2px;font-size:22px;line-height:1.25;color:#ffffff">'
        f"Báo cáo {lowered(numbers.weekday(report.day))}, {numbers.day(report.day)}</h1>"
        f'<div style="font-size:13px">{mail_wording.made(report)}</div>{_addressed(report)}</td></tr>'
    )


def _addressed(report: DailyReport) -> str:
    words = mail_wording.addressed(report)
    return f'<div style="margin-top:8px;font-size:15px;font-weight:600">{escaped(words)}</div>' if words else ""


def _warnings(report: DailyReport) -> str:
    shown = []
    if report.update:
        shown.append(f"<b>{escape(mail_wording.UPDATE)}</b>")
    if report.incomplete:
        missing = "".join(f"<br>• {escaped(sentence)}" for sentence in report.incomplete)
        shown.append(f"<b>{mail_wording.INCOMPLETE}</b>{missing}")
    return "".join(
        '<tr><td class="w" bgcolor="#fff3cf" style="background:#fff3cf;color:#3d2c00;padding:12px 16px;'
        f'border-left:6px solid #ffc53d">{words}</td></tr>'
        for words in shown
    )


def _lead(report: DailyReport) -> str:
    return (
        '<tr><td style="padding:18px 16px 0;font-size:17px;line-height:1.45;font-weight:600">'
        f"{escape(report_wording.summary(report))}</td></tr>"
    )


def _points(report: DailyReport) -> str:
    return section("Điểm kiểm dịch", "".join(_point(each, report) for each in report_wording.points(report.total)))


def _point(measure: Measure, report: DailyReport) -> str:
    whole = measure.day if measure.whole is None else measure.whole
    changes = " ".join(
        f'<span style="display:inline-block;margin-right:16px">{changed(measure.day, before)} {quiet(words)}</span>'
        for before, words in zip(
            (measure.day_before, measure.week_before), mail_wording.compared_with(report), strict=True
        )
    )
    return (
        f'{layout.FRAME} style="margin:0 0 14px"><tr>'
        f'<td valign="bottom">{measure.label} <b>{escape(measure.share)}</b></td>'
        '<td align="right" valign="bottom" style="font-size:26px;line-height:1.1;font-weight:700">'
        f"{numbers.number(measure.day)}</td></tr>"
        f'<tr><td colspan="2" style="padding:5px 0">{layout.bar(measure.day / whole if whole else 0.0)}</td></tr>'
        f'<tr><td colspan="2" style="font-size:13px">{changes}</td></tr></table>'
    )


def _activity(report: DailyReport) -> str:
    lines = [
        (
            measure.label,
            f"<b>{numbers.number(measure.day)}</b>" + (f"<br>{quiet(measure.share)}" if measure.share else ""),
            # More helpers, alerts or late scans are neither good nor bad news by themselves.
            *(stacked(_moved(measure, before)) for before in (measure.day_before, measure.week_before)),
        )
        for measure in report_wording.scans(report.total, report.people_error)
    ]
    heads = ("Chỉ tiêu", numbers.short_day(report.day), *mail_wording.compared_with(report))
    return section("Lượt quét và số người", layout.figures(heads, lines))


def _moved(measure: Measure, before: int | None) -> str:
    if measure.unclear(before):
        return quiet(report_wording.UNCLEAR)
    return changed(measure.day, before, better=None)


def _chart(report: DailyReport) -> str:
    if not has_chart(report):
        return ""
    return section(
        "Xu hướng",
        f'<img src="cid:{CHART}" width="568" alt="{escape(mail_wording.trend(report.trend), quote=True)}" '
        f'style="display:block;width:100%;max-width:568px;height:auto;border:0;background:#ffffff;color:{layout.INK}">',
    )


def _areas(report: DailyReport) -> str:
    table = mail_wording.areas(report)
    if table is None:
        return ""
    lines = [_area(area) for area in table.areas]
    lines.append([f"<b>{cell}</b>" for cell in _area(table.total)])
    return section(table.title, layout.paragraph(table.note) + _compared(report, lines))


def _sectors(report: DailyReport) -> str:
    # Without changes, and each on one line: Gmail cuts a mail off at 102 KB.
    lines = [
        [name, scans, active.replace("<br>", " ")]
        for name, scans, _, active in map(_area, mail_wording.sectors(report))
    ]
    heads = ("Loại hình", "Lượt quét", "Hoạt động / đăng ký")
    return section(mail_wording.KINDS, layout.figures(heads, lines)) if lines else ""


def _compared(report: DailyReport, lines: Sequence[Sequence[str]]) -> str:
    before, _ = mail_wording.compared_with(report)
    return layout.figures(("Nơi", "Lượt quét", before, "Hoạt động / đăng ký"), lines)


def _area(area: Area) -> list[str]:
    figures, before = area.figures.day, area.figures.day_before
    return [
        escaped(area.name),
        numbers.number(figures.scans),
        stacked(changed(figures.scans, before.scans if before else None)),
        f"{numbers.number(figures.active)}/{numbers.number(figures.registered)}<br>"
        + quiet(numbers.share(figures.active, figures.registered)),
    ]


def _communes(report: DailyReport) -> str:
    if not mail_wording.tells_of_communes(report):
        return ""
    title = mail_wording.silent_communes(report)
    if not report.silent_communes:
        return section(title, layout.paragraph(report_wording.no_silent_communes(report)))
    shown = layout.rows(map(_commune, report.silent_communes[:_ROOMY]))
    # As lines of one cell the others take half the bytes.
    more = "<br>".join(map(_said_of_commune, report.silent_communes[_ROOMY:]))
    return section(title, shown + (f'<div style="margin:8px 0;font-size:14px">{more}</div>' if more else ""))


def _commune(commune: SilentCommune) -> str:
    return f'<tr><td style="padding:5px 0;border-bottom:1px solid {layout.LINE}">{_said_of_commune(commune)}</td></tr>'


def _said_of_commune(commune: SilentCommune) -> str:
    times = report_wording.times_in_a_row(commune.named_before + 1)
    return (
        f"<b>{escaped(commune.name)}</b>, {escaped(commune.district_name)}: {numbers.number(commune.registered)} "
        f"điểm đăng ký, bị nêu {layout.alarming(times) if commune.named_before else times}"
    )


def _follow_ups(report: DailyReport) -> str:
    """What became of earlier reports: what stands before officials, what keeps places from scanning, who improved."""
    raised, why = follow_up_wording.raised(report), follow_up_wording.why(report)
    improved, rows = follow_up_wording.improved(report), follow_up_wording.difficulties(report)
    parts = [section(follow_up_wording.CASES, "".join(map(layout.paragraph, raised)))] if raised else []
    if rows:
        heads = ("Nguyên nhân", "Đang chờ", "Mới", "Đã giải quyết")[: 4 if report.addressee is None else 3]
        lines = [
            [
                escaped(row.name),
                *(numbers.number(each) for each in (row.waiting, row.new, row.settled) if each is not None),
            ]
            for row in rows
        ]
        parts.append(section(follow_up_wording.DIFFICULTIES, layout.figures(heads, lines)))
    if why:
        parts.append(section(follow_up_wording.WHY, "".join(map(layout.paragraph, why))))
    if improved:
        parts.append(section(follow_up_wording.IMPROVED, layout.paragraph(improved)))
    return "".join(parts)


def _all_places(report: DailyReport, listed: int) -> Iterator[str]:
    if report.audience is not Audience.FRONT:
        yield _places(report, Category.NOT_IMPLEMENTING, report.not_implementing, listed)
        yield _places(report, Category.WRONGLY_IMPLEMENTING, report.wrongly_implementing, listed)


def _places(report: DailyReport, category: Category, places: Sequence[NamedPlace], listed: int) -> str:
    title = mail_wording.category(category, places)
    if not places:
        return section(title, layout.paragraph(mail_wording.nobody(report)))
    rules = "".join(
        f'<p style="margin:0 0 8px"><b>{escaped(rule.name)}: {numbers.number(rule.places)} điểm, {rule.grave}.</b> '
        f"Đề nghị: {escaped(rule.remedy)}</p>"
        for rule in report_wording.rule_counts(places)
    )
    # One style for all of them: Gmail cuts a mail off at 102 KB.
    rules = f'<div class="q" style="color:{layout.QUIET};font-size:13px">{rules}</div>'
    again, more = mail_wording.again(places), mail_wording.more(places, listed)
    return section(
        title,
        rules
        + (layout.paragraph(again) if again else "")
        + layout.rows(_place(number, place) for number, place in enumerate(places[:listed], 1))
        + (f'<p style="margin:12px 0 0;font-weight:700">{more}</p>' if more else ""),
    )


def _place(number: int, place: NamedPlace) -> str:
    line = f"border-bottom:1px solid {layout.LINE}"
    about = report_wording.about(place)
    return (
        f'<tr><td valign="top" width="24" style="padding:9px 6px 9px 0;{line}">{number}.</td>'
        f'<td style="padding:9px 0;{line}"><b>{escaped(place.name)}</b> {quiet(about)}<br>'
        f"{escaped(place.commune_name)}, {escaped(place.district_name)}<br>Người đứng đầu: {escaped(place.head)}"
        f"{''.join(map(_finding, place.findings))}</td></tr>"
    )


def _finding(finding: Finding) -> str:
    times = f" {layout.alarming(report_wording.times_in_a_row(finding.times))}" if finding.times > 1 else ""
    return f"<br><b>{escaped(finding.rule_name)}</b>{times}: {escaped(finding.sentence)}"


def _devices(report: DailyReport, listed: int) -> str:
    if not report.devices:
        return ""
    shown, more = report.devices[: min(listed, device_wording.MOST_LISTED)], device_wording.more(report.devices, listed)
    return section(
        device_wording.TITLE,
        layout.paragraph(device_wording.summary(report.devices))
        + layout.rows(_device(note, report) for note in shown)
        + (f'<p style="margin:12px 0 0;font-weight:700">{more}</p>' if more else "")
        + f'<div style="margin:8px 0 0">{quiet(device_wording.REMEDY)}</div>',
    )


def _device(note: DeviceNote, report: DailyReport) -> str:
    said = device_wording.said(note, report.day)
    return (
        f'<tr><td style="padding:7px 0;border-bottom:1px solid {layout.LINE}"><b>{escaped(device_wording.device(note))}'
        f"</b> của {escaped(device_wording.place(note))} {quiet(f'mã {report_wording.typed(note.venue)}')}<br>"
        f"{escaped(note.commune_name)}, {escaped(note.district_name)}<br>"
        f"{escaped(said[:1].upper() + said[1:])}</td></tr>"
    )


def _corrections(report: DailyReport) -> str:
    if not report.corrections:
        return ""
    changes = (layout.paragraph(report_wording.correction(correction)) for correction in report.corrections)
    return section(mail_wording.CORRECTIONS, "".join(changes))


def _foot(report: DailyReport) -> str:
    hotline = f"<br>Hỗ trợ: {escaped(report.hotline)}" if report.hotline else ""
    confidential = f"<br>{mail_wording.CONFIDENTIAL}" if report.audience is not Audience.FRONT else ""
    return (
        f'<tr><td class="q" style="padding:18px 16px 24px;font-size:13px;color:{layout.QUIET}">'
        f"<b>{escaped(report.authority)}</b><br>Báo cáo lập tự động; quy tắc đánh giá phiên bản "
        f"{escaped(report.rules_version)}.{hotline}{confidential}</td></tr>"
    )
