"""The Reports table: of each local day, how far its report is and the figures that it told.

making → made (files stored) → sending → sent; or making → nothing. Every step is one conditional write: it names the
version that it saw, so of two runs at the same moment one goes on and the other gets `OvertakenError`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from truyvet import addressees
from truyvet.addressees import Planned
from truyvet.days import from_milliseconds, milliseconds
from truyvet.models import answered
from truyvet.reports import Correction

LEASE = timedelta(minutes=11)
"""How long a run owns a report: longer than the function may run (10 minutes), so its owner is dead by then."""


class State(StrEnum):
    """How far the report of a day is; `nothing`: no venue was registered by the end of that day."""

    NOTHING = "nothing"

    MAKING = "making"
    MADE = "made"
    SENDING = "sending"
    SENT = "sent"


@dataclass(frozen=True)
class Told:
    """What a report told that later reports need: its scans and active points, the silent communes with the number
    of reports in a row that named them, the corrections of earlier days, how many difficulties waited, by cause
    (None: not told), and the scans of each district."""

    scans: int
    active: int
    silent_communes: Mapping[int, int]
    corrections: Sequence[Correction]
    waiting: Mapping[str, int] | None = None
    districts: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class StoredReport:
    """The report of one day, to the province or to another addressee (`addressee`, a key of `recipients`).

    `revision` counts marked updates; `asked_by`: the event that asked for the last one; an addressee's revision is the
    one of the province's report that it was made from. `doubtful`: a mail may already have gone out whose acceptance
    nobody saw. `plan`: the further mails of the day, fixed when the province's report is made.
    """

    day: date
    version: int = 0
    state: State = State.MAKING
    revision: int = 0
    busy_until: datetime | None = None
    asked_by: str | None = None
    doubtful: bool = False
    told: Told | None = None
    mail: str | None = None
    message_id: str | None = None
    addressee: str = ""
    plan: tuple[Planned, ...] = ()


def folder_of(report: StoredReport) -> str:
    """Where the files of a report lie in the archive: those of an addressee below the province's."""
    folder = f"reports/{report.day}" + (f"/update-{report.revision}" if report.revision else "")
    return f"{folder}/{addressees.folder(report.addressee)}" if report.addressee else folder


class OvertakenError(Exception):
    """Another run has moved the report on since it was read."""


class ReportItem(Model):
    """The stored form of `StoredReport`; the key of an addressee's is `2021-08-13#district:689`."""

    class Meta:
        """The table's name is bound by `ReportTable`."""

        table_name = ""
        connect_timeout_seconds = 2
        read_timeout_seconds = 5
        max_retry_attempts = 5

    day = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    state = UnicodeAttribute()
    revision = NumberAttribute(default=0)
    busy_until = NumberAttribute(null=True)
    asked_by = UnicodeAttribute(null=True)
    doubtful = NumberAttribute(default=0)
    told = JSONAttribute(null=True)
    mail = UnicodeAttribute(null=True)
    message_id = UnicodeAttribute(null=True)
    plan = JSONAttribute(null=True)


class ReportTable:
    """Reports as DynamoDB keeps them."""

    def __init__(self, table: str) -> None:
        ReportItem.Meta.table_name = table

    def get(self, day: date, addressee: str = "") -> StoredReport | None:
        """The report of a day (strongly consistent), or None where none was begun."""
        try:
            return _stored(ReportItem.get(_key(day, addressee), consistent_read=True))
        except ReportItem.DoesNotExist:
            return None

    def of_days(self, days: Iterable[date]) -> dict[date, StoredReport]:
        """The province's reports of at most 100 days, those that were begun. Raises TryAgainError."""
        with answered():
            found = ReportItem.batch_get([day.isoformat() for day in days])
            return {report.day: report for report in map(_stored, found)}

    def put(self, report: StoredReport) -> StoredReport:
        """Stores the next step of a report that was read (or is new: version 0). Raises OvertakenError."""
        item = ReportItem(_key(report.day, report.addressee))
        seen = ReportItem.version == report.version if report.version else ReportItem.day.does_not_exist()
        try:
            item.update(actions=_actions(replace(report, version=report.version + 1)), condition=seen)
        except UpdateError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise OvertakenError from error
        return replace(report, version=report.version + 1)


@dataclass(frozen=True)
class AddresseeReports:
    """The reports of one addressee, each beside the province's of its day."""

    table: "Table"
    addressee: str

    def get(self, day: date) -> StoredReport | None:
        """The addressee's report of a day, or None where none was begun."""
        return self.table.get(day, self.addressee)

    def put(self, report: StoredReport) -> StoredReport:
        """Stores the next step. Raises OvertakenError."""
        return self.table.put(replace(report, addressee=self.addressee))


class Table(Protocol):
    """Where the steps of all addressees are stored; `ReportTable`."""

    def get(self, day: date, addressee: str = "") -> StoredReport | None:
        """The report of a day."""

    def put(self, report: StoredReport) -> StoredReport:
        """Stores the next step. Raises OvertakenError."""


def _key(day: date, addressee: str) -> str:
    return f"{day.isoformat()}#{addressee}" if addressee else day.isoformat()


def _actions(report: StoredReport) -> list[Action]:
    values: list[tuple[Any, object]] = [
        (ReportItem.version, report.version),
        (ReportItem.state, report.state.value),
        (ReportItem.revision, report.revision),
        (ReportItem.busy_until, milliseconds(report.busy_until) if report.busy_until else None),
        (ReportItem.asked_by, report.asked_by),
        (ReportItem.doubtful, int(report.doubtful)),
        (ReportItem.told, _told_json(report.told) if report.told else None),
        (ReportItem.mail, report.mail),
        (ReportItem.message_id, report.message_id),
        (ReportItem.plan, [[each.addressee, *each.recipients] for each in report.plan] or None),
    ]
    return [name.remove() if value is None else name.set(value) for name, value in values]


def _told_json(told: Told) -> dict[str, Any]:
    return {
        "scans": told.scans,
        "active": told.active,
        "silent_communes": {str(code): times for code, times in told.silent_communes.items()},
        "corrections": [
            [each.day.isoformat(), each.reported_scans, each.scans, each.district] for each in told.corrections
        ],
        "districts": {str(code): scans for code, scans in told.districts.items()},
        **({"waiting": dict(told.waiting)} if told.waiting is not None else {}),
    }


def _told(value: dict[str, Any]) -> Told:
    return Told(
        scans=value["scans"],
        active=value["active"],
        silent_communes={int(code): times for code, times in value["silent_communes"].items()},
        corrections=tuple(
            # Those of the first reports have no district.
            Correction(date.fromisoformat(day), *figures)
            for day, *figures in value["corrections"]
        ),
        waiting=value.get("waiting"),
        districts={int(code): scans for code, scans in value.get("districts", {}).items()},
    )


def _stored(item: ReportItem) -> StoredReport:
    day, _, addressee = item.day.partition("#")
    return StoredReport(
        day=date.fromisoformat(day),
        addressee=addressee,
        version=int(item.version),
        state=State(item.state),
        revision=int(item.revision),
        busy_until=from_milliseconds(int(item.busy_until)) if item.busy_until is not None else None,
        asked_by=item.asked_by,
        doubtful=bool(item.doubtful),
        told=_told(item.told) if item.told else None,
        mail=item.mail,
        message_id=item.message_id,
        plan=tuple(Planned(name, tuple(to)) for name, *to in item.plan or ()),
    )
