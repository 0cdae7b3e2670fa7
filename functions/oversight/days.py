"""Figures of a day: the whole, its districts, communes and kinds, its hours, and the trend up to it."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight import asked
from oversight.asked import Choice
from oversight.desk import Desk, desk, router
from truyvet import cells
from truyvet.cells import Cell, Key
from truyvet.days import LOCAL, instant_text
from truyvet.sketches import STANDARD_ERROR
from truyvet.venues import KIND_NAMES, Kind

routes = router()

ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
TREND_DAYS, MOST_TREND_DAYS = 14, 28
Json = dict[str, Any]
Cells = Mapping[Key, Cell]
NAMES = ("day", "day_before", "week_before")


@routes.get("/api/oversight/days/<day>", compress=True)
def get_day(day: str) -> Response[str]:
    """The figures of a day against the day and the week before, as far as the scope and the choice go."""
    at = desk(routes)
    chosen = asked.choice(at, routes.current_event.query_string_parameters)
    return http_api.answer(200, figures(at, asked.day(at, day), chosen))


@routes.get("/api/oversight/days/<day>/trend", compress=True)
def get_trend(day: str) -> Response[str]:
    """Scans and active points of the `days` (14) up to a day, oldest first; null where nothing is known."""
    at = desk(routes)
    parameters = routes.current_event.query_string_parameters
    chosen, last = asked.choice(at, parameters), asked.day(at, day)
    length = min(max(asked.number(parameters, "days") or TREND_DAYS, 2), MOST_TREND_DAYS)
    days = [last - back * ONE_DAY for back in range(length - 1, -1, -1)]
    sums = at.stores.days.sums(days, chosen.districts, at.now)
    venues = at.stores.days.venues(chosen.districts, at.now)
    seen = {code for code, venue in venues.items() if chosen.has(venue)}
    points = [_point(each, counts, seen) for each, counts in zip(days, sums, strict=True)]
    return http_api.answer(200, {"as_of": instant_text(at.now), "points": points})


def figures(at: Desk, day: date, chosen: Choice) -> Json:
    """The answer of `get_day`; also what downloads are made of."""
    days = (day, day - ONE_DAY, day - WEEK)
    whole = at.stores.days.cells(days, chosen.districts, at.now)
    # Of a day without a single scan in all that was read nothing is known; a zero would be a claim.
    known = [True, *(any(cell.active for cell in part.values()) for part in whole[1:])]
    homes = {commune.code: district.code for district in at.stores.province.districts for commune in district.communes}
    parts = [
        {key: cell for key, cell in part.items() if chosen.covers(homes[key[0]], *key)} if is_known else None
        for part, is_known in zip(whole, known, strict=True)
    ]
    return {
        "day": day.isoformat(),
        "as_of": instant_text(at.now),
        "running": day == at.today,
        "total": _compared(parts),
        "hours": {name: cells.hours(part.values()) if part is not None else None for name, part in _named(parts)},
        "so_far": _so_far(at, parts) if day == at.today else None,
        "people_error": round(STANDARD_ERROR, 4),
        "districts": _districts(at, chosen, parts),
        "communes": _communes(at, chosen, parts) if len(chosen.districts) == 1 else [],
        "kinds": _kinds(parts),
    }


def _named(parts: Sequence[Cells | None]) -> Iterable[tuple[str, Cells | None]]:
    return zip(NAMES, parts, strict=True)


def _compared(parts: Sequence[Cells | None], communes: Container[int] | None = None, kind: Kind | None = None) -> Json:
    """Figures of some communes' and a kind's cells (of all) on the three days; only the day's own estimate people."""
    answer: Json = {}
    for name, part in _named(parts):
        if part is None:
            answer[name] = None
            continue
        wanted = (
            cell
            for (commune, each), cell in part.items()
            if (communes is None or commune in communes) and kind in (None, each)
        )
        counted = cells.total(wanted, people=name == "day")
        answer[name] = {**asdict(counted), "scans": counted.scans}
        if name != "day":
            del answer[name]["people"]
    return answer


def _so_far(at: Desk, parts: Sequence[Cells | None]) -> Json:
    """Scans of today's full hours, and of the same hours of the days before: a part against a part."""
    hour = at.now.astimezone(LOCAL).hour
    counted = {
        name: sum(cells.hours(part.values())[:hour]) if part is not None else None for name, part in _named(parts)
    }
    return {"until": f"{hour:02d}:00", **counted}


def _districts(at: Desk, chosen: Choice, parts: Sequence[Cells | None]) -> list[Json]:
    return [
        _row(district.code, district.name, parts, {commune.code for commune in district.communes})
        for district in at.stores.province.districts
        if district.code in chosen.districts
    ]


def _communes(at: Desk, chosen: Choice, parts: Sequence[Cells | None]) -> list[Json]:
    (code,) = chosen.districts
    (district,) = (each for each in at.stores.province.districts if each.code == code)
    return [
        _row(commune.code, commune.name, parts, {commune.code})
        for commune in district.communes
        if chosen.commune in (None, commune.code)
    ]


def _kinds(parts: Sequence[Cells | None]) -> list[Json]:
    there = {kind for part in parts if part is not None for _, kind in part}
    return [
        {"kind": kind.value, "name": KIND_NAMES[kind], **_compared(parts, kind=kind)} for kind in Kind if kind in there
    ]


def _row(code: int, name: str, parts: Sequence[Cells | None], communes: Container[int]) -> Json:
    return {"code": code, "name": name, **_compared(parts, communes)}


def _point(day: date, counts: Mapping[str, tuple[int, int]], seen: set[str]) -> Json:
    if not counts:
        return {"day": day.isoformat(), "scans": None, "active": None}
    here = [entries + exits for code, (entries, exits) in counts.items() if code in seen]
    return {"day": day.isoformat(), "scans": sum(here), "active": sum(1 for scans in here if scans)}
