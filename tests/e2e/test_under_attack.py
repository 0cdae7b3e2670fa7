"""While the system is attacked, a citizen notices a short wait and nothing else."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from local.stack import Stack, running
from tests.e2e.citizen_place import Place, heading, known, way
from tests.integration.doors import call, check_in


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack that asks for work."""
    folder = tmp_path_factory.mktemp("attacked") / ".local"
    with running(folder, schedules=False, parameters={"ProofBits": "14"}) as stack:
        yield stack


def test_a_phone_does_the_work_by_itself_and_a_flood_without_it_stores_nothing(
    attacked: Stack, phone: Callable[..., Page]
) -> None:
    place = Place(attacked)
    assert [call(f"{attacked.origin}/api/checkins", check_in(place.code))[0] for _ in range(5)] == [429] * 5
    assert place.visits() == []
    page = known(phone(), place)
    way(page, "VÀO").click()
    heading(page, "ĐÃ VÀO")
    assert len(place.visits()) == 1
