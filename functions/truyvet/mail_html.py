"""The HTML of the report's mail, for a phone 360 pixels wide and for every mail program.

Tables and inline styles, no picture but the chart in the mail itself, nothing fetched from anywhere. Programs that
know dark mode read `_STYLE`; the others may turn colours over, so every text carries its colour and its ground.
Gmail cuts a mail off at 102 KB: styles are short, and said once for a table where that is possible.
"""

from collections.abc import Iterable, Sequence
from html import escape

from truyvet import mail_wording, numbers, report_wording
from truyvet.days import LOCAL
from truyvet.report_wording import Measure
from truyvet.reports import Area, Category, DailyReport, NamedPlace, SilentCommune
from truyvet.texts import tidy
from truyvet.venues import KIND_NAMES

CHART = "xu-huong@truyvet"
"""Content-ID of the chart."""

_INK, _QUIET, _GROUND, _PAPER, _LINE = "#0b1c2c", "#44566a", "#f2f5f8", "#ffffff", "#d5dce4"
_GREEN, _RED, _PALE_GREEN = "#00693a", "#b3141a", "#cfe5d9"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

_STYLE = """
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;-webkit-text-size-adjust:100%}
table{border-collapse:collapse;border-spacing:0}
@media (prefers-color-scheme:dark){
.g{background:#0d141b!important}.p{background:#17212b!important}
.i,.i td,.i th{color:#eef3f7!important}.q{color:#b4c2cf!important}
.l,.l td,.l th{border-color:#3a4957!important}
.u{color:#6fd3a0!important}.d{color:#ff9a93!important}
.w{background:#4a3a08!important;color:#fff3cf!important}
}"""


def has_chart(report: DailyReport) -> bool:
    """Whether the report has a trend to show: two days at least."""
    return len(report.trend) > 1


def html(report: DailyReport, listed: int) -> str:
    """The whole document; of each list of places the first `listed`."""
    body = "".join(
        (
            _head(report),
            _warnings(report),
            _lead(report),
            _points(report),
            _activity(report),
            _chart(report),
            _districts(report),
            _communes(report),
            _places(report, Category.NOT_IMPLEMENTING, report.not_implementing, listed),
            _places(report, Category.WRONGLY_IMPLEMENTING, report.wrongly_implementing, listed),
            _corrections(report),
            _section("Đối soát", _paragraph(report_wording.recount(report.recount))),
            _foot(report),
        )
    )
    return (
        '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
        '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">'
        f"<title>{escape(mail_wording.subject(report))}</title><style>{_STYLE}</style></head>"
        f'<body class="g" style="margin:0;padding:0;background:{_GROUND}">{_preheader(report)}'
        f'<table role="presentation" class="g" width="100%" bgcolor="{_GROUND}" style="background:{_GROUND}"><tr>'
        '<td align="center" style="padding:0"><!--[if mso]><table width="600"><tr><td><![endif]-->'
        f'<table role="presentation" class="p i" width="100%" bgcolor="{_PAPER}" style="max-width:600px;'
        f'background:{_PAPER};color:{_INK};{_FONT};font-size:15px;line-height:1.45;text-align:left">'
        f"{body}</table><!--[if mso]></td></tr></table><![endif]--></td></tr></table></body></html>\n"
    )


def _preheader(report: DailyReport) -> str:
    """What an inbox shows beside the subject, followed by blanks so that it shows nothing else."""
    words = escape(mail_wording.preview(report))
    filler = "&#847;&zwnj;&nbsp;" * 40
    return f'<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{words}{filler}</div>'


def _head(report: DailyReport) -> str:
    made = report.made_at.astimezone(LOCAL)
    return (
        f'<tr><td bgcolor="{_GREEN}" style="background:{_GREEN};color:#ffffff;padding:18px 16px">'
        f'<div style="font-size:13px;letter-spacing:.04em">TRUY VẾT · {_typed(report.province_name).upper()}</div>'
        f'<h1 style="margin:4px 0 2px;font-size:22px;line-height:1.25;color:#ffffff">'
        f"Báo cáo {numbers.weekday(report.day)}, {numbers.day(report.day)}</h1>"
        f'<div style="font-size:13px">Số liệu từ 0 giờ đến 24 giờ; '
        f"lập lúc {made:%H:%M} ngày {numbers.day(made.date())}</div></td></tr>"
    )


def _warnings(report: DailyReport) -> str:
    shown = []
    if report.update:
        shown.append(f"<b>{escape(mail_wording.UPDATE)}</b>")
    if report.incomplete:
        missing = "".join(f"<br>• {_typed(sentence)}" for sentence in report.incomplete)
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
    return _section("Điểm kiểm dịch", "".join(_point(each, report) for each in report_wording.points(report.total)))


