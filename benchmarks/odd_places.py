"""More places that only look odd: devices, gates, hours, crowds and borders."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from benchmarks.town import (
    DAY_SECONDS,
    DAYS,
    LUNCH,
    MARKET,
    OFFICE,
    Event,
    Ground,
    Place,
    day_of,
    poisson,
    with_hours,
)
from benchmarks.town_sorts import LAST, POWERLESS, STORMY, device, honest, on_days, shop, usual
from truyvet.days import day_start
from truyvet.sequences import Sequence
from truyvet.venues import Kind
from truyvet.visits import Source


@honest
def tiny_grocery(ground: Ground) -> Iterator[Place]:
    """Three visitors a day, of whom not all scan."""
    venue = ground.venue(Kind.GROCERY, visitors=ground.random.choice((None, 3, 3, 5, 5)))
    yield usual(ground, venue, ground.habit(ground.random.uniform(0.8, 3.5)))


@honest
def family_on_one_phone(ground: Ground) -> Iterator[Place]:
    """A place of a family: most scans are its own, all on one phone and number, several times a day."""
    venue, habit = shop(ground, rate=4)
    place = usual(ground, venue, habit)
    person, random = habit.base + 50, ground.random
    for index in range(DAYS):
        for hour in sorted(random.sample(range(6, 21), random.randint(1, 3))):
            second = index * DAY_SECONDS + hour * 3600 + random.randrange(3600)
            for member in range(random.randint(4, 8)):
                place.put([Event(second, False, person, person, Source.SELF, person + member)])
                place.put([Event(second + 2000, True, person, person, Source.SELF, person + member)])
    yield place


@honest
def checkpoint(ground: Ground) -> Iterator[Place]:
    """Drivers pass twice a day, in only; the helpers use two devices."""
    random = ground.random
    venue, base = ground.venue(Kind.CHECKPOINT, visitors=ground.declared(300)), random.randrange(10**12) * 10**6
    place, own = Place(venue, ""), random.random() < 0.3
    for index in range(DAYS):
        for driver in range(poisson(random, 120)):
            person = base + 10 * (driver if driver < 60 else random.randrange(100, 5000))
            for passed in (random.randint(5, 11), random.randint(13, 21))[: random.choice((1, 2, 2))]:
                second = index * DAY_SECONDS + passed * 3600 + random.randrange(3600)
                device, source = (person, Source.SELF) if own else (base + second % 2, Source.HELPER)
                place.put([Event(second, False, person, device, source, person)])
    yield place


@honest
def bus_station(ground: Ground) -> Iterator[Place]:
    """Passengers board: in bursts before each bus, in only."""
    rate = ground.random.uniform(50, 150)
    habit = replace(ground.habit(rate, {5: 9, 6: 3, 9: 5, 12: 5, 16: 7}), exits=0.02)
    yield usual(ground, ground.venue(Kind.TRANSPORT, visitors=ground.declared(rate)), habit)


@honest
def power_cut(ground: Ground) -> Iterator[Place]:
    """The commune had no power, and no network, for a day or two."""
    venue, habit = shop(ground)
    at = ground.venue(venue.kind, commune=ground.random.choice(POWERLESS), visitors=venue.visitors_a_day)
    yield on_days(ground, at, habit, lambda day: 0.07 if (at.commune + day) % 9 < 2 and day >= LAST else 1)


@honest
def storm(ground: Ground) -> Iterator[Place]:
    """Two days of rain in the commune: hardly anybody goes out."""
    venue, habit = shop(ground)
    at = ground.venue(venue.kind, commune=ground.random.choice(STORMY), visitors=venue.visitors_a_day)
    yield on_days(ground, at, habit, lambda day: 0.12 if day in (LAST + 2, LAST + 3) else 1)


@honest
def offline_helper(ground: Ground) -> Iterator[Place]:
    """The helper's device had no network for one to four days, and delivered everything then."""
    venue, habit = shop(ground)
    place = usual(ground, venue, replace(habit, helped=1.0))
    first = ground.random.randint(LAST - 2, DAYS - 2)
    back = first + ground.random.randint(1, 4)
    for day in range(first, back):
        place.arrived[day] = back
    yield replace(
        place,
        devices=lambda by: [device(venue, first - 1 if first <= by < back else by, Sequence(900))],
    )


