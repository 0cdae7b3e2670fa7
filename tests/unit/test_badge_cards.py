"""Badge cards scan at 5 cm, say everything in correct Vietnamese, and take names as plain text."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings

from tests.unit import camera
from tests.unit.strategies import typed
from tests.unit.test_posters import code_box, text_of
from truyvet import badge_cards, badges, cards, qr
from truyvet.badge_cards import BadgeCard, Format
from truyvet.errors import InvalidError

HOST = "https://truyvet.binhphuoc.gov.vn"
CARD = BadgeCard("7K3M9QXP2BCD4EFG", "Nguyễn Thị Mười", 1990, date(2022, 2, 12))
CLASS = [replace(CARD, code=f"7K3M9QXP2BCD4{number:03}", name=f"Học sinh {number}") for number in range(19)]


def codes_of(page_of: bytes, page: int = 0) -> list[str | None]:
    """The badge codes in sight, as a helper's scanner reads them."""
    return [cards.parse(text).badge for text in camera.read(camera.printed(page_of, 110, page))]


@pytest.mark.parametrize("paper", Format)
@pytest.mark.parametrize(
    "host", [HOST, "https://a.vn", "http://127.0.0.1:8080", "https://d111111abcdef8.cloudfront.net"]
)
def test_a_printed_card_scans_as_its_badge(paper: Format, host: str) -> None:
    pdf = badge_cards.pdf([CARD], host, paper)
    assert codes_of(pdf) == [CARD.code]
    assert camera.read(camera.slanted(camera.printed(pdf, 130))) == [f"{host.upper()}/B/{CARD.code}"]


def test_a_sheet_holds_eight_cards_and_a_class_takes_as_many_pages_as_it_needs() -> None:
    pdf = badge_cards.pdf(CLASS, HOST)
    assert [sorted(filter(None, codes_of(pdf, page))) for page in range(3)] == [
        [card.code for card in CLASS[start : start + 8]] for start in (0, 8, 16)
    ]
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 3
    assert "Học sinh 18" in text_of(pdf, 2)


def test_cards_of_their_own_size_are_a_page_each() -> None:
    pages = pypdf.PdfReader(io.BytesIO(badge_cards.pdf(CLASS, HOST, Format.CARD))).pages
    assert len(pages) == 19
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [100, 70]


@pytest.mark.parametrize("host", [HOST, "https://d111111abcdef8.cloudfront.net"])
def test_the_code_is_5_cm_wide_with_nothing_in_its_quiet_zone(host: str) -> None:
    page = camera.printed(badge_cards.pdf([CARD], host, Format.CARD), dpi=300)
    left, top, right, bottom = code_box(page)
    assert 50 <= (right - left) / 300 * 25.4 <= 51
    quiet = round((right - left) / len(qr.modules(f"{host}/B/{CARD.code}".upper())) * qr.QUIET_ZONE) - 2
    around = page.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    around.paste(255, (quiet - 1, quiet - 1, around.width - quiet + 1, around.height - quiet + 1))
    assert around.getextrema() == (255, 255)


@pytest.mark.parametrize("paper", Format)
def test_a_card_says_whose_it_is_how_long_and_that_it_opens_nothing(paper: Format) -> None:
    text = text_of(badge_cards.pdf([CARD], HOST, paper))
    for said in (
        "THẺ TRUY VẾT",
        "Nguyễn Thị Mười",
        "Sinh năm 1990",
        "Dùng đến 12/02/2022",
        "7K3M 9QXP 2BCD 4EFG",
        badge_cards.EXPLANATION,
        "Mất thẻ: hủy tại truyvet.binhphuoc.gov.vn/badge",
    ):
        assert said in text


def test_a_card_without_a_year_of_birth_says_none() -> None:
    assert "Sinh năm" not in text_of(badge_cards.pdf([replace(CARD, birth_year=None)], HOST))


@pytest.mark.parametrize("name", ["=SUM(A1) x", "<b>Quán</b> & <img src=x>", "\\(100%) {0} ]]>", "+84 @SUM"])
def test_a_formula_or_markup_in_a_name_is_just_text(name: str) -> None:
    assert name in text_of(badge_cards.pdf([replace(CARD, name=name)], HOST))


@settings(max_examples=40, deadline=None)
@given(typed(80, least=1))
def test_no_name_spoils_a_card(name: str) -> None:
    assert codes_of(badge_cards.pdf([replace(CARD, name=name)], HOST, Format.CARD)) == [CARD.code]


def test_the_same_cards_are_the_same_file() -> None:
    assert badge_cards.pdf(CLASS, HOST) == badge_cards.pdf(CLASS, HOST)


def test_a_host_that_is_too_long_for_large_modules_is_refused() -> None:
    with pytest.raises(InvalidError):
        badge_cards.pdf([CARD], f"https://{'a' * 60}.vn")


def test_a_card_has_room_for_the_codes_that_badges_have() -> None:
    assert badge_cards.CODE_CHARACTERS == badges.CODE_CHARACTERS
