"""`make seed`: a generated province in the running stack. VENUES, DAYS, SCANS, SEED and PORT are read from make."""

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from local.access import Access
from local.emulator import ROOT
from local.errors import LocalError
from local.seed.seeding import Wish, seed
from local.stack import find
from truyvet.days import local_day

BAR = 30


def main() -> int:
    """The exit code of the command."""
    started = time.monotonic()
    parser = argparse.ArgumentParser(prog="python -m local.seed", description=__doc__)
    parser.add_argument("--state", type=Path, default=ROOT / ".local", help="folder of the run's data")
    state = parser.parse_args().state
    try:
        wish = Wish(
            venues=_number("VENUES", 18_365),
            days=_number("DAYS", 8),
            scans=_number("SCANS", 11_421),
            seed=_number("SEED", 1),
            last_day=local_day(datetime.now(UTC)) - timedelta(days=1),
        ).checked()
        run = find(state, _number("PORT", 0) or None)
        ledger_file = state / "seed-ledger.json"
        _refuse_second_seed(ledger_file, wish)
        print(f"A generated province: {wish.venues:,} venues, {wish.days} days to {wish.last_day}, seed {wish.seed}.")
        print("Its people and shops are made up; whoever is met here does not exist.")
        seed(Access(run.endpoint), run.outputs, ledger_file, wish, _shown)
    except LocalError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    total = json.loads(ledger_file.read_text())["days"][wish.last_day.isoformat()]["total"]
    print(
        f"Ready after {time.monotonic() - started:.0f} s. {wish.last_day}: {total['entries'] + total['exits']:,} scans,"
        f" {total['active']:,} of {total['registered']:,} venues active. What was made: {ledger_file}\n"
        f"Next: make report"
    )
    return 0


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if text and not text.isdecimal():
        raise LocalError(f"{name}={text} is not a number.")
    return int(text) if text else default


def _refuse_second_seed(ledger_file: Path, wish: Wish) -> None:
    """Two provinces in one would agree with neither ledger. The same one again changes nothing."""
    if not ledger_file.exists():
        return
    before = json.loads(ledger_file.read_text())["settings"]
    now = {"venues": wish.venues, "days": wish.days, "scans": wish.scans, "seed": wish.seed}
    if before != before | now | {"last_day": wish.last_day.isoformat()}:
        raise LocalError("Another province was seeded here before. Stop the run, `make clean`, and start again.")


def _shown(what: str, done: int, total: int) -> None:
    share = done / total if total else 1.0
    if sys.stdout.isatty():
        filled = round(BAR * share)
        end = "\n" if done >= total else ""
        print(f"\r{what:24} [{'#' * filled}{' ' * (BAR - filled)}] {done:,} of {total:,}", end=end, flush=True)
    elif done >= total:
        print(f"{what}: {done:,}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
