"""Rosters (danh sách phải tham gia): the places that an authority says must take part, and the venue behind each.

A roster comes from an official's file. A place on it is linked to a registered venue, or doubtful until somebody has
compared the two, or missing: it must take part and is not registered (`roster_matching` says which).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from truyvet.venues import Kind


class OvertakenError(Exception):
    """Another file was applied to the roster since it was read."""


class Basis(StrEnum):
    """Why a place is taken for a venue."""

    TAX_CODE = "tax_code"
    PHONE = "phone"
    NAME = "name"
    DECIDED = "decided"
    """An official compared the two and said that they are the same."""
    REGISTERED = "registered"
    """The venue was registered from this very row."""


@dataclass(frozen=True)
class RosterPlace:
    """One place of a roster. `row` names it within its roster for ever; `line` is its row in the file of last time.

    `venue` is the code of the venue that it is, `basis` says by what. `candidates` are codes that it may be, best
    first, to be compared by somebody; `not_same` those that an official has said it is not.
    """

    list_id: str
    row: str
    name: str
    kind: Kind
    commune: int
    district: int
    agency: str | None = None
    phone: str | None = None
    tax_code: str | None = None
    head: str | None = None
    email: str | None = None
    venue: str | None = None
    address: str | None = None
    line: int = 0
    basis: Basis | None = None
    candidates: tuple[str, ...] = ()
    not_same: frozenset[str] = frozenset()

    @property
    def missing(self) -> bool:
        """It must take part, and when it was last compared no venue was it or might have been it."""
        return self.venue is None and not self.candidates

    def is_the(self, venue: str, basis: Basis) -> "RosterPlace":
        """The place linked to a venue."""
        return replace(self, venue=venue, basis=basis, candidates=())


DESCRIBED = ("name", "kind", "address", "district", "commune", "head", "phone", "email", "tax_code", "agency")
"""Fields of a place that come from the file; the rest is what became of it here."""


def described_alike(one: RosterPlace, other: RosterPlace) -> bool:
    """Whether the files say the same of both."""
    return all(getattr(one, name) == getattr(other, name) for name in DESCRIBED)


@dataclass(frozen=True)
class Roster:
    """A roster as such. `scope` is the group that keeps it: `province`, `district:689` or `kind:market`.

    `version` grows with each file that is applied, `applied` names that piece of work; `columns` remembers which column
    was which, by title.
    """

    id: str
    title: str
    scope: str
    changed_at: datetime
    changed_by: str
    version: int = 0
    places: int = 0
    columns: Mapping[str, str] | None = None
    applied: str = ""
