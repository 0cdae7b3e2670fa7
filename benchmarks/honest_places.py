"""Places that do as they should, and such as only look odd: nobody may accuse them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from benchmarks.town import (
    DAY_SECONDS,
    DAYS,
    LUNCH,
    MARKET,
    NIGHT,
    OFFICE,
    SHOP,
    Event,
    Ground,
    Place,
    day_of,
    with_hours,
)
from benchmarks.town_sorts import LAST, LOCKED, honest, on_days, shop, usual
from truyvet.days import day_start
from truyvet.venues import Kind
from truyvet.visits import Source


@honest
def ordinary_shop(ground: Ground) -> Iterator[Place]:
    """A shop."""
    yield usual(ground, *shop(ground))


@honest
def ordinary_restaurant(ground: Ground) -> Iterator[Place]:
    """An eating place with its rush at noon."""
    yield usual(ground, *shop(ground, hours=LUNCH))


@honest
def ordinary_office(ground: Ground) -> Iterator[Place]:
    """An office from Monday to Friday."""
    rate = ground.random.lognormvariate(3.4, 0.7)
    venue = with_hours(ground.venue(Kind.OFFICE, visitors=ground.declared(rate)), 7, 17, (1, 2, 3, 4, 5))
    yield usual(ground, venue, ground.habit(rate * ground.random.uniform(0.4, 0.95), OFFICE, 60))


@honest
def supermarket(ground: Ground) -> Iterator[Place]:
    """A large shop."""
    rate = ground.random.uniform(200, 500)
    venue = with_hours(ground.venue(Kind.SUPERMARKET, visitors=ground.declared(rate)), 7, 22)
    yield usual(ground, venue, ground.habit(rate * ground.random.uniform(0.3, 0.9), SHOP, 40))


@honest
def closed_for_a_funeral(ground: Ground) -> Iterator[Place]:
    """Half a day, then two to nine days closed without a word, then few people again."""
    venue, habit = shop(ground)
    first, length = ground.random.randint(LAST - 6, DAYS - 2), ground.random.randint(2, 9)
    back = first + length
    yield on_days(
        ground, venue, habit,
        lambda day: 0.2 if day == first - 1 else 0 if first <= day < back else 0.4 if day in (back, back + 1) else 1,
    )  # fmt: skip


@honest
def in_quarantine(ground: Ground) -> Iterator[Place]:
    """The owner is a contact and shut away for fourteen days."""
    venue, habit = shop(ground)
    first = ground.random.randint(LAST - 8, DAYS - 3)
    yield on_days(ground, venue, habit, lambda day: 0 if first <= day < first + 14 else 1)


@honest
def half_days(ground: Ground) -> Iterator[Place]:
    """Open for two hours in the morning on two or three days: a wedding, a sick child."""
    venue, habit = shop(ground)
    first = ground.random.randint(LAST, DAYS - 2)
    place = usual(ground, venue, habit)
    for day in range(first, min(DAYS, first + ground.random.randint(1, 3))):
        place.scans[day] = [event for event in place.scans.get(day, []) if event.second % DAY_SECONDS < 9 * 3600]
    yield place


@honest
def factory_in_shifts(ground: Ground) -> Iterator[Place]:
    """Hundreds in and out within minutes, three times a day, on the gate's one device."""
    random = ground.random
    venue, base = ground.venue(Kind.FACTORY, visitors=ground.declared(300)), random.randrange(10**12) * 10**6
    size, place = random.randint(60, 200), Place(venue, "")
    starts = random.choice(((6, 14, 22), (6, 18), (22,), (5, 13)))
    hours = 24 // len(starts) if len(starts) > 1 and starts != (5, 13) else 8
    for index in range(-1, DAYS):
        for shift, start in enumerate(starts):
            for worker in range(size):
                if random.random() < 0.9:
                    person = base + 10 * (shift * 1000 + worker)
                    begin = index * DAY_SECONDS + start * 3600 - random.randrange(1500)
                    place.put([Event(begin, False, person, base, Source.HELPER, person)])
                    end = index * DAY_SECONDS + (start + hours) * 3600 + random.randrange(1200)
                    place.put([Event(end, True, person, base, Source.HELPER, person)])
    yield place


@honest
def factory_with_phones(ground: Ground) -> Iterator[Place]:
    """A night shift that scans with its own phones: in on one day, out on the next."""
    random = ground.random
    venue, base = ground.venue(Kind.FACTORY, visitors=ground.declared(80)), random.randrange(10**12) * 10**6
    place, size = Place(venue, ""), random.randint(15, 60)
    teams = random.choice((1, 2))
    for index in range(-1, DAYS):
        for worker in range(size):
            # Two teams take turns night by night.
            person = base + 10 * (worker + (1000 * (index % teams)))
            begin = index * DAY_SECONDS + 22 * 3600 - random.randrange(1500)
            if random.random() < 0.9:
                place.put([Event(begin, False, person, person, Source.SELF, person)])
                place.put([Event(begin + 8 * 3600 + random.randrange(2400), True, person, person, Source.SELF, person)])
    yield place


