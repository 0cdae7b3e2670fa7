"""Cards: the vectors that the page's scanner is held to as well, and whatever else a code may say."""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyvet import cards
from truyvet.errors import UnknownCardError

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "cards.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["note"]))
def test_a_scanned_text_is_read_as_the_vectors_say(vector: dict[str, Any]) -> None:
    if "error" in vector:
        with pytest.raises(UnknownCardError):
            cards.parse(vector["text"])
        return
    card = cards.parse(vector["text"])
    fields = ("name", "document", "qid", "phone", "birth_year", "sex", "address", "badge")
    read = {name: getattr(card, name) for name in fields if getattr(card, name) is not None}
    assert read | {"kind": card.kind, "shown": card.shown, "warnings": list(card.warnings)} == vector["card"]


def test_there_are_enough_vectors() -> None:
    assert len(VECTORS) >= 60


PIECES = st.sampled_from([part for vector in VECTORS for part in vector["text"].split("|")]) | st.text(max_size=12)


@given(st.lists(PIECES, max_size=10).map("|".join))
def test_any_text_is_a_card_or_refused_and_what_is_shown_never_holds_the_number(text: str) -> None:
    with contextlib.suppress(UnknownCardError):
        card = cards.parse(text)
        assert card.document or card.qid or card.phone or card.badge
        if card.document and len(card.document) > 8:
            assert card.document not in card.shown
