"""Instants and local days. Viet Nam is UTC+7 all year (Asia/Ho_Chi_Minh, no daylight saving)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

LOCAL = timezone(timedelta(hours=7), "ICT")
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_day(at: datetime) -> date:
    """The local calendar day of an instant."""
    return at.astimezone(LOCAL).date()


def day_start(day: date) -> datetime:
    """The first instant of a local day, in UTC."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def day_end(day: date) -> datetime:
    """The first instant after a local day, in UTC."""
    return day_start(day + timedelta(days=1))


def reported_day(fired_at: datetime) -> date:
    """The local day that a report fired at this instant covers: the day before."""
    return local_day(fired_at) - timedelta(days=1)


def milliseconds(at: datetime) -> int:
    """Milliseconds since 1970-01-01T00:00Z."""
    return (at - EPOCH) // MILLISECOND


def from_milliseconds(value: int) -> datetime:
    """The UTC instant of `milliseconds`."""
    return EPOCH + value * MILLISECOND


def instant(text: str) -> datetime:
    """An ISO 8601 instant with an offset, as UTC cut to milliseconds.

    Raises ValueError where the text is no instant, has no offset, or lies outside of the years 2000 to 2099.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant needs an offset")
    if not 2000 <= at.year <= 2099:
        raise ValueError("an instant lies between 2000 and 2099")
    return from_milliseconds(milliseconds(at.astimezone(UTC)))


def instant_text(at: datetime) -> str:
    """`2021-08-13T01:15:30.123Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
