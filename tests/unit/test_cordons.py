"""Cordons: where the case was by local day, until when the air counts, and what the public may read of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.kept import contact, met, stay
from tests.unit.trace_town import VENUES, at
from truyvet.cordons import Cordon, Met, cordon
from truyvet.days import local_day
from truyvet.exposures import Doubt
from truyvet.kept_traces import KeptContact
from truyvet.settings import TraceRules
from truyvet.stays import Known, Stay

RULES = TraceRules(tail_minutes=15)
DAY = 1440


def drawn(stays: list[Stay], *contacts: KeptContact) -> Cordon:
    return cordon(stays, contacts, VENUES, RULES)


def test_each_day_says_who_was_met_there_and_each_person_counts_once() -> None:
    contacts = (
        contact(1, met(600, 620), met(630, 640)),
        contact(2, met(600, 620, "MARKET"), meets=False),
        contact(3, met(610, 640, source=1), level=2),
        contact(4, met(700, 740, "PLANT", source=1), level=2),
    )
    found = drawn([stay(600, 640), stay(600, 620, "MARKET")], *contacts)
    assert {each.venue: each.met for each in found.presences} == {"SHOP": Met(1, 1, 0), "MARKET": Met(0, 0, 1)}
    (commune,) = found.communes
    # All venues of the town lie in one commune; at the plant the case never was, but its commune was touched.
    assert (commune.commune, commune.venues, commune.met) == (25195, 2, Met(1, 2, 1))


def test_a_stay_over_midnight_is_told_on_both_days() -> None:
    found = drawn([stay(DAY - 30, DAY + 45, "BAR")], contact(1, met(DAY + 10, DAY + 40, "BAR")))
    assert [(each.start, each.end, each.met.f1) for each in found.presences] == [
        (at(DAY - 30), at(DAY), 0),
        (at(DAY), at(DAY + 45), 1),
    ]


def test_a_stay_that_ends_at_midnight_touches_no_next_day() -> None:
    assert len(drawn([stay(DAY - 30, DAY, "BAR")]).presences) == 1
    assert len(drawn([stay(DAY, DAY, "BAR")]).presences) == 1


def test_a_venue_is_closed_until_the_air_after_the_last_stay_counts_no_more_and_says_why() -> None:
    (closing,) = drawn([stay(600, 640), stay(900, 935, known=(Known.SCAN, Known.ASSUMED))]).closings
    assert (closing.visits, closing.minutes, closing.left, closing.until) == (2, 75, at(935), at(950))
    assert closing.why == (
        "Ca bệnh có mặt 2 lần, tổng 75 phút; rời lần cuối lúc 09/08/2021 15:35 (ước tính). "
        "Không khí còn nguy cơ thêm 15 phút, đến 09/08/2021 15:50 (bộ quy tắc 2021-12-01)."
    )


def test_what_the_public_reads_is_widened_to_half_hours_and_joined() -> None:
    found = drawn([stay(607, 640), stay(660, 671)])
    (place,) = found.places
    assert (place.start, place.end) == (at(600), at(690))


def test_a_place_that_may_point_at_a_person_is_flagged() -> None:
    many = [contact(number, met(600, 640), met(600, 640, "PLANT")) for number in range(1, 6)]
    found = drawn([stay(600, 640), stay(600, 640, "PLANT"), stay(600, 640, "MARKET"), stay(600, 640, "GONE")], *many)
    assert {each.venue: each.doubts for each in found.places} == {
        "SHOP": (),
        "PLANT": (Doubt.CIRCLE,),
        "MARKET": (Doubt.FEW,),
        "GONE": (Doubt.CIRCLE, Doubt.FEW),
    }
    assert found.doubts("PLANT", local_day(at(600))) == (Doubt.CIRCLE,)
    assert found.doubts("PLANT", local_day(at(600 + DAY))) == (Doubt.FEW,)


def test_air_after_midnight_is_not_told_as_of_the_next_day() -> None:
    (place,) = drawn([stay(DAY - 70, DAY - 5)]).places
    assert (place.start, place.end) == (at(DAY - 90), at(DAY))


def test_a_venue_that_is_not_registered_any_more_is_told_by_its_code() -> None:
    found = drawn([stay(600, 640, "GONE")], contact(1, met(600, 640, "GONE")))
    assert [each.venue for each in found.presences] == ["GONE"]
    assert found.communes == ()


@given(st.lists(st.tuples(st.integers(0, 3 * DAY), st.integers(0, 2 * DAY), st.sampled_from(sorted(VENUES)))))
def test_every_minute_of_every_stay_is_told_and_covered(spans: list[tuple[int, int, str]]) -> None:
    stays = [stay(start, start + length, venue) for start, length, venue in spans]
    found = drawn(stays)
    told = sum((each.end - each.start for each in found.presences), timedelta())
    assert told == sum((each.end - each.start for each in stays), timedelta())
    for each in stays:
        public = [place for place in found.places if place.venue == each.venue]
        assert any(place.start <= each.start < place.end or place.start == each.start for place in public)
        assert any(place.start <= each.end <= place.end for place in public)
    assert all((place.start - at(0)) % timedelta(minutes=30) == timedelta() for place in found.places)


@pytest.mark.parametrize("minute", [0, 29, 30, 31])
def test_widening_never_narrows(minute: int) -> None:
    (place,) = drawn([stay(600 + minute, 600 + minute)]).places
    assert place.start <= at(600 + minute)
    assert place.end >= at(615 + minute)
