"""What phones compute in `web/` equals what the server computes: venue codes, words of the day, ids."""

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, Route

from truyvet import codes

WEB = Path(__file__).parents[2] / "web"
ORIGIN = "http://truyvet.test"
SEED = 20210814


def _serve(route: Route) -> None:
    file = WEB / route.request.url.removeprefix(f"{ORIGIN}/")
    if file.suffix == ".js":
        route.fulfill(path=file, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    """A page that can import every module of `web/`, without any server."""
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def test_the_check_character_is_the_same_on_phone_and_server(browser: Page) -> None:
    choose = random.Random(SEED)  # noqa: S311 - made-up codes
    bodies = ["".join(choose.choices(codes.ALPHABET, k=7)) for _ in range(5000)]
    computed = browser.evaluate(
        "async (bodies) => { const m = await import('/code.js'); return bodies.map(m.checkCharacter); }", bodies
    )
    assert computed == [codes.check_character(body) for body in bodies]


def test_typed_codes_are_read_the_same_on_phone_and_server(browser: Page) -> None:
    choose = random.Random(SEED)  # noqa: S311 - made-up codes
    right = [codes.new_code() for _ in range(500)]
    texts = [
        *right,
        *(code.lower() for code in right),
        *(f" {code[:4]}-{code[4:]}. " for code in right),
        *(code.replace("0", "o").replace("1", choose.choice("iIlL")) for code in right),
        *("".join(choose.choices(codes.ALPHABET + "UILOilo -_.Đ", k=choose.randint(0, 10))) for _ in range(3000)),
    ]
    read = browser.evaluate(
        "async (texts) => { const m = await import('/code.js'); return texts.map(m.normalised); }", texts
    )
    assert read == [codes.normalised(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("HTTPS://TV.EXAMPLE.VN/C/7K3M9QXP", "venue"),
        ("http://127.0.0.1:8080/c/7k3m9qxp/", "venue"),
        ("7k3m 9qxp", "venue"),
        ("  ", "empty"),
        ("7K3M9QXQ", "mistyped"),
        ("7K3M9QX", "mistyped"),
        ("https://tokhaiyte.vn/?page=Hotel.checkin&code=123", "foreign"),
        ("https://qr.tokhaiyte.vn/checkin/abc", "foreign"),
        ("BLUEZONE:70:0012345", "foreign"),
        ("070090123456|285123456|Nguyễn Thị Mười|01121990|Nữ|Bình Phước|15042021", "foreign"),
    ],
)
def test_a_code_of_another_system_is_told_apart_from_a_mistyped_one(browser: Page, text: str, kind: str) -> None:
    read = browser.evaluate("async (text) => (await import('/code.js')).reading(text)", text)
    assert read["kind"] == kind
    assert read.get("code") == ("7K3M9QXP" if kind == "venue" else None)


def test_ids_made_without_help_of_the_browser_are_uuids_of_version_4(browser: Page) -> None:
    made = browser.evaluate(
        "async () => { const m = await import('/ids.js'); return [...Array(200)].map(() => m.uuid()); }"
    )
    assert {UUID(text).version for text in made} == {4}
    assert len(set(made)) == 200


def test_the_word_of_the_day_changes_with_venue_and_local_day_and_not_within_the_day(browser: Page) -> None:
    words = browser.evaluate(
        """async () => {
          const { wordOfTheDay, WORDS } = await import('/word.js');
          const at = (text) => Date.parse(text);
          return {
            size: WORDS.length, distinct: new Set(WORDS).size,
            morning: wordOfTheDay('7K3M9QXP', at('2021-08-13T00:00:00+07:00')),
            night: wordOfTheDay('7K3M9QXP', at('2021-08-13T23:59:59+07:00')),
            days: new Set([...Array(30)].map((_, day) => wordOfTheDay('7K3M9QXP', day * 864e5))).size,
            venues: new Set(['7K3M9QXP', 'ABCDEFGH', '01234567', '2345678Z'].map((code) => wordOfTheDay(code, 0))).size,
          };
        }"""
    )
    assert words["size"] == words["distinct"] >= 64
    assert words["morning"] == words["night"]
    assert words["days"] > 15
    assert words["venues"] == 4


def test_times_are_shown_in_viet_nam_s_time_wherever_the_phone_thinks_it_is(browser: Page) -> None:
    shown = browser.evaluate(
        """async () => {
          const days = await import('/days.js');
          const at = Date.parse('2021-08-13T17:15:32Z');
          return [days.localDay(at), days.localDate(at), days.localTime(at), days.localClock(at)];
        }"""
    )
    assert shown == ["2021-08-14", "14/08/2021", "00:15", "00:15:32"]


def test_back_off_obeys_the_server_and_spreads_phones(browser: Page) -> None:
    waits = browser.evaluate(
        "async () => { const m = await import('/api.js'); return [...Array(300)].map(() => m.backOff(2, 7)); }"
    )
    assert all(7000 <= wait <= 10500 for wait in waits)
    assert len({round(wait) for wait in waits}) > 100


def test_in_app_browsers_are_recognised(browser: Page) -> None:
    agents = {
        "Mozilla/5.0 (Linux; Android 9) Chrome/70.0 Mobile Safari/537.36 Zalo android/12100553": "Zalo",
        "Mozilla/5.0 (iPhone) Mobile/15E148 [FBAN/FBIOS;FBAV/330.0]": "Facebook",
        "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/92.0 Mobile Safari/537.36": None,
    }
    named = browser.evaluate(
        "async (agents) => { const m = await import('/browser.js'); return agents.map(m.inAppBrowser); }",
        list(agents),
    )
    assert named == list(agents.values())
