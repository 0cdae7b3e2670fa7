"""Contacts for SORMAS: the CSV that its page Contacts → Import → «Import contacts» takes.

Read off SORMAS-Project (`ImportFacadeEjb.generateContactImportTemplateFile`, `ContactImporter`, `DataImporter`, of
10 December 2025): a first row that names the entity, `Contact`, for every column, a second row of property names, then
one line for each contact; lines that begin with `##` are comments. Columns may be any of the template's in any order.
What we do not know is left empty rather than guessed: a scan tells that two people were at one place, not how near.

- `caseIdExternalSystem` is our case number; where it is the UUID of a case in SORMAS, the contact is put to that case.
- `contactProximity` is `SAME_ROOM` of those whom the rules judge to have shared a closed space for long enough, else
  empty; `contactClassification` is `UNCONFIRMED`: only an interview confirms; `relationToCase` is not ours to know.
- Region, district and community must bear the official names in SORMAS' own list, or it refuses the line. They are
  those of the contact's commune, else of the place where they were met.
- Dates have no time; SORMAS reads them in the order of its user's language (day first in all but American English).
- SORMAS' reader drops single backslashes in quotes, so they are doubled; no text has a line break.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from truyvet import csv_files
from truyvet import trace_wording as wording
from truyvet.contact_lists import ContactList, Listed
from truyvet.days import LOCAL
from truyvet.kept_traces import KeptTrace
from truyvet.people import Sex
from truyvet.texts import tidy

ENTITY = "Contact"
DISEASE = "CORONAVIRUS"
COLUMNS = (
    "caseIdExternalSystem",
    "disease",
    "reportDateTime",
    "region",
    "district",
    "community",
    "multiDayContact",
    "firstContactDate",
    "lastContactDate",
    "contactProximity",
    "contactClassification",
    "contactStatus",
    "description",
    "externalToken",
    "highPriority",
    "person.firstName",
    "person.lastName",
    "person.sex",
    "person.birthdateYYYY",
    "person.address.region",
    "person.address.district",
    "person.address.community",
    "person.address.street",
    "person.passportNumber",
    "person.nationalHealthId",
    "person.phone",
    "additionalDetails",
)
LONGEST_DESCRIPTION = 4000
"""SORMAS takes 4,096 characters."""
_COMMENT = "##"
_SEX = {Sex.MALE: "MALE", Sex.FEMALE: "FEMALE", Sex.OTHER: "OTHER", None: "UNKNOWN"}
_UNKNOWN_NAME = "(không rõ)"
"""SORMAS needs both a first and a last name."""


class Dates(StrEnum):
    """In which order SORMAS' user, by the language of the account, writes dates."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"

    def written(self, at: datetime) -> str:
        """The local day of an instant."""
        day = at.astimezone(LOCAL).date()
        return f"{day:%d/%m/%Y}" if self is Dates.DAY_FIRST else f"{day.month}/{day.day}/{day.year}"


# Names of region, district and community of a commune; None where there is no such commune in the province.
Units = Callable[[int], tuple[str, str, str] | None]


def contacts(trace: KeptTrace, found: ContactList, venues: Mapping[str, tuple[str, int]], units: Units,
             dates: Dates = Dates.DAY_FIRST) -> bytes:  # fmt: skip
    """The file. `venues`: name and commune by code, of all that occur among the encounters."""
    head = csv_files.line([ENTITY] * len(COLUMNS)) + csv_files.line(COLUMNS)
    lines = (
        csv_files.line((tidy(value) for value in _values(trace, each, token, venues, units, dates)), backslash="\\\\")
        for each, token in zip(found.people, _tokens(trace, found.people), strict=True)
    )
    return (csv_files.BOM + head + "".join(lines) + "".join(_comments(found))).encode()


def _comments(found: ContactList) -> Iterable[str]:
    if found.unread:
        numbers = ", ".join(str(each.contact.number) for each in found.unread)
        yield f"{_COMMENT} Không có trong tệp: bản khai không mở được hoặc đã xóa, số {numbers} của lần truy vết.\r\n"


def _tokens(trace: KeptTrace, people: Iterable[Listed]) -> Iterator[str]:
    """Trace and number, the same in no two lines: `…#21`, and `…#21.2` of the next person behind that number."""
    seen: Counter[int] = Counter()
    for number in (each.numbers[0] for each in people):
        seen[number] += 1
        yield f"{trace.id}#{number}" + (f".{seen[number]}" if seen[number] > 1 else "")


def _values(
    trace: KeptTrace, listed: Listed, token: str, venues: Mapping[str, tuple[str, int]], units: Units, dates: Dates
) -> tuple[str, ...]:
    person, first, last = listed.person, listed.encounters[0], listed.encounters[-1]
    home = units(person.commune) if person.commune else None
    where = home or units(venues[first.venue][1]) if first.venue in venues else home
    days = {each.start.astimezone(LOCAL).date() for each in listed.encounters}
    given, family = _names(person.name)
    return (
        trace.case_number,
        DISEASE,
        dates.written(trace.asked_at),
        *(where or ("", "", "")),
        _boolean(len(days) > 1),
        dates.written(first.start),
        dates.written(max(last.end, first.end)),
        "SAME_ROOM" if listed.meets_definition else "",
        "UNCONFIRMED",
        "ACTIVE",
        _description(listed, venues),
        token,
        _boolean(listed.meets_definition and listed.symptoms),
        given,
        family,
        _SEX[person.sex],
        str(person.birth_year or ""),
        *(home or ("", "", "")),
        person.address or "",
        person.document or "",
        person.qid or "",
        wording.phone(person.phone),
        wording.notes(listed),
    )


def _boolean(value: bool) -> str:
    return "true" if value else "false"


def _names(name: str) -> tuple[str, str]:
    """Given names and family name: the first word of a Vietnamese name is the family's."""
    family, _, given = tidy(name).partition(" ")
    return given or family or _UNKNOWN_NAME, family if given else _UNKNOWN_NAME


def _description(listed: Listed, venues: Mapping[str, tuple[str, int]]) -> str:
    names = {code: name for code, (name, _) in venues.items()}
    head = f"{wording.level(listed.level, meets_definition=listed.meets_definition)}, điểm {listed.score:g}. "
    return (head + wording.encounters(listed.encounters, listed.meetings, names))[:LONGEST_DESCRIPTION]