def _point(measure: Measure, report: DailyReport) -> str:
    day, week = map(_quiet, mail_wording.compared_with(report))
    share = f" <b>{escape(measure.share)}</b>" if measure.share else ""
    filled = measure.day / measure.whole if measure.whole else float(measure.whole is None and measure.day > 0)
    return (
        '<table role="presentation" width="100%" style="margin:0 0 14px"><tr>'
        f'<td valign="bottom">{measure.label}{share}</td>'
        '<td align="right" valign="bottom" style="font-size:26px;line-height:1.1;font-weight:700">'
        f"{numbers.number(measure.day)}</td></tr>"
        f'<tr><td colspan="2" style="padding:5px 0">{_bar(filled)}</td></tr>'
        f'<tr><td colspan="2" style="font-size:13px">{_changed(measure.day, measure.day_before)} {day} &nbsp; '
        f"{_changed(measure.day, measure.week_before)} {week}</td></tr></table>"
    )


def _bar(share: float) -> str:
    """The share as a bar of table cells, which every mail program draws."""
    filled = round(100 * share) or (1 if share else 0)
    cells = ((filled, _GREEN), (100 - filled, _PALE_GREEN))
    return (
        '<table role="presentation" width="100%"><tr>'
        + "".join(
            f'<td width="{width}%" height="8" bgcolor="{colour}" '
            f'style="background:{colour};font-size:0;line-height:8px">&nbsp;</td>'
            for width, colour in cells
            if width
        )
        + "</tr></table>"
    )


def _activity(report: DailyReport) -> str:
    rows = [
        (
            measure.label,
            f"<b>{numbers.number(measure.day)}</b>" + (f"<br>{_quiet(measure.share)}" if measure.share else ""),
            _stacked(measure.day, measure.day_before),
            _stacked(measure.day, measure.week_before),
        )
        for measure in report_wording.scans(report.total, report.people_error)
    ]
    heads = ("", numbers.short_day(report.day), *mail_wording.compared_with(report))
    return _section("Lượt quét và số người", _table(heads, rows))


def _chart(report: DailyReport) -> str:
    if not has_chart(report):
        return ""
    words = escape(mail_wording.trend(report.trend), quote=True)
    picture = (
        f'<img src="cid:{CHART}" width="568" alt="{words}" '
        f'style="display:block;width:100%;max-width:568px;height:auto;border:0;background:#ffffff;color:{_INK}">'
    )
    return _section("Xu hướng", picture)


def _districts(report: DailyReport) -> str:
    rows = [_district(area) for area in mail_wording.districts_by_share(report)]
    rows.append(tuple(f"<b>{cell}</b>" for cell in _district(Area(0, "Toàn tỉnh", report.total))))
    table = _table(("", "Lượt quét", "Hoạt động / đăng ký", "Lượt quét so ngày trước"), rows)
    return _section(mail_wording.DISTRICTS, _paragraph(mail_wording.DISTRICTS_ORDER) + table)


def _district(area: Area) -> tuple[str, ...]:
    figures, before = area.figures.day, area.figures.day_before
    active, registered = numbers.number(figures.active), numbers.number(figures.registered)
    return (
        _typed(area.name),
        numbers.number(figures.scans),
        f"{active} / {registered}<br>{_quiet(numbers.share(figures.active, figures.registered))}",
        _stacked(figures.scans, before.scans if before else None),
    )


def _communes(report: DailyReport) -> str:
    title = mail_wording.silent_communes(report)
    if not report.silent_communes:
        return _section(title, _paragraph(report_wording.no_silent_communes(report)))
    return _section(title, _list(map(_commune, report.silent_communes)))


def _commune(commune: SilentCommune) -> str:
    again = report_wording.times_in_a_row(commune.named_before + 1)
    shown = f'<b class="d" style="color:{_RED}">{again}</b>' if commune.named_before else again
    return (
        f'<tr><td style="padding:5px 8px 5px 0;border-bottom:1px solid {_LINE}"><b>{_typed(commune.name)}</b>, '
        f"{_typed(commune.district_name)}, {numbers.number(commune.registered)} điểm: {shown}</td></tr>"
    )


