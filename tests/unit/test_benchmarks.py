"""Benchmarks: ratios are of pairs, targets are judged, and what is compared does the same work."""

import json
import threading
import urllib.request
from datetime import UTC, datetime, timedelta
from zlib import crc32

import pytest

from benchmarks import __main__ as runner
from benchmarks import cost, prices
from benchmarks.check_ins import VENUE, api_event, check_in
from benchmarks.door_process import OTHER, work_of
from benchmarks.figures import Part, Ratio, paired, table
from benchmarks.loopback import serving
from checkin import requests
from truyvet import codes


def test_the_ratio_is_the_median_of_pairs_not_the_quotient_of_medians() -> None:
    ratio = paired("x", [10, 30, 90], [10, 20, 30], target=1.5, unit="ms")
    assert (ratio.ratio, ratio.ours, ratio.other) == (1.5, 30, 20)
    assert ratio.met


def test_a_missed_target_is_said_in_the_table_and_in_the_file() -> None:
    part = Part("door", "how", ("what", "ms"), [("ours", 1.5)], [Ratio("door", 3, 2, 1.3, "ms")])
    assert "MISSED" in "\n".join(part.lines())
    assert part.document()["ratios"][0]["met"] is False
    assert part.document()["rows"] == [{"what": "ours", "ms": 1.5}]


def test_columns_of_a_table_stand_below_each_other() -> None:
    lines = table(("what", "ms"), [("ours", 1234.5), ("a longer name", 1.25)])
    assert len({len(line) for line in lines}) == 1
    assert lines[1].endswith("-: |")


def test_the_check_ins_measured_are_check_ins_that_the_door_takes() -> None:
    assert codes.normalised(VENUE) == VENUE
    event = requests.parse(check_in(7), datetime.now(UTC))
    assert event.person.phone == "+84900000007"
    assert abs(datetime.now(UTC) - event.at) < timedelta(minutes=1)
    assert json.loads(api_event()["body"])["venue"] == VENUE


def test_the_canned_store_answers_with_the_checksum_that_botocore_verifies() -> None:
    with serving() as server:
        request = urllib.request.Request(
            f"http://{server.address}/", data=b"{}", headers={"X-Amz-Target": "DynamoDB_20120810.GetItem"}
        )
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
            assert answer.headers["x-amz-crc32"] == str(crc32(body))
        assert json.loads(body)["Item"]["code"] == {"S": VENUE}
        assert [what for _, what in server.seen] == ["DynamoDB_20120810.GetItem"]
    assert all(thread.name != "serve_forever" for thread in threading.enumerate())


def test_a_stack_outside_of_the_door_is_nobodys_work() -> None:
    assert work_of(None) == OTHER


def test_a_month_costs_in_proportion_to_its_scans() -> None:
    today, busy, _ = (cost.monthly(size) for size in cost.SIZES)
    for service in ("Lambda: the door", "DynamoDB: storage and backup", "data out"):
        assert busy[service] / today[service] == pytest.approx(3_000_000 / 11_421)
    assert all(price.dollars > 0 and price.source for price in prices.ALL)


def test_an_unknown_part_is_refused_before_anything_runs() -> None:
    with pytest.raises(SystemExit, match="no benchmark nothing"):
        runner.main(["nothing"])
