"""Items read off the wire give the same values as the tables themselves."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.oversight_stores import wire_item as travelling
from tests.unit.places import DAILY, DAY, OFFICE_HOURS, tally, venue
from truyvet import tally_table, venue_table, wire
from truyvet.province_days import Kept
from truyvet.sketches import sketch
from truyvet.venues import Kind, Status

AT = st.datetimes(datetime(2021, 1, 1), datetime(2021, 12, 31)).map(  # noqa: DTZ001 - given its zone below
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
MAYBE = st.none() | TEXT
VENUES = st.builds(
    replace,
    st.just(venue()),
    name=TEXT,
    kind=st.sampled_from(Kind),
    status=st.sampled_from(Status),
    agency=MAYBE,
    email=MAYBE,
    tax_code=MAYBE,
    zones=st.lists(TEXT, max_size=3).map(tuple),
    opening_hours=st.sampled_from([(), DAILY, OFFICE_HOURS]),
    visitors_a_day=st.none() | st.integers(0, 10_000),
    registered_at=AT,
    status_since=st.none() | AT,
    poster_issued_at=st.none() | AT,
)


@given(VENUES)
def test_a_venue_is_read_as_the_table_reads_it(made: Any) -> None:
    item = venue_table.to_items(replace(made, owner_token_hash=b"secret"))[0]
    assert wire.venue(travelling(item)) == made


@given(st.integers(0, 500), st.integers(0, 500), st.lists(st.integers(0, 2**64 - 1), max_size=40))
def test_a_tally_is_read_as_the_table_reads_it(entries: int, exits: int, people: list[int]) -> None:
    keys = [each.to_bytes(8, "big") for each in people]
    made = replace(tally(venue(), DAY, entries, exits), people=sketch(keys))
    item = tally_table.to_item(made)
    assert wire.tally(travelling(item)) == tally_table.from_item(item)


def test_plain_values_keep_their_kind() -> None:
    item = {"text": {"S": "12"}, "whole": {"N": "-3"}, "part": {"N": "0.5"}, "flag": {"BOOL": False}}
    more = {"list": {"L": [{"S": "a"}]}, "map": {"M": {"b": {"N": "1"}}}, "none": {"NULL": True}}
    assert wire.plain({**item, **more}) == {
        "text": "12", "whole": -3, "part": 0.5, "flag": False, "list": ["a"], "map": {"b": 1}, "none": None,
    }  # fmt: skip


def test_a_failed_read_is_not_kept() -> None:

    def done(value: int | Exception) -> Future[int]:
        made: Future[int] = Future()
        if isinstance(value, Exception):
            made.set_exception(value)
        else:
            made.set_result(value)
        return made

    now, minute = datetime(2021, 8, 13, tzinfo=UTC), timedelta(minutes=1)
    kept: Kept[int] = Kept()
    assert isinstance(kept.get(date(2021, 8, 13), now, minute, lambda: done(OSError())).exception(), OSError)
    assert kept.get(date(2021, 8, 13), now, minute, lambda: done(1)).result() == 1
    assert kept.get(date(2021, 8, 13), now, minute, lambda: done(2)).result() == 1
    assert kept.get(date(2021, 8, 13), now + minute, minute, lambda: done(3)).result() == 3
