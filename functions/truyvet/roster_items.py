"""Items of the Rosters table, and how places, rosters and work lie in them.

One table, three kinds of items by partition: `#rosters` (a roster each), `#work` (a piece of work each, which
expires), and a roster's id (a place each, found by district through the index, where the others are not).
"""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from truyvet.days import milliseconds
from truyvet.models import ChoiceAttribute, InstantAttribute, TextsAttribute
from truyvet.roster_work import Stage, Task, Work
from truyvet.rosters import Basis, Roster, RosterPlace
from truyvet.venues import Kind

KEPT_FOR = timedelta(days=30)
"""A piece of work and its files; the archive's rule for `rosters/` says the same."""
THREADS = 8
ROSTERS, WORK = "#rosters", "#work"
_NOTHING: Any = (None, (), frozenset(), "")


class _Meta:
    """What the models share; the table's name is bound by `RosterTable`."""

    table_name = ""
    connect_timeout_seconds = 2
    read_timeout_seconds = 10
    max_retry_attempts = 5
    max_pool_connections = 2 * THREADS


class ByDistrict(GlobalSecondaryIndex["PlaceItem"]):  # type: ignore[no-untyped-call]
    """The places of all rosters in a district."""

    class Meta:
        """The index as template.yaml makes it."""

        index_name = "byDistrict"
        projection = AllProjection()

    district = NumberAttribute(hash_key=True)
    commune_row = UnicodeAttribute(range_key=True)


class PlaceItem(Model):
    """A place: attributes are the fields of `RosterPlace`. What is None or empty is left out."""

    class Meta(_Meta):
        """As all."""

    list_id = UnicodeAttribute(hash_key=True)
    row = UnicodeAttribute(range_key=True)
    commune_row = UnicodeAttribute()
    district = NumberAttribute()
    commune = NumberAttribute()
    line = NumberAttribute()
    name = UnicodeAttribute()
    kind = ChoiceAttribute(Kind)
    address = UnicodeAttribute(null=True)
    head = UnicodeAttribute(null=True)
    phone = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    tax_code = UnicodeAttribute(null=True)
    agency = UnicodeAttribute(null=True)
    venue = UnicodeAttribute(null=True)
    basis = ChoiceAttribute(Basis, null=True)
    candidates = TextsAttribute(null=True)
    not_same = TextsAttribute(null=True)

    by_district = ByDistrict()


class RosterItem(Model):
    """A roster as such."""

    class Meta(_Meta):
        """As all."""

    list_id = UnicodeAttribute(hash_key=True, default=ROSTERS)
    row = UnicodeAttribute(range_key=True)
    title = UnicodeAttribute()
    scope = UnicodeAttribute()
    changed_at = InstantAttribute()
    changed_by = UnicodeAttribute()
    version = NumberAttribute()
    places = NumberAttribute()
    columns = JSONAttribute(null=True)
    applied = UnicodeAttribute(null=True)


class WorkItem(Model):
    """A piece of work."""

    class Meta(_Meta):
        """As all."""

    list_id = UnicodeAttribute(hash_key=True, default=WORK)
    row = UnicodeAttribute(range_key=True)
    task = ChoiceAttribute(Task)
    stage = ChoiceAttribute(Stage)
    scope = UnicodeAttribute()
    by = UnicodeAttribute()
    begun_at = InstantAttribute()
    title = UnicodeAttribute(null=True)
    roster = UnicodeAttribute(null=True)
    done = NumberAttribute()
    total = NumberAttribute()
    asked = JSONAttribute()
    found = JSONAttribute()
    problem = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


def commune_row(place: RosterPlace) -> str:
    """The index's sort key: the places of a commune together."""
    return f"{place.commune}#{place.list_id}#{place.row}"


def stored_values(place: RosterPlace) -> dict[str, Any]:
    """What of a place is stored, by attribute."""
    values = {field.name: getattr(place, field.name) for field in fields(RosterPlace)}
    values["not_same"] = tuple(sorted(place.not_same))
    return {name: value for name, value in values.items() if value not in _NOTHING}


def place_item(place: RosterPlace) -> PlaceItem:
    """A place as its item."""
    return PlaceItem(commune_row=commune_row(place), **{"line": 0, **stored_values(place)})


def place_of(item: PlaceItem) -> RosterPlace:
    """The place of an item."""
    values = {field.name: getattr(item, field.name) for field in fields(RosterPlace)}
    values |= {name: int(values[name]) for name in ("commune", "district", "line")}
    values |= {"candidates": values["candidates"] or (), "not_same": frozenset(values["not_same"] or ())}
    return RosterPlace(**values)


def roster_of(item: RosterItem) -> Roster:
    """The roster of an item."""
    return Roster(
        id=item.row,
        title=item.title,
        scope=item.scope,
        changed_at=item.changed_at,
        changed_by=item.changed_by,
        version=int(item.version),
        places=int(item.places),
        columns=item.columns,
        applied=item.applied or "",
    )


def work_item(work: Work) -> WorkItem:
    """Work as its item."""
    values = {field.name: getattr(work, field.name) for field in fields(Work) if field.name != "id"}
    return WorkItem(row=work.id, expires_at=milliseconds(work.begun_at + KEPT_FOR) // 1000, **values)


def work_of(item: WorkItem) -> Work:
    """The work of an item."""
    values = {field.name: getattr(item, field.name) for field in fields(Work) if field.name != "id"}
    work = Work(id=item.row, **values)
    return replace(work, done=int(work.done), total=int(work.total))


def roster_item(roster: Roster) -> RosterItem:
    """A roster as its item."""
    return RosterItem(
        row=roster.id,
        title=roster.title,
        scope=roster.scope,
        changed_at=roster.changed_at,
        changed_by=roster.changed_by,
        version=roster.version,
        places=roster.places,
        columns=dict(roster.columns) if roster.columns else None,
        applied=roster.applied or None,
    )
