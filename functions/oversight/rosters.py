"""Rosters: which there are, how their places stand, doubtful pairs decided, venues registered, posters printed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from aws_lambda_powertools.event_handler import Response

import http_api
from oversight.desk import Desk, desk, router
from oversight.downloads import attached
from oversight.roster_desk import Json, new_work, own_scope, require_keeper, shown
from truyvet import codes, units
from truyvet.days import instant_text
from truyvet.errors import FieldError, ForbiddenError, InvalidError, NotFoundError
from truyvet.fields import Fields
from truyvet.roster_matching import differing_tax_codes
from truyvet.roster_tasks import standing
from truyvet.roster_work import Task
from truyvet.rosters import Basis, Roster, RosterPlace
from truyvet.texts import folded
from truyvet.venues import KIND_NAMES, Venue, new_owner_token, token_hash

routes = router()

PLACES_A_PAGE = 100
PAIRS_A_PAGE = 20
RECENT = 20
_STANDING = {"missing": "Chưa đăng ký", "doubtful": "Chưa rõ", "linked": "Đã đăng ký"}


@routes.get("/api/oversight/rosters")
def get_rosters() -> Response[str]:
    """The rosters of this account's scope (of all for the province and auditors), and recent work on them."""
    at = desk(routes)
    rosters = [roster for roster in at.stores.rosters().table.rosters() if _sees(at, roster.scope)]
    recent = [work for work in at.stores.rosters().table.recent_work(at.now) if _sees(at, work.scope)][:RECENT]
    return http_api.answer(
        200, {"rosters": [_roster(each) for each in rosters], "work": [shown(each) for each in recent]}
    )


@routes.get("/api/oversight/rosters/<list_id>")
def get_roster(list_id: str) -> Response[str]:
    """A roster and how its places stand, in all and by commune."""
    at = desk(routes)
    roster = _seen(at, list_id)
    by_commune: dict[int, list[RosterPlace]] = defaultdict(list)
    for place in at.stores.rosters().table.of_roster(roster.id):
        by_commune[place.commune].append(place)
    everywhere = [place for places in by_commune.values() for place in places]
    communes = [
        {"code": code, **_names(at, code), "places": len(places), **standing(places)}
        for code, places in by_commune.items()
    ]
    communes.sort(key=lambda each: (str(each["district_name"]), str(each["name"])))
    return http_api.answer(200, {**_roster(roster), **standing(everywhere), "communes": communes})


@routes.get("/api/oversight/rosters/<list_id>/places")
def get_places(list_id: str) -> Response[str]:
    """A page of places that stand as `standing` says, in one `commune` or all, by district, commune and name."""
    at = desk(routes)
    roster = _seen(at, list_id)
    asked = routes.current_event.query_string_parameters
    wanted, commune, typed = asked.get("standing", "missing"), asked.get("commune", ""), asked.get("from", "0")
    first = int(typed) if typed.isdecimal() and len(typed) < 8 else 0
    found = [
        place
        for place in at.stores.rosters().table.of_roster(roster.id)
        if (not commune or str(place.commune) == commune) and _standing(place) == wanted
    ]
    found.sort(key=lambda place: (place.district, place.commune, folded(place.name), place.row))
    most = PAIRS_A_PAGE if wanted == "doubtful" else PLACES_A_PAGE
    shown_now = found[first : first + most]
    venues = _venues(at, {code for place in shown_now for code in (place.venue, *place.candidates) if code})
    following = first + most
    return http_api.answer(
        200,
        {
            "total": len(found),
            "places": [_place(at, place, venues) for place in shown_now],
            "next": following if following < len(found) else None,
        },
    )


@routes.get("/api/oversight/rosters/<list_id>/files/<name>")
def get_list(list_id: str, name: str) -> Response[bytes]:
    """The places that stand so, `missing.xlsx` and its like, to be taken along; telephones for who may act on them."""
    from truyvet import roster_sheets  # noqa: PLC0415 - draws, which nothing else here does

    at = desk(routes)
    roster = _seen(at, list_id)
    stem, _, ending = name.partition(".")
    if stem not in _STANDING or ending != "xlsx":
        raise NotFoundError("Không có tệp này.")
    found = [place for place in at.stores.rosters().table.of_roster(roster.id) if _standing(place) == stem]
    shown_now = [
        place if at.scope.acts_at(place.district, place.kind) else replace(place, head=None, phone=None, email=None)
        for place in found
    ]
    codes_of = {place.row: place.venue for place in found if place.venue}
    title = f"{_STANDING[stem]} – {roster.title}"
    return attached(
        roster_sheets.places_book(title, shown_now, at.stores.province, codes_of, at.now),
        roster_sheets.XLSX,
        f"{stem}.xlsx",
    )


