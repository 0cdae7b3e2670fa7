"""What the routes of rosters read, write and start."""

from dataclasses import dataclass

from truyvet.publishers import Publisher
from truyvet.roster_store import RosterStore
from truyvet.roster_table import RosterTable
from truyvet.workers import RosterWorkers


@dataclass(frozen=True)
class RosterStores:
    """Rosters and work on them, the files of that work, the function that does it, and who publishes what it prints."""

    table: RosterTable
    files: RosterStore
    workers: RosterWorkers
    publisher: Publisher
