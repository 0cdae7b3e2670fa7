"""The outbox of a local run: mails whole on disk, shown as data."""

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from local import mail_pages
from local.mail_sink import compose
from local.outbox import Outbox

AT = datetime(2021, 8, 13, 23, 0, 5, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"


def report() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "baocao@truyvet.example", "ubnd@truyvet.example", "Báo cáo <b>06:00</b>"
    mail.set_content("Tổng số lượt quét: 11.421")
    mail.add_alternative('<p>Xin chào</p><img src="cid:trend@truyvet"><script>alert(1)</script>', subtype="html")
    html = mail.get_body(("html",))
    assert html
    html.add_related(PNG, "image", "png", cid="<trend@truyvet>", filename="trend.png")
    mail.add_attachment(b"PK", maintype="application", subtype="zip", filename='báo "cáo".xlsx')
    return mail.as_bytes()


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    kept = Outbox(tmp_path / "outbox")
    kept.folder.mkdir()
    kept.keep("0198e0c6-6d5e", report(), AT)
    return kept


def test_a_raw_mail_keeps_its_bytes_below_what_only_the_envelope_knows() -> None:
    raw = report()
    request = {
        "FromEmailAddress": "baocao@truyvet.example",
        "Destination": {"ToAddresses": ["a@truyvet.example"], "BccAddresses": ["b@truyvet.example"]},
        "Content": {"Raw": {"Data": base64.b64encode(raw).decode()}},
        "EmailTags": [{"Name": "report_day", "Value": "2021-08-13"}],
    }
    mail = compose(request, "0198e0c6", AT)
    assert mail.endswith(b"\n" + raw)
    above = mail.removesuffix(raw).decode()
    assert "X-Envelope-To: a@truyvet.example, b@truyvet.example" in above
    assert "X-SES-Message-Tags: report_day=2021-08-13" in above
    assert "Message-ID: <0198e0c6@ap-southeast-1.amazonses.com>" in above
    assert "Date: Fri, 13 Aug 2021 23:00:05 +0000" in above


def test_headers_that_a_mail_brings_are_not_written_twice() -> None:
    raw = b"Message-ID: <own@truyvet.example>\r\nDate: Fri, 13 Aug 2021 23:00:00 +0000\r\nSubject: x\r\n\r\nx"
    mail = compose({"Content": {"Raw": {"Data": base64.b64encode(raw).decode()}}}, "0198e0c6", AT)
    assert mail.lower().count(b"message-id:") == 1
    assert mail.count(b"Date:") == 1


def test_a_simple_mail_becomes_a_whole_one() -> None:
    request = {
        "FromEmailAddress": "baocao@truyvet.example",
        "Destination": {"ToAddresses": ["ubnd@truyvet.example"]},
        "Content": {
            "Simple": {
                "Subject": {"Data": "Nhắc quét mã"},
                "Body": {"Text": {"Data": "Xin chào"}, "Html": {"Data": "<p>Xin chào</p>"}},
                "Attachments": [{"FileName": "a.csv", "RawContent": "YSxi", "ContentType": "text/csv"}],
            }
        },
    }
    mail = compose(request, "0198e0c6", AT).decode()
    assert "Content-Type: multipart/mixed" in mail
    assert 'filename="a.csv"' in mail


def test_mails_are_listed_newest_first_and_escaped(outbox: Outbox) -> None:
    outbox.keep("later", b"Subject: =?utf-8?q?M=E1=BB=9Bi?=\n\nx", AT.replace(hour=23, minute=10))
    page = mail_pages.answer(outbox, "/_local/mail").content.decode()
    assert page.index("Mới") < page.index("Báo cáo &lt;b&gt;06:00&lt;/b&gt;")


def test_a_mail_shows_its_plain_part_and_links_to_every_file(outbox: Outbox) -> None:
    page = mail_pages.answer(outbox, "/_local/mail/0198e0c6-6d5e")
    text = page.content.decode()
    assert page.status == 200
    assert "Tổng số lượt quét: 11.421" in text
    assert "<iframe sandbox " in text
    assert "báo &quot;cáo&quot;.xlsx" in text
    assert 'href="/_local/mail/0198e0c6-6d5e/0"' in text
    assert 'href="/_local/mail/0198e0c6-6d5e/1"' in text


def test_the_html_part_runs_no_script_and_carries_its_images(outbox: Outbox) -> None:
    page = mail_pages.answer(outbox, "/_local/mail/0198e0c6-6d5e/html")
    assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert f"data:image/png;base64,{base64.b64encode(PNG).decode()}" in page.content.decode()


def test_attachments_are_downloads_under_their_own_names(outbox: Outbox) -> None:
    image, sheet = (mail_pages.answer(outbox, f"/_local/mail/0198e0c6-6d5e/{number}") for number in range(2))
    assert (image.content, image.headers["Content-Type"]) == (PNG, "image/png")
    assert sheet.content == b"PK"
    assert sheet.headers["Content-Disposition"] == "attachment; filename*=UTF-8''b%C3%A1o%20%22c%C3%A1o%22.xlsx"


@pytest.mark.parametrize(
    "path",
    ["/../../lock", "/%2e%2e%2f%2e%2e%2flock", "/0198e0c6-6d5e/99", "/0198e0c6-6d5e/-1", "/x", "/0198e0c6-6d5e/²"],
)
def test_only_mails_and_parts_that_exist_are_found(outbox: Outbox, path: str) -> None:
    (outbox.folder.parent / "lock").write_text("secret")
    page = mail_pages.answer(outbox, f"/_local/mail{path}")
    assert page.status == 404
    assert b"secret" not in page.content


def test_a_message_id_cannot_name_another_folder(outbox: Outbox) -> None:
    assert outbox.keep("../../evil/x", b"Subject: x\n\nx", AT).parent == outbox.folder