@honest
def helper_with_poor_network(ground: Ground) -> Iterator[Place]:
    """The exit's device is heard of each day, and holds most of its scans back for a day."""
    venue, habit = shop(ground)
    place = usual(ground, venue, replace(habit, helped=1.0))
    late = set(ground.random.sample(range(LAST, DAYS), 3))
    for day in late:
        place.arrived[day] = day + 1
    yield replace(place, devices=lambda by: [device(venue, by, Sequence(900), waiting=30 if by in late else 0)])


@honest
def device_started_anew(ground: Ground) -> Iterator[Place]:
    """A device lost a few scans when its browser was cleared; another was retired long ago with a gap."""
    venue, habit = shop(ground)
    lost = ground.random.randint(1, 19)
    yield replace(
        usual(ground, venue, replace(habit, helped=0.9)),
        devices=lambda by: [
            device(venue, by, Sequence(400, ((100, 99 + lost),))),
            device(venue, 0, Sequence(300, ((40, 260),))),
        ],
    )


@honest
def changed_hours(ground: Ground) -> Iterator[Place]:
    """Moves its day to the afternoon and evening, or its lunch to the evening; half of them say so."""
    rate = ground.random.uniform(20, 120)
    venue, habit = shop(ground, rate, LUNCH)
    later = replace(ground.habit(rate, {14: 3, 15: 3, 16: 4, 17: 6, 18: 8, 19: 7, 20: 4}), base=habit.base)
    first, place = ground.random.randint(LAST - 3, DAYS - 3), Place(venue, "")
    before, after = with_hours(venue, 6, 22), with_hours(venue, 14, 22)
    if ground.random.random() < 0.5:
        before = after = replace(venue, opening_hours=())
    for index in range(DAYS):
        place.put((later if index >= first else habit).day(ground.random, index))
    yield replace(place, registered=lambda index: after if index >= first else before)


@honest
def rough_hours(ground: Ground) -> Iterator[Place]:
    """Declared to close one to three hours before it does."""
    venue, habit = shop(ground)
    yield usual(ground, with_hours(venue, 6, ground.random.randint(17, 19)), habit)


