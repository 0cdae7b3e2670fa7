"""A daily report as a province would get it: Bình Phước's units and the directive's totals, all places made up.

The same arguments give the same report. Communes add up to their district, and districts to the province.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice, pairwise

from truyvet import units
from truyvet.codes import ALPHABET, check_character
from truyvet.compliance_rules import RULES
from truyvet.reports import (
    Area,
    Category,
    Compared,
    Correction,
    DailyReport,
    DeviceNote,
    Figures,
    Finding,
    Mismatch,
    NamedPlace,
    Recount,
    Sector,
    SilentCommune,
    TrendPoint,
)
from truyvet.rules import Rule
from truyvet.sketches import STANDARD_ERROR
from truyvet.venues import Kind

DAY = date(2021, 8, 13)
"""A Friday."""
PROVINCE = 70

THE_DAY = Figures(
    registered=18_365,
    poster_issued=9_871,
    active=2_041,
    entries=7_218,
    exits=4_203,
    by_helper=1_306,
    people=5_904,
    alerts=17,
    late=212,
)
DAY_BEFORE = Figures(18_342, 9_604, 1_893, 6_502, 3_685, 1_111, 5_377, 12, 188)
WEEK_BEFORE = Figures(18_120, 8_215, 1_602, 6_010, 2_744, 640, 4_480, 9, 95)

FIGURES: dict[str, dict[str, int | float | str]] = {
    "never_printed": {"registered": "21/07/2021", "days": 23},
    "no_scan": {"days": 3, "first": "11/08/2021", "last": "13/08/2021"},
    "no_exits": {"days": 3, "entries": 184, "exits": 2},
    "below_own_past": {"scans": 9, "usual": 118, "share": 8, "days": 3},
    "burst_from_one_device": {"scans": 31, "minutes": 10, "start": "05:42", "share": 86},
    "unmatched_exits": {"left": 26, "both": 1},
    "below_peers": {
        "own": 2.1,
        "days": 7,
        "visitors": 120,
        "usual": 64,
        "peers": 31,
        "where": "trong huyện",
    },
    "peak_hole": {"days": 3, "scans": 2, "expected": 41, "start": 11, "end": 13},
    "typed_before_report": {"scans": 17, "first": "04:52", "last": "05:36", "share": 94},
    "one_device": {"acts": 44, "people": 39, "share": 96},
    "one_number": {"acts": 37, "share": 88},
    "identical_declarations": {"people": 24, "share": 77},
    "two_places_at_once": {"people": 9, "asked": 20, "minutes": 5},
    "silent_device": {"device": "cổng 1", "seen": "16:40 ngày 09/08/2021", "days": 4},
    "scans_lost": {"missing": 41, "given": 130, "device": "cổng 2"},
    "superseded_poster": {"changed": "20/07/2021", "days": 24, "version": 2},
    "outside_opening_hours": {"scans": 14, "first": "22:10", "last": "23:35", "share": 38},
}
DEPARTMENT = "kind:convenience+grocery+market+supermarket"
HEADS = ("Nguyễn Thị Mười", "Trần Văn Bình", "Điểu Thị Hạnh", "Lê Văn Ước", "Phạm Thị Ngọc Ẩn", "Đỗ Hữu Nghĩa")
NAMES = {
    Kind.GROCERY: "Tạp hóa Cô Ba",
    Kind.MARKET: "Chợ Suối Mây",
    Kind.RESTAURANT: "Quán cà phê Bằng Lăng",
    Kind.OFFICE: "Nhà văn hóa khu phố Hòa An",
    Kind.CONVENIENCE: "Cửa hàng tiện lợi Sáng Trưa",
    Kind.FACTORY: "Xưởng điều Ánh Dương",
}


def sample_report(
    *,
    not_implementing: int = 1_214,
    wrongly_implementing: int = 37,
    silent_communes: int = 8,
    devices: int = 14,
    incomplete: Sequence[str] = (),
    update: bool = False,
    compared: bool = True,
) -> DailyReport:
    """The report of 13 August 2021; not `compared`: of the first day of all, with nothing before it."""
    earlier = (DAY_BEFORE, WEEK_BEFORE) if compared else (None, None)
    communes = _communes(silent_communes, (THE_DAY, *earlier))
    return DailyReport(
        day=DAY,
        made_at=datetime(2021, 8, 13, 23, 0, 41, 250_000, tzinfo=UTC),
        province_name="Tỉnh Bình Phước",
        authority="Ủy ban nhân dân tỉnh Bình Phước",
        hotline="1900 0000",
        rules_version="2021-08-14",
        total=Compared(THE_DAY, *earlier),
        districts=tuple(_districts(communes)),
        communes=communes,
        silent_communes=tuple(_silent(communes)),
        not_implementing=tuple(islice(_places(Category.NOT_IMPLEMENTING), not_implementing)),
        wrongly_implementing=tuple(islice(_places(Category.WRONGLY_IMPLEMENTING), wrongly_implementing)),
        corrections=(Correction(date(2021, 8, 11), 9_870, 9_941), Correction(date(2021, 8, 12), 10_187, 10_180))
        if compared
        else (),
        recount=Recount(
            named=not_implementing + wrongly_implementing,
            sampled=200,
            mismatches=(Mismatch(_code(17), DAY, 41, 43),) if compared else (),
        ),
        trend=tuple(_trend()) if compared else (TrendPoint(DAY, THE_DAY.scans, THE_DAY.active),),
        people_error=STANDARD_ERROR,
        incomplete=tuple(incomplete),
        update=update,
        devices=tuple(sorted(_devices(devices), key=lambda note: -note.missing_count)),
        report_rules_version="2021-08-15",
        sectors=tuple(_sectors(tuple(_districts(communes)))),
    )


def _communes(silent: int, totals: tuple[Figures, Figures | None, Figures | None]) -> tuple[Area, ...]:
    """Every commune of the province with its part of the figures; `silent` of them, here and there, have no scan."""
    of_province = _units()
    number = len(of_province)
    weights = [1 + 7 * index % 11 for index in range(number)]
    without = {(14 * index + 9) % number for index in range(silent)}
    scanning = [0 if index in without else weight for index, weight in enumerate(weights)]
    shares = [_split(total, weights, scanning) if total else [None] * number for total in totals]
    return tuple(
        Area(commune.code, commune.name, Compared(day, before, week), district.code, district.name)
        for (district, commune), day, before, week in zip(of_province, *shares, strict=True)
        if day
    )


def _units() -> list[tuple[units.District, units.Commune]]:
    return [(district, commune) for district in units.province(PROVINCE).districts for commune in district.communes]


def _split(total: Figures, weights: Sequence[int], scanning: Sequence[int]) -> list[Figures]:
    """The figures shared out by weight, so that each adds up to the total again."""
    parts = {
        field.name: _shared(
            getattr(total, field.name), weights if field.name in {"registered", "poster_issued"} else scanning
        )
        for field in fields(Figures)
    }
    return [Figures(**{name: shared[index] for name, shared in parts.items()}) for index in range(len(weights))]


def _shared(whole: int, weights: Sequence[int]) -> list[int]:
    ends = [0]
    for weight in weights:
        ends.append(ends[-1] + weight)
    last = ends[-1] or 1
    cuts = [whole * end // last for end in ends]
    return [cut - before for before, cut in pairwise(cuts)]


def _districts(communes: Sequence[Area]) -> Iterator[Area]:
    for district in units.province(PROVINCE).districts:
        compared = [area.figures for area in communes if area.district == district.code]
        before = [each.day_before for each in compared if each.day_before]
        week = [each.week_before for each in compared if each.week_before]
        figures = Compared(
            _sum([each.day for each in compared]), _sum(before) if before else None, _sum(week) if week else None
        )
        trend = tuple(_trend()) if before else ()
        part = [TrendPoint(each.day, each.scans // 9, each.active // 9) for each in trend]
        yield Area(district.code, district.name, figures, trend=tuple(part))


def _sum(parts: Sequence[Figures]) -> Figures:
    return Figures(**{field.name: sum(getattr(part, field.name) for part in parts) for field in fields(Figures)})


def _sectors(districts: Sequence[Area]) -> Iterator[Sector]:
    """Kinds and two agencies, each with a part of every district's figures, and a department of four kinds."""
    parts = {f"kind:{kind.value}": index + 2 for index, kind in enumerate(NAMES)}
    parts |= {"agency:UBND Phường Tân Phú": 90, "agency:UBND Phường Tân Đồng": 120}
    for key, part in (*parts.items(), (DEPARTMENT, 3)):
        areas = tuple(replace(area, figures=_part_of(area.figures, part), trend=()) for area in districts)
        compared = [area.figures for area in areas]
        before, week = (
            _sum([each for figures in compared if (each := getattr(figures, name))])
            if districts[0].figures.day_before
            else None
            for name in ("day_before", "week_before")
        )
        yield Sector(key, Compared(_sum([each.day for each in compared]), before, week), areas)


