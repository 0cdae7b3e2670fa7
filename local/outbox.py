"""Sent mails as whole `.eml` files in one folder, newest first."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

_ID = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True)
class Part:
    """One leaf of a mail: an attachment or an inline image."""

    number: int
    name: str
    media_type: str
    content_id: str
    content: bytes


class Mail:
    """One file of the outbox, read when it is looked at."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.stem.partition("_")[2]
        self.sent_at = datetime.strptime(path.stem.partition("_")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)

    @cached_property
    def message(self) -> EmailMessage:
        """The parsed mail."""
        return message_from_bytes(self.path.read_bytes(), _class=EmailMessage, policy=policy.default)

    def header(self, name: str) -> str:
        """A header as text, empty when absent."""
        return str(self.message.get(name, ""))

    def body(self, kind: str) -> str:
        """The text of the body, `html` or `plain`; empty when the mail has none."""
        part = self.message.get_body((kind,))
        return "" if part is None else str(part.get_content())

    @cached_property
    def parts(self) -> list[Part]:
        """Attachments and inline images in the order of the mail."""
        bodies = {id(self.message.get_body((kind,))) for kind in ("html", "plain")}
        leaves = [part for part in self.message.walk() if not part.is_multipart() and id(part) not in bodies]
        return [
            Part(
                number,
                leaf.get_filename() or f"part-{number}",
                leaf.get_content_type(),
                str(leaf.get("Content-ID", "")).strip("<> "),
                _content(leaf),
            )
            for number, leaf in enumerate(leaves)
        ]


class Outbox:
    """The folder of sent mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, message_id: str, mail: bytes, sent_at: datetime) -> Path:
        """Stores a mail whole; a file appears complete or not at all."""
        name = f"{sent_at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}_{_ID.sub('-', message_id)}"
        draft = self.folder / f"{name}.new"
        draft.write_bytes(mail)
        return draft.rename(self.folder / f"{name}.eml")

    def mails(self) -> list[Mail]:
        """All mails, newest first."""
        return [Mail(path) for path in sorted(self.folder.glob("*_*.eml"), reverse=True)]

    def find(self, message_id: str) -> Mail | None:
        """The mail that SES answered this id for."""
        wanted = _ID.sub("-", message_id)
        return next((mail for mail in self.mails() if mail.id == wanted), None)


def _content(leaf: EmailMessage) -> bytes:
    content = leaf.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
