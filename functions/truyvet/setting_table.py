"""The Settings table: thresholds by name and version; the newest version counts, the defaults of `settings` before."""

import json
from dataclasses import fields, replace
from typing import TypeVar

from pynamodb.attributes import UnicodeAttribute
from pynamodb.models import Model

from truyvet.orders import Order, from_json
from truyvet.settings import ComplianceRules, ExposureRules, LadderRules, ReportRules, TraceRules

Rules = TypeVar("Rules", ComplianceRules, ExposureRules, LadderRules, ReportRules, TraceRules)


class SettingItem(Model):
    """One version of a group of settings: a JSON object of the values that differ from the defaults."""

    class Meta:
        """The table's name is bound by `SettingTable`."""

        table_name = ""
        connect_timeout_seconds = 2
        read_timeout_seconds = 5
        max_retry_attempts = 5

    name = UnicodeAttribute(hash_key=True)
    version = UnicodeAttribute(range_key=True)
    values = UnicodeAttribute()


class SettingTable:
    """Settings as DynamoDB keeps them."""

    def __init__(self, table: str) -> None:
        SettingItem.Meta.table_name = table

    def compliance(self) -> ComplianceRules:
        """The thresholds in force; `version` says which."""
        item = _newest("compliance")
        return replace(with_values(ComplianceRules(), item.values), version=item.version) if item else ComplianceRules()

    def report(self) -> ReportRules:
        """How the report checks itself and what it lists; `version` says which."""
        item = _newest("report")
        return replace(with_values(ReportRules(), item.values), version=item.version) if item else ReportRules()

    def trace(self) -> TraceRules:
        """How contacts are found, judged and ranked; `version` says by which rules."""
        item = _newest("trace")
        return replace(with_values(TraceRules(), item.values), version=item.version) if item else TraceRules()

    def exposure(self) -> ExposureRules:
        """How many places may be made public on a day without the province."""
        item = _newest("exposure")
        return replace(with_values(ExposureRules(), item.values), version=item.version) if item else ExposureRules()

    def ladder(self) -> LadderRules:
        """When venues are reminded, and when others are told; `version` says by which rules."""
        item = _newest("ladder")
        return replace(with_values(LadderRules(), item.values), version=item.version) if item else LadderRules()

    def orders(self) -> tuple[Order, ...]:
        """The orders in force and of the past: the group `orders`, whose values are a JSON list (`orders.to_json`)."""
        item = _newest("orders")
        return from_json(item.values) if item else ()


def _newest(name: str) -> SettingItem | None:
    return next(iter(SettingItem.query(name, scan_index_forward=False, limit=1)), None)


def with_values(defaults: Rules, values: str) -> Rules:
    """The defaults with the values that this version of the program knows. Raises ValueError for other types."""
    known = {field.name: type(getattr(defaults, field.name)) for field in fields(defaults)}
    changes = {name: value for name, value in json.loads(values).items() if name in known}
    for name, value in changes.items():
        if type(value) is not known[name] and not (known[name] is float and type(value) is int):
            raise ValueError(f"setting {name} is no {known[name].__name__}")
    return replace(defaults, **changes)
