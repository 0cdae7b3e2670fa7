"""The real template on this machine: one stack for all integration tests."""

from collections.abc import Iterator

import pytest

from local.stack import Stack, running


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """template.yaml as it is, on free ports, its rules switched off so that no hour of the day matters."""
    with running(tmp_path_factory.mktemp("local") / ".local", schedules=False) as started:
        yield started


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that one module has for itself, where every item counts."""
    with running(tmp_path_factory.mktemp("own") / ".local", schedules=False) as started:
        yield started
