"""Leaflets of communes, for those who see the whole district and so may compare."""

from datetime import timedelta

from aws_lambda_powertools.event_handler import Response

from oversight import asked
from oversight.desk import desk, router
from oversight.downloads import attached
from truyvet import units
from truyvet.errors import ForbiddenError, InvalidError, NotFoundError
from truyvet.scopes import NOT_YOURS

routes = router()


@routes.get("/api/oversight/communes/<code>/leaflet.pdf")
def get_leaflet(code: str) -> Response[bytes]:
    """The leaflet of a commune with its last seven whole days: `format` A5 (the usual one) or A4."""
    # Only this route draws.
    from truyvet import leaflets  # noqa: PLC0415

    at = desk(routes)
    parameters = routes.current_event.query_string_parameters
    paper = asked.word(parameters, "format", leaflets.Format) or leaflets.Format.A5
    number = _number(code)
    commune = units.commune(at.stores.province.code, number)
    district = units.district_of(at.stores.province.code, number)
    if not at.scope.sees_district(district.code):
        raise ForbiddenError(NOT_YOURS)
    last = at.today - timedelta(days=1)
    days = [last - timedelta(days=back) for back in range(2 * leaflets.DAYS - 1, -1, -1)]
    sums = at.stores.days.sums(days, [district.code], at.now)
    venues = at.stores.days.venues([district.code], at.now).values()
    leaflet = leaflets.Leaflet(
        commune_name=commune.name,
        district_name=district.name,
        authority=at.stores.letterhead.authority,
        hotline=at.stores.letterhead.hotline,
        url=at.stores.letterhead.host_url,
        week=leaflets.week(number, last, venues, sums),
    )
    return attached(leaflets.pdf(leaflet, paper), "application/pdf", f"to-roi-{number}-{paper.value}.pdf")


def _number(typed: str) -> int:
    try:
        return asked.number({"commune": typed}, "commune") or 0
    except InvalidError as error:
        raise NotFoundError("Không có xã, phường này trong tỉnh.") from error
