"""Visits as items: nothing lost, never over one write unit."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies import CODES
from truyvet import visits
from truyvet.days import from_milliseconds
from truyvet.visits import Direction, Source, Visit, Visitor

INSTANTS = st.integers(1_500_000_000_000, 1_900_000_000_000).map(from_milliseconds)
VISITS = st.builds(
    Visit,
    id=st.uuids(),
    venue=CODES,
    at=INSTANTS,
    direction=st.sampled_from(Direction),
    district=st.integers(1, 999),
    commune=st.integers(1, 99999),
    person=st.binary(min_size=16, max_size=16),
    sealed=st.binary(min_size=1, max_size=100),
    fingerprint=st.binary(min_size=8, max_size=8),
    received_at=INSTANTS,
    expires_at=INSTANTS.map(lambda at: visits.expiry(at, timedelta(days=28))),
    also=st.lists(st.binary(min_size=16, max_size=16), max_size=2).map(tuple),
    holder=st.none() | st.binary(min_size=1, max_size=100),
    zone=st.none() | st.text(min_size=1, max_size=40),
    visitor=st.sampled_from(Visitor),
    source=st.sampled_from(Source),
    device=st.none() | st.binary(min_size=16, max_size=16),
    clock_doubt=st.booleans(),
    alert=st.booleans(),
)


@given(VISITS)
def test_a_visit_survives_its_item(visit: Visit) -> None:
    assert visits.from_item(visits.to_item(visit)) == visit


@given(VISITS, st.integers(300, 900), st.none() | st.binary(min_size=1, max_size=400))
def test_a_visit_fits_where_its_marked_item_keeps_to_the_limit(visit: Visit, sealed: int, holder: bytes | None) -> None:
    visit = replace(visit, sealed=bytes(sealed), holder=holder)
    marked = visits.to_item(replace(visit, clock_doubt=True))
    assert visits.fits(visit) == (visits.item_bytes(marked) <= visits.MAX_ITEM_BYTES)


@given(INSTANTS, INSTANTS, st.uuids(), st.uuids())
def test_sort_keys_sort_as_the_instants_do(one: datetime, other: datetime, first: UUID, second: UUID) -> None:
    if one != other:
        assert (visits.sort_key(one, first) < visits.sort_key(other, second)) == (one < other)


@given(CODES, st.dates())
def test_a_venue_day_can_be_read_back(code: str, day: date) -> None:
    assert visits.parse_venue_day(visits.venue_day(code, day)) == (code, day)


def test_a_visit_is_late_when_its_local_day_was_over() -> None:
    def received(at: datetime) -> bool:
        return Visit(
            id=UUID(int=0),
            venue="7K3M9QXP",
            at=datetime(2021, 8, 13, 16, 59, tzinfo=UTC),
            direction=Direction.IN,
            district=689,
            commune=25195,
            person=b"",
            sealed=b"",
            fingerprint=b"",
            received_at=at,
            expires_at=at,
        ).late

    assert not received(datetime(2021, 8, 13, 16, 59, 59, tzinfo=UTC))
    assert received(datetime(2021, 8, 13, 17, 0, tzinfo=UTC))


def test_an_items_size_is_counted_as_dynamodb_counts_it() -> None:
    # Numbers: about one byte for two digits and one more; text in UTF-8; names count too.
    item: visits.Item = {"a": {"S": "Mười"}, "bc": {"N": "1628817330"}, "d": {"B": b"12345"}, "e": {"BOOL": True}}
    assert visits.item_bytes(item) == (1 + 7) + (2 + 6) + (1 + 5) + (1 + 1)
