"""Check-ins, helper devices and badges, as the document tells them."""

from checkin import batch_requests, requests
from qrgen.papers import MOST_CARDS
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
from truyvet import badge_cards, batches, cards
from truyvet.codes import ALPHABET
from truyvet.declarations import Symptom
from truyvet.people import Sex
from truyvet.venues import Status
from truyvet.visits import Direction, Visitor

_BADGE: Json = {"type": "string", "pattern": f"^[{ALPHABET}]{{{badge_cards.CODE_CHARACTERS}}}$"}
_ID = UUID | {"description": "Made on the device, version 4 or 7; a retry sends the same."}
_SEQ = number(1, batch_requests.MOST_NUMBER)

_CONTACT = thing({}, {"case": FLAG, "from_area": FLAG, "sick": FLAG})
_TYPED = thing(
    {"name": text(requests.NAME_CHARACTERS, 1)},
    {
        "phone": maybe(PHONE),
        "document": maybe(TEXT),
        "qid": maybe(TEXT),
        "birth_year": maybe(number(requests.EARLIEST_BIRTH_YEAR)),
        "sex": maybe(choice(Sex)),
        "address": maybe(text(requests.ADDRESS_CHARACTERS)),
        "commune": maybe(number(1, 99999)),
    },
    "One of phone, document and qid must be there.",
)
_SCANNED = thing({"card": text(cards.MAX_CHARACTERS)}, {"phone": maybe(PHONE)}, "The text of a card as scanned.")
_CARD = thing({"kind": choice(cards.Kind), "shown": TEXT, "warnings": items(choice(cards.Oddity))})

_CHECK_IN_FIELDS: tuple[dict[str, Json], dict[str, Json]] = (
    {"id": _ID, "venue": text(40), "direction": choice(Direction), "at": INSTANT, "person": named("Person")},
    {
        "declaration": named("Declaration"),
        "zone": maybe(text(requests.ZONE_CHARACTERS)),
        "visitor": choice(Visitor),
        "on_behalf": FLAG,
        "device": maybe(UUID),
    },
)

SCHEMAS: dict[str, Json] = {
    "Person": {"anyOf": [_TYPED, _SCANNED]},
    "Declaration": thing(
        {},
        {
            "symptoms": items(choice(Symptom), len(Symptom)),
            "places": text(requests.PLACES_CHARACTERS),
            "contact": _CONTACT,
        },
        "The health declaration of 2021; nothing said means healthy.",
    ),
    "CheckIn": thing(*_CHECK_IN_FIELDS),
    "Receipt": thing(
        {
            "id": UUID,
            "venue": VENUE_CODE,
            "venue_name": TEXT,
            "commune_name": TEXT,
            "direction": choice(Direction),
            "at": INSTANT,
            "received_at": INSTANT,
            "alert": FLAG,
        },
        {"card": _CARD},
    ),
    "BatchEvent": thing({"seq": _SEQ, **_CHECK_IN_FIELDS[0]}, _CHECK_IN_FIELDS[1]),
    "BatchResult": thing(
        {"seq": _SEQ, "status": choice(batches.Status)},
        {"id": UUID, "alert": FLAG, "error": TEXT, "message": TEXT, "card": _CARD},
    ),
}

_BATCH = thing(
    {"events": items(named("BatchEvent"), batches.MOST_EVENTS)},
    {
        "issued": number(0, batch_requests.MOST_NUMBER),
        "waiting": number(0, batch_requests.MOST_NUMBER),
        "waiting_since": maybe(INSTANT),
        "void": items(_SEQ, batches.MOST_VOID),
    },
)
_BATCH_ANSWER = thing(
    {
        "results": items(named("BatchResult")),
        "missing": items(_SEQ, batches.MOST_MISSING),
        "missing_count": number(0),
        "received_at": INSTANT,
    }
)
_CLAIMED = thing(
    {
        "device": UUID,
        "device_token": TEXT,
        "name": TEXT,
        "paper": FLAG,
        "next_seq": number(1),
        "venues": items(thing({"code": VENUE_CODE, "name": TEXT, "commune_name": TEXT, "status": choice(Status)})),
    }
)
_BADGE_CARDS = thing(
    {
        "cards": items(
            thing(
                {"badge": _BADGE, "name": text(requests.NAME_CHARACTERS, 1), "valid_until": DAY},
                {"birth_year": maybe(number(requests.EARLIEST_BIRTH_YEAR))},
            ),
            MOST_CARDS,
            1,
        )
    },
    {"format": choice(badge_cards.Format)},
)

PATHS: dict[str, Json] = {
    "/api/checkins": {
        "post": route(
            "Check in or out",
            {"201": told("Stored", named("Receipt")), "200": told("It was stored before", named("Receipt"))},
            refuses=(404, 409, 413, 422),
            requestBody=body(named("CheckIn")),
        )
    },
    "/api/checkins/batch": {
        "post": route(
            "What a helper's device has recorded",
            {"200": told("A result for each event, and what is missing", _BATCH_ANSWER)},
            refuses=(401, 413, 422),
            who="device",
            requestBody=body(_BATCH),
        )
    },
    "/api/devices/claim": {
        "post": route(
            "A device's own token for the one of its pairing link, once",
            {"200": told("The device", _CLAIMED)},
            refuses=(401,),
            who="device",
        )
    },
    "/api/badges": {
        "post": route(
            "A badge for somebody without a phone",
            {
                "201": told(
                    "Told this once",
                    thing({"badge": _BADGE, "revoke_token": TEXT, "receipt": TEXT, "valid_until": DAY}),
                )
            },
            refuses=(413, 422),
            requestBody=body(thing({"person": named("Person")})),
        )
    },
    "/api/badges/cards.pdf": {
        "post": route(
            "Cards to print",
            {"200": sent("application/pdf", "The cards")},
            refuses=(413, 422),
            requestBody=body(_BADGE_CARDS),
        )
    },
    "/api/badges/{code}/revoke": {
        "parameters": [in_path("code", TEXT)],
        "post": route(
            "Revoke a badge",
            {"200": told("The same whatever was sent", thing({"message": TEXT}))},
            refuses=(401,),
            who="badge",
        ),
    },
}
