"""Bulk registration (đăng ký hàng loạt): the missing places of a roster become venues.

Each by the rules of a single registration and in its transaction, so that a venue that its owner registers at the same
moment is found, not doubled. Done again, the same places keep the same codes: those that have a venue are passed over,
and a venue that was stored by a run that died before it could say so is found by its telephone, name and commune.

Nobody holds an owner's token of such a venue: none is made. A booklet of 400 links that each open a venue would be
worth stealing, and would lie on a printer; links are handed out one by one when somebody asks (`handovers`).
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from truyvet import registration, roster_matching, roster_sheets, scopes
from truyvet.errors import InvalidError
from truyvet.roster_columns import COLUMN_NAMES
from truyvet.roster_tasks import Found, Progress, Stores, relate, standing
from truyvet.roster_work import Work
from truyvet.rosters import DESCRIBED, Basis, RosterPlace
from truyvet.venues import Venue

THREADS = 8
_CHUNK = 200


@dataclass(frozen=True)
class Left:
    """A place that cannot be registered as it stands, and why, in Vietnamese."""

    place: RosterPlace
    why: str


def register(stores: Stores, work: Work, progress: Progress, now: datetime) -> Found:
    """Registers the roster's missing places; gives how many are new, and how many were left and why.

    Doubtful places wait until somebody has compared them.
    """
    roster, scope = str(work.roster), scopes.of_groups([work.scope])
    before = {place.row: place for place in stores.rosters.of_roster(roster)}
    districts = sorted({place.district for place in before.values()})
    matched = {
        place.row: place for place in roster_matching.matched(before.values(), stores.venues.in_districts(districts))
    }
    relate(stores, ((before[row], place) for row, place in matched.items()))
    wanted = [place for place in matched.values() if place.missing and scope.acts_at(place.district, place.kind)]
    left: list[Left] = []
    registered = 0
    for some in _chunks(wanted):
        for done in _registered(stores, some, now):
            if isinstance(done, Left):
                left.append(done)
            else:
                matched[done.row] = done
                registered += 1
        progress(registered + len(left), len(wanted))
    if left:
        why = {each.place.row: each.why for each in left}
        book = roster_sheets.places_book(
            f"Chưa đăng ký được – {work.title}", [each.place for each in left], stores.province, why, work.begun_at
        )
        stores.files.keep_file(work.id, "left.xlsx", book, roster_sheets.XLSX)
    return {"registered": registered, "left": len(left), **standing(matched.values())}


def venue_of(place: RosterPlace, province: int, now: datetime) -> Venue:
    """The venue that a place becomes, with nobody's token. Raises InvalidError with all that is missing."""
    body: dict[str, Any] = {name: getattr(place, name) for name in DESCRIBED}
    body = {name: value for name, value in body.items() if value is not None}
    venue = registration.parse(body | {"kind": place.kind.value}, province, now).venue
    return replace(venue, owner_token_hash=b"")


def _registered(stores: Stores, places: Sequence[RosterPlace], now: datetime) -> Iterator[RosterPlace | Left]:
    """The places with their venues, stored; those of a chunk at the same time."""

    def one(place: RosterPlace) -> RosterPlace | Left:
        try:
            venue = stores.venues.register(venue_of(place, stores.province.code, now))
        except InvalidError as error:
            return Left(place, _why(error))
        if venue.code in place.not_same:
            return Left(place, "Đã có điểm cùng tên, cùng số điện thoại trong xã, mà cán bộ xác định là nơi khác.")
        return place.is_the(venue.code, Basis.REGISTERED)

    with ThreadPoolExecutor(THREADS) as threads:
        done = list(threads.map(one, places))
    stores.rosters.relate(
        (before, after) for before, after in zip(places, done, strict=True) if not isinstance(after, Left)
    )
    yield from done


def _why(error: InvalidError) -> str:
    names = {column.value: name for column, name in COLUMN_NAMES.items()}
    return "\n".join(f"{names.get(each.field, each.field)}: {each.message}" for each in error.details)


def _chunks(places: Sequence[RosterPlace]) -> Iterator[Sequence[RosterPlace]]:
    return (places[at : at + _CHUNK] for at in range(0, len(places), _CHUNK))
