"""Floods (gửi dồn dập): limits at the door that cost next to nothing, and work that is asked for only under attack.

A client is a network address, a helper's device, or a venue at which people check in. A whole town may share one
address (mobile networks do), so limits are generous and what is over them is told when to come back; nothing confirmed
is touched.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from truyvet.addresses import network
from truyvet.days import milliseconds
from truyvet.errors import ProofNeededError, RateLimitedError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_PROOF_CHARACTERS = 20
_MOST_REMEMBERED = 20_000
_OVER = 1_000_000_000


@dataclass(frozen=True)
class Flood:
    """At most so many times within a window.

    `unnoticed`: so often a client comes to one instance of the function before anything is counted, so that ordinary
    days cost no write at all. Then one in `sample` is counted, for all of them: whether the limit is passed is known
    within about a tenth, and half of it is never refused. `sentence`: what whoever is refused reads.
    """

    action: str
    limit: int
    window: timedelta
    unnoticed: int = 0
    sample: int = 1
    sentence: str = "Mạng này đang gửi quá nhiều. Xin chờ ít phút, máy sẽ tự gửi lại."


CHECK_INS = Flood("checkin", 3_000, timedelta(minutes=1), unnoticed=30, sample=50)
AT_VENUE = Flood(
    "venue",
    6_000,
    timedelta(minutes=1),
    unnoticed=200,
    sample=50,
    sentence="Điểm này đang có quá nhiều lượt khai cùng lúc. Xin chờ ít phút, máy sẽ tự gửi lại.",
)
"""A tenth of what DynamoDB takes at one venue-day, above which its neighbours would be refused too; a stadium of 50,000
that fills in half an hour has 1,700 a minute."""
BATCHES = Flood("batch", 120, timedelta(minutes=1), unnoticed=10, sample=5)
BADGES = Flood("badge", 120, timedelta(hours=1))


class FloodGate:
    """Counts what clients do in the Limits table; what is over a limit is remembered and needs no further write."""

    def __init__(self, client: "DynamoDBClient", table: str, chance: Callable[[], float] = random.random) -> None:
        self._client = client
        self._table = table
        self._chance = chance
        self._times: dict[str, int] = {}

    def admit(self, flood: Flood, client: str, now: datetime) -> None:
        """Lets one through. Raises RateLimitedError; where DynamoDB does not count, nobody is refused."""
        window = flood.window // timedelta(milliseconds=1)
        number, into = divmod(milliseconds(now), window)
        key = f"{flood.action}#{sha256(f'{number}#{network(client)}'.encode()).hexdigest()[:32]}"
        if len(self._times) >= _MOST_REMEMBERED:
            self._times.clear()
        times = self._times[key] = self._times.get(key, 0) + 1
        noticed = times > flood.unnoticed and self._chance() * flood.sample < 1
        if noticed and times < _OVER and self._counted(key, flood, (number + 1) * window) > flood.limit:
            self._times[key] = _OVER
        if self._times[key] >= _OVER:
            seconds = -((into - window) // 1000)
            raise RateLimitedError(flood.sentence, seconds)

    def _counted(self, key: str, flood: Flood, ends: int) -> int:
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key={"client": {"S": key}},
                UpdateExpression="ADD times :n SET expires_at = :e",
                ExpressionAttributeValues={
                    ":n": {"N": str(flood.sample)},
                    ":e": {"N": str(ends // 1000 + 60)},
                },
                ReturnValues="UPDATED_NEW",
            )
        except (ClientError, BotoCoreError):
            # A counter must never close the door.
            return 0
        return int(answer["Attributes"]["times"]["N"])


def demand_proof(bits: int, subject: str, proof: object) -> None:
    """Under attack, asks for work that a phone does in a second or two and a flood cannot afford.

    `proof` is a text for which SHA-256 of `{subject}:{proof}` begins with so many zero bits. The subject is the event's
    own id, so a proof is good for one event and the server keeps nothing. Raises ProofNeededError.
    """
    if not bits:
        return
    if isinstance(proof, str) and len(proof) <= MOST_PROOF_CHARACTERS:
        digest = sha256(f"{subject}:{proof}".encode("utf-8", "replace")).digest()
        if int.from_bytes(digest) >> (256 - bits) == 0:
            return
    raise ProofNeededError(bits)
