"""What tests of several kinds share."""

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

GRANTS = "tests/integration/test_grants.py"
# What calls the functions under their real roles.
CALLERS = ("tests/integration/", "tests/e2e/")

# How long an example takes tells of the machine and of what else runs on it.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The test of what all others have used comes last, and only where all of them run."""
    grants = [item for item in items if item.nodeid.startswith(GRANTS)]
    others = [item for item in items if not item.nodeid.startswith(GRANTS)]
    asked = {item.path for item in others if item.nodeid.startswith(CALLERS)}
    there = {path for folder in CALLERS for path in (config.rootpath / folder).glob("test_*.py")}
    whole = asked >= there - {config.rootpath / GRANTS} and not any("::" in arg for arg in config.args)
    items[:] = [*others, *(grants if whole and not config.option.keyword else [])]
    if len(items) < len(others) + len(grants):
        config.hook.pytest_deselected(items=grants)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The one browser of a test run: Playwright's synchronous side can be started only once in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()
