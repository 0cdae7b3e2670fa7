"""Making the daily report: venues, tallies and earlier reports become one `DailyReport`."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from truyvet.area_figures import AreaFigures
from truyvet.compliance import Named
from truyvet.days import day_end
from truyvet.device_notes import Devices, Working, device_notes, read_devices
from truyvet.devices import Device
from truyvet.earlier_reports import ONE_DAY, WEEK, compared, corrections, silent_communes, to_tell
from truyvet.follow_ups import Histories, improved, open_cases, settled
from truyvet.judgement import Following, Judgement, Recounting, Tallies
from truyvet.orders import Order
from truyvet.recount import Counted, Visits, sample
from truyvet.report_table import StoredReport, Told
from truyvet.reports import (
    Category,
    DailyReport,
    Finding,
    Mismatch,
    NamedPlace,
    Recount,
    TrendPoint,
)
from truyvet.sector_figures import SectorFigures
from truyvet.settings import ComplianceRules, ReportRules
from truyvet.sketches import STANDARD_ERROR, estimate
from truyvet.tallies import Tally
from truyvet.units import Province
from truyvet.unregistered import Rosters, Unregistered
from truyvet.venues import Venue


class Venues(Protocol):
    """Where venues are read; `venue_table.VenueTable`."""

    def in_district(self, district: int) -> Iterator[Venue]:
        """The venues of a district."""


class TalliesOfDays(Protocol):
    """Where tallies are read; `tally_table.TallyTable`."""

    def of_day(self, day: date, district: int, *, people: bool = True) -> Iterator[Tally]:
        """The tallies of a district on a day, with or without the sketches of their people."""


class Findings(Protocol):
    """Where findings are kept; `finding_table.FindingTable`."""

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        """Whom the report of a day named in a district: by venue, then by rule."""

    def replace_day(self, day: date, district: int, findings: Iterable[tuple[Finding, bool]]) -> None:
        """Puts findings in the place of those of an earlier attempt at the day."""


class EarlierReports(Protocol):
    """Where reports are kept; `report_table.ReportTable`."""

    def get(self, day: date) -> StoredReport | None:
        """The report of a day."""


@dataclass(frozen=True)
class Reporting:
    """All that reports of a province are made from. `departments`: addressees that answer for several kinds."""

    province: Province
    authority: str
    hotline: str
    venues: Venues
    tallies: TalliesOfDays
    visits: Visits
    devices: Devices
    findings: Findings
    reports: EarlierReports
    recounting: Recounting
    compliance: ComplianceRules
    rules: ReportRules
    orders: Sequence[Order] = ()
    following: Following | None = None
    rosters: Rosters | None = None
    departments: Sequence[str] = ()
    histories: Histories | None = None

    def make(self, day: date, now: datetime, *, update: bool = False) -> tuple[DailyReport, Told] | None:
        """The report of a local day, its findings stored, and what later reports need of it.

        None where no venue was registered by the end of the day: there is nothing to report on.
        """
        window = [day - back * ONE_DAY for back in range(self.rules.history_days, -1, -1)]
        figured = (day, day - ONE_DAY, day - WEEK)
        areas, sectors = AreaFigures(self.province, figured), SectorFigures(self.province, figured)
        venues, tallies, people = self._read(window, figured, areas, sectors)
        if not venues:
            return None
        told = self._told(day, update=update)
        all_devices, whole = read_devices(self.devices, self.province, self.rules.devices)
        judgement = Judgement(
            day=day,
            rules=self.compliance,
            venues=venues,
            tallies=tallies,
            province={each: areas.scans(each) for each in window},
            visits=self.visits,
            earlier=self.findings,
            reported=frozenset(told) - {day},
            orders=self.orders,
            people=people,
            devices=_by_venue(all_devices),
            following=self.following,
        )
        unseen = judgement.judge_all(self.rules)
        recount, uncounted = self._recount(judgement, areas, sectors)
        unregistered = self._unregistered(judgement)
        self._store(judgement, unregistered)
        days = compared(day, areas, told)
        communes = areas.communes(days)
        works = day in judgement.working
        working = Working(day, works, self.orders)
        cases = open_cases(self.histories, venues, self.province, day, now) if self.histories else ()
        before = told[max(earlier)] if (earlier := [each for each in told if each < day]) else None
        corrected = corrections(window, areas, told, day)
        report = DailyReport(
            day=day,
            made_at=now,
            province_name=self.province.name,
            authority=self.authority,
            hotline=self.hotline,
            rules_version=self.compliance.version,
            total=areas.province(days),
            districts=areas.districts(days, window[-self.rules.trend_days :]),
            communes=communes,
            silent_communes=silent_communes(communes, day, told, self.orders) if works else (),
            not_implementing=(*self._places(judgement, Category.NOT_IMPLEMENTING), *unregistered),
            wrongly_implementing=self._places(judgement, Category.WRONGLY_IMPLEMENTING),
            corrections=tuple(each for each in corrected if each.district is None),
            recount=recount,
            trend=self._trend(day, window, areas, told),
            people_error=STANDARD_ERROR,
            incomplete=tuple(_incomplete(works=works, unseen=unseen, uncounted=uncounted, devices=whole, cases=cases)),
            update=update,
            devices=device_notes(all_devices, self.province, venues, working, self.rules),
            report_rules_version=self.rules.version,
            sectors=sectors.sectors(days, self.departments),
            improved=improved(judgement, self.province) if works else (),
            cases=cases or (),
            corrections_of_districts=tuple(each for each in corrected if each.district is not None),
            settled=settled(cases, before.waiting) if cases is not None and before else (),
        )
        return report, to_tell(report)

    def _read(
        self, window: Sequence[date], figured: Sequence[date], areas: AreaFigures, sectors: SectorFigures
    ) -> tuple[dict[str, Venue], Tallies, dict[str, int]]:
        """Venues registered by the end of the day, their tallies, and about how many people each had on the day.

        District by district, adding figures up. `figured`: the day, and those whose people are told beside its own.
        """
        day = figured[0]
        venues: dict[str, Venue] = {}
        tallies: Tallies = defaultdict(dict)
        people: dict[str, int] = {}
        for district in self.province.districts:
            for venue in self.venues.in_district(district.code):
                areas.add_venue(venue)
                sectors.add_venue(venue)
                if venue.registered_at < day_end(day):
                    venues[venue.code] = venue
            for each in window:
                for tally in self.tallies.of_day(each, district.code, people=each in figured):
                    areas.add_tally(tally)
                    sectors.add_tally(tally)
                    if each == day:
                        people[tally.venue] = estimate(tally.people)
                    # A sketch takes ten times the memory of the counts, and only the areas need it.
                    tallies[tally.venue][each] = replace(tally, people=frozenset())
        return venues, tallies, people

    def _told(self, day: date, *, update: bool) -> dict[date, Told]:
        """What earlier reports told, by day; with an update also what the day's own first one did."""
        days = [day - back * ONE_DAY for back in range(0 if update else 1, self.rules.trend_days + 1)]
        stored = {each: self.reports.get(each) for each in days}
        return {each: report.told for each, report in stored.items() if report and report.told}

    def _recount(self, judgement: Judgement, areas: AreaFigures, sectors: SectorFigures) -> tuple[Recount, int]:
        """Counts again what is named and a sample of the rest; gives also how many could not be."""
        wanted = judgement.venue_days_named()
        named = judgement.recount(self.recounting, wanted)
        rest = [venue for code, venue in judgement.venues.items() if code not in judgement.named]
        drawn = [judgement.venue_day(venue) for venue in sample(rest, judgement.day, self.rules.sample_size)]
        sampled = judgement.recount(self.recounting, drawn)
        for counted in (*named, *sampled):
            if counted.moved and counted.tally:
                areas.correct(counted.of.tally, counted.tally)
                sectors.correct(counted.of.tally, counted.tally)
        mismatches = _mismatches((*named, *sampled))
        uncounted = len(wanted) + len(drawn) - len(named) - len(sampled)
        return Recount(named=len(named), sampled=len(sampled), mismatches=mismatches), uncounted

    def _unregistered(self, judgement: Judgement) -> list[NamedPlace]:
        if self.rosters is None:
            return []
        places = Unregistered(self.rosters, self.province, self.compliance, tuple(self.orders))
        return places.named(judgement.venues.values(), judgement.day, judgement.named_before)

    def _store(self, judgement: Judgement, unregistered: Sequence[NamedPlace]) -> None:
        by_district: dict[int, list[tuple[Finding, bool]]] = {each.code: [] for each in self.province.districts}
        without_venue = ((finding, True) for place in unregistered for finding in place.findings)
        for finding, recounted in (*judgement.findings(), *without_venue):
            by_district[finding.district].append((finding, recounted))
        with ThreadPoolExecutor(4) as pool:
            stored = [
                pool.submit(self.findings.replace_day, judgement.day, district, found)
                for district, found in by_district.items()
            ]
        for each in stored:
            each.result()

    def _places(self, judgement: Judgement, category: Category) -> tuple[NamedPlace, ...]:
        """Repeat offenders first, then who fails most rules, then the busiest."""
        names = {district.code: district.name for district in self.province.districts}
        found = [
            (judgement.venues[code], findings)
            for code, findings in judgement.named.items()
            if findings[0].category is category
        ]
        found.sort(key=lambda place: (_gravity(*place), place[0].commune, place[0].code))
        return tuple(
            NamedPlace(
                code=venue.code,
                name=venue.name,
                kind=venue.kind,
                address=venue.address,
                commune_name=venue.commune_name,
                district_name=names[venue.district],
                head=venue.head,
                phone=venue.phone,
                agency=venue.agency,
                findings=findings,
            )
            for venue, findings in found
        )

    def _trend(
        self, day: date, window: Sequence[date], areas: AreaFigures, told: Mapping[date, Told]
    ) -> tuple[TrendPoint, ...]:
        days = [day - back * ONE_DAY for back in range(self.rules.trend_days - 1, -1, -1)]
        read = [areas.trend_point(each) for each in days if each in window]
        stored = [
            TrendPoint(each, told[each].scans, told[each].active)
            for each in days
            if each not in window and each in told
        ]
        first = next((number for number, point in enumerate(read) if point.scans or point.day == day), 0)
        return (*stored, *(read if stored else read[first:]))


