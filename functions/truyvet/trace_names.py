"""Names for a trace: the sealed records of visits, opened with the private keys. Only `tracing` has those."""

from binascii import a2b_base64
from collections.abc import Iterable
from uuid import UUID

from truyvet import days, records, visits
from truyvet.queries import Json
from truyvet.records import Record
from truyvet.sealing import KeyRing, UnsealError
from truyvet.trace_reader import TraceReader, batches, binary
from truyvet.tracing import Scan
from truyvet.visits import TIME_BYTES


class NameReader(TraceReader):
    """The stores as one trace sees them, and what is sealed in them."""

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
