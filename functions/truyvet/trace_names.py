"""Names for a trace: the sealed records of visits, opened with the private keys. Only `tracing` has those."""

from binascii import a2b_base64
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from truyvet import days, receipts, records, visits
from truyvet.queries import Json, Queries
from truyvet.receipts import Receipt
from truyvet.records import Record
from truyvet.sealing import KeyRing, UnsealError
from truyvet.trace_reader import Tables, TraceReader, batches, binary
from truyvet.tracing import Scan
from truyvet.visits import TIME_BYTES


class NameReader(TraceReader):
    """The stores as one trace sees them, and what is sealed in them. `shown`: the receipts of what was opened."""

    def __init__(self, queries: Queries, tables: Tables, now: datetime, oldest: datetime) -> None:
        super().__init__(queries, tables, now, oldest)
        self.shown: set[Receipt] = set()

    def opened(self, scans: Iterable[Scan], ring: KeyRing) -> dict[UUID, Record | None]:
        """The person and declaration of each visit; None where a record does not open: it spoils only itself.

        Visits that are deleted by now are left out.
        """
        found: dict[UUID, Record | None] = {}
        names = {"#v": "venue_day", "#a": "at_id", "#s": "sealed", "#h": "holder"}
        for batch in batches({scan.id: scan for scan in scans}.values()):
            keys = [
                {
                    "venue_day": {"S": visits.venue_day(scan.venue, days.local_day(scan.at))},
                    "at_id": binary(visits.sort_key(scan.at, scan.id)),
                }
                for scan in batch
            ]
            table = self.tables.visits
            asked = {"ProjectionExpression": ",".join(names), "ExpressionAttributeNames": names}
            for item in self.queries.get(table, keys, **asked):
                found[UUID(bytes=a2b_base64(item["at_id"]["B"])[TIME_BYTES:])] = _record(item, ring)
                if "holder" in item:
                    self.shown.add(receipts.of_badge(a2b_base64(item["holder"]["B"])))
            opened = (scan for scan in batch if scan.id in found)
            self.shown |= {receipts.of_visit(scan.venue, days.local_day(scan.at), scan.id) for scan in opened}
        return found


def _record(item: Json, ring: KeyRing) -> Record | None:
    """Of a visit by badge the person is the badge's holder, and only the declaration is of the visit itself."""
    try:
        visit = records.decode(ring.unseal(a2b_base64(item["sealed"]["B"])))
        if "holder" not in item:
            return visit
        holder = records.decode(ring.unseal(a2b_base64(item["holder"]["B"])))
        return Record(holder.person, visit.declaration, visit.on_behalf)
    except (UnsealError, ValueError, LookupError, TypeError, StopIteration):
        return None