@honest
def weekly_market(ground: Ground) -> Iterator[Place]:
    """A market once a week that declared no hours."""
    rate, day = ground.random.uniform(40, 300), ground.random.randrange(7)
    venue = ground.venue(Kind.MARKET, visitors=ground.declared(rate))
    yield on_days(ground, venue, ground.habit(rate, MARKET), lambda index: 1.0 if index % 7 == day else 0)


@honest
def market_every_fifth_day(ground: Ground) -> Iterator[Place]:
    """A market on days of the month, with a few stalls in between."""
    rate, day = ground.random.uniform(40, 200), ground.random.randrange(5)
    venue = ground.venue(Kind.MARKET, visitors=ground.declared(rate))
    between = ground.random.choice((0, 0.02, 0.1))
    yield on_days(ground, venue, ground.habit(rate, MARKET), lambda index: 1.0 if index % 5 == day else between)


@honest
def school_in_holidays(ground: Ground) -> Iterator[Place]:
    """No pupils, and an order that says so; the porter sometimes."""
    venue, habit = ground.venue(Kind.SCHOOL, visitors=ground.declared(300)), ground.habit(2, OFFICE)
    porter = ground.random.choice((0, 0.2, 1.0))
    yield on_days(ground, venue, habit, lambda _: porter)


@honest
def pagoda(ground: Ground) -> Iterator[Place]:
    """Full on the first and the fifteenth of the lunar month (7 and 21 September 2021), from four in the morning."""
    rate, quiet = ground.random.uniform(30, 250), ground.random.choice((0, 0, 0.01, 0.04))
    venue = ground.venue(Kind.WORSHIP, visitors=ground.declared(rate))
    habit = ground.habit(rate, {4: 4, 5: 8, 6: 9, 7: 6, 8: 5, 9: 3, 17: 3, 18: 4})
    phase = ground.random.choice((0, 0, 0, -1))
    yield on_days(ground, venue, habit, lambda index: 1.0 if index - phase in (8, 22) else quiet)


@honest
def church(ground: Ground) -> Iterator[Place]:
    """Full on Sundays, two masses."""
    rate, quiet = ground.random.uniform(40, 300), ground.random.choice((0, 0.02))
    venue = ground.venue(Kind.WORSHIP, visitors=ground.declared(rate))
    yield on_days(
        ground, venue, ground.habit(rate, {4: 5, 5: 2, 7: 8, 16: 4}), lambda day: 1 if day % 7 == 6 else quiet
    )


@honest
def night_restaurant(ground: Ground) -> Iterator[Place]:
    """Open from five in the afternoon until two in the night; half declared no hours."""
    rate = ground.random.uniform(20, 120)
    venue = ground.venue(Kind.RESTAURANT, visitors=ground.declared(rate))
    if ground.random.random() < 0.5:
        venue = with_hours(venue, 17, 2)
    yield usual(ground, venue, ground.habit(rate, NIGHT, 120))


@honest
def locked_down_hamlet(ground: Ground) -> Iterator[Place]:
    """A commune under an order: silent, or the few that go on."""
    venue, habit = shop(ground)
    at = ground.venue(venue.kind, commune=ground.random.choice(LOCKED), visitors=venue.visitors_a_day)
    rest = ground.random.choice((0, 0, 0.05))
    yield on_days(ground, at, habit, lambda day: rest if day >= LAST - 2 else 1)


@honest
def locked_down_untold(ground: Ground) -> Iterator[Place]:
    """A hamlet shut for a week of which nobody told the system."""
    venue, habit = shop(ground)
    first = ground.random.randint(LAST - 4, DAYS - 3)
    yield on_days(ground, venue, habit, lambda day: 0 if first <= day < first + 7 else 1)


@honest
def new_venue(ground: Ground) -> Iterator[Place]:
    """Registered in the last days, and its visitors still learn."""
    venue, habit = shop(ground)
    first = ground.random.randint(LAST - 3, DAYS - 1)
    born = day_start(day_of(first)) + timedelta(hours=ground.random.randint(7, 20))
    venue = replace(venue, registered_at=born, poster_issued_at=born)
    yield on_days(ground, venue, habit, lambda day: 0 if day < first else min(1.0, 0.1 + 0.15 * (day - first)))
