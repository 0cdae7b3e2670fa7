"""Places that implement wrongly or not at all, each in a way of 2021, with the rule that is to find it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from benchmarks.town import (
    DAY_SECONDS,
    DAYS,
    LUNCH,
    OFFICE,
    Event,
    Ground,
    Place,
    day_of,
    with_hours,
)
from benchmarks.town_sorts import LAST, device, on_days, shop, usual, wrong
from truyvet.days import day_start
from truyvet.sequences import Sequence
from truyvet.venues import Kind
from truyvet.visits import Source

INVENTED = 300_000
"""Added to the number of a person: nobody who ever enters."""


def from_day(ground: Ground, latest: int = DAYS - 4) -> int:
    """When it begins: some days before the judged ones or among them."""
    return ground.random.randint(LAST - 4, latest)


@wrong("never_printed")
def never_printed(ground: Ground) -> Iterator[Place]:
    """Registered, and that was all."""
    yield Place(replace(shop(ground)[0], poster_issued_at=None), "")


@wrong("no_scan")
def never_scanned(ground: Ground) -> Iterator[Place]:
    """The poster was printed for inspectors."""
    yield Place(shop(ground)[0], "")


@wrong("no_scan")
def one_trial(ground: Ground) -> Iterator[Place]:
    """The owner tried the code once."""
    venue, habit = shop(ground)
    yield on_days(ground, venue, replace(habit, rate=2, groups=0), lambda day: 1 if day == LAST - 9 else 0)


@wrong("no_scan")
def gave_up(ground: Ground) -> Iterator[Place]:
    """Scanned for a while, and stopped for good."""
    venue, habit = shop(ground)
    last = ground.random.randint(2, 7)
    yield on_days(ground, venue, habit, lambda day: 1 if day <= last else 0)


@wrong("below_own_past")
def nobody_asks(ground: Ground) -> Iterator[Place]:
    """The poster hangs, and nobody asks any more: a twentieth to a seventh of before."""
    venue, habit = shop(ground)
    first, left = from_day(ground), ground.random.uniform(0.04, 0.15)
    yield on_days(ground, venue, habit, lambda day: left if day >= first else 1)


@wrong("below_peers")
def never_asked(ground: Ground) -> Iterator[Place]:
    """As many visitors as others, of whom one in fifty scans."""
    venue, habit = shop(ground, ground.random.uniform(60, 300))
    rate = (venue.visitors_a_day or 100) * ground.random.uniform(0.005, 0.025)
    visitors = venue.visitors_a_day or 100
    yield usual(ground, replace(venue, visitors_a_day=visitors), replace(habit, rate=rate))


@wrong("peak_hole")
def noon_hole(ground: Ground) -> Iterator[Place]:
    """Nobody asks at the noon rush any more; the rest of the day goes on."""
    venue, habit = shop(ground, ground.random.uniform(25, 150), LUNCH)
    place, first, left = usual(ground, venue, habit), from_day(ground), ground.random.uniform(0, 0.1)
    for day in range(first, DAYS):
        place.scans[day] = [
            event
            for event in place.scans.get(day, [])
            if event.second % DAY_SECONDS // 3600 not in (11, 12) or ground.random.random() < left
        ]
    yield place


@wrong("no_exits")
def no_exits(ground: Ground) -> Iterator[Place]:
    """One scan a visit: hardly anybody checks out."""
    venue, habit = shop(ground)
    yield usual(ground, venue, replace(habit, exits=ground.random.uniform(0, 0.04)))


@wrong("unmatched_exits")
def invented_exits(ground: Ground) -> Iterator[Place]:
    """Exits are made up so that the figures look right: of people who never entered, on as many phones."""
    venue, habit = shop(ground, ground.random.uniform(20, 100))
    place = usual(ground, venue, replace(habit, helped=0, exits=0.0, groups=0.05))
    for events in place.scans.values():
        entered = list(events)
        events += [
            event._replace(
                out=True, person=event.person + INVENTED, device=event.device + INVENTED, second=event.second + 5400
            )
            for event in entered
            if ground.random.random() < 0.8
        ]
    yield place


def typed(ground: Ground, habit_base: int, start: int, number: int, gap: int) -> Iterator[Event]:
    """So many made-up people one after another on one phone."""
    at = start
    for turn in range(number):
        person = habit_base + 700_000 + 10 * ground.random.randrange(5_000) + turn % 3
        yield Event(at, turn % 4 == 3, person, habit_base + 9, Source.SELF, person)
        at += max(4, int(ground.random.expovariate(1 / gap)))


@wrong("burst_from_one_device")
def burst(ground: Ground) -> Iterator[Place]:
    """Before the day ends somebody types in the day's figures on one phone."""
    venue, habit = shop(ground, ground.random.uniform(3, 12))
    place, first = usual(ground, venue, habit), from_day(ground)
    for day in range(first, DAYS):
        start = day * DAY_SECONDS + ground.random.randint(15, 20) * 3600 + ground.random.randrange(3600)
        place.put(typed(ground, habit.base, start, ground.random.randint(20, 45), ground.random.randint(8, 20)))
    yield place


