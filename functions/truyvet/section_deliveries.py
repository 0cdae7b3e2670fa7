"""Delivery of the addressees' parts of the day's report, once the province has its own: each once, each by itself.

Who gets what was fixed when the province's report was made. A part is made from the province's stored figures, so a
run that dies between two mails is carried on by the next one with the same words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from truyvet import remaking, sections
from truyvet.addressees import Planned
from truyvet.deliveries import Delivery, Files, Parcel, Post
from truyvet.mailing import RefusedMailError, UnansweredMailError
from truyvet.parcels import parcel
from truyvet.report_table import AddresseeReports, State, StoredReport, Table, folder_of
from truyvet.reports import DailyReport


@dataclass
class Sent:
    """What a run did: how many parts are not sent, and what went wrong in a way that nobody expects."""

    missing: int = 0
    errors: tuple[Exception, ...] = ()


@dataclass(frozen=True)
class SectionDelivery:
    """Delivers the parts. `listed` of each list stand in mail and PDF; `enough` says that the time is used up."""

    reports: Table
    files: Files
    post: Post
    sender: str
    listed: int
    enough: Callable[[], bool] = lambda: False

    def deliver(self, province: StoredReport, now: datetime) -> Sent:
        """Brings the parts of a province's report that is sent to `sent`, whatever happens to one of them."""
        sent = Sent()
        stored: list[DailyReport] = []

        def figures() -> DailyReport:
            # Read at most once, and not at all on the many mornings' runs that find nothing to do.
            if not stored:
                stored.append(remaking.report_of(self.files.get(f"{folder_of(province)}/report.json")))
            return stored[0]

        for planned in province.plan:
            sent.missing += not self._delivered(planned, province, figures, now, sent)
        return sent

    def _delivered(
        self,
        planned: Planned,
        province: StoredReport,
        figures: Callable[[], DailyReport],
        now: datetime,
        sent: Sent,
    ) -> bool:
        reports = AddresseeReports(self.reports, planned.addressee)

        def make(day: date, *, update: bool) -> Parcel | None:  # noqa: ARG001 - the stored figures say both
            part = sections.section(figures(), planned.addressee)
            return parcel(part, None, self.sender, planned.recipients, self.listed)

        delivery = Delivery(reports, self.files, self.post, make)
        try:
            if _is_sent(reports.get(province.day), province):
                return True
            if self.enough():
                return False
            return _is_sent(delivery.deliver(province.day, now, revision=province.revision), province)
        except (RefusedMailError, UnansweredMailError):
            return False
        except Exception as error:
            # The others get theirs all the same.
            sent.errors += (error,)
            return False


def _is_sent(report: StoredReport | None, province: StoredReport) -> bool:
    return report is not None and report.state is State.SENT and report.revision >= province.revision
