"""Venues, their codes and posters, and their helper devices, as the document tells them."""

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
from truyvet import devices, registration
from truyvet.paper_sheets import MOST_SHEETS
from truyvet.venues import Kind, Status

_CLOCK: Json = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}
_HOURS = thing({"days": items(number(1, 7), 7, 1), "from": _CLOCK, "to": _CLOCK})
_NAME = text(registration.NAME_CHARACTERS, 1)
_ADDRESS = text(registration.ADDRESS_CHARACTERS, 1)
_HEAD = text(registration.HEAD_CHARACTERS, 1)
_OPTIONAL: dict[str, Json] = {
    "email": maybe(text(100)),
    "agency": maybe(text(registration.AGENCY_CHARACTERS)),
    "tax_code": maybe({"type": "string", "pattern": "^([0-9]{10}([0-9]{3})?|[0-9]{12})$"}),
    "opening_hours": items(_HOURS, registration.SPANS),
    "visitors_a_day": maybe(number(1, registration.MOST_VISITORS_A_DAY)),
    "zones": items(text(registration.ZONE_CHARACTERS, 1), registration.ZONES),
}
_CARD: dict[str, Json] = {
    "code": VENUE_CODE,
    "name": TEXT,
    "kind": choice(Kind),
    "commune": number(1),
    "commune_name": TEXT,
    "district": number(1),
    "district_name": TEXT,
    "zones": items(TEXT),
    "status": choice(Status),
}
_OWNED: dict[str, Json] = {
    "address": TEXT,
    "head": TEXT,
    "phone": TEXT,
    **_OPTIONAL,
    "registered_at": INSTANT,
    "poster_version": number(1),
    "poster_issued_at": maybe(INSTANT),
}
_DEVICE: dict[str, Json] = {
    "device": UUID,
    "name": TEXT,
    "paper": FLAG,
    "printed": number(0),
    **{name: maybe(INSTANT) for name in ("registered_at", "claimed_at", "revoked_at", "seen_at", "waiting_since")},
    "waiting": number(0),
    "highest": number(0),
    "missing": TEXT,
    "missing_count": number(0),
}

SCHEMAS: dict[str, Json] = {
    "Registration": thing(
        {
            "name": _NAME,
            "kind": choice(Kind),
            "address": _ADDRESS,
            "district": number(1),
            "commune": number(1),
            "head": _HEAD,
            "phone": PHONE,
        },
        {**_OPTIONAL, "owner_token": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$"}},
    ),
    "Registered": thing(
        {"code": VENUE_CODE, "name": TEXT, "check_in_url": TEXT, "qr": TEXT, "poster": TEXT},
        {"owner_token": TEXT, "existing": FLAG},
    ),
    "VenueCard": thing(_CARD, _OWNED, "What anybody may know; with the owner's token all that is registered."),
    "Device": thing(_DEVICE),
    "NewDevice": thing({**_DEVICE, "device_token": TEXT, "pair_url": TEXT, "pair_qr": TEXT}),
}

_CODE = in_path("code", {"type": "string", "examples": ["7K3M9QXP"]})
_DEVICE_ID = in_path("device", UUID)
_UNKNOWN = (404,)
_OWNERS = (401, 403, 404)

PATHS: dict[str, Json] = {
    "/api/venues": {
        "post": route(
            "Register a venue",
            {
                "201": told("Registered", named("Registered")),
                "200": told("It was registered before", named("Registered")),
            },
            refuses=(413, 422),
            requestBody=body(named("Registration")),
        )
    },
    "/api/venues/{code}": {
        "parameters": [_CODE],
        "get": route("A venue's card", {"200": told("The card", named("VenueCard"))}, refuses=_OWNERS),
        "patch": route(
            "Correct a venue",
            {"200": told("As it now stands", named("VenueCard"))},
            refuses=(*_OWNERS, 413, 422),
            who="owner",
            requestBody=body(
                thing(
                    {},
                    {
                        "name": _NAME,
                        "address": _ADDRESS,
                        "head": _HEAD,
                        "phone": PHONE,
                        **_OPTIONAL,
                        "status": {"type": "string", "enum": [Status.OPEN.value, Status.CLOSED.value]},
                    },
                )
            ),
        ),
    },
    "/api/venues/{code}/qr.svg": {
        "parameters": [_CODE],
        "get": route("The code to print", {"200": sent("image/svg+xml", "The code")}, refuses=_UNKNOWN),
    },
    "/api/venues/{code}/qr.png": {
        "parameters": [_CODE],
        "get": route(
            "The code as a picture",
            {"200": sent("image/png", "The code")},
            refuses=(*_UNKNOWN, 422),
            parameters=[in_query("pixels", number(120, 4096))],
        ),
    },
    "/api/venues/{code}/poster.pdf": {
        "parameters": [_CODE],
        "get": route(
            "The poster",
            {"200": sent("application/pdf", "The poster")},
            refuses=(*_UNKNOWN, 422),
            parameters=[in_query("format", {"type": "string", "enum": ["A4", "A5", "sticker"]})],
        ),
    },
    "/api/venues/{code}/today": {
        "parameters": [_CODE],
        "get": route(
            "Counts of today, never names",
            {
                "200": told(
                    "The counts",
                    thing(
                        {
                            "day": DAY,
                            "entries": number(0),
                            "exits": number(0),
                            "by_hour": items(number(0), 24, 24),
                            "updated_within": number(0) | {"description": "seconds"},
                        }
                    ),
                )
            },
            refuses=_OWNERS,
            who="owner",
        ),
    },
    "/api/venues/{code}/devices": {
        "parameters": [_CODE],
        "get": route(
            "The venue's helper devices",
            {"200": told("Revoked ones last", thing({"devices": items(named("Device"))}))},
            refuses=_OWNERS,
            who="owner",
        ),
        "post": route(
            "A new helper device or paper pad",
            {"201": told("With its token, told this once", named("NewDevice"))},
            refuses=(*_OWNERS, 413, 422),
            who="owner",
            requestBody=body(thing({"name": text(devices.NAME_CHARACTERS, 1)}, {"paper": FLAG})),
        ),
    },
    "/api/venues/{code}/devices/{device}": {
        "parameters": [_CODE, _DEVICE_ID],
        "delete": route(
            "Revoke a device",
            {"200": told("Its token opens nothing any more", named("Device"))},
            refuses=_OWNERS,
            who="owner",
        ),
    },
    "/api/venues/{code}/devices/{device}/sheets.pdf": {
        "parameters": [_CODE, _DEVICE_ID],
        "post": route(
            "The next sheets of a paper pad",
            {"200": sent("application/pdf", "The sheets")},
            refuses=(*_OWNERS, 422),
            who="owner",
            parameters=[in_query("pages", number(1, MOST_SHEETS))],
        ),
    },
}
