"""What a reader of the mail's HTML sees: every figure in its place, nothing that could harm, nothing cut off."""

import re
from dataclasses import replace
from datetime import date

from tests.unit.mail_reader import MailReader
from tests.unit.sample_report import THE_DAY, sample_report
from truyvet import mail_html
from truyvet.reports import SEVERITY_NAMES, Compared, Correction, DailyReport, NamedPlace, Recount
from truyvet.settings import ReportRules
from truyvet.venues import KIND_NAMES

LISTED = ReportRules().listed_in_mail
GMAIL_SHOWS = 102_000


def read(report: DailyReport) -> MailReader:
    return MailReader(mail_html.html(report, LISTED))


def test_the_three_numbers_of_points_are_apart_each_with_its_share_and_its_changes() -> None:
    mail = read(sample_report())
    assert mail.row("Điểm đã đăng ký") == ["Điểm đã đăng ký", "18.365"]
    assert mail.row("Điểm đã in mã QR 53,7%") == ["Điểm đã in mã QR 53,7%", "9.871"]
    assert mail.row("Điểm có lượt quét 11,1%") == ["Điểm có lượt quét 11,1%", "2.041"]
    assert ["▲ tăng 23 (0,1%) so với 12/8 ▲ tăng 245 (1,4%) so với 6/8"] in mail.rows
    assert ["▲ tăng 267 (2,8%) so với 12/8 ▲ tăng 1.656 (20,2%) so với 6/8"] in mail.rows
    assert ["▲ tăng 148 (7,8%) so với 12/8 ▲ tăng 439 (27,4%) so với 6/8"] in mail.rows


def test_scans_and_people_stand_with_their_changes_and_people_with_their_error() -> None:
    mail = read(sample_report())
    assert ["Chỉ tiêu", "13/8", "so với 12/8", "so với 6/8"] in mail.rows
    assert mail.row("Lượt quét")[1:] == ["11.421", "▲ tăng 1.234 (12,1%)", "▲ tăng 2.667 (30,5%)"]
    assert mail.row("Lượt vào")[1:] == ["7.218 63,2%", "▲ tăng 716 (11%)", "▲ tăng 1.208 (20,1%)"]
    assert mail.row("Lượt ra")[1:] == ["4.203 36,8%", "▲ tăng 518 (14,1%)", "▲ tăng 1.459 (53,2%)"]
    helped = mail.row("Lượt qua người hỗ trợ, thẻ hoặc giấy")
    assert helped[1:] == ["1.306 11,4%", "▲ tăng 195 (17,6%)", "▲ tăng 666 (104,1%)"]
    (people,) = [row for row in mail.rows if row[0].startswith("Số người") and "±3,2%" in row[0]]
    assert people[1:] == ["5.904", "▲ tăng 527 (9,8%)", "▲ tăng 1.424 (31,8%)"]


def test_a_fall_is_told_by_sign_and_word_and_no_change_by_words() -> None:
    report = sample_report()
    before = replace(THE_DAY, active=2_141, registered=18_365)
    mail = read(replace(report, total=Compared(THE_DAY, before, None)))
    assert ["▼ giảm 100 (4,7%) so với 12/8 chưa có số liệu so với 6/8"] in mail.rows
    assert ["không đổi so với 12/8 chưa có số liệu so với 6/8"] in mail.rows


def test_the_summary_comes_before_all_figures() -> None:
    words = read(sample_report()).words
    summary = words.index("Thứ Sáu 13/8/2021, 2.041 trong 18.365 điểm đã đăng ký (11,1%) có lượt quét")
    assert summary < words.index("Điểm đã in mã QR")


def test_what_is_missing_and_that_it_is_an_update_is_said_on_top() -> None:
    missing = "Còn 12 điểm có dấu hiệu bất thường chưa kịp xem chi tiết từng lượt quét."
    words = read(sample_report(incomplete=[missing], update=True)).words
    assert words.index("Bản cập nhật") < words.index("Báo cáo chưa đầy đủ") < words.index(missing)
    assert words.index(missing) < words.index("2.041 trong 18.365")
    plain = read(sample_report()).words
    assert "Bản cập nhật" not in plain
    assert "chưa đầy đủ" not in plain


