"""Mail by SES v2. SES has no idempotency token, so nothing here tries twice."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    SSLError,
)

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

MOST_RECIPIENTS = 50
"""Of one SES message. One message is accepted for all or for nobody."""

DOUBT = "[Gửi lại, có thể trùng]"
_NEVER_ARRIVED = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)


class RefusedMailError(Exception):
    """SES did not take the mail: it may be sent again without doubt."""


class UnansweredMailError(Exception):
    """Nobody knows whether SES took the mail: the answer was lost."""


class Mailer:
    """Sends whole MIME messages from one sender to fixed recipients. The client must not retry."""

    def __init__(self, client: "SESV2Client", sender: str, recipients: Sequence[str]) -> None:
        if not 0 < len(recipients) <= MOST_RECIPIENTS:
            raise ValueError(f"a mail has 1 to {MOST_RECIPIENTS} recipients")
        self._client = client
        self.sender = sender
        self.recipients = tuple(recipients)

    def to(self, recipients: Sequence[str]) -> "Mailer":
        """The same for other recipients. Raises ValueError for none or too many."""
        return Mailer(self._client, self.sender, recipients)

    def send(self, mime: bytes, day: date) -> str:
        """Sends once and gives SES's message id; the message is tagged with the reported day.

        Raises RefusedMailError and UnansweredMailError.
        """
        try:
            answer = self._client.send_email(
                FromEmailAddress=self.sender,
                Destination={"ToAddresses": list(self.recipients)},
                Content={"Raw": {"Data": mime}},
                EmailTags=[{"Name": "report_day", "Value": day.isoformat()}],
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                raise RefusedMailError(error.response["Error"]["Code"]) from error
            raise UnansweredMailError(error.response["Error"]["Code"]) from error
        except _NEVER_ARRIVED as error:
            raise RefusedMailError(type(error).__name__) from error
        except (HTTPClientError, SSLError) as error:
            raise UnansweredMailError(type(error).__name__) from error
        return answer["MessageId"]


@dataclass(frozen=True)
class AsAddressed:
    """Sends each mail to those whom its own header names: what was made decides, whatever the settings say by now."""

    mailer: Mailer

    def send(self, mime: bytes, day: date) -> str:
        """Sends once and gives SES's message id. Raises RefusedMailError and UnansweredMailError."""
        return self.mailer.to(receivers(mime)).send(mime, day)


def receivers(mime: bytes) -> tuple[str, ...]:
    """The bare addresses of a mail's `To`."""
    head = message_from_bytes(mime.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", policy=policy.default)
    return tuple(address.addr_spec for address in head["To"].addresses)


def marked_doubtful(mime: bytes) -> bytes:
    """The same mail with a subject that says it may be there twice; every other byte stays.

    The header is prefixed as bytes: parsed and folded again, the standard library (3.11) may lose blanks of it.
    """
    before, name, rest = (b"\r\n" + mime).partition(b"\r\nSubject:")
    subject = rest.lstrip()
    # White space between two encoded words does not count, so the blank stands inside of the first.
    mark = DOUBT + " " if subject.startswith(b"=?") else DOUBT
    return (before + name).removeprefix(b"\r\n") + b" =?utf-8?b?" + b64encode(mark.encode()) + b"?=\r\n " + subject