@wrong("typed_before_report")
def typed_at_five(ground: Ground) -> Iterator[Place]:
    """The same between four and six in the morning, more slowly, at a place that declared no hours."""
    venue, habit = shop(ground, ground.random.uniform(2, 6))
    place, first = usual(ground, replace(venue, opening_hours=()), habit), from_day(ground)
    for day in range(max(first, LAST + 1), DAYS):
        start = day * DAY_SECONDS + 4 * 3600 + ground.random.randrange(1800)
        place.put(typed(ground, habit.base, start, ground.random.randint(15, 30), ground.random.randint(60, 150)))
    yield place


@wrong("outside_opening_hours")
def at_night(ground: Ground) -> Iterator[Place]:
    """Figures made up at night at a place whose hours say it is closed, on several phones."""
    venue, habit = shop(ground, ground.random.uniform(8, 30))
    place, first = usual(ground, with_hours(venue, 6, 21), habit), from_day(ground)
    for day in range(first, DAYS):
        at_two = replace(habit, hours={1: 1, 2: 3, 3: 1}, helped=0, groups=0.0)
        place.put(at_two.visits(ground.random, day, ground.random.randint(8, 25)))
    yield place


@wrong("one_device")
def all_on_one_phone(ground: Ground) -> Iterator[Place]:
    """All day long somebody invents visitors on one phone."""
    venue, habit = shop(ground, ground.random.uniform(25, 60))
    place = usual(ground, venue, replace(habit, helped=0, rate=ground.random.uniform(25, 60)))
    for day, events in place.scans.items():
        place.scans[day] = [event._replace(device=habit.base + 9) for event in events]
    yield place


@wrong("one_number")
def own_number(ground: Ground) -> Iterator[Place]:
    """The helper types her own number for nearly everybody."""
    venue, habit = shop(ground)
    rate, share = ground.random.uniform(15, 60), ground.random.uniform(0.75, 1)
    place = usual(ground, venue, replace(habit, helped=1.0, groups=0.0, rate=rate))
    for day, events in place.scans.items():
        place.scans[day] = [
            event._replace(person=habit.base + 1) if event.person % 1000 < 1000 * share else event for event in events
        ]
    yield place


@wrong("identical_declarations")
def same_name_for_all(ground: Ground) -> Iterator[Place]:
    """Everybody is called the same."""
    venue, habit = shop(ground)
    rate, share = ground.random.uniform(20, 60), ground.random.uniform(0.6, 1)
    place = usual(ground, venue, replace(habit, rate=rate))
    for day, events in place.scans.items():
        place.scans[day] = [event._replace(text=1) if event.person % 1000 < 1000 * share else event for event in events]
    yield place


@wrong("two_places_at_once")
def one_list_for_two(ground: Ground) -> Iterator[Place]:
    """One list of people is typed in at two offices of different districts at the same time."""
    rate = ground.random.uniform(20, 50)
    here, there = ground.venue(Kind.OFFICE), ground.venue(Kind.OFFICE)
    while there.district == here.district:
        there = ground.venue(Kind.OFFICE)
    habit = replace(ground.habit(rate, OFFICE, 60), helped=1.0)
    first, second = usual(ground, here, habit), Place(there, "")
    for events in first.scans.values():
        second.put(event._replace(second=event.second + ground.random.randint(-120, 120)) for event in events)
    yield first
    yield second


@wrong("silent_device")
def silent_device(ground: Ground) -> Iterator[Place]:
    """The only device lies in a drawer with its scans."""
    venue, habit = shop(ground)
    first = ground.random.randint(LAST - 2, DAYS - 5)
    yield replace(
        on_days(ground, venue, replace(habit, helped=1.0), lambda day: 0 if day >= first else 1),
        devices=lambda by: [device(venue, min(by, first - 1), Sequence(300))],
    )


@wrong("scans_lost")
def private_browsing(ground: Ground) -> Iterator[Place]:
    """The helper's browser forgets everything that was not sent yet."""
    venue, habit = shop(ground)
    lost = ground.random.randint(25, 80)
    yield replace(
        usual(ground, venue, replace(habit, helped=1.0)),
        devices=lambda by: [device(venue, by, Sequence(120, ((10, 9 + lost),)))],
    )


@wrong("superseded_poster")
def old_poster(ground: Ground) -> Iterator[Place]:
    """Corrected its name a month ago and never printed again."""
    venue, habit = shop(ground)
    changed = day_start(day_of(0)) - timedelta(days=ground.random.randint(0, 10))
    yield usual(ground, replace(venue, poster_version=2, poster_printed=1, poster_changed_at=changed), habit)
