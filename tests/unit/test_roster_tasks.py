"""Work on a file: broken off and begun again it ends the same; nothing of an older check overwrites a newer file."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.places import venue
from tests.unit.roster_memory import RostersInMemory, VenuesInMemory, stores
from truyvet import bulk_registration, poster_printing, roster_tasks
from truyvet.errors import InvalidError, TryAgainError
from truyvet.publishers import Publisher
from truyvet.roster_tasks import Stores
from truyvet.roster_work import Stage, Task, Work
from truyvet.rosters import Basis
from truyvet.venues import owned_by

NOW = datetime(2021, 8, 15, 2, tzinfo=UTC)
HEAD = "STT;Tên;Loại hình;Địa chỉ;Xã;Huyện;Người đứng đầu;SĐT\n"
PUBLISHER = Publisher("https://tv.example.vn", "1900 1234", "Ủy ban nhân dân tỉnh Bình Phước")


def row(number: int, name: str | None = None, **more: str) -> str:
    told = {"address": f"{number} tổ 5", "head": "Trần Văn Bình", "phone": f"0902{number:06}"} | more
    name = f"Tạp hóa Số {number}" if name is None else name
    return f"{number};{name};Tạp hóa;{told['address']};Tân Phú;Đồng Xoài;{told['head']};{told['phone']}\n"


def no_progress(done: int, total: int) -> None:
    assert done <= total


def uploaded(on: Stores, text: str, work_id: str = "w1", roster: str | None = None) -> Work:
    """The work of a file that was read and checked."""
    asked: dict[str, Any] = {"parts": 1, "known": roster is not None}
    work = Work(work_id, Task.READ, Stage.WAITING, "province", "a", NOW, "Danh sách", roster or work_id, asked=asked)
    on.files.keep_part(work_id, 0, text.encode())
    roster_tasks.read(on, work, no_progress)
    table = on.files.table(work_id)
    layout = roster_tasks.layout_of(table.sheets[0], None)
    columns = {column.value: index for column, index in layout.columns.items()}
    asked |= {"sheet": "", "header": layout.header, "columns": columns, "kind": None, "agency": "", "remove_gone": True}
    work = replace(work, task=Task.CHECK, asked=asked)
    return replace(work, task=Task.APPLY, found=roster_tasks.check(on, work, no_progress))


def work_on(roster: str, task: Task, **asked: object) -> Work:
    return Work(f"w-{task}", task, Stage.WAITING, "province", "a", NOW, "Danh sách", roster, asked=asked)


def test_a_file_that_was_applied_half_ends_the_same_when_it_is_applied_again() -> None:
    whole, broken = RostersInMemory(), RostersInMemory()
    text = HEAD + "".join(map(row, range(40)))
    on = stores(whole, VenuesInMemory())
    roster_tasks.apply(on, uploaded(on, text), no_progress)
    on = stores(broken, VenuesInMemory())
    work = uploaded(on, text)
    for writes in (0, 10, 25):
        broken.writes_left = writes
        with pytest.raises(TryAgainError):
            roster_tasks.apply(on, work, no_progress)
    broken.writes_left = 1_000
    roster_tasks.apply(on, work, no_progress)
    assert broken.places == whole.places
    assert (broken.kept["w1"].version, broken.kept["w1"].places) == (1, 40)


def test_an_older_check_never_overwrites_a_newer_file() -> None:
    rosters = RostersInMemory()
    on = stores(rosters, VenuesInMemory())
    roster_tasks.apply(on, uploaded(on, HEAD + row(1)), no_progress)
    older = uploaded(on, HEAD + row(2), "w2", "w1")
    newer = uploaded(on, HEAD + row(3), "w3", "w1")
    roster_tasks.apply(on, newer, no_progress)
    with pytest.raises(InvalidError, match="kiểm tra lại"):
        roster_tasks.apply(on, older, no_progress)
    assert [place.name for place in rosters.of_roster("w1")] == ["Tạp hóa Số 3"]


def test_rows_that_are_wrong_come_back_beside_their_errors_and_their_places_stay() -> None:
    rosters = RostersInMemory()
    on = stores(rosters, VenuesInMemory())
    roster_tasks.apply(on, uploaded(on, HEAD + row(1) + row(2)), no_progress)
    work = uploaded(on, HEAD + row(1, phone="09") + row(3, name="=cmd|' /C calc'!A0", phone="1"), "w2", "w1")
    assert {name: work.found[name] for name in ("good", "bad", "errors", "held", "gone")} == {
        "good": 0, "bad": 2, "errors": 2, "held": 1, "gone": 1
    }  # fmt: skip
    sheet = load_workbook(io.BytesIO(on.files.file("w2", "errors.xlsx"))).active
    assert sheet is not None
    assert sheet["B2"].value == "Điện thoại: Số điện thoại chưa đúng. Ví dụ: 0901 234 567."
    assert (sheet["D3"].value, sheet["D3"].data_type) == ("=cmd|' /C calc'!A0", "s")


def test_registration_that_was_broken_off_goes_on_with_the_same_codes() -> None:
    rosters, venues = RostersInMemory(), VenuesInMemory()
    on = stores(rosters, venues)
    roster_tasks.apply(on, uploaded(on, HEAD + "".join(map(row, range(30)))), no_progress)
    venues.writes_left = 12
    with pytest.raises(TryAgainError):
        bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    before = set(venues.venues)
    venues.writes_left = 1_000
    bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    assert len(before) == 12
    assert len(venues.venues) == 30
    assert before <= set(venues.venues)
    codes = {place.row: place.venue for place in rosters.of_roster("w1")}
    again = bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    assert (again["registered"], again["linked"]) == (0, 30)
    assert {place.row: place.venue for place in rosters.of_roster("w1")} == codes


def test_nobody_owns_what_was_registered_in_bulk() -> None:
    rosters, venues = RostersInMemory(), VenuesInMemory()
    on = stores(rosters, venues)
    roster_tasks.apply(on, uploaded(on, HEAD + row(1)), no_progress)
    bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    (made,) = venues.venues.values()
    assert made.owner_token_hash == b""
    assert not owned_by(made, "")
    assert (made.name, made.head, made.phone, made.registered_at) == (
        "Tạp hóa Số 1",
        "Trần Văn Bình",
        "+84902000001",
        NOW,
    )


def test_what_lacks_something_is_left_and_told() -> None:
    rosters = RostersInMemory()
    on = stores(rosters, VenuesInMemory())
    roster_tasks.apply(on, uploaded(on, HEAD + row(1) + row(2, phone="", head="")), no_progress)
    found = bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    assert (found["registered"], found["left"], found["missing"]) == (1, 1, 1)
    sheet = load_workbook(io.BytesIO(on.files.file("w-register", "left.xlsx"))).active
    assert sheet is not None
    assert sheet["K2"].value == "Người đứng đầu: Xin ghi họ tên người phụ trách.\nĐiện thoại: Xin ghi số điện thoại."


def test_a_place_that_registered_itself_meanwhile_is_found_and_not_doubled() -> None:
    rosters, venues = RostersInMemory(), VenuesInMemory()
    on = stores(rosters, venues)
    roster_tasks.apply(on, uploaded(on, HEAD + row(1)), no_progress)
    own = replace(venue(), name="TẠP HÓA SỐ 1", phone="+84902000001", owner_token_hash=b"own")
    venues.register(own)
    found = bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    (place,) = rosters.of_roster("w1")
    assert (found["registered"], place.venue, place.basis) == (0, own.code, Basis.PHONE)


def test_a_booklet_has_the_posters_of_the_roster_in_the_commune_and_is_issued_when_fetched() -> None:
    rosters, venues = (
        RostersInMemory(),
        VenuesInMemory(venue(), replace(venue("AAAAAAAA"), name="Không trong danh sách")),
    )
    on = stores(rosters, venues)
    roster_tasks.apply(on, uploaded(on, HEAD + row(1) + row(2)), no_progress)
    bulk_registration.register(on, work_on("w1", Task.REGISTER), no_progress, NOW)
    work = work_on("w1", Task.PRINT, commune=25195, unprinted=False)
    found = poster_printing.draw(on, work, PUBLISHER, no_progress)
    assert (found["posters"], found["pages"]) == (2, 3)
    listed = [place.venue for place in rosters.of_roster("w1")]
    assert all(venues.venues[str(code)].poster_issued_at is None for code in listed)
    poster_printing.issued(on, work, NOW)
    assert all(venues.venues[str(code)].poster_issued_at == NOW for code in listed)
    with pytest.raises(InvalidError, match="chưa có điểm"):
        poster_printing.draw(on, work_on("w1", Task.PRINT, commune=25198, unprinted=False), PUBLISHER, no_progress)
