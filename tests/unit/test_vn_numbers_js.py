"""What officials' pages say in numbers is what the report says."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.unit.test_code_js import ORIGIN, SEED, _serve
from truyvet import numbers
from truyvet.sketches import STANDARD_ERROR


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    made = chromium.new_page()
    made.route("**/*", _serve)
    made.goto(ORIGIN)
    yield made
    made.close()


def said(page: Page, name: str, values: list[Any]) -> list[Any]:
    script = (
        f"async (all) => {{ const m = await import('/vn_numbers.js'); return all.map((each) => m.{name}(...each)); }}"
    )
    told: list[Any] = page.evaluate(script, values)
    return told


def test_a_name_in_the_middle_of_a_sentence_keeps_its_own_capitals(page: Page) -> None:
    names = [["Thứ Năm"], ["Không in được mã QR"], [""]]
    assert said(page, "lowered", names) == ["thứ Năm", "không in được mã QR", ""]


def test_numbers_and_shares_are_written_alike(page: Page) -> None:
    choose = random.Random(SEED)  # noqa: S311 - made-up figures
    whole = [choose.randint(-(10**n), 10**n) for n in range(8) for _ in range(20)]
    assert said(page, "number", [[each] for each in whole]) == [numbers.number(each) for each in whole]
    assert said(page, "signed", [[each] for each in whole]) == [numbers.signed(each) for each in whole]
    shares = [(0, 10), (0, 0), (10, 10), (1, 5000), (4999, 5000), (1, 3), (29, 1000), (1, 2), (537, 18365)]
    shares += [(part, whole) for whole in (16, 40, 80, 320, 400) for part in range(whole + 1)]
    assert said(page, "share", [list(each) for each in shares]) == [numbers.share(*each) for each in shares]
    assert said(page, "percent", [[STANDARD_ERROR]]) == [numbers.percent(STANDARD_ERROR)]


def test_a_change_goes_the_same_way_and_as_far(page: Page) -> None:
    pairs = [(11421, 10187), (5, 8), (8, 5), (100, 100), (120, 0), (0, 120), (1000, 9), (100_000, 99_999)]
    for told, (now, before) in zip(said(page, "change", [list(each) for each in pairs]), pairs, strict=True):
        assert told["direction"] == (now > before) - (now < before)
        words = numbers.change(now, before)
        assert told["text"].partition(" (")[2] == words.partition(" (")[2]
    assert said(page, "change", [[5, None]]) == [{"text": "–", "direction": None}]


def test_days_are_named_alike(page: Page) -> None:
    days = [date(2021, 2, 27) + timedelta(days=back) for back in range(400)]
    texts = [[day.isoformat()] for day in days]
    assert said(page, "day", texts) == [numbers.day(day) for day in days]
    assert said(page, "weekday", texts) == [numbers.weekday(day) for day in days]
    assert said(page, "moved", [[day.isoformat(), 1] for day in days]) == [
        (day + timedelta(days=1)).isoformat() for day in days
    ]
