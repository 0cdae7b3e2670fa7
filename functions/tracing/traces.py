"""Routes of traces: ask for one, look at its pages."""

from dataclasses import replace
from time import monotonic
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response

import http_api
import sign_in
from sign_in import Official
from tracing import answers, requests, wiring
from tracing.requests import Asked
from truyvet import people
from truyvet.badges import badge_key
from truyvet.errors import FieldError, InvalidError
from truyvet.trace_files import Trace
from truyvet.trace_reader import TraceReader
from truyvet.traces import Question, Tracing

routes = http_api.routes()


@routes.post("/api/traces")
def post_trace() -> Response[str]:
    """201 with the first page of a new trace."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    now, began = http_api.received_now(), monotonic()
    asked = requests.parse(http_api.json_body(routes), now)
    question = Question(_keys(asked), asked.start, asked.end, asked.depth, asked.told, asked.denied)
    queries = wiring.queries()
    reader = wiring.reader(queries)
    rules = wiring.settings().trace()
    trace = Trace(str(uuid4()), asked.case_number, who.id, now, rules, question, 0, 0.0)
    # Before anything is looked up: a trace that fails half-way was a look all the same.
    wiring.note(who, "trace", trace.case_number, trace.id, 0)
    answer = Tracing(reader, rules).answer(question)
    wiring.logger.info(
        "traced",
        trace=trace.id,
        contacts=len(answer.contacts),
        queries=queries.calls,
        read_units=queries.units,
        seconds=round(monotonic() - began, 2),
    )
    kept = wiring.traces().keep(replace(trace, queries=queries.calls, read_units=queries.units), answer)
    return http_api.answer(201, _page(who, kept, 0, reader))


@routes.get("/api/traces/<trace>")
def get_trace(trace: str) -> Response[str]:
    """A page of a kept trace: from the contact that `next` of the page before told."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    typed = routes.current_event.query_string_parameters.get("next", "0")
    if not typed.isdecimal() or len(typed) > 7:
        raise InvalidError([FieldError("next", "Trang này không có.")])
    kept = wiring.traces().get(trace, http_api.received_now())
    return http_api.answer(200, _page(who, kept, int(typed), wiring.reader(wiring.queries())))


def _page(who: Official, kept: answers.Json, first: int, reader: TraceReader) -> answers.Json:
    """One page, after the log has noted how many persons it shows."""
    shown = len(kept["contacts"][first : first + answers.PAGE])
    wiring.note(who, "page", kept["case_number"], kept["id"], shown)
    return answers.page(kept, first, reader, wiring.ring())


def _keys(asked: Asked) -> frozenset[bytes]:
    """The person keys that the subject is asked by. Raises InvalidError for a badge that nobody has."""
    keys = set(people.person_keys(wiring.person_secret(), asked.person))
    if asked.badge:
        badge = wiring.badges().get(badge_key(asked.badge))
        if badge is None:
            raise InvalidError([FieldError("subject.badge", "Không có thẻ nào mang mã này.")])
        keys |= {badge.person, *badge.also}
    return frozenset(keys)
