"""The scenarios by name, each with the size that it is played at."""

import time
from collections.abc import Callable

from chaos import doors, mornings, parts, restores, streams
from chaos.ledger import Entry

SCENARIOS: dict[str, Callable[[int], Entry]] = {
    "report-killed-even": lambda seed: mornings.report_killed(seed, 100, 2, 0),
    "report-killed-odd": lambda seed: mornings.report_killed(seed, 100, 2, 1),
    "parts-killed": lambda seed: parts.parts_killed(seed, 100),
    "tally-killed": lambda seed: streams.tally_killed(seed, 14),
    "mail": lambda seed: mornings.mail_refused(seed, 120),
    "batch-killed": lambda seed: doors.batch_killed(seed, 4),
    "rules": lambda seed: mornings.rules(seed, 120),
    "door": lambda seed: doors.faulty_store(seed, 600),
    "engine": lambda seed: doors.engine_killed(seed, 450),
    "stream": lambda seed: streams.troubled(seed, 480),
    "in-part": lambda seed: streams.in_part_only(seed, 40),
    "late": lambda seed: streams.a_day_late(seed, 160),
    "poison": lambda seed: streams.poisoned(seed, 160),
    "report": lambda seed: mornings.faulty_store(seed, 120),
    "restore": lambda seed: restores.drill(seed, 160),
    "clocks": doors.clocks,
}


def played(name: str, seed: int) -> Entry:
    """Plays one scenario; an error of the scenario itself is a broken promise too."""
    began = time.monotonic()
    try:
        entry = SCENARIOS[name](seed)
    except Exception as error:
        entry = Entry(name, "the scenario comes to its end")
        entry.violations.append(f"{type(error).__name__}: {error}")
    entry.seconds = time.monotonic() - began
    return entry
