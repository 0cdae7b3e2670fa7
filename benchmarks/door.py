"""The warm door: processor time of one check-in through the real handler, against a canned DynamoDB on loopback."""

import json
import statistics
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import artifacts
from benchmarks.artifacts import FASTAPI, FLOOR, OURS, Artifact
from benchmarks.check_ins import api_event
from benchmarks.figures import Part, paired
from benchmarks.loopback import Loopback, serving

CALLS = 1_500
ROUNDS = 7
COMPARED = (OURS, FLOOR, FASTAPI)
HOW = (
    "Processor time (user and system, getrusage) of one call of the handler, artifacts and Python 3.13 as in `cold`, "
    "real HTTP to a canned DynamoDB on loopback in another process. Every call is another person and another visit of "
    "one venue, whose card is in memory. FastAPI + Mangum + boto3's resource interface does the same checks, keys, "
    f"sealing and put (`benchmarks/peers/fastapi_door.py`). Medians of {ROUNDS} rounds of {CALLS:,} calls, one of each "
    "in turn, each round in a new process after 300 calls."
)


def measured(server: Loopback, python: str, artifact: Artifact, events: Path, mode: str = "cpu") -> dict[str, Any]:
    """Runs the calls of one round."""
    script = Path(__file__).with_name("door_process.py")
    done = subprocess.run(
        [python, "-P", str(script), artifact.handler, str(events), mode],
        env=artifacts.environment(server.address, artifact), cwd=artifact.folder,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{artifact.title} failed:\n{done.stderr}{done.stdout}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def run() -> Part:
    """Packages, calls and compares."""
    artifacts.made()
    python = artifacts.python313()
    spent: dict[Artifact, list[float]] = {artifact: [] for artifact in COMPARED}
    with serving() as server, TemporaryDirectory() as folder:
        events = Path(folder) / "events.json"
        events.write_text(json.dumps([api_event(number) for number in range(CALLS * 5 // 4)]))
        for _ in range(ROUNDS):
            for artifact in COMPARED:
                spent[artifact].append(measured(server, python, artifact, events)["microseconds"])
        profiles = {artifact: measured(server, python, artifact, events, "profile") for artifact in (OURS, FLOOR)}
    median = {artifact: statistics.median(figures) for artifact, figures in spent.items()}
    ratios = [
        paired(f"check-in, against {other.title}", spent[OURS], spent[other], target, "CPU µs")
        for other, target in ((FLOOR, 1.3), (FASTAPI, 0.9))
    ]
    shares = {artifact: _microseconds(profile["profile"], median[artifact]) for artifact, profile in profiles.items()}
    works = sorted(shares[OURS], key=lambda work: -shares[OURS][work])
    rows: list[tuple[Any, ...]] = [(artifact.title, "whole", median[artifact]) for artifact in COMPARED]
    rows += [(OURS.title, work, shares[OURS][work]) for work in works]
    rows += [
        (FLOOR.title, work, spent_on) for work, spent_on in sorted(shares[FLOOR].items(), key=lambda each: -each[1])
    ]
    return Part(
        "door", HOW, ("", "what", "CPU µs a check-in"), rows, ratios,
        ["The shares are a sample of the stack at every millisecond of processor time."], {"rounds": ROUNDS},
    )  # fmt: skip


def _microseconds(profile: dict[str, int], whole: float) -> dict[str, float]:
    samples = sum(profile.values())
    return {work: whole * count / samples for work, count in profile.items()}
