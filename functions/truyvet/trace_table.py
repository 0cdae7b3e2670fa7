"""The Traces table: which traces there are, for which case and until when; their files lie in the archive."""

from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from truyvet.archive import Archive
from truyvet.days import milliseconds
from truyvet.errors import NotFoundError
from truyvet.models import InstantAttribute, answered
from truyvet.settings import DoorRules
from truyvet.trace_files import Json, Trace, decode, encode
from truyvet.traces import Answer


class TraceItem(Model):
    """One trace. It expires with the visits that it was made of."""

    class Meta:
        """The table's name is bound by `TraceTable`."""

        table_name = ""
        connect_timeout_seconds = 1
        read_timeout_seconds = 5
        max_retry_attempts = 2

    trace = UnicodeAttribute(hash_key=True)
    case_number = UnicodeAttribute()
    asked_by = UnicodeAttribute()
    asked_at = InstantAttribute()
    rules = UnicodeAttribute()
    contacts = NumberAttribute()
    expires_at = NumberAttribute()


class TraceTable:
    """Traces as they are kept: an item, and a file `traces/{id}/trace.json.gz`. Its calls may raise TryAgainError."""

    def __init__(self, table: str, archive: Archive) -> None:
        TraceItem.Meta.table_name = table
        self._archive = archive

    def keep(self, trace: Trace, answer: Answer) -> Json:
        """Keeps a new trace and gives it as it is kept."""
        content = encode(trace, answer)
        self._archive.put(_key(trace.id), content, "application/gzip")
        item = TraceItem(
            trace.id,
            case_number=trace.case_number,
            asked_by=trace.asked_by,
            asked_at=trace.asked_at,
            rules=trace.rules.version,
            contacts=len(answer.contacts),
            expires_at=milliseconds(trace.asked_at + DoorRules().retention) // 1000,
        )
        with answered():
            item.save(condition=TraceItem.trace.does_not_exist())
        return decode(content)

    def get(self, trace: str, now: datetime) -> Json:
        """A kept trace. Raises NotFoundError, also for one that has expired."""
        try:
            with answered():
                item = TraceItem.get(trace)
        except TraceItem.DoesNotExist:
            item = None
        if item is None or item.expires_at <= milliseconds(now) // 1000:
            raise NotFoundError("Không có lần truy vết này, hoặc dữ liệu đã được xóa theo thời hạn.")
        return decode(self._archive.get(_key(trace)))


def _key(trace: str) -> str:
    return f"traces/{trace}/trace.json.gz"
