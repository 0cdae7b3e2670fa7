"""Exposure windows (khoảng thời gian phơi nhiễm): when a place was dangerous, found by time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from truyvet.stays import Stay


def touches(source: Stay, contact: Stay, tail: timedelta) -> bool:
    """Whether a contact's stay meets a source's, or the tail after it; the same instant is enough."""
    return contact.start <= source.end + tail and contact.end >= source.start


class Windows:
    """When a place was dangerous: the stays of all sources there, each with its tail."""

    def __init__(self, sources: Iterable[tuple[bytes, Stay]], tail: timedelta) -> None:
        """`sources`: who may have infected others there (the smallest of their keys), and during which stays."""
        self._tail = tail
        self._sources = sorted(sources, key=lambda each: each[1].start)
        self._begun = [stay.start for _, stay in self._sources]
        self._longest = max((stay.end - stay.start for _, stay in self._sources), default=timedelta()) + tail
        # Merged, so that one look tells whether there was any.
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for _, stay in self._sources:
            if self._ends and stay.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], stay.end + tail)
            else:
                self._starts.append(stay.start)
                self._ends.append(stay.end + tail)

    def touch(self, start: datetime, end: datetime) -> bool:
        """Whether a span, both ends included, touches (`touches`) any source's stay or its tail."""
        before = bisect_right(self._starts, end) - 1
        return before >= 0 and self._ends[before] >= start

    def touching(self, contact: Stay) -> Iterator[tuple[bytes, Stay]]:
        """The sources' stays that a contact's stay touches, each with its source."""
        first, last = bisect_left(self._begun, contact.start - self._longest), bisect_right(self._begun, contact.end)
        return (each for each in self._sources[first:last] if touches(each[1], contact, self._tail))
