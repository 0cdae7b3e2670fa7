"""Traces and what is made of them, for officials of the group tracer, as the document tells them."""

from shipping.openapi.shapes import (
    DAY,
    FLAG,
    INSTANT,
    PHONE,
    TEXT,
    UUID,
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
from truyvet.stays import Known
from truyvet.trace_table import State

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CASE_CHARACTERS, _EDITS = 40, 100
_ASKED = (401, 403)
_ONE = (401, 403, 404)
_KEPT = (401, 403, 404, 409)
_TRACE = in_path("trace", UUID)
_ENDS = items(choice(Known), 2, 2)
_PART = in_query("part", number(1), "Of a list of more than 5,000 contacts.")
_PREFER: Json = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "enum": ["respond-async"]},
    "description": "RFC 7240: answers 202 at once.",
}
_PROGRESS: dict[str, Json] = {
    "id": UUID,
    "case_number": TEXT,
    "asked_at": INSTANT,
    "state": choice(State),
    "progress": thing({"level": number(1, 2), "done": number(0), "of": number(0)}),
}
_ENCOUNTER = thing(
    {
        "source": number(0) | {"description": "0 is the case, else the number of a contact"},
        "venue": VENUE_CODE,
        "from": INSTANT,
        "to": INSTANT,
        "overlap_minutes": number(0),
        "tail_minutes": number(0),
        "zone_match": maybe(FLAG),
        "ends_known_by": _ENDS,
        "source_ends_known_by": _ENDS,
    }
)
_CONTACT = thing(
    {
        "number": number(1),
        "level": number(1, 2),
        "meets_definition": FLAG,
        "name": TEXT,
        "phone": maybe(TEXT),
        "document": maybe(TEXT),
        "score": {"type": "number", "minimum": 0},
        "overlap_minutes": number(0),
        "tail_minutes": number(0),
        "encounters": items(_ENCOUNTER),
        "people": items(thing({"name": TEXT})),
        "symptoms": FLAG,
        "unreadable": FLAG,
    },
    {"meetings": number(1)},
)
_PAGE: dict[str, Json] = {
    "rules": TEXT | {"description": "the version"},
    "total": number(0),
    "untraced": number(0),
    "digest": maybe(TEXT),
    "contacts": items(named("Contact")),
    "next": maybe(number(0)),
    "venues": items(thing({"code": VENUE_CODE, "name": TEXT})),
    "visits": items(thing({"id": UUID, "venue": VENUE_CODE, "at": INSTANT, "direction": TEXT, "zone": maybe(TEXT)})),
    "stays": items(thing({"venue": VENUE_CODE, "from": INSTANT, "to": INSTANT, "ends_known_by": _ENDS})),
    "again": thing({"of": UUID, "same": maybe(FLAG)}),
}
_TOLD = thing({"venue": VENUE_CODE, "from": INSTANT, "to": INSTANT}, {"zone": maybe(text(40))})
_BEGUN: Json = {
    "201": told("The first page", thing(_PROGRESS, _PAGE)),
    "202": told("It takes longer: ask for the trace after `Retry-After` seconds", thing(_PROGRESS)),
}

SCHEMAS: dict[str, Json] = {
    "Contact": _CONTACT,
    "Question": thing(
        {
            "case_number": text(_CASE_CHARACTERS, 1),
            "subject": thing({}, {"phone": PHONE, "document": TEXT, "qid": TEXT, "badge": TEXT}),
            "infectious_from": DAY,
        },
        {
            "until": DAY,
            "depth": number(1, 2),
            "stays_added": items(_TOLD, _EDITS),
            "visits_denied": items(UUID, _EDITS),
        },
    ),
    "Trace": thing(_PROGRESS, _PAGE | {"message": TEXT}),
}


def _file(summary: str, media_type: str, *parameters: Json) -> Json:
    answers = {"200": sent(media_type, "The file")}
    return {
        "parameters": [_TRACE],
        "get": route(summary, answers, refuses=(*_KEPT, 413, 422), who="official", parameters=list(parameters)),
    }


PATHS: dict[str, Json] = {
    "/api/traces": {
        "post": route(
            "Trace a case's contacts",
            _BEGUN,
            refuses=(*_ASKED, 413, 422),
            who="official",
            parameters=[_PREFER],
            requestBody=body(named("Question")),
        )
    },
    "/api/traces/{trace}": {
        "parameters": [_TRACE],
        "get": route(
            "How far a trace is, and a page of its contacts",
            {"200": told("The page", named("Trace"))},
            refuses=(*_ONE, 422),
            who="official",
            parameters=[in_query("next", number(0), "As the page before gave it.")],
        ),
    },
    "/api/traces/{trace}/again": {
        "parameters": [_TRACE],
        "post": route(
            "Ask the same again by the same rules", _BEGUN, refuses=_ONE, who="official", parameters=[_PREFER]
        ),
    },
    "/api/traces/{trace}/changes": {
        "parameters": [_TRACE],
        "get": route(
            "Who is new, gone, raised or lowered since an earlier trace",
            {
                "200": told(
                    "Numbers of contacts",
                    thing({name: items(number(1)) for name in ("new", "gone", "raised", "lowered")}),
                )
            },
            refuses=(*_KEPT, 422),
            who="official",
            parameters=[in_query("since", UUID)],
        ),
    },
    "/api/traces/{trace}/cordon": {
        "parameters": [_TRACE],
        "get": route(
            "Places and communes touched; names nobody",
            {"200": told("The cordon", thing({"id": UUID, "case_number": TEXT}))},
            refuses=_KEPT,
            who="official",
        ),
    },
    "/api/traces/{trace}/cordon.xlsx": _file("The cordon as a workbook", _XLSX),
    "/api/traces/{trace}/contacts.xlsx": _file("The contacts as a workbook", _XLSX, _PART),
    "/api/traces/{trace}/contacts.csv": _file("The contacts as CSV", "text/csv", _PART),
    "/api/traces/{trace}/sormas.csv": _file(
        "The contacts for SORMAS",
        "text/csv",
        _PART,
        in_query("dates", {"type": "string", "enum": ["day_first", "month_first"]}),
    ),
    "/api/trace-rules": {
        "get": route(
            "The rules in force",
            {"200": told("Of the next trace", thing({"version": TEXT}))},
            refuses=_ASKED,
            who="official",
        )
    },
}
