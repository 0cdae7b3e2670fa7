"""What the report says was counted from the visits, and a tally that differs is set right."""

from datetime import datetime, timedelta
from typing import cast

from tests.unit.places import DAY, local, venue, visit
from tests.unit.stores import Clock, TalliesInMemory, VisitsInMemory
from truyvet.recount import Recounter, VenueDay, sample
from truyvet.tally_table import TallyTable
from truyvet.tallying import tally_of

NOW = local(DAY + timedelta(days=1), 6)
SHOP = venue()


def recounter(visits: VisitsInMemory, tallies: TalliesInMemory, deadline: datetime | None = None) -> Recounter:
    return Recounter(
        visits=visits,
        tallies=cast("TallyTable", tallies),
        clock=Clock(NOW),
        deadline=deadline or NOW + timedelta(minutes=5),
        oldest=NOW - timedelta(days=27),
        threads=2,
    )


def stores(number: int) -> tuple[VisitsInMemory, TalliesInMemory]:
    visits, tallies = VisitsInMemory(), TalliesInMemory()
    visits.add(*(visit(SHOP, local(DAY, 9, index), index) for index in range(number)))
    tallies.count(visits)
    return visits, tallies


def venue_day(tallies: TalliesInMemory) -> VenueDay:
    return VenueDay(SHOP, DAY, tallies.tallies.get((SHOP.code, DAY)))


def test_a_tally_that_agrees_is_left_alone() -> None:
    visits, tallies = stores(5)
    (counted,) = recounter(visits, tallies).recount([venue_day(tallies)])
    assert (counted.mismatch, counted.moved, tallies.replaced) == (None, False, [])


def test_a_venue_without_scans_and_without_tally_agrees() -> None:
    (counted,) = recounter(VisitsInMemory(), TalliesInMemory()).recount([VenueDay(SHOP, DAY, None)])
    assert (counted.mismatch, counted.tally) == (None, None)


def test_a_lost_addition_is_found_shown_and_healed() -> None:
    visits, tallies = stores(5)
    tallies.put(tally_of(visits.visits[SHOP.code, DAY][:3]))
    (counted,) = recounter(visits, tallies).recount([venue_day(tallies)])
    assert counted.mismatch is not None
    assert (counted.mismatch.tallied, counted.mismatch.counted) == (3, 5)
    assert counted.tally == tally_of(visits.visits[SHOP.code, DAY])
    assert [tally.scans for tally in tallies.replaced] == [5]


def test_a_tally_of_visits_that_do_not_exist_is_set_to_nothing() -> None:
    visits, tallies = stores(5)
    seen = venue_day(tallies)
    visits.visits.clear()
    (counted,) = recounter(visits, tallies).recount([seen])
    assert counted.tally is not None
    assert (counted.tally.scans, tallies.replaced[0].scans) == (0, 0)


def test_a_late_visit_that_the_stream_has_brought_meanwhile_is_no_mistake() -> None:
    visits, tallies = stores(5)
    before = VenueDay(SHOP, DAY, tally_of(visits.visits[SHOP.code, DAY][:3]))
    (counted,) = recounter(visits, tallies).recount([before])
    assert (counted.mismatch, counted.moved, tallies.replaced) == (None, True, [])
    assert counted.tally is not None
    assert counted.tally.scans == 5


def test_a_visit_still_on_its_way_through_the_stream_is_no_mistake() -> None:
    visits, tallies = stores(3)
    seen = venue_day(tallies)
    late = visit(SHOP, local(DAY, 20), 99)
    object.__setattr__(late, "received_at", NOW - timedelta(seconds=3))
    visits.add(late)
    (counted,) = recounter(visits, tallies).recount([seen])
    assert (counted.mismatch, tallies.replaced) == (None, [])
    assert counted.tally is not None
    assert counted.tally.scans == 4


def test_after_the_deadline_nothing_is_counted() -> None:
    visits, tallies = stores(5)
    assert recounter(visits, tallies, deadline=NOW).recount([venue_day(tallies)]) == []


def test_visits_that_were_deleted_after_their_time_are_not_taken_for_missing() -> None:
    _, tallies = stores(5)
    old = DAY - timedelta(days=27)
    assert recounter(VisitsInMemory(), tallies).recount([VenueDay(SHOP, old, None)]) == []


def test_a_venue_whose_visits_cannot_be_read_now_spoils_only_itself() -> None:
    visits, tallies = stores(5)
    other = venue("7K3M9QXQ")
    visits.broken.add(SHOP.code)
    counted = recounter(visits, tallies).recount([venue_day(tallies), VenueDay(other, DAY, None)])
    assert [each.of.venue.code for each in counted] == ["7K3M9QXQ"]


def test_the_sample_of_a_day_is_the_same_every_time_and_another_on_another_day() -> None:
    venues = [venue(f"V{number}") for number in range(500)]
    drawn = {each.code for each in sample(venues, DAY, 50)}
    assert len(drawn) == 50
    assert drawn == {each.code for each in sample(reversed(venues), DAY, 50)}
    assert drawn != {each.code for each in sample(venues, DAY + timedelta(days=1), 50)}
