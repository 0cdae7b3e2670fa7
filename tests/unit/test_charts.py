"""The trend chart shows the figures of the report, sharp on a phone and small in a mail."""

import io
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from PIL import Image

from tests.unit.sample_report import DAY, sample_report
from truyvet import charts
from truyvet.charts import SCALE, WIDTH
from truyvet.reports import DailyReport, TrendPoint

REPORT = sample_report(not_implementing=0, wrongly_implementing=0)
BAR, BAR_TODAY, LINE = (157, 191, 227), (11, 79, 156), (179, 84, 30)


def drawn(report: DailyReport) -> Image.Image:
    return Image.open(io.BytesIO(charts.trend_png(report))).convert("RGB")


def with_trend(*points: TrendPoint) -> DailyReport:
    return replace(REPORT, trend=points)


def columns_of(picture: Image.Image, colour: tuple[int, int, int], top: int, bottom: int) -> list[int]:
    """For each column of pixels, how many of about this colour it has between two heights."""
    return [
        sum(_near(picture.getpixel((x, y)), colour) for y in range(top, bottom)) for x in range(0, picture.width, 3)
    ]


def _near(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 10 for one, other in zip(pixel, colour, strict=True))


def test_it_has_three_pixels_for_each_point_of_a_phone_and_is_small() -> None:
    png = charts.trend_png(REPORT)
    picture = Image.open(io.BytesIO(png))
    assert picture.format == "PNG"
    assert picture.width == WIDTH * SCALE == 1080
    assert len(png) < 40_000


def test_it_is_opaque_so_that_a_dark_page_hides_nothing() -> None:
    picture = Image.open(io.BytesIO(charts.trend_png(REPORT)))
    assert "transparency" not in picture.info
    assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert charts.trend_png(REPORT) == charts.trend_png(REPORT)


def test_other_figures_give_another_picture() -> None:
    assert charts.trend_png(REPORT) != charts.trend_png(
        replace(REPORT, trend=(*REPORT.trend[:-1], TrendPoint(DAY, 11_422, 2_041)))
    )


def test_bars_are_as_high_as_their_scans() -> None:
    picture = drawn(with_trend(TrendPoint(DAY - timedelta(days=1), 500, 10), TrendPoint(DAY, 1_000, 20)))
    half, whole = (max(columns_of(picture, colour, 126, 414)) for colour in (BAR, BAR_TODAY))
    assert half / whole == pytest.approx(0.5, abs=0.02)


def test_every_day_of_the_trend_has_its_bar() -> None:
    columns = columns_of(drawn(REPORT), BAR, 100, 414)
    starts = sum(1 for before, now in pairwise(columns) if before < 5 <= now)
    assert starts == len(REPORT.trend) - 1 == 13


def test_days_that_are_missing_leave_a_gap_in_bars_and_line() -> None:
    point = TrendPoint(DAY, 1_000, 100)
    days = [replace(point, day=DAY - timedelta(days=back)) for back in (6, 5, 1, 0)]
    picture = drawn(with_trend(*days))
    bars = columns_of(picture, BAR, 100, 400)
    line = columns_of(picture, LINE, 540, 690)
    middle = slice(len(bars) * 2 // 5, len(bars) * 3 // 5)
    assert not any(bars[middle])
    assert not any(line[middle])


@pytest.mark.parametrize(
    "trend",
    [
        (),
        (TrendPoint(DAY, 0, 0),),
        (TrendPoint(DAY, 11_421, 2_041),),
        tuple(TrendPoint(DAY - timedelta(days=back), 0, 0) for back in range(13, -1, -1)),
        tuple(TrendPoint(date(2021, 12, 31) - timedelta(days=back), 3_000_000, 18_365) for back in range(30, -1, -1)),
    ],
    ids=["nothing", "no scans", "first day", "only zeros", "a month of millions"],
)
def test_any_trend_can_be_drawn(trend: tuple[TrendPoint, ...]) -> None:
    picture = drawn(with_trend(*trend))
    edges = [picture.getpixel((x, y)) for x in (0, picture.width - 1) for y in range(picture.height)]
    assert set(edges) == {(255, 255, 255)}, "something is cut at the edge"
