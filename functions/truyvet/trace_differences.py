"""What differs between a trace and the same question asked again later, by the same rules.

The same visits give the same answer, to the byte. So a difference has one of two reasons: visits (or links) arrived
late, from a helper's device that was long without a network; or they were deleted after their 28 days.
"""

from typing import Any

Json = dict[str, Any]
_OF_RANK = {"number", "encounters"}


def between(before: Json, after: Json) -> Json:
    """Whether two kept traces (`trace_files.decode`) have the same answer, and how many things differ.

    A person counts as the same by their smallest key; `changed` are persons with another score, exposure or level.
    """
    if before["digest"] == after["digest"]:
        return {"same": True}
    return {
        "same": False,
        "visits": _counted(_visits(before), _visits(after)),
        "contacts": _counted(_contacts(before), _contacts(after)),
    }


def _visits(kept: Json) -> dict[str, Json]:
    return {each["id"]: each for each in kept["visits"]}


def _contacts(kept: Json) -> dict[tuple[int, str], Json]:
    """Contacts by level and key; ranks, and the numbers of sources, move with what others do."""
    return {
        (each["level"], each["keys"][0]): {name: value for name, value in each.items() if name not in _OF_RANK}
        for each in kept["contacts"]
    }


def _counted(before: dict[Any, Json], after: dict[Any, Json]) -> Json:
    both = before.keys() & after.keys()
    return {
        "gone": len(before.keys() - both),
        "new": len(after.keys() - both),
        "changed": sum(before[each] != after[each] for each in both),
    }
