"""Printing the posters of a commune: the venues of a roster, or all of them, as one booklet in the archive."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from truyvet import booklets, units
from truyvet.booklets import Booklet
from truyvet.days import local_day
from truyvet.errors import InvalidError
from truyvet.posters import Poster
from truyvet.publishers import Publisher
from truyvet.roster_tasks import Found, Progress, Stores
from truyvet.roster_work import Work
from truyvet.scopes import of_groups
from truyvet.texts import folded
from truyvet.venues import Status, Venue

PDF, NAME = "application/pdf", "posters.pdf"
MOST = 1_500
"""Posters in one booklet: about 10 MB and a minute."""
THREADS = 8


def poster_of(venue: Venue, publisher: Publisher, district_name: str, issued: datetime) -> Poster:
    """The poster of a venue as given out at an instant."""
    return Poster(
        venue_name=venue.name,
        address=venue.address,
        commune_name=venue.commune_name,
        district_name=district_name,
        code=venue.code,
        check_in_url=f"{publisher.host_url}/C/{venue.code}".upper(),
        version=venue.poster_version,
        issued=local_day(issued),
        hotline=publisher.hotline,
        web_address=publisher.host_url.partition("://")[2],
        authority=publisher.authority,
    )


def draw(stores: Stores, work: Work, publisher: Publisher, progress: Progress) -> Found:
    """Draws the booklet that was asked for. Raises InvalidError where the commune has no such venue, or too many."""
    commune = units.commune(stores.province.code, work.asked["commune"])
    district = units.district_of(stores.province.code, commune.code)
    venues = _wanted(stores, work, district.code)
    if not venues:
        raise InvalidError([], f"{commune.name} chưa có điểm nào để in.")
    if len(venues) > MOST:
        raise InvalidError([], f"{commune.name} có {len(venues)} điểm. Xin chọn “chỉ điểm chưa in”.")
    progress(0, len(venues))
    posters = [poster_of(venue, publisher, district.name, work.begun_at) for venue in venues]
    booklet = Booklet(commune.name, district.name, publisher.authority, local_day(work.begun_at))
    content = booklets.pdf(booklet, posters)
    stores.files.keep_file(work.id, NAME, content, PDF)
    return {"posters": len(posters), "bytes": len(content), "pages": len(posters) + -(-len(posters) // booklets.LINES)}


def issued(stores: Stores, work: Work, now: datetime) -> None:
    """Remembers of each venue that its poster was given out: called when the booklet has been fetched."""
    district = units.district_of(stores.province.code, work.asked["commune"])
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda venue: stores.venues.issue_poster(venue, now), _wanted(stores, work, district.code)))


def _wanted(stores: Stores, work: Work, district: int) -> list[Venue]:
    """The venues to be printed, by name."""
    asked, scope = work.asked, of_groups([work.scope])
    listed = None
    if work.roster:
        places = stores.rosters.of_roster(work.roster)
        listed = {place.venue for place in places if place.commune == asked["commune"] and place.venue}
    venues = [
        venue
        for venue in stores.venues.in_district(district)
        if venue.commune == asked["commune"]
        and (listed is None or venue.code in listed)
        and venue.status is not Status.SUSPENDED
        and scope.acts_on(venue)
        and not (asked["unprinted"] and venue.poster_issued_at)
        # What was registered after the booklet was asked for is on no page of it.
        and venue.registered_at <= work.begun_at
    ]
    return sorted(venues, key=lambda venue: (folded(venue.name), venue.code))
