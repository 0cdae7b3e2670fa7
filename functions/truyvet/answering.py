"""Answers (phản hồi) of a venue's head: why nobody scans, what is wrong with the figures, what help is needed.

Who may answer: the owner with the venue's token, or whoever holds the link of a reminder, which went to the address
that the venue registered. The link opens nothing else.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from truyvet import days, histories, venues
from truyvet.days import local_day
from truyvet.errors import FieldError, InvalidError, UnauthorisedError
from truyvet.fields import Fields
from truyvet.histories import HELPABLE, Cause, Entry, Event, Rung
from truyvet.settings import LadderRules
from truyvet.venues import Venue

TEXT_CHARACTERS = 500
MOST_A_DAY = 10
"""Answers and requests that a venue's history takes on one local day."""
HEAD = "Người đứng đầu điểm"


class Histories(Protocol):
    """Where histories are kept; `history_table.HistoryTable`."""

    def get(self, venue: str, entry: str) -> Entry | None:
        """One entry."""

    def of_venue(self, venue: str, since: date | None = None) -> list[Entry]:
        """A venue's entries, oldest first."""

    def add(self, entry: Entry) -> bool:
        """Adds an entry."""


@dataclass(frozen=True)
class Caller:
    """Who answers: the owner, or the holder of the link of `reminder`."""

    venue: Venue
    reminder: Entry | None = None


def caller(venue: Venue, token: str, kept: Histories) -> Caller:
    """Whose token this is: the owner's, or `{local day}.{secret}` of a reminder's link. Raises UnauthorisedError."""
    if venues.owned_by(venue, token):
        return Caller(venue)
    day, _, secret = token.partition(".")
    try:
        reminder = kept.get(venue.code, histories.message_id(date.fromisoformat(day), Rung.HEAD))
    except ValueError:
        reminder = None
    if reminder is None or not histories.opens(reminder, secret):
        raise UnauthorisedError(
            "Đường dẫn này không mở được. Xin dùng đường dẫn mới nhất, hoặc trang quản lý của điểm."
        )
    return Caller(venue, reminder)


def answer(who: Caller, body: dict[str, Any], kept: Histories, rules: LadderRules, now: datetime) -> Entry:
    """Stores an answer: `{"cause", "text"?, "until"?}`. Raises InvalidError."""
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    cause, text = _cause(fields), fields.text("text", TEXT_CHARACTERS)
    until = fields.parsed("until", date.fromisoformat, "Ngày chưa đúng.")
    today = local_day(now)
    if cause is Cause.CLOSED and not (until and today <= until <= today + timedelta(days=rules.longest_away_days)):
        sentence = f"Xin cho biết điểm nghỉ đến ngày nào, nhiều nhất {rules.longest_away_days} ngày."
        fields.refuse("until", f"{sentence} Nghỉ lâu hơn, xin báo xã, phường.")
    if cause in {Cause.DISAGREE, Cause.OTHER} and not text:
        fields.refuse("text", "Xin ghi vài lời để cán bộ hiểu.")
    return _store(who, _entry(who, Event.ANSWERED, now, cause, text, until), wrong, kept, today)


def ask(who: Caller, body: dict[str, Any], kept: Histories, now: datetime) -> Entry:
    """Stores a request for help, which lies before officials: `{"cause", "text"?}`. Raises InvalidError."""
    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    cause, text = _cause(fields), fields.text("text", TEXT_CHARACTERS)
    if cause and cause not in HELPABLE:
        fields.refuse("cause", "Xin chọn khó khăn cần giúp.")
    if cause is Cause.OTHER and not text:
        fields.refuse("text", "Xin ghi vài lời để cán bộ hiểu.")
    return _store(who, _entry(who, Event.ASKED, now, cause, text, None), wrong, kept, local_day(now))


def _cause(fields: Fields) -> Cause | None:
    cause = fields.choice("cause", Cause)
    if cause is None:
        fields.refuse("cause", "Xin chọn một mục.")
    return cause


def _entry(who: Caller, event: Event, now: datetime, cause: Cause | None, text: str, until: date | None) -> Entry:
    return Entry(
        venue=who.venue.code,
        id=histories.new_id(now.astimezone(days.LOCAL)),
        at=now,
        event=event,
        by=HEAD,
        text=text,
        cause=cause,
        until=until if cause is Cause.CLOSED else None,
        open_in=who.venue.district if event is Event.ASKED or cause is Cause.DISAGREE else None,
        about=who.reminder.id if who.reminder else None,
    )


def _store(who: Caller, entry: Entry, wrong: list[FieldError], kept: Histories, today: date) -> Entry:
    if wrong:
        raise InvalidError(wrong)
    said = [each for each in kept.of_venue(who.venue.code, today) if each.event in {Event.ANSWERED, Event.ASKED}]
    same = next((each for each in said if (each.event, each.cause, each.text, each.until) == _said(entry)), None)
    if same:
        return same
    if len(said) >= MOST_A_DAY:
        raise InvalidError([FieldError("text", "Hôm nay điểm đã gửi nhiều lần. Xin gọi đường dây nóng.")])
    kept.add(entry)
    return entry


def _said(entry: Entry) -> tuple[Event, Cause | None, str, date | None]:
    return entry.event, entry.cause, entry.text, entry.until
