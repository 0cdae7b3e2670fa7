"""A venue with helper devices, for the tests of the helper's page: what its owner and the tables know of it."""

import re
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from playwright.sync_api import Page, expect

from local.stack import Stack
from tests.e2e.waiting import until
from tests.integration import doors
from tests.integration.test_venues import call
from truyvet import days
from truyvet.tally_table import TallyTable
from truyvet.visit_table import VisitTable
from truyvet.visits import Visit

_numbers = count(1)


class HelperPlace:
    """A venue of one test alone."""

    def __init__(self, stack: Stack) -> None:
        self.origin = stack.origin
        self.name = f"Chợ Phước Hòa số {next(_numbers)}"
        status, given = call("POST", f"{stack.origin}/api/venues", doors.VENUE | {"name": self.name})
        assert status == 201, given
        self.code, self._token = given["code"], given["owner_token"]
        self.api = f"{stack.origin}/api/venues/{self.code}"
        self._district, self._commune = int(str(doors.VENUE["district"])), int(str(doors.VENUE["commune"]))
        client = stack.access.client("dynamodb")
        self._visits = VisitTable(client, stack.table("Visits"))
        self._tallies = TallyTable(client, stack.table("Tallies"))

    def new_device(self, name: str = "cổng 1", *, paper: bool = False) -> dict[str, Any]:
        status, given = call("POST", f"{self.api}/devices", {"name": name, "paper": paper}, self._token)
        assert status == 201, given
        return given

    def devices(self) -> list[dict[str, Any]]:
        """Its devices as the owner's page has them."""
        status, given = call("GET", f"{self.api}/devices", token=self._token)
        assert status == 200, given
        return list(given["devices"])

    def revoke(self, device: str) -> None:
        status, given = call("DELETE", f"{self.api}/devices/{device}", token=self._token)
        assert status == 200, given

    def visits(self, day: date | None = None) -> list[Visit]:
        """The visits of a local day, today if none is named."""
        return list(self._visits.of_day(self.code, day or days.local_day(datetime.now(UTC))))

    def counted(self) -> int:
        """Entries and exits of today, as the stream has tallied them."""
        today = days.local_day(datetime.now(UTC))
        tally = self._tallies.get(self.code, today, self._district, self._commune)
        return tally.entries + tally.exits if tally else 0


def pair(page: Page, place: HelperPlace) -> Page:
    """The page as a device of the place, ready to scan by a connected scanner."""
    page.goto(place.new_device()["pair_url"])
    expect(page.locator("#desk-venue")).to_have_text(place.name, timeout=30_000)
    page.get_by_role("button", name="Máy quét", exact=True).click()
    return page


def scan(page: Page, text: str) -> None:
    """What a connected scanner does: types fast into the field that has the focus, and Enter."""
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def citizen_card(number: int) -> str:
    """The card of one of many made-up women born in 1990."""
    return f"070190{number:06}||Nguyễn Thị Mười|01121990|Nữ|Tổ 5, Tân Thiện, Đồng Xoài|15042021"


def banner(page: Page, text: str | re.Pattern[str]) -> None:
    """What became of the last scan."""
    expect(page.locator("#banner")).to_contain_text(text)


def line(page: Page, text: str | re.Pattern[str]) -> None:
    """What waits, and what is missing."""
    expect(page.locator("#waiting-line")).to_contain_text(text)


def kept_for_offline(page: Page) -> None:
    """Waits until the page is in the service worker's cache."""
    until(lambda: page.evaluate("caches.match('/helper').then(Boolean)"))
