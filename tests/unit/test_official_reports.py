"""The PDF has the form of an official document, says what the report says, and can be read by machines and people."""

import io
from dataclasses import fields, replace
from unicodedata import normalize

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tests.unit.sample_report import sample_report
from truyvet import mail_html, official_reports, sections
from truyvet import report_wording as wording
from truyvet.numbers import change, number, share, signed
from truyvet.official_pages import BOLD, BOLD_ITALIC, ITALIC, REGULAR, load_fonts
from truyvet.reports import SEVERITY_NAMES, DailyReport, Figures

REPORT = sample_report(not_implementing=60, wrongly_implementing=24)
MM = 72 / 25.4


def opened(report: DailyReport, listed: int = 20) -> PdfReader:
    return PdfReader(io.BytesIO(official_reports.pdf(report, listed=listed)))


def text_of(report: DailyReport, listed: int = 20) -> str:
    """All text with single blanks, since lines break where they must."""
    return " ".join(" ".join(page.extract_text() for page in opened(report, listed).pages).split())


TEXT = text_of(REPORT)


def lines_of_first_page(report: DailyReport) -> list[tuple[str, float, float, str, float]]:
    """Text, left, base, font and size of what is written on the first page, in points from the lower left."""
    found: list[tuple[str, float, float, str, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, str] | None, size: float) -> None:
        if text.strip() and font:
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            found.append((text.strip(), x, y, font["/BaseFont"], size))

    opened(report).pages[0].extract_text(visitor_text=visit)
    return found