def _part_of(figures: Compared, part: int) -> Compared:
    def less(whole: Figures | None) -> Figures | None:
        return Figures(**{each.name: getattr(whole, each.name) // part for each in fields(Figures)}) if whole else None

    return Compared(less(figures.day) or Figures(), less(figures.day_before), less(figures.week_before))


def _silent(communes: Sequence[Area]) -> Iterator[SilentCommune]:
    silent = [area for area in communes if not area.figures.day.scans]
    for index, area in enumerate(silent):
        named_before = max(0, 5 - 2 * index)
        yield SilentCommune(area.code, area.name, area.district_name or "", area.figures.day.registered, named_before)


def _places(category: Category) -> Iterator[NamedPlace]:
    """Places of a category without end, repeat offenders first."""
    of_province = _units()
    rules = [rule for rule in RULES if rule.category is category]
    offset = 0 if category is Category.NOT_IMPLEMENTING else 100_000
    for index in count():
        district, commune = of_province[13 * index % len(of_province)]
        kind = list(NAMES)[index % len(NAMES)]
        code = _code(offset + index)
        failed = [rules[index % len(rules)]]
        if category is Category.WRONGLY_IMPLEMENTING and index % 7 == 0:
            failed.append(rules[(index + 1) % len(rules)])
        times = max(1, 9 - index // 2)
        found = tuple(_finding(rule, code, (district, commune), times) for rule in failed)
        yield NamedPlace(
            code=code,
            name=f"{NAMES[kind]} {index + 1}",
            kind=kind,
            address=f"{index % 90 + 1}/3 tổ {index % 9 + 1}",
            commune_name=commune.name,
            district_name=district.name,
            head=HEADS[index % len(HEADS)],
            phone=f"+8490{1_000_000 + offset + index}",
            agency=f"UBND {commune.name}" if index % 3 else None,
            findings=found,
        )


def _devices(number: int) -> Iterator[DeviceNote]:
    """Devices and paper pads of every sort, those with most missing scans first."""
    evening = datetime(2021, 8, 13, 11, 20, tzinfo=UTC)
    for index, place in enumerate(islice(_places(Category.WRONGLY_IMPLEMENTING), number)):
        sort = index % 4
        first = 41 + 3 * index
        missing = ((first, first + number - index), (first + 40, first + 40)) if sort != 2 else ()
        waits = sort == 1
        yield DeviceNote(
            name=f"sổ {index}" if sort == 3 else f"cổng {index + 1}",
            venue=place.code,
            venue_name=place.name,
            other_venues=2 if index == 1 else 0,
            commune_name=place.commune_name,
            district_name=place.district_name,
            head=place.head,
            phone=place.phone,
            seen_at=evening - timedelta(days=2 if sort == 2 else 0, minutes=index),
            paper=sort == 3,
            revoked=index == 4,
            kind=place.kind,
            agency=place.agency,
            missing=missing,
            missing_count=sum(last - first + 1 for first, last in missing),
            waiting=5 if waits else 0,
            waiting_since=evening - timedelta(hours=4) if waits else None,
            silent=sort == 2,
        )


def _finding(rule: Rule, venue: str, where: tuple[units.District, units.Commune], times: int) -> Finding:
    district, commune = where
    return Finding(
        day=DAY,
        venue=venue,
        district=district.code,
        commune=commune.code,
        rule=rule.code,
        rule_name=rule.name,
        rules_version="2021-08-14",
        category=rule.category,
        figures=FIGURES[rule.code],
        sentence=rule.sentence.format_map(FIGURES[rule.code]),
        remedy=rule.remedy,
        severity=rule.severity,
        confidence=rule.confidence,
        clears=rule.clears,
        since=DAY - timedelta(days=times - 1),
        times=times,
    )


def _code(index: int) -> str:
    body = ""
    value = index * 1_000_003 + 0x3A7
    for _ in range(7):
        value, digit = divmod(value, 32)
        body += ALPHABET[digit]
    return body + check_character(body)


def _trend() -> Iterator[TrendPoint]:
    scans = (7_410, 7_866, 5_120, 7_930, 8_105, 8_322, 8_754, 8_690, 6_011, 9_120, 9_433, 9_941, 10_187, 11_421)
    active = (1_310, 1_402, 930, 1_420, 1_466, 1_520, 1_602, 1_588, 1_102, 1_690, 1_755, 1_820, 1_893, 2_041)
    for index, (scanned, points) in enumerate(zip(scans, active, strict=True)):
        yield TrendPoint(DAY - timedelta(days=len(scans) - 1 - index), scanned, points)
