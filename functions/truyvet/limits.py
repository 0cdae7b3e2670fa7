"""How often one client may do something: a counter for each client and hour, which DynamoDB deletes afterwards.

A client is its network (truyvet/addresses.py), kept only as a hash and for an hour. What is limited at the door:
truyvet/floods.py.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from truyvet.addresses import network
from truyvet.days import from_milliseconds, milliseconds
from truyvet.errors import RateLimitedError
from truyvet.models import answered

REGISTRATIONS_AN_HOUR = 120
CARD_SHEETS_AN_HOUR = 300
_HOUR_MS = 3_600_000


class Counter(Model):
    """What one client did in one hour."""

    class Meta:
        """The table's name is bound by `LimitTable`."""

        table_name = ""
        connect_timeout_seconds = 1
        read_timeout_seconds = 5
        max_retry_attempts = 1

    client = UnicodeAttribute(hash_key=True)
    times = NumberAttribute()
    expires_at = NumberAttribute()


class LimitTable:
    """Counters as DynamoDB keeps them."""

    def __init__(self, table: str) -> None:
        Counter.Meta.table_name = table

    def count(self, action: str, address: str, limit: int, now: datetime) -> None:
        """Counts one `action` of a network address in the running hour.

        Raises RateLimitedError above the limit, TryAgainError where DynamoDB does not count.
        """
        hour = milliseconds(now) // _HOUR_MS
        ends = from_milliseconds((hour + 1) * _HOUR_MS)
        counter = Counter(_key(action, address, hour))
        with answered():
            counter.update(
                [Counter.times.add(1), Counter.expires_at.set(milliseconds(ends + timedelta(minutes=1)) // 1000)]
            )
        if counter.times > limit:
            minutes = (ends - now) // timedelta(minutes=1) + 1
            raise RateLimitedError(f"Mạng này đã gửi quá nhiều lần. Xin thử lại sau {minutes} phút.", minutes * 60)


def _key(action: str, address: str, hour: int) -> str:
    return f"{action}#{sha256(f'{hour}#{network(address)}'.encode()).hexdigest()[:32]}"
