"""Peers (điểm cùng loại, cùng quy mô): what places of one kind and declared size usually scan.

Measured in scans a day per declared visitor, so that a large shop is not compared with a small one, by medians and
median deviations of logarithms: a few places with absurd figures move neither.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import exp, log
from statistics import median

from truyvet.venues import Kind, Venue

_SIZES = (30, 100, 300, 1000)
_NORMAL = 1.4826
"""Makes a median deviation an estimate of the standard deviation."""
LEAST_SPREAD = 0.4
"""Peers that happen to agree prove no narrower than this: a factor of one and a half."""

Group = tuple[Kind, int, int | None]
"""Kind, size and district; None for the whole province."""


@dataclass(frozen=True)
class Peers:
    """How many there are, their median of scans per declared visitor, and the spread of its logarithm."""

    number: int
    median: float
    spread: float
    in_district: bool

    def sigmas_below(self, share: float) -> float:
        """How many standard deviations a share lies below the median."""
        return (log(self.median) - log(share)) / self.spread


def size_of(visitors: int) -> int:
    """The size class of a declared number of visitors a day."""
    return sum(visitors >= bound for bound in _SIZES)


class PeerGroups:
    """Peers of every kind and size: of the district where there are enough, else of the province."""

    def __init__(self, shares: Iterable[tuple[Venue, float]], least: int) -> None:
        """`shares`: scans a day per declared visitor of the venues that scan; `least`: how many make a group."""
        found: dict[Group, list[float]] = defaultdict(list)
        for venue, share in shares:
            size = size_of(venue.visitors_a_day or 0)
            for district in (venue.district, None):
                found[venue.kind, size, district].append(log(share))
        self._groups: Mapping[Group, Peers] = {
            group: _peers(logs, in_district=group[2] is not None) for group, logs in found.items() if len(logs) >= least
        }

    def of(self, venue: Venue) -> Peers | None:
        """The venue's peers, or None where it declared no visitors or has too few peers."""
        if not venue.visitors_a_day:
            return None
        size = size_of(venue.visitors_a_day)
        return self._groups.get((venue.kind, size, venue.district)) or self._groups.get((venue.kind, size, None))


def _peers(logs: list[float], *, in_district: bool) -> Peers:
    middle = median(logs)
    spread = _NORMAL * median(abs(each - middle) for each in logs)
    return Peers(len(logs), exp(middle), max(spread, LEAST_SPREAD), in_district)
