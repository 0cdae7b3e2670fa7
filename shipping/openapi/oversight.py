"""Oversight: figures, venues, findings, rosters, settings, reports and what lies before officials.

Each route answers within the scope of the account: province, district:{code}, kind:{name} or auditor.
"""

from oversight.ladder import TEXT_CHARACTERS
from oversight.settings import COMMENT_CHARACTERS
from oversight.venues import Order, State
from shipping.openapi.shapes import (
    DAY,
    FLAG,
    INSTANT,
    TEXT,
    VENUE_CODE,
    Json,
    body,
    choice,
    in_path,
    in_query,
    items,
    maybe,
    named,
    number,
    route,
    sent,
    text,
    thing,
    told,
)
from truyvet.histories import Event
from truyvet.reports import Category
from truyvet.roster_work import Stage, Task
from truyvet.venues import Kind

_ANY: Json = {"type": "object"}
_LIST = items(_ANY)
_WHERE = [in_query("district", number(1)), in_query("commune", number(1)), in_query("kind", choice(Kind))]
_NEXT = in_query("next", number(0))
_DAY, _CODE = in_path("day", DAY), in_path("code", {"type": "string", "examples": ["7K3M9QXP"]})
_NAME = in_path("name", TEXT)
_WORK_ID, _LIST_ID, _REVISION = in_path("work_id", TEXT), in_path("list_id", TEXT), in_path("revision", TEXT)
_COUNTED: dict[str, Json] = {"total": number(0), "next": maybe(number(0))}
_REFUSES = (401, 403, 404, 413, 422)

SCHEMAS: dict[str, Json] = {
    "Work": thing(
        {
            "id": TEXT,
            "task": choice(Task),
            "stage": choice(Stage),
            "title": TEXT,
            "by": TEXT,
            "begun_at": INSTANT,
            "done": number(0),
            "total": number(0),
        },
        said="A piece of work in the background, asked for until `stage` says that it is over.",
    )
}


def _get(summary: str, answer: Json, *asked: Json, path: tuple[Json, ...] = ()) -> Json:
    operation = route(
        summary, {"200": told("The answer", answer)}, refuses=_REFUSES, who="official", parameters=list(asked)
    )
    return {"parameters": list(path), "get": operation}


def _file(summary: str, media_type: str, *asked: Json, path: tuple[Json, ...]) -> Json:
    answers = {"200": sent(media_type, "The file")}
    operation = route(summary, answers, refuses=_REFUSES, who="official", parameters=list(asked))
    return {"parameters": list(path), "get": operation}


def _post(summary: str, status: int, answer: Json, asked: Json | None = None, path: tuple[Json, ...] = ()) -> Json:
    more = {"requestBody": body(asked)} if asked else {}
    answers = {str(status): told("The answer", answer)}
    return {
        "parameters": list(path),
        "post": route(summary, answers, refuses=(*_REFUSES, 409), who="official", **more),
    }


_ROSTERS = "/api/oversight/rosters"
_WORKS = f"{_ROSTERS}/work"
_ONE_WORK = f"{_WORKS}/{{work_id}}"
_ONE_ROSTER = f"{_ROSTERS}/{{list_id}}"
_ONE_DAY = "/api/oversight/days/{day}"
_ONE_REPORT = "/api/oversight/reports/{day}/{revision}"
_HISTORY = "/api/oversight/venues/{code}/history"
_ACTED = thing(
    {
        "about": TEXT,
        "event": {"type": "string", "enum": [Event.ASSIGNED.value, Event.SETTLED.value]},
        "text": text(TEXT_CHARACTERS, 1),
    }
)

