"""The folder of a local run: one user at a time, and a saved state is whole or the former one."""

import os
from datetime import date
from pathlib import Path

import pytest

from local.errors import LocalError
from local.folder import Folder, Running
from local.report_run import rule_event
from local.stack import find

RUN = Running(os.getpid(), 8080, "http://127.0.0.1:8080", "http://127.0.0.1:4566", {"VisitsTableName": "v"})


def used(folder: Folder, content: str) -> None:
    folder.begin_state()
    (folder.work / "tables.json").unlink(missing_ok=True)
    (folder.work / "tables.json").write_text(content)


def state(folder: Folder) -> str:
    current = folder.current_state()
    assert current
    return (current / "tables.json").read_text()


def test_a_completed_state_is_what_the_next_run_finds(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.locked():
        assert folder.begin_state() is None
        used(folder, "first")
        folder.complete_state()
        used(folder, "second")
        folder.complete_state()
    assert state(folder) == "second"


def test_a_run_that_was_cut_off_leaves_the_former_state(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.locked():
        used(folder, "first")
        folder.complete_state()
        used(folder, "half")
    with folder.locked():
        assert folder.begin_state()
        assert (folder.work / "tables.json").read_text() == "first"
    assert state(folder) == "first"


def test_old_states_are_removed(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.locked():
        for content in ("first", "second", "third"):
            used(folder, content)
            folder.complete_state()
        folder.begin_state()
    assert len(list(folder.states.glob("saved-*"))) == 1


def test_a_second_user_is_told_who_serves(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with folder.locked():
        folder.announce(RUN)
        with (
            pytest.raises(LocalError, match=r"^This folder is already served by process \d+ at http:"),
            folder.locked(),
        ):
            pass


def test_a_run_is_found_while_it_lives_and_by_its_port(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    with pytest.raises(LocalError, match="No local run is serving"):
        find(tmp_path)
    with folder.locked():
        folder.announce(RUN)
        assert find(tmp_path, 8080) == RUN
        with pytest.raises(LocalError, match="add PORT=8080"):
            find(tmp_path, 8081)
        folder.withdraw()
        assert folder.serving() is None


def test_the_event_of_a_day_is_the_rule_of_six_in_the_morning_after() -> None:
    assert rule_event(date(2021, 8, 13))["time"] == "2021-08-13T23:00:00Z"
    assert rule_event(date(2021, 8, 13), again=True)["detail"] == {"again": True}
