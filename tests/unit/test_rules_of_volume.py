"""Far fewer scans than there should be are named, and quiet days that others had too are not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from tests.unit.judging import named
from tests.unit.places import (
    DAY,
    WINDOW,
    evidence,
    history,
    tally,
    venue,
)
from truyvet.compliance import findings
from truyvet.evidence import Evidence
from truyvet.peers import PeerGroups
from truyvet.tallies import Tally
from truyvet.venues import Venue

LONG = {DAY - timedelta(days=back): 10_000 for back in range(17)}


def test_a_fall_far_below_its_own_past_is_named() -> None:
    at = venue()
    (found,) = findings(evidence(at, history(at, [50, 50, 48, 52, 50, 51, 49, 50, 50, 8, 5, 6])))
    assert found.rule == "below_own_past"
    assert (
        found.sentence
        == "3 ngày mở cửa gần nhất chỉ 19 lượt quét, bằng 13% mức thường lệ của chính điểm này (150 lượt)."
    )


def test_a_day_without_any_scan_is_no_fall() -> None:
    at = venue()
    assert named(evidence(at, history(at, [50, 50, 48, 52, 50, 51, 49, 50, 0]))) == []


def test_an_office_that_is_quiet_every_saturday_has_not_fallen() -> None:
    at, saturday = venue(), DAY + timedelta(days=1)
    province = {saturday - timedelta(days=back): 10_000 for back in range(9)}
    tallies = history(at, [50, 2, 0, 50, 50, 50, 50, 50, 3], saturday)
    assert named(evidence(at, tallies, day=saturday, province=province)) == []


def test_less_is_expected_where_the_whole_province_fell() -> None:
    at, low = venue(), WINDOW[-3:]
    fallen = history(at, [50] * 9 + [8, 8, 8])
    assert named(evidence(at, fallen, province=LONG | dict.fromkeys(low, 2_500))) == []
    assert named(evidence(at, fallen, province=LONG)) == ["below_own_past"]


def test_less_is_expected_where_the_commune_had_no_power() -> None:
    at = venue()
    fallen = evidence(at, history(at, [50] * 9 + [8, 8, 8]), province=LONG)
    assert named(replace(fallen, commune=dict.fromkeys(LONG, 400))) == ["below_own_past"]
    assert named(replace(fallen, commune=dict.fromkeys(LONG, 400) | dict.fromkeys(WINDOW[-3:], 90))) == []


def test_two_odd_days_are_no_fall() -> None:
    at = venue()
    assert named(evidence(at, history(at, [50] * 10 + [4, 4]), province=LONG)) == []


def test_a_shop_that_opens_for_two_hours_a_day_has_not_fallen() -> None:
    at = venue()
    usual = {6: 3, 7: 4, 9: 8, 12: 8, 15: 12, 18: 15}
    days = {day: tally(at, day, 25, 25, usual) for day in LONG}
    mornings = {day: tally(at, day, 4, 3, {6: 3, 7: 4}) for day in WINDOW[-3:]}
    few_all_day = {day: tally(at, day, 4, 3, {6: 2, 12: 3, 18: 2}) for day in WINDOW[-3:]}
    assert named(evidence(at, days | mornings, province=LONG)) == []
    assert named(evidence(at, days | few_all_day, province=LONG)) == ["below_own_past"]


def test_nothing_is_compared_before_a_week_is_known() -> None:
    at = venue()
    short = dict.fromkeys(WINDOW[-6:], 10000)
    assert named(evidence(at, history(at, [50, 50, 50, 50, 50, 5]), province=short)) == []


# Far below its peers


def peers_of(*shares: float) -> PeerGroups:
    return PeerGroups([(replace(venue(), visitors_a_day=100), share) for share in shares], least=12)


USUAL = (0.5, 0.6, 0.7, 0.4, 0.9, 0.55, 0.65, 0.5, 0.8, 0.45, 0.6, 0.7)


def test_a_place_where_one_in_fifty_scans_is_named_with_what_its_peers_do() -> None:
    at = replace(venue(), visitors_a_day=120)
    of = evidence(at, history(at, [3] * 17), province=LONG)
    (found,) = findings(replace(of, peers=peers_of(*USUAL).of(at)))
    assert found.rule == "below_peers"
    assert found.sentence == (
        "Bình quân 3,0 lượt quét một ngày (7 ngày, 120 khách đã khai); điểm cùng loại, cùng cỡ trong huyện "
        "thường có 72 (12 điểm)."
    )


def test_too_few_peers_too_few_visitors_or_no_figure_of_them_say_nothing() -> None:
    at = replace(venue(), visitors_a_day=120)
    assert peers_of(*USUAL[:11]).of(at) is None
    assert peers_of(*USUAL).of(replace(at, visitors_a_day=None)) is None
    assert peers_of(*USUAL).of(replace(at, visitors_a_day=20)) is None


def test_a_few_peers_with_absurd_figures_move_nobody() -> None:
    at = replace(venue(), visitors_a_day=100)
    sober, wild = peers_of(*USUAL).of(at), peers_of(*USUAL, 90.0, 80.0).of(at)
    assert sober
    assert wild
    assert wild.median < 1.2 * sober.median


def test_a_place_that_scanned_like_its_peers_until_last_week_is_not_held_against_them() -> None:
    at = replace(venue(), visitors_a_day=120)
    of = evidence(at, history(at, [90] * 10 + [3] * 7), province=LONG)
    assert "below_peers" not in named(replace(of, peers=peers_of(*USUAL).of(at)))


def test_peers_lie_in_the_district_or_else_in_the_province() -> None:
    elsewhere = [(replace(venue(district=690, commune=25210), visitors_a_day=100), share) for share in USUAL]
    found = PeerGroups(elsewhere, least=12).of(replace(venue(), visitors_a_day=100))
    assert found
    assert not found.in_district


# A hole at the rush

RUSH = {8: 6, 11: 12, 12: 10, 17: 8}
HOLE = {8: 6, 12: 1, 17: 8}


def day_of(at: Venue, day: date, by_hour: Mapping[int, int]) -> Tally:
    scans = sum(by_hour.values())
    return tally(at, day, scans - scans // 2, scans // 2, by_hour)


def with_hole(hole: Mapping[int, int], days: int = 3) -> Evidence:
    at = venue()
    tallies = {day: day_of(at, day, RUSH) for day in LONG}
    return evidence(at, tallies | {day: day_of(at, day, hole) for day in WINDOW[-days:]}, province=LONG)


def test_three_days_without_the_noon_rush_are_named() -> None:
    (found,) = findings(with_hole(HOLE))
    assert found.rule == "peak_hole"
    assert (found.figures["start"], found.figures["end"], found.figures["scans"]) == (11, 13, 3)


def test_one_or_two_days_without_a_rush_say_nothing() -> None:
    assert named(with_hole(HOLE, days=2)) == []


def test_a_rush_that_moved_to_other_hours_is_no_hole() -> None:
    assert named(with_hole({8: 6, 17: 8, 18: 12, 19: 10})) == []


def test_a_shop_that_closes_at_noon_has_no_hole() -> None:
    assert named(with_hole({8: 14})) == []


def test_a_place_that_never_fed_anybody_on_these_weekdays_has_no_hole() -> None:
    of = with_hole(HOLE)
    weekend_before = {day - timedelta(days=7): day_of(of.venue, day - timedelta(days=7), HOLE) for day in WINDOW[-3:]}
    assert named(replace(of, tallies={**of.tallies, **weekend_before})) == []
