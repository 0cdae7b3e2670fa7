"""Stays: how visits of one person become intervals, and how each end is known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import NAMESPACE_OID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from truyvet.stays import Known, Place, Stay, StayRules, stays
from truyvet.venues import Kind
from truyvet.visits import Direction, Visit

MORNING = datetime(2021, 8, 13, 1, 0, tzinfo=UTC)
RULES = StayRules()


def never(_: datetime) -> datetime | None:
    return None


def at_noon(instant: datetime) -> datetime | None:
    noon = MORNING + timedelta(hours=4)
    return noon if instant < noon else None


PLACES = {
    "SHOP": Place(Kind.GROCERY, never),
    "MARKET": Place(Kind.MARKET, at_noon),
    "PLANT": Place(Kind.FACTORY, at_noon),
}


def scan(minute: float, venue: str = "SHOP", direction: Direction = Direction.IN, zone: str | None = None) -> Visit:
    at = MORNING + timedelta(minutes=minute)
    return Visit(
        id=uuid5(NAMESPACE_OID, f"{minute} {venue} {direction}"),
        venue=venue,
        at=at,
        direction=direction,
        district=689,
        commune=25195,
        person=b"p" * 16,
        sealed=b"",
        fingerprint=b"",
        received_at=at,
        expires_at=at + timedelta(days=28),
        zone=zone,
    )


def leave(minute: float, venue: str = "SHOP") -> Visit:
    return scan(minute, venue, Direction.OUT)


def made(*visits: Visit) -> list[tuple[str, float, float, Known, Known]]:
    found = stays(visits, PLACES, RULES)
    return [
        (stay.venue, _minutes(stay.start), _minutes(stay.end), stay.start_known_by, stay.end_known_by) for stay in found
    ]


def _minutes(at: datetime) -> float:
    return (at - MORNING) / timedelta(minutes=1)


def test_an_exit_ends_a_stay_exactly() -> None:
    assert made(scan(0), leave(47)) == [("SHOP", 0, 47, Known.SCAN, Known.SCAN)]


def test_a_second_scan_within_five_minutes_is_the_same_act() -> None:
    assert made(scan(0), scan(5), leave(30), leave(33)) == [("SHOP", 0, 33, Known.SCAN, Known.SCAN)]


def test_a_scan_elsewhere_ends_the_stay_before() -> None:
    assert made(scan(0, "MARKET"), scan(20)) == [
        ("MARKET", 0, 20, Known.SCAN, Known.NEXT_SCAN),
        ("SHOP", 20, 40, Known.SCAN, Known.ASSUMED),
    ]


def test_entering_again_much_later_is_another_stay() -> None:
    assert made(scan(0), scan(300)) == [
        ("SHOP", 0, 20, Known.SCAN, Known.ASSUMED),
        ("SHOP", 300, 320, Known.SCAN, Known.ASSUMED),
    ]


def test_the_closing_hour_ends_a_stay_that_nobody_saw_end() -> None:
    assert made(scan(60, "PLANT")) == [("PLANT", 60, 240, Known.SCAN, Known.CLOSING)]


def test_an_exit_without_an_entry_is_kept_with_an_assumed_beginning() -> None:
    assert made(leave(100)) == [("SHOP", 80, 100, Known.ASSUMED, Known.SCAN)]


def test_an_assumed_beginning_does_not_reach_into_the_stay_before() -> None:
    assert made(scan(0, "MARKET"), leave(50, "MARKET"), leave(60)) == [
        ("MARKET", 0, 50, Known.SCAN, Known.SCAN),
        ("SHOP", 50, 60, Known.ASSUMED, Known.SCAN),
    ]


def test_midnight_does_not_cut_a_stay() -> None:
    midnight = 16 * 60
    assert made(scan(midnight - 10), leave(midnight + 9)) == [
        ("SHOP", midnight - 10, midnight + 9, Known.SCAN, Known.SCAN)
    ]


def test_zones_are_remembered_in_order_and_once() -> None:
    visits = [scan(0, zone="quầy 1"), scan(2, zone="quầy 2"), scan(4, zone="quầy 1")]
    (stay,) = stays(visits, PLACES, RULES)
    assert stay.zones == ("quầy 1", "quầy 2")


VISITS = st.lists(
    st.builds(
        scan,
        st.integers(0, 2000).map(float),
        st.sampled_from(list(PLACES)),
        st.sampled_from(Direction),
        st.none() | st.just("quầy 1"),
    ),
    max_size=25,
    unique_by=lambda visit: visit.id,
)


@given(VISITS, st.randoms(use_true_random=False))
def test_order_and_repetition_of_visits_do_not_matter(visits: list[Visit], random: object) -> None:
    assert stays(visits, PLACES, RULES) == stays([*reversed(visits), *visits], PLACES, RULES)


@given(VISITS)
def test_stays_are_in_order_do_not_overlap_and_cover_every_scan(visits: list[Visit]) -> None:
    found = stays(visits, PLACES, RULES)
    assert all(stay.start <= stay.end for stay in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    for visit in visits:
        assert any(stay.venue == visit.venue and stay.start <= visit.at <= stay.end for stay in found)


@given(VISITS)
def test_an_end_that_was_scanned_is_the_time_of_a_scan_there(visits: list[Visit]) -> None:
    scans = {(visit.venue, visit.at) for visit in visits}
    for stay in stays(visits, PLACES, RULES):
        _holds(stay, scans)


def _holds(stay: Stay, scans: set[tuple[str, datetime]]) -> None:
    assert stay.start_known_by is Known.ASSUMED or (stay.venue, stay.start) in scans
    assert stay.end_known_by is not Known.SCAN or (stay.venue, stay.end) in scans
    assert stay.end_known_by is not Known.ASSUMED or stay.end - stay.start >= timedelta()


def test_a_visit_that_came_twice_by_two_keys_counts_once() -> None:
    visit = scan(0)
    assert len(stays([visit, replace(visit, person=b"q" * 16)], PLACES, RULES)) == 1
