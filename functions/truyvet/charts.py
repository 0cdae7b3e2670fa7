"""The trend chart (biểu đồ) of the daily report: scans a day as bars, active points as a line below, one PNG.

Two panels over the same days, each with its own scale from zero: two scales in one panel would make lines cross that
have nothing to do with each other. Drawn with pillow, since importing matplotlib takes 0.6 s.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from truyvet.numbers import number, short_day
from truyvet.reports import DailyReport, TrendPoint

WIDTH, HEIGHT = 360, 256
"""In points of the narrowest phone; the PNG has `SCALE` pixels for each."""
SCALE = 3
_SMOOTH = 2
_COLOURS = 64
_LEFT, _RIGHT = 12.0, 348.0
# Base and height of each panel; the header stands above it.
_BARS, _LINE = (138.0, 96.0), (232.0, 44.0)
_DAYS_TOP = 237.0
_MOST_LABELS = 8
_FONTS = Path(__file__).parent / "fonts"

# Of the pages and posters. Opaque, so that nothing of it is lost on a dark page.
_PAPER, _INK, _GREY, _RULE = "#ffffff", "#0b1c2c", "#44566a", "#d3dce6"
_BAR, _BAR_TODAY, _ACTIVE = "#9dbfe3", "#0b4f9c", "#b3541e"


@dataclass(frozen=True)
class _Pen:
    """Draws in points on a canvas of pixels."""

    draw: ImageDraw.ImageDraw
    ratio: float

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        if self._at(bottom) > self._at(top):
            # Pillow counts the last pixel in.
            corners = (self._at(left), self._at(top), self._at(right) - 1, self._at(bottom) - 1)
            self.draw.rectangle(corners, fill=colour)

    def line(self, path: Sequence[tuple[float, float]], colour: str) -> None:
        pixels = [(self._at(x), self._at(y)) for x, y in path]
        self.draw.line(pixels, fill=colour, width=self._at(2), joint="curve")

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.draw.circle((self._at(x), self._at(y)), radius * self.ratio, fill=colour)

    def text(self, at: tuple[float, float], text: str, colour: str, *, size: float, anchor: str, bold: bool) -> None:
        font = _font(round(size * self.ratio), bold=bold)
        x = _within(at[0], font.getlength(text) / self.ratio, anchor)
        # The rim keeps a number apart from a bar that it touches.
        spot, rim = (self._at(x), self._at(at[1])), self._at(1)
        self.draw.text(spot, text, fill=colour, font=font, anchor=anchor, stroke_width=rim, stroke_fill=_PAPER)

    def _at(self, points: float) -> int:
        return round(points * self.ratio)


def trend_png(report: DailyReport) -> bytes:
    """The trend as a PNG of 1080 × 768 pixels, with Vietnamese labels; the same report gives the same bytes.

    Days without a point stay empty, and the line is broken there.
    """
    ratio = SCALE * _SMOOTH
    canvas = Image.new("RGB", (WIDTH * ratio, HEIGHT * ratio), _PAPER)
    pen = _Pen(ImageDraw.Draw(canvas), ratio)
    _header(pen, 20, "Lượt quét mỗi ngày", _BAR_TODAY)
    _header(pen, 164, "Điểm có lượt quét mỗi ngày", _ACTIVE)
    for base, _ in (_BARS, _LINE):
        pen.box(_LEFT, base, _RIGHT, base + 0.7, _RULE)
    if report.trend:
        columns = _Columns(report.trend)
        _bars(pen, columns)
        _active(pen, columns)
        _days(pen, columns)
    else:
        pen.text((WIDTH / 2, 90), "Chưa có số liệu", _GREY, size=12, anchor="mm", bold=False)
    small = canvas.resize((WIDTH * SCALE, HEIGHT * SCALE), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    # A palette makes the file a third as large, and nobody sees it with so few colours.
    small.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


class _Columns:
    """Where each day of the trend stands: days are spaced by the calendar, so that a missing one shows."""

    def __init__(self, trend: Sequence[TrendPoint]) -> None:
        self.points = {point.day: point for point in trend}
        first, last = min(self.points), max(self.points)
        self.days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
        # A week at least, so that the bar of a first day is no wall.
        self.width = (_RIGHT - _LEFT) / max(len(self.days), 7)
        self.left = (_LEFT + _RIGHT - self.width * len(self.days)) / 2

    def middles(self) -> Iterator[tuple[float, TrendPoint | None]]:
        """The middle of each day's column, with its point."""
        for index, day in enumerate(self.days):
            yield self.left + (index + 0.5) * self.width, self.points.get(day)


