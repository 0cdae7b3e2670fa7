"""What the report of a day found, filtered: the sentence with its figures, what clears it, the correction proposed."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight import asked
from oversight.asked import Choice
from oversight.desk import Desk, desk, router
from truyvet.days import instant_text
from truyvet.reports import CONFIDENCE_NAMES, SEVERITY_NAMES, Category, Confidence
from truyvet.texts import folded
from truyvet.venues import Kind, Venue

routes = router()

PAGE = 10
Json = dict[str, Any]
Found = tuple[Mapping[str, Any], Venue | None]
"""A finding as stored, and the venue it is about; none where it is about a place that is not registered."""


@routes.get("/api/oversight/days/<day>/findings", compress=True)
def get_findings(day: str) -> Response[str]:
    """A page of findings, the gravest first, with how many there are of each rule in the whole choice."""
    at = desk(routes)
    parameters = routes.current_event.query_string_parameters
    chosen = asked.choice(at, parameters)
    everything = in_choice(at, asked.day(at, day), chosen)
    found = filtered(everything, parameters)
    first = asked.number(parameters, "next") or 0
    answer = {
        "as_of": instant_text(at.now),
        "categories": Counter(finding["category"] for finding, _ in everything),
        "rules": _rules(everything),
        "total": len(found),
        "findings": [shown(finding, venue) for finding, venue in found[first : first + PAGE]],
        "next": first + PAGE if first + PAGE < len(found) else None,
    }
    return http_api.answer(200, answer)


def in_choice(at: Desk, day: date, chosen: Choice) -> list[Found]:
    """The findings of a day that the choice covers."""
    stored = at.stores.days.findings(day, chosen.districts, at.now)
    venues = at.stores.days.venues(chosen.districts, at.now)
    found = []
    for finding in stored:
        venue = venues.get(finding["venue"])
        kind = venue.kind if venue else _kind(finding)
        if chosen.covers(finding["district"], finding["commune"], kind):
            found.append((finding, venue))
    return found


def filtered(found: Sequence[Found], parameters: Mapping[str, str]) -> list[Found]:
    """Those of `rule`, `category`, `severity` and `q`; the gravest, then those named most often, first."""
    rule, category = parameters.get("rule"), asked.word(parameters, "category", Category)
    severity, words = asked.number(parameters, "severity"), folded(parameters.get("q", "")[:100]).split()
    kept = [
        (finding, venue)
        for finding, venue in found
        if (not rule or finding["rule"] == rule)
        and (category is None or finding["category"] == category)
        and (severity is None or finding.get("severity", 2) == severity)
        and (not words or _matches(finding, venue, words))
    ]
    return sorted(
        kept, key=lambda each: (-each[0].get("severity", 2), -each[0]["times"], each[0]["commune"], each[0]["venue"])
    )


def shown(finding: Mapping[str, Any], venue: Venue | None) -> Json:
    """A finding as a page shows it."""
    severity = finding.get("severity", 2)
    confidence = Confidence(finding.get("confidence", Confidence.MEDIUM))
    figures = finding["figures"]
    return {
        "day": finding["day"],
        "venue": venue.code if venue else None,
        "name": venue.name if venue else figures_of(figures).get("name", "Nơi chưa đăng ký"),
        "address": f"{venue.address}, {venue.commune_name}" if venue else "",
        "commune": finding["commune"],
        "district": finding["district"],
        "rule": finding["rule"],
        "rule_name": finding["rule_name"],
        "category": finding["category"],
        "severity": severity,
        "severity_name": SEVERITY_NAMES.get(severity, ""),
        "confidence_name": CONFIDENCE_NAMES[confidence],
        "sentence": finding["sentence"],
        "clears": finding.get("clears", ""),
        "remedy": finding["remedy"],
        "since": finding["since"],
        "times": finding["times"],
    }


def figures_of(stored: Any) -> Mapping[str, Any]:
    """The figures of a stored finding."""
    read: Mapping[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
    return read


def _kind(finding: Mapping[str, Any]) -> Kind:
    try:
        return Kind(figures_of(finding["figures"])["kind"])
    except (KeyError, ValueError):
        return Kind.OTHER


def _rules(found: Sequence[Found]) -> list[Json]:
    counted = Counter((finding["rule"], finding["rule_name"], finding["category"]) for finding, _ in found)
    return [
        {"rule": rule, "name": name, "category": category, "count": count}
        for (rule, name, category), count in counted.most_common()
    ]


def _matches(finding: Mapping[str, Any], venue: Venue | None, words: Sequence[str]) -> bool:
    text = folded(f"{venue.name} {venue.address} {venue.code}" if venue else finding["sentence"])
    return all(word in text for word in words)
