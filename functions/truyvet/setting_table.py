"""The Settings table: thresholds by name and version; the newest version counts, the defaults of `settings` before."""

import json
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TypeVar

from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import PutError
from pynamodb.models import Model

from truyvet import recipients
from truyvet.models import InstantAttribute, answered
from truyvet.orders import Order, from_json
from truyvet.recipients import Recipients
from truyvet.settings import ComplianceRules, ExposureRules, LadderRules, ReportRules, TraceRules

Rules = TypeVar("Rules", ComplianceRules, ExposureRules, LadderRules, ReportRules, TraceRules)


@dataclass(frozen=True)
class Version:
    """One version of a group of settings, as stored: `values` is JSON; who made it, when, and why."""

    name: str
    version: str
    values: str
    changed_by: str | None = None
    changed_at: datetime | None = None
    comment: str = ""


class OvertakenError(Exception):
    """Somebody stored this version first."""


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
    changed_by = UnicodeAttribute(null=True)
    changed_at = InstantAttribute(null=True)
    comment = UnicodeAttribute(null=True)


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

    def recipients(self) -> Recipients:
        """The mail addresses of each addressee: the group `recipients`, a JSON object (`recipients.from_json`)."""
        item = _newest("recipients")
        return recipients.from_json(item.values) if item else {}

    def versions(self, name: str, most: int) -> list[Version]:
        """The newest versions of a group, newest first (strongly consistent). Raises TryAgainError."""
        with answered():
            items = SettingItem.query(name, scan_index_forward=False, limit=most, consistent_read=True)
            return [_version(item) for item in items]

    def add(self, version: Version) -> None:
        """Stores a version that is not there yet. Raises OvertakenError and TryAgainError."""
        item = SettingItem(
            version.name,
            version.version,
            values=version.values,
            changed_by=version.changed_by,
            changed_at=version.changed_at,
            comment=version.comment or None,
        )
        try:
            with answered():
                item.save(condition=SettingItem.version.does_not_exist())
        except PutError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
            raise OvertakenError from error


def _version(item: SettingItem) -> Version:
    return Version(item.name, item.version, item.values, item.changed_by, item.changed_at, item.comment or "")


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
