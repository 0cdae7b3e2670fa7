"""Instants and local days of Viet Nam."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet import days

INSTANTS = st.integers(946_900_800_000_000, 4_070_800_000_000_000).map(
    lambda value: days.EPOCH + value * timedelta(microseconds=1)
)


def test_a_local_day_begins_at_seventeen_hours_utc_of_the_day_before() -> None:
    assert days.day_start(date(2021, 8, 13)) == datetime(2021, 8, 12, 17, tzinfo=UTC)
    assert days.local_day(datetime(2021, 8, 12, 16, 59, 59, 999_000, tzinfo=UTC)) == date(2021, 8, 12)
    assert days.local_day(datetime(2021, 8, 12, 17, tzinfo=UTC)) == date(2021, 8, 13)


def test_the_report_fired_at_six_covers_the_local_day_before() -> None:
    assert days.reported_day(datetime(2021, 8, 13, 23, 0, tzinfo=UTC)) == date(2021, 8, 13)
    assert days.reported_day(datetime(2021, 8, 14, 16, 59, tzinfo=UTC)) == date(2021, 8, 13)


@given(INSTANTS)
def test_every_instant_lies_in_its_local_day(at: datetime) -> None:
    day = days.local_day(at)
    assert days.day_start(day) <= at < days.day_end(day)


@given(INSTANTS)
def test_an_instant_survives_text_and_milliseconds(at: datetime) -> None:
    cut = days.from_milliseconds(days.milliseconds(at))
    assert timedelta() <= at - cut < timedelta(milliseconds=1)
    assert days.instant(days.instant_text(at)) == cut


@pytest.mark.parametrize("text", ["", "2021-08-13", "2021-08-13T08:00:00", "1999-12-31T23:59:59Z", "hôm nay", "9" * 40])
def test_text_that_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        days.instant(text)


def test_an_offset_of_viet_nam_is_understood() -> None:
    assert days.instant("2021-08-13T08:15:30.1239+07:00") == datetime(2021, 8, 13, 1, 15, 30, 123_000, tzinfo=UTC)
