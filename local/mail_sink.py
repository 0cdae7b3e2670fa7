"""SES v2 on loopback: what the functions send becomes whole `.eml` files.

MiniStack answers SendEmail too, under enforced IAM, but drops the attachments. So each request goes on to it as it
was signed, and a mail that MiniStack accepts is kept here.
"""

import base64
import http.client
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.outbox import Outbox

SEND = "/v2/email/outbound-emails"
UPSTREAM_SECONDS = 30


class MailSink(ThreadingHTTPServer):
    """Listens on a free loopback port; `emulator_port` is set before the first mail comes."""

    daemon_threads = True

    def __init__(self, outbox: Outbox) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.outbox = outbox
        self.emulator_port = 0

    @property
    def url(self) -> str:
        """What AWS_ENDPOINT_URL_SESV2 has to say."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: MailSink
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.emulator_port, timeout=UPSTREAM_SECONDS)
        try:
            # With the headers as signed, the host among them: MiniStack checks the signature over them.
            upstream.request(self.command, self.path, body, dict(self.headers.items()))
            response = upstream.getresponse()
            answer = response.read()
        finally:
            upstream.close()
        if response.status == 200 and self.command == "POST" and self.path == SEND:
            now = datetime.now(UTC)
            message_id = json.loads(answer)["MessageId"].partition("@")[0]
            self.server.outbox.keep(message_id, compose(json.loads(body), message_id, now), now)
            answer = json.dumps({"MessageId": message_id}).encode()
        self.send_response(response.status)
        for name in ("Content-Type", "x-amzn-errortype", "x-amzn-requestid"):
            if value := response.getheader(name):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_DELETE = do_GET = do_POST = do_PUT = _pass_on  # noqa: N815 - names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing: addresses of people do not belong in a log."""


def compose(request: dict[str, Any], message_id: str, now: datetime) -> bytes:
    """The mail of a SendEmail request as recipients get it, with what only the envelope knows as headers above it."""
    content = request["Content"]
    if raw := content.get("Raw"):
        mail = base64.b64decode(raw["Data"])
    else:
        mail = _simple(request, content["Simple"]).as_bytes()
    destination = request.get("Destination", {})
    everyone = [address for kind in ("To", "Cc", "Bcc") for address in destination.get(f"{kind}Addresses", [])]
    above = EmailMessage()
    above["X-Envelope-To"] = ", ".join(everyone)
    if tags := request.get("EmailTags"):
        above["X-SES-Message-Tags"] = ", ".join(f"{tag['Name']}={tag['Value']}" for tag in tags)
    head, _, _ = mail.replace(b"\r\n", b"\n").partition(b"\n\n")
    present = {line.partition(b":")[0].strip().lower() for line in head.split(b"\n")}
    if b"message-id" not in present:
        above["Message-ID"] = f"<{message_id}@ap-southeast-1.amazonses.com>"
    if b"date" not in present:
        above["Date"] = format_datetime(now)
    newline = b"\r\n" if b"\r\n" in mail else b"\n"
    return above.as_bytes().strip().replace(b"\n", newline) + newline + mail


def _simple(request: dict[str, Any], simple: dict[str, Any]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = request["FromEmailAddress"]
    for header in ("To", "Cc"):
        if addresses := request.get("Destination", {}).get(f"{header}Addresses"):
            mail[header] = ", ".join(addresses)
    mail["Subject"] = simple["Subject"]["Data"]
    body = simple["Body"]
    mail.set_content(body.get("Text", {}).get("Data", ""))
    if html := body.get("Html"):
        mail.add_alternative(html["Data"], subtype="html")
    for attachment in simple.get("Attachments", []):
        main, _, sub = attachment.get("ContentType", "application/octet-stream").partition("/")
        mail.add_attachment(
            base64.b64decode(attachment["RawContent"]),
            maintype=main,
            subtype=sub,
            filename=attachment["FileName"],
            disposition=attachment.get("ContentDisposition", "ATTACHMENT").lower(),
            cid=f"<{attachment['ContentId']}>" if attachment.get("ContentId") else None,
        )
    return mail
