"""The mail as a whole: its parts, its headers, and that the same report gives the same bytes."""

import io
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.parser import HeaderParser
from email.policy import SMTP, default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from tests.unit.sample_report import sample_report
from truyvet import mail_html, mail_text, mail_wording, mails, official_reports, workbooks
from truyvet.mailing import DOUBT, marked_doubtful
from truyvet.reports import Compared, DailyReport, Figures
from truyvet.settings import ReportRules

SENDER = "Truy Vết Bình Phước <bao-cao@truyvet.example.vn>"
RECIPIENTS = ("chutich@example.vn", "Sở Thông tin và Truyền thông <stttt@example.vn>")
EMPTY = sample_report(not_implementing=0, wrongly_implementing=0, silent_communes=0)
LISTED = ReportRules().listed_in_mail


@pytest.fixture(scope="module")
def report() -> DailyReport:
    return sample_report(not_implementing=60)


@pytest.fixture(scope="module")
def sent(report: DailyReport) -> bytes:
    return mails.compose(report, SENDER, RECIPIENTS).as_bytes(policy=SMTP)


@pytest.fixture(scope="module")
def received(sent: bytes) -> EmailMessage:
    return message_from_bytes(sent, policy=default)


def small(*, update: bool = False, compared: bool = True) -> DailyReport:
    return sample_report(not_implementing=2, wrongly_implementing=1, update=update, compared=compared)


def part(message: EmailMessage, kind: str) -> EmailMessage:
    (found,) = [each for each in message.walk() if each.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def test_text_html_chart_and_both_files_stand_where_mail_programs_look_for_them(received: EmailMessage) -> None:
    def shape(message: MIMEPart) -> object:
        kind = message.get_content_type()
        return (kind, [shape(each) for each in message.iter_parts()]) if message.is_multipart() else kind

    assert shape(received) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", ("multipart/related", ["text/html", "image/png"])]),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/pdf",
        ],
    )


def test_text_and_html_arrive_as_they_were_written(received: EmailMessage, report: DailyReport) -> None:
    text = part(received, "text/plain").get_content()
    html = part(received, "text/html").get_content()
    assert text.replace("\r\n", "\n") == mail_text.text(report, LISTED)
    assert html.replace("\r\n", "\n") == mail_html.html(report, LISTED)


def test_the_html_shows_the_chart_of_the_mail(received: EmailMessage) -> None:
    chart = part(received, "image/png")
    assert chart["Content-ID"] == f"<{mail_html.CHART}>"
    assert chart.get_content_disposition() == "inline"
    assert f'src="cid:{mail_html.CHART}"' in part(received, "text/html").get_content()
    with Image.open(io.BytesIO(chart.get_content())) as picture:
        assert picture.width >= 2 * 328


def test_workbook_and_pdf_are_attached_under_the_day_of_the_report(received: EmailMessage, report: DailyReport) -> None:
    attached = {each.get_filename(): each.get_content() for each in received.iter_attachments()}
    assert attached == {
        "bao-cao-2021-08-13.xlsx": workbooks.workbook(report),
        "bao-cao-2021-08-13.pdf": official_reports.pdf(report),
    }


def test_the_subject_tells_the_day_and_the_two_figures(received: EmailMessage) -> None:
    assert received["Subject"] == "[Truy Vết] Báo cáo 13/8/2021: 11.421 lượt quét, 2.041/18.365 điểm hoạt động"


@given(
    day=st.dates(date(2021, 1, 1), date(2029, 12, 31)),
    counts=st.tuples(*[st.integers(0, 3_000_000)] * 3),
    update=st.booleans(),
    incomplete=st.booleans(),
)
@example(day=date(2021, 12, 23), counts=(348_856, 123, 901_719), update=False, incomplete=False)
def test_no_subject_loses_a_letter_on_its_way(
    day: date, counts: tuple[int, int, int], update: bool, incomplete: bool
) -> None:
    scans, active, registered = counts
    figures = Figures(registered=registered, active=active, entries=scans)
    report = replace(EMPTY, day=day, total=Compared(figures), update=update, incomplete=("Còn 12.",) * incomplete)
    sent = mails.headers(report, SENDER, RECIPIENTS).as_string(policy=SMTP)
    assert HeaderParser(policy=default).parsestr(sent)["Subject"] == mail_wording.subject(report)
    assert max(map(len, sent.split("\r\n"))) <= 78


def test_the_subject_marks_an_update_and_what_is_incomplete() -> None:
    report = sample_report(not_implementing=1, update=True, incomplete=["Còn 12 điểm chưa kịp xem."])
    composed = mails.compose(report, SENDER, RECIPIENTS).as_bytes(policy=SMTP)
    subject = "[Truy Vết] Báo cáo cập nhật 13/8/2021 (chưa đầy đủ): 11.421 lượt quét, 2.041/18.365 điểm hoạt động"
    assert message_from_bytes(composed, policy=default)["Subject"] == subject
    doubtful = message_from_bytes(marked_doubtful(composed), policy=default)
    assert doubtful["Subject"] == f"{DOUBT} {subject}"


def test_headers_name_sender_and_recipients_and_the_time_in_viet_nam(received: EmailMessage) -> None:
    assert received["From"] == SENDER
    assert received["To"] == ", ".join(RECIPIENTS)
    assert received["Date"] == "Sat, 14 Aug 2021 06:00:41 +0700"
    assert received["Auto-Submitted"] == "auto-generated"


def test_a_report_and_its_update_are_two_messages(received: EmailMessage) -> None:
    update = mails.compose(small(update=True), SENDER, RECIPIENTS)
    assert received["Message-ID"] == "<report-2021-08-13-1628895641250@truyvet.example.vn>"
    assert update["Message-ID"] == "<update-2021-08-13-1628895641250@truyvet.example.vn>"


def test_the_same_report_gives_the_same_bytes(sent: bytes) -> None:
    again = mails.compose(sample_report(not_implementing=60), SENDER, RECIPIENTS)
    assert again.as_bytes(policy=SMTP) == sent


def test_every_line_is_plain_ascii_and_short_enough_for_any_mail_server(sent: bytes) -> None:
    assert sent.isascii()
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    assert b"\n" not in sent.replace(b"\r\n", b"")


def test_the_mail_of_a_first_day_has_no_chart() -> None:
    message = mails.compose(small(compared=False), SENDER, RECIPIENTS)
    assert "image/png" not in [each.get_content_type() for each in message.walk()]
    assert [each.get_filename() for each in message.iter_attachments()] == [
        f"bao-cao-{date(2021, 8, 13)}.xlsx",
        f"bao-cao-{date(2021, 8, 13)}.pdf",
    ]


@pytest.mark.parametrize("sender", ["", "Truy Vết", "a@example.vn\r\nBcc: b@example.vn"])
def test_what_is_no_address_is_refused(sender: str) -> None:
    with pytest.raises(ValueError, match="address"):
        mails.compose(small(), sender, RECIPIENTS)


def test_mail_and_pdf_list_as_many_places_as_the_settings_say() -> None:
    report = sample_report(not_implementing=9, wrongly_implementing=0, devices=0)
    third, fourth = report.not_implementing[2].name, report.not_implementing[3].name
    message = mails.compose(report, SENDER, RECIPIENTS, 3)
    bodies = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    pdf = next(part.get_content() for part in message.iter_attachments() if part.get_content_subtype() == "pdf")
    bodies.append("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    assert len(bodies) == 3
    for body in (" ".join(body.split()) for body in bodies):
        assert third in body
        assert fourth not in body
