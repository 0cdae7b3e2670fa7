"""Far fewer scans than there should be: than the place's own past, than its peers, than at its busiest hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log
from statistics import median

from truyvet.evidence import Evidence
from truyvet.reports import Category, Confidence
from truyvet.rules import Figures, rule
from truyvet.rules_of_absence import RARE_DAYS
from truyvet.tallies import Tally

WEEK = timedelta(days=7)
LEAST_AROUND = 20.0
"""Fewer scans than this in the rest of a commune do not tell whether it was a bad day there."""
OPEN_DAYS_KNOWN = 10
"""Of open days: a place whose visitors still learn to scan is not held against others."""


@rule(
    name="Giảm mạnh so với chính điểm này",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.MEDIUM,
    sentence="{days} ngày mở cửa gần nhất chỉ {scans} lượt quét, bằng {share}% mức thường lệ của chính điểm này "
    "({usual} lượt).",
    remedy="Hỏi nguyên nhân (vắng khách, hỏng thiết bị, mất mạng); phân công lại người mời khách quét mã.",
    clears="Điểm thực tế vắng khách hoặc chỉ mở một buổi trong những ngày này.",
    rests_on_absence=True,
    days_figure="days",
)
def below_own_past(evidence: Evidence) -> Figures | None:
    """Some scans, but over the last open days far fewer than usual and than on the same weekdays before.

    Usual is the median, so that a weekly market is not compared with its market day; where the rest of the commune or
    the province fell too (holiday, storm, power cut) less is expected. One or two odd days, and a day without any scan,
    say nothing: shops close at noon for a wedding, and silence is for `no_scan` to judge.
    """
    rules, days = evidence.rules, evidence.open_days()
    low, past = days[: rules.drop_low_days], days[rules.drop_low_days :][: rules.drop_days]
    if len(low) < rules.drop_low_days or len(past) < rules.drop_days // 2 + 1 or not all(map(evidence.scans, low)):
        return None
    expected = {day: _expected(evidence, day, past) for day in low}
    scans, usual = sum(map(evidence.scans, low)), sum(expected.values())
    if usual < rules.drop_min_expected or scans > rules.drop_max_share * usual:
        return None
    if any(evidence.scans(day) > 2 * rules.drop_max_share * expected[day] for day in low):
        return None
    if _closed_early(evidence, low, past):
        return None
    return {"scans": scans, "usual": round(usual), "share": round(100 * scans / usual), "days": len(low)}


def _expected(evidence: Evidence, day: date, past: Sequence[date]) -> float:
    around = min(_share_of_rest(evidence, evidence.province, day, past), _share_around(evidence, day, past))
    usual = median(map(evidence.scans, past))
    if evidence.province.get(day - WEEK):
        usual = min(usual, evidence.scans(day - WEEK))
    return usual * min(1.0, around)


def _closed_early(evidence: Evidence, low: Sequence[date], past: Sequence[date]) -> bool:
    """Between the earliest and the latest hour of the low days there are nearly as many as ever: it opened for less."""
    by_hour = [sum(evidence.tallies[day].by_hour[hour] for day in low) for hour in range(24)]
    hours = [hour for hour in range(24) if by_hour[hour]]
    span = slice(hours[0], hours[-1] + 1)
    usual = sum(sum(evidence.tallies[each].by_hour[span]) for each in past if evidence.scans(each)) / len(past)
    return sum(by_hour) > len(low) * usual / 2


def _share_around(evidence: Evidence, day: date, past: Sequence[date]) -> float:
    rest = [evidence.commune.get(each, 0) - evidence.scans(each) for each in past]
    return _share_of_rest(evidence, evidence.commune, day, past) if median(rest) >= LEAST_AROUND else 1.0


def _share_of_rest(evidence: Evidence, scans: Mapping[date, int], day: date, past: Sequence[date]) -> float:
    """Scans of the rest of an area on the day, as a share of what is usual for it; 1 where there is no rest."""
    usual = median([scans.get(each, 0) - evidence.scans(each) for each in past])
    return (scans.get(day, 0) - evidence.scans(day)) / usual if usual > 0 else 1.0


@rule(
    name="Thấp hơn hẳn các điểm cùng loại",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=1,
    confidence=Confidence.MEDIUM,
    sentence="Bình quân {own} lượt quét một ngày ({days} ngày, {visitors} khách đã khai); điểm cùng loại, cùng cỡ "
    "{where} "
    "thường có {usual} ({peers} điểm).",
    remedy="Cử người mời khách quét ở lối ra vào, theo cách làm của các điểm cùng loại gần đó.",
    clears="Số khách một ngày đã khai cao hơn thực tế: điểm sửa lại trên trang quản lý.",
    rests_on_absence=True,
    days_figure="days",
)
def below_peers(evidence: Evidence) -> Figures | None:
    """Scans, but over a week far fewer for its declared visitors than nearly all places of its kind and size.

    And before that week as well: a place that fell is for `below_own_past` to judge.
    """
    rules, peers, visitors = evidence.rules, evidence.peers, evidence.venue.visitors_a_day
    days = evidence.open_days()[: rules.peers_days]
    if peers is None or not visitors or visitors < rules.peers_min_visitors or evidence.venue.kind in RARE_DAYS:
        return None
    scans = [evidence.scans(day) for day in days]
    if len(evidence.open_days()) < OPEN_DAYS_KNOWN or sum(1 for each in scans if each) < 3:
        return None
    own = sum(scans) / len(days)
    share = own / visitors
    ever = sum(map(evidence.scans, evidence.open_days())) / len(evidence.open_days()) / visitors
    if max(share, ever) > rules.peers_max_share * peers.median or peers.sigmas_below(share) < rules.peers_sigmas:
        return None
    return {
        "own": round(own, 1),
        "days": len(days),
        "visitors": visitors,
        "usual": round(peers.median * visitors),
        "peers": peers.number,
        "where": "trong huyện" if peers.in_district else "trong tỉnh",
    }


@dataclass(frozen=True)
class _Peak:
    """The two busiest hours in a row of some days, and their share of all scans."""

    hour: int
    share: float
    scans_a_day: float

    def of(self, tally: Tally) -> int:
        return tally.by_hour[self.hour] + tally.by_hour[self.hour + 1]

    def interrupts(self, tally: Tally) -> bool:
        """There are scans before and after it."""
        return sum(tally.by_hour[: self.hour]) > 1 and sum(tally.by_hour[self.hour + 2 :]) > 1


@rule(
    name="Bỏ quét vào giờ cao điểm",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.MEDIUM,
    sentence="{days} ngày gần nhất chỉ {scans} lượt quét từ {start} đến {end} giờ, theo lệ thường là {expected}; các "
    "giờ khác "
    "vẫn như cũ.",
    remedy="Thêm người mời khách quét vào giờ cao điểm; treo thêm mã để khách không phải chờ.",
    clears="Điểm nay nghỉ vào giờ này: cập nhật giờ mở cửa trên trang quản lý.",
    rests_on_absence=True,
    days_figure="days",
)
def peak_hole(evidence: Evidence) -> Figures | None:
    """Nobody asks at the rush: where the busiest two hours used to be is a hole, and the day is as ever around it.

    Only in the middle of the day's scans, only where the rush stood on the same weekdays a week before, and only where
    the missing scans have not moved to other hours.
    """
    rules, days = evidence.rules, evidence.open_days()
    recent = [evidence.tallies[day] for day in days[: rules.hole_days] if evidence.scans(day)]
    past = [evidence.tallies[day] for day in days[rules.hole_days :] if evidence.scans(day)]
    if len(recent) < rules.hole_days or len(past) < rules.hole_past_days:
        return None
    peak = _peak(past)
    found = sum(map(peak.of, recent))
    total = sum(tally.scans for tally in recent)
    expected = (total - found) * peak.share / (1 - peak.share)
    if expected < rules.hole_min_expected or found > rules.hole_max_share * expected:
        return None
    if not all(map(peak.interrupts, recent)) or not _as_ever(evidence, peak, recent):
        return None
    if _at_most(found, total, peak.share) > rules.hole_chance:
        return None
    hours = {"start": peak.hour, "end": (peak.hour + 2) % 24}
    return {"days": len(recent), "scans": found, "expected": round(expected), **hours}


def _peak(past: Sequence[Tally]) -> _Peak:
    hours = [sum(tally.by_hour[hour] for tally in past) for hour in range(24)]
    hour = max(range(23), key=lambda first: hours[first] + hours[first + 1])
    share = (hours[hour] + hours[hour + 1]) / sum(hours)
    # The highest of many is partly luck, which the past cannot promise again.
    return _Peak(hour, min(share, 0.9) * 0.9, sum(hours) / len(past))


def _as_ever(evidence: Evidence, peak: _Peak, recent: Sequence[Tally]) -> bool:
    """Outside of the hole scans are as many as ever and no more, and a week before the rush was there."""
    outside = sum(tally.scans - peak.of(tally) for tally in recent) / len(recent)
    usual_outside = peak.scans_a_day * (1 - peak.share)
    moved = 0.6 * peak.share / (1 - peak.share)
    week_before = [evidence.tallies.get(tally.day - WEEK) for tally in recent]
    rush_then = all(before and peak.of(before) >= peak.share / 2 * before.scans for before in week_before)
    return rush_then and 0.6 * usual_outside <= outside <= usual_outside * (1 + moved)


def _at_most(found: int, total: int, share: float) -> float:
    """The chance of at most `found` of `total` scans in hours that hold a share of them, people coming in pairs."""
    number, most = total // 2, found // 2
    logs = (
        lgamma(number + 1) - lgamma(k + 1) - lgamma(number - k + 1) + k * log(share) + (number - k) * log(1 - share)
        for k in range(most + 1)
    )
    return sum(map(exp, logs))
