"""Figures made up: many scans that come from one phone, one number, one text, or of people who are elsewhere."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from truyvet.days import LOCAL
from truyvet.evidence import Elsewhere, Evidence
from truyvet.reports import Category, Confidence
from truyvet.rules import Figures, rule
from truyvet.venues import Kind
from truyvet.visits import Source, Visit, Visitor

NIGHT = 6
"""The hour of the report, before which figures are made up."""
FRAUD_REMEDY = "Kiểm tra có nhập khống hay không; nếu quét hộ khách, ghép điện thoại này làm máy hỗ trợ."
PASSED_THROUGH = frozenset({Kind.CHECKPOINT, Kind.TRANSPORT})

Act = tuple[datetime, str]
"""One instant in one direction: a family that goes in together is one act."""


def _acts(visits: Iterable[Visit]) -> dict[bytes, dict[Act, int]]:
    """The acts of each phone that declares for its owner, and how many visits each of them is."""
    acts: dict[bytes, dict[Act, int]] = defaultdict(lambda: defaultdict(int))
    for visit in visits:
        if visit.source is Source.SELF and visit.device and not visit.clock_doubt:
            acts[visit.device][visit.at, visit.direction] += 1
    return acts


def _self_scans(evidence: Evidence) -> int:
    tally = evidence.tallies.get(evidence.day)
    return tally.by_source.get(Source.SELF, 0) if tally else 0


def _concentrated(evidence: Evidence) -> bool:
    """Two hours in a row hold enough of the day's scans for a burst to be among them."""
    rules, tally = evidence.rules, evidence.tallies.get(evidence.day)
    if tally is None or _self_scans(evidence) < rules.burst_min_scans:
        return False
    most = max(one + other for one, other in zip((0, *tally.by_hour), (*tally.by_hour, 0), strict=True))
    return most >= max(rules.burst_min_scans, rules.burst_min_share * tally.scans)


