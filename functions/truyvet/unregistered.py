"""Places that must take part and are not registered (chưa đăng ký): findings of places behind which there is no venue.

They come from the authorities' rosters, compared with the venues at the moment of the report: who registered since the
roster was read is not named, and neither is whoever might be a registered venue, which an official has to decide.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from truyvet.compliance import Named, continued
from truyvet.days import local_day
from truyvet.orders import Order
from truyvet.reports import Category, Confidence, Finding, NamedPlace
from truyvet.roster_matching import unregistered
from truyvet.rosters import Roster, RosterPlace
from truyvet.settings import ComplianceRules
from truyvet.units import Province
from truyvet.venues import Venue

CODE = "not_registered"
NAME = "Chưa đăng ký"
SENTENCE = "Có tên trong danh sách phải tham gia “{title}” nhưng chưa đăng ký điểm quét mã nào."
REMEDY = "Xã, phường hướng dẫn đăng ký và in mã QR, hoặc đăng ký giúp từ danh sách."
CLEARS = "Nơi này đã đăng ký (dưới tên khác: nối lại trên trang danh sách), hoặc không thuộc diện phải tham gia."


class Rosters(Protocol):
    """Where rosters are read; `roster_table.RosterTable`."""

    def in_district(self, district: int) -> Iterator[RosterPlace]:
        """The places of all rosters in a district."""

    def rosters(self) -> list[Roster]:
        """All rosters."""


class Before(Protocol):
    """What the last report said of a place; `judgement.Judgement.named_before`."""

    def __call__(self, place: str, district: int) -> Mapping[str, Named]:
        """By rule."""


@dataclass(frozen=True)
class Unregistered:
    """Finds the places of the rosters that have no venue, and names them for a day."""

    rosters: Rosters
    province: Province
    rules: ComplianceRules
    orders: tuple[Order, ...] = ()

    def named(self, venues: Iterable[Venue], day: date, before: Before) -> list[NamedPlace]:
        """The places to name, by district; a roster first applied within the grace period, and its places, wait."""
        titles = {roster.id: roster.title for roster in self.rosters.rosters() if self._old_enough(roster, day)}
        here: dict[int, list[Venue]] = {district.code: [] for district in self.province.districts}
        for venue in venues:
            here[venue.district].append(venue)
        return [
            self._place(place, titles[place.list_id], day, before)
            for district in self.province.districts
            for place in _each_once(unregistered(self.rosters.in_district(district.code), here[district.code]))
            if place.list_id in titles and not self._closed(place, day)
        ]

    def _old_enough(self, roster: Roster, day: date) -> bool:
        return roster.version > 1 or local_day(roster.changed_at) <= day - timedelta(days=self.rules.grace_days)

    def _closed(self, place: RosterPlace, day: date) -> bool:
        return any(order.covers(day, place.kind, place.district, place.commune) for order in self.orders)

    def _place(self, place: RosterPlace, title: str, day: date, before: Before) -> NamedPlace:
        identity = f"{place.list_id}:{place.row}"
        finding = Finding(
            day=day,
            venue=identity,
            district=place.district,
            commune=place.commune,
            rule=CODE,
            rule_name=NAME,
            rules_version=self.rules.version,
            category=Category.NOT_IMPLEMENTING,
            figures={"title": title},
            sentence=SENTENCE.format(title=title),
            remedy=REMEDY,
            since=day,
            severity=3,
            confidence=Confidence.MEDIUM,
            clears=CLEARS,
        )
        district = next(each for each in self.province.districts if each.code == place.district)
        return NamedPlace(
            code="",
            name=place.name,
            kind=place.kind,
            address=place.address or "",
            commune_name=next(each.name for each in district.communes if each.code == place.commune),
            district_name=district.name,
            head=place.head or "chưa rõ",
            phone=place.phone or "",
            agency=place.agency,
            findings=(continued(finding, before(identity, place.district)),),
        )


def _each_once(places: Iterable[RosterPlace]) -> Iterator[RosterPlace]:
    """A place on two rosters is one place."""
    seen = set()
    for place in places:
        same = place.tax_code or (place.phone, place.name.casefold(), place.commune)
        if same not in seen:
            seen.add(same)
            yield place
