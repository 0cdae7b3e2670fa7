"""The door: what is stored, what is confirmed, what is refused."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from tests.unit.strategies import CHECK_INS, DECLARATIONS, NOW, PEOPLE
from truyvet import records, visits
from truyvet.checkins import CheckIn, Door, check_in
from truyvet.declarations import Declaration, Symptom
from truyvet.errors import ClosedError, InvalidError, NotFoundError, TooEarlyError, TooLateError, TryAgainError
from truyvet.people import Person
from truyvet.records import Record
from truyvet.sealing import KeyRing, Sealer
from truyvet.venue_cards import VenueCard
from truyvet.venues import Status
from truyvet.visits import Direction, Visit

KEY = PrivateKey.from_seed(b"7" * 32)
CARD = VenueCard("7K3M9QXP", "Tạp hóa Cô Ba", "Phường Tân Phú", 689, 25195, Status.OPEN)
EVENT = CheckIn(
    id=UUID("0198e0c6-6d5e-4b7c-9c1a-3f2b1a0c9d8e"),
    venue="7K3M9QXP",
    at=NOW,
    direction=Direction.IN,
    person=Person("Trần Văn Bình", phone="+84912345678", document="070090123456"),
    declaration=Declaration(),
)


class Cards:
    def __init__(self, card: VenueCard | None = CARD) -> None:
        self.card = card

    def get(self, code: str, _now: datetime) -> VenueCard | None:
        return replace(self.card, code=code) if self.card else None


class Kept:
    """Visits in memory, with DynamoDB's conditional put; `failing` refuses to store."""

    def __init__(self, failing: bool = False) -> None:
        self.items: dict[tuple[str, bytes], Visit] = {}
        self.failing = failing

    def put(self, visit: Visit) -> Visit | None:
        if self.failing:
            raise TryAgainError
        key = (visits.venue_day(visit.venue, visit.day), visits.sort_key(visit.at, visit.id))
        if key in self.items:
            return self.items[key]
        self.items[key] = visit
        return None


def door(card: VenueCard | None = CARD, kept: Kept | None = None) -> Door:
    return Door(Cards(card), kept or Kept(), b"secret", Sealer(bytes(KEY.public_key)))


def unsealed(visit: Visit) -> Record:
    return records.decode(KeyRing((bytes(KEY),)).unseal(visit.sealed))


@given(PEOPLE, DECLARATIONS, st.booleans())
def test_what_is_sealed_can_be_read_back_whole(person: Person, declaration: Declaration, on_behalf: bool) -> None:
    record = Record(person, declaration, on_behalf)
    assert records.decode(records.encode(record)) == record


@given(CHECK_INS)
def test_an_accepted_event_is_stored_whole_in_an_item_of_at_most_one_write_unit(event: CheckIn) -> None:
    kept = Kept()
    with contextlib.suppress(InvalidError):
        check_in(door(kept=kept), event, NOW)
    for visit in kept.items.values():
        assert visits.item_bytes(visits.to_item(visit)) <= visits.MAX_ITEM_BYTES
        assert unsealed(visit) == Record(event.person, event.declaration, event.on_behalf)
        assert (visit.at, visit.venue, visit.zone, visit.device) == (event.at, event.venue, event.zone, event.device)
        assert visit.alert == event.declaration.alert


def test_an_ordinary_event_is_new_and_confirmed_as_stored() -> None:
    kept = Kept()
    receipt = check_in(door(kept=kept), EVENT, NOW)
    (visit,) = kept.items.values()
    assert receipt.new
    assert receipt.visit == visit
    assert unsealed(visit) == Record(EVENT.person, EVENT.declaration)


def test_the_longest_vietnamese_texts_that_the_fields_allow_fit_into_the_item() -> None:
    words = "Tổ 5, Khu phố Phước Hòa, phường Tân Thiện, thành phố Đồng Xoài, tỉnh Bình Phước, chợ, quán, "
    person = replace(EVENT.person, name=("Công Tằng Tôn Nữ Hoàng Ngọc Bảo Trân " * 4)[:80], address=(words * 3)[:160])
    event = replace(EVENT, person=person, declaration=Declaration(places=(words * 3)[:200]), device=b"d" * 16)
    assert check_in(door(), event, NOW).new


def test_texts_that_are_too_long_together_are_refused_by_the_longest_field() -> None:
    event = replace(EVENT, person=replace(EVENT.person, address="ộ" * 160), declaration=Declaration(places="ề" * 200))
    with pytest.raises(InvalidError) as refused:
        check_in(door(), event, NOW)
    assert [detail.field for detail in refused.value.details] == ["declaration.places"]


def test_the_same_event_again_gives_the_same_receipt_and_stores_nothing() -> None:
    kept = Kept()
    first = check_in(door(kept=kept), EVENT, NOW)
    again = check_in(door(kept=kept), EVENT, NOW + timedelta(minutes=3))
    assert (first.new, again.new) == (True, False)
    assert again.visit == first.visit
    assert len(kept.items) == 1


def test_a_visit_that_was_not_stored_is_not_confirmed() -> None:
    with pytest.raises(TryAgainError):
        check_in(door(kept=Kept(failing=True)), EVENT, NOW)


def test_the_clock_may_be_five_minutes_ahead_and_fourteen_days_behind() -> None:
    check_in(door(), replace(EVENT, at=NOW + timedelta(minutes=5)), NOW)
    check_in(door(), replace(EVENT, at=NOW - timedelta(days=14)), NOW)
    with pytest.raises(TooEarlyError):
        check_in(door(), replace(EVENT, at=NOW + timedelta(minutes=5, milliseconds=1)), NOW)
    with pytest.raises(TooLateError):
        check_in(door(), replace(EVENT, at=NOW - timedelta(days=14, milliseconds=1)), NOW)


def test_unknown_closed_and_suspended_venues_are_refused_each_with_its_own_sentence() -> None:
    sentences = set()
    with pytest.raises(NotFoundError) as unknown:
        check_in(door(card=None), EVENT, NOW)
    sentences.add(unknown.value.message)
    for status in (Status.CLOSED, Status.SUSPENDED):
        with pytest.raises(ClosedError) as closed:
            check_in(door(card=replace(CARD, status=status)), EVENT, NOW)
        sentences.add(closed.value.message)
    assert len(sentences) == 3


def test_the_item_shows_neither_name_nor_number() -> None:
    receipt = check_in(door(), replace(EVENT, declaration=Declaration(frozenset({Symptom.FEVER}), "chợ")), NOW)
    stored = repr(visits.to_item(receipt.visit))
    assert "Bình" not in stored
    assert "912345678" not in stored
    assert "070090123456" not in stored


def test_identical_declarations_have_one_fingerprint_and_others_another() -> None:
    def fingerprint(event: CheckIn) -> bytes:
        return check_in(door(), event, NOW).visit.fingerprint

    same_text = replace(EVENT, person=replace(EVENT.person, name="TRAN VAN BINH", phone="+84987654321"))
    other_name = replace(EVENT, person=replace(EVENT.person, name="Trần Văn Bính Hai"))
    assert fingerprint(EVENT) == fingerprint(same_text)
    assert fingerprint(EVENT) != fingerprint(other_name)
