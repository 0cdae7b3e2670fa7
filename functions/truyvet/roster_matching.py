"""Matching (đối chiếu): which registered venue a place of a roster is; certain, doubtful, or none.

A wrong "not registered" accuses an honest place and a wrong "registered" hides a silent one, so what is not certain is
left to somebody who looks at both. Within a commune a place is certainly a venue where the tax codes are equal, where
the telephones are equal and the names agree, or where the names are equal and nothing contradicts; each only if no
other place or venue fits as well. Two different tax codes are never the same, whatever else agrees.

Names are compared by the words that tell: order, diacritics and capitals do not count, a typing error in a word costs a
little, and words that half of the names have ("tạp hóa", "cửa hàng", "công ty") count only where there are no others.
Numbers must agree: "Trạm 1" is not "Trạm 2".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from truyvet.rosters import Basis, RosterPlace
from truyvet.texts import folded
from truyvet.venues import Kind, Venue

DOUBTFUL = 0.72
"""From this likeness of names on (0 to 1) two places are worth a look."""
AGREEING = 0.5
"""Where telephone or tax code is equal, names this alike agree."""
MOST_CANDIDATES = 3
_MISTYPED = 0.7
"""What a word counts that differs by one letter."""
_RUN_TOGETHER = 0.9
"""The likeness of names that differ by one letter or blank."""
_BASE = 10
"""Digits of a tax code that name the taxpayer; three more name a branch."""
_TELLING_NOTHING = re.compile(
    r"\b(?:"
    r"tap hoa|tap pham|bach hoa|cua hang|tien loi|sieu thi|mini ?mart|mart|mini|shop|tiem|quay|quan|an uong|ca ?phe"
    r"|coffee|cafe|nha hang|com|pho|bun|giai khat|nha thuoc|thuoc tay|phong kham|tram y te|benh vien|y te|nha may"
    r"|xi nghiep|xuong|che bien|san xuat|cong ty|cty|cp|co phan|tnhh|mtv|mot thanh vien|dntn|doanh nghiep|tu nhan|tm|dv"
    r"|ho kinh doanh|hkd|chi nhanh|cn|hop tac xa|htx|truong|tieu hoc|mam non|mau giao|trung hoc|co so|pho thong"
    r"|thcs|thpt|th|mn|ubnd|uy ban nhan dan|xa|phuong|thi tran|ben xe|chua|nha tho|giao xu|chot|cho|so|khu|ap"
    r")\b"
)


@dataclass(frozen=True)
class _Name:
    """A name made ready: its folded words sorted, those that tell, its numbers, and all of it run together."""

    words: tuple[str, ...]
    telling: tuple[str, ...]
    numbers: frozenset[str]
    whole: str


@lru_cache(maxsize=100_000)
def _name(text: str) -> _Name:
    plain = " ".join("".join(letter if letter.isalnum() else " " for letter in folded(text)).split())
    words = tuple(sorted(plain.split()))
    telling = tuple(sorted(_TELLING_NOTHING.sub(" ", plain).split())) or words
    numbers = frozenset(word.lstrip("0") or "0" for word in words if word.isdecimal())
    return _Name(words, telling, numbers, plain.replace(" ", ""))


@lru_cache(maxsize=200_000)
def _near(word: str) -> frozenset[str]:
    """The word and what it is without one letter: two words that share one of these differ by one letter at most.

    Words of two letters and numbers are near to nothing but themselves.
    """
    if len(word) < 3 or word.isdecimal():
        return frozenset({word})
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def likeness(one: str, other: str) -> float:
    """How alike two names are: 1 for the same telling words in any order, 0 where none agrees or numbers differ."""
    return _likeness(_name(one), _name(other))


def _likeness(one: _Name, other: _Name) -> float:
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return 0.0
    if one.words == other.words:
        return 1.0
    left = Counter(other.telling)
    left.subtract(one.telling)
    theirs = [word for word, count in left.items() for _ in range(count)]
    ours = [word for word, count in left.items() for _ in range(-count)]
    score: float = len(one.telling) - len(ours)
    for word in ours:
        near = next((each for each in theirs if not _near(word).isdisjoint(_near(each))), None)
        if near:
            theirs.remove(near)
            score += _MISTYPED
    alike = 2 * score / (len(one.telling) + len(other.telling)) if one.telling and other.telling else 0.0
    if alike < _RUN_TOGETHER and not _near(one.whole).isdisjoint(_near(other.whole)):
        return _RUN_TOGETHER
    return alike


def matched(places: Iterable[RosterPlace], venues: Iterable[Venue]) -> Iterator[RosterPlace]:
    """The places as they stand against these venues, commune by commune; each keeps what officials decided.

    Give the venues of every district that the places lie in. A link is kept as long as its venue exists and no tax
    code speaks against it.
    """
    here: dict[int, list[Venue]] = defaultdict(list)
    for venue in venues:
        here[venue.commune].append(venue)
    wanted: dict[int, list[RosterPlace]] = defaultdict(list)
    for place in places:
        wanted[place.commune].append(place)
    for commune, of_commune in wanted.items():
        yield from _Commune(of_commune, here.get(commune, [])).matched()


def unregistered(places: Iterable[RosterPlace], venues: Iterable[Venue]) -> list[RosterPlace]:
    """Of the places of a district, those that none of the district's venues is or might be, as of now.

    What a report may name: a place that registered itself since the roster was compared is found here.
    """
    return [place for place in matched(places, venues) if place.missing]


def differing_tax_codes(one: str | None, other: str | None) -> bool:
    """Whether the codes name two taxpayers, or two branches of one."""
    if not one or not other or one == other:
        return False
    return one[:_BASE] != other[:_BASE] or len(one) == len(other)


class _Commune:
    """The places and the venues of one commune."""

    def __init__(self, places: Sequence[RosterPlace], venues: Sequence[Venue]) -> None:
        self._places = places
        self._venues = {venue.code: venue for venue in venues}
        self._names = {venue.code: _name(venue.name) for venue in venues}
        self._by_tax, self._by_phone, self._by_words, self._by_near = _Index(), _Index(), _Index(), _Index()
        for venue in venues:
            self._by_tax.add(venue.tax_code, venue.code)
            self._by_phone.add(venue.phone, venue.code)
            self._by_words.add(self._names[venue.code].words, venue.code)
            for near in _all_near(self._names[venue.code]):
                self._by_near.add(near, venue.code)

    def matched(self) -> Iterator[RosterPlace]:
        linked = {place.row: kept for place in self._places if (kept := self._kept(place))}
        taken = Counter(place.venue for place in linked.values())
        for basis, fits in (
            (Basis.TAX_CODE, self._by_code),
            (Basis.PHONE, self._by_telephone),
            (Basis.NAME, self._by_name),
        ):
            chosen = {}
            for place in self._places:
                if place.row in linked:
                    continue
                codes = [code for code in fits(place) if not taken[code] and self._possible(place, code)]
                if len(codes) == 1:
                    chosen[place.row] = place.is_the(codes[0], basis)
            asked = Counter(place.venue for place in chosen.values())
            # Where two places claim the same venue, neither certainly is it.
            sure = {row: place for row, place in chosen.items() if asked[place.venue] == 1}
            linked |= sure
            taken.update(place.venue for place in sure.values())
        for place in self._places:
            yield linked.get(place.row) or self._doubtful(place, taken)

    def _kept(self, place: RosterPlace) -> RosterPlace | None:
        venue = self._venues.get(place.venue or "")
        if venue is None or differing_tax_codes(place.tax_code, venue.tax_code):
            return None
        return replace(place, candidates=()) if place.candidates else place

    def _possible(self, place: RosterPlace, code: str) -> bool:
        return code not in place.not_same and not differing_tax_codes(place.tax_code, self._venues[code].tax_code)

    def _by_code(self, place: RosterPlace) -> list[str]:
        """Venues of the same tax code; of a chain's branches, or of several trades, the one of the same name."""
        codes = self._by_tax.of(place.tax_code)
        if len(codes) > 1:
            return [code for code in codes if self._names[code].words == _name(place.name).words]
        return [code for code in codes if not self._other_trade(place, code) or self._agrees(place, code)]

    def _by_telephone(self, place: RosterPlace) -> list[str]:
        """Venues of the same telephone and a name that agrees; who has two shops has one telephone."""
        codes = self._by_phone.of(place.phone)
        return [code for code in codes if self._agrees(place, code) and not self._other_trade(place, code)]

    def _by_name(self, place: RosterPlace) -> list[str]:
        codes = [code for code in self._by_words.of(_name(place.name).words) if self._possible(place, code)]
        return [code for code in codes if not self._contradicts(place, code)] if len(codes) == 1 else []

    def _contradicts(self, place: RosterPlace, code: str) -> bool:
        """Another trade, or another telephone and another address: two groceries of one name, or one that moved."""
        venue = self._venues[code]
        if self._other_trade(place, code):
            return True
        if place.phone is None or place.phone == venue.phone:
            return False
        return not place.address or _name(place.address).words != _name(venue.address).words

    def _other_trade(self, place: RosterPlace, code: str) -> bool:
        kinds = {place.kind, self._venues[code].kind}
        return len(kinds) == 2 and Kind.OTHER not in kinds

    def _agrees(self, place: RosterPlace, code: str) -> bool:
        return _likeness(_name(place.name), self._names[code]) >= AGREEING

    def _doubtful(self, place: RosterPlace, taken: Counter[str | None]) -> RosterPlace:
        """The place with the venues that it might be, best first, but for those that another place certainly is."""
        mine = _name(place.name)
        near = {code for key in _all_near(mine) for code in self._by_near.of(key)}
        scores = {code: _likeness(mine, self._names[code]) for code in near}
        # A pagoda and a grocery may share a name: worth a look only where nothing of it differs.
        scores = {
            code: score
            for code, score in scores.items()
            if score >= (1.0 if self._other_trade(place, code) else DOUBTFUL)
        }
        for code in (*self._by_tax.of(place.tax_code), *self._by_phone.of(place.phone)):
            scores[code] = 1.0 + scores.get(code, 0.0)
        codes = sorted(
            (code for code in scores if not taken[code] and self._possible(place, code)),
            key=lambda code: (-scores[code], code),
        )
        return replace(place, venue=None, basis=None, candidates=tuple(codes[:MOST_CANDIDATES]))


def _all_near(name: _Name) -> set[str]:
    """What names worth comparing share."""
    return {near for word in {*name.telling, name.whole} for near in _near(word)}


class _Index:
    """Codes of venues by something that several may share; nothing is found under None."""

    def __init__(self) -> None:
        self._codes: dict[object, list[str]] = defaultdict(list)

    def add(self, key: object, code: str) -> None:
        if key:
            self._codes[key].append(code)

    def of(self, key: object) -> list[str]:
        return self._codes.get(key, []) if key else []
