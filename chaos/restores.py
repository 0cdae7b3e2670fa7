"""The drill: data is lost, a backup of a point in time is restored beside it, and all is as it was."""

from datetime import timedelta

from benchmarks.engine import table
from chaos.ledger import Entry
from chaos.store import tables
from chaos.streams import Delivery, soon, streamed
from chaos.world import DAY, SIX, World, day_of, province, record
from operations.copy_back import copy_back
from operations.recount import recount

LOST = ("VenuesTable", "VisitsTable", "TalliesTable")
SUFFIX = "-restored"


def drill(seed: int, size: int) -> Entry:
    """Export, empty, import, recount, in the steps of docs/runbook.md: restored tables, copied back, recounted."""
    entry = Entry("restore from a point in time", "venues, visits and tallies are those of before the loss")
    with province(seed) as world:
        records = streamed(world, [*world.scans(day_of(1), size), *world.scans(DAY, size)])
        Delivery(world, entry, records, world.random).run(soon(records), troubled=False)
        entry.violations += world.wrong_tallies()
        before = _everything(world)
        for name in LOST:
            _point_in_time(world, name)
        world.store.clear(*LOST)
        entry.faults["tables emptied"] += len(LOST)
        entry.promised(not world.visits() and not world.tallies(), "the tables were not empty")
        streamed_before = len(world.store.stream())
        for name in LOST:
            copied = copy_back(world.store.client, table(name) + SUFFIX, table(name))
            entry.outcomes[f"items of {name.removesuffix('Table')} back"] += copied.brought_back
            again = copy_back(world.store.client, table(name) + SUFFIX, table(name))
            entry.promised(again.brought_back == 0, f"{name}: a second copy brought something back again")
        # What comes back into Visits goes through the stream once more, and is counted on top of restored tallies.
        anew = [record(each) for each in world.store.stream()[streamed_before:] if each["eventName"] == "INSERT"]
        Delivery(world, entry, anew, world.random).run(SIX, troubled=False)
        entry.outcomes["tallies wrong before the recount"] = len(world.wrong_tallies())
        names = {name.removesuffix("Table"): table(name) for name in LOST}
        for day in (day_of(1), DAY):
            outcome = recount(world.store.client, names, day, SIX + timedelta(hours=1))
            entry.outcomes["tallies set right by the recount"] += sum(each.changed for each in outcome)
            entry.promised(all(each.settled for each in outcome), f"{day}: a tally could not be settled")
        entry.violations += world.wrong_tallies()
        entry.promised(_everything(world) == before, "what is restored is not what was lost")
        Delivery(world, entry, anew, world.random).run(SIX + timedelta(hours=2), troubled=False)
        entry.promised(not world.wrong_tallies(), "records that come after the recount count twice")
        entry.watched(world.told())
    return entry


def _point_in_time(world: World, name: str) -> None:
    """What `restore-table-to-point-in-time` gives: the items of that moment in a table of another name."""
    client = world.store.client
    client.create_table(TableName=table(name) + SUFFIX, BillingMode="PAY_PER_REQUEST", **tables()[name])
    for item in world.store.items(name):
        client.put_item(TableName=table(name) + SUFFIX, Item=item)


def _everything(world: World) -> tuple[list[str], list[str], object]:
    items = (sorted(str(sorted(item.items())) for item in world.store.items(name)) for name in LOST[:2])
    return next(items), next(items), world.tallies()
