"""What lies before officials: requests for help, disagreements, venues that reminders did not move; each history."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight import asked, findings
from oversight.asked import Choice
from oversight.desk import Desk, desk, router
from truyvet import histories
from truyvet.days import LOCAL, instant_text
from truyvet.errors import ConflictError, FieldError, InvalidError, NotFoundError
from truyvet.fields import Fields, venue_code
from truyvet.histories import CAUSE_NAMES, RUNG_NAMES, Entry, Event, Sending
from truyvet.venues import Venue

routes = router()

PAGE = 50
TEXT_CHARACTERS = 500
EVENT_NAMES = {
    Event.REMINDED: "Đã nhắc người đứng đầu",
    Event.ESCALATED: "Đã báo cấp quản lý",
    Event.PROPOSED: "Đề nghị xem xét tạm dừng",
    Event.ANSWERED: "Điểm phản hồi",
    Event.ASKED: "Điểm xin giúp đỡ",
    Event.ASSIGNED: "Đã giao việc",
    Event.SETTLED: "Đã xử lý",
}
_NOT_TOLD = "Chưa nhắc được người đứng đầu"
_UNSENT = frozenset({Sending.NO_ADDRESS, Sending.REFUSED})
Json = dict[str, Any]


@routes.get("/api/oversight/open", compress=True)
def get_open() -> Response[str]:
    """A page of what somebody still has to do, the oldest first, with how many there are by cause and by event."""
    at = desk(routes)
    parameters = routes.current_event.query_string_parameters
    chosen = asked.choice(at, parameters)
    venues = at.stores.days.venues(chosen.districts, at.now)
    waiting = [
        (entry, venues[entry.venue])
        for district in chosen.districts
        for entry in at.stores.histories.open_in(district)
        if entry.venue in venues and chosen.has(venues[entry.venue])
    ]
    event = asked.word(parameters, "event", Event)
    found = sorted((each for each in waiting if event in (None, each[0].event)), key=lambda each: each[0].id)
    first = asked.number(parameters, "next") or 0
    named = _named_yesterday(at, chosen)
    answer = {
        "as_of": instant_text(at.now),
        "events": [
            {"event": kind.value, "name": EVENT_NAMES[kind], "count": count}
            for kind, count in Counter(entry.event for entry, _ in waiting).most_common()
        ],
        "causes": [
            {"cause": cause.value, "name": CAUSE_NAMES[cause], "count": count}
            for cause, count in Counter(entry.cause for entry, _ in waiting if entry.cause).most_common()
        ],
        "total": len(found),
        "entries": [
            _waiting(at, entry, venue) | {"mended": bool(entry.rung and named and venue.code not in named)}
            for entry, venue in found[first : first + PAGE]
        ],
        "next": first + PAGE if first + PAGE < len(found) else None,
    }
    return http_api.answer(200, answer)


@routes.get("/api/oversight/venues/<code>/history", compress=True)
def get_history(code: str) -> Response[str]:
    """A venue's history, the newest first."""
    at = desk(routes)
    venue = _seen(at, code)
    entries = at.stores.histories.of_venue(venue.code)
    answer = {"acts": at.scope.acts_on(venue), "entries": [shown(entry) for entry in reversed(entries)]}
    return http_api.answer(200, answer)


@routes.post("/api/oversight/venues/<code>/history")
def post_history(code: str) -> Response[str]:
    """201 with what an official did about an entry: `{"about", "event": "assigned" | "settled", "text"}`.

    Assigned, it stays open and says to whom; settled, it is closed, once: 409 for whoever comes second.
    """
    at = desk(routes)
    venue = _seen(at, code)
    at.scope.require_action(venue)
    wrong: list[FieldError] = []
    fields = Fields(http_api.json_body(routes), wrong)
    text, event = fields.text("text", TEXT_CHARACTERS), fields.choice("event", Event)
    if event not in {Event.ASSIGNED, Event.SETTLED}:
        fields.refuse("event", "Xin chọn giao việc hoặc đã xử lý.")
    if not text:
        fields.refuse("text", "Xin ghi giao cho ai, hoặc đã xử lý thế nào.")
    if wrong or event is None:
        raise InvalidError(wrong)
    about = _open(at, venue, fields.text("about", 100))
    if event is Event.SETTLED and not at.stores.histories.close(venue.code, about.id):
        raise ConflictError("Việc này vừa được người khác xử lý. Xin tải lại trang.")
    entry = Entry(
        venue=venue.code,
        id=histories.new_id(at.now.astimezone(LOCAL)),
        at=at.now,
        event=event,
        by=at.official.name,
        text=text,
        cause=about.cause,
        about=about.id,
    )
    at.stores.histories.add(entry)
    return http_api.answer(201, shown(entry))


def shown(entry: Entry) -> Json:
    """An entry as a page shows it."""
    return {
        "id": entry.id,
        "at": instant_text(entry.at),
        "event": entry.event.value,
        "event_name": _NOT_TOLD
        if entry.sending in _UNSENT and entry.event is Event.REMINDED
        else EVENT_NAMES[entry.event],
        "rung_name": RUNG_NAMES[entry.rung] if entry.rung else None,
        "by": entry.by,
        "text": entry.text,
        "cause": entry.cause.value if entry.cause else None,
        "cause_name": CAUSE_NAMES[entry.cause] if entry.cause else None,
        "day": entry.day.isoformat() if entry.day else None,
        "until": entry.until.isoformat() if entry.until else None,
        "sending": entry.sending.value if entry.sending else None,
        "open": entry.open_in is not None,
        "about": entry.about,
    }


def _named_yesterday(at: Desk, chosen: Choice) -> set[str]:
    """The venues that the report of yesterday names; none before it is made, when nothing can be said of it."""
    return {venue.code for _, venue in findings.in_choice(at, at.today - timedelta(days=1), chosen) if venue}


def _waiting(at: Desk, entry: Entry, venue: Venue) -> Json:
    acts = at.scope.acts_on(venue)
    done = _about(at.stores.histories.of_venue(venue.code), entry)
    return shown(entry) | {
        "venue": venue.code,
        "name": venue.name,
        "kind": venue.kind.value,
        "address": venue.address,
        "commune_name": venue.commune_name,
        "district": venue.district,
        "head": venue.head if acts else None,
        "phone": venue.phone if acts else None,
        "acts": acts,
        "done": [shown(each) for each in done],
    }


def _about(history: Sequence[Entry], entry: Entry) -> list[Entry]:
    return [each for each in history if each.about == entry.id]


def _seen(at: Desk, code: str) -> Venue:
    venue = at.stores.venues.get(venue_code(code))
    if venue is None:
        raise NotFoundError("Không có điểm nào mang mã này.")
    at.scope.require_seen(venue)
    return venue


def _open(at: Desk, venue: Venue, entry_id: str) -> Entry:
    entry = at.stores.histories.get(venue.code, entry_id) if entry_id else None
    if entry is None:
        raise NotFoundError("Không có việc này trong lịch sử của điểm.")
    if entry.open_in is None:
        raise ConflictError("Việc này đã được xử lý. Xin tải lại trang.")
    return entry
