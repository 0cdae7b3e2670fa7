"""Files with a venue's QR code. Apart from the rest, since the libraries that draw take 80 ms to import."""

from datetime import date

from qrgen.answers import Publisher
from truyvet import posters, qr
from truyvet.errors import FieldError, InvalidError
from truyvet.posters import Format, Poster
from truyvet.venues import Venue

USUAL_PIXELS = 1024
_FORMATS = {member.value.lower(): member for member in Format}


def svg(publisher: Publisher, venue: Venue) -> bytes:
    """The venue's code for the screen."""
    return qr.svg(publisher.check_in_url(venue.code))


def png(publisher: Publisher, venue: Venue, pixels: str | None) -> bytes:
    """The venue's code, so many pixels wide. Raises InvalidError for a width that is none or out of limits."""
    if not pixels:
        return qr.png(publisher.check_in_url(venue.code), USUAL_PIXELS)
    if not (pixels.isascii() and pixels.isdecimal() and len(pixels) <= 5):
        sentence = f"Kích thước ảnh phải là một số từ {qr.SMALLEST_PNG} đến {qr.LARGEST_PNG}."
        raise InvalidError([FieldError("pixels", sentence)])
    return qr.png(publisher.check_in_url(venue.code), int(pixels))


def paper(asked: str | None) -> Format:
    """The wanted format of a poster, A4 where nothing is said. Raises InvalidError."""
    try:
        return _FORMATS[asked.lower()] if asked else Format.A4
    except KeyError:
        raise InvalidError([FieldError("format", "Khổ giấy chỉ có thể là A4, A5 hoặc sticker (tem dán).")]) from None


def poster(publisher: Publisher, venue: Venue, issued: date, size: Format) -> bytes:
    """The venue's poster as given out on a local day, a PDF ready to print."""
    shown = Poster(
        venue_name=venue.name,
        address=venue.address,
        commune_name=venue.commune_name,
        district_name=publisher.district_name(venue),
        code=venue.code,
        check_in_url=publisher.check_in_url(venue.code),
        version=venue.poster_version,
        issued=issued,
        hotline=publisher.hotline,
        web_address=publisher.host_url.partition("://")[2],
        authority=publisher.authority,
    )
    return posters.pdf(shown, size)
