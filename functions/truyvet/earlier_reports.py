"""What a report knows of earlier ones: with what it compares, what it corrects, who was silent before."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from truyvet.area_figures import AreaFigures, Days
from truyvet.follow_ups import by_cause
from truyvet.judgement import DAYS_BRIDGED
from truyvet.orders import Order, commune_closed
from truyvet.report_table import Told
from truyvet.reports import Area, Correction, DailyReport, SilentCommune

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def compared(day: date, areas: AreaFigures, told: Mapping[date, Told]) -> Days:
    """The days to compare with: of a day without any scan and without a report nothing is known."""
    before, week_before = (each if each in told or areas.scans(each) else None for each in (day - ONE_DAY, day - WEEK))
    return day, before, week_before


def silent_communes(
    communes: Sequence[Area], day: date, told: Mapping[date, Told], orders: Sequence[Order]
) -> tuple[SilentCommune, ...]:
    """Communes with points but no scan, those named most often first; not those that an order closes."""
    last = max((each for each in told if day - DAYS_BRIDGED * ONE_DAY <= each < day), default=None)
    before = told[last].silent_communes if last else {}
    silent = [
        SilentCommune(
            area.code, area.name, area.district_name or "", area.figures.day.registered, before.get(area.code, 0)
        )
        for area in communes
        if area.figures.day.registered
        and not area.figures.day.scans
        and not commune_closed(area.district or 0, area.code, day, orders)
    ]
    return tuple(sorted(silent, key=lambda commune: (-commune.named_before, -commune.registered, commune.code)))


def corrections(
    window: Sequence[date], areas: AreaFigures, told: Mapping[date, Told], day: date
) -> tuple[Correction, ...]:
    """Days whose scans are no longer those last told: by their own report or by a later one that corrected them.

    Of the province, then of each district that was told of.
    """
    last_told: dict[tuple[date, int | None], int] = {(each, None): told[each].scans for each in told}
    last_told |= {(each, code): scans for each in told for code, scans in told[each].districts.items()}
    for each in sorted(told):
        if each < day:
            last_told |= {(found.day, found.district): found.scans for found in told[each].corrections}
    found = []
    for district in (None, *sorted({code for _, code in last_told if code is not None})):
        for each in window:
            before = last_told.get((each, district))
            now = areas.scans(each) if district is None else areas.scans_of(each, district)
            if before not in (None, now):
                found.append(Correction(each, before or 0, now, district))
    return tuple(found)


def to_tell(report: DailyReport) -> Told:
    """What later reports need to know of this one."""
    figures = report.total.day
    return Told(
        scans=figures.scans,
        active=figures.active,
        silent_communes={commune.code: commune.named_before + 1 for commune in report.silent_communes},
        corrections=(*report.corrections, *report.corrections_of_districts),
        districts={area.code: area.figures.day.scans for area in report.districts},
        waiting={cause.value: count for cause, count in by_cause(report.cases).items()},
    )
