"""Signing in, publishing exposure places and the log of looks, as the document tells them."""

from shipping.openapi.shapes import (
    DAY,
    FLAG,
    INSTANT,
    TEXT,
    UUID,
    VENUE_CODE,
    Json,
    body,
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
from truyvet.exposures import MOST_PROPOSED, Doubt, State

_LONGEST = 4096
_TYPED = text(_LONGEST, 1)
_SIGNED_IN = thing({"token": TEXT, "expires_in": number(0), "refresh": TEXT, "name": TEXT, "groups": items(TEXT)})
_ASKED = thing(
    {"challenge": {"type": "string", "enum": ["new_password", "code"]}, "session": TEXT, "name": TEXT},
    said="Answered by /api/sign-in/answer.",
)
_OUTCOME = {"200": told("Tokens, or what is asked besides", {"anyOf": [_SIGNED_IN, _ASKED]})}
_BY = maybe(thing({"name": TEXT, "at": INSTANT}))

SCHEMAS: dict[str, Json] = {
    "Exposure": thing(
        {
            "id": TEXT,
            "state": {"type": "string", "enum": [state.value for state in State]},
            "venue": VENUE_CODE,
            "name": TEXT,
            "day": DAY,
            "from": INSTANT,
            "to": INSTANT,
            "doubts": items({"type": "string", "enum": [doubt.value for doubt in Doubt]}),
            "trace": TEXT,
            "case_number": TEXT,
            "proposed": _BY,
            "approved": _BY,
            "withdrawn": _BY,
        }
    )
}

_ID = in_path("exposure", TEXT)
_PROPOSED = thing({"venue": text(40), "from": INSTANT, "to": INSTANT})
_TOTAL = thing({"name": TEXT, "looks": number(0), "persons": number(0), "others": number(0), "last": INSTANT})
_ENTRY = thing({"at": INSTANT, "official": TEXT, "action": TEXT, "case": TEXT, "trace": TEXT, "persons": number(0)})
_AUDIT = thing(
    {
        "from": DAY,
        "to": DAY,
        "looks": number(0),
        "persons": number(0),
        "by_official": items(_TOTAL),
        "by_case": items(_TOTAL),
        "facts": items(thing({"kind": TEXT})),
        "entries": items(_ENTRY),
    }
)
_NIGHT = thing(
    {
        "day": DAY,
        "made_at": INSTANT,
        "sound": FLAG,
        "looked_at": number(0),
        "deleted": number(0),
        "overdue": number(0),
        "not_expiring": items(TEXT),
    }
)
_CHOSEN = [in_query("from", DAY), in_query("to", DAY), in_query("official", TEXT), in_query("case", TEXT)]


def _typed(summary: str, answers: Json, *names: str, who: str | None = None) -> Json:
    asked = {"requestBody": body(thing(dict.fromkeys(names, _TYPED)))} if names else {}
    return {"post": route(summary, answers, refuses=(401, 403, 413, 422), who=who, **asked)}


def _decided(summary: str, asked: Json | None = None) -> Json:
    more = {"requestBody": body(asked)} if asked else {}
    answers = {"200": told("As it now stands", named("Exposure"))}
    return {
        "parameters": [_ID],
        "post": route(summary, answers, refuses=(401, 403, 404, 409, 413, 422), who="official", **more),
    }


PATHS: dict[str, Json] = {
    "/api/sign-in": _typed("Sign in", _OUTCOME, "name", "password"),
    "/api/sign-in/answer": _typed("Answer what was asked", _OUTCOME, "name", "session", "challenge", "answer"),
    "/api/sign-in/refresh": _typed("A new token", {"200": told("Tokens", _SIGNED_IN)}, "refresh"),
    "/api/sign-in/end": _typed("Sign out", {"200": told("Ended", thing({}))}, "refresh"),
    "/api/sign-in/code": _typed(
        "A secret for an authenticator app", {"200": told("In base 32", thing({"secret": TEXT}))}, who="official"
    ),
    "/api/sign-in/code/confirm": _typed(
        "Ask for codes from now on", {"200": told("Done", thing({}))}, "code", who="official"
    ),
    "/api/exposures": {
        "post": route(
            "Propose places of a trace to be made public",
            {"201": told("As proposed", thing({"exposures": items(named("Exposure"))}))},
            refuses=(401, 403, 404, 409, 413, 422),
            who="official",
            requestBody=body(thing({"trace": UUID, "places": items(_PROPOSED, MOST_PROPOSED, 1)})),
        )
    },
    "/api/exposures/proposed": {
        "get": route(
            "All places of 28 days as officials see them",
            {
                "200": told(
                    "By state",
                    thing(
                        {
                            **{state.value: items(named("Exposure")) for state in State},
                            "published_today": number(0),
                            "places_a_day": number(0),
                        }
                    ),
                )
            },
            refuses=(401, 403),
            who="official",
        )
    },
    "/api/exposures/{exposure}/approve": _decided("Make it public; not by the one who proposed it"),
    "/api/exposures/{exposure}/withdraw": _decided("Take it back", thing({"reason": text(500, 1)})),
    "/api/audit": {
        "get": route(
            "The log of looks, for the group auditor",
            {"200": told("Totals, facts and the latest entries", _AUDIT)},
            refuses=(401, 403, 422),
            who="official",
            parameters=_CHOSEN,
        )
    },
    "/api/audit/deletions": {
        "get": route(
            "The proofs of deletion of the last nights, for the group auditor",
            {"200": told("The latest night first", thing({"nights": items(_NIGHT)}))},
            refuses=(401, 403),
            who="official",
        )
    },
    "/api/audit.csv": {
        "get": route(
            "The same entries as a file",
            {"200": sent("text/csv", "The entries")},
            refuses=(401, 403, 413, 422),
            who="official",
            parameters=_CHOSEN,
        )
    },
}
