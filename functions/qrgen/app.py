"""Venues: registration, the public card, QR codes and posters, and what only the owner may do."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.utilities.typing import LambdaContext

import http_api
from origin import guarded
from qrgen import answers, devices
from truyvet import limits, registration
from truyvet.days import local_day
from truyvet.device_table import DeviceTable
from truyvet.errors import NotFoundError, UnauthorisedError
from truyvet.fields import venue_code
from truyvet.limits import LimitTable
from truyvet.tally_table import TallyTable
from truyvet.venue_table import VenueTable
from truyvet.venues import Venue, owned_by

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

logger = Logger()
app = http_api.resolver()


@cache
def _publisher() -> answers.Publisher:
    return answers.Publisher(
        host_url=os.environ["HOST_URL"],
        hotline=os.environ.get("HOTLINE", ""),
        authority=os.environ.get("PROVINCE_AUTHORITY", ""),
        province=int(os.environ["PROVINCE"]),
    )


@cache
def _venues() -> VenueTable:
    return VenueTable(os.environ["VENUES_TABLE"])


@cache
def _limits() -> LimitTable:
    return LimitTable(os.environ["LIMITS_TABLE"])


@cache
def _dynamodb() -> "DynamoDBClient":
    from botocore.config import Config  # noqa: PLC0415 - only the owner's page needs this client
    from botocore.session import get_session  # noqa: PLC0415

    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    return cast("DynamoDBClient", get_session().create_client("dynamodb", config=config))


@cache
def _tallies() -> TallyTable:
    return TallyTable(_dynamodb(), os.environ["TALLIES_TABLE"])


@cache
def _devices() -> DeviceTable:
    return DeviceTable(_dynamodb(), os.environ["DEVICES_TABLE"])


@app.post("/api/venues")
def post_venue() -> Response[str]:
    """201 with the new venue and its owner's token, 200 without a token for one that somebody registered before."""
    now = http_api.received_now()
    asked = registration.parse(http_api.json_body(app), _publisher().province, now)
    _limits().count("register", http_api.client_address(app), limits.REGISTRATIONS_AN_HOUR, now)
    venue = _venues().register(asked.venue)
    if owned_by(venue, asked.owner_token):
        return http_api.answer(201, _publisher().registered(venue) | {"owner_token": asked.owner_token})
    return http_api.answer(200, _publisher().registered(venue) | {"existing": True})


@app.get("/api/venues/<code>")
def get_venue(code: str) -> Response[str]:
    """The public card; with the owner's token, everything that is registered."""
    if "authorization" in app.current_event.headers:
        return http_api.answer(200, _publisher().whole(_owned(code)))
    # The edge keeps it (edge.yaml); whoever shows a token asks for another answer.
    kept = {"Cache-Control": "public, max-age=30", "Vary": "Authorization"}
    return http_api.answer(200, _publisher().card(_known(code)), kept)


@app.patch("/api/venues/<code>")
def patch_venue(code: str) -> Response[str]:
    """The whole venue as corrected."""
    before = _owned(code)
    after = registration.corrected(before, http_api.json_body(app), http_api.received_now())
    _venues().correct(before, after)
    return http_api.answer(200, _publisher().whole(after))


@app.get("/api/venues/<code>/today")
def get_today(code: str) -> Response[str]:
    """Today's counts, never names."""
    venue = _owned(code)
    day = local_day(http_api.received_now())
    tally = _tallies().get(venue.code, day, venue.district, venue.commune)
    return http_api.answer(200, answers.today(day, tally))


@app.post("/api/venues/<code>/devices")
def post_device(code: str) -> Response[str]:
    """201 with a new helper device, its token and its pairing link."""
    venue = _owned(code)
    body, now = http_api.json_body(app), http_api.received_now()
    return http_api.answer(201, devices.make(_devices(), venue, body, now, os.environ["HOST_URL"]))


@app.get("/api/venues/<code>/devices")
def get_devices(code: str) -> Response[str]:
    """The venue's devices, those in use first, each with what is still missing of it."""
    made = sorted(
        _devices().of_venue(_owned(code).code), key=lambda each: (each.revoked_at is not None, each.registered_at)
    )
    return http_api.answer(200, {"devices": [devices.shown(device) for device in made]})


