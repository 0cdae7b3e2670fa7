"""Waiting for what happens on its own: the stream, a service worker."""

import time
from collections.abc import Callable
from typing import Any


def until(true: Callable[[], Any], seconds: float = 60) -> None:
    """Asks until it is true; fails the test after so many seconds."""
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert true()
