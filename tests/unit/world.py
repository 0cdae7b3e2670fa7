"""A province in memory of which reports are made, for tests."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

from tests.unit.places import DAY, WINDOW, local, venue, visit
from tests.unit.stores import (
    Clock,
    DevicesInMemory,
    FindingsInMemory,
    ReportsInMemory,
    RostersInMemory,
    TalliesInMemory,
    VenuesInMemory,
    VisitsInMemory,
)
from truyvet import units
from truyvet.orders import Order
from truyvet.recount import Recounter
from truyvet.report_table import State, StoredReport, Told
from truyvet.reporting import Reporting
from truyvet.reports import DailyReport
from truyvet.settings import ComplianceRules, ReportRules
from truyvet.tally_table import TallyTable
from truyvet.venues import Venue
from truyvet.visits import Direction, Source

BINH_PHUOC = units.province(70)
DONG_XOAI = next(district for district in BINH_PHUOC.districts if district.code == 689)
ONE, OTHER = DONG_XOAI.communes[0], DONG_XOAI.communes[1]
MORNING = datetime(2021, 8, 13, 23, tzinfo=UTC)
YESTERDAY = DAY - timedelta(days=1)


@dataclass
class World:
    venues: VenuesInMemory = field(default_factory=VenuesInMemory)
    visits: VisitsInMemory = field(default_factory=VisitsInMemory)
    devices: DevicesInMemory = field(default_factory=DevicesInMemory)
    tallies: TalliesInMemory = field(default_factory=TalliesInMemory)
    rosters: RostersInMemory = field(default_factory=RostersInMemory)
    orders: tuple[Order, ...] = ()
    findings: FindingsInMemory = field(default_factory=FindingsInMemory)
    reports: ReportsInMemory = field(default_factory=ReportsInMemory)
    rules: ReportRules = field(default_factory=lambda: ReportRules(sample_size=5))
    numbers: int = 0

    def add(self, at: Venue, scans: int, day: date = DAY, *, source: Source = Source.SELF, hour: int = 9) -> Venue:
        """A venue with visits on a day: every second one is the exit of who entered before, each with a phone."""
        if at not in self.venues.venues:
            self.venues.venues.append(at)
        for number in range(scans):
            self.numbers += 1
            when = local(day, hour, number % 60)
            who = self.numbers - number % 2
            each = visit(at, when, self.numbers, source=source, device=who.to_bytes(4, "big"))
            # Person keys are HMACs: uniform, as the sketch needs them.
            spread = (who * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") * 2
            self.visits.add(replace(each, person=spread, direction=Direction.OUT if number % 2 else Direction.IN))
        return at

    def busy(self, days: list[date] | None = None) -> Venue:
        """A market that keeps the province's system working on all days."""
        market = venue("BUSYMARK", commune=ONE.code)
        for day in days or WINDOW:
            self.add(market, 40, day)
        return market

    def report(self, day: date = DAY, now: datetime = MORNING, *, update: bool = False) -> DailyReport:
        made = self.made(day, now, update=update)
        assert made is not None
        report, told = made
        before = self.reports.reports.get(day)
        self.reports.reports[day] = StoredReport(
            day, version=(before.version if before else 0) + 1, state=State.SENT, told=told
        )
        return report

    def made(self, day: date, now: datetime, *, update: bool) -> tuple[DailyReport, Told] | None:
        recounter = Recounter(
            self.visits,
            cast("TallyTable", self.tallies),
            Clock(now),
            now + timedelta(minutes=5),
            now - timedelta(days=27),
            threads=2,
        )
        return Reporting(
            province=BINH_PHUOC,
            authority="Ủy ban nhân dân tỉnh Bình Phước",
            hotline="",
            venues=self.venues,
            tallies=self.tallies,
            visits=self.visits,
            devices=self.devices,
            findings=self.findings,
            reports=self.reports,
            recounting=recounter,
            compliance=ComplianceRules(),
            rules=self.rules,
            orders=self.orders,
            following=self.visits,
            rosters=self.rosters,
        ).make(day, now, update=update)
