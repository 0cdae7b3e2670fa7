"""Contact lists (danh sách người tiếp xúc): a trace's contacts become people to call, each person once.

A contact is whatever one number did. Behind one telephone several people may stand: they are kept apart, each with all
that the number did, for nobody may be lost. One person may come as two contacts, once by phone and once by card, where
no declaration carried both: they are merged by what identifies them. A record that does not open spoils only itself:
it is listed apart with what is known of the visit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from truyvet.kept_traces import KeptContact, KeptEncounter
from truyvet.people import Person
from truyvet.records import Record
from truyvet.texts import folded
from truyvet.tracing import Scan

Identity = tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """A person to call. `numbers`: of the contacts that were merged, the best rank first.

    Minutes and `meetings` of merged contacts are added up, which may count a time twice but never hides one; the score
    is the best. `sharing`: how many people stand behind the same number, 1 where it is this person's own. `symptoms`:
    whether any of their declarations said yes to a sign or a contact.
    """

    numbers: tuple[int, ...]
    person: Person
    level: int
    meets_definition: bool
    score: float
    overlap_minutes: int
    tail_minutes: int
    meetings: int
    encounters: tuple[KeptEncounter, ...]
    symptoms: bool
    sharing: int


@dataclass(frozen=True)
class Unread:
    """A contact of whom a record does not open, or is deleted by now (`deleted`): what the visits themselves tell.

    `scans` are the visits concerned. Where other records of the contact did open, those people are listed as well.
    """

    contact: KeptContact
    scans: tuple[Scan, ...]
    deleted: bool


@dataclass(frozen=True)
class ContactList:
    """People in their rank, and contacts with records that could not be read."""

    people: tuple[Listed, ...]
    unread: tuple[Unread, ...]


@dataclass
class _Entry:
    """A person while records are gathered: the contacts, and those records, that speak of them."""

    contacts: list[KeptContact]
    records: list[Record]
    sharing: int = 1

    @property
    def person(self) -> Person:
        return _merged([record.person for record in self.records])


@dataclass
class _Known:
    """People found so far, and by what they are found again."""

    entries: list[_Entry] = field(default_factory=list)
    by: dict[Identity, list[_Entry]] = field(default_factory=dict)

    def add(self, new: _Entry) -> None:
        """Adds a person, or more about one who is known."""
        person = new.person
        candidates = (entry for key in _identities(person) for entry in self.by.get(key, ()))
        same = next((entry for entry in candidates if not _contradict(entry.person, person)), None)
        if same is None:
            self.entries.append(new)
            same = new
        else:
            same.contacts += [each for each in new.contacts if each not in same.contacts]
            same.records += new.records
            same.sharing = max(same.sharing, new.sharing)
        for key in _identities(same.person):
            found = self.by.setdefault(key, [])
            if not any(entry is same for entry in found):
                found.append(same)


def contact_list(contacts: Iterable[KeptContact], records: Mapping[UUID, Record | None]) -> ContactList:
    """The list of contacts in their rank. `records`: of their visits by id; None does not open, missing is deleted."""
    known, unread = _Known(), []
    for contact in contacts:
        opened = [record for scan in contact.seen if (record := records.get(scan.id))]
        behind = list(_people(opened))
        for person in behind:
            known.add(_Entry([contact], person, sharing=len(behind)))
        damaged = tuple(scan for scan in contact.seen if scan.id in records and records[scan.id] is None)
        if damaged:
            unread.append(Unread(contact, damaged, deleted=False))
        elif not opened:
            unread.append(Unread(contact, contact.seen, deleted=True))
    listed = sorted(map(_listed, known.entries), key=_rank)
    return ContactList(tuple(listed), tuple(unread))


def people(records: Iterable[Record]) -> list[Person]:
    """Who declared under one number, each once with what all their declarations tell, in the order of the first."""
    return [_merged([record.person for record in those]) for those in _people(records)]


def alarming(records: Iterable[Record]) -> bool:
    """Whether any of the declarations said yes to a sign or a contact; where somebody had been is neither."""
    return any(record.declaration.alert for record in records)


def _people(records: Iterable[Record]) -> Iterator[list[Record]]:
    """The records of one contact by the person who declared, in the order of their first record."""
    groups: list[list[Record]] = []
    for record in records:
        for group in groups:
            known = _merged([each.person for each in group])
            if _same_by_number(known, record.person):
                group.append(record)
                break
        else:
            groups.append([record])
    yield from groups


def _same_by_number(one: Person, other: Person) -> bool:
    """Whether two declarations under one number are of one person: the same document, or the same name."""
    if one.document and other.document:
        return one.document == other.document
    return folded(one.name) == folded(other.name) and not _contradict(one, other)


def _contradict(one: Person, other: Person) -> bool:
    """Whether what identifies two declarations says that they are of two people."""
    if one.document and other.document:
        return one.document != other.document
    if one.qid and other.qid:
        return one.qid != other.qid
    return bool(one.birth_year and other.birth_year and one.birth_year != other.birth_year)


def _identities(person: Person) -> Iterator[Identity]:
    """What tells a person wherever they come: document, QID, or phone and name. A phone alone may be shared."""
    if person.document:
        yield "document", person.document
    if person.qid:
        yield "qid", person.qid
    if person.phone:
        yield "phone", person.phone, folded(person.name)


def _merged(people: list[Person]) -> Person:
    """One person of several declarations, the latest last: the name with most diacritics, of the rest the latest."""
    merged = people[0]
    for each in people[1:]:
        name = each.name if _letters(each.name) >= _letters(merged.name) else merged.name
        latest = {key: value for key in _FIELDS if (value := getattr(each, key)) is not None}
        merged = replace(merged, **latest, name=name)
    return merged


_FIELDS = ("phone", "document", "qid", "birth_year", "sex", "address", "commune")


def _letters(name: str) -> int:
    """How many letters only Vietnamese typing has: cards hold names in capitals without them."""
    return sum(not letter.isascii() for letter in name)


def _listed(entry: _Entry) -> Listed:
    contacts = sorted(entry.contacts, key=lambda each: each.number)
    encounters = {encounter: None for each in contacts for encounter in each.encounters}
    return Listed(
        numbers=tuple(each.number for each in contacts),
        person=entry.person,
        level=min(contacts, key=lambda each: (not each.meets_definition, each.level)).level,
        meets_definition=any(each.meets_definition for each in contacts),
        score=max(each.score for each in contacts),
        overlap_minutes=sum(each.overlap_minutes for each in contacts),
        tail_minutes=sum(each.tail_minutes for each in contacts),
        meetings=sum(each.meetings for each in contacts),
        encounters=tuple(sorted(encounters, key=lambda each: (each.start, each.end, each.venue, each.source))),
        symptoms=alarming(entry.records),
        sharing=entry.sharing,
    )


def _rank(listed: Listed) -> tuple[int, bool, float, int]:
    """As the trace ranks: F1, who was near the case, then F2; within each the highest score first."""
    return listed.level, not listed.meets_definition, -listed.score, listed.numbers[0]