def test_districts_stand_with_the_least_active_first_and_the_province_last() -> None:
    report = sample_report()
    rows = read(report).rows
    start = rows.index(["Nơi", "Lượt quét", "so với 12/8", "Hoạt động / đăng ký"]) + 1
    shown = rows[start : start + 12]
    assert shown[0] == ["Thành phố Đồng Xoài", "685", "▲ tăng 74 (12,1%)", "122/1.278 9,5%"]
    assert shown[-1] == ["Toàn tỉnh", "11.421", "▲ tăng 1.234 (12,1%)", "2.041/18.365 11,1%"]
    assert {row[0] for row in shown[:-1]} == {area.name for area in report.districts}
    shares = [float(row[3].split()[1].rstrip("%").replace(",", ".")) for row in shown[:-1]]
    assert shares == sorted(shares)


def test_silent_communes_are_all_named_with_how_often_in_a_row() -> None:
    mail = read(sample_report(silent_communes=111))
    assert "111 xã, phường, thị trấn không có lượt quét nào" in mail.words
    assert mail.words.count("điểm đăng ký, bị nêu") == 111
    words = read(sample_report()).words
    assert "Phường Tân Bình, Thành phố Đồng Xoài: 250 điểm đăng ký, bị nêu lần thứ 6 liên tiếp" in words
    assert "Xã Long Hà, Huyện Phú Riềng: 56 điểm đăng ký, bị nêu lần đầu" in words


def test_without_silent_communes_it_is_said_that_all_scan_only_where_it_is_true() -> None:
    assert "đều có lượt quét" in read(sample_report(silent_communes=0)).words
    outage = replace(sample_report(silent_communes=3), silent_communes=())
    words = read(outage).words
    assert "đều có lượt quét" not in words
    assert "không nêu tên xã, phường, thị trấn nào" in words


def test_of_each_list_the_first_twenty_are_shown_and_the_rest_is_counted() -> None:
    report = sample_report()
    mail = read(report)
    assert "Điểm không thực hiện: 1.214" in mail.words
    assert "Điểm thực hiện sai: 37" in mail.words
    assert "Còn 1.194 điểm nữa trong bảng tính đính kèm." in mail.words
    assert "Còn 17 điểm nữa trong bảng tính đính kèm." in mail.words
    for places in (report.not_implementing, report.wrongly_implementing):
        assert all(_shown(place, mail) for place in places[:LISTED])
        assert not any(_shown(place, mail) for place in places[LISTED:])


def test_a_short_list_says_nothing_of_more() -> None:
    mail = read(sample_report(not_implementing=20, wrongly_implementing=0, devices=10))
    assert "nữa trong bảng tính" not in mail.words
    assert "Điểm thực hiện sai: 0 Không có điểm nào." in mail.words


def test_a_named_place_has_its_commune_head_findings_and_how_often_it_was_named() -> None:
    report = sample_report()
    mail = read(report)
    assert ["1.", *_cells(report.not_implementing[0])] in mail.rows
    assert ["1.", *_cells(report.wrongly_implementing[0])] in mail.rows
    assert len(report.wrongly_implementing[0].findings) == 2
    new = report.not_implementing[19]
    assert new.findings[0].times == 1
    assert ["20.", *_cells(new)] in mail.rows


def test_each_rule_is_counted_once_with_the_correction_that_it_proposes() -> None:
    report = sample_report()
    words = read(report).words
    for finding in {finding.rule: finding for place in report.not_implementing for finding in place.findings}.values():
        grave = SEVERITY_NAMES[finding.severity].lower()
        assert words.count(f"{finding.rule_name}: 607 điểm, {grave}. Đề nghị: {finding.remedy}") == 1


