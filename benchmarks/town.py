"""A made-up region of places that scan for some weeks, for what the rules of compliance make of them.

It knows nothing of the rules: people come by Poisson, with weekdays, trends, good and bad days of each place, groups,
regulars, shared telephones and forgotten check-outs. How each sort of place behaves stands in `town_sorts.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from math import exp
from random import Random
from typing import NamedTuple
from uuid import UUID

from truyvet import units
from truyvet.codes import ALPHABET, check_character
from truyvet.days import day_start
from truyvet.devices import Device
from truyvet.orders import Order
from truyvet.tallies import Tally
from truyvet.venues import Kind, OpeningHours, Venue
from truyvet.visits import Direction, Source, Visit

FIRST = date(2021, 8, 30)
"""A Monday."""
DAYS = 24
JUDGED = 7
"""Reports are made of the last days; those before are their past."""
DAY_SECONDS = 86_400
LONG_AGO = datetime(2021, 6, 1, 3, tzinfo=UTC)
PROVINCE = units.province(70)
COMMUNES = [(district.code, commune) for district in PROVINCE.districts for commune in district.communes]

SHOP = {6: 3, 7: 5, 8: 5, 9: 4, 10: 4, 11: 3, 12: 1, 13: 1, 14: 2, 15: 3, 16: 5, 17: 6, 18: 4, 19: 2, 20: 1}
LUNCH = {6: 4, 7: 5, 8: 2, 9: 1, 10: 3, 11: 12, 12: 10, 13: 3, 14: 1, 15: 1, 16: 2, 17: 4, 18: 5, 19: 4, 20: 2}
OFFICE = {7: 8, 8: 5, 9: 4, 10: 4, 11: 2, 13: 5, 14: 4, 15: 3, 16: 3}
MARKET = {4: 2, 5: 6, 6: 9, 7: 9, 8: 7, 9: 5, 10: 3, 15: 2, 16: 3, 17: 2}
NIGHT = {17: 3, 18: 6, 19: 8, 20: 7, 21: 5, 22: 4, 23: 3}
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


class Event(NamedTuple):
    """One scan: seconds from the first midnight, and who with what. `text` stands for what is declared."""

    second: int
    out: bool
    person: int
    device: int
    source: Source = Source.SELF
    text: int = 0


@dataclass(frozen=True)
class Habit:
    """How a place is used: visitors a day, by weekday, a trend a day, hours, minutes stayed, share that checks out."""

    rate: float
    hours: dict[int, int]
    weekdays: Sequence[float]
    trend: float
    stay: float
    exits: float
    groups: float
    helped: float
    regulars: int
    base: int

    def day(self, random: Random, index: int, factor: float = 1.0) -> list[Event]:
        """The scans of a day, in no order; `factor` makes it a better or a worse one."""
        expected = self.rate * self.weekdays[index % 7] * (1 + self.trend) ** index * random.lognormvariate(0, 0.2)
        return list(self.visits(random, index, poisson(random, expected * factor)))

    def visits(self, random: Random, index: int, people: int) -> Iterator[Event]:
        """So many people on a day, alone or in groups on one phone, and most of them out again."""
        while people > 0:
            size = min(people, random.randint(2, 5)) if random.random() < self.groups else 1
            people -= size
            hour = random.choices(list(self.hours), list(self.hours.values()))[0]
            second = index * DAY_SECONDS + hour * 3600 + random.randrange(3600)
            first = self._person(random)
            by_helper = random.random() < self.helped
            device = self.base if by_helper else first
            source = Source.HELPER if by_helper else Source.SELF
            leaves = random.random() < self.exits
            end = second + int(60 * self.stay * random.lognormvariate(0, 0.6)) + 30
            for member in range(size):
                # Whoever has no telephone is declared under that of the family.
                person = first if member and random.random() < 0.4 else first + member
                apart = 7 * member if by_helper else 0
                yield Event(second + apart, False, person, device, source, first + member)
                if leaves:
                    yield Event(end + apart, True, person, device, source, first + member)

    def _person(self, random: Random) -> int:
        regular = random.random() < 0.5
        return self.base + (
            10 * random.randrange(self.regulars) if regular else 100_000 + 10 * random.randrange(40_000)
        )


@dataclass
class Place:
    """A venue of the town. `expected`: the rule that it is planted for, None for an honest one.

    `scans`: by day; `arrived`: on which day the scans of a day reached the system, where later than their own;
    `devices`: its helpers' devices as they stood after a day; `registered`: the venue as it stood, where it changed.
    """

    venue: Venue
    sort: str
    expected: str | None = None
    scans: dict[int, list[Event]] = field(default_factory=dict)
    arrived: dict[int, int] = field(default_factory=dict)
    devices: Callable[[int], Sequence[Device]] = lambda _: ()
    registered: Callable[[int], Venue] | None = None
    _tallies: dict[int, Tally] = field(default_factory=dict)

    def venue_on(self, index: int) -> Venue:
        """The venue as it stood after a day."""
        return self.registered(index) if self.registered else self.venue

    def put(self, events: Iterable[Event]) -> "Place":
        """Adds events, each on its own day; what lies after the last day has not happened."""
        for event in events:
            index = event.second // DAY_SECONDS
            if 0 <= index < DAYS:
                self.scans.setdefault(index, []).append(event)
        return self

    def known(self, index: int, by: int) -> list[Event]:
        """The scans of a day that had arrived after the end of another."""
        return self.scans.get(index, []) if self.arrived.get(index, index) <= by else []

    def tally(self, index: int, by: int) -> Tally | None:
        """What had been counted of a day after the end of another."""
        events = self.known(index, by)
        if events and index not in self._tallies:
            self._tallies[index] = self._counted(index, events)
        return self._tallies[index] if events else None

    def _counted(self, index: int, events: Sequence[Event]) -> Tally:
        hours, exits = [0] * 24, 0
        for event in events:
            hours[event.second % DAY_SECONDS // 3600] += 1
            exits += event.out
        return Tally(
            venue=self.venue.code,
            day=day_of(index),
            district=self.venue.district,
            commune=self.venue.commune,
            entries=len(events) - exits,
            exits=exits,
            by_hour=tuple(hours),
            by_source=dict(Counter(event.source.value for event in events)),
        )

    def visits(self, index: int, by: int) -> Iterator[Visit]:
        """The scans as the rules see them."""
        for number, event in enumerate(sorted(self.known(index, by))):
            at = instant(event.second)
            yield Visit(
                id=UUID(int=number),
                venue=self.venue.code,
                at=at,
                direction=Direction.OUT if event.out else Direction.IN,
                district=self.venue.district,
                commune=self.venue.commune,
                person=person_key(event.person),
                sealed=b"",
                fingerprint=event.text.to_bytes(8, "big"),
                received_at=at,
                expires_at=at + timedelta(days=28),
                source=event.source,
                device=event.device.to_bytes(16, "big"),
            )


@dataclass
class Town:
    """The places, and the orders in force among them."""

    places: list[Place]
    orders: tuple[Order, ...]


class Ground:
    """Where places are made: gives codes, communes and usual habits from one seed."""

    def __init__(self, seed: int, special: Sequence[int]) -> None:
        """`special`: communes where something happens to everybody; ordinary places are made elsewhere."""
        self.random = Random(seed)  # noqa: S311 - made-up places
        self._made = 0
        self._communes = [commune for commune in COMMUNES if commune[1].code not in special]

    def venue(self, kind: Kind, *, commune: int | None = None, visitors: int | None = None) -> Venue:
        """A venue that was registered, and whose poster was fetched, long ago."""
        self._made += 1
        body = "".join(ALPHABET[self._made >> 5 * place & 31] for place in range(7))
        district, unit = next((each for each in COMMUNES if each[1].code == commune), None) or self.random.choice(
            self._communes
        )
        return Venue(
            code=body + check_character(body),
            name=f"Điểm {self._made}",
            kind=kind,
            address=f"{self._made}/3 tổ 5",
            district=district,
            commune=unit.code,
            commune_name=unit.name,
            head="Nguyễn Thị Mười",
            phone=f"+8450{self._made:07d}",
            registered_at=LONG_AGO,
            poster_issued_at=LONG_AGO,
            visitors_a_day=visitors,
        )

    def declared(self, rate: float) -> int | None:
        """What an owner says of the visitors of a place: one in five nothing, the others roughly, some with pride."""
        if self.random.random() < 0.2:
            return None
        return max(1, round(rate * self.random.lognormvariate(0.3, 0.5)))

    def habit(self, rate: float, hours: dict[int, int] | None = None, stay: float = 25) -> Habit:
        """A habit with its own weekdays, trend, hours and manners."""
        random = self.random
        return Habit(
            rate=rate,
            hours={hour: max(1, round(10 * n * random.lognormvariate(0, 0.25))) for hour, n in (hours or SHOP).items()},
            weekdays=[random.lognormvariate(0, 0.2) for _ in EVERY_DAY],
            trend=random.gauss(0, 0.012),
            stay=stay * random.lognormvariate(0, 0.3),
            exits=random.uniform(0.25, 0.95),
            groups=random.uniform(0, 0.3),
            helped=random.choice((0, 0, 0, 0.2, 0.6, 1.0)),
            regulars=random.randint(10, 300),
            base=random.randrange(1, 10**12) * 10**6,
        )


def person_key(person: int) -> bytes:
    """The key of a person: 16 bytes spread evenly, as HMACs are."""
    return (person * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128).to_bytes(16, "big")


def day_of(index: int) -> date:
    """The local day of an index."""
    return FIRST + timedelta(days=index)


def instant(second: int) -> datetime:
    """The instant of a second from the first midnight."""
    return day_start(FIRST) + timedelta(seconds=second)


def open_on(venue: Venue, index: int) -> bool:
    """Whether the venue's own hours name the day."""
    return venue.opens_on(day_of(index))


def with_hours(venue: Venue, opens: int, closes: int, days: tuple[int, ...] = EVERY_DAY) -> Venue:
    """The venue with declared opening hours."""
    clock = datetime(2021, 1, 1, tzinfo=UTC)
    hours = OpeningHours(days, clock.replace(hour=opens).time(), clock.replace(hour=closes % 24).time())
    return replace(venue, opening_hours=(hours,))


def poisson(random: Random, expected: float) -> int:
    """A Poisson number."""
    if expected > 40:
        return max(0, round(random.gauss(expected, expected**0.5)))
    limit, product, number = exp(-expected), random.random(), 0
    while product > limit:
        product *= random.random()
        number += 1
    return number
