"""The list of contacts on the tracer's page: levels, pages, search, and a network that fails in between."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.unit.test_cards_js import ORIGIN, ROOT, _serve

PLACES = ("levels", "found", "contacts", "more", "unreadable")
START = """async (first) => {
  document.body.innerHTML = `<input id="find">${first.places.map((id) => `<div id="${id}"></div>`).join("")}`;
  const list = await import("/trace_contacts.js");
  window.asked = [];
  window.broken = false;
  window.pages = first.pages;
  const load = async (place) => {
    window.asked.push(place);
    if (window.broken) throw { title: "Không có mạng", text: "Xin thử lại." };
    list.addPage(window.pages[place]);
  };
  list.startContacts();
  list.showContacts(first.trace, load, first.changes);
}"""


def contact(number: int, **more: Any) -> dict[str, Any]:
    person = {"name": f"Nguyễn Văn {number}", "phone": f"+84987{number:06}", "document": None, "qid": None}
    person |= {"birth_year": None, "address": None, "commune": None, "sex": None}
    meeting = {
        "source": 0,
        "venue": "SHOP",
        "from": "2021-08-12T00:30:00.000Z",
        "to": "2021-08-12T01:15:00.000Z",
        "overlap_minutes": 45,
        "tail_minutes": 0,
        "zone_match": None,
        "ends_known_by": ["scan", "scan"],
        "source_ends_known_by": ["scan", "scan"],
    }
    return {
        "number": number,
        "level": 1,
        "meets_definition": True,
        "score": 45,
        "overlap_minutes": 45,
        "tail_minutes": 0,
        "meetings": 1,
        "encounters": [meeting],
        "name": person["name"],
        "people": [person],
        "symptoms": False,
        "unreadable": False,
    } | more


def page_of(first: int, contacts: list[dict[str, Any]]) -> dict[str, Any]:
    venues = [{"code": "SHOP", "name": "Chợ Đồng Xoài", "commune": 25195, "commune_name": "Phường Tân Phú"}]
    return {"contacts": contacts[first : first + 100], "venues": venues}


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def show(page: Page, contacts: list[dict[str, Any]], **changes: list[int]) -> None:
    groups: list[dict[str, Any]] = []
    for place, each in enumerate(contacts):
        level, meets = each["level"], each["meets_definition"]
        if not groups or (groups[-1]["level"], groups[-1]["meets_definition"]) != (level, meets):
            groups.append({"level": level, "meets_definition": meets, "first": place, "count": 0})
        groups[-1]["count"] += 1
    pages = {str(first): page_of(first, contacts) for first in range(0, len(contacts) or 1, 10)}
    no_changes: dict[str, list[int]] = {"new": [], "raised": [], "lowered": []}
    page.evaluate(
        START,
        {
            "places": PLACES,
            "trace": {**page_of(0, contacts), "groups": groups},
            "pages": pages,
            "changes": no_changes | changes,
        },
    )


def many(f1: int, near: int = 0, f2: int = 0) -> list[dict[str, Any]]:
    kinds = [(1, True)] * f1 + [(1, False)] * near + [(2, True)] * f2
    return [
        contact(number, level=level, meets_definition=meets) for number, (level, meets) in enumerate(kinds, start=1)
    ]


def asked(page: Page) -> Any:
    return page.evaluate("window.asked")


def test_names_are_opened_a_page_at_a_time(blank: Page) -> None:
    show(blank, many(250))
    expect(blank.locator("#contacts > li")).to_have_count(100)
    expect(blank.locator("#found")).to_contain_text("Đã mở 100/250 người")
    blank.get_by_role("button", name="Mở thêm 100 người").click()
    expect(blank.locator("#contacts > li")).to_have_count(200)
    blank.get_by_role("button", name="Mở thêm 50 người").click()
    expect(blank.locator("#contacts > li")).to_have_count(250)
    expect(blank.locator("#more")).to_be_empty()
    assert asked(blank) == [100, 200]


def test_a_level_that_begins_behind_the_first_page_is_opened_when_it_is_chosen(blank: Page) -> None:
    show(blank, many(120, 60, 30))
    blank.get_by_role("button", name="30 F2").click()
    expect(blank.locator("#contacts > li")).to_have_count(30)
    assert asked(blank) == [180]
    blank.get_by_role("button", name="60 Ở gần").click()
    expect(blank.locator("#contacts > li")).to_have_count(60)
    assert asked(blank) == [180, 120]


def test_without_f1_the_first_level_that_has_anybody_is_shown(blank: Page) -> None:
    show(blank, many(0, 3))
    expect(blank.locator("#contacts > li")).to_have_count(3)
    show(blank, [])
    expect(blank.locator("#found")).to_have_text("Không có ai ở mức F1.")


def test_the_search_says_how_much_it_has_seen_and_can_open_the_rest(blank: Page) -> None:
    show(blank, many(250))
    blank.locator("#find").fill("van 249")
    expect(blank.locator("#found")).to_contain_text("Tìm thấy 0 trong 100 người đã mở, 250 người ở mức F1.")
    blank.get_by_role("button", name="Mở hết 250 người để tìm").click()
    expect(blank.locator("#contacts .person-name")).to_have_text(["Nguyễn Văn 249"])


def test_a_page_that_does_not_come_is_said_and_asked_for_again(blank: Page) -> None:
    show(blank, many(150))
    blank.evaluate("window.broken = true")
    blank.get_by_role("button", name="Mở thêm 50 người").click()
    expect(blank.locator("#more")).to_contain_text("Không có mạng. Xin thử lại.")
    blank.evaluate("window.broken = false")
    blank.get_by_role("button", name="Mở thêm 50 người").click()
    expect(blank.locator("#contacts > li")).to_have_count(150)


def test_several_people_behind_one_number_and_marks_are_shown(blank: Page) -> None:
    shared = contact(1)
    shared["people"] = [*shared["people"], dict(shared["people"][0], name="Trần Thị Hoa")]
    show(blank, [shared, contact(2, symptoms=True)], new=[2])
    first, second = blank.locator("#contacts > li").all()
    expect(first.locator(".person-name")).to_have_text(["Nguyễn Văn 1", "Trần Thị Hoa"])
    expect(first).to_contain_text("2 người chung một số")
    expect(second.locator(".marks")).to_have_text("MớiKhai có dấu hiệu, tiếp xúc")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_high_score_stays_inside_its_row(blank: Page, width: int) -> None:
    show(blank, [contact(1, score=1166.5)])
    blank.set_viewport_size({"width": width, "height": 740})
    style = "".join((ROOT / "web" / f"{name}.css").read_text("utf-8") for name in ("base", "official", "trace"))
    blank.evaluate(
        "(style) => document.body.append(Object.assign(document.createElement('style'), style))", {"textContent": style}
    )
    assert blank.locator("#contacts .score").evaluate("(score) => score.scrollWidth <= score.clientWidth")


def test_who_has_no_readable_record_is_told_apart_with_place_and_time(blank: Page) -> None:
    show(blank, [contact(1), contact(2, people=[], name="", unreadable=True)])
    expect(blank.locator("#contacts > li")).to_have_count(1)
    expect(blank.locator("#unreadable")).to_contain_text("Số 2 (F1, 45 phút cùng chỗ): bản khai không mở được.")
    expect(blank.locator("#unreadable")).to_contain_text("Chợ Đồng Xoài 12/08/2021 07:30")


def test_names_are_text_and_never_markup(blank: Page) -> None:
    bad = contact(1)
    bad["people"][0]["name"] = "<img src=x onerror=alert(1)>"
    show(blank, [bad])
    expect(blank.locator("#contacts img")).to_have_count(0)
    expect(blank.locator("#contacts .person-name")).to_have_text("<img src=x onerror=alert(1)>")


def test_forty_thousand_contacts_are_shown_at_once(blank: Page) -> None:
    trace = {**page_of(0, many(100)), "groups": [{"level": 1, "meets_definition": True, "first": 0, "count": 40_000}]}
    no_changes: dict[str, list[int]] = {"new": [], "raised": [], "lowered": []}
    started = blank.evaluate("performance.now()")
    blank.evaluate(START, {"places": PLACES, "trace": trace, "pages": {}, "changes": no_changes})
    expect(blank.locator("#found")).to_contain_text("Đã mở 100/40.000 người")
    assert blank.evaluate("performance.now()") - started < 2000