@routes.post("/api/oversight/rosters/<list_id>/decisions")
def post_decision(list_id: str) -> Response[str]:
    """The place after somebody has said whether it is `same` as a `venue` (by its code) or not."""
    at = desk(routes)
    roster = _kept(at, list_id)
    wrong: list[FieldError] = []
    fields = Fields(http_api.json_body(routes), wrong)
    row, same = fields.text("row", 64), fields.flag("same")
    code = fields.parsed("venue", codes.normalised, "Mã điểm chưa đúng.")
    venue = at.stores.venues.get(code) if code else None
    if venue is None:
        fields.refuse("venue", "Không có điểm nào mang mã này.")
    if wrong or venue is None:
        raise InvalidError(wrong)
    before = at.stores.rosters().table.place(roster.id, row)
    after = _same(at, before, venue) if same else _not_same(before, venue)
    at.stores.rosters().table.decide(before, after)
    return http_api.answer(200, _place(at, after, _venues(at, {venue.code, *after.candidates})))


@routes.post("/api/oversight/rosters/<list_id>/register")
def post_register(list_id: str) -> Response[str]:
    """202: registers every missing place of the roster as a venue."""
    at = desk(routes)
    roster = _kept(at, list_id)
    work = new_work(at, Task.REGISTER, roster.scope, roster.title, roster)
    at.stores.rosters().table.begin(work)
    at.stores.rosters().workers.start(work)
    return http_api.answer(202, shown(work))


@routes.post("/api/oversight/rosters/posters")
def post_posters() -> Response[str]:
    """202: prints the posters of a `commune`: of a `roster`'s venues or all, `unprinted` leaves out the others."""
    at = desk(routes)
    scope = own_scope(at)
    wrong: list[FieldError] = []
    fields = Fields(http_api.json_body(routes), wrong)
    commune = fields.number("commune", 1, 99_999, "Xã, phường này không có trong danh mục.")
    unprinted = fields.flag("unprinted")
    listed = fields.parsed("roster", str, "Danh sách không đúng.")
    if commune is None:
        fields.refuse("commune", "Xin chọn xã, phường.")
    if wrong or commune is None:
        raise InvalidError(wrong)
    place = units.commune(at.stores.province.code, commune)
    district = units.district_of(at.stores.province.code, commune)
    if district.code not in at.scope.reads([district.code]):
        raise ForbiddenError("Xã, phường này ngoài phạm vi quản lý của tài khoản.")
    roster = _kept(at, listed) if listed else None
    work = new_work(at, Task.PRINT, roster.scope if roster else scope, place.name, roster)
    work = replace(work, asked={"commune": commune, "unprinted": unprinted})
    at.stores.rosters().table.begin(work)
    at.stores.rosters().workers.start(work)
    return http_api.answer(202, shown(work))


@routes.post("/api/oversight/rosters/handovers")
def post_handover() -> Response[bytes]:
    """The sheet with the owner's link of a `venue` that has no owner yet: made now, kept nowhere, given once."""
    from truyvet import handovers  # noqa: PLC0415 - draws, which nothing else here does

    at = desk(routes)
    wrong: list[FieldError] = []
    code = Fields(http_api.json_body(routes), wrong).parsed("venue", codes.normalised, "Mã điểm chưa đúng.")
    venue = at.stores.venues.get(code) if code else None
    if venue is None:
        raise InvalidError(wrong or [FieldError("venue", "Không có điểm nào mang mã này.")])
    at.scope.require_action(venue)
    token = new_owner_token()
    district_name = units.district_of(at.stores.province.code, venue.commune).name
    handover = handovers.of_venue(venue, district_name, token, at.stores.rosters().publisher, at.today)
    sheet = handovers.pdf(handover)
    # Drawn first: a sheet that cannot be drawn takes the venue's only chance to nobody.
    if not at.stores.venues.hand_over(venue, token_hash(token)):
        raise InvalidError([FieldError("venue", "Điểm này đã có người quản lý. Đường dẫn chỉ được giao một lần.")])
    return attached(sheet, "application/pdf", f"phieu-ban-giao-{venue.code}.pdf")


