"""A report goes out once, whatever dies on the way, and it always goes out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.unit.stores import FilesInMemory, ReportsInMemory
from truyvet.deliveries import Delivery, File, Parcel
from truyvet.mailing import DOUBT, RefusedMailError, UnansweredMailError
from truyvet.report_table import LEASE, State, StoredReport, Told

DAY = date(2021, 8, 13)
SIX = datetime(2021, 8, 13, 23, tzinfo=UTC)
TEN_MINUTES = timedelta(minutes=10)


class Killed(BaseException):
    """The process is gone: nothing of it runs any more, no handler either."""


@dataclass
class Steps:
    """Counts every call to the outside and kills the run before or after one of them."""

    fatal: int | None = None
    after: bool = False
    taken: int = 0
    names: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.names.append(name)
        number = self.taken
        self.taken += 1
        if number == self.fatal and not self.after:
            raise Killed
        yield
        if number == self.fatal and self.after:
            raise Killed


@dataclass
class Outside:
    """Everything outside of the process: it survives when the process does not."""

    reports: ReportsInMemory = field(default_factory=ReportsInMemory)
    files: FilesInMemory = field(default_factory=FilesInMemory)
    inbox: list[bytes] = field(default_factory=list)
    steps: Steps = field(default_factory=Steps)
    failure: Exception | None = None
    lost_answer: Exception | None = None
    made: int = 0
    nothing: bool = False

    def get(self, key: str | date) -> object:
        with self.steps.step("read"):
            return self.files.get(key) if isinstance(key, str) else self.reports.get(key)

    def send(self, mime: bytes, day: date) -> str:  # noqa: ARG002
        with self.steps.step("send"):
            if self.failure:
                raise self.failure
            self.inbox.append(mime)
            if self.lost_answer:
                raise self.lost_answer
        return f"message-{len(self.inbox)}"

    def make(self, day: date, *, update: bool) -> Parcel | None:
        with self.steps.step("make"):
            self.made += 1
        if self.nothing:
            return None
        mail = EmailMessage()
        mail["Subject"] = f"Báo cáo ngày {day:%d/%m/%Y}, bản {self.made}" + (" (cập nhật)" if update else "")
        mail.set_content("Kính gửi Ủy ban nhân dân tỉnh")
        told = Told(scans=11_421, active=2_040, silent_communes={}, corrections=())
        return Parcel(told, mail.as_bytes(policy=policy.SMTP), [File("report.json", b"{}", "application/json")])

    def deliver(self, now: datetime = SIX, asked_by: str | None = None) -> StoredReport:
        return Delivery(_Reports(self), _Files(self), self, self.make).deliver(DAY, now, asked_by=asked_by)

    @property
    def subjects(self) -> list[str]:
        return [str(message_from_bytes(mail, policy=policy.default)["Subject"]) for mail in self.inbox]


@dataclass
class _Reports:
    outside: Outside

    def get(self, day: date) -> StoredReport | None:
        return self.outside.get(day)  # type: ignore[return-value]

    def put(self, report: StoredReport) -> StoredReport:
        with self.outside.steps.step(f"report {report.state}"):
            return self.outside.reports.put(report)


@dataclass
class _Files:
    outside: Outside

    def put(self, key: str, content: bytes, content_type: str) -> None:
        with self.outside.steps.step("file"):
            self.outside.files.put(key, content, content_type)

    def get(self, key: str) -> bytes:
        return self.outside.get(key)  # type: ignore[return-value]


def caught_up(outside: Outside) -> None:
    """The ten-minute rule until the report is sent."""
    outside.steps = Steps()
    now = SIX
    for _ in range(6):
        now += TEN_MINUTES
        if outside.deliver(now).state is State.SENT:
            return
    raise AssertionError("the report never went out")


def test_one_run_makes_keeps_and_sends_the_report() -> None:
    outside = Outside()
    report = outside.deliver()
    assert (report.state, report.message_id, report.mail) == (State.SENT, "message-1", "reports/2021-08-13/mail.eml")
    assert outside.inbox == [outside.files.files["reports/2021-08-13/mail.eml"]]
    assert set(outside.files.files) == {"reports/2021-08-13/mail.eml", "reports/2021-08-13/report.json"}
    assert outside.steps.names == [
        "read",
        "report making",
        "make",
        "file",
        "file",
        "report made",
        "read",
        "report sending",
        "send",
        "report sent",
    ]


def _steps() -> int:
    outside = Outside()
    outside.deliver()
    return outside.steps.taken


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fatal", range(_steps()))
def test_a_run_killed_at_any_step_is_carried_on_and_only_one_window_can_double(fatal: int, after: bool) -> None:
    outside = Outside(steps=Steps(fatal, after))
    with pytest.raises(Killed):
        outside.deliver()
    accepted, where = len(outside.inbox), outside.steps.names[-1]
    caught_up(outside)
    in_the_window = accepted == 1 and not (where == "report sent" and after)
    assert len(outside.inbox) == (2 if in_the_window else 1)
    assert in_the_window == ((where, after) in {("send", True), ("report sent", False)})


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("fatal", range(_steps()))
def test_what_may_be_there_twice_says_so(fatal: int, after: bool) -> None:
    outside = Outside(steps=Steps(fatal, after))
    with pytest.raises(Killed):
        outside.deliver()
    report = outside.reports.reports.get(DAY)
    doubtful = report is not None and report.state is State.SENDING
    before = len(outside.inbox)
    caught_up(outside)
    assert [subject.startswith(DOUBT) for subject in outside.subjects[before:]] in ([], [doubtful])


def test_the_first_of_two_mails_and_the_second_differ_in_their_subject_only() -> None:
    outside = Outside(lost_answer=UnansweredMailError("ReadTimeoutError"))
    with pytest.raises(UnansweredMailError):
        outside.deliver()
    outside.lost_answer = None
    caught_up(outside)
    first, second = (message_from_bytes(mail, policy=policy.default) for mail in outside.inbox)
    assert second["Subject"] == f"{DOUBT} {first['Subject']}"
    assert first.get_content() == second.get_content()
    assert outside.made == 1


def test_a_retry_sends_the_same_bytes() -> None:
    outside = Outside(failure=RefusedMailError("TooManyRequestsException"))
    with pytest.raises(RefusedMailError):
        outside.deliver()
    outside.failure = None
    outside.deliver(SIX + timedelta(minutes=1))
    assert outside.inbox == [outside.files.files["reports/2021-08-13/mail.eml"]]
    assert outside.made == 1


def test_after_a_lost_answer_nothing_is_sent_before_the_lease_is_over() -> None:
    outside = Outside(lost_answer=UnansweredMailError("ReadTimeoutError"))
    with pytest.raises(UnansweredMailError):
        outside.deliver()
    assert outside.deliver(SIX + LEASE - timedelta(seconds=1)).state is State.SENDING
    assert len(outside.inbox) == 1


def test_a_mail_refused_after_a_lost_answer_stays_doubtful() -> None:
    outside = Outside(lost_answer=UnansweredMailError("ReadTimeoutError"))
    with pytest.raises(UnansweredMailError):
        outside.deliver()
    outside.lost_answer, outside.failure = None, RefusedMailError("TooManyRequestsException")
    with pytest.raises(RefusedMailError):
        outside.deliver(SIX + LEASE)
    outside.failure = None
    assert outside.deliver(SIX + LEASE + timedelta(minutes=1)).state is State.SENT
    assert [subject.startswith(DOUBT) for subject in outside.subjects] == [False, True]


def test_a_report_that_could_not_be_made_is_made_by_the_retry_a_minute_later() -> None:
    outside = Outside()
    delivery = Delivery(_Reports(outside), _Files(outside), outside, _failing)
    with pytest.raises(RuntimeError):
        delivery.deliver(DAY, SIX)
    assert outside.deliver(SIX + timedelta(minutes=1)).state is State.SENT
    assert len(outside.inbox) == 1


def _failing(day: date, *, update: bool) -> Parcel | None:
    raise RuntimeError("a store did not answer")


def test_of_two_runs_at_the_same_moment_one_sends() -> None:
    outside = Outside()
    second: list[StoredReport] = []
    make: Callable[..., Parcel | None] = outside.make

    def make_while_another_runs(day: date, *, update: bool) -> Parcel | None:
        second.append(outside.deliver(SIX + timedelta(seconds=5)))
        return make(day, update=update)

    delivery = Delivery(_Reports(outside), _Files(outside), outside, make_while_another_runs)
    assert delivery.deliver(DAY, SIX).state is State.SENT
    assert [report.state for report in second] == [State.MAKING]
    assert len(outside.inbox) == 1


def test_a_run_that_was_thought_dead_does_not_send_a_second_time() -> None:
    outside = Outside()
    make: Callable[..., Parcel | None] = outside.make

    def make_for_longer_than_the_lease(day: date, *, update: bool) -> Parcel | None:
        outside.deliver(SIX + LEASE)
        return make(day, update=update)

    delivery = Delivery(_Reports(outside), _Files(outside), outside, make_for_longer_than_the_lease)
    assert delivery.deliver(DAY, SIX).state is State.SENT
    assert len(outside.inbox) == 1


def test_a_sent_report_is_not_sent_again() -> None:
    outside = Outside()
    outside.deliver()
    assert outside.deliver(SIX + timedelta(hours=5)).message_id == "message-1"
    assert len(outside.inbox) == 1


def test_an_update_is_sent_once_for_each_event_that_asks_for_it() -> None:
    outside = Outside()
    outside.deliver()
    for _ in range(2):
        report = outside.deliver(SIX + timedelta(hours=5), asked_by="event-1")
        assert (report.revision, report.mail) == (1, "reports/2021-08-13/update-1/mail.eml")
    outside.deliver(SIX + timedelta(hours=6), asked_by="event-2")
    assert outside.subjects == [
        "Báo cáo ngày 13/08/2021, bản 1",
        "Báo cáo ngày 13/08/2021, bản 2 (cập nhật)",
        "Báo cáo ngày 13/08/2021, bản 3 (cập nhật)",
    ]


def test_an_update_whose_run_died_is_finished_as_an_update() -> None:
    outside = Outside()
    outside.deliver()
    outside.steps = Steps(fatal=3)
    with pytest.raises(Killed):
        outside.deliver(SIX + timedelta(minutes=2), asked_by="event-1")
    caught_up(outside)
    assert outside.subjects[1:] == ["Báo cáo ngày 13/08/2021, bản 3 (cập nhật)"]


def test_before_the_first_venue_there_is_no_report() -> None:
    outside = Outside(nothing=True)
    assert outside.deliver().state is State.NOTHING
    assert not outside.inbox
    outside.nothing = False
    assert outside.deliver(SIX + TEN_MINUTES).state is State.SENT
