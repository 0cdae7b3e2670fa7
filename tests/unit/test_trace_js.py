"""What the tracer's page works out by itself: what is asked, milestones under edits, and the words for all of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.unit.test_cards_js import ORIGIN, _serve
from truyvet import trace_wording
from truyvet.stays import Known

NOW = datetime(2021, 8, 13, 16, 2, tzinfo=UTC).timestamp() * 1000
CALL = """async ([module, name, ...given]) => (await import(module))[name](...given)"""
FORM = {
    "case_number": " BP-0123 ",
    "by": "phone",
    "subject": "0912 345 678",
    "infectious_from": "2021-08-10",
    "until": "2021-08-13",
    "depth": "2",
}
TRACED = {"from": "2021-08-09T17:00:00.000Z", "until": "2021-08-13T16:02:00.000Z"}
STAY = {"venue": "7K3M9QXP", "day": "2021-08-12", "from": "07:30", "to": "08:15", "zone": ""}


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def asking(browser: Page, name: str, *given: Any) -> Any:
    return browser.evaluate(CALL, ["/trace_asking.js", name, *given])


def words(browser: Page, name: str, *given: Any) -> Any:
    return browser.evaluate(CALL, ["/trace_words.js", name, *given])


def days(browser: Page, name: str, *given: Any) -> Any:
    return browser.evaluate(CALL, ["/trace_days.js", name, *given])


@pytest.mark.parametrize(
    ("day", "before", "first"),
    [("2021-08-12", 2, "2021-08-10"), ("2021-03-01", 2, "2021-02-27"), ("2021-01-01", 3, "2020-12-29"), ("", 2, "")],
)
def test_the_infectious_window_begins_so_many_days_before(browser: Page, day: str, before: int, first: str) -> None:
    assert asking(browser, "infectiousFrom", day, before) == first


def test_the_form_becomes_a_request(browser: Page) -> None:
    read = asking(browser, "readQuestion", FORM, NOW)
    assert read["errors"] == []
    assert read["body"] == {
        "case_number": "BP-0123",
        "subject": {"phone": "0912 345 678"},
        "infectious_from": "2021-08-10",
        "until": "2021-08-13",
        "depth": 2,
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"case_number": " "}, "case_number"),
        ({"subject": ""}, "subject.phone"),
        ({"by": "badge", "subject": " "}, "subject.badge"),
        ({"infectious_from": ""}, "infectious_from"),
        ({"infectious_from": "2021-08-14"}, "infectious_from"),
        ({"until": "2021-08-09"}, "until"),
    ],
)
def test_what_is_missing_is_named_by_its_field(browser: Page, changes: dict[str, str], field: str) -> None:
    assert [each["field"] for each in asking(browser, "readQuestion", FORM | changes, NOW)["errors"]] == [field]


def test_until_is_today_in_viet_nam_where_nothing_is_chosen(browser: Page) -> None:
    late = datetime(2021, 8, 13, 17, 30, tzinfo=UTC).timestamp() * 1000
    assert asking(browser, "readQuestion", FORM | {"until": ""}, late)["body"]["until"] == "2021-08-14"


def test_a_remembered_stay_is_told_in_instants(browser: Page) -> None:
    read = asking(browser, "readStay", STAY, NOW, TRACED)
    assert read["errors"] == []
    assert read["stay"] == {
        "venue": "7K3M9QXP",
        "from": "2021-08-12T00:30:00.000Z",
        "to": "2021-08-12T01:15:00.000Z",
        "zone": None,
    }


def test_a_remembered_stay_may_end_after_midnight(browser: Page) -> None:
    read = asking(browser, "readStay", STAY | {"from": "22:00", "to": "01:30"}, NOW, TRACED)
    assert (read["stay"]["from"], read["stay"]["to"]) == ("2021-08-12T15:00:00.000Z", "2021-08-12T18:30:00.000Z")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"venue": ""}, "venue"),
        ({"day": ""}, "day"),
        ({"from": ""}, "from"),
        ({"to": "9"}, "to"),
        ({"from": "23:10", "day": "2021-08-13"}, "day"),
        ({"day": "2021-08-09"}, "day"),
    ],
)
def test_a_remembered_stay_that_cannot_be_is_refused(browser: Page, changes: dict[str, str], field: str) -> None:
    errors = asking(browser, "readStay", STAY | changes, NOW, TRACED)["errors"]
    assert [each["field"] for each in errors] == [f"stay.{field}"]


def visit(number: int, at: str, venue: str = "SHOP", direction: str = "in") -> dict[str, Any]:
    return {"id": str(number), "venue": venue, "at": at, "direction": direction, "zone": None}


def trace(**more: Any) -> dict[str, Any]:
    stay = {"zones": [], "ends_known_by": ["scan", "scan"]}
    return {
        "visits": [
            visit(1, "2021-08-12T00:30:00.000Z"),
            visit(2, "2021-08-12T01:15:00.000Z", direction="out"),
            visit(3, "2021-08-12T17:30:00.000Z", "BAR"),
        ],
        "stays": [
            {"venue": "SHOP", "from": "2021-08-12T00:30:00.000Z", "to": "2021-08-12T01:15:00.000Z", **stay},
            {"venue": "BAR", "from": "2021-08-12T17:30:00.000Z", "to": "2021-08-12T19:00:00.000Z", **stay},
        ],
        "stays_added": [],
        "visits_denied": [],
    } | more


NOTHING: dict[str, list[Any]] = {"added": [], "denied": []}
TOLD = {"venue": "SHOP", "from": "2021-08-11T01:00:00.000Z", "to": "2021-08-11T02:00:00.000Z", "zone": None}


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(day["day"], row["stay"]["venue"], row["state"]) for day in rows for row in day["stays"]]


def test_milestones_stand_under_their_local_day(browser: Page) -> None:
    rows = days(browser, "milestones", trace(), NOTHING)
    assert told(rows) == [("2021-08-12", "SHOP", "kept"), ("2021-08-13", "BAR", "kept")]
    assert [scan["id"] for scan in rows[0]["stays"][0]["scans"]] == ["1", "2"]
    assert days(browser, "pending", trace(), NOTHING) == 0


def test_a_denied_stay_is_marked_until_the_next_trace(browser: Page) -> None:
    edits = NOTHING | {"denied": trace()["visits"][:2]}
    assert told(days(browser, "milestones", trace(), edits))[0] == ("2021-08-12", "SHOP", "denied")
    assert days(browser, "pending", trace(), edits) == 2
    after = trace(visits_denied=["1", "2"])
    assert days(browser, "pending", after, edits) == 0
    assert days(browser, "pending", after, NOTHING) == 2


def test_a_remembered_stay_is_new_until_the_next_trace_knows_it(browser: Page) -> None:
    edits = NOTHING | {"added": [TOLD]}
    assert told(days(browser, "milestones", trace(), edits))[0] == ("2021-08-11", "SHOP", "added")
    assert days(browser, "pending", trace(), edits) == 1
    known = {key: TOLD[key] for key in ("venue", "from", "to")} | {"zones": [], "ends_known_by": ["told", "told"]}
    after = trace(stays=[known, *trace()["stays"]], stays_added=[TOLD])
    assert told(days(browser, "milestones", after, edits))[0] == ("2021-08-11", "SHOP", "told")
    assert days(browser, "pending", after, edits) == 0
    assert told(days(browser, "milestones", after, NOTHING))[0] == ("2021-08-11", "SHOP", "denied")
    assert days(browser, "pending", after, NOTHING) == 1


def test_page_and_files_use_the_same_words(browser: Page) -> None:
    for known in Known:
        assert words(browser, "knownBy", known.value) == trace_wording.KNOWN[known]
    for match in (True, False, None):
        assert words(browser, "zones", match) == trace_wording.zones(match)
    for level, meets in ((1, True), (2, True), (1, False)):
        contact = {"level": level, "meets_definition": meets}
        assert words(browser, "levelName", contact) == trace_wording.level(level, meets_definition=meets)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2021-08-12T00:30:00Z", "2021-08-12T01:15:00Z", "07:30–08:15"),
        ("2021-08-12T15:00:00Z", "2021-08-12T17:00:00Z", "22:00–24:00"),
        ("2021-08-12T15:00:00Z", "2021-08-12T18:30:00Z", "22:00–01:30 13/08"),
    ],
)
def test_hours_say_the_day_only_where_it_is_another(browser: Page, start: str, end: str, shown: str) -> None:
    assert words(browser, "hours", start, end).replace("\u2060", "") == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+84987654321", "0987 654 321"),
        ("+842713888115", "0271 388 8115"),
        ("+12025550123", "+12025550123"),
        (None, ""),
    ],
)
def test_a_number_is_shown_as_it_is_dialled(browser: Page, number: str | None, shown: str) -> None:
    assert words(browser, "phone", number) == shown


def met(**more: Any) -> dict[str, Any]:
    sure = ["scan", "next_scan"]
    return {"zone_match": True, "ends_known_by": sure, "source_ends_known_by": sure} | more


def test_a_score_says_what_lowers_it(browser: Page) -> None:
    contact = {"overlap_minutes": 45, "tail_minutes": 0, "encounters": [met()]}
    assert words(browser, "scoreSentence", contact) == "Tính từ 45 phút cùng chỗ."
    doubtful = contact | {
        "tail_minutes": 10,
        "encounters": [met(zone_match=None), met(source_ends_known_by=["scan", "assumed"])],
    }
    assert words(browser, "scoreSentence", doubtful) == (
        "Tính từ 45 phút cùng chỗ và một phần của 10 phút sau khi người kia rời. "
        "Điểm giảm vì không rõ cùng khu hay không; giờ vào, ra ước tính."
    )
