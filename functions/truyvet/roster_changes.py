"""What a new file changes in a roster: which rows are places that are known already, which are new, which are gone."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from truyvet.roster_columns import Column
from truyvet.rosters import DESCRIBED, RosterPlace, described_alike
from truyvet.texts import folded

_ROW_CHARACTERS = 20
_plain = lru_cache(maxsize=100_000)(folded)


@dataclass(frozen=True)
class Changes:
    """All places of a file and all that were known before, each in one of these.

    `changed` are pairs, before and after; what officials decided of a place goes on with it. `gone` are in no row of
    the file, also in none that cannot be taken: `held` are known places that such a row seems to be about.
    """

    unchanged: tuple[RosterPlace, ...]
    changed: tuple[tuple[RosterPlace, RosterPlace], ...]
    added: tuple[RosterPlace, ...]
    gone: tuple[RosterPlace, ...]
    held: tuple[RosterPlace, ...]

    @property
    def kept(self) -> list[RosterPlace]:
        """The roster's places with this file applied, but for those that are gone."""
        return [*self.unchanged, *(after for _, after in self.changed), *self.added, *self.held]


def changes(
    list_id: str, before: Sequence[RosterPlace], read: Sequence[RosterPlace], hints: Iterable[Mapping[Column, str]]
) -> Changes:
    """How the places that were read stand to those of the roster; `hints`: what rows that cannot be taken tell.

    A place is the same where tax code, name and commune are; then by tax code and commune, by telephone, name and
    commune, by name, commune and address; always only where one and no other fits.
    """
    known = dict(enumerate(before))
    fresh = dict(enumerate(read))
    same: dict[int, int] = {}
    for key in _KEYS:
        for one, other in _pairs(fresh, known, key):
            same[one] = other
            del fresh[one], known[other]
    unchanged: list[RosterPlace] = []
    changed: list[tuple[RosterPlace, RosterPlace]] = []
    for one, other in sorted(same.items()):
        old = before[other]
        new = replace(old, line=read[one].line, **{name: getattr(read[one], name) for name in DESCRIBED})
        if described_alike(old, new):
            unchanged.append(new)
        else:
            changed.append((old, _freed(old, new)))
    rows = {place.row for place in before}
    added = [_named(place, list_id, rows) for place in fresh.values()]
    held = _held(known.values(), hints)
    gone = [place for place in known.values() if place.row not in {each.row for each in held}]
    return Changes(tuple(unchanged), tuple(changed), tuple(added), tuple(gone), tuple(held))


def _freed(old: RosterPlace, new: RosterPlace) -> RosterPlace:
    """A place that moved to another commune is compared anew."""
    return new if old.commune == new.commune else replace(new, venue=None, basis=None, candidates=())


Key = Callable[[RosterPlace], Hashable | None]


def _by_tax_and_name(place: RosterPlace) -> Hashable | None:
    return place.tax_code and (place.tax_code, _plain(place.name), place.commune, _plain(place.address or ""))


def _by_tax(place: RosterPlace) -> Hashable | None:
    return place.tax_code and (place.tax_code, place.commune)


def _by_phone(place: RosterPlace) -> Hashable | None:
    return place.phone and (place.phone, _plain(place.name), place.commune)


def _by_address(place: RosterPlace) -> Hashable | None:
    return _plain(place.name), place.commune, _plain(place.address or "")


_KEYS: tuple[Key, ...] = (_by_tax_and_name, _by_tax, _by_phone, _by_address)


def _pairs(fresh: Mapping[int, RosterPlace], known: Mapping[int, RosterPlace], key: Key) -> list[tuple[int, int]]:
    """Numbers of places that have a key in common which no other place on either side has."""
    ours, theirs = _alone(fresh, key), _alone(known, key)
    pairs = [(ours[shared], theirs[shared]) for shared in ours.keys() & theirs.keys()]
    # By telephone or address alone a place with another tax code is another one.
    return [(one, other) for one, other in pairs if not _other_taxpayer(fresh[one], known[other])]


def _other_taxpayer(one: RosterPlace, other: RosterPlace) -> bool:
    return bool(one.tax_code and other.tax_code and one.tax_code != other.tax_code)


def _alone(places: Mapping[int, RosterPlace], key: Key) -> dict[Hashable, int]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, place in places.items():
        if value := key(place):
            found[value].append(number)
    return {value: numbers[0] for value, numbers in found.items() if len(numbers) == 1}


def _named(place: RosterPlace, list_id: str, rows: set[str]) -> RosterPlace:
    """The place with a name for its row that the same file gives again, so that an interrupted run can go on."""
    words = (place.tax_code, place.phone, _plain(place.name), str(place.commune), _plain(place.address or ""))
    for attempt in range(len(rows) + 1):
        digest = sha256("\x00".join(word or "" for word in (*words, str(attempt))).encode()).hexdigest()
        row = digest[:_ROW_CHARACTERS]
        if row not in rows:
            break
    rows.add(row)
    return replace(place, list_id=list_id, row=row)


def _held(known: Iterable[RosterPlace], hints: Iterable[Mapping[Column, str]]) -> list[RosterPlace]:
    told = {(column, text) for hint in hints for column, text in hint.items()}
    return [
        place
        for place in known
        if {
            (Column.NAME, _plain(place.name)),
            (Column.PHONE, place.phone),
            (Column.TAX_CODE, place.tax_code),
        }
        & told
    ]
