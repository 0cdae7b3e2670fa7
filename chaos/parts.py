"""The addressees' parts of the day's report: whatever dies, each gets its own, once, and nobody another's."""

import json
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

from benchmarks.engine import table
from chaos.doors import killed_at
from chaos.ledger import Entry
from chaos.mornings import MOST_RULES, TEN, anew, asked, fired, mornings
from chaos.runtime import Environment
from chaos.world import SIX, World
from truyvet.mailing import DOUBT

DISTRICT, FRONT = "huyen@example.vn", "mattran@example.vn"


def parts_killed(seed: int, size: int) -> Entry:
    """A run dies before and after each call for the first addressee; the rules go on from there, and the other waits.

    What comes before is the province's report (`mornings.report_killed`), what comes after the same for the next one.
    """
    entry = Entry("addressees' parts, killed at each call", "each addressee gets its part once, the province no second")
    with mornings(seed, size) as world:
        _configure(world)
        steady = world.environment("report")
        world.cloud.begin()
        world.invoke(steady, fired(SIX), SIX)
        calls, right = list(world.cloud.calls), _left(world)
        province, *parts = (call.number for call in calls if call.service == "ses")
        entry.promised(len(parts) == 2, f"{len(parts)} parts went out on the clean morning")
        for call in calls[province + 2 : parts[0] + 3]:
            for after in (False, True)[: 1 + call.writes]:
                anew(world)
                ended = killed_at(world, "report", fired(SIX), SIX, call.number, after=after)
                entry.faults[f"killed {'after' if after else 'before'} a call"] += 1
                entry.promised(ended.killed, f"the run outlived call {call.number + 1}")
                world.cloud.begin()
                _caught_up(world, entry, steady)
                where = f"killed {'after' if after else 'before'} call {call.number + 1} ({call.operation})"
                entry.promised(_left(world) == right, f"{where}: what is stored differs from the clean morning")
                window = {(parts[0], True), (parts[0] + 1, False)}
                _judge(world, entry, where, may_double=(call.number, after) in window)
                entry.outcomes["converged"] += 1
        entry.watched(world.told(), ["ReportErrors", "AddresseesMissing"])
    return entry


def _configure(world: World) -> None:
    to = {f"district:{world.places[0].venue.district}": [DISTRICT], "front": [FRONT]}
    item = {"name": {"S": "recipients"}, "version": {"S": "chaos"}, "values": {"S": json.dumps(to)}}
    world.store.client.put_item(TableName=table("SettingsTable"), Item=item)


def _caught_up(world: World, entry: Entry, environment: Environment) -> None:
    """Lambda's next attempt and the rules of the morning, until no part is missing."""
    at = SIX + timedelta(minutes=1)
    for _ in range(MOST_RULES):
        ended = asked(world, environment, at)
        if ended.answer and ended.answer["state"] == "sent" and not ended.answer["addressees_missing"]:
            entry.outcomes[f"whole at {at + timedelta(hours=7):%H:%M}"] += 1
            return
        at = SIX + TEN if at < SIX + TEN else at + TEN
    entry.violations.append("a part was never sent")


def _left(world: World) -> dict[str, Any]:
    """All that a morning leaves behind, without what counts attempts."""
    reports = (
        {name: value for name, value in item.items() if name not in {"version", "message_id"}}
        for item in world.store.items("ReportsTable")
    )
    return {
        "reports": sorted(json.dumps(report, sort_keys=True, default=str) for report in reports),
        "files": sorted(world.cloud.files),
    }


def _judge(world: World, entry: Entry, where: str, *, may_double: bool) -> None:
    """One mail to each; one more, marked, only where nobody can know whether that part went out."""
    sent = [message_from_bytes(mail, policy=policy.default) for mail in world.cloud.inbox]
    each = Counter(str(mail["To"]) for mail in sent)
    entry.promised(len(each) == 3, f"{where}: {len(each)} of 3 have their report")
    more = len(sent) - len(each)
    entry.promised(more <= may_double, f"{where}: {more} mails too many")
    # Killed between "sending" and SES nobody knows either: then the first one is marked already.
    unmarked = Counter(str(mail["To"]) for mail in sent if DOUBT not in str(mail["Subject"]))
    entry.promised(max(unmarked.values()) == 1, f"{where}: a second mail does not say what it is")
    entry.doubles += more