def _header(pen: _Pen, base: float, title: str, colour: str) -> None:
    pen.box(_LEFT, base - 9, _LEFT + 9, base, colour)
    pen.text((_LEFT + 14, base), title, _INK, size=12, anchor="ls", bold=True)


def _bars(pen: _Pen, columns: _Columns) -> None:
    base, height = _BARS
    most = max(point.scans for point in columns.points.values()) or 1
    marked = _marked([point.scans for _, point in columns.middles() if point])
    tops = [(middle, base - height * point.scans / most, point.scans) for middle, point in columns.middles() if point]
    half = columns.width * 0.38
    for middle, top, _ in tops[:-1]:
        pen.box(middle - half, top, middle + half, base, _BAR)
    middle, top, _ = tops[-1]
    pen.box(middle - half, top, middle + half, base, _BAR_TODAY)
    for index in marked:
        middle, top, scans = tops[index]
        last = index == len(tops) - 1
        pen.text((middle, top - 3), number(scans), _BAR_TODAY if last else _GREY, size=11, anchor="ms", bold=last)


def _active(pen: _Pen, columns: _Columns) -> None:
    base, height = _LINE
    most = max(point.active for point in columns.points.values()) or 1
    runs: list[list[tuple[float, float]]] = [[]]
    for middle, point in columns.middles():
        if point is None:
            runs.append([])
        else:
            runs[-1].append((middle, base - height * point.active / most))
    for run in runs:
        if len(run) > 1:
            pen.line(run, _ACTIVE)
        for x, y in run:
            pen.dot(x, y, 2.2, _ACTIVE)
    spots = [spot for run in runs for spot in run]
    values = [point.active for _, point in columns.middles() if point]
    last = len(values) - 1
    for index in _marked(values):
        x, y = spots[index]
        pen.dot(x, y, 3.4, _ACTIVE)
        colour = _ACTIVE if index == last else _GREY
        pen.text((x, y - 6), number(values[index]), colour, size=11, anchor="ms", bold=index == last)


def _marked(values: Sequence[int]) -> list[int]:
    """Which days bear their number: the last, and the first and the highest where they lie far from others."""
    last = len(values) - 1
    marked = [last]
    for index in (values.index(max(values)), 0):
        if all(abs(index - other) >= 3 for other in marked):
            marked.append(index)
    return marked


def _days(pen: _Pen, columns: _Columns) -> None:
    count = len(columns.days)
    step = 1 if count <= _MOST_LABELS else -(-count // (_MOST_LABELS - 1))
    for index, (middle, _) in enumerate(columns.middles()):
        # Counted from the last day, whose label must stand.
        if (count - 1 - index) % step == 0:
            last = index == count - 1
            colour = _INK if last else _GREY
            pen.text((middle, _DAYS_TOP), short_day(columns.days[index]), colour, size=10.5, anchor="ma", bold=last)


def _within(x: float, width: float, anchor: str) -> float:
    """The place of a text, moved so far that the whole of it stands on the picture."""
    if not anchor.startswith("m"):
        return x
    return min(max(x, width / 2 + 4), WIDTH - width / 2 - 4)


@cache
def _font(pixels: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    name = "BeVietnamPro-Bold.ttf" if bold else "BeVietnamPro-Regular.ttf"
    # Vietnamese needs no shaping, and the basic layout is the same on every machine.
    return ImageFont.truetype(str(_FONTS / name), pixels, layout_engine=ImageFont.Layout.BASIC)
