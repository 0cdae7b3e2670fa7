"""The ladder (bậc nhắc nhở): who is told next about a venue that the report names, and when nobody is.

The head is reminded, at most once a day; after three reminders the commune is told, then the district; then
suspension is proposed, which only people decide. Who has answered or asked for help is left in peace for a while.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from truyvet.days import LOCAL, local_day
from truyvet.histories import Cause, Entry, Event, Rung, Sending
from truyvet.reports import Confidence, Finding
from truyvet.settings import LadderRules


def remindable(findings: Iterable[Finding], rules: LadderRules) -> list[Finding]:
    """The findings that are worth a reminder, the gravest first; what is only worth a call is left to officials."""
    worth = [each for each in findings if each.severity >= rules.severity and each.confidence is not Confidence.LOW]
    return sorted(worth, key=lambda each: (-each.severity, -each.times, each.rule))


def next_rung(findings: Sequence[Finding], history: Sequence[Entry], today: date, rules: LadderRules) -> Rung | None:
    """Who is to be told today of a venue's findings of the last report, or nobody.

    `findings` are remindable ones; `history` the venue's, oldest first. The run that counts begins with the oldest
    finding's `since`: a venue that mended its ways begins at the bottom again.
    """
    if not findings or _at_peace(history, today, rules):
        return None
    told = _of_run(findings, history)
    days = {rung: [local_day(each.at) for each in told if each.rung is rung and _went_out(each)] for rung in Rung}
    if any(today in each for each in days.values()):
        return None
    rung = _lowest_left(days, rules)
    return rung if rung and _due(rung, days, today, rules) else None


def heard_of(findings: Sequence[Finding], history: Iterable[Entry]) -> int:
    """How many reminders of this run went out to the head; none to whom nothing can be sent."""
    went_out = {Sending.SENT, Sending.SENDING}
    return sum(1 for each in _of_run(findings, history) if each.rung is Rung.HEAD and each.sending in went_out)


def below(rung: Rung, other: Rung) -> bool:
    """Whether a rung comes before another."""
    order = list(Rung)
    return order.index(rung) < order.index(other)


def _of_run(findings: Sequence[Finding], history: Iterable[Entry]) -> list[Entry]:
    """The messages since the oldest of these findings was first named."""
    since = min(each.since for each in findings)
    return [each for each in history if each.rung and each.day and each.day >= since]


def _lowest_left(days: Mapping[Rung, Sequence[date]], rules: LadderRules) -> Rung | None:
    """The first rung that has not had its share of messages."""
    share = dict.fromkeys(Rung, 1) | {Rung.HEAD: rules.reminders}
    return next((rung for rung in Rung if len(days[rung]) < share[rung]), None)


def _due(rung: Rung, days: Mapping[Rung, Sequence[date]], today: date, rules: LadderRules) -> bool:
    """Whether whoever was told before has had the time that the rules give."""
    before, patience = {
        Rung.DISTRICT: (Rung.COMMUNE, rules.commune_days),
        Rung.SUSPENSION: (Rung.DISTRICT, rules.district_days),
    }.get(rung, (None, 0))
    return before is None or today >= max(days[before]) + timedelta(days=patience)


def _went_out(entry: Entry) -> bool:
    """A message that SES refused counts for nothing; one that nobody can be sent counts, so that others step in."""
    return entry.sending is not Sending.REFUSED


def _at_peace(history: Sequence[Entry], today: date, rules: LadderRules) -> bool:
    """Whether the head has said something that has not run out, or waits for help."""
    settled = {each.about for each in history if each.event is Event.SETTLED}
    return any(_holds(each, today, rules) for each in history if each.id not in settled)


def _holds(entry: Entry, today: date, rules: LadderRules) -> bool:
    age = today - local_day(entry.at)
    if entry.event is Event.ASKED:
        return age < timedelta(days=rules.help_days)
    if entry.event is not Event.ANSWERED:
        return False
    if entry.cause is Cause.CLOSED:
        return entry.until is not None and today <= entry.until
    return age < timedelta(days=rules.answer_days)


def quiet(now: datetime, rules: LadderRules) -> bool:
    """Whether nobody is to be disturbed at this hour of Viet Nam."""
    return not rules.from_hour <= now.astimezone(LOCAL).hour < rules.to_hour


def named_before(findings: Iterable[Finding]) -> int:
    """In how many reports in a row the venue has been named."""
    return max((each.times for each in findings), default=0)
