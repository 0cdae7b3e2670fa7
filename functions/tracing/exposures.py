"""Routes of public exposure places: a tracer proposes, another official approves, either takes back. All in the log."""

from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
import sign_in
from sign_in import Official
from tracing import cordon, naming, wiring
from truyvet import codes, days, exposures
from truyvet.cordons import Cordon
from truyvet.errors import FieldError, ForbiddenError, InvalidError
from truyvet.exposures import Asked, By, Doubt, Exposure, Spot, State
from truyvet.trace_reader import TracedVenue

routes = http_api.routes()
PROVINCE = "province"
Json = dict[str, Any]


@routes.post("/api/exposures")
def post_exposures() -> Response[str]:
    """201 with the places as they were proposed: `{"trace": id, "places": [{"venue", "from", "to"}]}`."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    now = http_api.received_now()
    body = http_api.json_body(routes)
    asked = _asked(body)
    trace, found, venues = cordon.read(str(body.get("trace", "")))
    tail = timedelta(minutes=trace.rules.tail_minutes)
    by = By(who.id, who.name, now)
    # All are held against the trace before any is stored.
    made = [
        exposures.propose(each, _spot(venues.get(each.venue)), trace, tail, by, _doubts(found, each)) for each in asked
    ]
    wiring.note(who, "propose", trace.case_number, trace.id, 0)
    table = wiring.exposures()
    return http_api.answer(201, {"exposures": [_shown(table.propose(each)) for each in made]})


@routes.get("/api/exposures/proposed")
def get_proposed() -> Response[str]:
    """All places of the last 28 days as officials see them, by state, and how many more may be published today."""
    who = _official()
    now = http_api.received_now()
    found = [each for each in wiring.exposures().all() if each.expires_at > now]
    wiring.note(who, "proposals", "", "", 0)
    return http_api.answer(
        200,
        {
            **{state.value: [_shown(each) for each in found if each.state is state] for state in State},
            "published_today": wiring.exposures().published_on(days.local_day(now)),
            "places_a_day": wiring.settings().exposure().places_a_day,
        },
    )


@routes.post("/api/exposures/<exposure>/approve")
def post_approve(exposure: str) -> Response[str]:
    """200 with the place, public from now on. The one who proposed it is refused."""
    who = _official()
    now = http_api.received_now()
    table = wiring.exposures()
    found = table.get(exposure)
    today = days.local_day(now)
    counted = table.published_on(today)
    rules = wiring.settings().exposure()
    after = exposures.approved(found, By(who.id, who.name, now), counted, rules, province=PROVINCE in who.groups)
    wiring.note(who, "approve", found.case_number, found.trace, 0)
    table.publish(after, today, counted)
    return http_api.answer(200, _shown(after))


@routes.post("/api/exposures/<exposure>/withdraw")
def post_withdraw(exposure: str) -> Response[str]:
    """200 with the place, taken back: `{"reason": text}`. The public list follows within minutes."""
    who = _official()
    reason = http_api.json_body(routes).get("reason")
    found = wiring.exposures().get(exposure)
    by = By(who.id, who.name, http_api.received_now())
    after = exposures.withdrawn(found, by, reason.strip() if isinstance(reason, str) else "")
    wiring.note(who, "withdraw", found.case_number, found.trace, 0)
    wiring.exposures().withdraw(after, found.state)
    return http_api.answer(200, _shown(after))


def _official() -> Official:
    """Who may approve and take back. Raises UnauthorisedError and ForbiddenError."""
    who = sign_in.official(routes.current_event.raw_event)
    if not who.groups & {wiring.GROUP, PROVINCE}:
        raise ForbiddenError("Tài khoản này không được phép làm việc này.")
    return who


def _asked(body: Json) -> list[Asked]:
    places = body.get("places")
    if not isinstance(places, list) or not 0 < len(places) <= exposures.MOST_PROPOSED:
        raise InvalidError([FieldError("places", f"Xin chọn 1 đến {exposures.MOST_PROPOSED} địa điểm.")])
    return [_place(number, each) for number, each in enumerate(places)]


def _place(number: int, value: Any) -> Asked:
    try:
        code = codes.normalised(value["venue"])
        start, end = days.instant(value["from"]), days.instant(value["to"])
    except (AttributeError, LookupError, TypeError, ValueError):
        code = None
    if code is None:
        raise InvalidError([FieldError(f"places.{number}", "Địa điểm này chưa đúng.")])
    return Asked(code, start, end)


def _doubts(found: Cordon, asked: Asked) -> tuple[Doubt, ...]:
    return found.doubts(asked.venue, days.local_day(asked.start))


def _spot(venue: TracedVenue | None) -> Spot:
    if venue is None:
        raise InvalidError(
            [FieldError("places", "Có địa điểm ca bệnh không đến, hoặc chưa đăng ký, nên không công bố được.")]
        )
    commune, district = naming.commune(venue.commune) or (venue.commune_name, "")
    return Spot(venue.code, venue.name, venue.kind, venue.address, commune, district)


def _shown(each: Exposure) -> Json:
    return {
        "id": each.id,
        "state": each.state.value,
        "venue": each.spot.code,
        "name": each.spot.name,
        "kind": each.spot.kind.value,
        "address": each.spot.address,
        "commune_name": each.spot.commune_name,
        "district_name": each.spot.district_name,
        "day": each.day.isoformat(),
        "from": days.instant_text(each.start),
        "to": days.instant_text(each.end),
        "doubts": [doubt.value for doubt in each.doubts],
        "trace": each.trace,
        "case_number": each.case_number,
        "proposed": _by(each.proposed),
        "approved": _by(each.approved),
        "withdrawn": _by(each.withdrawn),
        "reason": each.reason,
    }


def _by(by: By | None) -> Json | None:
    return {"name": by.name, "at": days.instant_text(by.at)} if by else None
