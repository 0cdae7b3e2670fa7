"""What an official sees and changes follows from the account's groups and from nothing else."""

import pytest

from tests.unit.places import venue
from truyvet import scopes
from truyvet.errors import ForbiddenError
from truyvet.scopes import Scope
from truyvet.venues import Kind

HERE = venue(district=689)
THERE = venue(district=690, commune=25220)


def of(*groups: str) -> Scope:
    return scopes.of_groups(groups)


@pytest.mark.parametrize(
    ("group", "seen_here", "seen_there", "acts_here"),
    [
        ("province", True, True, True),
        ("auditor", True, True, False),
        ("district:689", True, False, True),
        ("district:690", False, True, False),
        ("kind:grocery", True, True, True),
        ("kind:market", False, False, False),
    ],
)
def test_a_group_gives_its_part_of_the_province(group: str, seen_here: bool, seen_there: bool, acts_here: bool) -> None:
    scope = of(group)
    assert (scope.sees(HERE), scope.sees(THERE), scope.acts_on(HERE)) == (seen_here, seen_there, acts_here)


def test_several_groups_give_the_union() -> None:
    scope = of("district:690", "kind:market", "auditor")
    assert scope.sees(HERE)
    assert not scope.acts_on(HERE)
    assert scope.acts_on(THERE)
    assert scope.acts_at(694, Kind.MARKET)


@pytest.mark.parametrize("groups", [(), ("tracer",), ("district:",), ("district:x",), ("kind:casino",), ("Province",)])
def test_other_groups_give_nothing(groups: tuple[str, ...]) -> None:
    with pytest.raises(ForbiddenError):
        of(*groups)


def test_an_unknown_group_takes_nothing_away() -> None:
    assert of("tracer", "district:689", "kind:casino") == Scope(districts=frozenset({689}))


def test_only_districts_with_something_to_see_are_read() -> None:
    assert of("district:690").reads((689, 690)) == (690,)
    assert of("kind:market").reads((689, 690)) == (689, 690)
    assert of("auditor").reads((689, 690)) == (689, 690)


def test_a_place_of_unknown_kind_is_shown_to_its_district_only() -> None:
    assert of("district:689").sees_at(689, None)
    assert not of("kind:market").sees_at(689, None)
    assert not of("kind:market").sees_district(689)


def test_what_is_out_of_scope_is_refused() -> None:
    with pytest.raises(ForbiddenError):
        of("district:690").require_seen(HERE)
    with pytest.raises(ForbiddenError):
        of("auditor").require_action(HERE)
    with pytest.raises(ForbiddenError):
        of("auditor").require_province()
    with pytest.raises(ForbiddenError):
        of("kind:grocery").require_all()
    of("auditor").require_all()
    of("province").require_province()
    of("district:689").require_seen(HERE)
    of("district:689").require_action(HERE)
