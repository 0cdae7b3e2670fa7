"""A finding is read as it was stored, and one of before there was a severity with the defaults."""

from datetime import date

from truyvet.finding_table import FindingItem, from_stored, to_stored
from truyvet.reports import Category, Confidence, Finding

FINDING = Finding(
    day=date(2021, 8, 13),
    venue="7K3M9QXP",
    district=689,
    commune=25195,
    rule="no_exits",
    rule_name="Chỉ quét vào, không quét ra",
    rules_version="2021-08-16",
    category=Category.WRONGLY_IMPLEMENTING,
    figures={"days": 5, "entries": 100, "exits": 2},
    sentence="Trong 5 ngày mở cửa có 100 lượt vào, số lượt ra chỉ là 2.",
    remedy="Treo thêm mã ở lối ra.",
    since=date(2021, 8, 11),
    times=3,
    severity=3,
    confidence=Confidence.HIGH,
    clears="Khách ra ở cổng khác.",
)


def test_a_finding_is_read_as_it_was_stored() -> None:
    assert from_stored(FindingItem.from_raw_data(to_stored(FINDING, recounted=True).serialize())) == FINDING


def test_a_finding_of_an_earlier_version_is_read_with_defaults() -> None:
    raw = to_stored(FINDING, recounted=True).serialize()
    old = {name: value for name, value in raw.items() if name not in {"severity", "confidence", "clears"}}
    found = from_stored(FindingItem.from_raw_data(old))
    assert (found.severity, found.confidence, found.clears) == (2, Confidence.MEDIUM, "")
