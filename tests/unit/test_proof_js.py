"""The work that a phone does under attack is the work that the server asks for."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from playwright.sync_api import Browser, Page

from tests.unit.test_code_js import ORIGIN, _serve
from truyvet.floods import demand_proof

EVENT = "0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8e"


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def test_its_sha_256_is_sha_256(browser: Page) -> None:
    texts = ["", "abc", *(f"{EVENT}:{number}" for number in range(0, 10**9, 10**7)), "z" * 55]
    script = "async (texts) => { const m = await import('/proof.js'); return texts.map(m.firstWord); }"
    assert browser.evaluate(script, texts) == [int.from_bytes(sha256(text.encode()).digest()[:4]) for text in texts]


def test_what_a_phone_proves_is_taken(browser: Page) -> None:
    script = "async ([event, bits]) => (await import('/proof.js')).prove(event, bits)"
    for bits in (1, 8, 16):
        demand_proof(bits, EVENT, browser.evaluate(script, [EVENT, bits]))
