"""`python -m chaos [names]`: prints what was done to the system and what held, and keeps it in chaos/results.json.

Fails where a promise was broken. `SEED=` chooses other faults: the same call at the same attempt meets
the same one, and how many attempts there are depends on timing.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from benchmarks import engine
from benchmarks.__main__ import machine
from benchmarks.figures import table
from chaos.ledger import Entry
from chaos.scenarios import SCENARIOS, played
from shipping.decoder import NoDecoderError

RESULTS = Path(__file__).with_name("results.json")
SEED = 2732
AT_ONCE = 2


def joined(entries: Sequence[Entry]) -> list[Entry]:
    """Halves of one scenario as one."""
    whole: dict[str, Entry] = {}
    for entry in entries:
        seen = whole.get(entry.name)
        whole[entry.name] = entry if seen is None else replace(
            seen,
            faults=seen.faults + entry.faults,
            outcomes=seen.outcomes + entry.outcomes,
            doubles=seen.doubles + entry.doubles,
            alarms=sorted({*seen.alarms, *entry.alarms}),
            violations=[*seen.violations, *entry.violations],
            seconds=seen.seconds + entry.seconds,
        )  # fmt: skip
    return list(whole.values())


def shown(entries: Sequence[Entry]) -> list[str]:
    """The scenarios as a Markdown table."""
    head = ("scenario", "faults", "survived", "mails doubled, marked", "alarms that would have fired", "broken")
    rows = [
        (
            entry.name,
            sum(entry.faults.values()),
            "all" if not entry.violations else "NO",
            entry.doubles,
            ", ".join(entry.alarms) or "none",
            len(entry.violations),
        )
        for entry in entries
    ]
    return table(head, rows)


def keep(entries: Sequence[Entry], seed: int, seconds: float, *, whole: bool) -> None:
    """Writes what was played into results.json; of a run in part, what was played before stays, with its date."""
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    scenarios = {} if whole else kept.get("scenarios", {})
    when = {"played": datetime.now(UTC).isoformat(timespec="seconds"), "seed": seed}
    scenarios |= {entry.name: when | entry.document() for entry in entries}
    kept = {
        "command": "make chaos",
        "machine": machine(),
        "seconds": round(seconds),
        "faults_injected": sum(each["faults_injected"] for each in scenarios.values()),
        "promises_broken": sum(len(each["violations"]) for each in scenarios.values()),
        "scenarios": scenarios,
    }
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(asked: Sequence[str]) -> None:
    """Plays the scenarios, two at a time."""
    if unknown := set(asked) - set(SCENARIOS):
        sys.exit(f"There is no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}.")
    seed = int(os.environ.get("SEED") or SEED)
    names = list(asked or SCENARIOS)
    began = time.monotonic()
    try:
        # Fetched once, before processes would fetch it side by side.
        with engine.running(in_memory=True):
            pass
    except (engine.NoEngineError, NoDecoderError) as error:
        sys.exit(f"The engine that chaos is played on cannot be had: {error}")
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        entries = joined(list(pool.map(played, names, [seed] * len(names))))
    print(f"# Chaos, seed {seed}\n")
    print("\n".join(shown(entries)))
    for entry in entries:
        print(f"\n{entry.name} ({entry.seconds:.0f} s): {entry.promise}")
        print("  faults: " + ", ".join(f"{name} {times}" for name, times in sorted(entry.faults.items())))
        print("  outcomes: " + ", ".join(f"{name} {times}" for name, times in sorted(entry.outcomes.items())))
        for violation in entry.violations[:20]:
            print(f"  BROKEN: {violation}")
    faults = sum(sum(entry.faults.values()) for entry in entries)
    broken = sum(len(entry.violations) for entry in entries)
    seconds = time.monotonic() - began
    print(
        f"\n{faults} faults injected, {broken} promises broken, {sum(e.doubles for e in entries)} mails doubled in the"
    )
    print(f"one window that is named for it, all of them marked; {seconds:.0f} s. Kept in {RESULTS.name}.")
    keep(entries, seed, seconds, whole=not asked)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
