"""Sequence numbers: how it shows that nothing is missing.

A device numbers its events 1, 2, 3, …; the server keeps the highest that it knows of and the ranges below it that
have not arrived. A serial number on a paper sheet is counted in the same way.
"""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_RANGES = 200
"""A device with more gaps than this is broken or forged; the oldest gaps are then merged into one."""

Range = tuple[int, int]
"""First and last number, both included."""


@dataclass(frozen=True)
class Sequence:
    """What arrived of a device: everything from 1 to `highest` but the `missing` ranges, which are in order."""

    highest: int = 0
    missing: tuple[Range, ...] = ()

    def announced(self, issued: int) -> "Sequence":
        """The device says that it has given out numbers up to `issued`: those above `highest` are now awaited."""
        if issued <= self.highest:
            return self
        return Sequence(issued, _merged((*self.missing, (self.highest + 1, issued))))

    def arrived(self, numbers: Iterable[int]) -> "Sequence":
        """The sequence after these numbers came, in any order and also again."""
        came = sorted(set(numbers))
        if not came:
            return self
        whole = self.announced(came[-1])
        missing: list[Range] = []
        for first, last in whole.missing:
            for number in (number for number in came if first <= number <= last):
                if first < number:
                    missing.append((first, number - 1))
                first = number + 1  # noqa: PLW2901 - the rest of the range
            if first <= last:
                missing.append((first, last))
        return Sequence(whole.highest, _merged(missing))

    @property
    def missing_count(self) -> int:
        """How many numbers have not arrived."""
        return sum(last - first + 1 for first, last in self.missing)

    def listed(self, limit: int) -> list[int]:
        """The first `limit` missing numbers."""
        numbers: list[int] = []
        for first, last in self.missing:
            numbers.extend(range(first, min(last, first + limit - len(numbers) - 1) + 1))
            if len(numbers) >= limit:
                break
        return numbers

    @property
    def shown(self) -> str:
        """The missing ranges for people: `38–39, 44`."""
        return ", ".join(f"{first}–{last}" if first < last else f"{first}" for first, last in self.missing)


def _merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for first, last in ranges:
        if merged and first == merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], last)
        else:
            merged.append((first, last))
    surplus = len(merged) - MOST_RANGES
    return ((merged[0][0], merged[surplus][1]), *merged[surplus + 1 :]) if surplus > 0 else tuple(merged)
