"""Posters say everything in correct Vietnamese, scan at their printed size, and are the same file every time."""

import io
import tracemalloc
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfbase import pdfmetrics

from tests.unit import camera
from truyvet import lettering, posters, qr
from truyvet.errors import InvalidError
from truyvet.posters import Format, Poster
from truyvet.texts import tidy

SHOP = Poster(
    venue_name="Tạp hóa Cô Ba",
    address="12/3 tổ 5, KP Phước Hòa",
    commune_name="Phường Tân Phú",
    district_name="Thành phố Đồng Xoài",
    code="7K3M9QXP",
    check_in_url="HTTPS://TV.EXAMPLE.VN/C/7K3M9QXP",
    version=3,
    issued=date(2021, 8, 15),
    hotline="1900 1234",
    web_address="tv.example.vn",
    authority="Ủy ban nhân dân tỉnh Bình Phước",
)
LONG = replace(
    SHOP,
    venue_name="Trung tâm Giáo dục nghề nghiệp – Giáo dục thường xuyên huyện Bù Gia Mập, cơ sở 2 "
    "(khu nội trú học sinh dân tộc A)",
    address="Đường ĐT 741, Km 38 + 500, thôn Đắk Ơ, cạnh Nhà văn hóa cộng đồng",
    check_in_url="HTTPS://D111111ABCDEF8.CLOUDFRONT.NET/C/7K3M9QXP",
)
LOUD = replace(SHOP, venue_name=("SIÊU THỊ ĐIỆN MÁY – NỘI THẤT " * 5)[:120])
NARROW = replace(SHOP, check_in_url="HTTPS://A.VN/C/7K3M9QXP")
VENUES = {"short": SHOP, "long": LONG, "capitals": LOUD, "short host": NARROW}

letters = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=120)


def text_of(pdf: bytes, page: int = 0) -> str:
    """The page's text, with line breaks as blanks."""
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[page].extract_text().split())


def code_box(page: Image.Image) -> tuple[int, int, int, int]:
    """The box in pixels around what is black in the picture: only the code is, text is a dark blue."""
    return page.point(lambda grey: 255 if grey < 12 else 0).getbbox() or (0, 0, 0, 0)


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize(("paper", "codes"), [(Format.A4, 1), (Format.A5, 1), (Format.STICKER, 9)])
def test_every_code_on_the_paper_scans(venue: str, paper: Format, codes: int) -> None:
    page = camera.printed(posters.pdf(VENUES[venue], paper), dpi=120)
    assert camera.read(page) == [VENUES[venue].check_in_url] * codes


