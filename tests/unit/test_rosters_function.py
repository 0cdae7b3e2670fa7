"""The function that works on rosters: a task that is done is passed over, what fails is told and tried again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rosters import app
from tests.unit.roster_memory import RostersInMemory, VenuesInMemory, stores
from truyvet.errors import TryAgainError
from truyvet.roster_work import Stage, Task, Work

NOW = datetime(2021, 8, 15, 2, tzinfo=UTC)
WORK = Work("w1", Task.READ, Stage.WAITING, "province", "a", NOW, "Chợ", "w1", asked={"parts": 1, "known": False})


class Context:
    function_name = memory_limit_in_mb = invoked_function_arn = aws_request_id = "test"


@pytest.fixture
def rosters(monkeypatch: pytest.MonkeyPatch) -> RostersInMemory:
    made = RostersInMemory()
    on = stores(made, VenuesInMemory())
    on.files.keep_part("w1", 0, "Tên;Xã\nChợ;Tân Khai\n".encode())
    monkeypatch.setattr(app, "stores", lambda: on)
    made.begin(WORK)
    return made


def handle(task: str = "read") -> Any:
    return app.handler({"work": "w1", "task": task}, Context())  # type: ignore[arg-type]


def test_a_task_ends_with_what_came_of_it(rosters: RostersInMemory) -> None:
    assert handle() == {"work": "w1", "stage": "done"}
    assert rosters.works["w1"].found["rows"] == 2


def test_an_event_that_comes_again_or_late_does_nothing(
    rosters: RostersInMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    done = rosters.works["w1"]
    monkeypatch.setattr(app, "_TASKS", {})
    assert handle() == {"work": "w1", "stage": "done"}
    rosters.works["w1"] = replace(done, task=Task.CHECK, stage=Stage.WAITING)
    assert handle("read") == {"work": "w1", "stage": "waiting"}


def test_a_file_that_is_no_list_is_told_and_not_tried_again(rosters: RostersInMemory) -> None:
    app.stores().files.keep_part("w1", 0, b"%PDF-1.7")
    assert handle() == {"work": "w1", "stage": "failed"}
    assert rosters.works["w1"].problem == "Đây không phải bảng tính. Xin gửi tệp .xlsx hoặc .csv."


@pytest.mark.parametrize(
    ("failure", "told"), [(TryAgainError(), "Hệ thống đang bận"), (ZeroDivisionError(), "Máy chủ gặp lỗi")]
)
def test_what_nobody_expected_is_told_raised_and_goes_on_when_lambda_tries_again(
    rosters: RostersInMemory, monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str
) -> None:
    whole = dict(app._TASKS)

    def fail(*_: object) -> Any:
        raise failure

    monkeypatch.setattr(app, "_TASKS", {Task.READ: fail})
    with pytest.raises(type(failure)):
        handle()
    assert (rosters.works["w1"].stage, told in str(rosters.works["w1"].problem)) == (Stage.FAILED, True)
    monkeypatch.setattr(app, "_TASKS", whole)
    assert handle() == {"work": "w1", "stage": "done"}
    assert rosters.works["w1"].problem is None
