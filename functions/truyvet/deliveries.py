"""Delivery of the daily report: made once, sent once, never lost.

Each step is stored before the next begins, so that a run that dies anywhere is carried on by the next one. Only one
thing cannot be known: whether SES took a mail whose answer never came. Then the report is sent again, marked: a
report too many is better than none (docs/reports.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from truyvet.addressees import Planned
from truyvet.mailing import RefusedMailError, marked_doubtful
from truyvet.report_table import LEASE, OvertakenError, State, StoredReport, Told, folder_of


@dataclass(frozen=True)
class File:
    """A file of a report, by its name within the report's folder of the archive."""

    name: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Parcel:
    """A made report: what it told, the whole mail as it goes out, all further files, and to whom else parts go."""

    told: Told | None
    mail: bytes
    files: Sequence[File]
    plan: tuple[Planned, ...] = ()


class Reports(Protocol):
    """Where the steps are stored; `report_table.ReportTable`."""

    def get(self, day: date) -> StoredReport | None:
        """The report of a day."""

    def put(self, report: StoredReport) -> StoredReport:
        """Stores the next step. Raises OvertakenError."""


class Files(Protocol):
    """Where the files are stored; `archive.Archive`."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keeps a file."""

    def get(self, key: str) -> bytes:
        """The file as it was kept."""


class Post(Protocol):
    """Who takes the mail; `mailing.Mailer`."""

    def send(self, mime: bytes, day: date) -> str:
        """Sends once, gives a message id."""


class Maker(Protocol):
    """Who makes the report of a day; None where there is nothing to report on yet."""

    def __call__(self, day: date, *, update: bool) -> Parcel | None:
        """Makes it."""


@dataclass(frozen=True)
class Delivery:
    """Delivers reports. `make` is called at most once for each report that goes out."""

    reports: Reports
    files: Files
    post: Post
    make: Maker

    def deliver(
        self, day: date, now: datetime, *, asked_by: str | None = None, revision: int | None = None
    ) -> StoredReport:
        """Brings the report of a day to `sent`, from wherever an earlier run left it.

        `asked_by`: id of an event that asks for a marked update of a report that is already sent; the same event
        again asks for nothing. `revision`: of an addressee's report, the province's revision that it is made from.
        Gives the report as it then stands: not yet sent where another run is at it or where there is nothing to
        report on. Raises RefusedMailError, UnansweredMailError and what `make` raises.
        """
        seen = self.reports.get(day) or StoredReport(day)
        begun = _begun(seen, now, asked_by, revision)
        if begun is None:
            return seen
        try:
            owned = self.reports.put(begun)
            if owned.state is State.MAKING:
                owned = self._make(owned)
            return owned if owned.state is State.NOTHING else self._send(owned)
        except OvertakenError:
            return self.reports.get(day) or seen

    def _make(self, owned: StoredReport) -> StoredReport:
        try:
            parcel = self.make(owned.day, update=owned.revision > 0)
        except Exception:
            # The retry one minute from now need not wait for the lease of a run that is over.
            self.reports.put(replace(owned, busy_until=None))
            raise
        if parcel is None:
            return self.reports.put(replace(owned, state=State.NOTHING, busy_until=None))
        folder = folder_of(owned)
        for file in parcel.files:
            self.files.put(f"{folder}/{file.name}", file.content, file.content_type)
        self.files.put(f"{folder}/mail.eml", parcel.mail, "message/rfc822")
        made = replace(owned, state=State.MADE, told=parcel.told, mail=f"{folder}/mail.eml", plan=parcel.plan)
        return self.reports.put(made)

    def _send(self, owned: StoredReport) -> StoredReport:
        mail = self.files.get(str(owned.mail))
        sending = self.reports.put(replace(owned, state=State.SENDING))
        try:
            message_id = self.post.send(marked_doubtful(mail) if owned.doubtful else mail, owned.day)
        except RefusedMailError:
            self.reports.put(replace(sending, state=State.MADE, busy_until=None))
            raise
        return self.reports.put(
            replace(sending, state=State.SENT, message_id=message_id, busy_until=None, doubtful=False)
        )


def _begun(seen: StoredReport, now: datetime, asked_by: str | None, revision: int | None) -> StoredReport | None:
    """The report as this run takes it over, or None where it has nothing to do."""
    owned = replace(seen, busy_until=now + LEASE)
    if seen.state is State.NOTHING:
        return replace(owned, state=State.MAKING)
    if seen.state is State.SENT:
        return _again(owned, asked_by) if revision is None else _newer(owned, revision)
    if seen.busy_until is not None and now < seen.busy_until:
        return None
    if seen.state is State.MAKING:
        return owned if revision is None else replace(owned, revision=revision)
    return replace(owned, doubtful=seen.doubtful or seen.state is State.SENDING)


def _again(sent: StoredReport, asked_by: str | None) -> StoredReport | None:
    if asked_by is None or asked_by == sent.asked_by:
        return None
    return replace(sent, state=State.MAKING, revision=sent.revision + 1, asked_by=asked_by)


def _newer(sent: StoredReport, revision: int) -> StoredReport | None:
    return replace(sent, state=State.MAKING, revision=revision) if revision > sent.revision else None
