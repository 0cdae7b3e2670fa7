"""The rules of compliance (quy tắc đánh giá): each is one function from evidence to figures, or None.

A new rule is one function under `@rule(...)` and one test. The directive asks for a list of "places that do not
implement or implement wrongly" with corrections proposed; how each of them shows in the data: docs/reports.md.
What is in doubt is not named: a wrong accusation is worse than a missed one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from truyvet.days import LOCAL
from truyvet.evidence import Evidence
from truyvet.reports import Category
from truyvet.venues import Status
from truyvet.visits import Source

Figures = dict[str, int | float | str]


@dataclass(frozen=True)
class Rule:
    """A rule with its Vietnamese name, sentence and remedy; `{figure}` in a sentence is filled from the figures.

    `suspects`, where given, is the cheap first step: `figures` is asked only about venues for which it holds, and
    then with the visits of the day.
    """

    code: str
    name: str
    category: Category
    sentence: str
    remedy: str
    figures: Callable[[Evidence], Figures | None]
    suspects: Callable[[Evidence], bool] | None = None


RULES: list[Rule] = []


def rule(
    *,
    name: str,
    category: Category,
    sentence: str,
    remedy: str,
    suspects: Callable[[Evidence], bool] | None = None,
) -> Callable[[Callable[[Evidence], Figures | None]], Callable[[Evidence], Figures | None]]:
    """Adds a function to `RULES` under its own name as code. Of the places that do not implement, the first fits."""

    def add(figures: Callable[[Evidence], Figures | None]) -> Callable[[Evidence], Figures | None]:
        RULES.append(Rule(figures.__name__, name, category, sentence, remedy, figures, suspects))
        return figures

    return add


@rule(
    name="Chưa in mã QR",
    category=Category.NOT_IMPLEMENTING,
    sentence="Đã đăng ký từ ngày {registered} ({days} ngày) nhưng chưa in mã QR và chưa có lượt quét nào.",
    remedy="Hướng dẫn điểm tải và in mã QR, treo ở lối ra vào; nếu không có máy in, xã, phường in giúp.",
)
def never_printed(evidence: Evidence) -> Figures | None:
    """Registered, open, without a poster to this day and without any scan in the days read."""
    venue = evidence.venue
    issued = venue.poster_issued_at and venue.poster_issued_at.astimezone(LOCAL).date() <= evidence.day
    if issued or venue.status is not Status.OPEN or any(evidence.scans(day) for day in evidence.province):
        return None
    registered = venue.registered_at.astimezone(LOCAL).date()
    return {"registered": _shown(registered), "days": (evidence.day - registered).days}


@rule(
    name="Không có lượt quét",
    category=Category.NOT_IMPLEMENTING,
    sentence="Không có lượt quét nào trong {days} ngày mở cửa liên tiếp, từ {first} đến {last}.",
    remedy="Nhắc người đứng đầu treo mã ở lối ra vào và cử người mời khách quét; "
    "nếu đang tạm nghỉ, đề nghị điểm báo tạm đóng trên trang quản lý.",
)
def no_scan(evidence: Evidence) -> Figures | None:
    """Has a poster, is open, and had no scan on its last open days; a longer silence is asked of one that scanned."""
    if evidence.venue.status is not Status.OPEN:
        return None
    scanned_before = any(evidence.scans(day) for day in evidence.province)
    needed = evidence.rules.silent_days_after_scans if scanned_before else evidence.rules.silent_days
    # Just the days that the rule asks for: what is said of them is recounted before it is said.
    silent = evidence.open_days()[:needed]
    if len(silent) < needed or any(map(evidence.scans, silent)):
        return None
    return {"days": needed, "first": _shown(silent[-1]), "last": _shown(silent[0])}


@rule(
    name="Chỉ quét vào, không quét ra",
    category=Category.WRONGLY_IMPLEMENTING,
    sentence="Trong {days} ngày mở cửa có {entries} lượt vào nhưng chỉ {exits} lượt ra.",
    remedy="Treo thêm mã ở lối ra và nhắc khách quét khi ra về.",
)
def no_exits(evidence: Evidence) -> Figures | None:
    """Entries on at least two of its last open days, and next to no exits: one odd day accuses nobody."""
    rules = evidence.rules
    days = evidence.open_days()[: rules.exits_days]
    tallies = [evidence.tallies[day] for day in days if day in evidence.tallies]
    entries, exits = sum(tally.entries for tally in tallies), sum(tally.exits for tally in tallies)
    if sum(1 for tally in tallies if tally.entries) < 2 or entries < rules.exits_min_entries:
        return None
    return {"days": len(days), "entries": entries, "exits": exits} if exits <= rules.exits_max_share * entries else None


@rule(
    name="Giảm mạnh so với chính điểm này",
    category=Category.WRONGLY_IMPLEMENTING,
    sentence="Chỉ {scans} lượt quét, bằng {share}% mức thường ngày của chính điểm này ({usual} lượt).",
    remedy="Hỏi nguyên nhân (vắng khách, hỏng thiết bị, mất mạng); phân công lại người mời khách quét mã.",
)
def below_own_past(evidence: Evidence) -> Figures | None:
    """Some scans, but far fewer than usual and than on the same weekday before.

    Usual is the median, so that a weekly market is not compared with its market day; where the rest of the province
    fell too (holiday, storm, outage) less is expected. A day without any scan is for `no_scan` to judge.
    """
    rules, day = evidence.rules, evidence.day
    past = evidence.open_days(before=True)[: rules.drop_days]
    scans, week_before = evidence.scans(day), evidence.scans(day - timedelta(days=7))
    if not scans or len(past) < rules.drop_days // 2 or day - timedelta(days=7) not in evidence.province:
        return None
    usual = min(median([evidence.scans(earlier) for earlier in past]), week_before)
    expected = usual * min(1.0, _others_share(evidence, past))
    if usual < rules.drop_min_usual or scans > rules.drop_max_share * expected:
        return None
    return {"scans": scans, "usual": round(usual), "share": round(100 * scans / usual)}


def _others_share(evidence: Evidence, past: Sequence[date]) -> float:
    """Scans of the rest of the province on the day, as a share of what is usual for it; 1 where there is no rest."""
    usual = median([evidence.province[day] - evidence.scans(day) for day in past])
    return (evidence.province[evidence.day] - evidence.scans(evidence.day)) / usual if usual > 0 else 1.0


def _concentrated(evidence: Evidence) -> bool:
    """Two hours in a row hold enough of the day's scans for a burst to be among them."""
    rules, tally = evidence.rules, evidence.tallies.get(evidence.day)
    if tally is None or tally.by_source.get(Source.SELF, 0) < rules.burst_min_scans:
        return False
    most = max(one + other for one, other in zip((0, *tally.by_hour), (*tally.by_hour, 0), strict=True))
    return most >= max(rules.burst_min_scans, rules.burst_min_share * tally.scans)


