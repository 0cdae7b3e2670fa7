"""What goes out and what is kept of a made report: the mail, its attachments, and all that it says as JSON."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import date, datetime
from email import policy
from hashlib import sha256
from typing import Any

from truyvet import mails
from truyvet.addressees import Planned
from truyvet.days import instant_text
from truyvet.deliveries import File, Parcel
from truyvet.report_table import Told
from truyvet.reports import DailyReport
from truyvet.settings import ReportRules


def parcel(
    report: DailyReport,
    told: Told | None,
    sender: str,
    recipients: Sequence[str],
    listed: int = ReportRules.listed_in_mail,
    plan: tuple[Planned, ...] = (),
) -> Parcel:
    """The report as it goes out, `listed` of each list in mail and PDF; `plan`: who else gets a part of it.

    The files kept are the mail's own attachments, so that they cannot differ.
    """
    message = mails.compose(report, sender, recipients, listed)
    attached = [
        File(str(part.get_filename()), part.get_content(), part.get_content_type())
        for part in message.iter_attachments()
        if part.get_filename()
    ]
    figures = File("report.json", as_json(report), "application/json")
    mail = message.as_bytes(policy=policy.SMTP)
    made = File("made.json", _made(sender, recipients, listed, mail, (figures, *attached)), "application/json")
    return Parcel(told=told, mail=mail, files=(figures, *attached, made), plan=plan)


def digest(content: bytes) -> str:
    """SHA-256 of a file, as `made.json` and the archive's page tell it."""
    return sha256(content).hexdigest()


def _made(sender: str, recipients: Sequence[str], listed: int, mail: bytes, files: Sequence[File]) -> bytes:
    """What else the files were made of, and their digests: with `report.json` enough to make them again."""
    digests = {"mail.eml": digest(mail), **{file.name: digest(file.content) for file in files}}
    made = {"sender": sender, "recipients": list(recipients), "listed": listed, "sha256": digests}
    return json.dumps(made, ensure_ascii=False, sort_keys=True).encode()


def as_json(report: DailyReport) -> bytes:
    """Everything the report says, field by field; days and instants as ISO 8601."""
    return json.dumps(
        dataclasses.asdict(report), default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    ).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