@rule(
    name="Nhiều lượt quét dồn dập từ một máy",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=3,
    confidence=Confidence.HIGH,
    sentence="{scans} lượt quét trong {minutes} phút từ cùng một điện thoại, bắt đầu lúc {start}: {share}% cả ngày.",
    remedy=FRAUD_REMEDY,
    clears="Một người quét hộ cả đoàn khách vào cùng lúc bằng điện thoại của mình.",
    suspects=_concentrated,
)
def burst_from_one_device(evidence: Evidence) -> Figures | None:
    """Many check-ins (or check-outs) one after another on a phone that declares for its owner.

    A family that goes in together is one act: its visits bear the same instant. Helpers, badges and paper are no
    burst, whatever their number; neither are visits of a device whose clock is in doubt.
    """
    window = timedelta(minutes=evidence.rules.burst_minutes)
    by_direction: dict[tuple[bytes, str], dict[datetime, int]] = defaultdict(dict)
    for device, acts in _acts(evidence.visits or ()).items():
        for (at, direction), visits in acts.items():
            by_direction[device, direction][at] = visits
    found = [_densest(counts, window) for counts in by_direction.values()]
    number, scans, start = max(found, default=(0, 0, None))
    of_day = evidence.scans(evidence.day)
    if start is None or number < evidence.rules.burst_min_scans or scans < evidence.rules.burst_min_share * of_day:
        return None
    return {
        "scans": scans,
        "minutes": evidence.rules.burst_minutes,
        "start": _clock(start),
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


def _many_by_night(evidence: Evidence) -> bool:
    rules, tally = evidence.rules, evidence.tallies.get(evidence.day)
    if tally is None or _self_scans(evidence) < rules.night_min_scans:
        return False
    return sum(tally.by_hour[:NIGHT]) >= max(rules.night_min_scans, rules.night_min_share * tally.scans)


@rule(
    name="Nhập dồn trước 06 giờ từ một máy",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=3,
    confidence=Confidence.MEDIUM,
    sentence="{scans} lượt quét từ {first} đến {last} sáng từ một điện thoại ({share}% cả ngày); điểm này thường chưa "
    "quét "
    "trước 06 giờ.",
    remedy=FRAUD_REMEDY,
    clears="Điểm thực tế mở cửa sớm hôm đó và một người quét hộ khách bằng điện thoại của mình.",
    suspects=_many_by_night,
)
def typed_before_report(evidence: Evidence) -> Figures | None:
    """One phone makes most of the day's scans before 06:00 at a place that is otherwise asleep then.

    A place with declared hours is judged by them (`outside_opening_hours`). That scans arrive in the night says
    nothing: so do those of a phone that had no network all day.
    """
    rules, past = evidence.rules, evidence.open_days(before=True)
    usual = [evidence.tallies[day] for day in past if day in evidence.tallies]
    awake = sum(1 for tally in usual if sum(tally.by_hour[:NIGHT]) > 2)
    if evidence.venue.opening_hours or len(usual) < 5 or 2 * awake > len(usual):
        return None
    by_night: list[list[Act]] = [
        [act for act in acts if act[0].astimezone(LOCAL).hour < NIGHT] for acts in _acts(evidence.visits or ()).values()
    ]
    most = max((sorted(acts) for acts in by_night), key=len, default=[])
    of_day = evidence.scans(evidence.day)
    if len(most) < max(rules.night_min_scans, rules.night_min_share * of_day):
        return None
    span = {"first": _clock(most[0][0]), "last": _clock(most[-1][0])}
    return {"scans": len(most), **span, "share": round(100 * len(most) / of_day)}


def _many_by_own_phone(evidence: Evidence) -> bool:
    rules = evidence.rules
    return _self_scans(evidence) >= max(rules.device_min_acts, rules.device_min_share * evidence.scans(evidence.day))


@rule(
    name="Gần như mọi lượt quét từ một máy",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.MEDIUM,
    sentence="{acts} lần quét của {people} người ({share}% cả ngày) đều từ một điện thoại không phải máy hỗ trợ.",
    remedy=FRAUD_REMEDY,
    clears="Một người của điểm quét hộ khách bằng điện thoại riêng: ghép máy hỗ trợ thì hết.",
    suspects=_many_by_own_phone,
    in_turn=True,
)
def one_device(evidence: Evidence) -> Figures | None:
    """Nearly everybody of a day is declared on one phone, no helper's device. What was said is not repeated."""
    rules, visits = evidence.rules, evidence.visits or ()
    acts = _acts(visits)
    device = max(acts, key=lambda each: len(acts[each]), default=None)
    said = (burst_from_one_device.figures, typed_before_report.figures)
    if device is None or any(figures(evidence) is not None for figures in said):
        return None
    of_day = len({(visit.device, visit.at, visit.direction) for visit in visits})
    people = len({visit.person for visit in visits if visit.device == device})
    most = len(acts[device])
    if most < max(rules.device_min_acts, rules.device_min_share * of_day) or people < rules.device_min_acts // 4:
        return None
    return {"acts": most, "people": people, "share": round(100 * most / of_day)}


def _few_people(evidence: Evidence) -> bool:
    """Far fewer people than scans in the busier direction."""
    tally = evidence.tallies.get(evidence.day)
    if tally is None or tally.scans < evidence.rules.number_min_acts:
        return False
    return evidence.people is None or evidence.people <= 0.55 * max(tally.entries, tally.exits)


@rule(
    name="Gần như mọi lượt quét cùng một số",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.HIGH,
    sentence="{acts} lần quét, {share}% cả ngày, khai cùng một số điện thoại hoặc giấy tờ.",
    remedy="Ghi số điện thoại hoặc giấy tờ của chính khách; khách không có điện thoại thì quét giấy tờ, thẻ.",
    clears="Đó là một người ra vào nhiều lần trong ngày (bảo vệ, giao hàng).",
    suspects=_few_people,
)
def one_number(evidence: Evidence) -> Figures | None:
    """One number stands for most of a day's acts: nobody but its owner could be traced. Staff go in and out."""
    rules, visits = evidence.rules, evidence.visits or ()
    acts = {(visit.device, visit.person, visit.at, visit.direction) for visit in visits}
    strangers = {
        (visit.device, visit.person, visit.at, visit.direction)
        for visit in visits
        if visit.visitor in (Visitor.VISITOR, Visitor.PASSENGER)
    }
    ((_, most),) = Counter(person for _, person, _, _ in strangers).most_common(1) or [(b"", 0)]
    if most < max(rules.number_min_acts, rules.number_min_share * len(acts)):
        return None
    return {"acts": most, "share": round(100 * most / len(acts))}


def _enough_people(evidence: Evidence) -> bool:
    return evidence.scans(evidence.day) >= 2 * evidence.rules.identical_min_people


@rule(
    name="Nhiều tờ khai giống hệt nhau",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=2,
    confidence=Confidence.HIGH,
    sentence="{people} số điện thoại, giấy tờ khác nhau ({share}% cả ngày) khai cùng họ tên, năm sinh, địa chỉ.",
    remedy="Ghi đúng họ tên từng khách, không ghi chung một tên; kiểm tra có nhập khống hay không.",
    clears="Người hỗ trợ ghi tạm một tên chung cho khách; từ nay ghi tên thật.",
    suspects=_enough_people,
    in_turn=True,
)
def identical_declarations(evidence: Evidence) -> Figures | None:
    """Many numbers under one and the same text.

    The fingerprint covers name, year of birth, address, signs and places passed: the healthy declaration, which is
    nearly everybody's, makes two people equal only where their names, years of birth and addresses are.
    """
    rules, people = evidence.rules, defaultdict(set)
    for visit in evidence.visits or ():
        if visit.fingerprint:
            people[visit.fingerprint].add(visit.person)
    everybody = len({visit.person for visit in evidence.visits or ()})
    most = max(map(len, people.values()), default=0)
    if most < max(rules.identical_min_people, rules.identical_min_share * everybody):
        return None
    return {"people": most, "share": round(100 * most / everybody)}


def recorded_by_one(evidence: Evidence) -> bool:
    """Whether one device, a helper's or another, recorded most of the day: who types a list in has one in the hand."""
    devices = Counter(visit.device for visit in evidence.visits or () if visit.device)
    return _enough_people(evidence) and 2 * max(devices.values(), default=0) > evidence.scans(evidence.day)


@rule(
    name="Nhiều người cùng lúc ở hai nơi",
    category=Category.WRONGLY_IMPLEMENTING,
    severity=3,
    confidence=Confidence.MEDIUM,
    sentence="{people} trong {asked} người được đối chiếu có lượt quét ở huyện khác trong vòng {minutes} phút.",
    remedy="Kiểm tra có dùng danh sách có sẵn để nhập khống hay không.",
    clears="Điểm nằm sát ranh giới huyện; hoặc nhiều gia đình dùng chung một số điện thoại.",
    suspects=_enough_people,
    in_turn=True,
)
def two_places_at_once(evidence: Evidence) -> Figures | None:
    """Many of the venue's people scanned in another district within minutes; one alone shares a number, no more.

    Asked only where one device recorded most of the day. Checkpoints and buses are passed by people on their way, so
    neither they nor what people do there counts.
    """
    rules, found = evidence.rules, evidence.elsewhere
    if not found or evidence.venue.kind in PASSED_THROUGH:
        return None
    within = timedelta(minutes=rules.apart_minutes)
    apart = set()
    for visit in evidence.visits or ():
        near = (each for each in found.get(visit.person, ()) if abs(each.at - visit.at) <= within)
        if not visit.clock_doubt and any(_far(evidence, each) for each in near):
            apart.add(visit.person)
    if len(apart) < max(rules.apart_min_people, rules.apart_min_share * len(found)):
        return None
    return {"people": len(apart), "asked": len(found), "minutes": rules.apart_minutes}


def _far(evidence: Evidence, other: Elsewhere) -> bool:
    return other.venue.district != evidence.venue.district and other.venue.kind not in PASSED_THROUGH


def _clock(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%H:%M")
