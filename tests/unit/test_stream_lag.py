"""Scans that the tallies lack when the report is begun are told, and on top of it where they are many."""

from collections.abc import Iterable, Sequence

import pytest

from tests.unit.places import DAY, tally, venue
from tests.unit.sample_report import sample_report
from truyvet import follow_up_wording, sections
from truyvet.recount import Counted, VenueDay
from truyvet.reports import DailyReport
from truyvet.stream_lag import WatchedRecount

SHOP = venue()
REPORT = sample_report()


class Counting:
    """Finds so many scans wherever it looks."""

    def __init__(self, scans: int) -> None:
        self.scans = scans

    def recount(self, wanted: Iterable[VenueDay]) -> Sequence[Counted]:
        return [Counted(each, tally(SHOP, DAY, self.scans, 0)) for each in wanted]


def told(found: int, tallied: int) -> DailyReport:
    watched = WatchedRecount(Counting(found))
    [counted] = watched.recount([VenueDay(SHOP, DAY, tally(SHOP, DAY, tallied, 0))])
    assert counted.tally
    assert counted.tally.scans == found
    return watched.told(REPORT)


def test_tallies_that_have_all_are_said_to() -> None:
    report = told(500, 500)
    assert report.incomplete == REPORT.incomplete
    assert "mọi lượt của các điểm được đếm lại đã được cộng" in follow_up_wording.completeness(report)


@pytest.mark.parametrize(("found", "tallied"), [(30, 11), (5000, 4960)])
def test_a_few_that_came_in_meanwhile_are_told_below(found: int, tallied: int) -> None:
    report = told(found, tallied)
    assert report.incomplete == REPORT.incomplete
    assert f"{found - tallied} lượt của các điểm được đếm lại" in follow_up_wording.completeness(report)


def test_a_stream_that_lags_is_said_on_top_to_everybody() -> None:
    report = told(1000, 400)
    [said, *_] = report.incomplete
    assert said.startswith("Hệ thống cộng số liệu chậm: 600 lượt (60%)")
    for part in (report, sections.section(report, "district:689"), sections.section(report, "front")):
        assert part.incomplete[0] == said
        assert "600 lượt của các điểm được đếm lại" in follow_up_wording.completeness(part)


def test_more_in_the_tallies_than_there_is_is_no_lag() -> None:
    assert told(10, 400).recount.behind == 0


def test_of_a_report_from_before_it_was_noted_nothing_is_said() -> None:
    assert "được đếm lại" not in follow_up_wording.completeness(REPORT)
