"""Routes of traces: ask for one, look at its pages."""

from dataclasses import replace
from time import monotonic
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response

import http_api
import sign_in
from sign_in import Official
from tracing import answers, looks, requests, wiring
from tracing.requests import Asked
from truyvet import people, trace_differences
from truyvet.badges import badge_key
from truyvet.errors import FieldError, InvalidError
from truyvet.trace_files import Trace
from truyvet.trace_table import State
from truyvet.trace_work import INLINE_SECONDS
from truyvet.traces import Question

routes = http_api.routes()


@routes.post("/api/traces")
def post_trace() -> Response[str]:
    """201 with the first page of a new trace, or 202 where it takes longer than a request may."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    now = http_api.received_now()
    asked = requests.parse(http_api.json_body(routes), now)
    question = Question(_keys(asked), asked.start, asked.end, asked.depth, asked.told, asked.denied)
    return _run(who, Trace(str(uuid4()), asked.case_number, who.id, now, wiring.settings().trace(), question))


@routes.post("/api/traces/<trace>/again")
def post_again(trace: str) -> Response[str]:
    """A new trace of the same question by the same rules; `again` in its answer says what differs from the old one."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    now = http_api.received_now()
    before = wiring.traces().progress(trace, now).trace
    return _run(who, replace(before, id=str(uuid4()), asked_by=who.id, asked_at=now, again_of=trace))


@routes.get("/api/traces/<trace>")
def get_trace(trace: str) -> Response[str]:
    """How far a trace is, and a page of what is known of it: from the contact that `next` of the page before told."""
    who = sign_in.of_group(routes.current_event.raw_event, wiring.GROUP)
    typed = routes.current_event.query_string_parameters.get("next", "0")
    if not typed.isdecimal() or len(typed) > 7:
        raise InvalidError([FieldError("next", "Trang này không có.")])
    progress = wiring.traces().progress(trace, http_api.received_now())
    seen = wiring.traces().seen(progress)
    page = _page(who, seen, int(typed)) if seen else {}
    return http_api.answer(200, page | answers.progress(progress))


def _run(who: Official, trace: Trace) -> Response[str]:
    # Before anything is looked up: a trace that fails half-way was a look all the same.
    wiring.note(who, "again" if trace.again_of else "trace", trace.case_number, trace.id, 0)
    began = monotonic()
    work = wiring.work(began + INLINE_SECONDS)
    # RFC 7240: who asks so gets its 202 at once.
    asynchronous = "respond-async" in routes.current_event.headers.get("prefer", "")
    kept = work.handed_over(trace) if asynchronous else work.at_once(trace)
    wiring.logger.info(
        "traced",
        trace=trace.id,
        handed_over=kept is None,
        seconds=round(monotonic() - began, 2),
        **({"contacts": len(kept["contacts"]), **kept["cost"]} if kept else {}),
    )
    if kept:
        return http_api.answer(201, _page(who, kept, 0) | {"state": State.DONE})
    progress = wiring.traces().progress(trace.id, http_api.received_now())
    return http_api.answer(202, answers.progress(progress), {"Retry-After": "3"})


def _page(who: Official, kept: answers.Json, first: int) -> answers.Json:
    """One page, after the log has noted how many persons it shows."""
    shown = len(kept["contacts"][first : first + answers.PAGE])
    wiring.note(who, "page", kept["case_number"], kept["id"], shown)
    reader = wiring.reader(wiring.queries())
    page = answers.page(kept, first, reader, wiring.ring())
    looks.note(kept["id"], str(first), reader.shown)
    if first == 0:
        looks.note_case(kept["id"], kept["visits"])
    return page | (_compared(kept) if first == 0 else {})


def _compared(kept: answers.Json) -> answers.Json:
    """What differs from the trace that this one repeats, as long as that one is kept."""
    if not kept.get("again_of"):
        return {}
    before = wiring.traces().progress(kept["again_of"], http_api.received_now())
    seen = wiring.traces().seen(before) if before.state is State.DONE else None
    return {"again": {"of": kept["again_of"], **(trace_differences.between(seen, kept) if seen else {"same": None})}}


def _keys(asked: Asked) -> frozenset[bytes]:
    """The person keys that the subject is asked by. Raises InvalidError where nobody has the badge, NotFoundError."""
    keys = {key for secret in wiring.person_secrets() for key in people.person_keys(secret, asked.person)}
    if asked.badge:
        badge = wiring.badges().get(badge_key(asked.badge))
        if badge is None:
            raise InvalidError([FieldError("subject.badge", "Không có thẻ nào mang mã này.")])
        keys |= {badge.person, *badge.also}
    if asked.trace:
        keys |= _keys_of_earlier(asked.trace, asked.case_number)
    return frozenset(keys)


def _keys_of_earlier(trace: str, case_number: str) -> frozenset[bytes]:
    """Whom an earlier trace of the same case was about: a page that was reloaded need not ask for the number again."""
    earlier = wiring.traces().progress(trace, http_api.received_now()).trace
    if earlier.case_number != case_number:
        raise InvalidError([FieldError("subject.trace", "Lần truy vết trước là của ca bệnh khác.")])
    return earlier.question.keys
