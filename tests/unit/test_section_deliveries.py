"""Each addressee's part goes out once, whatever dies on the way, and none waits for another's."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.unit.sample_report import sample_report
from tests.unit.stores import FilesInMemory, ReportsInMemory
from truyvet.addressees import Planned
from truyvet.mailing import DOUBT, RefusedMailError, UnansweredMailError, receivers
from truyvet.parcels import as_json
from truyvet.report_table import State, StoredReport
from truyvet.section_deliveries import SectionDelivery, Sent

REPORT = sample_report(not_implementing=3, wrongly_implementing=3, devices=0, compared=False)
DAY = REPORT.day
SIX = datetime(2021, 8, 13, 23, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)
PLAN = tuple(
    Planned(key, (f"{number}@example.vn",))
    for number, key in enumerate(("district:689", "kind:grocery", "agency:UBND Phường Tân Phú", "front"))
)
PROVINCE = StoredReport(DAY, 5, State.SENT, plan=PLAN)


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Outside:
    """What survives the process; kills it before or after one of the calls."""

    reports: ReportsInMemory = field(default_factory=ReportsInMemory)
    files: FilesInMemory = field(default_factory=lambda: FilesInMemory({f"reports/{DAY}/report.json": as_json(REPORT)}))
    inbox: list[bytes] = field(default_factory=list)
    failures: dict[str, Exception] = field(default_factory=dict)
    fatal: int | None = None
    after: bool = False
    taken: int = 0
    last: str = ""

    def step(self, name: str, *, done: bool) -> None:
        if done is self.after and self.taken == self.fatal:
            self.last = name
            raise Killed
        self.taken += done

    def get(self, day: date, addressee: str = "") -> StoredReport | None:
        return self.reports.get(day, addressee)

    def put(self, report: StoredReport) -> StoredReport:
        name = f"{report.addressee} {report.state}"
        self.step(name, done=False)
        stored = self.reports.put(report)
        self.step(name, done=True)
        return stored

    def send(self, mime: bytes, day: date) -> str:
        assert day == DAY
        self.step("send", done=False)
        (to,) = receivers(mime)
        if to in self.failures:
            raise self.failures[to]
        self.inbox.append(mime)
        self.step("send", done=True)
        return f"message-{len(self.inbox)}"

    def deliver(self, now: datetime = SIX, province: StoredReport = PROVINCE, *, enough: int = 99) -> Sent:
        mails = len(self.inbox)
        delivery = SectionDelivery(
            self, self.files, self, "bao-cao@example.vn", 5, enough=lambda: len(self.inbox) - mails >= enough
        )
        return delivery.deliver(province, now)

    @property
    def receivers(self) -> list[str]:
        return [receivers(mail)[0] for mail in self.inbox]


ALL = [planned.recipients[0] for planned in PLAN]
CALLS = 4 * 5
"""Of each addressee: making, made, sending, the mail, sent."""


def test_one_run_sends_every_part_once() -> None:
    outside = Outside()
    assert outside.deliver().missing == 0
    assert outside.deliver(SIX + TEN_MINUTES).missing == 0
    assert outside.receivers == ALL
    assert outside.taken == CALLS
    for name in ("district-689", "kind-grocery", "front"):
        assert f"reports/{DAY}/{name}/mail.eml" in outside.files.files


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fatal", range(CALLS))
def test_a_run_killed_anywhere_is_carried_on_and_only_one_window_can_double(fatal: int, after: bool) -> None:
    outside = Outside(fatal=fatal, after=after)
    with pytest.raises(Killed):
        outside.deliver()
    window = (outside.last == "send" and after) or (outside.last.endswith("sent") and not after)
    outside.fatal = None
    assert outside.deliver(SIX + 2 * TEN_MINUTES).missing == 0
    assert sorted(set(outside.receivers)) == ALL
    assert len(outside.inbox) == len(ALL) + window
    assert outside.deliver(SIX + 4 * TEN_MINUTES).missing == 0
    assert len(outside.inbox) == len(ALL) + window


def test_what_is_refused_or_unanswered_stops_nobody_else() -> None:
    outside = Outside(failures={ALL[0]: RefusedMailError("MessageRejected"), ALL[2]: UnansweredMailError("Timeout")})
    assert outside.deliver().missing == 2
    assert outside.receivers == [ALL[1], ALL[3]]
    outside.failures.clear()
    assert outside.deliver(SIX + 2 * TEN_MINUTES).missing == 0
    assert outside.receivers[2:] == [ALL[0], ALL[2]]
    # Only of the one without an answer nobody knows whether it was there before.
    marked = [b"Subject: =?utf-8?b?" in mail for mail in outside.inbox]
    assert DOUBT
    assert marked.count(True) >= 1


def test_what_nobody_expects_is_told_after_everybody_else_has_theirs() -> None:
    elsewhere = Planned("district:1", ("hanoi@example.vn",))
    outside = Outside()
    sent = outside.deliver(province=StoredReport(DAY, 5, State.SENT, plan=(elsewhere, *PLAN)))
    assert (sent.missing, [type(error) for error in sent.errors]) == (1, [KeyError])
    assert outside.receivers == ALL


def test_a_run_without_time_leaves_the_rest_to_the_next() -> None:
    outside = Outside()
    assert outside.deliver(enough=3).missing == 1
    assert outside.deliver(SIX + TEN_MINUTES).missing == 0
    assert outside.receivers == ALL


def test_a_marked_update_of_the_province_goes_to_each_once() -> None:
    outside = Outside()
    outside.deliver()
    update = StoredReport(DAY, 9, State.SENT, revision=1, plan=PLAN[:1])
    outside.files.files[f"reports/{DAY}/update-1/report.json"] = as_json(REPORT)
    for later in (1, 2):
        assert outside.deliver(SIX + later * TEN_MINUTES, update).missing == 0
    assert outside.receivers == [*ALL, ALL[0]]
    assert f"reports/{DAY}/update-1/district-689/mail.eml" in outside.files.files


def test_an_addressee_that_missed_the_first_gets_the_update_alone() -> None:
    outside = Outside(fatal=0)
    with pytest.raises(Killed):
        outside.deliver()
    outside.fatal = None
    outside.files.files[f"reports/{DAY}/update-1/report.json"] = as_json(REPORT)
    update = StoredReport(DAY, 9, State.SENT, revision=1, plan=PLAN[:1])
    outside.deliver(SIX + 2 * TEN_MINUTES, update)
    outside.deliver(SIX + 4 * TEN_MINUTES, update)
    assert outside.receivers == [ALL[0]]
