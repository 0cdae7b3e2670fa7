"""An old poster, a silent device and lost scans are named; what was printed, or is on its way, is not."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from tests.unit.judging import named
from tests.unit.places import DAY, LONG_AGO, evidence, history, local, venue
from truyvet.compliance import findings
from truyvet.devices import Device
from truyvet.evidence import Evidence
from truyvet.sequences import Sequence

AT = venue()
BUSY_LATELY = history(AT, [20] * 9)
DEVICE = Device(
    UUID(int=1),
    "cổng 1",
    (AT.code,),
    AT.district,
    b"",
    LONG_AGO,
    claimed_at=LONG_AGO,
    seen_at=local(DAY, 17),
    sequence=Sequence(130),
)


def days_ago(days: int) -> Device:
    return replace(DEVICE, seen_at=local(DAY - timedelta(days=days), 16, 40))


def with_devices(*devices: Device, silent: int = 0) -> Evidence:
    scans = [20] * (9 - silent) + [0] * silent
    return replace(evidence(AT, history(AT, scans)), devices=devices)


# Superseded poster


def test_a_new_version_that_nobody_printed_in_two_weeks_is_named() -> None:
    changed = local(DAY - timedelta(days=14), 9)
    at = replace(AT, poster_version=2, poster_printed=1, poster_changed_at=changed)
    (found,) = findings(evidence(at, BUSY_LATELY))
    assert found.rule == "superseded_poster"
    assert found.sentence == "Tên hoặc địa chỉ sửa ngày 30/07/2021 (14 ngày) nhưng chưa in bảng QR phiên bản 2."


def test_a_new_poster_has_two_weeks_to_be_printed() -> None:
    at = replace(AT, poster_version=2, poster_printed=1, poster_changed_at=local(DAY - timedelta(days=13), 9))
    assert named(evidence(at, BUSY_LATELY)) == []


def test_a_printed_version_is_in_force_and_of_old_records_nothing_is_known() -> None:
    printed = replace(AT, poster_version=2, poster_printed=2, poster_changed_at=LONG_AGO)
    unknown = replace(AT, poster_version=3)
    assert named(evidence(printed, BUSY_LATELY)) == named(evidence(unknown, BUSY_LATELY)) == []


# Silent device


def test_a_place_of_which_nothing_comes_since_its_device_is_silent_is_named_for_that_alone() -> None:
    (found,) = findings(with_devices(days_ago(5), silent=5))
    assert found.rule == "silent_device"
    assert found.sentence == (
        "Máy “cổng 1” không liên lạc từ 16:40 ngày 08/08/2021; 5 ngày mở cửa không nhận được lượt quét nào của điểm."
    )


def test_four_days_without_a_network_are_not_named() -> None:
    assert named(with_devices(days_ago(4), silent=4)) == []


def test_where_others_scan_a_silent_device_is_not_missed() -> None:
    assert named(with_devices(days_ago(6), silent=0)) == []
    assert named(with_devices(days_ago(6), replace(DEVICE, name="cổng 2"), silent=5)) == []


# Lost scans


def test_numbers_that_never_came_though_later_ones_did_are_named() -> None:
    (found,) = findings(with_devices(replace(DEVICE, sequence=Sequence(130, ((10, 50),)))))
    assert found.rule == "scans_lost"
    assert found.figures == {"missing": 41, "given": 130, "device": "cổng 1"}


def test_what_waits_came_last_or_is_a_small_part_is_not_lost() -> None:
    lost = replace(DEVICE, sequence=Sequence(130, ((10, 50),)))
    for spared in (
        replace(lost, waiting=3),
        replace(lost, sequence=Sequence(130, ((85, 130),))),
        replace(lost, sequence=Sequence(1300, ((10, 50),))),
        replace(lost, paper=True),
        replace(lost, revoked_at=local(DAY, 9)),
        replace(lost, seen_at=local(DAY - timedelta(days=1), 9)),
    ):
        assert named(with_devices(spared)) == []
