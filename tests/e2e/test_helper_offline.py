"""A helper's device without a network, and with a bad one: no scan is lost, and it shows that none is."""

import contextlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from local.stack import Stack
from tests.e2e.helper_place import HelperPlace, banner, citizen_card, kept_for_offline, line, pair, scan
from tests.e2e.waiting import until

Phone = Callable[..., Page]
BATCH = "**/api/checkins/batch"
SCANS = 200
DELETE_EVENT = """(number) => new Promise((resolve, reject) => {
  indexedDB.open("truyvet", 1).onsuccess = ({ target: { result } }) => {
    const queue = result.transaction("queue", "readwrite").objectStore("queue");
    queue.index("seq").getKey(number).onsuccess = ({ target }) => {
      queue.delete(target.result).onsuccess = () => { result.close(); resolve(target.result); };
    };
  };
})"""
CLOCK_LEARNED = """() => new Promise((resolve) => {
  indexedDB.open("truyvet", 1).onsuccess = ({ target: { result } }) => {
    result.transaction("state").objectStore("state").get("clock").onsuccess = ({ target }) => {
      result.close();
      resolve(Boolean(target.result));
    };
  };
})"""


@pytest.fixture
def place(stack: Stack) -> HelperPlace:
    return HelperPlace(stack)


def test_without_a_network_everything_opens_and_says_what_waits(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#desk-venue")).to_have_text(place.name)
    scan(page, citizen_card(1))
    banner(page, "ĐÃ LƯU TRÊN MÁY, CHƯA GỬI")
    line(page, re.compile(r"Không có mạng.*Chờ gửi: 1 lượt, từ \d\d:\d\d"))
    page.context.set_offline(False)
    banner(page, "ĐÃ VÀO")
    line(page, "Đã gửi hết")


class BadNetwork:
    """Of three batches one is refused, one is taken twice, and of one the answer is lost on the way."""

    def __init__(self) -> None:
        self.batches = 0

    def __call__(self, route: Route) -> None:
        self.batches += 1
        if self.batches % 3 == 1:
            route.fulfill(status=503, json={"error": "try_again", "message": "Hệ thống đang bận."})
        elif self.batches % 3 == 2:
            route.fetch()
            route.fulfill(response=route.fetch())
        else:
            route.fetch()
            route.abort("connectionreset")


def crashed_and_opened_again(page: Page, url: str) -> Page:
    """The page dies in the middle of whatever it does, without a last word; another one is opened."""
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
    again = page.context.new_page()
    page.close()
    again.goto(url)
    return again


def test_200_scans_without_a_network_survive_a_crash_and_a_bad_network_and_arrive_once_each(
    phone: Phone, place: HelperPlace
) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    for number in range(SCANS // 2):
        scan(page, citizen_card(number))
    line(page, f"Chờ gửi: {SCANS // 2} lượt")
    page = crashed_and_opened_again(page, f"{place.origin}/helper")
    line(page, f"Chờ gửi: {SCANS // 2} lượt")
    for number in range(SCANS // 2, SCANS):
        scan(page, citizen_card(number))
    line(page, f"Chờ gửi: {SCANS} lượt")
    network = BadNetwork()
    page.context.route(BATCH, network)
    page.context.set_offline(False)
    send_all(page)
    assert network.batches > 3
    assert len({visit.person for visit in place.visits()}) == len(place.visits()) == SCANS
    until(lambda: place.counted() >= SCANS)
    assert place.counted() == SCANS
    [device] = place.devices()
    assert (device["highest"], device["missing"], device["waiting"]) == (SCANS, "", 0)
    expect(page.locator("#waiting-line[data-state=clear]")).to_be_visible()


def test_a_scan_deleted_from_the_device_is_exactly_the_gap_that_is_reported(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    for number in range(12):
        scan(page, citizen_card(number))
    line(page, "Chờ gửi: 12 lượt")
    page.evaluate(DELETE_EVENT, 7)
    page.context.set_offline(False)
    send_all(page)
    line(page, "Thiếu số 7")
    assert len(place.visits()) == 11
    [device] = place.devices()
    assert (device["highest"], device["missing"], device["missing_count"]) == (12, "7", 1)


def test_the_last_scan_is_missed_too_when_it_is_deleted(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    page.context.set_offline(True)
    scan(page, citizen_card(1))
    scan(page, citizen_card(2))
    line(page, "Chờ gửi: 2 lượt")
    page.evaluate(DELETE_EVENT, 2)
    page.context.set_offline(False)
    send_all(page)
    line(page, "Thiếu số 2")
    assert place.devices()[0]["missing"] == "2"


def test_a_scan_that_has_to_come_again_stays_on_the_device(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    once = iter([True])

    def busy(route: Route) -> None:
        if not next(once, False):
            route.continue_()
            return
        sent: Any = route.request.post_data_json
        results = [{"seq": event["seq"], "status": "retry"} for event in sent["events"]]
        route.fulfill(json={"results": results, "missing": [1], "missing_count": 1, "received_at": None})

    page.context.route(BATCH, busy)
    scan(page, citizen_card(1))
    line(page, "Chờ gửi: 1 lượt")
    banner(page, "ĐÃ LƯU TRÊN MÁY, CHƯA GỬI")
    banner(page, "ĐÃ VÀO")
    line(page, "Đã gửi hết")
    assert len(place.visits()) == 1


def test_a_revoked_device_keeps_its_scans_and_sends_them_when_paired_again(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    place.revoke(place.devices()[0]["device"])
    scan(page, citizen_card(1))
    line(page, "Máy bị thu hồi")
    line(page, "Chờ gửi: 1 lượt")
    page.goto("about:blank")
    page.goto(place.new_device("cổng 2")["pair_url"])
    line(page, "Đã gửi hết")
    assert len(place.visits()) == 1
    [device] = [device for device in place.devices() if device["name"] == "cổng 2"]
    assert (device["highest"], device["missing"]) == (1, "")


def test_two_tabs_of_one_device_never_give_a_number_twice(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    other = page.context.new_page()
    other.goto(f"{place.origin}/helper")
    expect(other.locator("#wedge")).to_be_focused()
    for number in range(10):
        scan(page, citizen_card(number))
        scan(other, citizen_card(100 + number))
    until(lambda: len(place.visits()) == 20)
    until(lambda: place.devices()[0]["missing_count"] == 0)
    assert place.devices()[0]["highest"] == 20


def test_a_wrong_clock_is_learned_and_corrected_for_new_scans_only(phone: Phone, place: HelperPlace) -> None:
    page = phone()
    page.add_init_script("{ const right = Date.now; Date.now = () => right() + 3 * 3600 * 1000; }")
    page = pair(page, place)
    line(page, "Đã gửi hết")
    until(lambda: page.evaluate(CLOCK_LEARNED))
    scan(page, citizen_card(1))
    banner(page, "ĐÃ VÀO")
    [visit] = place.visits()
    assert abs((visit.at - datetime.now(UTC)).total_seconds()) < 60
    assert not visit.clock_doubt


def test_answers_of_the_api_are_never_kept(phone: Phone, place: HelperPlace) -> None:
    page = pair(phone(), place)
    kept_for_offline(page)
    scan(page, citizen_card(1))
    banner(page, "ĐÃ VÀO")
    kept = page.evaluate(
        "async () => [].concat(...await Promise.all((await caches.keys()).map(async (name) => "
        "(await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname))))"
    )
    assert {"/", "/checkin", "/helper"} <= set(kept)
    assert [path for path in kept if path.startswith("/api")] == []


def send_all(page: Page) -> None:
    """As when the network comes back again and again; the page itself would wait longer each time."""
    page.wait_for_function(
        """() => {
          dispatchEvent(new Event("online"));
          return document.querySelector("#waiting-line").textContent.includes("Đã gửi hết");
        }""",
        polling=300,
        timeout=60_000,
    )
