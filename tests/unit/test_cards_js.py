"""What `web/cards.js` reads from a scanned text is what functions/truyvet/cards.py reads."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from truyvet import cards
from truyvet.errors import UnknownCardError

ROOT = Path(__file__).parents[2]
VECTORS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "vectors" / "cards.json").read_text())
ORIGIN = "http://truyvet.test"
SEED = 20210814
FIELDS = ("kind", "shown", "warnings", "name", "document", "qid", "phone", "birth_year", "sex", "address", "badge")
PARSED = """async (texts) => {
  const { UnknownCard, parse } = await import("/cards.js");
  return texts.map((text) => {
    try { return parse(text); } catch (error) {
      if (error instanceof UnknownCard) return { refused: error.reason };
      throw error;
    }
  });
}"""


def _serve(route: Route) -> None:
    file = ROOT / "web" / route.request.url.removeprefix(f"{ORIGIN}/")
    if file.suffix == ".js":
        route.fulfill(path=file, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.route("**/*", _serve)
    page.goto(ORIGIN)
    yield page
    page.close()


def _said(card: dict[str, Any]) -> dict[str, Any]:
    """A card without what it does not say."""
    return {name: card[name] for name in FIELDS if card.get(name) is not None}


def _on_the_server(text: str) -> dict[str, Any] | None:
    try:
        card = cards.parse(text)
    except UnknownCardError:
        return None
    said = {name: getattr(card, name) for name in FIELDS} | {"warnings": list(card.warnings)}
    return _said(json.loads(json.dumps(said)))


def test_every_vector_is_read_on_the_device_as_it_says(browser: Page) -> None:
    read = browser.evaluate(PARSED, [vector["text"] for vector in VECTORS])
    for vector, card in zip(VECTORS, read, strict=True):
        expected = vector.get("card")
        assert ("refused" in card) == (expected is None), vector["note"]
        if expected is not None:
            assert _said(card) == expected, vector["note"]


def test_the_venues_own_poster_is_told_from_other_wrong_codes(browser: Page) -> None:
    texts = [
        "HTTPS://TV.EXAMPLE.VN/C/7K3M9QXP",
        "HTTPS://TV.EXAMPLE.VN/B/7K3M9QXP",
        "https://tokhaiyte.vn/?location=12345",
        "******000317|TRAN THI HOA|1993-05-02|0||<2<><><",
    ]
    reasons = [card["refused"] for card in browser.evaluate(PARSED, texts)]
    assert reasons == ["venue", "badge", "unknown", "nobody"]


def test_cards_put_together_from_pieces_are_read_the_same_on_device_and_server(browser: Page) -> None:
    choose = random.Random(SEED)  # noqa: S311 - made-up cards
    pieces = sorted({piece for vector in VECTORS for piece in vector["text"].split("|")})
    strange = ["", "  ", "\u200bBình", "BI\u0300NH", "Đ", "ß", "12.345-678", "3102", "00000000", "31/02/2000", "e1bb"]
    texts = ["|".join(choose.choices([*pieces, *strange], k=choose.randint(1, 9))) for _ in range(4000)]
    # Mostly cards, each with one field of another.
    for _ in range(4000):
        fields = choose.choice(VECTORS)["text"].split("|")
        fields[choose.randrange(len(fields))] = choose.choice([*pieces, *strange])
        texts.append("|".join(fields))
    read = browser.evaluate(PARSED, texts)
    for text, card in zip(texts, read, strict=True):
        assert (None if "refused" in card else _said(card)) == _on_the_server(text), text
