"""`python -m benchmarks [door cold units growth …]`: prints what was measured and keeps it in benchmarks/results.json.

Without names everything runs. What was measured before and is not asked for now stays in the file, with its date.
"""

import importlib
import importlib.util
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import artifacts
from benchmarks.figures import Part, shown, table

RESULTS = Path(__file__).with_name("results.json")
PARTS = (
    "cold", "door", "units", "cost", "growth", "growth_tenfold", "load",
    "posters", "trace", "rules", "rosters", "helper_page",
)  # fmt: skip
_LIBRARIES = ("aws-lambda-powertools", "botocore", "phonenumbers", "pynacl", "pynamodb")


def available() -> list[str]:
    """The parts that are there."""
    return [name for name in PARTS if importlib.util.find_spec(f"benchmarks.{name}")]


def machine() -> dict[str, Any]:
    """On what this was measured."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "load": [round(load, 1) for load in os.getloadavg()],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        "python of Lambda": _version_of(artifacts.python313),
        **{name: version(name) for name in _LIBRARIES},
        "commit": subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False, cwd=artifacts.ROOT
        ).stdout.strip(),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def _version_of(find: Any) -> str:
    try:
        command = [find(), "-c", "import platform; print(platform.python_version())"]
    except artifacts.NoPythonError:
        return "not on this machine"
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def measured(name: str) -> dict[str, Any]:
    """Runs one part and prints it. A module without `run` prints for itself."""
    command = f"PYTHONPATH=functions python -m benchmarks {name}"
    module = importlib.import_module(f"benchmarks.{name}")
    when = datetime.now(UTC).isoformat(timespec="seconds")
    if not hasattr(module, "run"):
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            cwd=artifacts.ROOT,
        )
        print(f"## {name}\n\n{done.stdout}", flush=True)
        return {"measured": when, "command": command, "printed": done.stdout.splitlines()}
    part: Part = module.run()
    print("\n".join(part.lines()), flush=True)
    return {"measured": when, "command": command, "machine": machine(), **part.document()}


def kept() -> dict[str, Any]:
    """What results.json holds."""
    return dict(json.loads(RESULTS.read_text())) if RESULTS.exists() else {}


def main(asked: Sequence[str]) -> None:
    """Runs the parts and writes the file after each, so that a failure loses nothing that was measured."""
    if unknown := set(asked) - set(available()):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(available())}.")
    described = "\n".join(f"- {name}: {value}" for name, value in machine().items())
    print(f"# Benchmarks\n\n{described}\n", flush=True)
    results = kept()
    for name in asked or available():
        results[name] = measured(name)
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    print("\n".join(["## All targets", "", *targets(results), "", f"Kept in {RESULTS.name}."]))


def targets(results: dict[str, Any]) -> list[str]:
    """Every target of every part that was ever measured, as a Markdown table: ours, what it is held against, ratio."""
    rows = [
        (name, each["what"], *(_figure(each[side]) for side in ("ours", "other")), each["unit"],
         f"{each['ratio']:.2f}", f"≤ {each['target']:g}", "met" if each["met"] else "**missed**",
         str(part["measured"])[:16])
        for name, part in results.items() for each in part.get("ratios", ())
    ]  # fmt: skip
    return table(("part", "target", "ours", "against", "unit", "ratio", "wanted", "", "measured"), rows)


def _figure(value: float) -> str:
    return shown(float(value)) if value % 1 else shown(int(value))


if __name__ == "__main__":
    main(sys.argv[1:])
