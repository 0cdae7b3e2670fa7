"""Made-up venues, tallies and visits for tests of what the report says about them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from truyvet.days import LOCAL
from truyvet.evidence import Evidence
from truyvet.settings import ComplianceRules
from truyvet.tallies import Tally
from truyvet.venues import Kind, OpeningHours, Status, Venue
from truyvet.visits import Direction, Source, Visit

DAY = date(2021, 8, 13)
"""A Friday."""
WINDOW = [DAY - timedelta(days=back) for back in range(8, -1, -1)]
LONG_AGO = datetime(2021, 6, 1, 1, tzinfo=UTC)
BUSY = dict.fromkeys(WINDOW, 10_000)
DAILY = (OpeningHours((1, 2, 3, 4, 5, 6, 7), time(6), time(21)),)
OFFICE_HOURS = (OpeningHours((1, 2, 3, 4, 5), time(7), time(17)),)


def local(day: date, hour: int, minute: int = 0, second: float = 0) -> datetime:
    """An instant by the clock on the wall."""
    return datetime.combine(day, time(hour, minute), LOCAL).astimezone(UTC) + timedelta(seconds=second)


def venue(
    code: str = "7K3M9QXP",
    *,
    registered_at: datetime = LONG_AGO,
    poster_issued_at: datetime | None = LONG_AGO,
    hours: tuple[OpeningHours, ...] = (),
    status: Status = Status.OPEN,
    status_since: datetime | None = None,
    district: int = 689,
    commune: int = 25195,
) -> Venue:
    return Venue(
        code=code,
        name="Tạp hóa Cô Ba",
        kind=Kind.GROCERY,
        address="12/3 tổ 5, KP Phước Hòa",
        district=district,
        commune=commune,
        commune_name="Phường Tân Phú",
        head="Nguyễn Thị Mười",
        phone="+84901234567",
        registered_at=registered_at,
        opening_hours=hours,
        status=status,
        status_since=status_since,
        poster_issued_at=poster_issued_at,
    )


def tally(at: Venue, day: date, entries: int, exits: int, by_hour: Mapping[int, int] | None = None) -> Tally:
    hours = [0] * 24
    for hour, scans in (by_hour or {9: entries + exits}).items():
        hours[hour] = scans
    return Tally(
        venue=at.code,
        day=day,
        district=at.district,
        commune=at.commune,
        entries=entries,
        exits=exits,
        by_hour=tuple(hours),
        by_source={"self": entries + exits},
    )


def history(at: Venue, scans: Sequence[int], last: date = DAY) -> dict[date, Tally]:
    """Tallies of days up to `last`, oldest first, half of the scans entries; none where there was no scan."""
    days = [last - timedelta(days=back) for back in range(len(scans) - 1, -1, -1)]
    return {
        day: tally(at, day, number - number // 2, number // 2)
        for day, number in zip(days, scans, strict=True)
        if number
    }


def evidence(
    at: Venue,
    tallies: Mapping[date, Tally],
    *,
    visits: Sequence[Visit] | None = None,
    province: Mapping[date, int] | None = None,
    day: date = DAY,
) -> Evidence:
    return Evidence(at, day, tallies, BUSY if province is None else province, ComplianceRules(), visits)


def visit(
    at: Venue,
    when: datetime,
    number: int,
    *,
    device: bytes | None = b"phone",
    source: Source = Source.SELF,
    direction: Direction = Direction.IN,
    clock_doubt: bool = False,
) -> Visit:
    return Visit(
        id=UUID(int=number),
        venue=at.code,
        at=when,
        direction=direction,
        district=at.district,
        commune=at.commune,
        person=number.to_bytes(16, "big"),
        sealed=b"",
        fingerprint=b"",
        received_at=when,
        expires_at=when + timedelta(days=28),
        source=source,
        device=device,
        clock_doubt=clock_doubt,
    )
