"""Phones that are told to come back do so no earlier, and not all at once (web/api.js, web/sending.js)."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.unit.test_cards_js import ORIGIN, _serve

WAITS = """async ([attempt, retryAfter]) => {
  const { backOff } = await import("/api.js");
  return Array.from({ length: 400 }, () => backOff(attempt, retryAfter));
}"""
ASKED = """async () => {
  const { request } = await import("/api.js");
  try { await request("POST", "/api/checkins", { body: {} }); } catch (error) {
    return { temporary: error.temporary, retryAfter: error.retryAfter, status: error.status };
  }
}"""


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("attempt", "retry_after", "seconds"), [(0, 7, 7), (5, 1, 1), (0, None, 1), (3, None, 8), (9, None, 30)]
)
def test_a_phone_waits_as_long_as_it_was_told_and_up_to_half_as_much_again(
    browser: Page, attempt: int, retry_after: int | None, seconds: int
) -> None:
    waits = browser.evaluate(WAITS, [attempt, retry_after])
    assert 1000 * seconds <= min(waits) <= max(waits) <= 1500 * seconds
    assert max(waits) - min(waits) > 300 * seconds


@pytest.mark.parametrize(
    ("status", "headers", "told"),
    [
        (503, {"Retry-After": "5"}, 5),
        (429, {"Retry-After": "40"}, 40),
        # API Gateway's own refusals do not say when.
        (429, {}, None),
        (503, {"Retry-After": "Wed, 21 Oct 2021 07:28:00 GMT"}, None),
    ],
)
def test_a_refusal_for_now_is_told_from_one_for_good(
    browser: Page, status: int, headers: dict[str, str], told: int | None
) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=status, headers=headers, body='{"message": "Service Unavailable"}')

    browser.route("**/api/checkins", refuse)
    answer: dict[str, Any] = browser.evaluate(ASKED)
    browser.unroute("**/api/checkins", refuse)
    assert answer == {"temporary": True, "retryAfter": told, "status": status}
