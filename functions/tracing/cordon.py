"""Routes of a trace's cordon, of what changed since an earlier trace, and of the rules in force for the next."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
import sign_in
from tracing import naming, wiring
from truyvet import cordons, kept_traces
from truyvet.cordons import Cordon, Met
from truyvet.days import instant_text
from truyvet.errors import FieldError, InvalidError
from truyvet.kept_traces import KeptTrace
from truyvet.trace_reader import TracedVenue

routes = http_api.routes()
Json = dict[str, Any]


@routes.get("/api/trace-rules")
def get_rules() -> Response[str]:
    """How long a case infects before its onset, what makes an F1, how far F2 go: of the version in force."""
    sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    rules = wiring.settings().trace()
    return http_api.answer(
        200,
        {
            "version": rules.version,
            "infectious_days_before": rules.infectious_days_before,
            "definition_minutes": rules.definition_minutes,
            "tail_minutes": rules.tail_minutes,
            "latency_hours": rules.latency_hours,
        },
    )


@routes.get("/api/traces/<trace>/changes")
def get_changes(trace: str) -> Response[str]:
    """Who is new, gone, raised or lowered since an earlier trace of the same case, `?since=`; numbers, no names."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    now = http_api.received_now()
    after = wiring.traces().get(trace, now)
    before = wiring.traces().get(routes.current_event.query_string_parameters.get("since", ""), now)
    if before["case_number"] != after["case_number"]:
        raise InvalidError([FieldError("since", "Hai lần truy vết này không cùng một ca bệnh.")])
    wiring.note(who, "changes", after["case_number"], after["id"], 0)
    return http_api.answer(200, asdict(kept_traces.changes(before, after)))


@routes.get("/api/traces/<trace>/cordon")
def get_cordon(trace: str) -> Response[str]:
    """Where the case was by day, what to disinfect or close, what may be made public. No person is named."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    kept, found, venues = read(trace)
    wiring.note(who, "cordon", kept.case_number, kept.id, 0)
    return http_api.answer(200, _shown(kept, found, venues))


def read(trace: str) -> tuple[KeptTrace, Cordon, Mapping[str, TracedVenue]]:
    """A kept trace, its cordon, and the venues of both by code. Raises NotFoundError."""
    file = wiring.traces().get(trace, http_api.received_now())
    kept = kept_traces.trace_of(file)
    venues = wiring.reader(wiring.queries()).venues({stay.venue for stay in kept.stays})
    return kept, cordons.cordon(kept.stays, kept_traces.contacts(file), venues, kept.rules), venues


def _shown(kept: KeptTrace, found: Cordon, venues: Mapping[str, TracedVenue]) -> Json:
    return {
        "id": kept.id,
        "case_number": kept.case_number,
        "rules": kept.rules.version,
        "tail_minutes": kept.rules.tail_minutes,
        "venues": [_venue(venue) for _, venue in sorted(venues.items())],
        "presences": [
            {
                "day": each.day.isoformat(),
                "venue": each.venue,
                "from": instant_text(each.start),
                "to": instant_text(each.end),
                "ends_known_by": [known.value for known in each.known_by],
                "zones": list(each.zones),
                **_met(each.met),
            }
            for each in found.presences
        ],
        "communes": [
            {"day": each.day.isoformat(), **_commune(each.commune), "venues": each.venues, **_met(each.met)}
            for each in found.communes
        ],
        "closings": [
            {
                "venue": each.venue,
                "visits": each.visits,
                "left": instant_text(each.left),
                "left_known_by": each.left_known_by.value,
                "until": instant_text(each.until),
                "why": each.why,
            }
            for each in found.closings
        ],
        "places": [
            {
                "venue": each.venue,
                "day": each.day.isoformat(),
                "from": instant_text(each.start),
                "to": instant_text(each.end),
                "doubts": [doubt.value for doubt in each.doubts],
            }
            for each in found.places
        ],
    }


def _met(met: Met) -> Json:
    return {"f1": met.f1, "f2": met.f2, "near": met.near}


def _venue(venue: TracedVenue) -> Json:
    return {
        "code": venue.code,
        "name": venue.name,
        "kind": venue.kind.value,
        "address": venue.address,
        "district": venue.district,
        **_commune(venue.commune, venue.commune_name),
    }


def _commune(code: int, name: str | None = None) -> Json:
    names = naming.commune(code) or (name, None)
    return {"commune": code, "commune_name": names[0], "district_name": names[1]}
