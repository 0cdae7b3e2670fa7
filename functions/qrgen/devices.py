"""A venue's helper devices, as its owner makes, sees and revokes them."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from truyvet import devices
from truyvet.days import instant_text
from truyvet.device_table import DeviceTable, OvertakenError
from truyvet.devices import Device
from truyvet.errors import FieldError, InvalidError, NotFoundError, TryAgainError
from truyvet.fields import Fields
from truyvet.venues import Venue

MOST_DEVICES = 50


def make(table: DeviceTable, venue: Venue, body: dict[str, Any], now: datetime, host_url: str) -> dict[str, Any]:
    """A new device of a venue, with its token and the link that its pairing code (an SVG) holds, told this once.

    Raises InvalidError for a missing name and above `MOST_DEVICES` that are in use.
    """
    from truyvet import qr  # noqa: PLC0415 - the rest of the owner's page draws nothing

    wrong: list[FieldError] = []
    fields = Fields(body, wrong)
    name, paper = fields.text("name", devices.NAME_CHARACTERS), fields.flag("paper")
    if not name:
        fields.refuse("name", "Xin đặt tên cho máy, ví dụ: cổng 1.")
    if sum(device.revoked_at is None for device in table.of_venue(venue.code)) >= MOST_DEVICES:
        fields.refuse("name", f"Mỗi điểm có nhiều nhất {MOST_DEVICES} máy. Xin thu hồi máy không dùng nữa.")
    if wrong:
        raise InvalidError(wrong)
    device, token = devices.new_device(name, venue.code, venue.district, now, paper=paper)
    # In the fragment, which browsers do not send to servers.
    pair_url = f"{host_url}/helper#pair={token}"
    pair_qr = qr.screen_svg(pair_url).decode()
    table.put(device)
    return shown(device) | {"device_token": token, "pair_url": pair_url, "pair_qr": pair_qr}


def revoke(table: DeviceTable, venue: Venue, device_id: str, now: datetime) -> dict[str, Any]:
    """The device, whose token opens nothing from now on. Raises NotFoundError."""
    device = of_venue(table, venue, device_id)
    if device.revoked_at:
        return shown(device)
    try:
        return shown(table.put(replace(device, revoked_at=now)))
    except OvertakenError as error:
        raise TryAgainError from error


def of_venue(table: DeviceTable, venue: Venue, device_id: str) -> Device:
    """A device of this venue. Raises NotFoundError, also for one of another venue."""
    try:
        device = table.get(UUID(device_id))
    except ValueError:
        device = None
    if device is None or device.venues[0] != venue.code:
        raise NotFoundError("Điểm này không có máy đó.")
    return device


def shown(device: Device) -> dict[str, Any]:
    """What the owner sees of a device: never its token."""
    instants = ("registered_at", "claimed_at", "revoked_at", "seen_at", "waiting_since")
    return {
        "device": str(device.id),
        "name": device.name,
        "paper": device.paper,
        "printed": device.printed,
        "waiting": device.waiting,
        "highest": device.sequence.highest,
        "missing": device.sequence.shown,
        "missing_count": device.sequence.missing_count,
        **{name: instant_text(at) if (at := getattr(device, name)) else None for name in instants},
    }
