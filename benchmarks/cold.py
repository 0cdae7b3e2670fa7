"""Cold start of the door: a fresh process of Python 3.13 under AWS's own runtime client, from artifacts dated 1980."""

import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import artifacts
from benchmarks.artifacts import ARTIFACTS, FASTAPI, FLOOR, OURS, PLAIN, Artifact
from benchmarks.figures import Part, paired
from benchmarks.loopback import ANSWERS, Loopback, serving
from shipping.artifact import size

PAIRS = 9
SECONDS = 60
HOW = (
    "A fresh process `python3.13 -m awslambdaric HANDLER` with nothing on its path but the artifact (its files dated "
    "1980, as SAM zips them) and the runtime client, against a Runtime API and a canned AWS on loopback. *ready*: from "
    "the start of the process to the first request of its AWS client, so handler imported and client made; *first "
    "answer*: until the first check-in is answered, with all that is read late. CPU is the process's own. Medians of "
    f"{PAIRS} rounds, one of each in turn, after one that warms the disk's cache."
)


@dataclass(frozen=True)
class Start:
    """One cold start: milliseconds from the start of the process, by the clock and on the processor."""

    ready: float
    answered: float
    ready_cpu: float
    answered_cpu: float


def measured(python: str, artifact: Artifact) -> Start:
    """Starts the artifact once and ends it after its first answer.

    Each start has a server of its own: what a runtime still asked when it was ended takes no event from the next.
    """
    with serving() as server:
        return _started(server, python, artifact)


def _started(server: Loopback, python: str, artifact: Artifact) -> Start:
    command = [python, "-P", "-m", "awslambdaric", artifact.handler]
    environment = artifacts.environment(server.address, artifact)
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, cwd=artifact.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            used: dict[str, float] = {}
            server.watch = lambda what: used.setdefault(what, _cpu(process.pid))
            if not server.answered.wait(SECONDS):
                process.kill()
                raise RuntimeError(f"{artifact.title} gave no answer:\n{process.communicate()[1].decode()}")
        finally:
            server.watch = None
            process.kill()
    status = server.answer.get("statusCode")
    if status != 201:
        raise RuntimeError(f"{artifact.title} answered {server.answer}")
    first = next((at, what) for at, what in server.seen if what in ANSWERS)
    answer = next(at for at, what in server.seen if what == "answer")
    return Start(
        ready=1000 * (first[0] - begun),
        answered=1000 * (answer - begun),
        ready_cpu=1000 * used[first[1]],
        answered_cpu=1000 * used["answer"],
    )


def _cpu(process: int) -> float:
    """Seconds of processor that a process has used: Linux gives every process a clock of its own."""
    return time.clock_gettime((~process << 3) | 2)


def run() -> Part:
    """Packages, starts and compares."""
    artifacts.made()
    python = artifacts.python313()
    starts: dict[Artifact, list[Start]] = {artifact: [] for artifact in ARTIFACTS}
    for artifact in ARTIFACTS:
        measured(python, artifact)
    for _ in range(PAIRS):
        for artifact in ARTIFACTS:
            starts[artifact].append(measured(python, artifact))
    return _part(starts)


def _part(starts: dict[Artifact, list[Start]]) -> Part:
    def values(artifact: Artifact, of: Callable[[Start], float]) -> list[float]:
        return [of(start) for start in starts[artifact]]

    columns: dict[str, Callable[[Start], float]] = {
        "ready, ms": lambda start: start.ready,
        "ready, CPU ms": lambda start: start.ready_cpu,
        "first answer, ms": lambda start: start.answered,
        "first answer, CPU ms": lambda start: start.answered_cpu,
    }
    rows = [
        (artifact.title, *(statistics.median(values(artifact, of)) for of in columns.values()), _megabytes(artifact))
        for artifact in ARTIFACTS
    ]
    targets = ((PLAIN, 0.35), (FASTAPI, 0.5), (FLOOR, 1.5))
    ratios = [
        paired(f"ready, against {other.title}", values(OURS, of), values(other, of), target, unit)
        for other, target in targets
        for unit, of in (("ms", columns["ready, ms"]), ("CPU ms", columns["ready, CPU ms"]))
    ]
    return Part("cold", HOW, ("", *columns, "artifact, MB"), rows, ratios, raw={"pairs": PAIRS})


def _megabytes(artifact: Artifact) -> float:
    return size(artifact.folder) / 1e6
