"""Who must take part and is not registered is named; who registered since, might be registered or is closed is not."""

from dataclasses import replace
from datetime import timedelta

from tests.unit.places import DAY, LONG_AGO, local, venue
from tests.unit.world import MORNING, ONE, OTHER, World
from truyvet.orders import Order
from truyvet.reports import DailyReport
from truyvet.rosters import Roster, RosterPlace
from truyvet.venues import Kind

ROSTER = Roster("R1", "Cơ sở kinh doanh 2021", "province", LONG_AGO, "an official", version=1)
PLACE = RosterPlace("R1", "17", "Siêu thị Ánh Dương", Kind.SUPERMARKET, OTHER.code, 689, phone="+84901111111")


def world(*places: RosterPlace) -> World:
    made = World()
    made.busy()
    made.rosters.known.append(ROSTER)
    made.rosters.places += places or (PLACE,)
    made.tallies.count(made.visits)
    return made


def unregistered(report: DailyReport) -> list[str]:
    return [place.name for place in report.not_implementing if place.findings[0].rule == "not_registered"]


def test_a_place_of_a_roster_without_a_venue_is_named_and_kept() -> None:
    made = world()
    (place,) = made.report().not_implementing
    assert (place.name, place.code, place.commune_name) == ("Siêu thị Ánh Dương", "", OTHER.name)
    assert place.findings[0].sentence == (
        "Có tên trong danh sách phải tham gia “Cơ sở kinh doanh 2021” nhưng chưa đăng ký điểm quét mã nào."
    )
    assert [finding.venue for finding, _ in made.findings.findings[DAY, 689]] == ["R1:17"]


def test_a_place_named_before_is_named_again_with_the_number_of_reports() -> None:
    made = world()
    made.report(DAY - timedelta(days=1), MORNING - timedelta(days=1))
    (place,) = made.report().not_implementing
    assert (place.findings[0].times, place.findings[0].since) == (2, DAY - timedelta(days=1))


def test_a_place_that_registered_since_the_roster_was_compared_is_not_named() -> None:
    made = world()
    made.add(replace(venue("SIEUTHIX", commune=OTHER.code), name=PLACE.name, phone="+84901111111",
                     kind=PLACE.kind, registered_at=local(DAY, 9)), 0)  # fmt: skip
    assert unregistered(made.report()) == []


def test_a_place_that_might_be_a_venue_is_left_to_an_official() -> None:
    made = world()
    made.add(replace(venue("SIEUTHIX", commune=OTHER.code), name="Siêu thị Ánh Dương 2", kind=PLACE.kind), 3)
    made.tallies.count(made.visits)
    assert unregistered(made.report()) == []


def test_a_new_roster_waits_for_the_grace_period() -> None:
    made = world()
    made.rosters.known[0] = replace(ROSTER, changed_at=local(DAY - timedelta(days=2), 9))
    assert unregistered(made.report()) == []
    made.rosters.known[0] = replace(ROSTER, changed_at=local(DAY - timedelta(days=3), 9))
    assert unregistered(made.report(update=True)) == [PLACE.name]


def test_a_place_under_a_lock_down_is_not_asked_to_register() -> None:
    made = world()
    made.orders = (Order("Phong tỏa", DAY, DAY, commune=OTHER.code),)
    assert unregistered(made.report()) == []


def test_a_place_on_two_rosters_is_named_once() -> None:
    made = world(PLACE, replace(PLACE, row="18"), replace(PLACE, row="19", name="Siêu thị Bằng Lăng", commune=ONE.code))
    assert unregistered(made.report()) == ["Siêu thị Ánh Dương", "Siêu thị Bằng Lăng"]
