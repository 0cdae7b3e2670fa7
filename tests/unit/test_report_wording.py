"""Words of the report: an estimate's noise is told from a change, and it is so in all that is drawn."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.unit.sample_report import THE_DAY, sample_report
from truyvet import mail_html, mail_text, official_reports, report_wording, workbooks
from truyvet.report_wording import UNCLEAR, Measure
from truyvet.reports import Compared, DailyReport


def people(now: int, before: int | None) -> bool:
    return Measure("Số người", now, before, None, error=0.032).unclear(before)


def test_a_change_of_an_estimate_is_told_only_beyond_the_error_of_both_days() -> None:
    assert people(5_904, 5_800)
    assert people(5_904, 6_200)
    assert people(5_904, 5_904)
    assert not people(5_904, 5_377)
    assert not people(5_904, 6_500)
    assert not people(5_904, None)
    assert not people(0, 0)


def test_what_is_counted_changes_by_one() -> None:
    assert not Measure("Lượt quét", 11_421, 11_420, None).unclear(11_420)
    assert not Measure("Lượt quét", 11_421, 11_421, None).unclear(11_421)


def drawn(report: DailyReport) -> dict[str, str]:
    """All that is drawn from a report, as text."""
    pages = PdfReader(io.BytesIO(official_reports.pdf(report))).pages
    book = load_workbook(io.BytesIO(workbooks.workbook(report)))
    return {
        "html": mail_html.html(report, 5),
        "text": mail_text.text(report, 5),
        "pdf": " ".join(" ".join(page.extract_text() for page in pages).split()),
        "workbook": "\n".join(str(cell) for row in book["Tổng hợp"].iter_rows(values_only=True) for cell in row),
    }


@pytest.mark.parametrize(("before", "times"), [(5_850, 1), (5_377, 0)])
def test_noise_is_sold_as_a_change_nowhere(before: int, times: int) -> None:
    report = sample_report(not_implementing=3, wrongly_implementing=1)
    report = replace(report, total=Compared(THE_DAY, replace(THE_DAY, people=before, entries=7_000)))
    for name, text in drawn(report).items():
        assert text.count(UNCLEAR) == times, name
    assert report_wording.summary(report).count(UNCLEAR) == 0
