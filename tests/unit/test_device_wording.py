"""The words about helpers' devices stand the same in mail, workbook and PDF, and nobody's phone is in the mail."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.unit.mail_reader import MailReader
from tests.unit.places import DAY, local
from tests.unit.sample_report import sample_report
from truyvet import device_wording, mail_html, mail_text, official_reports, workbooks
from truyvet.reports import DailyReport, DeviceNote

NOTE = DeviceNote(
    name="cổng 1",
    venue="7K3M9QXP",
    venue_name="Chợ Suối Mây",
    other_venues=0,
    commune_name="Phường Tân Phú",
    district_name="Thành phố Đồng Xoài",
    head="Nguyễn Thị Mười",
    phone="+84901234567",
    seen_at=local(DAY - timedelta(days=1), 16, 5),
    missing=((41, 44),),
    missing_count=4,
)
SILENT = replace(NOTE, missing=(), missing_count=0, silent=True)


def sentence(note: DeviceNote) -> str:
    return f"{device_wording.device(note)} của {device_wording.place(note)}: {device_wording.said(note, DAY)}"


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (NOTE, "Máy “cổng 1” của Chợ Suối Mây: còn thiếu 4 lượt: 41–44"),
        (
            replace(NOTE, waiting=12, waiting_since=local(DAY, 14, 20)),
            "Máy “cổng 1” của Chợ Suối Mây: còn thiếu 4 lượt: 41–44; 12 lượt chờ gửi trên máy từ 14:20 ngày 13/8",
        ),
        (SILENT, "Máy “cổng 1” của Chợ Suối Mây: im lặng từ 16:05 ngày 12/8 dù điểm mở cửa ngày 13/8"),
        (
            replace(NOTE, paper=True, name="A", missing=((38, 39), (44, 44)), missing_count=3),
            "Tập giấy “A” của Chợ Suối Mây: còn thiếu 3 số: 38–39, 44",
        ),
        (
            replace(
                NOTE, revoked=True, other_venues=2, missing=tuple((n, n) for n in range(1, 19, 2)), missing_count=9
            ),
            (
                "Máy “cổng 1” (đã thu hồi) của Chợ Suối Mây và 2 điểm khác: "
                "còn thiếu 9 lượt: 1, 3, 5, 7, 9, 11 và 3 đoạn nữa"
            ),
        ),
    ],
    ids=["gap", "waiting", "silent", "paper", "revoked"],
)
def test_a_device_is_told_in_one_line(note: DeviceNote, said: str) -> None:
    assert sentence(note) == said


def test_the_summary_says_how_many_and_why_and_leaves_out_what_is_not() -> None:
    assert device_wording.summary([NOTE, NOTE, SILENT]) == (
        "Có 3 máy, tập giấy: 2 còn thiếu tổng cộng 8 lượt, 1 im lặng dù điểm mở cửa."
    )
    assert device_wording.summary([SILENT]) == "Có 1 máy, tập giấy: 1 im lặng dù điểm mở cửa."


def drawn(report: DailyReport, listed: int = 20) -> dict[str, str]:
    pdf = PdfReader(io.BytesIO(official_reports.pdf(report, listed=listed)))
    book = load_workbook(io.BytesIO(workbooks.workbook(report)))
    sheets = [sheet for sheet in book.sheetnames if sheet == workbooks.DEVICES]
    texts = {
        "html": MailReader(mail_html.html(report, listed)).words,
        "text": mail_text.text(report, listed),
        "pdf": " ".join(page.extract_text() for page in pdf.pages),
        "workbook": " ".join(
            str(cell) for name in sheets for row in book[name].iter_rows(values_only=True) for cell in row
        ),
    }
    return {name: " ".join(text.split()) for name, text in texts.items()}


def test_every_drawing_names_the_devices_and_what_is_missing() -> None:
    report = replace(sample_report(not_implementing=2, wrongly_implementing=1, devices=0), devices=(NOTE, SILENT))
    for name, text in drawn(report).items():
        assert "Máy “cổng 1”" in text, name
        assert "41–44" in text, name
        assert "Chợ Suối Mây" in text, name
        if name != "workbook":
            assert device_wording.TITLE.lower() in text.lower()
            assert "im lặng từ 16:05 ngày 12/8 dù điểm mở cửa ngày 13/8" in text.replace("Im lặng", "im lặng"), name
            assert device_wording.REMEDY in text, name
            assert "901234567" not in text, name
    assert "+84901234567" in drawn(report)["workbook"]


def test_nothing_is_said_of_devices_where_nothing_is_to_be_said() -> None:
    report = sample_report(not_implementing=2, wrongly_implementing=1, devices=0)
    for name, text in drawn(report).items():
        assert device_wording.TITLE.lower() not in text.lower(), name
    assert drawn(report)["workbook"] == ""
    assert re.search(r"[IVX]+\. Độ tin cậy của số liệu", drawn(report)["pdf"])


def test_the_mail_lists_ten_devices_and_the_workbook_all() -> None:
    report = sample_report(not_implementing=2, wrongly_implementing=1, devices=14)
    texts = drawn(report)
    tenth, eleventh = (f"“{report.devices[index].name}”" for index in (9, 10))
    for name in ("html", "text"):
        assert tenth in texts[name]
        assert eleventh not in texts[name]
        assert "Còn 4 máy, tập giấy nữa trong bảng tính đính kèm." in texts[name]
    assert all(f"“{note.name}”" in texts["workbook"] for note in report.devices)
    assert "Còn 11 máy, tập giấy nữa" in drawn(report, listed=3)["html"]
