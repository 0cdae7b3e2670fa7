"""What heads, communes and districts are told by mail about venues that the report names.

A reminder names one venue and says how to answer with one tap; a commune or district gets one list a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from html import escape

from truyvet import envelopes, numbers
from truyvet import mail_layout as layout
from truyvet.addressees import lowered
from truyvet.histories import Rung
from truyvet.mail_layout import escaped, section
from truyvet.reports import Finding
from truyvet.venues import Venue

_TITLES = {
    Rung.HEAD: "Nhắc thực hiện quét mã QR",
    Rung.COMMUNE: "Điểm đã nhắc nhiều lần chưa chuyển biến",
    Rung.DISTRICT: "Điểm xã, phường đã nắm mà chưa chuyển biến",
    Rung.SUSPENSION: "Đề nghị xem xét điểm không chấp hành",
}
_ASKED = {
    Rung.COMMUNE: "Đề nghị xã, phường, thị trấn liên hệ người đứng đầu, hỏi khó khăn và hỗ trợ điểm thực hiện.",
    Rung.DISTRICT: "Đề nghị huyện, thị xã, thành phố chỉ đạo xã, phường làm việc trực tiếp với các điểm này.",
    Rung.SUSPENSION: (
        "Đề nghị xem xét việc tạm dừng theo thẩm quyền. Hệ thống chỉ đề nghị, không tự tạm dừng điểm nào; "
        "xin nghe giải trình của điểm trước khi quyết định."
    ),
}
_NOT_TOLD = "Chưa nhắc được vì điểm không có thư điện tử, xin gọi điện trước"


@dataclass(frozen=True)
class Sender:
    """From whom mails come: the address, the authority in whose name, the hotline (may be empty), where people reach
    the system."""

    address: str
    authority: str
    hotline: str
    host_url: str


@dataclass(frozen=True)
class Listed:
    """A venue in the list of a commune or district: how often a reminder went out to its head, and why."""

    venue: Venue
    reminders: int
    findings: tuple[Finding, ...]


def reminder(sender: Sender, venue: Venue, findings: Sequence[Finding], times: int, link: str, at: datetime) -> bytes:
    """The whole mail to the head of a venue. `times`: 1 for the first reminder; `link` answers it."""
    day = findings[0].day
    subject = f"[Truy Vết] {_TITLES[Rung.HEAD]}: {venue.name}, {numbers.day(day)}"
    plain = [
        f"Kính gửi {venue.head}, người đứng đầu {venue.name},",
        f"Số liệu {lowered(numbers.weekday(day))}, {numbers.day(day)} cho thấy:",
        *(f"- {each.sentence} {each.remedy}" for each in findings),
        f"Xin trả lời tại đây (tạm nghỉ, gặp khó khăn, số liệu chưa đúng, cần giúp đỡ): {link}",
        _closing(sender, times),
    ]
    body = (
        _head(_TITLES[Rung.HEAD], f"{venue.name}, {venue.commune_name}")
        + section(
            f"Số liệu {lowered(numbers.weekday(day))}, {numbers.day(day)}",
            layout.paragraph(f"Kính gửi {venue.head}, người đứng đầu điểm này.") + "".join(map(_finding, findings)),
        )
        + section(
            "Xin cho biết lý do, hoặc nhờ giúp đỡ",
            layout.paragraph(
                "Chỉ cần một lần bấm, không phải đăng nhập. Đường dẫn này của riêng điểm, xin đừng chia sẻ."
            )
            + f'<p style="margin:14px 0"><a href="{escape(link, quote=True)}" style="display:inline-block;'
            f"background:{layout.GREEN};color:#ffffff;padding:12px 18px;border-radius:6px;text-decoration:none;"
            'font-weight:600">Trả lời hoặc xin giúp đỡ</a></p>',
        )
        + _foot(_closing(sender, times))
    )
    message = envelopes.envelope(
        subject, sender.address, [venue.email or ""], at, f"reminder-{venue.code}-{day.isoformat()}-{at:%H%M%S}"
    )
    return _whole(message, "\n\n".join(plain) + "\n", layout.document(escape(subject), "", body))


def digest(
    sender: Sender, rung: Rung, place: str, recipients: Sequence[str], listed: Sequence[Listed], day: date, at: datetime
) -> bytes:
    """The whole mail to a commune or district about the venues that reached this rung today."""
    count = numbers.number(len(listed))
    subject = f"[Truy Vết] {_TITLES[rung]}: {count} điểm, {place}, {numbers.day(day)}"
    url = f"{sender.host_url}/oversight"
    plain = [
        f"{place}: {count} điểm. {_ASKED[rung]}",
        *("\n".join((_line(each), *(f"  - {finding.sentence}" for finding in each.findings))) for each in listed),
        f"Xem lịch sử, câu trả lời của từng điểm và ghi kết quả xử lý: {url}",
        _closing(sender, None),
    ]
    cards = "".join(
        f'<p style="margin:12px 0 2px"><b>{escaped(each.venue.name)}</b><br>{layout.quiet(_contact(each.venue))}<br>'
        f"{layout.quiet(_times(each))}</p>" + "".join(map(_finding, each.findings))
        for each in listed
    )
    body = (
        _head(_TITLES[rung], place)
        + section(f"{count} điểm", layout.paragraph(_ASKED[rung]) + cards)
        + section(
            "Ghi kết quả xử lý",
            f'<p style="margin:8px 0"><a href="{escape(url, quote=True)}" style="color:{layout.GREEN}">'
            f"{escape(url)}</a></p>",
        )
        + _foot(_closing(sender, None))
    )
    name = f"{rung.value}-{listed[0].venue.commune}-{day.isoformat()}-{at:%H%M%S}"
    message = envelopes.envelope(subject, sender.address, recipients, at, name)
    return _whole(message, "\n\n".join(plain) + "\n", layout.document(escape(subject), "", body))


def text_message(venue: Venue, gravest: Finding, link: str) -> str:
    """The SMS to a head without a mail address: without diacritics would be cheaper, with them it is read rightly."""
    return f"Truy Vết: {venue.name} bị nêu “{gravest.rule_name}”. Xin trả lời hoặc nhờ giúp đỡ: {link}"


def _whole(message: EmailMessage, plain: str, html: str) -> bytes:
    message.set_content(plain, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    envelopes.fix_boundaries(message)
    return message.as_bytes()


def _head(title: str, place: str) -> str:
    return (
        f'<tr><td bgcolor="{layout.GREEN}" style="background:{layout.GREEN};color:#ffffff;padding:18px 16px">'
        f'<div style="font-size:13px;letter-spacing:.04em">TRUY VẾT</div>'
        f'<h1 style="margin:4px 0 2px;font-size:21px;line-height:1.25;color:#ffffff">{escape(title)}</h1>'
        f'<div style="font-size:14px">{escaped(place)}</div></td></tr>'
    )


def _finding(finding: Finding) -> str:
    return (
        f'<p style="margin:8px 0"><b>{escape(finding.rule_name)}.</b> {escaped(finding.sentence)}<br>'
        f"{layout.quiet(finding.remedy)}</p>"
    )


def _foot(words: str) -> str:
    return f'<tr><td class="q" style="padding:18px 16px;font-size:13px;color:{layout.QUIET}">{escape(words)}</td></tr>'


def _closing(sender: Sender, times: int | None) -> str:
    called = f" Đường dây nóng: {sender.hotline}." if sender.hotline else ""
    counted = f"Đây là lần nhắc thứ {times}. " if times else ""
    return f"{counted}{sender.authority}. Thư do hệ thống Truy Vết gửi tự động.{called}"


def _line(listed: Listed) -> str:
    return f"{listed.venue.name}, {_contact(listed.venue)}. {_times(listed)}"


def _contact(venue: Venue) -> str:
    return f"{venue.address}, {venue.commune_name}; {venue.head}, {venue.phone}"


def _times(listed: Listed) -> str:
    run = max(finding.times for finding in listed.findings)
    told = f"Đã nhắc {listed.reminders} lần" if listed.reminders else _NOT_TOLD
    return f"{told}; bị nêu {run} báo cáo liên tiếp."