PATHS: dict[str, Json] = {
    "/api/oversight/me": _get("The account and what it may choose from", thing({"name": TEXT, "today": DAY})),
    _ONE_DAY: _get("Figures of a day", thing({"as_of": INSTANT, "day": DAY}), *_WHERE, path=(_DAY,)),
    f"{_ONE_DAY}/trend": _get(
        "Scans of the days before", thing({"points": _LIST}), *_WHERE, in_query("days", number(2)), path=(_DAY,)
    ),
    f"{_ONE_DAY}/venues": _get(
        "Venues of a day, searched by name without diacritics",
        thing({"venues": _LIST, **_COUNTED}),
        *_WHERE,
        in_query("q", text(100)),
        in_query("state", choice(State)),
        in_query("order", choice(Order)),
        _NEXT,
        path=(_DAY,),
    ),
    f"{_ONE_DAY}/findings": _get(
        "What the report of a day found",
        thing({"findings": _LIST, "rules": _LIST, **_COUNTED}),
        *_WHERE,
        in_query("rule", TEXT),
        in_query("category", choice(Category)),
        in_query("severity", number(1, 3)),
        in_query("q", text(100)),
        _NEXT,
        path=(_DAY,),
    ),
    f"{_ONE_DAY}/files/{{name}}": _file(
        "Figures, venues or findings as a table to take away", "*/*", *_WHERE, path=(_DAY, _NAME)
    ),
    "/api/oversight/venues/{code}": _get(
        "One venue with its weeks, findings and devices",
        thing({"venue": thing({"code": VENUE_CODE, "name": TEXT}), "days": _LIST, "findings": _LIST}),
        path=(_CODE,),
    ),
    _HISTORY: _get("A venue's history", thing({"acts": FLAG, "entries": _LIST}), path=(_CODE,))
    | {"post": _post("Assign or settle an entry", 201, thing({"id": TEXT, "event": TEXT}), _ACTED)["post"]},
    "/api/oversight/open": _get(
        "What somebody still has to do",
        thing({"events": _LIST, "causes": _LIST, "entries": _LIST, **_COUNTED}),
        *_WHERE,
        in_query("event", choice(Event)),
        _NEXT,
    ),
    "/api/oversight/communes/{code}/leaflet.pdf": _file(
        "The leaflet of a commune",
        "application/pdf",
        in_query("format", {"type": "string", "enum": ["A4", "A5"]}),
        path=(in_path("code", TEXT),),
    ),
    "/api/oversight/settings": _get("All groups of settings", thing({"groups": _LIST, "changes": FLAG})),
    "/api/oversight/settings/{group}/versions": _get(
        "Who changed what, when and why", thing({"versions": _LIST}), path=(in_path("group", TEXT),)
    ),
    "/api/oversight/settings/{group}": _post(
        "A new version of a group",
        201,
        thing({"group": TEXT, "version": TEXT}),
        thing({"before": TEXT, "values": {}, "comment": text(COMMENT_CHARACTERS, 1)}),
        path=(in_path("group", TEXT),),
    ),
    "/api/oversight/reports": _get("Kept reports", thing({"reports": _LIST, "before": DAY}), in_query("before", DAY)),
    f"{_ONE_REPORT}/files/{{name}}": _file(
        "A file as it was sent, of the province or of an addressee",
        "*/*",
        in_query("addressee", TEXT),
        path=(_DAY, _REVISION, _NAME),
    ),
    f"{_ONE_REPORT}/verify": _post(
        "Make it again and compare, byte for byte",
        200,
        thing({"same": FLAG, "files": _LIST}),
        path=(_DAY, _REVISION, in_query("addressee", TEXT)),
    ),
    _ROSTERS: _get("Rosters of places that must take part", thing({"rosters": _LIST, "work": items(named("Work"))})),
    _ONE_ROSTER: _get("A roster and how its places stand", thing({"communes": _LIST}), path=(_LIST_ID,)),
    f"{_ONE_ROSTER}/places": _get(
        "Its places",
        thing({"places": _LIST, **_COUNTED}),
        in_query("standing", TEXT),
        in_query("commune", TEXT),
        in_query("from", TEXT),
        path=(_LIST_ID,),
    ),
    f"{_ONE_ROSTER}/files/{{name}}": _file("The same places as a workbook", "*/*", path=(_LIST_ID, _NAME)),
    f"{_ONE_ROSTER}/decisions": _post(
        "Whether a place is the same as a venue",
        200,
        _ANY,
        thing({"row": text(64), "venue": text(40)}, {"same": FLAG}),
        path=(_LIST_ID,),
    ),
    f"{_ONE_ROSTER}/register": _post("Register what is missing", 202, named("Work"), path=(_LIST_ID,)),
    f"{_ROSTERS}/posters": _post(
        "Print the posters of a commune",
        202,
        named("Work"),
        thing({"commune": number(1)}, {"roster": maybe(TEXT), "unprinted": FLAG}),
    ),
    f"{_ROSTERS}/handovers": {
        "post": route(
            "New owner's links on paper, to be handed over",
            {"200": sent("application/pdf", "The sheets")},
            refuses=(*_REFUSES, 409),
            who="official",
            requestBody=body(_ANY),
        )
    },
    _WORKS: _post(
        "Begin an upload",
        201,
        named("Work"),
        thing({"title": text(200, 1), "parts": number(1)}, {"roster": maybe(TEXT)}),
    ),
    _ONE_WORK: _get("How far a piece of work is", named("Work"), path=(_WORK_ID,)),
    f"{_ONE_WORK}/parts/{{number}}": _post(
        "A part of the file, in base64",
        200,
        thing({"kept": number(0)}),
        thing({"content": TEXT}),
        path=(_WORK_ID, in_path("number", TEXT)),
    ),
    f"{_ONE_WORK}/read": _post("Read the file", 202, named("Work"), path=(_WORK_ID,)),
    f"{_ONE_WORK}/check": _post("Check it by a layout", 202, named("Work"), _ANY, path=(_WORK_ID,)),
    f"{_ONE_WORK}/apply": _post("Take it over", 202, named("Work"), path=(_WORK_ID,)),
    f"{_ONE_WORK}/again": _post("Go on after a failure", 202, named("Work"), path=(_WORK_ID,)),
    f"{_ONE_WORK}/layout": _get("Sheets and columns", _ANY, path=(_WORK_ID,)),
    f"{_ONE_WORK}/errors": _get("Rows that cannot be taken", _ANY, in_query("from", TEXT), path=(_WORK_ID,)),
    f"{_ONE_WORK}/files/{{name}}": _file("A file of the result", "*/*", in_query("part", TEXT), path=(_WORK_ID, _NAME)),
}
