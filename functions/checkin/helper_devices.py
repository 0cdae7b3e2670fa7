"""The routes of helpers' devices: a batch of events, and the claim of a device's own token."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import http_json
from checkin import batch_requests, shown
from checkin.routes import Answer, Request, answer
from truyvet import batches, devices, floods
from truyvet.batches import MOST_MISSING, Result, Sent
from truyvet.checkins import Door
from truyvet.days import instant_text
from truyvet.device_table import DeviceTable, OvertakenError
from truyvet.errors import InvalidError, TryAgainError
from truyvet.floods import FloodGate


def post_batch(request: Request, table: DeviceTable, door: Door, gate: FloodGate, at_once: int) -> Answer:
    """A result for each event of a helper's device, and the numbers that have not arrived yet."""
    now = http_json.received_now()
    device = batches.signed_in(table, request.bearer_token())
    gate.admit(floods.BATCHES, str(device.id), now)
    batch = batch_requests.parse(request.json(), now)
    batches.refuse_void(device, batch.report)
    with ThreadPoolExecutor(at_once) as pool:
        results = batches.take(door, device, batch.sent, now, pool.map)
    device = batches.heard_of(table, device, results, batch.report, now)
    return answer(
        200,
        {
            "results": [_shown(sent, result) for sent, result in zip(batch.sent, results, strict=True)],
            "missing": device.sequence.listed(MOST_MISSING),
            "missing_count": device.sequence.missing_count,
            "received_at": instant_text(now),
        },
    )


def post_claim(request: Request, table: DeviceTable, door: Door) -> Answer:
    """A device's own token in exchange for the one of its pairing code, once."""
    now = http_json.received_now()
    token = request.bearer_token()
    device, own_token = devices.claimed(batches.signed_in(table, token), token, now)
    try:
        device = table.put(device)
    except OvertakenError as error:
        raise TryAgainError from error
    venues = [card for code in device.venues if (card := door.venues.get(code, now))]
    return answer(
        200,
        {
            "device": str(device.id),
            "device_token": own_token,
            "name": device.name,
            "paper": device.paper,
            "next_seq": device.sequence.highest + 1,
            "venues": [
                {"code": card.code, "name": card.name, "commune_name": card.commune_name, "status": card.status.value}
                for card in venues
            ],
        },
    )


def _shown(sent: Sent, result: Result) -> dict[str, Any]:
    found: dict[str, Any] = {"seq": result.number, "status": result.status.value}
    if sent.id:
        found |= {"id": str(sent.id)}
    if result.error:
        found |= {"error": result.error.code, "message": result.error.message}
    if isinstance(result.error, InvalidError) and result.error.details:
        found["message"] = result.error.details[0].message
    if result.receipt:
        found |= {"alert": result.receipt.visit.alert}
    return found | shown.card(result.card)