def test_nation_and_motto_stand_on_the_right_and_the_issuing_body_on_the_left() -> None:
    written = {text: (x, y, font, size) for text, x, y, font, size in lines_of_first_page(REPORT)}
    nation, motto = written["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], written["Độc lập - Tự do - Hạnh phúc"]
    body, area = written["ỦY BAN NHÂN DÂN"], written["TỈNH BÌNH PHƯỚC"]
    middle = 210 * MM / 2
    assert nation[0] > middle * 0.9 > body[0]
    assert nation[1] > motto[1]
    assert body[1] == pytest.approx(nation[1], abs=2)
    assert body[1] > area[1]
    assert all("Tinos-Bold" in font for _, _, font, _ in (nation, motto, body, area))
    assert (nation[3], motto[3]) == (12, 13)


def test_weekdays_and_headings_read_as_in_the_middle_of_a_sentence() -> None:
    assert "So với thứ Sáu tuần trước" in TEXT
    assert "Kết quả theo huyện, thị xã, thành phố" in TEXT
    front = text_of(sections.section(REPORT, "front"))
    assert "II. Nơi người dân quét ít nhất" in front
    assert "Báo cáo thứ Sáu, 13/8/2021" in mail_html.html(REPORT, 20)


def test_number_is_left_blank_and_place_and_date_are_in_italics() -> None:
    written = lines_of_first_page(REPORT)
    [(_, _, _, font, size)] = [each for each in written if each[0] == "Bình Phước, ngày 14 tháng 8 năm 2021"]
    assert "Tinos-Italic" in font
    assert size == 13
    assert "/BC-……" in TEXT


def test_kind_and_subject_stand_in_the_middle_in_bold() -> None:
    for wanted in ("BÁO CÁO", "ngày 13 tháng 8 năm 2021"):
        [(_, _, _, font, size)] = [each for each in lines_of_first_page(REPORT) if each[0] == wanted]
        assert "Tinos-Bold" in font
        assert size == 14


def test_margins_are_those_of_the_decree() -> None:
    file = pypdfium2.PdfDocument(official_reports.pdf(REPORT))
    for index, page in enumerate(file):
        # 20 to 25 mm above and below, 30 to 35 mm left, 15 to 20 mm right; only the page number stands higher.
        picture = page.render(scale=2, grayscale=True).to_pil().point(lambda shade: 255 if shade < 200 else 0)
        if index:
            picture.paste(0, (0, 0, picture.width, int(19 * MM * 2)))
        left, top, right, bottom = (edge / 2 / MM for edge in picture.getbbox() or (0, 0, 0, 0))
        assert left >= 29.5
        assert right <= 195.5
        assert top >= 19.5
        assert bottom <= 277.5


def test_pages_are_numbered_above_from_the_second_on() -> None:
    pages = opened(REPORT).pages
    assert len(pages) > 2
    for index, page in enumerate(pages, start=1):
        numbers: list[tuple[float, float]] = []

        def visit(
            text: str,
            cm: list[float],
            tm: list[float],
            font: object,
            size: float,
            wanted: str = str(index),
            found: list[tuple[float, float]] = numbers,
        ) -> None:
            if text.strip() == wanted and tm[5] * cm[3] + cm[5] > (297 - 20) * MM:
                found.append((tm[4] * cm[0] + cm[4], size))

        page.extract_text(visitor_text=visit)
        assert len(numbers) == (index > 1)
        for x, size in numbers:
            assert x == pytest.approx(105 * MM, abs=8)
            assert size == 13


def test_every_figure_of_the_province_is_told_with_its_changes() -> None:
    total = REPORT.total
    assert total.day_before
    assert total.week_before
    for name in [field.name for field in fields(Figures)] + ["scans"]:
        now, before, week = (getattr(each, name) for each in (total.day, total.day_before, total.week_before))
        assert f"{number(now)} " in TEXT
        assert f"{change(now, before)} {change(now, week)}" in TEXT
    assert wording.summary(REPORT) in TEXT
    assert "ước tính ±3,2%" in TEXT


def test_every_district_has_its_row_and_the_province_the_last() -> None:
    for area in REPORT.districts:
        day, before = area.figures.day, area.figures.day_before
        assert before
        row = (
            number(day.registered),
            number(day.active),
            share(day.active, day.registered),
            number(day.scans),
            signed(day.scans - before.scans),
        )
        assert f"{area.name} {' '.join(row)} " in TEXT
    assert "Toàn tỉnh 18.365 2.041 11,1% 11.421 +1.234 60 24" in TEXT


def test_silent_communes_are_named_with_how_often_they_were() -> None:
    for commune in REPORT.silent_communes:
        times = wording.times_in_a_row(commune.named_before + 1)
        assert f"{commune.name} {commune.district_name} {commune.registered} {times}" in TEXT


def test_the_first_of_each_list_are_named_and_the_rest_is_said_to_be_in_the_workbook() -> None:
    for places, sheet in ((REPORT.not_implementing, "Không thực hiện"), (REPORT.wrongly_implementing, "Thực hiện sai")):
        for place in places[:20]:
            assert place.name in TEXT
            assert f"{place.address}, {place.commune_name}, {place.district_name}" in TEXT
            for finding in place.findings:
                assert finding.sentence in TEXT
        assert places[20].name not in TEXT
        assert f"Còn {len(places) - 20} điểm nữa: xem trang “{sheet}” của phụ lục Excel." in TEXT
    assert "Lần thứ 9 liên tiếp, từ 5/8/2021." in TEXT


def test_a_whole_list_refers_to_no_workbook() -> None:
    text = text_of(REPORT, listed=100)
    assert "phụ lục Excel" not in text
    assert REPORT.not_implementing[-1].name in text


def test_each_rule_has_its_number_of_places_and_the_correction_proposed() -> None:
    for places in (REPORT.not_implementing, REPORT.wrongly_implementing):
        for rule in wording.rule_counts(places):
            assert f"{rule.name} {SEVERITY_NAMES[rule.severity]} {rule.places} {rule.remedy}" in TEXT


def test_recount_and_corrections_are_told() -> None:
    assert wording.recount(REPORT) in TEXT
    for mismatch in REPORT.recount.mismatches:
        assert wording.mismatch(mismatch) in TEXT
    for correction in REPORT.corrections:
        assert wording.correction(correction) in TEXT


def test_what_is_missing_and_an_update_stand_before_the_results() -> None:
    text = text_of(sample_report(incomplete=("Còn 37 điểm chưa kịp xem.",), update=True))
    assert text.index(wording.UPDATE) < text.index("Báo cáo chưa đầy đủ: - Còn 37 điểm chưa kịp xem.")
    assert text.index("Còn 37 điểm chưa kịp xem.") < text.index("I. Kết quả chung")
    assert wording.UPDATE not in TEXT
    assert "chưa đầy đủ" not in TEXT


def test_a_person_signs_and_not_the_machine() -> None:
    assert "Nơi nhận:" in TEXT
    assert "- Lưu: VT." in TEXT
    assert "NGƯỜI KÝ BÁO CÁO (Ký, ghi rõ họ tên)" in TEXT
    assert "lập tự động lúc 06:00 ngày 14 tháng 8 năm 2021" in TEXT
    assert "số hiệu và chữ ký để trống" in TEXT


def test_the_signature_never_stands_alone_on_a_page() -> None:
    for places in range(0, 20, 3):
        last = opened(sample_report(not_implementing=places, wrongly_implementing=7)).pages[-1].extract_text()
        assert "Số người là ước tính; mọi số khác là số đếm." in " ".join(last.split())


def test_no_phone_number_of_a_head_is_printed() -> None:
    assert not [place.phone for place in REPORT.not_implementing if place.phone in TEXT or place.phone[3:] in TEXT]


def test_what_people_typed_is_no_markup() -> None:
    typed = "<b>Tạp hóa</b> & <font size=99>Cô Ba</font> &lt;"
    place = replace(REPORT.not_implementing[0], name=typed, head="<img src='x'/>", address="12/3 <br/>")
    text = text_of(replace(REPORT, not_implementing=(place,)))
    assert typed in text
    assert "<img src='x'/>" in text


def test_a_name_of_any_length_leaves_the_report_whole() -> None:
    place = replace(REPORT.not_implementing[0], name="Ẵ" * 9_000, head="dài " * 3_000, address="x y " * 3_000)
    text = text_of(replace(REPORT, not_implementing=(place, *REPORT.not_implementing[1:])))
    assert REPORT.not_implementing[1].name in text
    assert "VIII. Độ tin cậy của số liệu" in text


@pytest.mark.parametrize(
    ("province", "place"),
    [
        ("Tỉnh Bà Rịa - Vũng Tàu", "Bà Rịa - Vũng Tàu, ngày"),
        ("Thành phố Hà Nội", "Hà Nội, ngày"),
        ("Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh, ngày"),
    ],
)
def test_the_place_is_the_name_of_the_province(province: str, place: str) -> None:
    assert f" {place}" in text_of(replace(REPORT, province_name=province, not_implementing=()))


def test_a_first_report_has_nothing_to_compare_and_names_nobody() -> None:
    text = text_of(sample_report(not_implementing=0, wrongly_implementing=0, silent_communes=0, compared=False))
    assert text.count("Báo cáo này không nêu tên điểm nào.") == 2
    assert "Mọi xã, phường, thị trấn có điểm đăng ký đều có lượt quét." in text
    assert "so với hôm trước)" not in text


def test_the_same_report_gives_the_same_bytes_dated_by_the_report() -> None:
    content = official_reports.pdf(REPORT)
    assert content == official_reports.pdf(REPORT)
    about = PdfReader(io.BytesIO(content)).metadata
    assert about
    assert [str(about[name]) for name in ("/CreationDate", "/ModDate")] == ["D:20210814060041+07'00'"] * 2
    assert about.title == "Báo cáo kết quả khai báo y tế bằng mã QR tại các điểm trên địa bàn ngày 13 tháng 8 năm 2021"
    assert len(content) < 300_000


@pytest.mark.parametrize("font", [REGULAR, BOLD, ITALIC, BOLD_ITALIC])
def test_its_fonts_have_every_vietnamese_letter(font: str) -> None:
    load_fonts()
    letters = "aăâeêioôơuưyđ"
    marks = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    words = [normalize("NFC", letter + mark) for letter in letters + letters.upper() for mark in marks]
    loaded = pdfmetrics.getFont(font)
    assert isinstance(loaded, TTFont)
    known = loaded.face.charToGlyph
    assert not [letter for word in words for letter in word if word[0] not in "đĐ" and ord(letter) not in known]
    assert not [letter for letter in "đĐ–−…“”±%/()" if ord(letter) not in known]