def _same(at: Desk, place: RosterPlace, venue: Venue) -> RosterPlace:
    """The place linked to the venue. Raises InvalidError for two taxpayers, ForbiddenError for a venue out of scope."""
    at.scope.require_action(venue)
    if differing_tax_codes(place.tax_code, venue.tax_code):
        raise InvalidError([], "Hai nơi có mã số thuế khác nhau nên không thể là một. Xin sửa mã số thuế bị sai trước.")
    return replace(place.is_the(venue.code, Basis.DECIDED), not_same=place.not_same - {venue.code})


def _not_same(place: RosterPlace, venue: Venue) -> RosterPlace:
    """The place that this venue is not; what else it may be stays."""
    linked = place.venue if place.venue != venue.code else None
    return replace(
        place,
        venue=linked,
        basis=place.basis if linked else None,
        candidates=tuple(code for code in place.candidates if code != venue.code),
        not_same=place.not_same | {venue.code},
    )


def _sees(at: Desk, scope: str) -> bool:
    return at.scope.sees_all or scope in at.official.groups


def _seen(at: Desk, list_id: str) -> Roster:
    roster = at.stores.rosters().table.roster(list_id)
    if not _sees(at, roster.scope):
        raise ForbiddenError("Danh sách này thuộc đơn vị khác.")
    return roster


def _kept(at: Desk, list_id: str) -> Roster:
    roster = at.stores.rosters().table.roster(list_id)
    require_keeper(at, roster.scope)
    return roster


def _venues(at: Desk, wanted: Iterable[str]) -> dict[str, Venue]:
    return {code: venue for code in sorted(wanted) if (venue := at.stores.venues.get(code))}


def _standing(place: RosterPlace) -> str:
    return "linked" if place.venue else "missing" if place.missing else "doubtful"


def _roster(roster: Roster) -> Json:
    return {
        "id": roster.id,
        "title": roster.title,
        "scope": roster.scope,
        "places": roster.places,
        "version": roster.version,
        "changed_at": instant_text(roster.changed_at),
        "changed_by": roster.changed_by,
    }


def _names(at: Desk, commune: int) -> dict[str, str]:
    province = at.stores.province.code
    return {
        "name": units.commune(province, commune).name,
        "district_name": units.district_of(province, commune).name,
    }


def _place(at: Desk, place: RosterPlace, venues: Mapping[str, Venue]) -> Json:
    """A place beside the venues that it is or may be; whom to call is told to who may act on it."""
    acts = at.scope.acts_at(place.district, place.kind)
    names = _names(at, place.commune)
    return {
        "row": place.row,
        "name": place.name,
        "kind": place.kind.value,
        "kind_name": KIND_NAMES[place.kind],
        "address": place.address,
        "commune_name": names["name"],
        "district_name": names["district_name"],
        "agency": place.agency,
        "tax_code": place.tax_code,
        "standing": _standing(place),
        "basis": place.basis.value if place.basis else None,
        "venue": _venue(venues[place.venue], acts=acts) if place.venue and place.venue in venues else None,
        "candidates": [_venue(venues[code], acts=acts) for code in place.candidates if code in venues],
        **({"head": place.head, "phone": place.phone} if acts else {}),
    }


def _venue(venue: Venue, *, acts: bool) -> Json:
    return {
        "code": venue.code,
        "name": venue.name,
        "kind_name": KIND_NAMES[venue.kind],
        "address": venue.address,
        "commune_name": venue.commune_name,
        "agency": venue.agency,
        "tax_code": venue.tax_code,
        "registered_at": instant_text(venue.registered_at),
        "owned": bool(venue.owner_token_hash),
        **({"head": venue.head, "phone": venue.phone} if acts else {}),
    }
