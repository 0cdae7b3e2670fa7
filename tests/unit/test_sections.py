"""An addressee hears of all that it answers for, and of nothing of elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from tests.unit.sample_report import DEPARTMENT, sample_report
from truyvet import addressees, mail_html, mail_text, official_reports, remaking, workbooks
from truyvet.addressees import Planned
from truyvet.parcels import as_json, parcel
from truyvet.reports import Audience, Correction, DailyReport, NamedPlace
from truyvet.sections import section
from truyvet.venues import Kind

REPORT = sample_report(not_implementing=120, incomplete=["Còn 3 điểm."])
AGENCY = "agency:UBND Phường Tân Phú"
KEYS = ("district:689", DEPARTMENT, AGENCY, "front")


def named(report: DailyReport) -> Iterator[NamedPlace]:
    yield from (*report.not_implementing, *report.wrongly_implementing)


def mine(key: str, place: NamedPlace) -> bool:
    if key.startswith("district"):
        return place.findings[0].district == 689
    if key.startswith("kind"):
        return place.kind in {Kind.MARKET, Kind.GROCERY, Kind.CONVENIENCE, Kind.SUPERMARKET}
    return key == f"agency:{place.agency}"


@pytest.mark.parametrize("key", KEYS)
def test_every_place_of_the_scope_is_named_and_no_other(key: str) -> None:
    part = section(REPORT, key)
    assert list(named(part)) == [place for place in named(REPORT) if mine(key, place)]
    assert {note.venue for note in part.devices} <= {place.code for place in named(sample_report()) if mine(key, place)}
    assert part.incomplete == REPORT.incomplete
    assert part.recount.mismatches == ()


@pytest.mark.parametrize("key", KEYS)
def test_nothing_of_elsewhere_is_in_the_mail_or_its_files(key: str) -> None:
    part = section(REPORT, key)
    made = parcel(part, None, "bao-cao@example.vn", ["nhan@example.vn"])
    figures = next(file.content for file in made.files if file.name == "report.json").decode()
    shown = mail_html.html(part, 500) + mail_text.text(part, 500)
    for place in named(REPORT):
        if not mine(key, place):
            assert place.code not in figures
            assert f"{place.code[:4]} {place.code[4:]}" not in shown
            assert place.phone not in figures


def test_a_district_has_its_own_figures_communes_trend_and_corrections() -> None:
    day = REPORT.day - timedelta(days=1)
    corrected = (Correction(day, 700, 712, 689), Correction(day, 90, 91, 690))
    part = section(replace(REPORT, corrections_of_districts=corrected), "district:689")
    assert (part.corrections, part.corrections_of_districts) == ((Correction(day, 700, 712),), ())
    assert "712" in mail_text.text(part, 500)
    area = next(each for each in REPORT.districts if each.code == 689)
    assert (part.total, part.trend) == (area.figures, area.trend)
    assert {commune.district for commune in part.communes} == {689}
    assert {commune.district_name for commune in part.silent_communes} <= {area.name}
    assert mail_html.html(part, 20).count("Theo xã, phường, thị trấn") == 1


def test_the_front_hears_of_communes_and_of_no_head() -> None:
    part = section(REPORT, "front")
    assert part.silent_communes == REPORT.silent_communes
    text = mail_text.text(part, 20)
    assert "NƠI NGƯỜI DÂN QUÉT ÍT NHẤT" in text
    assert not any(place.head in text or place.name in text for place in named(REPORT))
    assert "Người đứng đầu" not in text


def test_an_agency_without_points_is_told_so() -> None:
    part = section(REPORT, "agency:Sở Không Có")
    assert (part.total.day.registered, list(named(part))) == (0, [])
    assert "0 trong 0 điểm" in mail_text.text(part, 20)


@pytest.mark.parametrize("key", KEYS)
def test_a_part_is_made_again_byte_for_byte_from_the_stored_figures(key: str) -> None:
    stored = remaking.report_of(as_json(REPORT))
    made = parcel(section(stored, key), None, "bao-cao@example.vn", ["nhan@example.vn"], 7)
    again = parcel(section(REPORT, key), None, "bao-cao@example.vn", ["nhan@example.vn"], 7)
    assert made == again
    files = {file.name: file.content for file in made.files}
    assert remaking.again(files["report.json"], files["made.json"])["mail.eml"] == made.mail


def test_mails_of_a_day_are_told_apart_by_subject_and_message_id() -> None:
    mails = [
        message_from_bytes(parcel(report, None, "a@example.vn", ["b@example.vn"]).mail, policy=policy.default)
        for report in (REPORT, *(section(REPORT, key) for key in KEYS))
    ]
    assert len({mail["Message-ID"] for mail in mails}) == len({mail["Subject"] for mail in mails}) == len(mails)
    assert "thành phố Đồng Xoài" in mails[1]["Subject"]


@pytest.mark.parametrize("key", KEYS)
def test_paper_and_workbook_are_made_for_the_first_day_of_all_too(key: str) -> None:
    first = section(sample_report(not_implementing=0, wrongly_implementing=0, devices=0, compared=False), key)
    assert official_reports.pdf(first).startswith(b"%PDF")
    assert workbooks.workbook(first)


def test_a_report_of_before_there_were_parts_is_still_read() -> None:
    old = as_json(replace(REPORT, sectors=())).replace(b'"addressee":null,', b"").replace(b'"sectors":[],', b"")
    assert remaking.report_of(old).audience is Audience.PROVINCE


def test_kinds_with_the_same_addresses_are_one_department() -> None:
    shops = ("congthuong@example.vn",)
    recipients = {
        "kind:grocery": shops,
        "kind:market": shops,
        "kind:school": ("giaoduc@example.vn",),
        "front": ("mattran@example.vn",),
        "district:689": ("dongxoai@example.vn",),
        "district:1": ("hanoi@example.vn",),
        "commune:25195": ("tanphu@example.vn",),
        "province": ("ubnd@example.vn",),
        AGENCY: (),
    }
    assert addressees.plan(recipients, [689]) == (
        Planned("district:689", ("dongxoai@example.vn",)),
        Planned("kind:grocery+market", shops),
        Planned("kind:school", ("giaoduc@example.vn",)),
        Planned("front", ("mattran@example.vn",)),
    )


def test_files_of_an_agency_lie_under_a_name_that_nobody_can_type() -> None:
    assert addressees.folder("district:689") == "district-689"
    assert addressees.folder("kind:grocery+market") == "kind-grocery-market"
    assert addressees.folder("agency:../../x").removeprefix("agency-").isalnum()
