"""An order closes whom it names, on its days, and nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.places import DAY, venue
from truyvet.orders import Order, closed, commune_closed, from_json, to_json
from truyvet.venues import Kind

LOCKDOWN = Order("Phong tỏa", DAY, DAY + timedelta(days=6), district=689, commune=25195)
SCHOOLS = Order("Nghỉ hè", date(2021, 6, 1), date(2021, 9, 4), kinds=frozenset({Kind.SCHOOL}))


def test_an_order_holds_from_its_first_to_its_last_day() -> None:
    days = [DAY - timedelta(days=1), DAY, LOCKDOWN.last, LOCKDOWN.last + timedelta(days=1)]
    assert [closed(venue(), day, [LOCKDOWN]) for day in days] == [False, True, True, False]


def test_an_order_closes_its_commune_its_district_or_the_province() -> None:
    neighbour, elsewhere = venue(commune=25198), venue(district=690, commune=25210)
    places = (venue(), neighbour, elsewhere)
    of_district, of_province = replace(LOCKDOWN, commune=None), replace(LOCKDOWN, commune=None, district=None)
    assert [closed(at, DAY, [LOCKDOWN]) for at in places] == [True, False, False]
    assert [closed(at, DAY, [of_district]) for at in places] == [True, True, False]
    assert all(closed(at, DAY, [of_province]) for at in places)


def test_an_order_of_a_trade_closes_no_other_and_silences_no_commune() -> None:
    assert closed(replace(venue(), kind=Kind.SCHOOL), DAY, [SCHOOLS])
    assert not closed(venue(), DAY, [SCHOOLS])
    assert not commune_closed(689, 25195, DAY, [SCHOOLS])
    assert commune_closed(689, 25195, DAY, [LOCKDOWN])


def test_orders_are_kept_as_they_were_given() -> None:
    assert from_json(to_json([LOCKDOWN, SCHOOLS])) == (LOCKDOWN, SCHOOLS)
    assert "Phong tỏa" in to_json([LOCKDOWN])


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[1]",
        '[{"name": "Nghỉ", "first": "2021-08-13"}]',
        '[{"name": "Nghỉ", "first": "2021-08-13", "last": "2021-08-12"}]',
        '[{"name": "Nghỉ", "first": "2021-08-13", "last": "2021-08-13", "commune": "25195"}]',
        '[{"name": "Nghỉ", "first": "2021-08-13", "last": "2021-08-13", "kinds": ["cinema"]}]',
        '[{"name": "Nghỉ", "first": 13, "last": "2021-08-13"}]',
    ],
)
def test_what_is_no_list_of_orders_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"order|Kind"):
        from_json(text)
