"""`python -m local.seed.verify`: holds the report that was sent of the seed's last day against the seed's ledger."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from local.access import Access
from local.emulator import ROOT
from local.errors import LocalError
from local.stack import find

COUNTED = ("registered", "poster_issued", "active", "entries", "exits", "by_helper", "alerts", "late")
SIGMAS = 4
"""The estimate of people may differ from the count by so many times its stated standard error, and by one person."""


def sent_report(access: Access, outputs: Mapping[str, str], day: str) -> dict[str, Any]:
    """What the report of a day said, field by field, from the archive. Raises LocalError when none was sent."""
    found = access.client("dynamodb").get_item(TableName=outputs["ReportsTableName"], Key={"day": {"S": day}})
    if "mail" not in found.get("Item", {}):
        raise LocalError(f"The report of {day} was not sent; run `make report DAY={day}` first.")
    key = found["Item"]["mail"]["S"].rpartition("/")[0] + "/report.json"
    body = access.client("s3").get_object(Bucket=outputs["ArchiveBucketName"], Key=key)["Body"].read()
    report: dict[str, Any] = json.loads(body)
    return report


def differences(ledger: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[str]:
    """Every number of the report that is not the ledger's, and every place named wrongly or missed."""
    days, error = ledger["days"], report["people_error"]
    day = report["day"]
    earlier = {"day": day, "day_before": _back(days, day, 1), "week_before": _back(days, day, 7)}
    for which, of_day in earlier.items():
        if of_day is None:
            continue
        yield from _differ(f"province, {which}", days[of_day]["total"], report["total"][which], error)
        for level in ("districts", "communes"):
            for area in report[level]:
                made = days[of_day][level].get(str(area["code"]), {})
                yield from _differ(f"{area['name']}, {which}", made, area["figures"][which] or {}, error)
    silent = {int(code) for code, count in days[day]["communes"].items() if count["registered"] and not count["active"]}
    reported = {commune["code"] for commune in report["silent_communes"]}
    if silent != reported:
        yield f"silent communes: the ledger has {sorted(silent)}, the report {sorted(reported)}"
    yield from _names(ledger, report)


def _back(days: Mapping[str, Any], day: str, count: int) -> str | None:
    known = sorted(days)
    place = known.index(day) - count
    return known[place] if place >= 0 else None


def _differ(what: str, made: Mapping[str, int], told: Mapping[str, int], error: float) -> Iterator[str]:
    for name in COUNTED:
        if made.get(name, 0) != told.get(name, 0):
            yield f"{what}: {name} is {told.get(name, 0)} where {made.get(name, 0)} were made"
    people = made.get("people", 0)
    if abs(told.get("people", 0) - people) > SIGMAS * error * people + 1:
        yield f"{what}: people are estimated as {told.get('people', 0)} where {people} were made"


def _names(ledger: Mapping[str, Any], report: Mapping[str, Any]) -> Iterator[str]:
    named = {
        (place["code"], finding["rule"])
        for place in (*report["not_implementing"], *report["wrongly_implementing"])
        for finding in place["findings"]
    }
    planted = {(code, rule) for code, rule in ledger["planted"].items()}
    behaviours = ledger["behaviours"]
    for code, rule in sorted(named - planted):
        if code in behaviours:
            yield f"wrongly accused: {code} ({behaviours[code]}) of {rule}"
    for code, rule in sorted(planted - named):
        yield f"missed: {code} ({behaviours[code]}), expected {rule}"


def _ledger(file: Path) -> dict[str, Any]:
    if not file.exists():
        raise LocalError("Nothing was seeded here; run `make seed` first.")
    ledger: dict[str, Any] = json.loads(file.read_text())
    return ledger


def main() -> int:
    """0 when the report agrees with the ledger in everything."""
    parser = argparse.ArgumentParser(prog="python -m local.seed.verify", description=__doc__)
    parser.add_argument("--state", type=Path, default=ROOT / ".local", help="folder of the run's data")
    state = parser.parse_args().state
    try:
        run = find(state)
        ledger = _ledger(state / "seed-ledger.json")
        report = sent_report(Access(run.endpoint), run.outputs, ledger["settings"]["last_day"])
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    found = list(differences(ledger, report))
    for line in found:
        print(line)
    recount = report["recount"]
    print(
        f"{report['day']}: {len(found)} differences between report and ledger, {len(ledger['planted'])} places planted;"
        f" recounted {recount['named']} named venue-days and {recount['sampled']} others,"
        f" {len(recount['mismatches'])} mismatches."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