@rule(
    name="Nhiều lượt quét dồn dập từ một máy",
    category=Category.WRONGLY_IMPLEMENTING,
    sentence="{scans} lượt quét trong {minutes} phút từ cùng một điện thoại, bắt đầu lúc {start}: {share}% cả ngày.",
    remedy="Kiểm tra có nhập khống số liệu hay không; nếu quét hộ khách, dùng chế độ người hỗ trợ.",
    suspects=_concentrated,
)
def burst_from_one_device(evidence: Evidence) -> Figures | None:
    """Many check-ins (or check-outs) one after another on a phone that declares for its owner.

    A family that goes in together is one act: its visits bear the same instant. Helpers, badges and paper are no
    burst, whatever their number; neither are visits of a device whose clock is in doubt.
    """
    acts: dict[tuple[bytes, str], dict[datetime, int]] = defaultdict(lambda: defaultdict(int))
    for visit in evidence.visits or ():
        if visit.source is Source.SELF and visit.device and not visit.clock_doubt:
            acts[visit.device, visit.direction][visit.at] += 1
    found = [_densest(counts, timedelta(minutes=evidence.rules.burst_minutes)) for counts in acts.values()]
    number, scans, start = max(found, default=(0, 0, None))
    of_day = evidence.scans(evidence.day)
    if start is None or number < evidence.rules.burst_min_scans or scans < evidence.rules.burst_min_share * of_day:
        return None
    return {
        "scans": scans,
        "minutes": evidence.rules.burst_minutes,
        "start": start.astimezone(LOCAL).strftime("%H:%M"),
        "share": round(100 * scans / of_day),
    }


def _densest(counts: dict[datetime, int], window: timedelta) -> tuple[int, int, datetime]:
    """The window with the most acts: how many, how many visits they are, and its first instant."""
    instants = sorted(counts)
    best, last, visits = (0, 0, instants[0]), 0, 0
    for first, start in enumerate(instants):
        while last < len(instants) and instants[last] < start + window:
            visits += counts[instants[last]]
            last += 1
        best = max(best, (last - first, visits, start), key=lambda found: found[:2])
        visits -= counts[start]
    return best


def _odd_hours(evidence: Evidence) -> frozenset[int]:
    """The hours far from all opening hours of the day: staff come before the public and leave after it."""
    margin = evidence.rules.hours_margin
    open_hours = evidence.venue.open_hours(evidence.day)
    near = {(hour + step) % 24 for hour in open_hours for step in range(-margin, margin + 1)}
    return frozenset(range(24)) - near


def _scans_at_odd_hours(evidence: Evidence) -> bool:
    tally = evidence.tallies.get(evidence.day)
    if tally is None:
        return False
    return _many_at_odd_hours(evidence, sum(tally.by_hour[hour] for hour in _odd_hours(evidence)))


def _many_at_odd_hours(evidence: Evidence, scans: int) -> bool:
    rules = evidence.rules
    return scans >= max(rules.hours_min_scans, rules.hours_min_share * evidence.scans(evidence.day))


@rule(
    name="Quét ngoài giờ mở cửa",
    category=Category.WRONGLY_IMPLEMENTING,
    sentence="{scans} lượt quét ngoài giờ mở cửa đã đăng ký (từ {first} đến {last}): {share}% cả ngày.",
    remedy="Đối chiếu với giờ mở cửa thực tế: cập nhật giờ trên trang quản lý, hoặc làm rõ việc nhập khống số liệu.",
    suspects=_scans_at_odd_hours,
)
def outside_opening_hours(evidence: Evidence) -> Figures | None:
    """A good part of the day's visits far from the declared opening hours, by clocks that are not in doubt."""
    odd_hours = _odd_hours(evidence)
    times = (visit.at.astimezone(LOCAL) for visit in evidence.visits or () if not visit.clock_doubt)
    odd = sorted(time for time in times if time.hour in odd_hours)
    if not _many_at_odd_hours(evidence, len(odd)):
        return None
    share = round(100 * len(odd) / evidence.scans(evidence.day))
    return {"scans": len(odd), "first": f"{odd[0]:%H:%M}", "last": f"{odd[-1]:%H:%M}", "share": share}


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
