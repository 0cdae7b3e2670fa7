"""The warm door: processor time of one check-in through the real handler, against a canned DynamoDB on loopback."""

import json
import statistics
import subprocess
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import artifacts
from benchmarks.artifacts import FASTAPI, FLOOR, OURS, Artifact
from benchmarks.check_ins import api_event
from benchmarks.figures import Part, paired
from benchmarks.loopback import Loopback, serving

WARMING = 300
CALLS = 60
ROUNDS = 41
PROFILED = 1_500
COMPARED = (OURS, FLOOR, FASTAPI)
HOW = (
    "Processor time (user and system, getrusage) of one call of the handler, artifacts and Python 3.13 as in `cold`, "
    "real HTTP to a canned DynamoDB on loopback in another process. Every call is another person and another visit of "
    "one venue, whose card is in memory. FastAPI + Mangum + boto3's resource interface does the same checks, keys, "
    f"sealing and put (`benchmarks/peers/fastapi_door.py`). Three processes side by side, {WARMING} calls to warm up, "
    f"then {ROUNDS} rounds of {CALLS} calls of each in turn, so that a busy machine hits all alike; medians."
)


class Calls:
    """A process that calls one artifact's handler."""

    def __init__(self, server: Loopback, python: str, artifact: Artifact, events: Path) -> None:
        script = Path(__file__).with_name("door_process.py")
        self._title = artifact.title
        self._process = subprocess.Popen(
            [python, "-P", str(script), artifact.handler, str(events)],
            env=artifacts.environment(server.address, artifact), cwd=artifact.folder,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, number: int, mode: str = "") -> dict[str, Any]:
        """So many calls: microseconds of each, and the profile where `mode` is `profile`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{number} {mode}\n")
        self._process.stdin.flush()
        while line := self._process.stdout.readline():
            # The handler's own log goes to the same place.
            if line.startswith('{"microseconds"'):
                answer: dict[str, Any] = json.loads(line)
                return answer
        raise RuntimeError(f"{self._title} failed; its last words stand above.")

    def __enter__(self) -> "Calls":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def run() -> Part:
    """Packages, calls and compares."""
    artifacts.made()
    python = artifacts.python313()
    spent: dict[Artifact, list[float]] = {artifact: [] for artifact in COMPARED}
    with serving() as server, TemporaryDirectory() as folder, ExitStack() as processes:
        events = Path(folder) / "events.json"
        events.write_text(json.dumps([api_event(number) for number in range(2_000)]))
        calls = {each: processes.enter_context(Calls(server, python, each, events)) for each in COMPARED}
        for artifact in COMPARED:
            calls[artifact](WARMING)
        for _ in range(ROUNDS):
            for artifact in COMPARED:
                spent[artifact].append(calls[artifact](CALLS)["microseconds"])
        profiles = {artifact: calls[artifact](PROFILED, "profile")["profile"] for artifact in (OURS, FLOOR)}
    return _part(spent, profiles)


def _part(spent: dict[Artifact, list[float]], profiles: dict[Artifact, dict[str, int]]) -> Part:
    median = {artifact: statistics.median(figures) for artifact, figures in spent.items()}
    ratios = [
        paired(f"check-in, against {other.title}", spent[OURS], spent[other], target, "CPU µs")
        for other, target in ((FLOOR, 1.3), (FASTAPI, 0.9))
    ]
    shares = {artifact: _microseconds(profile, median[artifact]) for artifact, profile in profiles.items()}
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
