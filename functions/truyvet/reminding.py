"""Reminding (nhắc nhở): one round of the ladder through a district, each venue at most once a day.

Every message is stored before it is sent, so a round that dies is taken up by the next one and sends nothing twice;
only what SES refused is sent again. What nobody saw accepted stays as `sending` and counts as sent.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from truyvet import histories, ladder
from truyvet.days import local_day
from truyvet.histories import Entry, Event, Rung, Sending
from truyvet.mailing import RefusedMailError, UnansweredMailError
from truyvet.reminder_mails import Listed, Sender, digest, reminder, text_message
from truyvet.reports import Finding
from truyvet.settings import LadderRules
from truyvet.venues import Status, Venue

BY = "Hệ thống"
LOOKED_BACK = timedelta(days=60)
_EVENTS = {Rung.HEAD: Event.REMINDED, Rung.SUSPENSION: Event.PROPOSED}


class Venues(Protocol):
    """Where venues are read; `venue_table.VenueTable`."""

    def in_district(self, district: int) -> Iterator[Venue]:
        """The venues of a district."""


class Findings(Protocol):
    """Where findings are read; `finding_table.FindingTable`."""

    def of_day(self, day: date, district: int) -> Sequence[Finding]:
        """The findings of a district on a day."""


class Histories(Protocol):
    """Where histories are kept; `history_table.HistoryTable`."""

    def of_venue(self, venue: str, since: date | None = None) -> Sequence[Entry]:
        """A venue's entries, oldest first."""

    def take_over(self, entry: Entry) -> bool:
        """Stores an entry unless somebody else has it."""

    def note(self, entry: Entry, sending: Sending) -> None:
        """Notes how far a message is."""

    def close(self, venue: str, entry: str) -> bool:
        """Takes an entry off what lies before officials."""


class Post(Protocol):
    """Who takes messages."""

    def mail(self, mime: bytes, recipients: Sequence[str]) -> None:
        """Sends a mail once. Raises RefusedMailError and UnansweredMailError."""

    def sms(self, number: str, text: str) -> None:
        """Sends an SMS once. Raises RefusedMailError and UnansweredMailError."""


