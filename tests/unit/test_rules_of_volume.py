"""Far fewer scans than there should be are named, and quiet days that others had too are not."""

from datetime import timedelta

from tests.unit.judging import named
from tests.unit.places import (
    BUSY,
    DAY,
    WINDOW,
    evidence,
    history,
    venue,
)
from truyvet.compliance import findings


def test_a_fall_far_below_its_own_past_is_named() -> None:
    at = venue()
    (found,) = findings(evidence(at, history(at, [50, 50, 48, 52, 50, 51, 49, 5, 6])))
    assert found.rule == "below_own_past"
    assert found.sentence == "Chỉ 6 lượt quét, bằng 12% mức thường ngày của chính điểm này (50 lượt), 2 ngày liên tiếp."


def test_a_day_without_any_scan_is_no_fall() -> None:
    at = venue()
    assert named(evidence(at, history(at, [50, 50, 48, 52, 50, 51, 49, 50, 0]))) == []


def test_an_office_that_is_quiet_every_saturday_has_not_fallen() -> None:
    at, saturday = venue(), DAY + timedelta(days=1)
    province = {saturday - timedelta(days=back): 10_000 for back in range(9)}
    tallies = history(at, [50, 2, 0, 50, 50, 50, 50, 50, 3], saturday)
    assert named(evidence(at, tallies, day=saturday, province=province)) == []


def test_less_is_expected_where_the_whole_province_fell() -> None:
    at = venue()
    assert (
        named(
            evidence(at, history(at, [50] * 7 + [9, 9]), province=BUSY | {DAY: 2_500, DAY - timedelta(days=1): 2_500})
        )
        == []
    )
    assert named(evidence(at, history(at, [50] * 7 + [9, 9]))) == ["below_own_past"]


def test_nothing_is_compared_before_a_week_is_known() -> None:
    at = venue()
    short = dict.fromkeys(WINDOW[-6:], 10000)
    assert named(evidence(at, history(at, [50, 50, 50, 50, 50, 5]), province=short)) == []
