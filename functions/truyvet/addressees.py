"""Addressees (nơi nhận) of a day's mails beside the province: who gets which part of the report, and its name.

Keys are those of `recipients`. Kinds whose mail goes to the same addresses belong to one department: they are one
addressee, `kind:convenience+grocery+market+supermarket`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from truyvet.recipients import Recipients
from truyvet.venues import KIND_NAMES, Kind

FRONT = "front"
_SHOWN = 16


@dataclass(frozen=True)
class Planned:
    """A mail of the day: whose it is, and its mail addresses."""

    addressee: str
    recipients: tuple[str, ...]


def plan(recipients: Recipients, districts: Collection[int]) -> tuple[Planned, ...]:
    """The mails of a day beside the province's: districts, departments, agencies, the Fatherland Front.

    Communes are left to the ladder, which tells them of the places that reminders did not move.
    """
    of_kinds: dict[tuple[str, ...], list[str]] = defaultdict(list)
    others = []
    for key, addresses in sorted(recipients.items()):
        prefix, _, value = key.partition(":")
        if not addresses:
            continue
        if prefix == "kind":
            of_kinds[tuple(sorted(addresses))].append(value)
        elif prefix in {"agency", FRONT} or (prefix == "district" and int(value) in districts):
            others.append(Planned(key, tuple(addresses)))
    kinds = [Planned("kind:" + "+".join(sorted(values)), to) for to, values in of_kinds.items()]
    order = ("district", "kind", "agency", FRONT)
    return tuple(
        sorted((*others, *kinds), key=lambda each: (order.index(each.addressee.partition(":")[0]), each.addressee))
    )


def kinds(key: str) -> tuple[Kind, ...]:
    """The kinds of a department's key, in the order in which lists have them; none of another key."""
    prefix, _, values = key.partition(":")
    named = set(values.split("+")) if prefix == "kind" else set()
    return tuple(kind for kind in Kind if kind.value in named)


def name(key: str, districts: Mapping[int, str], province: str) -> str:
    """How an addressee is called in the middle of a sentence. Raises KeyError for a district of elsewhere."""
    prefix, _, value = key.partition(":")
    if prefix == "district":
        return lowered(districts[int(value)])
    if prefix == "kind":
        return ", ".join(lowered(KIND_NAMES[kind]) for kind in kinds(key))
    if prefix == "agency":
        return value
    return f"Ủy ban Mặt trận Tổ quốc Việt Nam {lowered(province)}"


def folder(key: str) -> str:
    """A name for files: `district-689`; of an agency, whose name anybody typed, a digest."""
    prefix, _, value = key.partition(":")
    if prefix == "agency":
        value = sha256(value.encode()).hexdigest()[:_SHOWN]
    return f"{prefix}-{value.replace('+', '-')}" if value else prefix


def lowered(named: str) -> str:
    """The name of an area or kind in the middle of a sentence: `thành phố Đồng Xoài`."""
    return named[:1].lower() + named[1:]