def _gravity(venue: Venue, findings: Sequence[Finding]) -> tuple[int, int, int]:
    return -max(finding.times for finding in findings), -len(findings), -(venue.visitors_a_day or 0)


def _by_venue(devices: Iterable[Device]) -> Mapping[str, Sequence[Device]]:
    found: dict[str, list[Device]] = defaultdict(list)
    for device in devices:
        for venue in device.venues:
            found[venue].append(device)
    return found


def _mismatches(counted: Iterable[Counted]) -> tuple[Mismatch, ...]:
    return tuple(each.mismatch for each in counted if each.mismatch)


def _incomplete(*, works: bool, unseen: int, uncounted: int, devices: bool, cases: object) -> Iterator[str]:
    if not works:
        yield "Cả tỉnh hầu như không có lượt quét trong ngày, có thể do hệ thống gián đoạn: không nêu tên điểm nào."
    if unseen:
        yield f"Còn {unseen} điểm có dấu hiệu bất thường chưa kịp xem chi tiết từng lượt quét."
    if uncounted:
        yield f"Còn {uncounted} số liệu điểm theo ngày chưa kịp đối soát với dữ liệu gốc."
    if not devices:
        yield "Chưa kịp xem hết các máy hỗ trợ và tập giấy."
    if cases is None:
        yield "Chưa đọc được các khó khăn, phản hồi và đề nghị đang chờ xử lý."
