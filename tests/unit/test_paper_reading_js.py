"""What `web/paper_reading.js` understands of a line: forgiving of how it is written, never of what it says."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.unit.test_cards_js import ORIGIN, _serve

NOW = datetime(2021, 8, 13, 3, 0, tzinfo=UTC)
"""Ten in the morning in Viet Nam."""

READ = """async ([name, ...given]) => (await import("/paper_reading.js"))[name](...given)"""
LINE = {
    "serial": "44",
    "day": "12",
    "in": "715",
    "out": "16h30",
    "name": " nguyễn  thị mười ",
    "number": "0908 765 432",
    "birth_year": "90",
    "signs": "s,h",
}


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def read(browser: Page, name: str, *given: Any) -> Any:
    return browser.evaluate(READ, [name, *given])


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("13", "2021-08-13"),
        ("14", "2021-07-14"),
        ("31", "2021-07-31"),
        ("1/8", "2021-08-01"),
        ("25.12", "2020-12-25"),
        ("02/01/21", "2021-01-02"),
        ("02/01/2021", "2021-01-02"),
        ("13/8/2022", "2022-08-13"),
        ("29/2/2021", None),
        ("1/13", None),
        ("0", None),
        ("x", None),
        ("", None),
    ],
)
def test_a_day_is_the_latest_that_it_can_be(browser: Page, typed: str, day: str | None) -> None:
    start = read(browser, "dayOf", typed, milliseconds(NOW))
    assert start == (milliseconds(datetime.fromisoformat(f"{day}T00:00+07:00")) if day else None)


def test_a_day_without_its_month_is_found_over_short_months(browser: Page) -> None:
    first_of_march = datetime(2021, 3, 1, 3, tzinfo=UTC)
    expected = milliseconds(datetime.fromisoformat("2021-01-30T00:00+07:00"))
    assert read(browser, "dayOf", "30", milliseconds(first_of_march)) == expected


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("7:15", 435), ("7h15", 435), ("7g15", 435), ("715", 435), ("0715", 435), ("7", 420), ("7h", 420), ("23.59", 1439)]
    + [(typed, None) for typed in ("24:00", "7:60", "760", "7:1", "", "-", "sáng")],
)
def test_a_time_may_be_written_as_people_write_it(browser: Page, typed: str, minutes: int | None) -> None:
    assert read(browser, "timeOf", typed) == (minutes * 60_000 if minutes is not None else None)


@pytest.mark.parametrize(
    ("typed", "symptoms", "contact"),
    [
        ("–", [], False),
        ("", [], False),
        ("không", [], False),
        ("SH", ["fever", "cough"], False),
        ("đ, d. m", ["sore_throat", "tired"], False),
        ("K P T", ["breathless", "pneumonia"], True),
    ],
)
def test_the_letters_of_the_sheet_are_a_declaration(
    browser: Page, typed: str, symptoms: list[str], contact: bool
) -> None:
    declaration = read(browser, "signsOf", typed)
    assert (declaration["symptoms"], declaration["contact"]["case"]) == (symptoms, contact)


def test_another_letter_is_no_sign(browser: Page) -> None:
    assert read(browser, "signsOf", "sx") is None


@pytest.mark.parametrize(
    ("typed", "serials"),
    [("44", [44, 44]), ("41-60", [41, 60]), ("41 – 60", [41, 60]), ("60-41", None), ("0", None), ("4a", None)],
)
def test_serials_are_one_or_a_range(browser: Page, typed: str, serials: list[int] | None) -> None:
    assert read(browser, "serialsOf", typed) == serials


def test_a_line_becomes_an_entry_and_an_exit_of_its_day(browser: Page) -> None:
    line = read(browser, "readLine", LINE, milliseconds(NOW))
    assert line["errors"] == []
    assert line["seq"] == 44
    assert line["visits"] == [
        ["in", milliseconds(datetime.fromisoformat("2021-08-12T07:15+07:00"))],
        ["out", milliseconds(datetime.fromisoformat("2021-08-12T16:30+07:00"))],
    ]
    assert line["person"] == {"name": "nguyễn thị mười", "phone": "0908765432", "birth_year": 1990}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"serial": "41-44"}, "serial"),
        ({"day": "13/8/2022"}, "in"),
        ({"in": "25"}, "in"),
        ({"in": "", "out": ""}, "in"),
        ({"out": "7:15"}, "out"),
        ({"day": "13"}, "out"),
        ({"name": "x"}, "name"),
        ({"number": "090"}, "number"),
        ({"number": ""}, "number"),
        ({"birth_year": "1889"}, "birth_year"),
        ({"birth_year": "2022"}, "birth_year"),
        ({"signs": "x"}, "signs"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(browser: Page, changes: dict[str, str], field: str) -> None:
    errors = read(browser, "readLine", LINE | changes, milliseconds(NOW))["errors"]
    assert field in [error["field"] for error in errors]