@pytest.mark.parametrize("paper", Format)
def test_a_worn_print_scans(paper: Format) -> None:
    page = camera.printed(posters.pdf(SHOP, paper), dpi=110)
    if paper is Format.STICKER:
        page = page.crop((0, 0, page.width // 3, page.height // 3))
    worn = camera.rotated(camera.pale(camera.dirty(page, [(0.5, 0.5), (0.62, 0.6)], 0.03)), 6)
    assert SHOP.check_in_url in camera.read(worn)
    assert SHOP.check_in_url in camera.read(camera.slanted(page))


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize(("paper", "least"), [(Format.A4, 150), (Format.A5, 100), (Format.STICKER, 50)])
def test_the_code_is_as_large_as_the_rule_asks_with_nothing_in_its_quiet_zone(
    venue: str, paper: Format, least: float
) -> None:
    page = camera.printed(posters.pdf(VENUES[venue], paper), dpi=300)
    if paper is Format.STICKER:
        page = page.crop((page.width // 3, page.height // 3, page.width * 2 // 3, page.height * 2 // 3))
    left, top, right, bottom = code_box(page)
    assert least <= (right - left) / 300 * 25.4 <= least * 1.1
    assert abs((right - left) - (bottom - top)) <= 1
    quiet = round((right - left) / len(qr.modules(VENUES[venue].check_in_url)) * qr.QUIET_ZONE) - 2
    around = page.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    edge = quiet - 1  # half-covered pixels at the edge of the code are grey
    around.paste(255, (edge, edge, around.width - edge, around.height - edge))
    assert around.getextrema() == (255, 255)


@pytest.mark.parametrize("venue", VENUES)
@pytest.mark.parametrize("paper", [Format.A4, Format.A5])
def test_the_poster_says_everything_in_correct_vietnamese(venue: str, paper: Format) -> None:
    poster = VENUES[venue]
    text = text_of(posters.pdf(poster, paper))
    assert text == unicodedata.normalize("NFC", text)
    for said in (
        "QUÉT MÃ QR KHAI BÁO Y TẾ",
        "ỦY BAN NHÂN DÂN TỈNH BÌNH PHƯỚC",
        poster.venue_name,
        f"{poster.address}, Phường Tân Phú, Thành phố Đồng Xoài",
        "7K3M 9QXP",
        "tv.example.vn",
        *("1. Quét mã", "2. Khai báo", "3. Ra về"),
        *("KHẨU TRANG", "KHỬ KHUẨN", "KHOẢNG CÁCH", "KHÔNG TẬP TRUNG", "KHAI BÁO Y TẾ"),
        "Đường dây nóng: 1900 1234",
        "Phiên bản 3 · 15/08/2021",
        "Scan to check in and declare your health.",
    ):
        assert said.strip() in text


def test_stickers_carry_name_code_address_and_edition_nine_times() -> None:
    text = text_of(posters.pdf(LONG, Format.STICKER))
    for said in (LONG.venue_name, "7K3M 9QXP", "tv.example.vn", "Phiên bản 3 · 15/08/2021"):
        assert text.count(said) == 9


def test_without_a_hotline_the_poster_names_none() -> None:
    assert "Đường dây nóng" not in text_of(posters.pdf(replace(SHOP, hotline=""), Format.A4))


@pytest.mark.parametrize("paper", Format)
def test_the_same_poster_is_the_same_file_and_another_edition_is_not(paper: Format) -> None:
    assert posters.pdf(SHOP, paper) == posters.pdf(replace(SHOP), paper)
    assert posters.pdf(SHOP, paper) != posters.pdf(replace(SHOP, version=4), paper)


@pytest.mark.parametrize("paper", Format)
def test_text_is_drawn_as_it_stands(paper: Format) -> None:
    name = "<b>Quán</b> & <img src=x> \\(100%) {0} ]]>"
    assert name in text_of(posters.pdf(replace(SHOP, venue_name=name), paper))


def test_names_typed_with_loose_marks_are_printed_with_whole_letters() -> None:
    loose = unicodedata.normalize("NFD", LONG.venue_name)
    assert posters.pdf(replace(LONG, venue_name=loose), Format.A4) == posters.pdf(LONG, Format.A4)


@settings(max_examples=40, deadline=None)
@given(name=letters, address=letters, paper=st.sampled_from(Format))
def test_no_name_or_address_spoils_a_poster(name: str, address: str, paper: Format) -> None:
    pdf = posters.pdf(replace(SHOP, venue_name=name, address=address), paper)
    assert SHOP.check_in_url in camera.read(camera.printed(pdf, 60 if paper is not Format.STICKER else 100))


def test_an_address_on_the_web_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidError):
        posters.pdf(replace(SHOP, check_in_url="HTTPS://" + "A" * 60), Format.A4)


@pytest.mark.parametrize("paper", Format)
def test_many_posters_make_one_page_each_in_their_order(paper: Format) -> None:
    names = ["Chợ Đồng Xoài", "Quán Ốc Đêm", "Trạm Y tế xã Tiến Hưng"]
    pdf = posters.pdf_sheet((replace(SHOP, venue_name=name) for name in names), paper)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == len(names)
    for page, name in enumerate(names):
        assert name in text_of(pdf, page)
        assert SHOP.check_in_url in camera.read(camera.printed(pdf, 110, page))


def test_a_page_of_many_costs_less_than_30_kilobytes_of_memory() -> None:
    def venues(count: int) -> Iterator[Poster]:
        return (replace(SHOP, venue_name=f"Sạp số {number}") for number in range(count))

    posters.pdf_sheet(venues(2))
    tracemalloc.start()
    posters.pdf_sheet(venues(5))
    few = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    posters.pdf_sheet(venues(25))
    many = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (many - few) / 20 < 30_000


@pytest.mark.parametrize("font", [lettering.REGULAR, lettering.BOLD])
def test_the_font_has_every_vietnamese_letter(font: str) -> None:
    lettering.load_fonts()
    glyphs = pdfmetrics.getFont(font).face.charToGlyph  # type: ignore[attr-defined]
    vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    wanted = {unicodedata.normalize("NFC", vowel + mark) for vowel in vowels for mark in marks}
    wanted |= set("bcdđghklmnpqrstvxfjwzBCDĐGHKLMNPQRSTVXFJWZ0123456789 .,;:–—-/()“”‘’…·&+%@#₫")
    assert [letter for letter in sorted(wanted) if ord(letter) not in glyphs] == []


@given(text=letters, room=st.floats(20, 200), height=st.floats(4, 40), largest=st.floats(2, 14))
@settings(max_examples=100, deadline=None)
def test_fitted_text_stays_inside_its_box_and_loses_no_letter(
    text: str, room: float, height: float, largest: float
) -> None:
    lettering.load_fonts()
    block = lettering.fitted(text, lettering.BOLD, within=(room, height), largest=largest)
    assert block.size <= largest
    assert block.width <= room * 1.0001
    assert len(block.lines) * block.size * lettering.LINE_HEIGHT <= height
    assert "".join("".join(block.lines).split()) == "".join(tidy(text).split())


def test_words_are_not_broken_where_a_line_could_hold_them() -> None:
    lettering.load_fonts()
    for poster in VENUES.values():
        block = lettering.fitted(poster.venue_name, lettering.BOLD, within=(60, 6), largest=4)
        assert " ".join(block.lines).split() == poster.venue_name.split()


def test_a_poster_has_only_what_is_printed() -> None:
    assert {field.name for field in fields(Poster)}.isdisjoint({"head", "phone", "email", "owner_token"})
