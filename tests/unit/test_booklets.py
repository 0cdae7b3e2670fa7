"""What is printed for a commune: contents that lead to each poster, and the sheet of a handover."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2  # type: ignore[import-untyped]
import zxingcpp
from pypdf import PdfReader

from tests.unit.places import venue
from truyvet import booklets, handovers
from truyvet.booklets import Booklet
from truyvet.poster_printing import poster_of
from truyvet.posters import Poster
from truyvet.publishers import Publisher

PUBLISHER = Publisher("https://tv.example.vn", "1900 1234", "Ủy ban nhân dân tỉnh Bình Phước")
BOOKLET = Booklet("Phường Tân Phú", "Thành phố Đồng Xoài", PUBLISHER.authority, date(2021, 8, 15))
TOKEN = "aZ09-_" * 7 + "x"


def posters(count: int, name: str = "Tạp hóa số") -> list[Poster]:
    made = [replace(venue(f"AAAAAA{number:02}"), name=f"{name} {number}") for number in range(count)]
    return [poster_of(each, PUBLISHER, "Thành phố Đồng Xoài", datetime(2021, 8, 15, tzinfo=UTC)) for each in made]


def codes_on(content: bytes, page: int) -> list[str]:
    image = pypdfium2.PdfDocument(content)[page].render(scale=2).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(image)]


def test_contents_name_every_poster_with_its_code_and_lead_to_it() -> None:
    content = booklets.pdf(BOOKLET, posters(36))
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) == 2 + 36
    first, second = (reader.pages[page].extract_text() for page in (0, 1))
    assert "Tạp hóa số 33" in first
    assert "Tạp hóa số 35" in second
    assert "AAAA AA35" in second
    assert len(reader.pages[0]["/Annots"]) == booklets.LINES  # type: ignore[arg-type]
    assert len(reader.outline) == 36


def test_each_poster_carries_the_code_of_its_own_venue() -> None:
    content = booklets.pdf(BOOKLET, posters(3))
    assert [codes_on(content, page) for page in (1, 2, 3)] == [
        [f"HTTPS://TV.EXAMPLE.VN/C/AAAAAA{number:02}"] for number in range(3)
    ]


def test_the_same_posters_are_the_same_bytes() -> None:
    assert booklets.pdf(BOOKLET, posters(2)) == booklets.pdf(BOOKLET, posters(2))


def test_names_of_any_length_fit_into_their_line() -> None:
    text = (
        PdfReader(io.BytesIO(booklets.pdf(BOOKLET, posters(2, "Công ty TNHH Một thành viên " * 4))))
        .pages[0]
        .extract_text()
    )
    assert " ".join(text.split()).count("Công ty TNHH Một thành viên") == 8


def test_the_code_of_a_handover_is_the_owner_s_link() -> None:
    sheet = handovers.of_venue(venue(), "Thành phố Đồng Xoài", TOKEN, PUBLISHER, date(2021, 8, 15))
    content = handovers.pdf(sheet)
    assert codes_on(content, 0) == [f"https://tv.example.vn/owner#code=7K3M9QXP&token={TOKEN}"]
    text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "Nguyễn Thị Mười" in text
    assert "chỉ in được một lần" in text
