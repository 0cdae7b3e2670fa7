"""Phones for the browser tests: real Chromium, 360 px wide, against the whole stack on this machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.integration.conftest import stack

__all__ = ["stack"]  # the same fixture, for this folder
Phone = Callable[..., Page]
# The first call of each function starts it, which takes seconds on a busy machine.
# A request may hang for the 12 s that the page allows, be sent again after its back-off, and hang once more.
expect.set_options(timeout=45_000)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Phone]:
    """Makes phones of people who have never been here; what a page throws or its policy forbids fails the test."""
    faults: list[str] = []
    contexts = []

    def new_phone(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": {"width": 360, "height": 740}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        return page

    yield new_phone
    for context in contexts:
        context.close()
    assert faults == []
