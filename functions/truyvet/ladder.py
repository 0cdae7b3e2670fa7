"""The ladder (bậc nhắc nhở): who is told next about a venue that the report names, and when nobody is.

The head is reminded, at most once a day; after three reminders the commune is told, then the district; then
suspension is proposed, which only people decide. Who has answered or asked for help is left in peace for a while.
"""

from collections.abc import Iterable, Sequence
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
    since = min(each.since for each in findings)
    told = [each for each in history if each.rung and each.day and each.day >= since]
    days = {rung: [local_day(each.at) for each in told if each.rung is rung and _went_out(each)] for rung in Rung}
    if any(today in each for each in days.values()):
        return None
    if len(days[Rung.HEAD]) < rules.reminders:
        return Rung.HEAD
    if not days[Rung.COMMUNE]:
        return Rung.COMMUNE
    if not days[Rung.DISTRICT]:
        return Rung.DISTRICT if _passed(days[Rung.COMMUNE], today, rules.commune_days) else None
    if not days[Rung.SUSPENSION] and _passed(days[Rung.DISTRICT], today, rules.district_days):
        return Rung.SUSPENSION
    return None


def _went_out(entry: Entry) -> bool:
    """A message that SES refused counts for nothing; one that nobody can be sent counts, so that others step in."""
    return entry.sending is not Sending.REFUSED


def _passed(days: Sequence[date], today: date, needed: int) -> bool:
    return today >= max(days) + timedelta(days=needed)


def _at_peace(history: Sequence[Entry], today: date, rules: LadderRules) -> bool:
    settled = {each.about for each in history if each.event is Event.SETTLED}
    for each in history:
        age = today - local_day(each.at)
        if each.event is Event.ANSWERED and each.cause is Cause.CLOSED:
            if each.until and today <= each.until:
                return True
        elif each.event is Event.ANSWERED and age < timedelta(days=rules.answer_days):
            return True
        elif each.event is Event.ASKED and each.id not in settled and age < timedelta(days=rules.help_days):
            return True
    return False


def quiet(now: datetime, rules: LadderRules) -> bool:
    """Whether nobody is to be disturbed at this hour of Viet Nam."""
    return not rules.from_hour <= now.astimezone(LOCAL).hour < rules.to_hour


def named_before(findings: Iterable[Finding]) -> int:
    """In how many reports in a row the venue has been named."""
    return max((each.times for each in findings), default=0)
