"""The figures of the report, what it compares with, what it corrects, and how it checks itself."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.unit.places import DAILY, DAY, LONG_AGO, OFFICE_HOURS, WINDOW, local, venue, visit
from tests.unit.world import DONG_XOAI, MORNING, OTHER, YESTERDAY, World
from truyvet.report_table import State, StoredReport, Told
from truyvet.reports import Correction, DailyReport
from truyvet.settings import ReportRules
from truyvet.sketches import STANDARD_ERROR
from truyvet.tallying import tally_of
from truyvet.venues import Venue
from truyvet.visits import Source


def named(report: DailyReport) -> dict[str, list[str]]:
    places = (*report.not_implementing, *report.wrongly_implementing)
    return {place.code: [finding.rule for finding in place.findings] for place in places}


def test_the_figures_equal_a_plain_count() -> None:
    world = World()
    world.busy()
    world.add(venue("SHOPAAAA", commune=OTHER.code), 7, source=Source.HELPER)
    world.add(venue("NOPRINTX", commune=OTHER.code, poster_issued_at=None), 0)
    world.add(venue("NEWTODAY", commune=OTHER.code, registered_at=local(DAY, 15), poster_issued_at=None), 0)
    world.add(venue("TOOLATEX", registered_at=local(DAY + timedelta(days=1), 0)), 0)
    world.tallies.count(world.visits)
    report = world.report()
    day = report.total.day
    assert (day.registered, day.poster_issued, day.active) == (4, 2, 2)
    assert (day.entries, day.exits, day.by_helper, day.late) == (20 + 4, 20 + 3, 7, 0)
    assert abs(day.people - 24) <= 24 * 3 * STANDARD_ERROR
    assert report.total.day_before is not None
    assert (report.total.day_before.registered, report.total.day_before.scans) == (3, 40)
    assert report.total.week_before is not None
    assert report.total.week_before.scans == 40


def test_districts_and_communes_add_up_to_the_province() -> None:
    world = World()
    world.busy()
    world.add(venue("SHOPAAAA", commune=OTHER.code), 7)
    world.tallies.count(world.visits)
    report = world.report()
    assert len(report.districts) == 11
    assert len(report.communes) == 111
    for areas in (report.districts, report.communes):
        assert sum(area.figures.day.scans for area in areas) == report.total.day.scans == 47
        assert sum(area.figures.day.registered for area in areas) == report.total.day.registered
    commune = next(area for area in report.communes if area.code == OTHER.code)
    assert (commune.figures.day.scans, commune.district, commune.district_name) == (7, 689, DONG_XOAI.name)


def test_people_are_counted_once_however_many_venues_they_enter() -> None:
    world = World()
    world.busy()
    world.add(venue("SHOPAAAA", commune=OTHER.code), 0)
    people = [each.person for each in world.visits.visits["BUSYMARK", DAY]]
    shop = world.venues.venues[1]
    world.visits.add(*(replace(visit(shop, local(DAY, 11, n), 5000 + n), person=key) for n, key in enumerate(people)))
    world.tallies.count(world.visits)
    assert abs(world.report().total.day.people - 20) <= 20 * 3 * STANDARD_ERROR


def test_nothing_is_compared_with_days_before_the_system_began() -> None:
    world = World()
    world.busy([DAY])
    world.tallies.count(world.visits)
    report = world.report()
    assert (report.total.day_before, report.total.week_before) == (None, None)
    assert all(area.figures.day_before is None for area in report.communes)
    assert [point.day for point in report.trend] == [DAY]


def test_before_the_first_registration_there_is_no_report() -> None:
    assert World().made(DAY, MORNING, update=False) is None


# Corrections


def test_scans_that_arrive_late_correct_their_day_in_the_next_report_only() -> None:
    world = World()
    world.busy()
    world.tallies.count(world.visits)
    world.report(YESTERDAY, MORNING - timedelta(days=1))
    world.add(world.venues.venues[0], 4, YESTERDAY)
    world.tallies.count(world.visits)
    report = world.report()
    assert report.corrections == (Correction(YESTERDAY, 40, 44),)
    (district,) = {venue.district for venue in world.venues.venues[:1]}
    before = report.corrections_of_districts[0].reported_scans
    assert report.corrections_of_districts == (Correction(YESTERDAY, before, before + 4, district),)
    world.busy([DAY + timedelta(days=1)])
    world.tallies.count(world.visits)
    assert world.report(DAY + timedelta(days=1), MORNING + timedelta(days=1)).corrections_of_districts == ()


def test_an_update_says_again_what_its_first_report_corrected_and_what_changed_since() -> None:
    world = World()
    world.busy()
    world.tallies.count(world.visits)
    world.report(YESTERDAY, MORNING - timedelta(days=1))
    world.add(world.venues.venues[0], 4, YESTERDAY)
    world.tallies.count(world.visits)
    world.report()
    world.add(world.venues.venues[0], 2, DAY)
    world.tallies.count(world.visits)
    report = world.report(update=True)
    assert report.update
    assert report.corrections == (Correction(YESTERDAY, 40, 44), Correction(DAY, 40, 42))


# Silent communes and repeat offenders


def test_a_silent_commune_is_named_with_the_reports_in_a_row_that_named_it_before() -> None:
    world = World()
    world.busy()
    world.add(venue("QUIETPLC", commune=OTHER.code), 0)
    world.tallies.count(world.visits)
    for back in (2, 1, 0):
        report = world.report(DAY - timedelta(days=back), MORNING - timedelta(days=back))
    (silent,) = report.silent_communes
    assert (silent.code, silent.registered, silent.named_before) == (OTHER.code, 1, 2)


def test_a_finding_counts_the_reports_in_a_row_over_a_day_of_rest() -> None:
    world = World()
    monday = DAY + timedelta(days=3)
    days = [monday - timedelta(days=back) for back in range(12)]
    world.busy(days)
    world.add(venue("OFFICEXX", hours=OFFICE_HOURS), 0)
    world.tallies.count(world.visits)
    reports = [world.report(day, MORNING + (day - DAY)) for day in sorted(days)[-5:]]
    runs = [[finding.times for place in report.not_implementing for finding in place.findings] for report in reports]
    assert runs == [[1], [2], [], [], [3]]
    assert reports[-1].not_implementing[0].findings[0].since == YESTERDAY


def test_a_place_that_was_put_right_in_between_begins_anew() -> None:
    world = World()
    shop = venue("SHOPAAAA", commune=OTHER.code)
    world.busy()
    world.add(shop, 0)
    for day in WINDOW[:-2]:
        world.visits.add(*(visit(shop, local(day, 9, n), 10_000 + n, device=bytes([n])) for n in range(12)))
    world.tallies.count(world.visits)
    assert named(world.report(DAY - timedelta(days=2), MORNING - timedelta(days=2))) == {"SHOPAAAA": ["no_exits"]}
    world.add(shop, 30, YESTERDAY)
    world.tallies.count(world.visits)
    assert named(world.report(YESTERDAY, MORNING - timedelta(days=1))) == {}


def test_repeat_offenders_come_first() -> None:
    world = World()
    world.busy([*WINDOW, DAY - timedelta(days=9)])
    world.add(venue("OLDOFFND", commune=OTHER.code), 0)
    world.tallies.count(world.visits)
    world.report(YESTERDAY, MORNING - timedelta(days=1))
    world.add(replace(venue("ANEWOFFN", commune=OTHER.code), visitors_a_day=500), 0)
    report = world.report()
    assert [place.code for place in report.not_implementing] == ["OLDOFFND", "ANEWOFFN"]


# The recount


def test_a_venue_whose_tally_was_lost_is_not_accused() -> None:
    world = World()
    world.busy()
    shop = world.add(venue("SHOPAAAA", commune=OTHER.code), 6, DAY - timedelta(days=2))
    world.tallies.count(world.visits)
    del world.tallies.tallies[shop.code, DAY - timedelta(days=2)]
    report = world.report()
    assert named(report) == {}
    (mismatch,) = report.recount.mismatches
    assert (mismatch.venue, mismatch.day, mismatch.tallied, mismatch.counted) == (
        "SHOPAAAA",
        DAY - timedelta(days=2),
        0,
        6,
    )
    assert world.tallies.tallies[shop.code, DAY - timedelta(days=2)].scans == 6


def test_the_figures_are_those_of_the_recount() -> None:
    world = World()
    market = world.busy()
    world.tallies.count(world.visits)
    world.tallies.put(tally_of(world.visits.visits[market.code, DAY][:10]))
    report = world.report()
    assert (report.total.day.scans, report.total.day.active) == (40, 1)
    assert report.trend[-1].scans == 40
    assert (report.recount.sampled, len(report.recount.mismatches)) == (1, 1)


def test_every_day_of_a_silence_is_recounted_once_and_then_only_the_newest() -> None:
    world = World()
    world.busy([*WINDOW, DAY - timedelta(days=9)])
    world.add(venue("QUIETPLC", commune=OTHER.code), 0)
    world.tallies.count(world.visits)
    world.report(YESTERDAY, MORNING - timedelta(days=1))
    assert Counter(code for code, _ in world.visits.asked)["QUIETPLC"] == 3
    world.visits.asked.clear()
    world.report()
    assert [asked for asked in world.visits.asked if asked[0] == "QUIETPLC"] == [("QUIETPLC", DAY)]


def test_what_could_not_be_recounted_is_said_on_top_and_recounted_the_day_after() -> None:
    world = World()
    world.busy([*WINDOW, DAY - timedelta(days=9)])
    world.add(venue("QUIETPLC", commune=OTHER.code), 0)
    world.tallies.count(world.visits)
    world.visits.broken.add("QUIETPLC")
    report = world.report(YESTERDAY, MORNING - timedelta(days=1))
    assert report.incomplete == ("Còn 3 số liệu điểm theo ngày chưa kịp đối soát với dữ liệu gốc.",)
    assert report.recount.named == 0
    world.visits.broken.clear()
    world.visits.asked.clear()
    assert world.report().incomplete == ()
    assert Counter(code for code, _ in world.visits.asked)["QUIETPLC"] == 3


# Suspects and outages


def bursting(world: World, code: str) -> Venue:
    shop = venue(code, commune=OTHER.code)
    world.add(shop, 0)
    for number in range(20):
        world.numbers += 1
        world.visits.add(visit(shop, local(DAY, 9, 0, 20 * number), world.numbers, device=code.encode()))
    return shop


def test_bursts_are_found_in_the_visits_of_suspects() -> None:
    world = World()
    world.busy()
    bursting(world, "BURSTAAA")
    world.add(venue("SHOPAAAA", hours=DAILY, commune=OTHER.code), 30)
    world.tallies.count(world.visits)
    assert named(world.report()) == {"BURSTAAA": ["burst_from_one_device"]}


def test_suspects_that_nobody_looked_at_are_said_on_top() -> None:
    world = World(rules=ReportRules(suspects=1, sample_size=0))
    world.busy()
    for code in ("BURSTAAA", "BURSTBBB", "BURSTCCC"):
        bursting(world, code)
    world.tallies.count(world.visits)
    report = world.report()
    assert len(report.wrongly_implementing) == 0
    assert report.incomplete == ("Còn 3 điểm có dấu hiệu bất thường chưa kịp xem chi tiết từng lượt quét.",)


def test_on_a_day_of_outage_nobody_is_accused_and_the_report_says_why() -> None:
    world = World()
    world.busy(WINDOW[:-1])
    world.add(venue("QUIETPLC", commune=OTHER.code), 0)
    world.tallies.count(world.visits)
    report = world.report()
    assert named(report) == {}
    assert report.silent_communes == ()
    assert report.incomplete == (
        "Cả tỉnh hầu như không có lượt quét trong ngày, có thể do hệ thống gián đoạn: không nêu tên điểm nào.",
    )


def test_findings_of_an_earlier_attempt_at_the_day_are_replaced() -> None:
    world = World()
    world.busy()
    shop = world.add(venue("SHOPAAAA", commune=OTHER.code, registered_at=LONG_AGO), 0)
    world.tallies.count(world.visits)
    assert named(world.report()) == {"SHOPAAAA": ["no_scan"]}
    world.add(shop, 3)
    world.tallies.count(world.visits)
    assert named(world.report(update=True)) == {}
    assert world.findings.findings[DAY, 689] == []


def test_the_trend_goes_back_beyond_the_window_where_reports_are_stored() -> None:
    world = World(rules=ReportRules(history_days=8))
    world.busy()
    world.tallies.count(world.visits)
    old = DAY - timedelta(days=11)
    world.reports.reports[old] = StoredReport(old, 1, State.SENT, told=Told(900, 30, {}, ()))
    trend = world.report().trend
    assert [(point.day, point.scans) for point in trend[:2]] == [(old, 900), (WINDOW[0], 40)]
    assert len(trend) == 10
