"""The chaos harness stays alive: small rounds of it, real handlers on a real engine (`make chaos` plays all)."""

import json
import os
from pathlib import Path

import pytest

from benchmarks import engine
from chaos import __main__ as chaos_main
from chaos import doors, restores, streams
from chaos.__main__ import joined, shown
from chaos.faults import Call, Seeded
from chaos.ledger import Entry
from chaos.observed import Observed
from shipping.decoder import NoDecoderError

SEED = 2732


@pytest.fixture(autouse=True)
def engine_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes that fork later need the sources on their path; where the engine cannot be had, nothing is proven."""
    monkeypatch.setenv("PYTHONPATH", os.environ.get("PYTHONPATH", ""))
    try:
        engine._binary()
    except (engine.NoEngineError, NoDecoderError) as error:
        pytest.skip(f"the engine cannot be had: {error}")


def test_a_confirmed_visit_is_stored_once_whatever_the_store_does() -> None:
    entry = doors.faulty_store(SEED, 60)
    assert entry.violations == []
    assert sum(entry.faults.values()) > 30
    assert entry.outcomes["confirmed"] == 60


def test_a_tally_that_dies_at_any_call_counts_the_same_in_the_end() -> None:
    entry = streams.tally_killed(SEED, 3)
    assert entry.violations == []
    assert entry.faults["killed before a call"] == entry.faults["killed after a call"] > 0


def test_what_is_lost_comes_back_by_the_steps_of_the_runbook() -> None:
    entry = restores.drill(SEED, 100)
    assert entry.violations == []
    assert entry.outcomes["tallies set right by the recount"] > 0


def test_the_same_seed_gives_the_same_faults() -> None:
    calls = [Call(number, "dynamodb", "PutItem", f"visit {number % 50}") for number in range(400)]
    first, second, other = Seeded(SEED, 35), Seeded(SEED, 35), Seeded(SEED + 1, 35)
    drawn = [first(call) for call in calls]
    assert drawn == [second(call) for call in calls]
    assert drawn != [other(call) for call in calls]
    assert 80 < sum(fault is not None for fault in drawn) < 200


def test_an_alarm_is_judged_by_the_thresholds_of_the_template() -> None:
    observed = Observed()
    observed.count("AWS/ApiGateway", "5xx", "Api", 4)
    assert observed.alarms() == []
    observed.count("AWS/ApiGateway", "5xx", "Api")
    observed.count("AWS/Lambda", "Errors", "PagesFunction", 5)
    assert sorted(observed.alarms()) == ["DoorFails", "FunctionsFail"]


def test_a_broken_promise_is_seen() -> None:
    whole, broken = Entry("a", "all is well"), Entry("a", "all is well")
    broken.promised(False, "it is not")
    (entry,) = joined([whole, broken])
    assert entry.violations == ["it is not"]
    assert "NO" in shown([entry])[-1]


def test_a_whole_run_forgets_what_was_broken_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chaos_main, "RESULTS", tmp_path / "results.json")
    broken = Entry("a", "all is well")
    broken.promised(False, "it is not")
    chaos_main.keep([broken], SEED, 1, whole=True)
    chaos_main.keep([Entry("b", "all is well")], SEED, 1, whole=False)
    assert json.loads((tmp_path / "results.json").read_text())["promises_broken"] == 1
    chaos_main.keep([Entry("b", "all is well")], SEED, 1, whole=True)
    assert list(json.loads((tmp_path / "results.json").read_text())["scenarios"]) == ["b"]
