"""Numbers and days are written as Vietnamese readers write them."""

from datetime import date

import pytest

from truyvet import numbers


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (1000, "1.000"), (18365, "18.365"), (1234567, "1.234.567"), (-2041, "−2.041")],
)
def test_thousands_are_parted_by_dots(value: int, shown: str) -> None:
    assert numbers.number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0%"),
        (0.029, "2,9%"),
        (0.5, "50%"),
        (1.0, "100%"),
        (12.5, "1.250%"),
        (0.1111, "11,1%"),
        (-0.121, "−12,1%"),
    ],
)
def test_a_share_has_one_decimal_at_most_after_a_comma(value: float, shown: str) -> None:
    assert numbers.percent(value) == shown


def test_a_little_is_not_rounded_to_nothing_nor_almost_all_to_all() -> None:
    assert numbers.share(1, 18365) == "<0,1%"
    assert numbers.share(18364, 18365) == ">99,9%"
    assert numbers.share(0, 18365) == "0%"
    assert numbers.share(18365, 18365) == "100%"


def test_a_share_of_nothing_is_unknown() -> None:
    assert numbers.share(0, 0) == numbers.UNKNOWN


def test_days_are_written_without_zeros_but_as_the_decree_wants_in_full() -> None:
    assert numbers.day(date(2021, 8, 3)) == "3/8/2021"
    assert numbers.short_day(date(2021, 8, 3)) == "3/8"
    assert numbers.long_day(date(2021, 8, 13)) == "ngày 13 tháng 8 năm 2021"
    assert numbers.long_day(date(2021, 2, 5)) == "ngày 05 tháng 02 năm 2021"
    assert numbers.long_day(date(2021, 3, 9)) == "ngày 09 tháng 3 năm 2021"
    assert numbers.long_day(date(2021, 12, 10)) == "ngày 10 tháng 12 năm 2021"


def test_weekdays_have_their_vietnamese_names() -> None:
    assert numbers.weekday(date(2021, 8, 13)) == "Thứ Sáu"
    assert numbers.weekday(date(2021, 8, 15)) == "Chủ nhật"


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (11421, 10187, "+1.234 (+12,1%)"),
        (10187, 11421, "−1.234 (−10,8%)"),
        (11421, 11421, "không đổi"),
        (11421, None, "–"),
        (100, 103, "−3"),
        (50, 0, "+50"),
        (50, 9, "+41"),
        (0, 500, "−500 (−100%)"),
        (100_010, 100_000, "+10"),
    ],
)
def test_a_change_tells_the_count_and_where_it_means_something_the_share(
    now: int, before: int | None, shown: str
) -> None:
    assert numbers.change(now, before) == shown


def test_a_difference_bears_its_sign() -> None:
    assert [numbers.signed(difference) for difference in (1234, -3, 0)] == ["+1.234", "−3", "0"]
