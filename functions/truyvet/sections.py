"""The part of the daily report that one addressee gets, made of the province's stored report and of nothing else.

What an addressee does not answer for is not in it: no place, device or figure of elsewhere.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from truyvet import addressees
from truyvet.histories import Event
from truyvet.reports import (
    Addressee,
    Audience,
    Compared,
    DailyReport,
    DeviceNote,
    Figures,
    NamedPlace,
    Place,
    Sector,
)

_UNNAMED: dict[str, Any] = {"code": "", "name": "", "agency": None, "head": "", "phone": ""}


def section(report: DailyReport, key: str) -> DailyReport:
    """The report of an addressee, by its key (`addressees`). Raises KeyError for a district of elsewhere."""
    names = {district.code: district.name for district in report.districts}
    name = addressees.name(key, names, report.province_name)
    recount = replace(report.recount, mismatches=(), elsewhere=len(report.recount.mismatches))
    of_all = replace(report, corrections=(), corrections_of_districts=(), recount=recount, trend=(), settled=())
    prefix, _, value = key.partition(":")
    if prefix == "district":
        own = (replace(each, district=None) for each in report.corrections_of_districts if each.district == int(value))
        of_all = replace(of_all, corrections=tuple(own))
        return _district(of_all, Addressee(key, Audience.DISTRICT, name), int(value))
    if prefix == "kind":
        return _kinds(of_all, Addressee(key, Audience.KIND, name))
    if prefix == "agency":
        return _agency(of_all, Addressee(key, Audience.AGENCY, name), value)
    return _front(replace(of_all, trend=report.trend), Addressee(key, Audience.FRONT, name))


def _district(report: DailyReport, addressee: Addressee, code: int) -> DailyReport:
    area = next(each for each in report.districts if each.code == code)
    communes = tuple(each for each in report.communes if each.district == code)
    codes = {each.code for each in communes}
    return replace(
        _of_places(
            report,
            addressee,
            lambda place: place.findings[0].district == code,
            lambda note: note.district_name == area.name,
            lambda place: place.district == code,
        ),
        total=area.figures,
        trend=area.trend,
        districts=(),
        communes=communes,
        silent_communes=tuple(each for each in report.silent_communes if each.code in codes),
        sectors=(),
    )


def _kinds(report: DailyReport, addressee: Addressee) -> DailyReport:
    kinds = addressees.kinds(addressee.key)
    sector = _sector(report, addressee.key)
    alone = {f"kind:{kind.value}" for kind in kinds}
    return replace(
        _of_places(
            report,
            addressee,
            lambda place: place.kind in kinds,
            lambda note: note.kind in kinds,
            lambda place: place.kind in kinds,
        ),
        total=sector.figures,
        districts=sector.districts,
        communes=(),
        silent_communes=(),
        sectors=tuple(each for each in report.sectors if each.key in alone) if len(kinds) > 1 else (),
    )


def _agency(report: DailyReport, addressee: Addressee, agency: str) -> DailyReport:
    sector = _sector(report, addressee.key)
    return replace(
        _of_places(
            report,
            addressee,
            lambda place: place.agency == agency,
            lambda note: note.agency == agency,
            lambda place: place.agency == agency,
        ),
        total=sector.figures,
        districts=sector.districts,
        communes=(),
        silent_communes=(),
        sectors=(),
    )


def _front(report: DailyReport, addressee: Addressee) -> DailyReport:
    """Communes and no places: whom to mobilise and what keeps them from it, not whom to blame."""
    asked = (case for case in report.cases if case.event is Event.ASKED)
    cases = tuple(replace(case, place=replace(case.place, **_UNNAMED)) for case in asked)
    return replace(_of_places(report, addressee, _none, _none, _none), sectors=(), cases=cases)


def _none(_: object) -> bool:
    return False


def _of_places(
    report: DailyReport,
    addressee: Addressee,
    has: Callable[[NamedPlace], bool],
    has_device: Callable[[DeviceNote], bool],
    has_venue: Callable[[Place], bool],
) -> DailyReport:
    return replace(
        report,
        addressee=addressee,
        not_implementing=tuple(filter(has, report.not_implementing)),
        wrongly_implementing=tuple(filter(has, report.wrongly_implementing)),
        devices=tuple(filter(has_device, report.devices)),
        improved=tuple(each for each in report.improved if has_venue(each.place)),
        cases=tuple(each for each in report.cases if has_venue(each.place)),
    )


def _sector(report: DailyReport, key: str) -> Sector:
    """The sector, all noughts where it has no point."""
    found = next((sector for sector in report.sectors if sector.key == key), None)
    none = Figures()
    compared = report.total
    return found or Sector(
        key, Compared(none, none if compared.day_before else None, none if compared.week_before else None)
    )
