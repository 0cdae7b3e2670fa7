"""The mail of the daily report, whole: what is read, the trend as a picture in it, workbook and PDF attached.

The same report gives the same bytes, so that a report can be made again and compared with what was sent.
"""

from collections.abc import Sequence
from email.message import EmailMessage

from truyvet import addressees, charts, envelopes, mail_html, mail_text, mail_wording, official_reports, workbooks
from truyvet.days import milliseconds
from truyvet.reports import DailyReport
from truyvet.settings import ReportRules

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_PDF = ("application", "pdf")


def compose(
    report: DailyReport, sender: str, recipients: Sequence[str], listed: int = ReportRules.listed_in_mail
) -> EmailMessage:
    """The report as a MIME message: plain text, HTML with the chart inside, and both files attached.

    Of each list the first `listed` stand in the mail and the PDF, the rest in the workbook. `sender` and `recipients`
    are mail addresses, with a name or without. Raises ValueError for what is no address.
    """
    message = headers(report, sender, recipients)
    message.set_content(mail_text.text(report, listed), cte="base64")
    message.add_alternative(mail_html.html(report, listed), subtype="html", cte="base64")
    if mail_html.has_chart(report):
        _last_part(message).add_related(
            charts.trend_png(report),
            *("image", "png"),
            cid=f"<{mail_html.CHART}>",
            filename="xu-huong.png",
            disposition="inline",
        )
    name = f"bao-cao-{report.day.isoformat()}{_suffix(report)}"
    _attach(message, workbooks.workbook(report), _WORKBOOK, f"{name}.xlsx")
    _attach(message, official_reports.pdf(report, listed=listed), _PDF, f"{name}.pdf")
    envelopes.fix_boundaries(message)
    return message


def _suffix(report: DailyReport) -> str:
    """Tells an addressee's files from those of others, for whoever saves several of them."""
    return f"-{addressees.folder(report.addressee.key)}" if report.addressee else ""


def headers(report: DailyReport, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The message without its parts. Raises ValueError for what is no address."""
    name = f"{'update' if report.update else 'report'}-{report.day.isoformat()}-{milliseconds(report.made_at)}"
    return envelopes.envelope(mail_wording.subject(report), sender, recipients, report.made_at, name + _suffix(report))


def _attach(message: EmailMessage, content: bytes, kind: tuple[str, str], name: str) -> None:
    maintype, subtype = kind
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)


def _last_part(message: EmailMessage) -> EmailMessage:
    part = list(message.iter_parts())[-1]
    if not isinstance(part, EmailMessage):
        raise TypeError("a part of a mail is a message")
    return part
