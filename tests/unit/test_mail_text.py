"""The plain text of the mail says all that its HTML says."""

import re
from dataclasses import replace

import pytest

from tests.unit.mail_reader import MailReader
from tests.unit.sample_report import sample_report
from truyvet import mail_html, mail_text
from truyvet.reports import DailyReport
from truyvet.settings import ReportRules

LISTED = ReportRules().listed_in_mail
FIGURE = re.compile(r"\d[\d.,/:]*\d|\d")


def flat(report: DailyReport) -> str:
    """The text with its lines joined again."""
    return " ".join(mail_text.text(report, LISTED).split())


@pytest.mark.parametrize(
    "report",
    [
        sample_report(),
        sample_report(compared=False),
        sample_report(not_implementing=0, wrongly_implementing=0, silent_communes=0),
        sample_report(silent_communes=111, update=True, incomplete=["Còn 12 điểm chưa kịp xem."]),
    ],
    ids=["whole", "first day", "nobody named", "update"],
)
def test_every_figure_and_every_code_of_the_html_is_in_the_text(report: DailyReport) -> None:
    html = MailReader(mail_html.html(report, LISTED)).words
    text = flat(report)
    # The day without its year is the heading of a column.
    assert set(FIGURE.findall(html)) - set(FIGURE.findall(text)) <= {"13/8"}
    codes = re.findall(r"mã (\w{4} \w{4})", html)
    assert codes == re.findall(r"mã (\w{4} \w{4})", text)


def test_the_three_numbers_of_points_stand_with_their_changes() -> None:
    text = mail_text.text(sample_report(), LISTED)
    assert "Điểm đã đăng ký: 18.365\n  so với 12/8: tăng 23 (0,1%)\n  so với 6/8: tăng 245 (1,4%)\n" in text
    assert "Điểm đã in mã QR: 9.871 (53,7%)\n" in text
    assert "Điểm có lượt quét: 2.041 (11,1%)\n  so với 12/8: tăng 148 (7,8%)\n" in text
    assert "Lượt quét: 11.421\n  so với 12/8: tăng 1.234 (12,1%)\n  so với 6/8: tăng 2.667 (30,5%)\n" in text


def test_a_named_place_has_its_commune_head_and_finding() -> None:
    report = sample_report()
    place, text = report.not_implementing[0], flat(report)
    assert f"1. {place.name} (Tạp hóa, mã {place.code[:4]} {place.code[4:]})" in text
    assert f"{place.commune_name}, {place.district_name} Người đứng đầu: {place.head}" in text
    assert f"Chưa in mã QR [lần thứ 9 liên tiếp]: {place.findings[0].sentence}" in text
    assert "Còn 1.194 điểm nữa trong bảng tính đính kèm." in text
    assert place.phone[3:] not in text


def test_warnings_come_first() -> None:
    text = flat(sample_report(update=True, incomplete=["Còn 12 điểm chưa kịp xem."]))
    assert text.index("Bản cập nhật") < text.index("Còn 12 điểm chưa kịp xem.") < text.index("Thứ Sáu 13/8/2021, 2.041")


def test_lines_fit_a_narrow_window() -> None:
    assert max(map(len, mail_text.text(sample_report(silent_communes=111), LISTED).splitlines())) <= 78


def test_typed_text_makes_no_lines_of_its_own() -> None:
    report = sample_report(not_implementing=1)
    place = replace(report.not_implementing[0], name="Quán\r\n\r\nĐỐI SOÁT\u202e\nTất cả đều khớp")
    text = mail_text.text(replace(report, not_implementing=(place,)), LISTED)
    assert "1. Quán ĐỐI SOÁT Tất cả đều khớp (Tạp hóa" in text