def _places(report: DailyReport, category: Category, places: Sequence[NamedPlace], listed: int) -> str:
    title = mail_wording.category(category, places)
    if not places:
        return _section(title, _paragraph(mail_wording.nobody(report)))
    rules = "".join(
        f'<div style="margin:0 0 8px"><b>{_typed(rule.name)}: {numbers.number(rule.places)} điểm.</b> '
        f"{_quiet(f'Đề nghị: {rule.remedy}')}</div>"
        for rule in report_wording.rule_counts(places)
    )
    again, more = mail_wording.again(places), mail_wording.more(places, listed)
    rows = _list(_place(number, place) for number, place in enumerate(places[:listed], 1))
    return _section(
        title,
        rules
        + (_paragraph(again) if again else "")
        + rows
        + (f'<p style="margin:12px 0 0;font-weight:700">{more}</p>' if more else ""),
    )


def _place(number: int, place: NamedPlace) -> str:
    findings = "".join(
        f"<br><b>{_typed(finding.rule_name)}</b>"
        + (
            f' <b class="d" style="color:{_RED}">({report_wording.times_in_a_row(finding.times)})</b>'
            if finding.times > 1
            else ""
        )
        + f": {_typed(finding.sentence)}"
        for finding in place.findings
    )
    return (
        f'<tr><td valign="top" width="24" style="padding:9px 6px 9px 0;border-top:1px solid {_LINE}">{number}.</td>'
        f'<td style="padding:9px 0;border-top:1px solid {_LINE}"><b>{_typed(place.name)}</b> '
        f"{_quiet(f'{KIND_NAMES[place.kind]}, mã {report_wording.typed(place.code)}')}<br>"
        f"{_typed(place.commune_name)}, {_typed(place.district_name)}. Người đứng đầu: {_typed(place.head)}"
        f"{findings}</td></tr>"
    )


def _corrections(report: DailyReport) -> str:
    if not report.corrections:
        return ""
    return _section(
        mail_wording.CORRECTIONS,
        "".join(_paragraph(report_wording.correction(correction)) for correction in report.corrections),
    )


def _foot(report: DailyReport) -> str:
    hotline = f"<br>Hỗ trợ: {_typed(report.hotline)}" if report.hotline else ""
    return (
        f'<tr><td class="q l" style="padding:18px 16px 24px;font-size:13px;color:{_QUIET}">'
        f"<b>{_typed(report.authority)}</b><br>Báo cáo lập tự động; quy tắc đánh giá phiên bản "
        f"{_typed(report.rules_version)}.{hotline}<br>{mail_wording.CONFIDENTIAL}</td></tr>"
    )


def _section(title: str, content: str) -> str:
    return (
        f'<tr><td style="padding:22px 16px 0"><h2 class="l" style="margin:0 0 10px;padding:0 0 6px;font-size:17px;'
        f'line-height:1.3;border-bottom:2px solid {_LINE}">{escape(title)}</h2>{content}</td></tr>'
    )


def _list(rows: Iterable[str]) -> str:
    return f'<table class="l" width="100%" style="font-size:14px;text-align:left">{"".join(rows)}</table>'


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table whose first column is words and whose others are numbers."""
    cell = f"border-bottom:1px solid {_LINE};padding:6px 0 6px"
    shown = "".join(
        "<tr>"
        + "".join(
            f'<td style="{cell} {6 if index else 0}px"{" align=right" if index else ""}>{value}</td>'
            for index, value in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    head = "".join(
        f'<th class="q" style="{cell} {6 if index else 0}px;font-size:12px;font-weight:400;color:{_QUIET}" '
        f'align="{"right" if index else "left"}" valign="bottom">{escape(words)}</th>'
        for index, words in enumerate(heads)
    )
    return f'<table class="l" width="100%" style="font-size:14px;line-height:1.35"><tr>{head}</tr>{shown}</table>'


def _changed(now: int, before: int | None) -> str:
    """The change on one line: arrow, word, count and share."""
    sign, words = mail_wording.arrow(now, before), mail_wording.moved(now, before)
    if not sign:
        return _quiet(words)
    name, colour = ("u", _GREEN) if sign == "▲" else ("d", _RED)
    return f'<span class="{name}" style="color:{colour};white-space:nowrap">{sign} {escape(words)}</span>'


def _stacked(now: int, before: int | None) -> str:
    """The change in a narrow cell: the share below the count."""
    return _changed(now, before).replace(" (", "<br>(", 1)


def _paragraph(words: str) -> str:
    return f'<p style="margin:8px 0">{escape(words)}</p>'


def _quiet(words: str) -> str:
    return f'<span class="q" style="color:{_QUIET};font-size:13px">{escape(words)}</span>'


def _typed(words: str) -> str:
    """Text that somebody typed, harmless in HTML."""
    return escape(tidy(words), quote=True)
