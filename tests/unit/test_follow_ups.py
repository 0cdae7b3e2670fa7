"""What the report says of what became of earlier ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from tests.unit.places import DAY, local, venue
from tests.unit.sample_report import sample_report
from tests.unit.test_judgement import Watched, busy, judgement
from truyvet import follow_up_wording, sections, units
from truyvet.compliance import Named
from truyvet.errors import TryAgainError
from truyvet.follow_ups import by_cause, improved, open_cases, settled
from truyvet.histories import Cause, Entry, Event, Rung, new_id
from truyvet.reports import OpenCase

SHOP = venue()
NOW = local(DAY + timedelta(days=1), 6)
PROVINCE = units.province(70)


def entry(hours_ago: int, event: Event = Event.ASKED, cause: Cause | None = Cause.NO_NETWORK, **more: object) -> Entry:
    at = NOW - timedelta(hours=hours_ago)
    rung = Rung.SUSPENSION if event is Event.PROPOSED else None
    made = Entry(SHOP.code, new_id(at), at, event, "x", cause=cause, rung=rung, open_in=SHOP.district)
    return replace(made, **more)  # type: ignore[arg-type]


class Kept:
    """What is open, in one district."""

    def __init__(self, *entries: Entry, busy: bool = False) -> None:
        self.entries = entries
        self.busy = busy

    def open_in(self, district: int) -> Iterator[Entry]:
        if self.busy:
            raise TryAgainError
        return (each for each in self.entries if each.open_in == district)


def cases(*entries: Entry) -> tuple[OpenCase, ...]:
    found = open_cases(Kept(*entries), {SHOP.code: SHOP}, PROVINCE, DAY, NOW)
    assert found is not None
    return found


def test_what_waits_is_told_the_oldest_first_and_what_came_since_the_last_report_is_new() -> None:
    found = cases(entry(3, cause=Cause.NOBODY), entry(30))
    assert [(each.cause, each.new) for each in found] == [(Cause.NO_NETWORK, False), (Cause.NOBODY, True)]
    assert found[0].place.district_name == "Thành phố Đồng Xoài"


def test_an_addressee_of_a_digest_is_no_place() -> None:
    assert cases(entry(3, venue="commune:25195")) == ()


def test_where_it_cannot_be_read_the_report_goes_out_and_says_so() -> None:
    assert open_cases(Kept(busy=True), {SHOP.code: SHOP}, PROVINCE, DAY, NOW) is None


def test_what_waited_before_and_waits_no_more_is_settled() -> None:
    now = cases(entry(30), entry(3))
    assert by_cause(now) == {Cause.NO_NETWORK: 2}
    [done] = settled(now, {"no_network": 4})
    assert (done.cause, done.count) == (Cause.NO_NETWORK, 3)
    assert settled(now, None) == ()


def test_a_proposal_names_the_place_and_asks_to_hear_it_first() -> None:
    report = sample_report()
    [named, *_] = report.not_implementing
    report = replace(report, not_implementing=(replace(named, code=SHOP.code),))
    [line] = follow_up_wording.raised(replace(report, cases=cases(entry(3, Event.PROPOSED, None))))
    assert SHOP.name in line
    assert "Xin nghe điểm giải trình trước." in line


def test_nothing_is_proposed_about_a_place_that_the_report_does_not_name() -> None:
    report = replace(sample_report(), cases=cases(entry(3, Event.PROPOSED, None), entry(9, Event.ESCALATED, None)))
    assert follow_up_wording.raised(report) == []


class Before:
    """Whom the report of the day before named in Đồng Xoài."""

    def __init__(self, *codes: str, times: int) -> None:
        self.codes, self.times = codes, times

    def named(self, day: date, district: int) -> dict[str, dict[str, Named]]:
        if (day, district) != (DAY - timedelta(days=1), SHOP.district):
            return {}
        return {code: {"no_scan": Named(day, self.times)} for code in self.codes}


def test_who_scans_and_is_not_named_any_more_has_improved_and_who_rests_has_not() -> None:
    visits = Watched()
    mended, still = busy("MENDED00", visits), busy("ST1LL000", visits, person=100)
    resting = venue("REST1NG0")
    judged = judgement([mended, still, resting], visits)
    judged.earlier = Before("MENDED00", "ST1LL000", "REST1NG0", "G0NE0000", times=4)
    judged.reported = frozenset({DAY - timedelta(days=1)})
    judged.named["ST1LL000"] = ()
    [found] = improved(judged, PROVINCE)
    assert (found.place.code, found.rules, found.times) == ("MENDED00", ("Không có lượt quét",), 4)
    said = follow_up_wording.improved(replace(sample_report(), improved=(found,)))
    assert said is not None
    assert said.startswith("1 điểm bị nêu ở báo cáo trước nay đã quét bình thường")
    assert f"{mended.name} (Phường Tân Phú, 4 báo cáo)" in said


def test_where_nothing_was_reported_before_nobody_has_improved() -> None:
    assert improved(judgement([SHOP], Watched()), PROVINCE) == ()
    assert follow_up_wording.improved(sample_report()) is None


def test_difficulties_are_counted_by_cause() -> None:
    report = replace(sample_report(), cases=cases(entry(30), entry(3), entry(2, cause=Cause.NOBODY)))
    assert follow_up_wording.difficulties_said(report) == [
        "Không có mạng hoặc mạng yếu: đang chờ 2, mới 1",
        "Không có người mời khách quét: đang chờ 1, mới 1",
    ]


def test_the_front_hears_why_and_of_no_place() -> None:
    report = replace(sample_report(), cases=cases(entry(30), entry(3, Event.PROPOSED, None)))
    front = sections.section(report, "front")
    assert follow_up_wording.why(front) == ["Phường Tân Phú, Thành phố Đồng Xoài: không có mạng hoặc mạng yếu (1 điểm)"]
    assert {case.place.name for case in front.cases} == {""}
    assert follow_up_wording.raised(front) == []


def test_a_district_hears_of_its_own_only() -> None:
    report = replace(sample_report(), cases=cases(entry(30)))
    assert len(sections.section(report, "district:689").cases) == 1
    assert sections.section(report, "district:690").cases == ()
