"""The scans of a generated province, day by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from local.seed.province import SCANNING_WRONGLY, Behaviour, Place
from truyvet.days import day_end, day_start, local_day
from truyvet.visits import Direction, Source

USUAL_HOURS = {7: 3, 8: 4, 9: 3, 10: 3, 11: 5, 12: 3, 13: 2, 14: 2, 15: 2, 16: 3, 17: 4, 18: 2}
INVENTED = 9_000
"""Added to the number of a person: nobody who ever enters."""
LATELY = 3
"""So many days ago a place stopped asking, or stopped asking at noon."""
NOON, AFTER_NOON = timedelta(hours=11), timedelta(hours=13)
NOON_USUAL = 100
BUSIER = (Behaviour.INVENTED_EXITS, Behaviour.ONE_PHONE)
SMALLEST_USUAL = 20
"""Places that are planted have at least so many scans a day, so that the rules have something to judge."""


@dataclass(frozen=True)
class Scan:
    """One planned visit. `person` is a number from which their name, phone and year of birth are made.

    `named`: of whom name, year of birth and address are, where it is somebody else.
    """

    place: Place
    id: UUID
    at: datetime
    direction: Direction
    person: int
    device: int
    source: Source
    received_at: datetime
    fever: bool = False
    named: int | None = None


def day_totals(scans: int, days: int) -> list[int]:
    """Scans of each day, oldest first: adoption grows, and the last day has exactly `scans`."""
    return [round(scans * (0.7 + 0.3 * (number + 1) / days)) for number in range(days - 1)] + [scans]


def scans_of(made: Sequence[Place], day: date, total: int, *, seed: int, last_day: date) -> list[Scan]:
    """Exactly `total` scans of one day: those of the odd places first, the rest among the honest ones."""
    random = Random(f"{seed} {last_day} {day} scans")
    age = (last_day - day).days
    wanted = {place.venue.code: _odd_volume(place, random, age) for place in made}
    honest = [
        place
        for place in made
        if place.behaviour is Behaviour.HONEST and place.starts <= day and place.venue.opens_on(day)
    ]
    rest = total - sum(wanted.values())
    if rest < len(honest):
        raise ValueError(f"{total} scans are too few for a province of {len(made)} venues")
    for place, share in zip(honest, _shares(rest, honest), strict=True):
        wanted[place.venue.code] = share
    return [scan for place in made if wanted[place.venue.code] for scan in _of_place(random, place, day, wanted, age)]


def _odd_volume(place: Place, random: Random, age: int) -> int:
    usual = SMALLEST_USUAL + random.randint(0, 6)
    behaviour = place.behaviour
    if behaviour is Behaviour.WEEKLY:
        return usual if age % 7 == 4 else 0
    if behaviour is Behaviour.MOURNING:
        return usual if age >= 4 else 0
    if behaviour not in SCANNING_WRONGLY:
        return 0
    if age < LATELY and behaviour is Behaviour.NOBODY_ASKS:
        return 2
    if age < LATELY and behaviour is Behaviour.NOON_HOLE:
        return NOON_USUAL * 3 // 4
    return {Behaviour.NOON_HOLE: NOON_USUAL, **dict.fromkeys(BUSIER, 2 * usual)}.get(behaviour, usual)


def _shares(total: int, honest: Sequence[Place]) -> list[int]:
    """`total` cut by weight, at least one for each, with what rounding leaves over to the first."""
    spread = total - len(honest)
    weights = sum(place.weight for place in honest)
    shares = [1 + int(spread * place.weight / weights) for place in honest]
    for number in range(total - sum(shares)):
        shares[number % len(shares)] += 1
    return shares


def _of_place(random: Random, place: Place, day: date, wanted: dict[str, int], age: int) -> Iterator[Scan]:
    number = wanted[place.venue.code]
    no_exits = place.behaviour is Behaviour.NO_EXITS
    entries = number if no_exits else (number * 6 + 9) // 10
    burst = entries if place.behaviour is Behaviour.BURST and age == 0 else 0
    people = _people(random, place, entries)
    times = _times(random, place, day, entries, age)
    if burst:
        start = day_start(day) + timedelta(hours=15, minutes=random.randint(0, 40))
        times = [start + timedelta(seconds=24 * turn) for turn in range(burst)]
    device = random.getrandbits(48)
    shared = place.helped or burst or place.behaviour is Behaviour.ONE_PHONE or _at_five(place, age)
    for turn, (at, person) in enumerate(zip(times, people, strict=True)):
        source = Source.HELPER if place.helped else Source.SELF
        yield _scan(random, place, at, Direction.IN, person, device if shared else person, source)
        if turn < number - entries:
            leaves = min(at + timedelta(minutes=random.randint(5, 50)), day_end(day) - timedelta(minutes=1))
            if _no_noon(place, age) and NOON <= leaves - day_start(day) < AFTER_NOON:
                leaves = day_start(day) + AFTER_NOON
            if place.behaviour is Behaviour.INVENTED_EXITS:
                person, leaves = person + INVENTED, leaves + timedelta(hours=1)  # noqa: PLW2901
            own = device if shared and not burst else person
            yield _scan(random, place, leaves, Direction.OUT, person, own, source)


def _at_five(place: Place, age: int) -> bool:
    return place.behaviour is Behaviour.TYPED_AT_FIVE and age == 0


def _no_noon(place: Place, age: int) -> bool:
    return place.behaviour is Behaviour.NOON_HOLE and age < LATELY


def _people(random: Random, place: Place, entries: int) -> list[int]:
    """Who enters: mostly people of the commune, some of them twice a day."""
    if place.behaviour is Behaviour.OWN_NUMBER:
        return [place.venue.commune * 10_000] * entries
    return [place.venue.commune * 10_000 + int(random.random() ** 1.6 * 9_000) for _ in range(entries)]


def _times(random: Random, place: Place, day: date, entries: int, age: int) -> list[datetime]:
    hours = dict(USUAL_HOURS)
    if place.behaviour is Behaviour.NOON_HOLE:
        hours |= {11: 9, 12: 7}
    if _at_five(place, age):
        hours = {4: 1, 5: 1}
    if _no_noon(place, age):
        hours = {hour: share for hour, share in hours.items() if hour not in (11, 12)}
    picked = random.choices(list(hours), list(hours.values()), k=entries)
    if place.behaviour is Behaviour.AFTER_HOURS and age == 0:
        # Figures made up in the night before the report.
        picked[: entries * 2 // 3] = [2] * (entries * 2 // 3)
    start = day_start(day)
    return sorted(start + timedelta(hours=hour, milliseconds=random.randrange(3_600_000)) for hour in picked)


def _scan(
    random: Random, place: Place, at: datetime, direction: Direction, person: int, device: int, source: Source
) -> Scan:
    delay = timedelta(milliseconds=random.randint(300, 4000))
    if place.helped and random.random() < 0.05:
        # The helper's tablet had no network: it arrives on the next morning, after its day is over.
        delay = day_end(local_day(at)) - at + timedelta(hours=1)
    return Scan(
        place=place,
        id=UUID(int=random.getrandbits(128), version=4),
        at=at,
        direction=direction,
        person=person,
        device=device,
        source=source,
        received_at=at + delay,
        fever=direction is Direction.IN and random.random() < 0.01,
        named=place.venue.commune * 10_000 if place.behaviour is Behaviour.SAME_NAME else None,
    )
