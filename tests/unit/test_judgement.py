"""Whose visits are looked at, in which order and how many, and of whom it is asked where else they were."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tests.unit.places import BUSY, DAY, local, venue, visit
from tests.unit.stores import VisitsInMemory
from truyvet.compliance import Named
from truyvet.judgement import FIRST_ASKED, PEOPLE_ASKED, Judgement, Tallies
from truyvet.orders import Order
from truyvet.settings import ComplianceRules, ReportRules
from truyvet.tallying import tally_of
from truyvet.venues import Venue
from truyvet.visits import Source, Visit


@dataclass
class Before:
    """What earlier reports said, by day."""

    named_on: dict[date, Mapping[str, Mapping[str, Named]]] = field(default_factory=dict)

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:  # noqa: ARG002
        return self.named_on.get(day, {})


@dataclass
class Watched(VisitsInMemory):
    """Remembers whose visits were read and about whom it was asked."""

    read: list[str] = field(default_factory=list)
    followed: Counter[bytes] = field(default_factory=Counter)

    def of_day(self, venue: str, day: date) -> Iterator[Visit]:
        self.read.append(venue)
        return super().of_day(venue, day)

    def of_person(self, person: bytes, start: datetime, end: datetime) -> Iterator[tuple[str, datetime]]:
        self.followed[person] += 1
        return super().of_person(person, start, end)


def busy(code: str, visits: Watched, *, number: int = 30, person: int = 0, at: Venue | None = None) -> Venue:
    """A shop whose helper records the whole day, every quarter of an hour."""
    shop = at or venue(code)
    for index in range(number):
        when = local(DAY, 7 + index // 4, 14 * (index % 4))
        each = visit(shop, when, person + index, source=Source.HELPER, device=code.encode())
        visits.add(replace(each, person=(person + index).to_bytes(16, "big")))
    return shop


def judgement(venues: list[Venue], visits: Watched, before: Before | None = None, day: date = DAY) -> Judgement:
    tallies: Tallies = {}
    for (code, when), found in visits.visits.items():
        tallies.setdefault(code, {})[when] = replace(tally_of(found), people=frozenset())
    return Judgement(
        day=day,
        rules=ComplianceRules(),
        venues={each.code: each for each in venues},
        tallies=tallies,
        province=BUSY,
        visits=visits,
        earlier=before or Before(),
        reported=frozenset(),
        following=visits,
        people={each.code: 30 for each in venues},
    )


def test_busy_venues_without_a_sign_are_looked_at_in_turn() -> None:
    visits = Watched()
    shops = [busy(f"SHOP{number:04d}", visits, person=1000 * number) for number in range(6)]
    limits = ReportRules(spot_checks=2)
    judgement(shops, visits).judge_all(limits)
    assert len(visits.read) == 2
    seen = set(visits.read)
    for shift in (1, 2):
        moved = {(code, DAY + timedelta(days=shift)): found for (code, _), found in visits.visits.items()}
        later = Watched(visits=moved)
        of = judgement(shops, later, day=DAY + timedelta(days=shift))
        of.province = BUSY | {DAY + timedelta(days=back): 10_000 for back in range(1, 4)}
        of.judge_all(limits)
        seen |= set(later.read)
    assert len(seen) == 6


def test_no_more_visits_are_looked_at_than_the_settings_say() -> None:
    visits = Watched()
    shops = [busy(f"SHOP{number:04d}", visits, person=1000 * number) for number in range(6)]
    of_one = len(visits.visits["SHOP0000", DAY])
    judgement(shops, visits).judge_all(ReportRules(visits_read=3 * of_one))
    assert len(visits.read) == 3


def test_who_was_named_for_its_visits_is_looked_at_again_at_once() -> None:
    visits = Watched()
    shops = [busy(f"SHOP{number:04d}", visits, person=1000 * number) for number in range(6)]
    before = Before({DAY - timedelta(days=1): {"SHOP0003": {"one_device": Named(DAY - timedelta(days=1), 1)}}})
    judgement(shops, visits, before).judge_all(ReportRules(spot_checks=0))
    assert visits.read == ["SHOP0003"]


def test_only_the_first_four_are_followed_where_nobody_was_elsewhere() -> None:
    visits = Watched()
    judgement([busy("SHOP0001", visits)], visits).judge_all(ReportRules())
    assert visits.followed.total() == FIRST_ASKED


def test_one_list_typed_in_at_two_districts_names_both() -> None:
    visits = Watched()
    far = venue("FARAWAYX", district=690, commune=25210)
    shops = [busy("SHOP0001", visits), busy("FARAWAYX", visits, at=far)]
    of = judgement(shops, visits)
    of.judge_all(ReportRules())
    assert {code: [finding.rule for finding in found] for code, found in of.named.items()} == {
        "SHOP0001": ["two_places_at_once"],
        "FARAWAYX": ["two_places_at_once"],
    }
    assert visits.followed.total() == 2 * PEOPLE_ASKED


def test_nobody_is_followed_without_leave_or_beyond_the_limit() -> None:
    visits = Watched()
    of = judgement([busy("SHOP0001", visits)], visits)
    of.judge_all(ReportRules(people_followed=PEOPLE_ASKED - 1))
    of.following = None
    of.judge_all(ReportRules())
    assert not visits.followed


def test_a_place_under_an_order_is_neither_judged_nor_looked_at() -> None:
    visits = Watched()
    of = judgement([busy("SHOP0001", visits), venue("QUIETPLC")], visits)
    of.orders = [Order("Phong tỏa", DAY, DAY, commune=25195)]
    of.judge_all(ReportRules())
    assert (of.named, visits.read) == ({}, [])
