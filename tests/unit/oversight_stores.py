"""The stores of oversight in memory, with a small province in them."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from oversight.desk import Letterhead, Stores
from tests.unit.places import DAY, OFFICE_HOURS, tally, venue
from tests.unit.registry import Registry
from truyvet import tally_table, units, venue_table
from truyvet.codes import check_character
from truyvet.devices import Device
from truyvet.province_days import ProvinceDays, Tables
from truyvet.queries import Queries
from truyvet.setting_table import OvertakenError, Version
from truyvet.sketches import sketch
from truyvet.tallies import Tally
from truyvet.venues import Kind, Venue


def code(body: str) -> str:
    """A code of 7 characters and the one that checks them."""
    return body + check_character(body)


SHOP = venue(code("SH0P000"), hours=OFFICE_HOURS)
MARKET = replace(venue(code("MARKET0")), name="Chợ Đồng Xoài", kind=Kind.MARKET, address="Đường Hùng Vương")
QUIET = replace(venue(code("QV1ET00"), commune=25198, poster_issued_at=None), name="Quán Hương", kind=Kind.RESTAURANT)
FAR = replace(venue(code("FARAWAY"), district=690, commune=25324), name="Chợ An Lộc", kind=Kind.MARKET)
VENUES = (SHOP, MARKET, QUIET, FAR)
TABLES = Tables("venues", "tallies", "findings")


def counted(at: Venue, day: date, entries: int, exits: int, people: range) -> Tally:
    """A tally with a sketch of these people."""
    keys = ((each * 0x9E3779B97F4A7C15 % 2**64).to_bytes(8, "big") for each in people)
    return replace(tally(at, day, entries, exits), people=sketch(keys))


TALLIES = (
    counted(SHOP, DAY, 30, 20, range(25)),
    counted(MARKET, DAY, 60, 40, range(10, 60)),
    counted(FAR, DAY, 7, 3, range(100, 105)),
    counted(SHOP, DAY - timedelta(days=1), 10, 10, range(10)),
    counted(FAR, DAY - timedelta(days=7), 5, 5, range(5)),
)


def finding(at: Venue, rule: str = "no_exits", day: date = DAY, **more: Any) -> dict[str, Any]:
    """A finding of the Findings table, on the wire."""
    values = {
        "day_district": f"{day}#{at.district}", "venue_rule": f"{at.code}#{rule}", "venue": at.code, "day": str(day),
        "commune": at.commune, "rule_name": "Chỉ quét lượt vào", "rules_version": "2021-08-14",
        "category": "wrongly_implementing", "figures": '{"entries": 60}', "sentence": "60 lượt vào, không lượt ra.",
        "remedy": "Nhắc người trực quét cả lượt ra.", "since": str(day), "times": 1, "recounted": True, **more,
    }  # fmt: skip
    return {name: _attribute(value) for name, value in values.items()}


class QueriesInMemory:
    """Tables as items on the wire, asked by a key that is equal."""

    def __init__(self, tables: Mapping[str, list[dict[str, Any]]]) -> None:
        self.tables = tables
        self.asked: list[dict[str, Any]] = []

    def query(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        self.asked.append(request)
        key, placeholder = request["KeyConditionExpression"].split(" AND ")[0].split(" = ")
        wanted = request["ExpressionAttributeValues"][placeholder]
        yield from (item for item in self.tables[request["TableName"]] if item.get(key) == wanted)

    def get(self, table: str, keys: list[dict[str, Any]], **_: Any) -> Iterator[dict[str, Any]]:
        yield from (item for item in self.tables[table] if any(item.items() >= key.items() for key in keys))


class DevicesInMemory:
    """Nobody's devices but those given."""

    def __init__(self, *devices: Device) -> None:
        self.devices = devices

    def of_venue(self, code: str) -> Iterator[Device]:
        return (device for device in self.devices if code in device.venues)


def queries(*findings: dict[str, Any]) -> QueriesInMemory:
    """The small province."""
    return QueriesInMemory(
        {
            "venues": [wire_item(venue_table.to_items(each)[0]) for each in VENUES],
            "tallies": [wire_item(tally_table.to_item(each)) for each in TALLIES],
            "findings": list(findings or (finding(MARKET), finding(QUIET, "never_printed"), finding(FAR))),
        }
    )


def stores(**given: Any) -> Stores:
    """The small province; whatever is not given and not in it is missing and fails loudly."""
    read = cast("Queries", given.pop("queries", queries()))
    made = {
        "letterhead": Letterhead("Ủy ban nhân dân tỉnh Bình Phước", "1900 1234", "https://tv.example.vn"),
        "venues": Registry(*VENUES),
        "days": ProvinceDays(read, TABLES),
        "devices": DevicesInMemory(),
        "histories": None,
        "reports": None,
        "settings": None,
        "archive": None,
        "rosters": None,
        **given,
    }
    return Stores(units.province(70), **cast("Any", made))


def _attribute(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def wire_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Binary values in base64, as they travel."""
    return {name: {kind: _travelling(kind, inner) for kind, inner in value.items()} for name, value in item.items()}


def _travelling(kind: str, value: Any) -> Any:
    if kind == "BS":
        return [_travelling("B", each) for each in value]
    return base64.b64encode(value).decode() if kind == "B" else value


class SettingsInMemory:
    """What `SettingTable` keeps of versions, oldest first."""

    def __init__(self) -> None:
        self.stored: list[Version] = []

    def versions(self, name: str, most: int) -> list[Version]:
        found = sorted((each for each in self.stored if each.name == name), key=lambda each: each.version)
        return found[::-1][:most]

    def add(self, version: Version) -> None:
        if any((each.name, each.version) == (version.name, version.version) for each in self.stored):
            raise OvertakenError
        self.stored.append(version)


class NoReports:
    """A province in which no report was ever begun."""

    def get(self, _: date) -> None:
        return None

    def of_days(self, _: list[date]) -> dict[date, Any]:
        return {}
