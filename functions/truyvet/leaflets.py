"""Leaflets (tờ rơi) that mobilise a commune to scan: its figures of a week, how to scan, who helps.

Point 4 of the directive: the Fatherland Front and mass organisations mobilise people. Figures are the commune's, never
a person's or a shop's. The same `Leaflet` gives the same bytes.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reportlab.lib.pagesizes import A4 as A4_POINTS
from reportlab.lib.pagesizes import A5 as A5_POINTS
from reportlab.pdfgen.canvas import Canvas

from truyvet import leaflet_page
from truyvet.lettering import load_fonts
from truyvet.venues import Venue

DAYS = 7
Counts = Mapping[str, tuple[int, int]]
"""Entries and exits of a day by venue; empty where nothing is known of the day."""


class Format(StrEnum):
    """What can be printed, by the name that a request gives."""

    A5 = "A5"
    A4 = "A4"


@dataclass(frozen=True)
class Week:
    """A commune's week. `daily`: scans of each day, oldest first; `active`: venues with a scan in the week.

    `place`: the commune's place among the `communes` of its district by the share of active venues, the last where
    it has none; `before`: scans of the week before, None where nothing is known of it.
    """

    last: date
    daily: tuple[int, ...]
    before: int | None
    registered: int
    active: int
    place: int
    communes: int

    @property
    def scans(self) -> int:
        """Scans of the whole week."""
        return sum(self.daily)

    @property
    def first(self) -> date:
        """The first day."""
        return self.last - timedelta(days=len(self.daily) - 1)


@dataclass(frozen=True)
class Leaflet:
    """Everything that a leaflet says. `hotline` may be empty; `url` is what its QR code opens."""

    commune_name: str
    district_name: str
    authority: str
    hotline: str
    url: str
    week: Week


def week(commune: int, last: date, venues: Iterable[Venue], days: Sequence[Counts]) -> Week:
    """The week of a commune up to `last`, from its district's venues and the counts of 14 days, oldest first."""
    homes = {venue.code: venue.commune for venue in venues}
    registered: dict[int, int] = {}
    for home in homes.values():
        registered[home] = registered.get(home, 0) + 1
    before, recent = days[:-DAYS], days[-DAYS:]
    scanning = {code for counts in recent for code, scans in counts.items() if any(scans)}
    active = dict.fromkeys(registered, 0)
    for code in scanning & homes.keys():
        active[homes[code]] += 1
    shares = {home: active[home] / count for home, count in registered.items()}
    own = shares.get(commune, 0.0)
    known = sum(1 for counts in before if counts) == len(before) > 0
    return Week(
        last=last,
        daily=tuple(_scans(counts, commune, homes) for counts in recent),
        before=sum(_scans(counts, commune, homes) for counts in before) if known else None,
        registered=registered.get(commune, 0),
        active=active.get(commune, 0),
        # Of those without any scan none is better than another: all are last.
        place=1 + sum(1 for share in shares.values() if share > own) if own else len(shares),
        communes=len(shares),
    )


def pdf(leaflet: Leaflet, paper: Format) -> bytes:
    """A PDF of one page."""
    load_fonts()
    file = io.BytesIO()
    page = A5_POINTS if paper is Format.A5 else A4_POINTS
    canvas = Canvas(file, pagesize=page, pageCompression=1, invariant=1, lang="vi-VN")
    canvas.setTitle(f"Tờ rơi quét mã QR – {leaflet.commune_name}")
    # Drawn in mm of an A4 page.
    canvas.scale(page[0] / 210, page[0] / 210)
    leaflet_page.draw(canvas, leaflet)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _scans(counts: Counts, commune: int, homes: Mapping[str, int]) -> int:
    return sum(entries + exits for code, (entries, exits) in counts.items() if homes.get(code) == commune)
