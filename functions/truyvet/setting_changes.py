"""Changing settings: what may be set, the version that comes next, and what differs between two versions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from truyvet import orders, recipients
from truyvet.errors import FieldError, InvalidError
from truyvet.setting_words import WORDS
from truyvet.settings import ComplianceRules, ExposureRules, LadderRules, ReportRules, TraceRules
from truyvet.units import Province

RULES: Mapping[str, Any] = {
    "compliance": ComplianceRules(),
    "report": ReportRules(),
    "ladder": LadderRules(),
    "trace": TraceRules(),
    "exposure": ExposureRules(),
}
"""The groups that are thresholds, with their defaults."""
GROUPS = (*RULES, "orders", "recipients")
MOST_ORDERS, NAME_CHARACTERS = 200, 120


@dataclass(frozen=True)
class Change:
    """One value that differs between two versions, as JSON values; None where it was not set."""

    field: str
    before: Any
    after: Any


def defaults(group: str) -> dict[str, Any]:
    """The values of a group of thresholds before anybody set any."""
    rules = RULES[group]
    return {field.name: getattr(rules, field.name) for field in fields(rules) if field.name != "version"}


def first_version(group: str) -> str:
    """The version of a group that nobody has changed."""
    return str(RULES[group].version) if group in RULES else ""


def next_version(before: str, today: date) -> str:
    """The version after another, which sorts behind it: `2021-08-14.001`, the first of that day."""
    if before >= f"{today}.":
        day, _, number = before.partition(".")
        return f"{day}.{int(number or 0) + 1:03d}"
    return f"{today}.001"


def checked(group: str, values: Any, province: Province) -> str:
    """The values of a new version as they are stored. Raises InvalidError, which names each wrong value."""
    if group == "orders":
        return _orders(values, province)
    if group == "recipients":
        return _recipients(values)
    wrong = list(_wrong(group, values)) if isinstance(values, dict) else [FieldError("values", "Thiếu các giá trị.")]
    if wrong:
        raise InvalidError(wrong)
    usual = defaults(group)
    return json.dumps({name: value for name, value in values.items() if value != usual[name]}, sort_keys=True)


def differences(group: str, before: str, after: str) -> list[Change]:
    """What differs between the stored values of two versions, by field; of orders and recipients by entry."""
    old, new = _flat(group, before), _flat(group, after)
    return [
        Change(field, old.get(field), new.get(field))
        for field in dict.fromkeys((*old, *new))
        if old.get(field) != new.get(field)
    ]


def _wrong(group: str, values: dict[str, Any]) -> Iterator[FieldError]:
    usual = defaults(group)
    for name, value in values.items():
        if name not in usual:
            yield FieldError(name, "Không có mục này.")
            continue
        word, kind = WORDS[group][name], type(usual[name])
        if isinstance(value, bool) is not (kind is bool) or not isinstance(value, int if kind is int else (int, float)):
            yield FieldError(name, "Xin nhập số." if kind is float else "Xin nhập số nguyên.")
        elif not word.low <= value <= word.high:
            yield FieldError(name, f"Xin nhập từ {_number(word.low)} đến {_number(word.high)}.")
    if group == "ladder" and not _hour(values, usual, "from_hour") < _hour(values, usual, "to_hour"):
        yield FieldError("to_hour", "Giờ kết thúc phải sau giờ bắt đầu.")


def _hour(values: dict[str, Any], usual: dict[str, Any], name: str) -> Any:
    value = values.get(name, usual[name])
    return value if isinstance(value, int) else usual[name]


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _orders(values: Any, province: Province) -> str:
    try:
        listed = orders.from_json(json.dumps(values))
    except ValueError as error:
        raise InvalidError([FieldError("orders", "Mỗi lệnh cần tên, ngày đầu và ngày cuối.")]) from error
    if len(listed) > MOST_ORDERS:
        raise InvalidError([FieldError("orders", f"Nhiều nhất {MOST_ORDERS} lệnh.")])
    communes = {commune.code: district.code for district in province.districts for commune in district.communes}
    wrong = []
    for place, order in enumerate(listed):
        if not 0 < len(order.name.strip()) <= NAME_CHARACTERS:
            wrong.append(FieldError(f"orders.{place}.name", f"Xin ghi tên lệnh, không quá {NAME_CHARACTERS} ký tự."))
        if order.district is not None and order.district not in communes.values():
            wrong.append(FieldError(f"orders.{place}.district", "Không có huyện này trong tỉnh."))
        if order.commune is not None and communes.get(order.commune) is None:
            wrong.append(FieldError(f"orders.{place}.commune", "Không có xã, phường này trong tỉnh."))
        elif order.commune is not None and order.district not in (None, communes[order.commune]):
            wrong.append(FieldError(f"orders.{place}.commune", "Xã, phường này không thuộc huyện đã chọn."))
    if wrong:
        raise InvalidError(wrong)
    return orders.to_json(listed)


def _recipients(values: Any) -> str:
    try:
        return recipients.to_json(recipients.from_json(json.dumps(values)))
    except ValueError as error:
        field = f"recipients.{error}" if isinstance(values, dict) else "recipients"
        raise InvalidError([FieldError(field, "Địa chỉ thư chưa đúng. Ví dụ: vanthu@example.vn.")]) from error


def _flat(group: str, values: str) -> dict[str, Any]:
    """The values by their names: thresholds with their defaults, orders by name and days, recipients by addressee."""
    read: Any = json.loads(values) if values else ([] if group == "orders" else {})
    if group == "orders":
        return {f"{each['name']} ({each['first']} – {each['last']})": each for each in read}
    return {**defaults(group), **read} if group in RULES else dict(read)
