"""A round of reminders: each venue at most once a day, nothing sent twice, nothing lost that SES refused."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tests.unit.places import DAY, local, venue
from tests.unit.test_ladder import FINDING
from truyvet import histories
from truyvet.histories import Cause, Entry, Event, Rung, Sending
from truyvet.mailing import RefusedMailError, UnansweredMailError
from truyvet.reminder_mails import Sender
from truyvet.reminding import Round
from truyvet.reports import Finding
from truyvet.settings import LadderRules
from truyvet.venues import Status, Venue

ONE_DAY = timedelta(days=1)
SENDER = Sender("baocao@tv.example.vn", "Ủy ban nhân dân tỉnh Bình Phước", "1900 1234", "https://tv.example.vn")
SHOP = replace(venue(), email="coba@example.vn")
MUTE = replace(venue("8K3M9QXA"), name="Quán nước Bến Xe")


class CrashError(Exception):
    """The process dies."""


@dataclass
class Kept:
    """Histories in memory."""

    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def of_venue(self, venue: str, since: date | None = None) -> list[Entry]:
        found = sorted(self.entries.items())
        return [entry for (code, _), entry in found if code == venue and (since is None or entry.id >= f"{since}")]

    def take_over(self, entry: Entry) -> bool:
        held = self.entries.get((entry.venue, entry.id))
        if held and held.sending is not Sending.REFUSED:
            return False
        self.entries[entry.venue, entry.id] = entry
        return True

    def note(self, entry: Entry, sending: Sending) -> None:
        self.entries[entry.venue, entry.id] = replace(self.entries[entry.venue, entry.id], sending=sending)

    def close(self, venue: str, entry: str) -> bool:
        held = self.entries[venue, entry]
        self.entries[venue, entry] = replace(held, open_in=None)
        return held.open_in is not None


@dataclass
class Letters:
    """What went out. `fate` may raise instead of, or after, taking a mail."""

    mails: list[tuple[tuple[str, ...], EmailMessage]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    fate: Callable[[int], Exception | None] = lambda _: None

    def mail(self, mime: bytes, recipients: Sequence[str]) -> None:
        fault = self.fate(len(self.mails))
        if isinstance(fault, RefusedMailError):
            raise fault
        self.mails.append((tuple(recipients), message_from_bytes(mime, policy=policy.default)))
        if fault:
            raise fault

    def sms(self, number: str, text: str) -> None:
        self.texts.append((number, text))


@dataclass
class Town:
    """A district, whom the last report named in it, and the addresses of its officials."""

    venues: list[Venue] = field(default_factory=lambda: [SHOP])
    named: list[Finding] = field(default_factory=list)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    post: Letters = field(default_factory=Letters)
    rules: LadderRules = field(default_factory=LadderRules)

    def in_district(self, district: int) -> Iterator[Venue]:
        return (each for each in self.venues if each.district == district)

    def of_day(self, day: date, _district: int) -> list[Finding]:
        found = self.named or [replace(FINDING, venue=each.code) for each in self.venues]
        return [replace(each, day=day) for each in found]

    def go(self, day: date = DAY, hour: int = 8) -> Counter[tuple[Rung, Sending]]:
        post = Round(self, self, self.kept, self.post, lambda to: self.addresses.get(to, []), SENDER, self.rules)
        now: datetime = local(day + ONE_DAY, hour)
        return Counter(post.go(day, 689, "Thành phố Đồng Xoài", now).messages)

    def days(self, number: int) -> None:
        for each in range(number):
            self.go(DAY + each * ONE_DAY)


def words(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    return str(body.get_content())


def test_the_head_is_told_the_figures_the_remedy_and_where_to_answer() -> None:
    town = Town()
    assert town.go() == {(Rung.HEAD, Sending.SENT): 1}
    [(to, mail)] = town.post.mails
    assert to == ("coba@example.vn",)
    assert mail["Subject"] == "[Truy Vết] Nhắc thực hiện quét mã QR: Tạp hóa Cô Ba, 13/8/2021"
    said = words(mail)
    for part in (
        "Nguyễn Thị Mười",
        "Số liệu thứ Sáu, 13/8/2021",
        FINDING.sentence,
        FINDING.remedy,
        "lần nhắc thứ 1",
        "1900 1234",
    ):
        assert part in said
    [entry] = town.kept.of_venue(SHOP.code)
    code, day, token = said.partition("/answer#")[2].split()[0].split(".")
    assert (code, day) == (SHOP.code, "2021-08-14")
    assert histories.opens(entry, token)


def test_a_round_that_is_fired_again_tells_nobody_again() -> None:
    town = Town()
    town.go()
    assert town.go(hour=9) == {}
    assert len(town.post.mails) == 1


def test_what_ses_refused_is_sent_by_the_next_round() -> None:
    town = Town(post=Letters(fate=lambda _: RefusedMailError("Throttling")))
    assert town.go() == {(Rung.HEAD, Sending.REFUSED): 1}
    town.post.fate = lambda _: None
    assert town.go(hour=9) == {(Rung.HEAD, Sending.SENT): 1}
    assert len(town.post.mails) == 1


@pytest.mark.parametrize("fault", [UnansweredMailError("lost"), CrashError()])
def test_what_nobody_saw_accepted_is_not_sent_twice(fault: Exception) -> None:
    town = Town(post=Letters(fate=lambda _: fault))
    if isinstance(fault, CrashError):
        with pytest.raises(CrashError):
            town.go()
    else:
        town.go()
    town.post.fate = lambda _: None
    town.go(hour=9)
    assert len(town.post.mails) == 1


def test_after_three_reminders_the_commune_then_the_district_hear_of_all_its_venues_in_one_mail() -> None:
    town = Town(venues=[SHOP, MUTE], addresses={"commune:25195": ["xa@example.vn"], "district:689": ["tx@example.vn"]})
    town.days(9)
    to = Counter(each for each, _ in town.post.mails)
    assert to == {("coba@example.vn",): 3, ("xa@example.vn",): 1, ("tx@example.vn",): 2}
    commune, district, proposal = (mail for each, mail in town.post.mails if each != ("coba@example.vn",))
    assert "2 điểm, Phường Tân Phú" in commune["Subject"]
    assert SHOP.name in words(commune)
    assert MUTE.name in words(commune)
    assert "Đã nhắc 3 lần" in words(commune)
    assert "Thành phố Đồng Xoài" in district["Subject"]
    assert "không tự tạm dừng điểm nào" in words(proposal)


def test_a_venue_waits_for_the_highest_rung_alone() -> None:
    town = Town()
    for days, waits_for in ((4, Rung.COMMUNE), (6, Rung.DISTRICT), (9, Rung.SUSPENSION)):
        town.days(days)
        assert [entry.rung for entry in town.kept.of_venue(SHOP.code) if entry.open_in] == [waits_for]


def test_nobody_is_said_to_have_been_reminded_to_whom_nothing_could_be_sent() -> None:
    town = Town(venues=[MUTE], addresses={"commune:25195": ["xa@example.vn"]})
    town.days(4)
    [(_, mail)] = town.post.mails
    assert "Đã nhắc" not in words(mail)
    assert "Chưa nhắc được vì điểm không có thư điện tử, xin gọi điện trước; bị nêu" in words(mail)


def test_a_round_that_died_before_it_told_the_commune_is_finished_by_the_next() -> None:
    town = Town(addresses={"commune:25195": ["xa@example.vn"]})
    town.days(3)
    town.post.fate = lambda _: RefusedMailError("Throttling")
    town.go(DAY + 3 * ONE_DAY)
    town.post.fate = lambda _: None
    town.go(DAY + 3 * ONE_DAY, hour=9)
    town.go(DAY + 3 * ONE_DAY, hour=10)
    assert [to for to, _ in town.post.mails].count(("xa@example.vn",)) == 1


def test_a_head_without_a_mail_address_is_told_by_sms_where_that_is_switched_on() -> None:
    assert Town(venues=[MUTE]).go() == {(Rung.HEAD, Sending.NO_ADDRESS): 1}
    town = Town(venues=[MUTE], rules=LadderRules(sms=True))
    assert town.go() == {(Rung.HEAD, Sending.SENT): 1}
    [(number, text)] = town.post.texts
    assert number == MUTE.phone
    assert f"{MUTE.name} bị nêu “{FINDING.rule_name}”." in text
    assert "/answer#8K3M9QXA." in text


def test_nobody_is_told_at_night_of_a_closed_place_or_of_one_that_answered() -> None:
    assert Town().go(hour=21) == {}
    assert Town(venues=[replace(SHOP, status=Status.CLOSED)]).go() == {}
    town = Town()
    at = local(DAY, 9)
    town.kept.take_over(Entry(SHOP.code, histories.new_id(at), at, Event.ANSWERED, "Người đứng đầu", cause=Cause.OTHER))
    assert town.go() == {}


def test_a_name_with_markup_is_harmless_in_the_mail() -> None:
    town = Town(venues=[replace(SHOP, name="<script>alert(1)</script>\r\nBcc: x@example.vn")])
    town.go()
    [(_, mail)] = town.post.mails
    assert "Bcc" not in mail
    html = mail.get_body(("html",))
    assert html
    assert "<script>" not in html.get_content()
