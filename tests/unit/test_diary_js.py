"""What a phone computes for itself: receipts equal to the server's, and which public places it was at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser, Page, Route

from truyvet import codes, receipts
from truyvet.days import local_day, milliseconds

WEB = Path(__file__).parents[2] / "web"
# A secure context, as https is: elsewhere browsers have no crypto.subtle.
ORIGIN = "http://localhost"
NINE = milliseconds(datetime(2021, 8, 13, 2, 0, tzinfo=UTC))
MINUTE = 60_000
HERE, ELSEWHERE = "7K3M9QX0", "0A1B2C3D"


def _serve(route: Route) -> None:
    file = WEB / route.request.url.removeprefix(f"{ORIGIN}/")
    if file.suffix == ".js":
        route.fulfill(path=file, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def test_receipts_are_the_same_on_phone_and_server(browser: Page) -> None:
    start = datetime(2021, 1, 1, tzinfo=UTC)
    made = [(codes.new_code(), start + timedelta(hours=17 * number), uuid4()) for number in range(300)]
    made.append((HERE, datetime(2021, 8, 13, 16, 59, 59, tzinfo=UTC), UUID(int=0)))
    made.append((HERE, datetime(2021, 8, 13, 17, 0, tzinfo=UTC), UUID(int=2**128 - 1)))
    computed = browser.evaluate(
        """async (visits) => {
            const m = await import('/receipts.js');
            return Promise.all(visits.map(([venue, at, id]) => m.receiptCode({ id, venue, at })));
        }""",
        [[venue, milliseconds(at), str(visit)] for venue, at, visit in made],
    )
    assert computed == [receipts.visit_code(venue, local_day(at), visit) for venue, at, visit in made]


def stays(browser: Page, *visits: tuple[str, int, str]) -> list[list[int]]:
    """The stays at HERE in minutes after nine o'clock; people usually stay 20 minutes."""
    found = browser.evaluate(
        """async ([visits, here, usual]) => (await import('/diary.js')).stays(visits, here, usual)""",
        [
            [{"venue": venue, "at": NINE + minute * MINUTE, "direction": way} for venue, minute, way in visits],
            HERE,
            20 * MINUTE,
        ],
    )
    return [[(each["from"] - NINE) // MINUTE, (each["to"] - NINE) // MINUTE] for each in found]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        ([(HERE, 0, "in"), (HERE, 50, "out")], [[0, 50]]),
        ([(HERE, 0, "in")], [[0, 20]]),
        ([(HERE, 0, "in"), (ELSEWHERE, 10, "in")], [[0, 10]]),
        ([(HERE, 30, "out")], [[10, 30]]),
        # A family that did not leave together: until the last of them.
        ([(HERE, 0, "in"), (HERE, 40, "out"), (HERE, 60, "out")], [[0, 60]]),
        ([(ELSEWHERE, 0, "in"), (ELSEWHERE, 5, "out")], []),
        # An exit of the next day is not the end of today's stay.
        ([(HERE, 0, "in"), (HERE, 1440, "out")], [[0, 20], [1420, 1440]]),
    ],
)
def test_visits_become_stays(browser: Page, visits: list[tuple[str, int, str]], expected: list[list[int]]) -> None:
    assert stays(browser, *visits) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "met"),
    [(-60, -30, False), (-60, 0, False), (-60, 1, True), (15, 90, True), (50, 90, True), (51, 90, False)],
)
def test_a_place_matches_where_somebody_was_there_at_that_time(
    browser: Page, begins: int, ends: int, met: bool
) -> None:
    def text(minute: int) -> str:
        return f"{datetime.fromtimestamp(NINE / 1000 + minute * 60, UTC):%Y-%m-%dT%H:%M:%S.000Z}"

    place = {"venue": HERE, "from": text(begins), "to": text(ends), "usual_minutes": 20}
    visits = [
        {"venue": HERE, "at": NINE, "direction": "in"},
        {"venue": HERE, "at": NINE + 50 * MINUTE, "direction": "out"},
    ]
    found: list[Any] = browser.evaluate(
        "async ([visits, places]) => (await import('/diary.js')).meetings(visits, places)",
        [visits, [place, place | {"venue": ELSEWHERE}]],
    )
    assert found == ([place] if met else [])


def test_a_phone_forgets_after_28_days_and_keeps_a_visit_once(browser: Page) -> None:
    now = datetime.now(UTC)
    texts = [f"{now - timedelta(days=days):%Y-%m-%dT%H:%M:%S.000Z}" for days in (29, 3, 3)]
    diary = [[f"id-{number and 1}", HERE, at, "in"] for number, at in enumerate(texts)]
    kept = browser.evaluate(
        """async (diary) => {
            localStorage.setItem('truyvet.diary', JSON.stringify(diary));
            const all = (await import('/diary.js')).visits();
            return [all.map(({ id }) => id), JSON.parse(localStorage.getItem('truyvet.diary')).length];
        }""",
        diary,
    )
    assert kept == [["id-1"], 1]
