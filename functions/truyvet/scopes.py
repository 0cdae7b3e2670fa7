"""Scopes (phạm vi): which venues an official sees and acts on, as the groups of the account say.

`province` sees and changes all; `district:689` the venues of a district; `kind:market` those of a kind in every
district; `auditor` sees all and changes nothing. Several groups together give the union; other groups give nothing.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from truyvet.errors import ForbiddenError
from truyvet.venues import Kind, Venue

NOT_YOURS = "Điểm này ngoài phạm vi quản lý của tài khoản."


@dataclass(frozen=True)
class Scope:
    """What an official may see and change. At least one field says something: `of_groups` refuses the rest."""

    province: bool = False
    auditor: bool = False
    districts: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()

    @property
    def sees_all(self) -> bool:
        """Whether nothing of the province is hidden."""
        return self.province or self.auditor

    def sees(self, venue: Venue) -> bool:
        """Whether the official may look at this venue."""
        return self.sees_at(venue.district, venue.kind)

    def sees_at(self, district: int, kind: Kind | None) -> bool:
        """Whether the official may look at a place of this district and kind (None: the kind is not known)."""
        return self.auditor or self.acts_at(district, kind)

    def sees_district(self, district: int) -> bool:
        """Whether all of a district's venues are shown, whatever their kind."""
        return self.sees_at(district, None)

    def acts_on(self, venue: Venue) -> bool:
        """Whether the official may change things about this venue, and see whom to call there."""
        return self.acts_at(venue.district, venue.kind)

    def acts_at(self, district: int, kind: Kind | None) -> bool:
        """`acts_on` for a place of this district and kind."""
        return self.province or district in self.districts or kind in self.kinds

    def reads(self, districts: Iterable[int]) -> tuple[int, ...]:
        """Of these districts, those in which the official may see a venue."""
        return tuple(code for code in districts if self.kinds or self.sees_district(code))

    def require_seen(self, venue: Venue) -> None:
        """Raises ForbiddenError for a venue that the official does not see."""
        if not self.sees(venue):
            raise ForbiddenError(NOT_YOURS)

    def require_action(self, venue: Venue) -> None:
        """Raises ForbiddenError for a venue about which the official may change nothing."""
        if not self.acts_on(venue):
            raise ForbiddenError(NOT_YOURS)

    def require_all(self) -> None:
        """Raises ForbiddenError for whoever does not see the whole province."""
        if not self.sees_all:
            raise ForbiddenError("Chỉ cấp tỉnh được xem phần này.")

    def require_province(self) -> None:
        """Raises ForbiddenError for whoever may not change things for the whole province."""
        if not self.province:
            raise ForbiddenError("Chỉ cấp tỉnh được thay đổi phần này.")


def of_groups(groups: Iterable[str]) -> Scope:
    """The scope of an account with these groups. Raises ForbiddenError where none of them gives one."""
    names = frozenset(groups)
    districts, kinds = set[int](), set[Kind]()
    for name in names:
        prefix, _, value = name.partition(":")
        with suppress(ValueError):
            if prefix == "district":
                districts.add(int(value))
            elif prefix == "kind":
                kinds.add(Kind(value))
    scope = Scope("province" in names, "auditor" in names, frozenset(districts), frozenset(kinds))
    if scope == Scope():
        raise ForbiddenError("Tài khoản này không được xem số liệu giám sát.")
    return scope
