"""The mail of the daily report, whole: what is read, the trend as a picture in it, workbook and PDF attached.

The same report gives the same bytes, so that a report can be made again and compared with what was sent.
"""

from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr

from truyvet import addressees, charts, mail_html, mail_text, mail_wording, official_reports, workbooks
from truyvet.days import LOCAL, milliseconds
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
    fix_boundaries(message)
    return message


def _suffix(report: DailyReport) -> str:
    """Tells an addressee's files from those of others, for whoever saves several of them."""
    return f"-{addressees.folder(report.addressee.key)}" if report.addressee else ""


def headers(report: DailyReport, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The message without its parts. Raises ValueError for what is no address."""
    name = f"{'update' if report.update else 'report'}-{report.day.isoformat()}-{milliseconds(report.made_at)}"
    return envelope(mail_wording.subject(report), sender, recipients, report.made_at, name + _suffix(report))


def envelope(subject: str, sender: str, recipients: Sequence[str], at: datetime, name: str) -> EmailMessage:
    """A message with its headers only; `name` makes its Message-ID. Raises ValueError for what is no address."""
    message = EmailMessage(policy=SMTP)
    # What may be Vietnamese goes in as it will go out: folded by `EmailMessage` (3.11), 1 subject in 20 lost a blank.
    message.set_raw("Subject", _encoded(subject, "Subject"))
    message.set_raw("From", _mailbox(sender))
    message.set_raw("To", f",{SMTP.linesep} ".join(map(_mailbox, recipients)))
    message["Date"] = format_datetime(at.astimezone(LOCAL).replace(microsecond=0))
    message["Message-ID"] = f"<{name}@{_parsed(sender)[1].rpartition('@')[2]}>"
    # No holiday replies to a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    return message


def _encoded(words: str, header: str) -> str:
    """Vietnamese in a header: encoded words of 75 characters at most (RFC 2047), each on a line of its own."""
    return Header(words, "utf-8", header_name=header).encode(linesep=SMTP.linesep)


def _mailbox(typed: str) -> str:
    name, address = _parsed(typed)
    return formataddr((name, address)) if name.isascii() else f"{_encoded(name, 'From')}{SMTP.linesep} <{address}>"


def _parsed(typed: str) -> tuple[str, str]:
    name, address = parseaddr(typed)
    if "@" not in address or not typed.isprintable():
        raise ValueError("a mail address has an @ and stands on one line")
    return name, address


def _attach(message: EmailMessage, content: bytes, kind: tuple[str, str], name: str) -> None:
    maintype, subtype = kind
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)


def _last_part(message: EmailMessage) -> EmailMessage:
    part = list(message.iter_parts())[-1]
    if not isinstance(part, EmailMessage):
        raise TypeError("a part of a mail is a message")
    return part


def fix_boundaries(message: EmailMessage) -> None:
    """Boundaries that depend on nothing; "=_" can occur in no part, as all of them are base64."""
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(multiparts):
        part.set_boundary(f"=_truyvet_{number}")
