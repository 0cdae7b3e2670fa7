"""What the sorts of places of the made-up town have in common, and the list of them (docs/rules.md)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from benchmarks.town import (
    COMMUNES,
    DAYS,
    JUDGED,
    LONG_AGO,
    LUNCH,
    Ground,
    Habit,
    Place,
    Town,
    day_of,
    open_on,
    with_hours,
)
from truyvet.days import day_end
from truyvet.devices import Device
from truyvet.orders import Order
from truyvet.sequences import Sequence
from truyvet.venues import Kind, Venue

Make = Callable[[Ground], Iterator[Place]]
LAST = DAYS - JUDGED
"""The first judged day."""
LOCKED, POWERLESS, STORMY = ([each[1].code for each in COMMUNES[first::11][:4]] for first in (3, 5, 7))
ORDERS = (
    *(Order("Phong tỏa", day_of(LAST - 2), day_of(DAYS), commune=commune) for commune in LOCKED),
    Order("Học sinh nghỉ học", day_of(0), day_of(DAYS), kinds=frozenset({Kind.SCHOOL})),
)
HONEST: dict[str, Make] = {}
WRONG: dict[str, tuple[str, Make]] = {}


def honest(make: Make) -> Make:
    """Adds a sort that nobody may accuse."""
    HONEST[make.__name__] = make
    return make


def wrong(rule: str) -> Callable[[Make], Make]:
    """Adds a sort that a rule is to find."""

    def add(make: Make) -> Make:
        WRONG[make.__name__] = (rule, make)
        return make

    return add


def town(seed: int, honest_each: int, wrong_each: int) -> Town:
    """So many places of each sort."""
    ground = Ground(seed, (*LOCKED, *POWERLESS, *STORMY))
    places = []
    for sort, make in HONEST.items():
        for _ in range(honest_each):
            places += [replace(place, sort=sort) for place in make(ground)]
    for sort, (rule, make) in WRONG.items():
        for _ in range(wrong_each):
            places += [replace(place, sort=sort, expected=rule) for place in make(ground)]
    return Town(places, ORDERS)


def shop(ground: Ground, rate: float = 0, hours: dict[int, int] | None = None) -> tuple[Venue, Habit]:
    """A shop or eating place as most are, and how it is used."""
    rate = rate or ground.random.lognormvariate(3.2, 0.9)
    kind = Kind.RESTAURANT if hours is LUNCH else ground.random.choice((Kind.GROCERY, Kind.GROCERY, Kind.OTHER))
    venue = ground.venue(kind, visitors=ground.declared(rate))
    if ground.random.random() < 0.6:
        venue = with_hours(venue, 5, 22)
    return venue, ground.habit(rate * ground.random.uniform(0.25, 0.9), hours)


def usual(ground: Ground, venue: Venue, habit: Habit) -> Place:
    """The place on all of its open days."""
    place = Place(venue, "")
    for index in range(DAYS):
        if open_on(venue, index):
            place.put(habit.day(ground.random, index))
    return place


def on_days(ground: Ground, venue: Venue, habit: Habit, factors: Callable[[int], float]) -> Place:
    """The place with a factor for each day; nothing at all where it is 0."""
    place = Place(venue, "")
    for index in range(DAYS):
        if factor := factors(index):
            place.put(habit.day(ground.random, index, factor))
    return place


def device(venue: Venue, seen: int, sequence: Sequence, *, waiting: int = 0) -> Device:
    """The venue's helper device, last heard of in the evening of a day."""
    return Device(
        id=UUID(int=1),
        name="cổng 1",
        venues=(venue.code,),
        district=venue.district,
        token_hash=b"",
        registered_at=LONG_AGO,
        claimed_at=LONG_AGO,
        seen_at=day_end(day_of(seen)) - timedelta(hours=4),
        waiting=waiting,
        waiting_since=day_end(day_of(seen)) - timedelta(hours=5) if waiting else None,
        sequence=sequence,
    )
