"""Batches of a helper's device: every event for itself, nothing lost, what is missing said."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.strategies import NOW
from tests.unit.test_checkins import CARD, EVENT, Cards, Kept, door
from truyvet import batches
from truyvet.batches import Report, Sent, Status
from truyvet.checkins import Door
from truyvet.device_table import OvertakenError
from truyvet.devices import Device, claimed, new_device
from truyvet.errors import InvalidError, TryAgainError, UnauthorisedError
from truyvet.venue_cards import VenueCard
from truyvet.venues import Status as VenueStatus
from truyvet.visits import Source, Visit


class Known:
    """Devices in memory, with versions as the table keeps them; `races` calls are overtaken by another."""

    def __init__(self, *devices: Device, races: int = 0) -> None:
        self.devices = {device.id: device for device in devices}
        self.races = races

    def get(self, device_id: UUID) -> Device | None:
        return self.devices.get(device_id)

    def put(self, device: Device) -> Device:
        stored = self.devices[device.id]
        if self.races:
            self.races -= 1
            stored = self.devices[device.id] = replace(
                stored, version=stored.version + 1, sequence=stored.sequence.arrived([1])
            )
        if stored.version != device.version:
            raise OvertakenError
        self.devices[device.id] = replace(device, version=device.version + 1)
        return self.devices[device.id]


DEVICE, TOKEN = new_device("cổng 1", CARD.code, CARD.district, NOW)


class Failing(Kept):
    """Does not answer for some instants."""

    def __init__(self, *instants: datetime) -> None:
        super().__init__()
        self.instants = instants

    def put(self, visit: Visit) -> Visit | None:
        if visit.at in self.instants:
            raise TryAgainError
        return super().put(visit)


def sent(number: int, **changes: object) -> Sent:
    return Sent(number, replace(EVENT, id=uuid4(), at=NOW - timedelta(minutes=number), **changes))  # type: ignore[arg-type]


def test_each_event_has_its_own_fate() -> None:
    kept = Failing(NOW - timedelta(minutes=3))
    good, again = sent(1), sent(2)
    there = door(kept=kept)
    batches.take(there, DEVICE, [again], NOW)
    events = [good, again, sent(3), Sent(4, InvalidError([])), sent(5, venue="0000000Z"), good]
    results = batches.take(there, DEVICE, events, NOW)
    assert [(result.number, result.status) for result in results] == [
        (1, Status.STORED),
        (2, Status.DUPLICATE),
        (3, Status.RETRY),
        (4, Status.REFUSED),
        (5, Status.REFUSED),
        (1, Status.DUPLICATE),
    ]
    assert len(kept.items) == 2


def test_what_is_stored_bears_the_device_and_the_way_it_came() -> None:
    kept = Kept()
    batches.take(door(kept=kept), DEVICE, [sent(1)], NOW)
    batches.take(door(kept=kept), replace(DEVICE, paper=True), [sent(2)], NOW)
    stored = sorted(kept.items.values(), key=lambda visit: visit.at, reverse=True)
    assert [visit.source for visit in stored] == [Source.HELPER, Source.PAPER]
    assert {visit.device for visit in stored} == {DEVICE.id.bytes}


@pytest.mark.parametrize("at", [NOW + timedelta(hours=1), NOW - timedelta(days=15), NOW - timedelta(days=4000)])
def test_a_doubtful_time_is_stored_marked_and_kept_as_long_as_one_of_today(at: datetime) -> None:
    kept = Kept()
    (result,) = batches.take(door(kept=kept), DEVICE, [Sent(1, replace(EVENT, at=at))], NOW)
    (visit,) = kept.items.values()
    assert result.status is Status.STORED
    assert visit.clock_doubt
    assert visit.at == at
    assert visit.expires_at == NOW + timedelta(days=28)


def test_a_venue_that_has_closed_since_takes_what_happened_before() -> None:
    closed: VenueCard = replace(CARD, status=VenueStatus.CLOSED)
    there = Door(Cards(closed), Kept(), b"secret", door().sealer)
    assert batches.take(there, DEVICE, [sent(1)], NOW)[0].status is Status.STORED


@given(st.lists(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=10), max_size=6), st.integers(0, 3))
def test_the_numbers_that_are_missing_are_those_that_never_came_to_an_end(
    deliveries: list[list[tuple[int, bool]]], races: int
) -> None:
    known = Known(DEVICE, races=races)
    ended = {1} if races else set()
    for delivery in deliveries:
        results = [batches.Result(number, Status.RETRY if busy else Status.STORED) for number, busy in delivery]
        batches.heard_of(known, known.devices[DEVICE.id], results, Report(issued=30), NOW)
        ended |= {number for number, _ in delivery} - {number for number, busy in delivery if busy}
    if deliveries:
        expected = [number for number in range(1, 31) if number not in ended]
        assert known.devices[DEVICE.id].sequence.listed(100) == expected


def test_a_line_of_paper_has_arrived_when_its_entry_and_its_exit_have() -> None:
    known = Known(replace(DEVICE, paper=True))
    for way_out, missing in ((Status.RETRY, [1, 2]), (Status.DUPLICATE, [1])):
        results = [batches.Result(2, Status.STORED), batches.Result(2, way_out)]
        after = batches.heard_of(known, known.devices[DEVICE.id], results, Report(issued=2), NOW)
        assert after.sequence.listed(10) == missing


def test_a_void_line_of_paper_is_not_missing() -> None:
    pad = replace(DEVICE, paper=True)
    known = Known(pad)
    report = Report(issued=3, void=(2, 5))
    batches.refuse_void(pad, report)
    after = batches.heard_of(known, pad, [batches.Result(3, Status.STORED)], report, NOW)
    assert (after.sequence.highest, after.sequence.listed(10)) == (5, [1, 4])


def test_only_paper_has_void_lines() -> None:
    batches.refuse_void(DEVICE, Report())
    with pytest.raises(InvalidError):
        batches.refuse_void(DEVICE, Report(void=(2,)))


def test_a_revoked_or_unknown_token_opens_nothing() -> None:
    known = Known(DEVICE)
    assert batches.signed_in(known, TOKEN) == DEVICE
    for token in ("", "x", f"{DEVICE.id}.x", f"{uuid4()}.{TOKEN.partition('.')[2]}"):
        with pytest.raises(UnauthorisedError):
            batches.signed_in(known, token)
    with pytest.raises(UnauthorisedError):
        batches.signed_in(Known(replace(DEVICE, revoked_at=NOW)), TOKEN)


def test_a_pairing_code_is_worth_something_once_and_for_a_quarter_of_an_hour() -> None:
    device, own_token = claimed(DEVICE, TOKEN, NOW + timedelta(minutes=15))
    assert device.opened_by(own_token)
    assert not device.opened_by(TOKEN)
    for again, token in ((device, TOKEN), (device, own_token)):
        with pytest.raises(UnauthorisedError):
            claimed(again, token, NOW)
    with pytest.raises(UnauthorisedError):
        claimed(DEVICE, TOKEN, NOW + timedelta(minutes=15, seconds=1))
