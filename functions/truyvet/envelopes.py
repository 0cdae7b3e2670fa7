"""Headers of a mail, with Vietnamese in them as every mail program reads it; the same bytes for the same mail."""

from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr

from truyvet.days import LOCAL


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


def fix_boundaries(message: EmailMessage) -> None:
    """Boundaries that depend on nothing; "=_" can occur in no part, as all of them are base64."""
    multiparts = (part for part in message.walk() if part.is_multipart())
    for number, part in enumerate(multiparts):
        part.set_boundary(f"=_truyvet_{number}")
