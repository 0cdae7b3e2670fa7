"""Stream lag (độ trễ cộng dồn): scans that were stored and not yet in the tallies when a report was begun.

It shows where the recount looks. A few have come in meanwhile, which is no fault; a good part of all of them says that
the totals of the venues that nobody recounted are too low as well.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from truyvet.judgement import Recounting
from truyvet.numbers import number, percent
from truyvet.recount import Counted, VenueDay
from truyvet.reports import DailyReport
from truyvet.tallies import Tally

WORTH_SAYING = 20
"""Fewer scans than this are no lag, whatever their share."""
WORTH_SHARE = 0.01


@dataclass
class WatchedRecount:
    """A recount by `recounting` that notes how many scans it counted, and how many of them the tallies lacked."""

    recounting: Recounting
    counted: int = 0
    behind: int = 0

    def recount(self, wanted: Iterable[VenueDay]) -> Sequence[Counted]:
        """What could be counted."""
        found = self.recounting.recount(wanted)
        for each in found:
            self.counted += _scans(each.tally)
            self.behind += max(0, _scans(each.tally) - _scans(each.of.tally))
        return found

    def told(self, report: DailyReport) -> DailyReport:
        """The report with what was noted; on top of it where the totals cannot be whole."""
        recount = replace(report.recount, behind=self.behind)
        return replace(report, recount=recount, incomplete=(*self._missing(), *report.incomplete))

    def _missing(self) -> Iterator[str]:
        if self.behind >= max(WORTH_SAYING, WORTH_SHARE * self.counted):
            yield (
                f"Hệ thống cộng số liệu chậm: {number(self.behind)} lượt ({percent(self.behind / self.counted)}) của "
                "các điểm được đếm lại chưa kịp cộng; ở các điểm khác, số liệu có thể thấp hơn thực tế."
            )


def _scans(tally: Tally | None) -> int:
    return tally.scans if tally else 0
