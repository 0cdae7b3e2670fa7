"""Messages to heads and officials: mail by SES v2, SMS by SNS. Nothing here tries twice."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import ClientError, HTTPClientError

from truyvet.mailing import Mailer, RefusedMailError, UnansweredMailError

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class SMS(Protocol):
    """The one call of SNS that is used."""

    def publish(self, *, PhoneNumber: str, Message: str) -> object:  # noqa: N803 - SNS's names
        """Sends one SMS."""


class Postman:
    """Sends from one address about one local day. The clients must not retry."""

    def __init__(self, ses: "SESV2Client", sns: SMS, sender: str, day: date) -> None:
        self._ses = ses
        self._sns = sns
        self._sender = sender
        self._day = day

    def mail(self, mime: bytes, recipients: Sequence[str]) -> None:
        """Sends a mail once. Raises RefusedMailError and UnansweredMailError."""
        Mailer(self._ses, self._sender, recipients).send(mime, self._day)

    def sms(self, number: str, text: str) -> None:
        """Sends an SMS once to an E.164 number. Raises RefusedMailError and UnansweredMailError."""
        try:
            self._sns.publish(PhoneNumber=number, Message=text)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] < 500:
                raise RefusedMailError(error.response["Error"]["Code"]) from error
            raise UnansweredMailError(error.response["Error"]["Code"]) from error
        except HTTPClientError as error:
            raise UnansweredMailError(type(error).__name__) from error
