"""Badges append visits and open nothing."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given

from checkin import app
from tests.unit.strategies import NOW, PEOPLE
from tests.unit.test_batches import DEVICE
from tests.unit.test_checkin_app import Context
from tests.unit.test_checkins import EVENT, KEY, Kept, door
from tests.unit.test_floods import Counters
from truyvet import badges, batches, cards, people, receipts, records, visits
from truyvet.badges import Badge, TooLongError, badge_key, new_badge
from truyvet.batches import Sent, Status
from truyvet.checkins import CheckIn, Door, check_in
from truyvet.declarations import Declaration, Symptom
from truyvet.errors import UnknownCardError
from truyvet.floods import FloodGate
from truyvet.people import Person
from truyvet.sealing import KeyRing

HOLDER = Person("Nguyễn Thị Mười", phone="+84901234567", document="070190123456", birth_year=1990)
MADE = new_badge(HOLDER, person_secret=b"secret", sealer=door().sealer, now=NOW)
SCANNED = cards.parse(f"HTTPS://TV.EXAMPLE.VN/B/{MADE.code}")
EVENT_BY_BADGE: CheckIn = replace(EVENT, person=cards.holder(SCANNED), card=SCANNED)


class Holders:
    """Badges in memory."""

    def __init__(self, *made: Badge) -> None:
        self.badges = {badge.key: badge for badge in made}

    def get(self, key: bytes) -> Badge | None:
        return self.badges.get(key)

    def put(self, badge: Badge) -> None:
        self.badges[badge.key] = badge

    def revoke(self, key: bytes, revoke_hash: bytes, at: datetime) -> None:
        badge = self.badges.get(key)
        if badge and badge.revoke_hash == revoke_hash:
            self.badges[key] = replace(badge, revoked_at=badge.revoked_at or at)


def door_with(kept: Kept, *made: Badge) -> Door:
    return replace(door(kept=kept), badges=Holders(*made))


def opened(sealed: bytes) -> records.Record:
    return records.decode(KeyRing((bytes(KEY),)).unseal(sealed))


def test_a_helpers_device_appends_a_visit_of_the_holder() -> None:
    kept = Kept()
    event = replace(EVENT_BY_BADGE, declaration=Declaration(frozenset({Symptom.FEVER})))
    (result,) = batches.take(door_with(kept, MADE.badge), DEVICE, [Sent(1, event)], NOW)
    (visit,) = kept.items.values()
    assert result.status is Status.STORED
    assert (visit.person, *visit.also) == people.person_keys(b"secret", HOLDER)
    assert visit.source is visits.Source.BADGE
    assert visit.alert
    assert opened(visit.holder or b"").person == HOLDER
    assert opened(visit.sealed).declaration == event.declaration
    assert visits.item_bytes(visits.to_item(visit)) <= visits.MAX_ITEM_BYTES


def test_without_a_helpers_device_a_photographed_badge_does_nothing() -> None:
    kept = Kept()
    with pytest.raises(UnknownCardError):
        check_in(door_with(kept, MADE.badge), EVENT_BY_BADGE, NOW)
    assert not kept.items


@pytest.mark.parametrize(
    "known",
    [(), (replace(MADE.badge, revoked_at=NOW),), (replace(MADE.badge, expires_at=NOW),)],
    ids=["unknown", "revoked", "old"],
)
def test_a_badge_that_is_unknown_revoked_or_old_is_refused_in_one_and_the_same_way(known: tuple[Badge, ...]) -> None:
    kept = Kept()
    (result,) = batches.take(door_with(kept, *known), DEVICE, [Sent(1, EVENT_BY_BADGE)], NOW)
    assert result.status is Status.REFUSED
    assert str(result.error) == "Thẻ Truy Vết này không còn dùng được. Xin nhập số điện thoại của khách."
    assert not kept.items


@given(PEOPLE)
def test_whoever_fits_into_a_badge_fits_with_it_into_a_visit_and_is_nowhere_readable(person: Person) -> None:
    try:
        made = new_badge(person, person_secret=b"secret", sealer=door().sealer, now=NOW)
    except TooLongError:
        return
    kept = Kept()
    scanned = cards.parse(f"https://tv.example.vn/b/{made.code.lower()}")
    event = replace(EVENT, person=cards.holder(scanned), card=scanned, zone="ô " * 20, device=b"d" * 16)
    (result,) = batches.take(door_with(kept, made.badge), DEVICE, [Sent(1, event)], NOW)
    assert result.status is Status.STORED
    stored = repr(made.badge)
    assert made.code not in stored
    assert made.revoke_token not in stored
    assert (person.phone or "")[3:] not in stored
    assert badge_key(made.code) == made.badge.key


def test_a_badge_lasts_half_a_year() -> None:
    assert MADE.badge.valid(NOW + timedelta(days=179))
    assert not MADE.badge.valid(NOW + badges.VALID_FOR)


def ask(
    path: str, body: dict[str, Any] | None = None, token: str = "", method: str = "POST"
) -> tuple[int, dict[str, Any]]:
    event = {
        "version": "2.0",
        "rawPath": path,
        "headers": {"content-type": "application/json", "authorization": f"Bearer {token}"},
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "127.0.0.1"}, "stage": "$default"},
        "body": json.dumps(body or {}),
        "isBase64Encoded": False,
    }
    answer = app.handler(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def test_a_badge_is_made_revoked_by_its_token_and_never_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    table, kept = Holders(), Kept()
    monkeypatch.setattr(app, "_badges", lambda: table)
    monkeypatch.setattr(app, "_gate", lambda: FloodGate(cast("Any", Counters()), "Limits"))
    monkeypatch.setattr(app, "_door", lambda: replace(door(kept=kept), badges=table))
    person = {"name": "Nguyễn Thị Mười", "phone": "0901234567", "birth_year": 1990}
    status, made = ask("/api/badges", {"person": person})
    assert status == 201
    (stored,) = table.badges.values()
    assert receipts.read(made["receipt"]) == receipts.of_badge(stored.holder)
    path = f"/api/badges/{made['badge']}/revoke"
    unknown = ask("/api/badges/0000000000000000/revoke", token=made["revoke_token"])
    assert ask(path, token="x") == unknown
    assert all(badge.revoked_at is None for badge in table.badges.values())
    assert ask(path.lower(), token=made["revoke_token"].lower()) == unknown
    assert all(badge.revoked_at for badge in table.badges.values())
    for known in (made["badge"], "0000000000000000"):
        assert ask(f"/api/badges/{known}", method="GET")[0] == 404


def test_a_badge_for_nobody_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "_door", door)
    monkeypatch.setattr(app, "_gate", lambda: FloodGate(cast("Any", Counters()), "Limits"))
    assert ask("/api/badges", {"person": {"name": "Nguyễn Thị Mười"}})[1]["error"] == "invalid"
    assert (
        ask("/api/badges", {"person": {"card": f"HTTPS://TV.EXAMPLE.VN/B/{MADE.code}"}})[1]["error"] == "unknown_card"
    )