@app.delete("/api/venues/<code>/devices/<device>")
def delete_device(code: str, device: str) -> Response[str]:
    """The device as revoked."""
    return http_api.answer(200, devices.revoke(_devices(), _owned(code), device, http_api.received_now()))


@app.post("/api/venues/<code>/devices/<device>/sheets.pdf")
def post_sheets(code: str, device: str) -> Response[bytes]:
    """The next `pages` (5) sheets of a paper pad; each call goes on with the serial numbers."""
    from qrgen import papers  # noqa: PLC0415 - the card, which the door waits for, needs none of it

    asked = app.current_event.query_string_parameters.get("pages")
    pdf, serials = papers.sheets(_devices(), _owned(code), device, asked, _publisher())
    return _attached(pdf, "application/pdf", f"phieu-{serials[0]}-{serials[-1]}.pdf")


@app.post("/api/badges/cards.pdf")
def post_cards() -> Response[bytes]:
    """The cards of badges that were just made, drawn from what is posted: nobody can read a badge."""
    from qrgen import papers  # noqa: PLC0415 - the card, which the door waits for, needs none of it

    body, now = http_api.json_body(app), http_api.received_now()
    _limits().count("cards", http_api.client_address(app), limits.CARD_SHEETS_AN_HOUR, now)
    pdf = papers.cards(body, now, os.environ["HOST_URL"])
    return _attached(pdf, "application/pdf", "the-truy-vet.pdf")


@app.get("/api/venues/<code>/qr.svg")
def get_svg(code: str) -> Response[bytes]:
    """The code as SVG, for the screen."""
    from qrgen import drawing  # noqa: PLC0415 - the card, which the door waits for, needs none of it

    image = drawing.svg(_publisher(), _known(code))
    return answers.file(image, "image/svg+xml", {"Cache-Control": "public, max-age=3600"})


@app.get("/api/venues/<code>/qr.png")
def get_png(code: str) -> Response[bytes]:
    """The code as PNG of `pixels` (1,024) width and height, to be saved and printed."""
    from qrgen import drawing  # noqa: PLC0415 - the card, which the door waits for, needs none of it

    venue = _known(code)
    image = drawing.png(_publisher(), venue, app.current_event.query_string_parameters.get("pixels"))
    return _issued(venue, image, "image/png", f"ma-qr-{venue.code}.png")


@app.get("/api/venues/<code>/poster.pdf")
def get_poster(code: str) -> Response[bytes]:
    """The poster to print: `format` A4 (the usual one), A5 or sticker."""
    from qrgen import drawing  # noqa: PLC0415 - the card, which the door waits for, needs none of it

    venue = _known(code)
    size = drawing.paper(app.current_event.query_string_parameters.get("format"))
    page = drawing.poster(_publisher(), venue, local_day(http_api.received_now()), size)
    return _issued(venue, page, "application/pdf", f"ap-phich-{venue.code}-{size.value}.pdf")


def _issued(venue: Venue, content: bytes, media_type: str, name: str) -> Response[bytes]:
    _venues().issue_poster(venue, http_api.received_now())
    return _attached(content, media_type, name)


def _attached(content: bytes, media_type: str, name: str) -> Response[bytes]:
    disposition = f'attachment; filename="{name}"'
    return answers.file(content, media_type, {"Cache-Control": "no-store", "Content-Disposition": disposition})


def _known(typed: str) -> Venue:
    venue = _venues().get(venue_code(typed))
    if venue is None:
        raise NotFoundError("Không có điểm nào mang mã này. Xin xem lại mã trên bảng QR.")
    return venue


def _owned(typed: str) -> Venue:
    token = http_api.bearer_token(app)
    venue = _known(typed)
    if not owned_by(venue, token):
        raise UnauthorisedError("Mã quản lý không đúng với điểm này. Xin mở lại đường dẫn quản lý của điểm.")
    return venue


@guarded(os.environ.get("ORIGIN_PROOFS", ""))
@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one API call."""
    return app.resolve(event, context)
