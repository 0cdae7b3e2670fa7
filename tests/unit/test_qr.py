"""QR codes scan from every form in which they leave the house, and from bad copies."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.unit import camera
from tests.unit.strategies import CODES
from truyvet import qr
from truyvet.errors import InvalidError

URL = "HTTPS://TRUYVET.BINHPHUOC.GOV.VN/C/7K3M9QXP"
VERSION_3, VERSION_4 = 29, 33

labels = st.from_regex(r"[A-Z][A-Z0-9-]{0,8}[A-Z0-9]", fullmatch=True)
hosts = st.lists(labels, min_size=2, max_size=5).map(".".join).filter(lambda host: len(host) <= 28)
urls = st.builds("HTTPS://{}/C/{}".format, hosts, CODES) | st.builds("HTTP://127.0.0.1:8080/C/{}".format, CODES)


def drawn(svg: bytes, scale: int = 6) -> Image.Image:
    """The SVG as pixels: its one path, which runs along whole units, filled by the even-odd rule."""
    text = svg.decode()
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', text)[0])
    (path,) = re.findall(r'<path d="([^"]*)"/>', text)
    light = [[True] * size for _ in range(size)]
    for outline in path.rstrip("z").split("z"):
        start, *steps = re.findall(r"[Mhv][-\d ]+", outline)
        x, y = (int(number) for number in start[1:].split())
        corners = [(x, y)]
        for step in steps:
            length = int(step[1:])
            x, y = (x + length, y) if step[0] == "h" else (x, y + length)
            corners.append((x, y))
        for (left, y1), (right, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
            assert left == right or y1 == y2
            for row in light[min(y1, y2) : max(y1, y2)]:
                row[left:] = [not pixel for pixel in row[left:]]
    image = Image.frombytes("L", (size, size), bytes(255 * pixel for row in light for pixel in row))
    return image.resize((size * scale, size * scale), Image.Resampling.NEAREST)


@settings(max_examples=150, deadline=None)
@given(urls)
def test_every_venue_text_scans_from_png_and_svg_and_is_version_3_at_most(url: str) -> None:
    assert len(url) <= 47
    assert len(qr.modules(url)) <= VERSION_3
    assert camera.read(camera.opened(qr.png(url, 240))) == [url]
    assert camera.read(drawn(qr.svg(url))) == [url]


@settings(max_examples=40, deadline=None)
@given(urls, st.integers(qr.SMALLEST_PNG, 700))
def test_png_is_as_wide_as_asked_black_and_white_with_its_quiet_zone(url: str, pixels: int) -> None:
    image = camera.opened(qr.png(url, pixels))
    assert image.size == (pixels, pixels)
    assert image.mode == "1"
    size = len(qr.modules(url))
    left, top, right, bottom = ImageChops.invert(image.convert("L")).getbbox() or (0, 0, 0, 0)
    module = (right - left) // size
    assert right - left == bottom - top == module * size
    assert min(left, top, pixels - right, pixels - bottom) >= qr.QUIET_ZONE * module
    assert module == pixels // (size + 2 * qr.QUIET_ZONE)


@pytest.mark.parametrize("pixels", [120, 150, 600, 1181, 2048, 4096])
def test_png_scans_at_every_size(pixels: int) -> None:
    assert camera.read(camera.opened(qr.png(URL, pixels))) == [URL]


@pytest.mark.parametrize("pixels", [-1, 0, 119, 4097, 10**9])
def test_png_outside_its_limits_is_refused_with_both_limits(pixels: int) -> None:
    with pytest.raises(InvalidError) as refusal:
        qr.png(URL, pixels)
    (detail,) = refusal.value.details
    assert detail.field == "pixels"
    assert "120" in detail.message
    assert "4096" in detail.message


@pytest.mark.parametrize(
    ("length", "size"), [(29, 25), (30, VERSION_3), (47, VERSION_3), (48, VERSION_4), (67, VERSION_4)]
)
def test_the_smallest_version_that_holds_the_text_is_taken(length: int, size: int) -> None:
    text = "HTTPS://".ljust(length, "A")
    assert len(qr.modules(text)) == size
    assert camera.read(camera.opened(qr.png(text, 240))) == [text]


@pytest.mark.parametrize("text", ["A" * 68, "A" * 5000, "https://a-host-in-lower-case.example.vn/c/7k3m9qxp"])
def test_text_that_would_need_small_modules_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        qr.modules(text)


def test_lower_case_text_keeps_its_case() -> None:
    text = "https://tv.example.vn/c/7k3m9qxp"
    assert camera.read(camera.opened(qr.png(text, 240))) == [text]


@settings(max_examples=30, deadline=None)
@given(hosts, st.uuids(), st.from_regex(r"[A-Za-z0-9_-]{43}", fullmatch=True))
def test_a_pairing_link_scans_from_a_screen(host: str, device: UUID, secret: str) -> None:
    link = f"https://{host.lower()}/helper#pair={device}.{secret}"
    image = drawn(qr.screen_svg(link), 4)
    assert camera.read(image) == [link]
    assert camera.read(camera.rotated(image, 7)) == [link]


def test_a_text_of_213_bytes_fits_a_screen_and_a_longer_one_is_refused() -> None:
    assert camera.read(drawn(qr.screen_svg("a" * 213), 4)) == ["a" * 213]
    for text in ("a" * 214, "a" * 5000):
        with pytest.raises(InvalidError):
            qr.screen_svg(text)


def test_asking_twice_gives_the_same_bytes() -> None:
    assert qr.svg(URL) == qr.svg(URL)
    assert qr.png(URL, 512) == qr.png(URL, 512)
    assert qr.modules(URL) == qr.modules(URL)


def test_svg_is_one_small_path_with_a_quiet_zone() -> None:
    svg = qr.svg(URL)
    assert svg.count(b"<path") == 1
    assert len(svg) < 2500
    left, top, right, bottom = ImageChops.invert(drawn(svg, 1)).getbbox() or (0, 0, 0, 0)
    assert (left, top, right, bottom) == (4, 4, 4 + VERSION_3, 4 + VERSION_3)


def test_svg_and_png_show_the_modules_themselves() -> None:
    rows = qr.modules(URL)
    whole = (VERSION_3 + 2 * qr.QUIET_ZONE) * 6
    inside = range(qr.QUIET_ZONE, qr.QUIET_ZONE + VERSION_3)
    for image in (drawn(qr.svg(URL)), camera.opened(qr.png(URL, whole))):
        assert image.size == (whole, whole)
        assert rows == tuple(tuple(not image.getpixel((6 * x + 3, 6 * y + 3)) for x in inside) for y in inside)


BAD_SIGHTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "blurred": camera.blurred,
    "askew": lambda image: camera.rotated(image, 7),
    "upside down and askew": lambda image: camera.rotated(image, 187),
    "from the side": camera.slanted,
    "pale": camera.pale,
    "pale, askew and blurred": lambda image: camera.blurred(camera.rotated(camera.pale(image), -5)),
}


@pytest.mark.parametrize("sight", BAD_SIGHTS)
@settings(max_examples=15, deadline=None)
@given(url=urls)
def test_a_bad_sight_of_the_code_still_scans(sight: str, url: str) -> None:
    assert camera.read(BAD_SIGHTS[sight](camera.opened(qr.png(url, 480)))) == [url]


# Stains fall on the data: a finder pattern has no redundancy, whatever the level.
places = st.tuples(st.floats(0.42, 0.85), st.floats(0.42, 0.85))


@settings(max_examples=60, deadline=None)
@given(url=urls, spots=st.lists(places, min_size=3, max_size=3))
def test_a_code_with_three_stains_still_scans(url: str, spots: list[tuple[float, float]]) -> None:
    assert camera.read(camera.dirty(camera.opened(qr.png(url, 480)), spots, 0.045)) == [url]


@settings(max_examples=60, deadline=None)
@given(url=urls, spot=places)
def test_a_code_with_a_stain_of_a_quarter_of_its_width_still_scans(url: str, spot: tuple[float, float]) -> None:
    assert camera.read(camera.dirty(camera.opened(qr.png(url, 480)), [spot], 0.1)) == [url]


def test_a_code_with_a_stain_that_is_too_large_is_not_misread() -> None:
    stained = camera.dirty(camera.opened(qr.png(URL, 480)), [(0.55, 0.55)], 0.25)
    assert camera.read(stained) in ([], [URL])
