"""Communes by the names that people type: with or without "Xã", "Phường", "Thị trấn", diacritics and capitals.

Names are not unique: Bình Phước has two Xã Tân Thành, and in the district of Lộc Ninh alone Lộc Thạnh and Lộc Thành,
which only their diacritics tell apart. Where a name leaves several, nothing is guessed.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from truyvet.texts import folded, tidy
from truyvet.units import Commune, District, Province

_COMMUNE_PREFIX = re.compile(r"(?:xa|phuong|thi tran|tt|x|p)(?:[.\s]+|(?<=\.)|$)")
_DISTRICT_PREFIX = re.compile(r"(?:huyen|thi xa|thanh pho|quan|tp|tx|h|q)(?:[.\s]+|$)")
_KINDS = {"xa": "xa", "x": "xa", "phuong": "phuong", "p": "phuong", "thi tran": "thi tran", "tt": "thi tran"}
_MARKS = re.compile(r"[.,;:()\-–_/]+")


@dataclass(frozen=True)
class Place:
    """A commune and the district that it lies in."""

    district: District
    commune: Commune

    @property
    def name(self) -> str:
        """Both names: `Xã Tân Thành (Huyện Bù Đốp)`."""
        return f"{self.commune.name} ({self.district.name})"


@dataclass(frozen=True)
class NotFound:
    """Why a name is no commune: a Vietnamese sentence, and whether the district is what could not be read."""

    sentence: str
    district: bool = False


class CommuneNames:
    """Finds the communes of one province."""

    def __init__(self, province: Province) -> None:
        self._province = province
        self._places = [Place(district, commune) for district in province.districts for commune in district.communes]
        self._by_code = {str(place.commune.code): place for place in self._places}
        self._by_core: dict[str, list[Place]] = {}
        for place in self._places:
            self._by_core.setdefault(_core(place.commune.name, _COMMUNE_PREFIX), []).append(place)
        self._districts = {_core(district.name, _DISTRICT_PREFIX): district for district in province.districts}

    def district(self, typed: str) -> District | NotFound:
        """The district of this name or code; `Huyện Chơn Thành` finds the town that it became."""
        code = tidy(typed)
        found = next((each for each in self._province.districts if str(each.code) == code), None)
        found = found or self._districts.get(_core(typed, _DISTRICT_PREFIX))
        if found:
            return found
        close = get_close_matches(_core(typed, _DISTRICT_PREFIX), self._districts, n=1, cutoff=0.75)
        hint = f" Có phải là {self._districts[close[0]].name}?" if close else ""
        return NotFound(f"Không có huyện, thị xã, thành phố này trong tỉnh.{hint}", district=True)

    def commune(self, typed: str, district: District | None) -> Place | NotFound:
        """The commune of this name or code, in a district where one is known."""
        if place := self._by_code.get(tidy(typed)):
            if district and place.district != district:
                return NotFound(f"{place.commune.name} không thuộc {district.name}, mà thuộc {place.district.name}.")
            return place
        found = self._by_core.get(_core(typed, _COMMUNE_PREFIX), [])
        here = [place for place in found if district is None or place.district == district]
        if found and not here and district:
            others = ", ".join(place.name for place in found)
            return NotFound(f"{district.name} không có xã, phường này. Tên này có ở: {others}.")
        if len(here) > 1:
            here = _narrowed(here, typed)
        if len(here) == 1:
            return here[0]
        if here:
            return NotFound(f"Tên này có ở nhiều nơi: {', '.join(place.name for place in here)}. Xin ghi rõ.")
        return NotFound(f"Không có xã, phường, thị trấn này.{self._hint(typed, district)}")

    def in_address(self, address: str, district: District | None) -> Place | None:
        """The commune that an address names between its commas: `Tổ 5, P. Tân Phú, TP. Đồng Xoài`."""
        parts = [part.strip() for part in re.split(r"[,;]|\s[-–]\s", address) if part.strip()]
        for index, part in reversed(list(enumerate(parts))):
            named = self._districts.get(_core(part, _DISTRICT_PREFIX))
            marked = _DISTRICT_PREFIX.match(_plain(part)) or index
            if named and district is None and marked and not _COMMUNE_PREFIX.match(_plain(part)):
                district = named
                parts = parts[:index]
                break
        for part in reversed(parts):
            if not _COMMUNE_PREFIX.match(_plain(part)) and district is None:
                continue
            found = self.commune(part, district)
            if isinstance(found, Place):
                return found
        return None

    def _hint(self, typed: str, district: District | None) -> str:
        names = {
            core: place
            for core, places in self._by_core.items()
            for place in places
            if district is None or place.district == district
        }
        close = get_close_matches(_core(typed, _COMMUNE_PREFIX), names, n=1, cutoff=0.7)
        return f" Có phải là {names[close[0]].name}?" if close else ""


def _plain(text: str) -> str:
    return folded(text).strip()


def _core(text: str, prefix: re.Pattern[str]) -> str:
    """The name alone, folded: `P. Tân Phú` and `PHUONG TAN PHU` both give `tan phu`."""
    plain = _plain(text)
    bare = prefix.sub("", plain, count=1) if prefix.match(plain) else plain
    words = _MARKS.sub(" ", bare or plain).split()
    return " ".join(word.lstrip("0") or word for word in words)


def _narrowed(places: list[Place], typed: str) -> list[Place]:
    """Of several with the same plain name, those that diacritics or the kind of commune tell apart."""
    exact = tidy(typed).casefold()
    places = [place for place in places if exact.endswith(_bare(place.commune))] or places
    if match := _COMMUNE_PREFIX.match(_plain(typed)):
        kind = _KINDS[match[0].rstrip(". ")]
        places = [place for place in places if _plain(place.commune.name).startswith(f"{kind} ")] or places
    return places


def _bare(commune: Commune) -> str:
    """The name alone, with its diacritics."""
    return commune.name.casefold().removeprefix("thị trấn ").removeprefix("phường ").removeprefix("xã ")
