"""What is drawn on posters beside text: the QR code, small line icons, and the colours of ink.

An icon is a path in a square of 24 × 24 units with y downwards: M, L, C and Z of SVG with absolute coordinates, and
`O x y r` for a circle.
"""

from collections.abc import Iterator
from enum import StrEnum

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from truyvet import qr

# The blue of the pages: 8 to 1 against white, and still dark when a printer has only black.
BLUE = HexColor("#0b4f9c")
PALE = HexColor("#e8f0f9")
WHITE = HexColor("#ffffff")
INK = HexColor("#0b1c2c")
GREY = HexColor("#44566a")

_SIDE = 24.0
_STROKE = 1.7


class Icon(StrEnum):
    """What can be drawn; the value is the path."""

    SCAN = (
        "M 3 8 L 3 3 L 8 3 M 16 3 L 21 3 L 21 8 M 21 16 L 21 21 L 16 21 M 8 21 L 3 21 L 3 16 "
        "M 7.5 7.5 L 10.5 7.5 L 10.5 10.5 L 7.5 10.5 Z M 13.5 7.5 L 16.5 7.5 L 16.5 10.5 L 13.5 10.5 Z "
        "M 7.5 13.5 L 10.5 13.5 L 10.5 16.5 L 7.5 16.5 Z M 13.5 13.5 L 16.5 16.5"
    )
    DECLARE = "M 8 4 L 5 4 L 5 22 L 19 22 L 19 4 L 16 4 M 8 2 L 16 2 L 16 6 L 8 6 Z M 8.5 13.5 L 11 16 L 15.8 10.8"
    LEAVE = "M 14 7 L 14 3 L 4 3 L 4 21 L 14 21 L 14 17 M 9 12 L 21 12 M 17 8 L 21 12 L 17 16"
    MASK = (
        "M 5 8 C 8 8 9.5 6 12 6 C 14.5 6 16 8 19 8 L 19 13 C 19 17.5 15 19 12 19 C 9 19 5 17.5 5 13 Z "
        "M 5 9 C 1 8.5 1 14.5 5.6 14.8 M 19 9 C 23 8.5 23 14.5 18.4 14.8 M 8.5 11 L 15.5 11 M 8.5 14.5 L 15.5 14.5"
    )
    DISINFECT = (
        "M 5 21.5 L 5 13 C 5 10.5 7 10 8 10 L 13 10 C 14 10 16 10.5 16 13 L 16 21.5 Z M 8.5 10 L 8.5 7 L 12.5 7 "
        "L 12.5 10 M 10.5 7 L 10.5 3.5 M 15.5 5.5 C 15.5 3.5 14.5 3.5 13 3.5 L 7.5 3.5 "
        "M 20 9 C 21.3 11 21.8 11.8 21.8 12.8 C 21.8 15 18.2 15 18.2 12.8 C 18.2 11.8 18.7 11 20 9 Z "
        "M 10.5 13.5 L 10.5 18.5 M 8 16 L 13 16"
    )
    DISTANCE = (
        "O 5 5 2.5 M 1.5 15.5 L 1.5 13 C 1.5 9 8.5 9 8.5 13 L 8.5 15.5 O 19 5 2.5 "
        "M 15.5 15.5 L 15.5 13 C 15.5 9 22.5 9 22.5 13 L 22.5 15.5 "
        "M 2 20 L 22 20 M 4.5 17.7 L 2 20 L 4.5 22.3 M 19.5 17.7 L 22 20 L 19.5 22.3"
    )
    NO_CROWD = (
        "O 12 12 10.5 M 4.6 19.4 L 19.4 4.6 O 8 8.7 2 M 4.6 15.3 C 4.6 11.6 7 11.6 8.6 11.8 "
        "O 16 10.3 2 M 11.4 17.6 C 11.4 12.8 19.8 12.8 19.8 17"
    )
    HEALTH = "M 8 4 L 5 4 L 5 22 L 19 22 L 19 4 L 16 4 M 8 2 L 16 2 L 16 6 L 8 6 Z M 12 10 L 12 18 M 8 14 L 16 14"


def draw_icon(canvas: Canvas, icon: Icon, left: float, bottom: float, side: float) -> None:
    """Draws the icon in blue into a square of `side` whose lower left corner is (left, bottom)."""
    canvas.saveState()
    canvas.translate(left, bottom + side)
    canvas.scale(side / _SIDE, -side / _SIDE)
    canvas.setStrokeColor(BLUE)
    canvas.setLineWidth(_STROKE)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    path = canvas.beginPath()
    words = iter(icon.value.split())
    for command in words:
        if command == "M":
            path.moveTo(*_numbers(words, 2))
        elif command == "L":
            path.lineTo(*_numbers(words, 2))
        elif command == "C":
            path.curveTo(*_numbers(words, 6))
        elif command == "O":
            path.circle(*_numbers(words, 3))
        else:
            path.close()
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


def _numbers(words: Iterator[str], count: int) -> list[float]:
    return [float(next(words)) for _ in range(count)]


def draw_code(canvas: Canvas, modules: qr.Modules, left: float, bottom: float, side: float) -> None:
    """Draws the QR code, `side` wide without its quiet zone, in pure black: one path, no seams between modules."""
    canvas.saveState()
    canvas.translate(left, bottom + side)
    canvas.scale(side / len(modules), -side / len(modules))
    canvas.setFillGray(0)
    path = canvas.beginPath()
    for corners in qr.outlines(modules):
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def draw_cutting_lines(
    canvas: Canvas, corner: tuple[float, float], piece: tuple[float, float], count: tuple[int, int]
) -> None:
    """Draws thin dashed lines around `count` (columns, rows) pieces of a size, from a lower left corner, in mm."""
    left, bottom = corner
    width, height = piece
    columns, rows = count
    canvas.setStrokeColor(GREY)
    canvas.setLineWidth(0.15)
    canvas.setDash(1.2, 1.2)
    for column in range(columns + 1):
        canvas.line(left + column * width, bottom, left + column * width, bottom + rows * height)
    for row in range(rows + 1):
        canvas.line(left, bottom + row * height, left + columns * width, bottom + row * height)
    canvas.setDash()