@honest
def lunch_on_weekdays_only(ground: Ground) -> Iterator[Place]:
    """Feeds an office at noon from Monday to Friday, and neighbours all week."""
    venue, habit = shop(ground, ground.random.uniform(20, 120), LUNCH)
    place = usual(ground, venue, habit)
    for day in range(DAYS):
        if day % 7 >= 5 or (day == LAST + 2 and ground.random.random() < 0.5):
            noon = [event for event in place.scans.get(day, []) if event.second % DAY_SECONDS // 3600 in (11, 12)]
            place.scans[day] = [event for event in place.scans.get(day, []) if event not in noon]
    yield place


@honest
def lent_phone(ground: Ground) -> Iterator[Place]:
    """The owner declares for customers without a telephone on his own, under their numbers."""
    venue, habit = shop(ground, rate=ground.random.uniform(4, 9))
    place = usual(ground, venue, replace(habit, helped=0, exits=ground.random.uniform(0.2, 0.7)))
    share = ground.random.uniform(0.5, 1)
    for day, events in place.scans.items():
        place.scans[day] = [
            event._replace(device=habit.base + 7) if event.person % 100 < 100 * share else event for event in events
        ]
    yield place


@honest
def two_gates(ground: Ground) -> Iterator[Place]:
    """A market with a gate to enter and one to leave, each registered as a venue by the same head."""
    rate = ground.random.uniform(60, 200)
    first = ground.venue(Kind.MARKET, visitors=ground.declared(rate))
    second = replace(ground.venue(Kind.MARKET, commune=first.commune), phone=first.phone)
    habit = ground.habit(rate, MARKET)
    way_in, way_out = Place(first, ""), Place(second, "")
    for index in range(DAYS):
        for event in habit.day(ground.random, index):
            other = ground.random.random() < 0.03
            (way_out if event.out != other else way_in).put([event])
    yield way_in
    yield way_out


@honest
def phone_in_card_out(ground: Ground) -> Iterator[Place]:
    """Visitors enter with their own phones; at the exit a helper scans their cards, which is another key."""
    venue, habit = shop(ground, ground.random.uniform(20, 100))
    place = usual(ground, venue, replace(habit, helped=0))
    for day, events in place.scans.items():
        place.scans[day] = [
            event._replace(person=event.person + 5 * 10**5, device=habit.base, source=Source.HELPER)
            if event.out
            else event
            for event in events
        ]
    yield place


@honest
def border_market(ground: Ground) -> Iterator[Place]:
    """Two markets on both sides of a district's border: some go from one to the other, and families share numbers."""
    rate = ground.random.uniform(60, 150)
    here, there = (ground.venue(Kind.MARKET, visitors=ground.declared(rate)) for _ in range(2))
    habit = ground.habit(rate, MARKET)
    first, second = usual(ground, here, habit), usual(ground, there, ground.habit(rate, MARKET))
    for events in list(first.scans.values()):
        for event in events:
            if ground.random.random() < 0.1:
                second.put([event._replace(second=event.second + ground.random.randint(60, 900))])
    yield first
    yield second


@honest
def busy_day(ground: Ground) -> Iterator[Place]:
    """One day with eight times as many, all of them entering: a vaccination, a fair."""
    venue, habit = shop(ground, ground.random.uniform(8, 60))
    special = ground.random.randint(LAST, DAYS - 1)
    place = usual(ground, venue, habit)
    crowd = replace(habit, exits=0.02, rate=8 * habit.rate, hours={6: 5, 7: 9, 8: 9, 9: 6}, groups=0.0)
    place.scans[special] = crowd.day(ground.random, special)
    yield place


@honest
def wake_in_the_night(ground: Ground) -> Iterator[Place]:
    """One night full of guests with their own phones where otherwise nobody is after dark."""
    venue, habit = shop(ground, ground.random.uniform(5, 20))
    place, night = usual(ground, venue, habit), ground.random.randint(LAST, DAYS - 1)
    guests = replace(habit, hours={0: 4, 1: 4, 2: 2, 4: 5, 5: 6}, helped=0, groups=0.5, regulars=300)
    place.venue = replace(venue, opening_hours=())
    yield place.put(guests.visits(ground.random, night, 30))


@honest
def falling_harvest(ground: Ground) -> Iterator[Place]:
    """Fewer and fewer as the season ends."""
    venue, habit = shop(ground, ground.random.uniform(30, 120))
    yield usual(ground, venue, replace(habit, trend=ground.random.uniform(-0.12, -0.06)))


@honest
def proud_owner(ground: Ground) -> Iterator[Place]:
    """Declared three to eight times as many visitors as come."""
    venue, habit = shop(ground)
    boast = ground.random.uniform(3, 8)
    yield usual(ground, replace(venue, visitors_a_day=max(1, round(boast * habit.rate / 0.6))), habit)


@honest
def busy_guard(ground: Ground) -> Iterator[Place]:
    """A small office whose guard scans each time he goes in and out."""
    rate = ground.random.uniform(5, 15)
    venue, habit = ground.venue(Kind.OFFICE, visitors=ground.declared(rate)), ground.habit(rate, OFFICE, 60)
    place, person = usual(ground, venue, habit), habit.base + 3
    for index in range(DAYS):
        for turn in range(ground.random.randint(3, 7)):
            second = index * DAY_SECONDS + (7 + turn) * 3600 + ground.random.randrange(1800)
            place.put(Event(second + 900 * out, bool(out), person, person, Source.SELF, person) for out in (0, 1))
    yield place


@honest
def poster_renewed(ground: Ground) -> Iterator[Place]:
    """The name was corrected, and the new poster is printed, or has a few days' time."""
    venue, habit = shop(ground)
    days = ground.random.randint(0, 40)
    printed = 2 if days > 5 else 1
    changed = day_start(day_of(DAYS - 1)) - timedelta(days=days)
    yield usual(ground, replace(venue, poster_version=2, poster_printed=printed, poster_changed_at=changed), habit)
