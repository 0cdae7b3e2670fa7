"""A small generated province through the real stream, tallies and report: every number agrees with the ledger."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.report_run import rule_event
from local.seed.seeding import Wish, seed
from local.seed.verify import differences, sent_report
from local.stack import Stack
from truyvet.days import local_day

LAST_DAY = local_day(datetime.now(UTC)) - timedelta(days=1)


@pytest.fixture(scope="module")
def seeded(own_stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """The ledger of a province of 1,200 venues, and the report of its last day."""
    ledger_file: Path = tmp_path_factory.mktemp("seed") / "ledger.json"
    wish = Wish(venues=1200, days=8, scans=1300, seed=7, last_day=LAST_DAY).checked()
    seed(own_stack.access, own_stack.outputs, ledger_file, wish, lambda *_: None)
    answer = own_stack.access.client("lambda").invoke(
        FunctionName=own_stack.outputs["ReportFunctionName"], Payload=json.dumps(rule_event(LAST_DAY))
    )
    assert "FunctionError" not in answer, answer["Payload"].read()
    return json.loads(ledger_file.read_text()), sent_report(own_stack.access, own_stack.outputs, LAST_DAY.isoformat())


def test_the_report_equals_the_ledger_in_every_number_and_names_exactly_the_planted_places(
    seeded: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    ledger, report = seeded
    assert list(differences(ledger, report)) == []
    assert report["total"]["day"]["entries"] + report["total"]["day"]["exits"] == 1300
    assert set(ledger["planted"].values()) == {
        "never_printed",
        "no_scan",
        "below_own_past",
        "burst_from_one_device",
        "no_exits",
        "outside_opening_hours",
        "unmatched_exits",
        "typed_before_report",
        "one_device",
        "one_number",
        "identical_declarations",
        "superseded_poster",
    }


def test_every_named_place_was_recounted_without_a_difference(seeded: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ledger, report = seeded
    assert report["recount"]["mismatches"] == []
    assert report["recount"]["named"] >= len(ledger["planted"])


def test_a_difference_in_any_figure_or_name_would_be_found(seeded: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ledger, report = seeded
    wrong = json.loads(json.dumps(report))
    wrong["total"]["day"]["exits"] += 1
    wrong["districts"][0]["figures"]["week_before"]["registered"] -= 1
    place = wrong["wrongly_implementing"].pop()
    wrong["not_implementing"][0]["findings"][0]["rule"] = "no_exits"
    wrong["silent_communes"].pop()
    found = Counter(line.partition(":")[0] for line in differences(ledger, wrong))
    assert found["missed"] == 1 + len(place["findings"])
    assert found["wrongly accused"] == 1
    assert found["silent communes"] == 1
    assert sum(found.values()) == 6
