"""QR codes: the same text always gives the same modules, so a poster printed again is the same code.

What is printed has level Q (a quarter of the symbol may be dirty or torn) and few, large modules. What is shown on a
screen for a moment has level M and may hold a link. All have a quiet zone of 4 modules, as ISO/IEC 18004 asks.
"""

import io
from collections import defaultdict
from collections.abc import Iterator

import qrcode  # type: ignore[import-untyped]
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q  # type: ignore[import-untyped]

from truyvet.errors import FieldError, InvalidError

Modules = tuple[tuple[bool, ...], ...]

QUIET_ZONE = 4
LARGEST_VERSION = 4
LARGEST_VERSION_ON_SCREEN = 10
"""57 modules: 1 mm each on a small phone, which another one reads from a hand's breadth away."""

SMALLEST_PNG, LARGEST_PNG = 120, 4096

# Choosing among the 8 masks is 15 of 17 ms. Of all fixed ones, mask 0 has the lowest mean penalty over venue
# texts (benchmarks/posters.py); a test decodes what it draws.
_MASK = 0


def modules(text: str) -> Modules:
    """Rows of modules, True is dark, without quiet zone: the smallest version that holds the text.

    Upper-case text takes alphanumeric mode: 47 characters fit version 3, 67 fit version 4.
    Raises InvalidError for text that needs more than version 4, whose modules would be too small to scan from far.
    """
    rows = _symbol(text, ERROR_CORRECT_Q, LARGEST_VERSION)
    if rows is None:
        raise InvalidError([FieldError("text", "Địa chỉ trong mã QR quá dài: nhiều nhất 67 chữ in hoa và số.")])
    return rows


def _symbol(text: str, level: int, largest: int) -> Modules | None:
    """The modules of the smallest version, or None where that is above `largest`."""
    symbol = qrcode.QRCode(error_correction=level, mask_pattern=_MASK, border=0)
    symbol.add_data(text, optimize=0)
    try:
        version = symbol.best_fit()
    except ValueError:  # how best_fit says that even version 40 is too small
        return None
    if version > largest:
        return None
    symbol.make(fit=False)
    return tuple(tuple(bool(dark) for dark in row) for row in symbol.modules)


def outlines(rows: Modules) -> Iterator[list[tuple[int, int]]]:
    """The corners (x, y) of each closed outline around dark modules, y downwards, one module is one unit.

    Filled by either rule these are the symbol, holes included. Unlike a rectangle per module, outlines leave no
    hairlines between neighbours when a viewer smooths edges.
    """
    turns = _edges(rows)
    while turns:
        start = next(iter(turns))
        heading = turns[start][0]
        corners, at = [start], start
        while True:
            turns[at].remove(heading)
            if not turns[at]:
                del turns[at]
            at = (at[0] + heading[0], at[1] + heading[1])
            if at == start:
                break
            right = (-heading[1], heading[0])
            following = right if right in turns[at] else turns[at][0]
            if following != heading:
                corners.append(at)
            heading = following
        yield corners


def _edges(rows: Modules) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """From each corner the headings (dx, dy) of the edges that leave it, dark on the right hand."""
    size = len(rows)
    edges = defaultdict(list)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if not dark:
                continue
            if y == 0 or not rows[y - 1][x]:
                edges[x, y].append((1, 0))
            if x == size - 1 or not row[x + 1]:
                edges[x + 1, y].append((0, 1))
            if y == size - 1 or not rows[y + 1][x]:
                edges[x + 1, y + 1].append((-1, 0))
            if x == 0 or not row[x - 1]:
                edges[x, y + 1].append((0, -1))
    return dict(edges)


def svg(text: str) -> bytes:
    """An SVG of the code: one path for all dark modules on white, quiet zone included, sharp at every size.

    Raises InvalidError as `modules` does.
    """
    return _drawn(modules(text))


def screen_svg(text: str) -> bytes:
    """The same for a text of up to 213 bytes, such as a link with a token, to be scanned from another screen.

    Raises InvalidError for a longer one.
    """
    return _drawn(link_modules(text))


def link_modules(text: str) -> Modules:
    """Rows of modules as `modules` gives them, of a text of up to 213 bytes, to be scanned from near.

    Raises InvalidError for a longer one.
    """
    rows = _symbol(text, ERROR_CORRECT_M, LARGEST_VERSION_ON_SCREEN)
    if rows is None:
        raise InvalidError([FieldError("text", "Đường liên kết quá dài cho một mã QR.")])
    return rows


def _drawn(rows: Modules) -> bytes:
    size = len(rows) + 2 * QUIET_ZONE
    path = "".join(_path(corners) for corners in outlines(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg>'
    ).encode()


def _path(corners: list[tuple[int, int]]) -> str:
    x, y = corners[0]
    steps = [f"M{x + QUIET_ZONE} {y + QUIET_ZONE}"]
    for next_x, next_y in corners[1:]:
        steps.append(f"h{next_x - x}" if next_y == y else f"v{next_y - y}")
        x, y = next_x, next_y
    return "".join(steps) + "z"


def png(text: str, pixels: int) -> bytes:
    """A black and white PNG, `pixels` wide and high; every module is the same whole number of pixels.

    What remains of the width is added to the quiet zone. Raises InvalidError when `pixels` is outside
    `SMALLEST_PNG`..`LARGEST_PNG`, and as `modules` does.
    """
    if not SMALLEST_PNG <= pixels <= LARGEST_PNG:
        sentence = f"Kích thước ảnh phải từ {SMALLEST_PNG} đến {LARGEST_PNG} điểm ảnh."
        raise InvalidError([FieldError("pixels", sentence)])
    rows = modules(text)
    scale = pixels // (len(rows) + 2 * QUIET_ZONE)
    before = (pixels - len(rows) * scale) // 2
    after = pixels - len(rows) * scale - before
    width = (pixels + 7) // 8
    white = b"\xff" * width
    lines = [white * before]
    for row in rows:
        bits = "1" * before + "".join(("0" if dark else "1") * scale for dark in row) + "1" * after
        lines.append(int(bits.ljust(width * 8, "1"), 2).to_bytes(width, "big") * scale)
    lines.append(white * after)
    file = io.BytesIO()
    Image.frombytes("1", (pixels, pixels), b"".join(lines)).save(file, "PNG")
    return file.getvalue()
