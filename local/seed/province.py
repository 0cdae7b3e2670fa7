"""The venues of a generated province, and how each of them behaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from hashlib import sha256
from random import Random

from local.seed import words
from truyvet import codes, units
from truyvet.days import day_start
from truyvet.rules_of_absence import RARE_DAYS
from truyvet.rules_of_exits import PASSED_ONCE
from truyvet.units import Province
from truyvet.venues import Kind, OpeningHours, Status, Venue


class Behaviour(StrEnum):
    """How a place implements. The wrong ways are those that the press of 2021 described (docs/reports.md)."""

    HONEST = "honest"
    NEVER_PRINTED = "never_printed"
    SILENT = "silent"
    NOBODY_ASKS = "nobody_asks"
    BURST = "burst"
    NO_EXITS = "no_exits"
    AFTER_HOURS = "after_hours"
    NOON_HOLE = "noon_hole"
    INVENTED_EXITS = "invented_exits"
    TYPED_AT_FIVE = "typed_at_five"
    ONE_PHONE = "one_phone"
    OWN_NUMBER = "own_number"
    SAME_NAME = "same_name"
    OLD_POSTER = "old_poster"
    NEW = "new"
    CLOSED = "closed"
    WEEKLY = "weekly"
    MOURNING = "mourning"


EXPECTED_RULE = {
    Behaviour.NEVER_PRINTED: "never_printed",
    Behaviour.SILENT: "no_scan",
    Behaviour.NOBODY_ASKS: "below_own_past",
    Behaviour.BURST: "burst_from_one_device",
    Behaviour.NO_EXITS: "no_exits",
    Behaviour.AFTER_HOURS: "outside_opening_hours",
    Behaviour.NOON_HOLE: "peak_hole",
    Behaviour.INVENTED_EXITS: "unmatched_exits",
    Behaviour.TYPED_AT_FIVE: "typed_before_report",
    Behaviour.ONE_PHONE: "one_device",
    Behaviour.OWN_NUMBER: "one_number",
    Behaviour.SAME_NAME: "identical_declarations",
    Behaviour.OLD_POSTER: "superseded_poster",
}
"""The finding that each wrong behaviour must lead to; the others do nothing wrong."""
DAYS_FOR_A_HOLE = 11
"""A hole at noon is seen only where the week before its three days is known as well."""
SCANNING_WRONGLY = tuple(
    behaviour for behaviour in EXPECTED_RULE if behaviour not in (Behaviour.NEVER_PRINTED, Behaviour.SILENT)
)

KIND_SHARES = {
    Kind.GROCERY: 34, Kind.RESTAURANT: 22, Kind.OTHER: 14, Kind.OFFICE: 8, Kind.HEALTH: 5, Kind.SCHOOL: 4,
    Kind.FACTORY: 4, Kind.CONVENIENCE: 3, Kind.WORSHIP: 2, Kind.MARKET: 2,
    Kind.TRANSPORT: 1, Kind.SUPERMARKET: 1, Kind.CHECKPOINT: 1,
}  # fmt: skip
EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
SHOP_HOURS = (OpeningHours(EVERY_DAY, time(6), time(21)),)
OFFICE_HOURS = (OpeningHours((1, 2, 3, 4, 5), time(7), time(17)),)


@dataclass(frozen=True)
class Place:
    """A venue, how it behaves, how busy it is (its share of the honest scans), and the first day that it scans."""

    venue: Venue
    behaviour: Behaviour
    weight: float
    starts: date
    helped: bool = False


def places(*, seed: int, count: int, last_day: date, days: int, province: Province) -> list[Place]:
    """A province of `count` venues; one in nine has scans on the last day."""
    random = Random(f"{seed} {last_day} places")
    communes = [(district, commune) for district in province.districts for commune in district.communes]
    silent = set(random.sample(range(len(communes)), k=min(4, len(communes) // 4)))
    shares = [0 if number in silent else random.lognormvariate(0, 0.6) for number in range(len(communes))]
    quiet_shares = [random.lognormvariate(0, 0.6) for _ in communes]
    made = []
    for number, behaviour in enumerate(_behaviours(random, count)):
        scanning = behaviour not in (Behaviour.NEVER_PRINTED, Behaviour.SILENT, Behaviour.NEW, Behaviour.CLOSED)
        (district, commune) = random.choices(communes, shares if scanning else quiet_shares)[0]
        made.append(_place(random, f"{seed}:{last_day}:{number}", behaviour, (district, commune), last_day, days))
    return made


def _behaviours(random: Random, count: int) -> list[Behaviour]:
    few = max(2, count // 2300)
    planned = [
        *SCANNING_WRONGLY * few,
        *[Behaviour.WEEKLY, Behaviour.MOURNING] * few,
        *[Behaviour.NEW] * (count // 150),
        *[Behaviour.CLOSED] * (count // 300),
    ]
    active = sum(1 for behaviour in planned if behaviour in EXPECTED_RULE)
    planned += [Behaviour.HONEST] * max(0, count // 9 - active)
    rest = count - len(planned)
    planned += [Behaviour.NEVER_PRINTED] * (rest // 2) + [Behaviour.SILENT] * (rest - rest // 2)
    random.shuffle(planned)
    return planned[:count]


def _place(
    random: Random,
    identity: str,
    behaviour: Behaviour,
    unit: tuple[units.District, units.Commune],
    last_day: date,
    days: int,
) -> Place:
    district, commune = unit
    kind = random.choices(list(KIND_SHARES), list(KIND_SHARES.values()))[0]
    if behaviour in EXPECTED_RULE and kind in RARE_DAYS | PASSED_ONCE:
        # Of these a silence is known only after sixteen days, and nobody has to check out.
        kind = Kind.OTHER
    weight = random.lognormvariate(0, 0.9)
    age = random.randint(0, 2) if behaviour is Behaviour.NEW else random.randint(days + 8, 60)
    registered = day_start(last_day - timedelta(days=age)) + timedelta(minutes=random.randint(420, 1000))
    printed = None
    if behaviour is not Behaviour.NEVER_PRINTED and (behaviour is not Behaviour.NEW or random.random() < 0.5):
        printed = registered + timedelta(minutes=random.randint(2, 180))
    closed, old = behaviour is Behaviour.CLOSED, behaviour is Behaviour.OLD_POSTER
    venue = Venue(
        code=_code(identity),
        name=words.venue_name(random, kind),
        kind=kind,
        address=words.address(random),
        district=district.code,
        commune=commune.code,
        commune_name=commune.name,
        head=words.person_name(random),
        phone=words.phone(random.randrange(10_000_000)),
        registered_at=registered,
        agency=f"UBND {commune.name[0].lower()}{commune.name[1:]}" if random.random() < 0.7 else None,
        opening_hours=_hours(random, kind, behaviour),
        visitors_a_day=_visitors(random, behaviour, weight),
        status=Status.CLOSED if closed else Status.OPEN,
        status_since=day_start(last_day - timedelta(days=days + 2)) if closed else None,
        poster_issued_at=printed,
        poster_version=2 if old else 1,
        poster_printed=1 if printed else None,
        poster_changed_at=day_start(last_day - timedelta(days=15)) if old else None,
        owner_token_hash=sha256(identity.encode()).digest(),
    )
    return Place(
        venue=venue,
        behaviour=behaviour,
        weight=weight,
        # Adoption grows: four in ten of the honest ones began during the days of the seed.
        starts=last_day - timedelta(days=random.randint(0, days + 4)) if behaviour is Behaviour.HONEST else date.min,
        helped=behaviour is Behaviour.OWN_NUMBER or (behaviour is Behaviour.HONEST and random.random() < 0.1),
    )


def _visitors(random: Random, behaviour: Behaviour, weight: float) -> int | None:
    """What the owner declares: of a place that scans, roughly what comes."""
    if behaviour in (Behaviour.NEVER_PRINTED, Behaviour.SILENT):
        return random.choice((None, 20, 50, 120, 300))
    return None if random.random() < 0.2 else 10 + round(12 * weight * random.lognormvariate(0, 0.4))


def _hours(random: Random, kind: Kind, behaviour: Behaviour) -> tuple[OpeningHours, ...]:
    if behaviour is Behaviour.AFTER_HOURS:
        return SHOP_HOURS
    if behaviour is Behaviour.HONEST and kind in (Kind.OFFICE, Kind.SCHOOL):
        return OFFICE_HOURS
    return SHOP_HOURS if behaviour is Behaviour.HONEST and random.random() < 0.6 else ()


def _code(identity: str) -> str:
    value = int.from_bytes(sha256(identity.encode()).digest()[:5], "big")
    body = "".join(codes.ALPHABET[value >> 5 * place & 31] for place in range(codes.LENGTH - 1))
    return body + codes.check_character(body)


def of_behaviour(made: Sequence[Place], *wanted: Behaviour) -> list[Place]:
    """The places that behave in one of these ways."""
    return [place for place in made if place.behaviour in wanted]
