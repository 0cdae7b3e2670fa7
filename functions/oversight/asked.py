"""What a request asks for: a day, and a choice of areas and kinds inside of the official's scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from oversight.desk import Desk
from truyvet import units
from truyvet.errors import FieldError, ForbiddenError, InvalidError
from truyvet.scopes import NOT_YOURS, Scope
from truyvet.venues import Kind, Venue

OLDEST = timedelta(days=400)
Words = TypeVar("Words", bound=StrEnum)


@dataclass(frozen=True)
class Choice:
    """The part of the province that is looked at: what was asked for, as far as the scope goes.

    `districts` are those that must be read.
    """

    scope: Scope
    districts: tuple[int, ...]
    district: int | None = None
    commune: int | None = None
    kind: Kind | None = None

    def covers(self, district: int, commune: int, kind: Kind) -> bool:
        """Whether places of this area and kind are looked at."""
        return (
            self.district in (None, district)
            and self.commune in (None, commune)
            and self.kind in (None, kind)
            and self.scope.sees_at(district, kind)
        )

    def has(self, venue: Venue) -> bool:
        """Whether this venue is looked at."""
        return self.covers(venue.district, venue.commune, venue.kind)


def day(at: Desk, typed: str) -> date:
    """A local day up to today. Raises InvalidError."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        raise InvalidError([FieldError("day", "Ngày chưa đúng. Ví dụ: 2021-08-13.")]) from None
    if found > at.today:
        raise InvalidError([FieldError("day", "Ngày này chưa đến.")])
    if found < at.today - OLDEST:
        raise InvalidError([FieldError("day", f"Chỉ xem được {OLDEST.days} ngày gần đây.")])
    return found


def choice(at: Desk, parameters: Mapping[str, str]) -> Choice:
    """What `district`, `commune` and `kind` choose. Raises InvalidError, NotFoundError and ForbiddenError."""
    province = at.stores.province
    commune, district = number(parameters, "commune"), number(parameters, "district")
    if commune is not None:
        home = units.district_of(province.code, commune).code
        if district not in (None, home):
            raise InvalidError([FieldError("commune", "Xã, phường này không thuộc huyện đã chọn.")])
        district = home
    codes = tuple(each.code for each in province.districts)
    if district is not None and district not in codes:
        raise InvalidError([FieldError("district", "Không có huyện, thị xã, thành phố này trong tỉnh.")])
    kind = word(parameters, "kind", Kind)
    asked = codes if district is None else (district,)
    kinds = tuple(Kind) if kind is None else (kind,)
    read = tuple(code for code in asked if any(at.scope.sees_at(code, each) for each in kinds))
    if not read:
        raise ForbiddenError(NOT_YOURS)
    return Choice(at.scope, read, district, commune, kind)


def number(parameters: Mapping[str, str], name: str) -> int | None:
    """A whole number of at most 7 digits, None where it is missing. Raises InvalidError."""
    typed = parameters.get(name, "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 7):
        raise InvalidError([FieldError(name, "Mục này phải là số.")])
    return int(typed)


def word(parameters: Mapping[str, str], name: str, words: type[Words]) -> Words | None:
    """One of some words, None where it is missing. Raises InvalidError."""
    typed = parameters.get(name, "")
    if not typed:
        return None
    try:
        return words(typed)
    except ValueError:
        raise InvalidError([FieldError(name, "Lựa chọn này không có.")]) from None