@dataclass(frozen=True)
class Round:
    """A round through the venues of a district that the report of a day names.

    `recipients` gives the mail addresses of an addressee such as `commune:25195` or `district:689`, maybe none.
    `enough` says that the time is used up: what is left is taken up by the next round.
    """

    venues: Venues
    findings: Findings
    histories: Histories
    post: Post
    recipients: Callable[[str], Sequence[str]]
    sender: Sender
    rules: LadderRules
    enough: Callable[[], bool] = lambda: False

    def go(self, day: date, district: int, district_name: str, now: datetime) -> "Told":
        """Tells whoever is due of the findings of the local day `day`."""
        told = Told()
        if ladder.quiet(now, self.rules):
            return told
        listed: dict[tuple[Rung, int], list[Listed]] = defaultdict(list)
        for venue, findings in self._named(day, district):
            if self.enough():
                told.whole = False
                return told
            history = self.histories.of_venue(venue.code, local_day(now) - LOOKED_BACK)
            rung = ladder.next_rung(findings, history, local_day(now), self.rules)
            reminders = ladder.heard_of(findings, history)
            if rung is Rung.HEAD:
                told.count(rung, self._remind(venue, findings, reminders + 1, now))
                continue
            if rung and self.histories.take_over(_message(venue, rung, findings, now, Sending.SENT)):
                told.count(rung, Sending.SENT)
            # Also one that an earlier round of today put before officials and did not live to tell them.
            if rung := rung or _risen_today(history, local_day(now)):
                self._leave_to(rung, venue, history)
                listed[rung, venue.commune].append(Listed(venue, reminders, tuple(findings)))
        self._tell(day, district, district_name, listed, now)
        return told

    def _named(self, day: date, district: int) -> Iterator[tuple[Venue, list[Finding]]]:
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings.of_day(day, district):
            found[finding.venue].append(finding)
        if not found:
            return
        for venue in self.venues.in_district(district):
            worth = ladder.remindable(found.get(venue.code, ()), self.rules)
            if worth and venue.status is Status.OPEN:
                yield venue, worth

    def _remind(self, venue: Venue, findings: Sequence[Finding], times: int, now: datetime) -> Sending | None:
        token = histories.new_token()
        reachable = bool(venue.email) or self.rules.sms
        entry = _message(venue, Rung.HEAD, findings, now, Sending.SENDING if reachable else Sending.NO_ADDRESS, token)
        if not self.histories.take_over(entry):
            return None
        if not reachable:
            return Sending.NO_ADDRESS
        link = f"{self.sender.host_url}/answer#{venue.code}.{entry.id.partition('#')[0]}.{token}"
        try:
            if venue.email:
                self.post.mail(reminder(self.sender, venue, findings, times, link, now), [venue.email])
            else:
                self.post.sms(venue.phone, text_message(venue, findings[0], link))
        except RefusedMailError:
            self.histories.note(entry, Sending.REFUSED)
            return Sending.REFUSED
        except UnansweredMailError:
            return Sending.SENDING
        self.histories.note(entry, Sending.SENT)
        return Sending.SENT

    def _leave_to(self, rung: Rung, venue: Venue, history: Iterable[Entry]) -> None:
        """A venue waits for the highest rung that was told; whoever was told before need not settle it any more."""
        for entry in history:
            if entry.open_in is not None and entry.rung and ladder.below(entry.rung, rung):
                self.histories.close(venue.code, entry.id)

    def _tell(
        self,
        day: date,
        district: int,
        district_name: str,
        listed: Mapping[tuple[Rung, int], list[Listed]],
        now: datetime,
    ) -> None:
        """One mail to each commune, and one of each rung to the district."""
        for (rung, commune), places in _by_addressee(listed):
            addressee = f"commune:{commune}" if commune else f"district:{district}"
            to = self.recipients(addressee) or self.recipients(f"district:{district}")
            place = places[0].venue.commune_name if commune else district_name
            entry = Entry(
                venue=addressee,
                id=histories.message_id(local_day(now), rung),
                at=now,
                event=Event.ESCALATED,
                by=BY,
                text=f"{len(places)} điểm",
                day=day,
                sending=Sending.SENDING if to else Sending.NO_ADDRESS,
            )
            if self.histories.take_over(entry) and to:
                self._send_digest(entry, digest(self.sender, rung, place, to, places, day, now), to)

    def _send_digest(self, entry: Entry, mime: bytes, to: Sequence[str]) -> None:
        try:
            self.post.mail(mime, to)
        except RefusedMailError:
            self.histories.note(entry, Sending.REFUSED)
        except UnansweredMailError:
            return
        else:
            self.histories.note(entry, Sending.SENT)


@dataclass
class Told:
    """What a round did: messages by rung and by how far they got; `whole` unless the time was used up."""

    messages: dict[tuple[Rung, Sending], int] = field(default_factory=lambda: defaultdict(int))
    whole: bool = True

    def count(self, rung: Rung, sending: Sending | None) -> None:
        """Counts one message; None was somebody else's."""
        if sending:
            self.messages[rung, sending] += 1


def _by_addressee(
    listed: Mapping[tuple[Rung, int], list[Listed]],
) -> Iterable[tuple[tuple[Rung, int | None], list[Listed]]]:
    """Communes get their own venues; the district gets those of all communes together."""
    of_district: dict[Rung, list[Listed]] = defaultdict(list)
    for (rung, commune), places in listed.items():
        if rung is Rung.COMMUNE:
            yield (rung, commune), places
        else:
            of_district[rung] += places
    for rung, places in of_district.items():
        yield (rung, None), places


def _message(
    venue: Venue, rung: Rung, findings: Sequence[Finding], now: datetime, sending: Sending, token: str = ""
) -> Entry:
    return Entry(
        venue=venue.code,
        id=histories.message_id(local_day(now), rung),
        at=now,
        event=_EVENTS.get(rung, Event.ESCALATED),
        by=BY,
        text="\n".join(each.sentence for each in findings),
        day=findings[0].day,
        rung=rung,
        sending=sending,
        # What has risen above the head lies before officials until one of them settles it.
        open_in=None if rung is Rung.HEAD else venue.district,
        token_hash=histories.token_hash(token) if token else b"",
    )


def _risen_today(history: Iterable[Entry], today: date) -> Rung | None:
    above = (rung for rung in Rung if rung is not Rung.HEAD)
    ids = {histories.message_id(today, rung): rung for rung in above}
    return next((ids[each.id] for each in history if each.id in ids), None)
