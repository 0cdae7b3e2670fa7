"""What is kept of a report is what went out."""

import json
from email import message_from_bytes, policy

from tests.unit.sample_report import sample_report
from truyvet.mailing import DOUBT, marked_doubtful
from truyvet.parcels import digest, parcel
from truyvet.report_table import Told

REPORT = sample_report()
TOLD = Told(REPORT.total.day.scans, REPORT.total.day.active, {}, ())
PARCEL = parcel(REPORT, TOLD, "bao-cao@example.vn", ["ubnd@example.vn"])


def test_the_files_kept_are_the_attachments_that_were_sent() -> None:
    mail = message_from_bytes(PARCEL.mail, policy=policy.default)
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    kept = {file.name: file.content for file in PARCEL.files}
    assert kept == attached | {name: kept[name] for name in ("report.json", "made.json")}
    assert {file.content_type for file in PARCEL.files} == {
        "application/json",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    assert all(name.isascii() and "/" not in name for name in kept)


def test_the_figures_kept_are_readable_field_by_field() -> None:
    kept = json.loads(next(file.content for file in PARCEL.files if file.name == "report.json"))
    assert kept["day"] == REPORT.day.isoformat()
    assert kept["total"]["day"]["entries"] == REPORT.total.day.entries
    assert [place["name"] for place in kept["not_implementing"]] == [place.name for place in REPORT.not_implementing]


def test_what_it_was_made_of_is_kept_with_digests() -> None:
    kept = {file.name: file.content for file in PARCEL.files}
    made = json.loads(kept.pop("made.json"))
    assert made["recipients"] == ["ubnd@example.vn"]
    assert made["sha256"] == {"mail.eml": digest(PARCEL.mail), **{name: digest(kept[name]) for name in kept}}


def test_the_subject_of_the_real_mail_survives_being_sent_again() -> None:
    before = message_from_bytes(PARCEL.mail, policy=policy.default)["Subject"]
    after = message_from_bytes(marked_doubtful(PARCEL.mail), policy=policy.default)["Subject"]
    assert after == f"{DOUBT} {before}"
