"""Run by itself: people arrive at the door by chance, whether it is quick or not, and come back when told to.

`python -m benchmarks.arrivals ADDRESS RATE SECONDS CODES.json`. Prints JSON: what became of every check-in.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.check_ins import check_in

PATIENCE = 12.0
"""Seconds that a phone waits for an answer: TIMEOUT_MS of web/api.js."""

DRAIN = 45.0
"""So long after the last arrival the phones go on; what still waits then is left unconfirmed."""

_AGAIN = {429, 500, 502, 503, 504}


@dataclass
class Phone:
    """One check-in on a phone until the door has confirmed it."""

    body: dict[str, Any]
    due: float
    client: str
    statuses: list[int] = field(default_factory=list)
    told_when: bool = True
    waited: float | None = None

    @property
    def confirmed(self) -> bool:
        """The door said that it is stored."""
        return bool(self.statuses) and self.statuses[-1] in (200, 201)


class Line:
    """Connections to the door, kept and used again as phones keep theirs."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.removeprefix("http://").partition(":")
        self._port = int(port)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, phone: Phone) -> tuple[int, dict[str, str]]:
        """Status and headers of the answer; 0 where none came."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._post(phone)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return 0, {}

    async def _post(self, phone: Phone) -> tuple[int, dict[str, str]]:
        body = json.dumps(phone.body, ensure_ascii=False).encode()
        pair = self._idle.pop() if self._idle else await asyncio.open_connection(self._host, self._port)
        reader, writer = pair
        try:
            head = f"POST /api/checkins HTTP/1.1\r\nHost: door\r\nX-Client: {phone.client}\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            await reader.readexactly(int(headers["content-length"]))
        except BaseException:
            writer.close()
            raise
        self._idle.append(pair)
        return int(status.split()[1]), headers

    def close(self) -> None:
        """Hangs up."""
        for _, writer in self._idle:
            writer.close()


async def deliver(phone: Phone, line: Line, until: float) -> None:
    """Sends until it is confirmed or refused for good: Retry-After and half as much again by chance (web/api.js)."""
    for attempt in count():
        status, headers = await line.post(phone)
        phone.statuses.append(status)
        if phone.confirmed:
            phone.waited = time.monotonic() - phone.due
            return
        if status and status not in _AGAIN:
            return
        told = headers.get("retry-after")
        # An instance that broke down tells nothing; whoever refuses on purpose must.
        phone.told_when &= status not in (429, 503) or told is not None
        seconds = (float(told) if told else min(30, 2**attempt)) * (1 + random.random() / 2)  # noqa: S311
        if time.monotonic() + seconds > until:
            return
        await asyncio.sleep(seconds)


async def arrive(address: str, rate: float, seconds: float, codes: list[str]) -> list[Phone]:
    """People arriving by a Poisson process; nobody's arrival waits for anybody's answer."""
    line, phones, sending = Line(address), [], []
    start = time.monotonic() + 0.2
    due, until = start, start + seconds + DRAIN
    while due < start + seconds:
        number = random.getrandbits(26)
        body = {**check_in(number), "venue": random.choice(codes)}  # noqa: S311
        phone = Phone(body, due, client=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        await asyncio.sleep(max(0, due - time.monotonic()))
        phones.append(phone)
        sending.append(asyncio.create_task(deliver(phone, line, until)))
        due += random.expovariate(rate)
    await asyncio.gather(*sending)
    line.close()
    return phones


def main() -> None:
    """Does what the command line says."""
    address, rate, seconds, path = sys.argv[1:]
    codes = json.loads(Path(path).read_text())
    phones = asyncio.run(arrive(address, float(rate), float(seconds), codes))
    print(
        json.dumps(
            [
                {
                    "id": phone.body["id"],
                    "statuses": phone.statuses,
                    "confirmed": phone.confirmed,
                    "told_when": phone.told_when,
                    "waited": phone.waited,
                }
                for phone in phones
            ]
        )
    )


if __name__ == "__main__":
    main()
