"""What can go wrong with a call to AWS, and who decides which call it happens to."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from threading import Lock


@dataclass(frozen=True)
class Call:
    """One request that a function sent. `key`: what it is about, so that a request sent again has the same key."""

    number: int
    service: str
    operation: str
    key: str

    @property
    def writes(self) -> bool:
        """It changes something outside of the function."""
        return self.operation.startswith(("Put", "Update", "Delete", "BatchWrite", "TransactWrite", "Send"))


class Fault(Enum):
    """What becomes of a call. After says that it was carried out all the same, which the caller cannot see."""

    THROUGHPUT = "ProvisionedThroughputExceededException"
    THROTTLED = "ThrottlingException"
    LIMIT = "RequestLimitExceeded"
    CONFLICT = "TransactionConflictException"
    EXPIRED = "ExpiredTokenException"
    INTERNAL = "InternalServerError"
    UNAVAILABLE = "ServiceUnavailable"
    UNPROCESSED = "batch taken in part"
    RESET_BEFORE = "connection reset before"
    RESET_AFTER = "connection reset after"
    SLOW_BEFORE = "slower than the client waits, before"
    SLOW_AFTER = "slower than the client waits, after"
    CUT_AFTER = "answer cut short after"
    GARBLED_AFTER = "answer garbled after"


STATUS = {
    Fault.THROUGHPUT: 400,
    Fault.THROTTLED: 400,
    Fault.LIMIT: 400,
    Fault.CONFLICT: 400,
    Fault.EXPIRED: 400,
    Fault.INTERNAL: 500,
    Fault.UNAVAILABLE: 503,
}
"""The faults that are answers of AWS, with their HTTP status."""

APPLIED = frozenset({Fault.RESET_AFTER, Fault.SLOW_AFTER, Fault.CUT_AFTER, Fault.GARBLED_AFTER})
QUICK = tuple(fault for fault in Fault if fault not in {Fault.SLOW_BEFORE, Fault.SLOW_AFTER, Fault.UNPROCESSED})
"""Everything that costs no waiting and fits every call."""

Plan = Callable[[Call], Fault | None]


def calm(_: Call) -> Fault | None:
    """Nothing goes wrong."""
    return None


def in_part(call: Call) -> Fault | None:
    """Two of three batch writes are taken in part only."""
    return Fault.UNPROCESSED if call.operation == "BatchWriteItem" and call.number % 3 else None


class Seeded:
    """So many of a hundred calls meet a fault, drawn by seed, key and attempt alone: threads change nothing about it.

    `slow`: so many of a hundred of these are slow ones.
    """

    def __init__(self, seed: int, share: int, faults: Sequence[Fault] = QUICK, *, slow: int = 0) -> None:
        self._seed = seed
        self._share = share
        self._faults = tuple(faults)
        self._slow = slow
        self._attempts: Counter[str] = Counter()
        self._lock = Lock()

    def __call__(self, call: Call) -> Fault | None:
        with self._lock:
            self._attempts[call.key] += 1
            attempt = self._attempts[call.key]
        drawn = sha256(f"{self._seed}:{call.key}:{attempt}".encode()).digest()
        if drawn[0] * 100 >= self._share * 256:
            return None
        if drawn[1] * 100 < self._slow * 256:
            return (Fault.SLOW_BEFORE, Fault.SLOW_AFTER)[drawn[2] % 2]
        fault = self._faults[drawn[3] % len(self._faults)]
        if fault is not Fault.UNPROCESSED or call.operation == "BatchWriteItem":
            return fault
        return Fault.THROTTLED
