"""Answers of venues: what a head was told, why nobody scans, what help is needed; by the owner or a reminder's link."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

import http_api
from origin import guarded
from truyvet import answering
from truyvet.answering import Caller
from truyvet.days import instant_text, local_day
from truyvet.errors import NotFoundError
from truyvet.fields import venue_code
from truyvet.histories import CAUSE_NAMES, HELPABLE, Cause, Entry
from truyvet.history_table import HistoryTable
from truyvet.setting_table import SettingTable
from truyvet.settings import LadderRules
from truyvet.venue_table import VenueTable

logger = Logger()
app = http_api.resolver()


@cache
def _venues() -> VenueTable:
    return VenueTable(os.environ["VENUES_TABLE"])


@cache
def _histories() -> HistoryTable:
    return HistoryTable(os.environ["HISTORIES_TABLE"])


@app.get("/api/venues/<code>/history")
def get_history(code: str) -> Response[str]:
    """The owner sees everything; the holder of a reminder's link that reminder, and what was answered to it."""
    who = _caller(code)
    entries = [who.reminder] if who.reminder else _histories().of_venue(who.venue.code)
    if who.reminder:
        entries += [each for each in _histories().of_venue(who.venue.code) if each.about == who.reminder.id]
    return http_api.answer(
        200,
        {
            "venue": who.venue.code,
            "name": who.venue.name,
            "commune_name": who.venue.commune_name,
            "away_until": who.venue.away_until.isoformat() if who.venue.away_until else None,
            "causes": [
                {"cause": cause, "name": name, "help": cause in HELPABLE} for cause, name in CAUSE_NAMES.items()
            ],
            "longest_away_days": _rules().longest_away_days,
            "entries": [_shown(each) for each in reversed(entries)],
        },
    )


@app.post("/api/venues/<code>/answers")
def post_answer(code: str) -> Response[str]:
    """201 with the entry of an answer. A place that says it is closed is not expected to scan until that day."""
    who, now = _caller(code), http_api.received_now()
    entry = answering.answer(who, http_api.json_body(app), _histories(), _rules(), now)
    if entry.cause is Cause.CLOSED and entry.until:
        _venues().set_away(who.venue.code, local_day(now), entry.until)
    return http_api.answer(201, _shown(entry))


@app.post("/api/venues/<code>/help")
def post_help(code: str) -> Response[str]:
    """201 with the entry of a request for help."""
    entry = answering.ask(_caller(code), http_api.json_body(app), _histories(), http_api.received_now())
    return http_api.answer(201, _shown(entry))


@cache
def _settings() -> SettingTable:
    return SettingTable(os.environ["SETTINGS_TABLE"])


def _rules() -> LadderRules:
    return _settings().ladder()


def _caller(code: str) -> Caller:
    venue = _venues().get(venue_code(code))
    if venue is None:
        raise NotFoundError("Không có điểm nào mang mã này.")
    return answering.caller(venue, http_api.bearer_token(app), _histories())


def _shown(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": instant_text(entry.at),
        "event": entry.event.value,
        "by": entry.by,
        "text": entry.text,
        "day": entry.day.isoformat() if entry.day else None,
        "cause": entry.cause.value if entry.cause else None,
        "until": entry.until.isoformat() if entry.until else None,
        "open": entry.open_in is not None,
        "about": entry.about,
    }


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