def test_corrections_and_the_recount_are_told() -> None:
    report = sample_report()
    corrected = (Correction(date(2021, 8, 11), 9_870, 9_941),)
    words = read(replace(report, corrections=corrected)).words
    assert "Ngày 11/8/2021: đã báo 9.870 lượt quét, nay là 9.941 (tăng 71)." in words
    assert "1.251" in words
    assert "1 số liệu bị lệch, báo cáo dùng số đếm lại" in words
    assert "chưa được đếm lại" in read(replace(report, recount=Recount(0, 0))).words


def test_no_phone_of_anybody_is_in_the_mail() -> None:
    report = sample_report()
    html = mail_html.html(report, LISTED)
    for place in report.not_implementing[:LISTED] + report.wrongly_implementing[:LISTED]:
        assert place.phone.removeprefix("+84") not in re.sub(r"[ .]", "", html)


def test_what_people_typed_is_shown_as_typed_and_does_nothing() -> None:
    report = sample_report(not_implementing=1)
    evil = "<script>alert(1)</script>\"><img src=https://evil.example/x> & 'Cô Ba'"
    (place,) = report.not_implementing
    place = replace(place, name=evil, head=evil, commune_name=evil, district_name=evil)
    area = replace(report.districts[0], name=evil)
    commune = replace(report.silent_communes[0], name=evil, district_name=evil)
    mail = read(
        replace(
            report,
            not_implementing=(place,),
            districts=(area,),
            silent_communes=(commune,),
            hotline=evil,
            authority=evil,
            province_name=evil,
            incomplete=(evil,),
        )
    )
    assert "script" not in mail.tags
    assert mail.tags.count("img") == 1
    assert mail.words.count(evil) == 10
    assert evil.upper() in mail.words


def test_nothing_is_fetched_and_the_only_picture_is_in_the_mail_with_words_for_it() -> None:
    html = mail_html.html(sample_report(), LISTED)
    assert not re.search(r"https?:|//|url\(|@import", html.replace("<!DOCTYPE html>", ""))
    pictures = {name: value for tag, name, value in MailReader(html).attributes if tag == "img"}
    assert pictures["src"] == f"cid:{mail_html.CHART}"
    assert "từ 7.410 đến 11.421, thấp nhất 5.120 (2/8), cao nhất 11.421 (13/8)" in pictures["alt"]
    assert "Điểm có lượt quét: từ 1.310 đến 2.041" in pictures["alt"]


def test_the_report_of_a_first_day_compares_nothing_and_draws_no_trend() -> None:
    mail = read(sample_report(compared=False))
    assert "img" not in mail.tags
    assert ["chưa có số liệu so với 12/8 chưa có số liệu so với 6/8"] in mail.rows
    assert "▲" not in mail.words


def test_the_longest_mail_is_not_cut_off_by_gmail() -> None:
    report = sample_report(not_implementing=16_300, silent_communes=111, update=True, incomplete=["Còn 12 điểm."])
    html = mail_html.html(report, LISTED)
    assert len(html.encode()) < 90_000
    # Names as long as the registration takes them.
    listed = tuple(replace(place, name="Ễ" * 120, head="Ễ" * 120) for place in report.not_implementing[:LISTED])
    wrongly = tuple(replace(place, name="Ễ" * 120, head="Ễ" * 120) for place in report.wrongly_implementing[:LISTED])
    longest = mail_html.html(replace(report, not_implementing=listed, wrongly_implementing=wrongly), LISTED)
    assert len(longest.encode()) < GMAIL_SHOWS


def _shown(place: NamedPlace, mail: MailReader) -> bool:
    return f"mã {place.code[:4]} {place.code[4:]}" in mail.words


def _cells(place: NamedPlace) -> list[str]:
    findings = " ".join(
        finding.rule_name
        + (f" lần thứ {finding.times} liên tiếp" if finding.times > 1 else "")
        + f": {finding.sentence}"
        for finding in place.findings
    )
    about = f"{place.name} {KIND_NAMES[place.kind]}, mã {place.code[:4]} {place.code[4:]}"
    where = f"{place.commune_name}, {place.district_name}"
    return [f"{about} {where} Người đứng đầu: {place.head} {findings}"]
