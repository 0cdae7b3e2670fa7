"""What citizens and heads of venues ask and say besides check-ins, as the document tells it."""

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
    items,
    maybe,
    named,
    number,
    route,
    text,
    thing,
    told,
)
from truyvet.answering import TEXT_CHARACTERS
from truyvet.histories import Cause, Event
from truyvet.look_table import Part
from truyvet.venues import Kind

MOST_CODES = 100
_PLACE = thing(
    {
        "venue": VENUE_CODE,
        "name": TEXT,
        "kind": choice(Kind),
        "address": TEXT,
        "commune": TEXT,
        "district": TEXT,
        "day": DAY,
        "from": INSTANT,
        "to": INSTANT,
        "usual_minutes": number(0),
    }
)
_LOOK = thing({"day": DAY, "as": choice(Part), "reference": TEXT, "opened": FLAG})

SCHEMAS: dict[str, Json] = {
    "HistoryEntry": thing(
        {
            "id": TEXT,
            "at": INSTANT,
            "event": choice(Event),
            "by": TEXT,
            "text": TEXT,
            "day": maybe(DAY),
            "cause": maybe(choice(Cause)),
            "until": maybe(DAY),
            "open": FLAG,
            "about": maybe(TEXT),
        }
    )
}

_CODE = in_path("code", {"type": "string", "examples": ["7K3M9QXP"]})
_HISTORY = thing(
    {
        "venue": VENUE_CODE,
        "name": TEXT,
        "commune_name": TEXT,
        "away_until": maybe(DAY),
        "causes": items(thing({"cause": choice(Cause), "name": TEXT, "help": FLAG})),
        "longest_away_days": number(1),
        "entries": items(named("HistoryEntry")),
    }
)


def _said(summary: str, **more: Json) -> Json:
    asked = thing({"cause": choice(Cause)}, {"text": maybe(text(TEXT_CHARACTERS)), **more})
    answers = {"201": told("As it stands in the history", named("HistoryEntry"))}
    return route(summary, answers, refuses=(401, 404, 413, 422), who="owner", requestBody=body(asked))


PATHS: dict[str, Json] = {
    "/api/exposures": {
        "get": route(
            "Public exposure places: a phone compares them with its own visits by itself",
            {"200": told("The same for everybody", thing({"places": items(_PLACE)}))},
        )
    },
    "/api/looks": {
        "post": route(
            "Which looks of tracers touched a check-in or a badge",
            {"200": told("By code", thing({"looks": items(thing({"code": TEXT, "looks": items(_LOOK)}))}))},
            refuses=(413, 422),
            requestBody=body(thing({"codes": items(TEXT, MOST_CODES, 1)})),
        )
    },
    "/api/venues/{code}/history": {
        "parameters": [_CODE],
        "get": route(
            "What a venue was told and has answered; by the owner's token or a reminder's link",
            {"200": told("The newest first", _HISTORY)},
            refuses=(401, 404),
            who="owner",
        ),
    },
    "/api/venues/{code}/answers": {
        "parameters": [_CODE],
        "post": _said("Why nobody scans; `until` where the place is closed", until=maybe(DAY)),
    },
    "/api/venues/{code}/help": {"parameters": [_CODE], "post": _said("Ask for help")},
}
