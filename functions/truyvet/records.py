"""What is sealed of a visit: the person, the declaration, and whether another declared for them.

A compact JSON array, since every byte counts towards the item's 1,024. The first element is the version.
"""

import json
from dataclasses import dataclass

from truyvet.declarations import Declaration, Symptom
from truyvet.people import Person, Sex

VERSION = 1
_SYMPTOMS = tuple(Symptom)


@dataclass(frozen=True)
class Record:
    """The personal side of a visit."""

    person: Person
    declaration: Declaration
    on_behalf: bool = False


def encode(record: Record) -> bytes:
    """The record as the bytes that are sealed."""
    person, declaration = record.person, record.declaration
    fields = [
        VERSION,
        person.name,
        person.phone,
        person.document,
        person.qid,
        person.birth_year,
        person.sex.value[0] if person.sex else None,
        person.address,
        person.commune,
        [number for number, symptom in enumerate(_SYMPTOMS) if symptom in declaration.symptoms],
        declaration.places,
        4 * declaration.contact_case + 2 * declaration.contact_from_area + declaration.contact_sick,
        int(record.on_behalf),
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def decode(plain: bytes) -> Record:
    """The record of the bytes that `encode` made. Raises ValueError for a version that it does not know."""
    version, *fields = json.loads(plain)
    if version != VERSION:
        raise ValueError("a sealed record of a version that this code does not know")
    name, phone, document, qid, birth_year, sex, address, commune, symptoms, places, contact, on_behalf = fields
    person = Person(
        name=name,
        phone=phone,
        document=document,
        qid=qid,
        birth_year=birth_year,
        sex=next(known for known in Sex if known.value[0] == sex) if sex else None,
        address=address,
        commune=commune,
    )
    declaration = Declaration(
        symptoms=frozenset(_SYMPTOMS[number] for number in symptoms),
        places=places,
        contact_case=bool(contact & 4),
        contact_from_area=bool(contact & 2),
        contact_sick=bool(contact & 1),
    )
    return Record(person, declaration, bool(on_behalf))
