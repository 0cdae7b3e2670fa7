"""A batch's JSON: what an event bears besides the check-in, and which lines of a pad are said to be void."""

from typing import Any
from uuid import UUID

import pytest

from checkin import batch_requests
from tests.unit.strategies import NOW
from tests.unit.test_checkin_requests import BODY
from truyvet.batches import MOST_VOID
from truyvet.errors import InvalidError


def test_the_entry_and_the_exit_of_a_line_share_a_number_and_are_told_apart_by_their_ids() -> None:
    exit_id = UUID("0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8f")
    unreadable = BODY | {"seq": 41, "id": str(exit_id), "direction": "out", "person": {}}
    batch = batch_requests.parse({"events": [BODY | {"seq": 41}, unreadable]}, NOW)
    assert [(sent.number, sent.id) for sent in batch.sent] == [(41, UUID(BODY["id"])), (41, exit_id)]
    assert isinstance(batch.sent[1].event, InvalidError)


@pytest.mark.parametrize("event_id", [None, 5, "", "x", ["0198e0c6-6d5e-7b7c-9c1a-3f2b1a0c9d8e"]])
def test_an_event_without_a_readable_id_spoils_only_itself(event_id: object) -> None:
    (sent,) = batch_requests.parse({"events": [BODY | {"seq": 1, "id": event_id}]}, NOW).sent
    assert sent.id is None
    assert isinstance(sent.event, InvalidError)


def test_void_lines_are_a_list_of_serials() -> None:
    assert batch_requests.parse({"events": []}, NOW).report.void == ()
    assert batch_requests.parse({"events": [], "void": [44, 45]}, NOW).report.void == (44, 45)


@pytest.mark.parametrize(
    "void", [44, "44", ["44"], [0], [True], [1.5], [1_000_001], [None], list(range(1, MOST_VOID + 2))]
)
def test_what_is_no_list_of_serials_is_named(void: Any) -> None:
    with pytest.raises(InvalidError) as refused:
        batch_requests.parse({"events": [], "void": void}, NOW)
    assert [detail.field for detail in refused.value.details] == ["void"]
