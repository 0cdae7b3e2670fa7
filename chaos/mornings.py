"""The 06:00 report: whatever dies, it goes out, once; twice only in the one window that is named for it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from botocore.session import get_session

from chaos.cloud import Answer
from chaos.doors import killed_at
from chaos.faults import STATUS, Call, Fault, Plan, Seeded, in_part
from chaos.ledger import Entry
from chaos.runtime import Ended, Environment
from chaos.streams import ALL_FAULTS
from chaos.world import SIX, World, day_of, province
from truyvet.mailing import DOUBT

TEN = timedelta(minutes=10)
RETRIES = (timedelta(minutes=1), timedelta(minutes=3))
"""Lambda gives a failed asynchronous event twice more; then it goes to the failure queue."""
MOST_RULES = 12
REPORTED = ("ReportsTable", "FindingsTable")


def fired(at: datetime) -> dict[str, Any]:
    """The event of a rule."""
    return {"id": f"rule-{at:%H%M}", "time": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


@contextmanager
def mornings(seed: int, size: int) -> Iterator[World]:
    """A world with two days of visits, rightly tallied, at six in the morning."""
    with province(seed) as world:
        for back in (1, 0):
            world.put(world.scans(day_of(back), size))
        world.tally_all()
        yield world


def asked(world: World, environment: Environment, at: datetime) -> Ended:
    """A rule fires, and Lambda tries its event again as it does; what fails at last goes to the queue."""
    event = fired(at)
    for wait in (timedelta(), *RETRIES):
        ended = world.invoke(environment, event, at + wait)
        if ended.answer is not None:
            return ended
    world.observed.count("AWS/SQS", "ApproximateNumberOfMessagesVisible", "ReportFailures")
    return ended


def caught_up(world: World, entry: Entry, environment: Environment, *, first: datetime = SIX) -> None:
    """The rules of the morning, one after the other, until the report is sent."""
    at = first
    for _ in range(MOST_RULES):
        ended = asked(world, environment, at)
        if ended.answer and ended.answer["state"] == "sent":
            entry.outcomes[f"sent at {at + timedelta(hours=7):%H:%M}"] += 1
            return
        at += TEN
    entry.violations.append("the report was never sent")


def outside(world: World) -> dict[str, Any]:
    """All that a morning leaves behind, without what counts attempts."""
    (report,) = world.store.items("ReportsTable")
    kept = {name: value for name, value in report.items() if name not in {"version", "message_id"}}
    findings = sorted(json.dumps(item, sort_keys=True) for item in world.store.items("FindingsTable"))
    return {"report": kept, "findings": findings, "tallies": world.tallies(), "files": sorted(world.cloud.files)}


def anew(world: World) -> None:
    """As if the morning had not been."""
    world.store.clear(*REPORTED)
    world.cloud.files.clear()
    world.cloud.inbox.clear()


def subjects(world: World) -> list[str]:
    """The subjects of the mails that SES took."""
    return [str(message_from_bytes(mail, policy=policy.default)["Subject"]) for mail in world.cloud.inbox]


def judge_mails(world: World, entry: Entry, where: str, *, may_double: bool) -> None:
    """One mail; a second one only where nobody can know whether the first went out, and then it says so."""
    sent = subjects(world)
    entry.promised(bool(sent), f"{where}: the report is lost")
    entry.promised(len(sent) <= 1 + may_double, f"{where}: {len(sent)} mails went out")
    entry.promised(all(DOUBT in second for second in sent[1:]), f"{where}: a second mail does not say what it is")
    entry.doubles += max(0, len(sent) - 1)


def report_killed(seed: int, size: int, every: int = 1, first: int = 0) -> Entry:
    """The report dies before and after each of its calls; Lambda and the rules go on from there.

    `every`, `first`: only every so-manieth call, from this one on, so that two processes share the work.
    """
    entry = Entry("report, killed at each call", "the report goes out once, and all that is stored is the same")
    with mornings(seed, size) as world:
        steady = world.environment("report")
        world.cloud.begin()
        world.invoke(steady, fired(SIX), SIX)
        calls, right = list(world.cloud.calls), outside(world)
        (mail,) = (call.number for call in calls if call.service == "ses")
        for call in calls[first::every]:
            # Killed after a read is killed before the next call, as far as anybody outside can see.
            for after in (False, True)[: 1 + call.writes]:
                anew(world)
                _killed(world, entry, call, after=after)
                caught_up(world, entry, steady, first=SIX + timedelta(minutes=1))
                where = f"killed {'after' if after else 'before'} call {call.number + 1} ({call.operation})"
                entry.promised(outside(world) == right, f"{where}: what is stored differs from the clean morning")
                # The window: SES has the mail, and that it has is not stored yet.
                window = {(mail, True), (mail + 1, False)}
                judge_mails(world, entry, where, may_double=(call.number, after) in window)
                entry.outcomes["converged"] += 1
        entry.watched(world.told(), ["ReportErrors", "ReportNotSentInTime"])
    return entry


def _killed(world: World, entry: Entry, call: Call, *, after: bool) -> None:
    ended = killed_at(world, "report", fired(SIX), SIX, call.number, after=after)
    entry.faults[f"killed {'after' if after else 'before'} a call"] += 1
    entry.promised(ended.killed, f"the run outlived call {call.number + 1}")
    world.cloud.begin()


def faulty_store(seed: int, size: int) -> Entry:
    """DynamoDB at fault while the report is made; S3 fails as well."""
    entry = Entry("report, DynamoDB and S3 at fault", "the report goes out once, with the right figures")
    with mornings(seed, size) as world:
        steady = world.environment("report")
        world.cloud.begin()
        world.invoke(steady, fired(SIX), SIX)
        right = outside(world)
        for round_ in range(4):
            # The first morning has batch writes taken in part alone, the others everything.
            anew(world)
            steady = world.environment("report")
            world.cloud.begin(_not_for_mail(Seeded(seed + round_, 30, ALL_FAULTS, slow=3)) if round_ else in_part)
            asked(world, steady, SIX)
            entry.injected(world.cloud)
            world.cloud.begin()
            caught_up(world, entry, steady, first=SIX + TEN)
            judge_mails(world, entry, f"round {round_ + 1}", may_double=False)
            entry.promised(
                outside(world) == right, f"round {round_ + 1}: what is stored differs from the clean morning"
            )
        entry.watched(world.told(), ["ReportErrors", "ReportNotSentInTime"])
    return entry


def mail_refused(seed: int, size: int) -> Entry:
    """SES refuses, for each reason that it has, and before or after having accepted does not answer."""
    entry = Entry("SES refusing or silent", "the report goes out; twice, and marked, only where nobody can know")
    with mornings(seed, size) as world:
        steady = world.environment("report")
        for name, status in ses_refusals().items():
            anew(world)
            world.cloud.begin()
            world.cloud.mail_answer = _refusing(name, status)
            asked(world, steady, SIX)
            entry.faults[name] += 1
            world.cloud.mail_answer = None
            caught_up(world, entry, steady, first=SIX + TEN)
            # A 5xx may come after the mail was taken: sent again, it is marked.
            judge_mails(world, entry, name, may_double=False)
        silent = (Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.SLOW_BEFORE, Fault.SLOW_AFTER, Fault.CUT_AFTER)
        for fault in silent:
            anew(world)
            world.cloud.begin(_once_for_mail(fault))
            caught_up(world, entry, steady)
            entry.injected(world.cloud)
            world.cloud.begin()
            judge_mails(world, entry, fault.value, may_double=fault.name.endswith("AFTER"))
        entry.watched(world.told(), ["ReportErrors", "ReportNotSentInTime"])
    return entry


def rules(seed: int, size: int) -> Entry:
    """The rule fires twice, twice at the same moment in two processes, or not at all."""
    entry = Entry("rule fired twice, at once, or never", "one mail, whatever the rule does")
    with mornings(seed, size) as world:
        first, second = world.environment("report"), world.environment("report")
        world.cloud.begin()
        for environment, at in ((first, SIX), (second, SIX), (second, SIX + TEN)):
            world.invoke(environment, fired(SIX), at)
        entry.faults["rule fired again"] += 2
        judge_mails(world, entry, "fired twice", may_double=False)
        for round_ in range(4):
            anew(world)
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda each: world.invoke(each, fired(SIX), SIX), (first, second)))
            caught_up(world, entry, first, first=SIX + TEN)
            entry.faults["rule fired at the same moment"] += 1
            judge_mails(world, entry, f"at once, round {round_ + 1}", may_double=False)
        anew(world)
        caught_up(world, entry, first, first=SIX + TEN)
        entry.faults["rule never fired"] += 1
        judge_mails(world, entry, "never fired", may_double=False)
        for skew in (timedelta(minutes=-7), timedelta(minutes=9)):
            anew(world)
            world.invoke(first, fired(SIX), SIX + skew)
            world.invoke(second, fired(SIX), SIX)
            caught_up(world, entry, second, first=SIX + TEN)
            entry.faults["server's clock wrong by minutes"] += 1
            judge_mails(world, entry, f"clock off by {skew}", may_double=False)
        entry.watched(world.told(), ["ReportNotSentInTime"])
    return entry


def ses_refusals() -> dict[str, int]:
    """Every error that SES documents for SendEmail, and what AWS answers in general, with its status."""
    model = get_session().get_service_model("sesv2").operation_model("SendEmail")
    documented = {
        shape.name: int(shape.metadata.get("error", {}).get("httpStatusCode", 400)) for shape in model.error_shapes
    }
    return {**documented, "ThrottlingException": 400, "InternalServiceErrorException": 500, "ServiceUnavailable": 503}


def _refusing(name: str, status: int) -> Any:
    def answer(_: bytes) -> Answer:
        return status, json.dumps({"__type": name, "message": "on purpose"}).encode(), "application/json"

    return answer


def _once_for_mail(fault: Fault) -> Plan:
    left = [fault]

    def plan(call: Call) -> Fault | None:
        return left.pop() if call.service == "ses" and left else None

    return plan


def _not_for_mail(plan: Plan) -> Plan:
    def without(call: Call) -> Fault | None:
        fault = None if call.service == "ses" else plan(call)
        # S3 has no answers of DynamoDB's kind; it fails by its connection.
        return Fault.RESET_BEFORE if call.service == "s3" and fault in STATUS else fault

    return without
