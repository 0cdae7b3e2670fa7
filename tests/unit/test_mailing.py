"""One attempt, one answer: what SES took, what it refused, and what nobody knows."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config

from truyvet.mailing import (
    DOUBT,
    MOST_RECIPIENTS,
    Mailer,
    RefusedMailError,
    UnansweredMailError,
    marked_doubtful,
)

DAY = date(2021, 8, 13)


class Ses(HTTPServer):
    """Answers every request with one status, or hangs up before it answers (0)."""

    status = 200
    asked = 0


class Answer(BaseHTTPRequestHandler):
    server: Ses

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked += 1
        if self.server.status:
            body = b'{"MessageId": "m-1", "message": "no"}'
            self.send_response(self.server.status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("x-amzn-ErrorType", "MessageRejected")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing."""


@pytest.fixture
def ses() -> Iterator[Ses]:
    with Ses(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def send(server: Ses, config: Config) -> str:
    client = boto3.client(
        "sesv2",
        endpoint_url=f"http://127.0.0.1:{server.server_port}",
        region_name="ap-southeast-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=config,
    )
    try:
        return Mailer(client, "bao-cao@example.vn", ["ubnd@example.vn"]).send(b"Subject: x\r\n\r\n", DAY)
    finally:
        client.close()


ONCE = Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1})


def test_an_accepted_mail_has_an_id(ses: Ses) -> None:
    assert send(ses, ONCE) == "m-1"


def test_a_mail_that_ses_rejects_was_not_sent(ses: Ses) -> None:
    ses.status = 400
    with pytest.raises(RefusedMailError):
        send(ses, ONCE)
    assert ses.asked == 1


@pytest.mark.parametrize("status", [0, 500], ids=["hung up", "failed inside"])
def test_without_an_answer_nobody_knows_and_nothing_is_tried_again(ses: Ses, status: int) -> None:
    ses.status = status
    with pytest.raises(UnansweredMailError):
        send(ses, ONCE)
    assert ses.asked == 1


def test_a_mail_that_never_left_was_not_sent(ses: Ses) -> None:
    ses.server_port = 1
    with pytest.raises(RefusedMailError):
        send(ses, ONCE)


def test_more_recipients_than_one_message_takes_are_refused_at_the_start() -> None:
    for number in (0, MOST_RECIPIENTS + 1):
        with pytest.raises(ValueError, match="recipients"):
            Mailer(boto3.client("sesv2", region_name="ap-southeast-1"), "a@example.vn", ["b@example.vn"] * number)


@pytest.mark.parametrize(
    "subject",
    [
        "Báo cáo ngày 13/08/2021: 11.421 lượt quét, 2.040 trên 18.365 điểm",
        "Truy vết 13/08/2021",
        "Report of 2021-08-13",
        "Đắk Ơ: không có lượt quét",
    ],
)
def test_a_doubtful_mail_says_so_in_its_subject_and_keeps_every_other_byte(subject: str) -> None:
    mail = EmailMessage()
    mail["From"] = "bao-cao@example.vn"
    mail["Subject"] = subject
    mail["To"] = "ubnd@example.vn"
    mail.set_content("Kính gửi Ủy ban nhân dân tỉnh\nSubject: x")
    mail.add_attachment(bytes(range(256)), maintype="application", subtype="pdf", filename="bao-cao.pdf")
    before = mail.as_bytes(policy=policy.SMTP)
    after = marked_doubtful(before)
    read = message_from_bytes(before, policy=policy.default)["Subject"]
    assert message_from_bytes(after, policy=policy.default)["Subject"] == f"{DOUBT} {read}"
    assert after.split(b"\r\nTo:")[1] == before.split(b"\r\nTo:")[1]
    assert after.split(b"Subject:")[0] == before.split(b"Subject:")[0]
