"""The contact import of SORMAS: its template's columns, its enumerations, its dates, its way of reading CSV."""

import csv
import io
import re
from typing import Any
from uuid import UUID

import pytest

from tests.unit.kept import SICK, contact, met, record, scan, trace
from truyvet import sormas
from truyvet.contact_lists import contact_list
from truyvet.people import Sex
from truyvet.records import Record
from truyvet.sormas import COLUMNS, Dates

# Of SORMAS' contact import template for a server that is in no country with fields of its own, at the commit named in
# truyvet/sormas.py: `ContactDto`, `PersonDto` and `LocationDto` in the order of their declaration.
TEMPLATE = """
caseIdExternalSystem caseOrEventInformation disease diseaseDetails diseaseVariant reportDateTime reportLat reportLon
reportLatLonAccuracy region district community multiDayContact firstContactDate lastContactDate contactProximity
contactClassification contactStatus followUpStatus followUpComment followUpUntil overwriteFollowUpUntil description
relationToCase relationDescription externalToken internalToken caseReferenceNumber highPriority
immunosuppressiveTherapyBasicDisease immunosuppressiveTherapyBasicDiseaseDetails careForPeopleOver60 quarantine
quarantineTypeDetails quarantineFrom quarantineTo person.firstName person.lastName person.otherSalutation
person.nickname person.mothersName person.mothersMaidenName person.fathersName person.sex person.birthdateDD
person.birthdateMM person.birthdateYYYY person.approximateAge person.approximateAgeType
person.approximateAgeReferenceDate person.presentCondition person.deathDate person.address.continent
person.address.subcontinent person.address.country person.address.region person.address.district
person.address.community person.address.details person.address.city person.address.areaType person.address.latitude
person.address.longitude person.address.latLonAccuracy person.address.postalCode person.address.street
person.address.houseNumber person.address.additionalInformation person.address.addressType
person.address.addressTypeDetails person.occupationType person.occupationDetails person.passportNumber
person.nationalHealthId person.phone person.emailAddress quarantineHelpNeeded quarantineExtended quarantineReduced
additionalDetails returningTraveler vaccinationStatus
"""
ENUMERATIONS = {
    "disease": {"CORONAVIRUS"},
    "contactProximity": {"", "SAME_ROOM", "FACE_TO_FACE_LONG", "FACE_TO_FACE_SHORT", "CLOSE_CONTACT"},
    "contactClassification": {"UNCONFIRMED", "CONFIRMED", "NO_CONTACT"},
    "contactStatus": {"ACTIVE", "CONVERTED", "DROPPED"},
    "person.sex": {"MALE", "FEMALE", "OTHER", "UNKNOWN"},
}
NEEDED = ("disease", "reportDateTime", "region", "district", "person.firstName", "person.lastName", "person.sex")
VENUES = {"SHOP": ("Chợ Đồng Xoài", 25195), "MARKET": ("Chợ Tân Phú", 25195)}
UNITS = {25195: ("Tỉnh Bình Phước", "Thành phố Đồng Xoài", "Phường Tân Phú")}


def lines(*records: Record | None, dates: Dates = Dates.DAY_FIRST, meets: bool = True) -> list[dict[str, str]]:
    contacts = [contact(number, met(), met(2000, 2060, "MARKET"), meets=meets) for number in range(1, len(records) + 1)]
    found = contact_list(contacts, {UUID(int=number): each for number, each in enumerate(records, 1)})
    content = sormas.contacts(trace(), found, VENUES, UNITS.get, dates)
    assert content.startswith(b"\xef\xbb\xbf")
    text = "".join(line for line in content.decode("utf-8-sig").splitlines(True) if not line.startswith("##"))
    entities, header, *rows = as_opencsv(text)
    assert set(entities) == {"Contact"}
    assert tuple(header) == COLUMNS
    return [dict(zip(header, row, strict=True)) for row in rows]


def as_opencsv(text: str) -> list[list[str]]:
    """As SORMAS' parser reads: in quotes a backslash hides the next backslash or quote, and is dropped itself."""
    rows = csv.reader(io.StringIO(text, newline=""))
    return [[re.sub(r'\\(["\\]?)', r"\1", cell) for cell in row] for row in rows]


def test_every_column_is_one_of_the_template() -> None:
    assert set(COLUMNS) <= set(TEMPLATE.split())
    assert len(COLUMNS) == len(set(COLUMNS))


def test_what_sormas_demands_is_there_even_of_somebody_who_gave_only_a_phone() -> None:
    (line,) = lines(record("Mười", phone="+84987654321"))
    assert all(line[column] for column in NEEDED)
    assert (line["person.firstName"], line["person.lastName"]) == ("Mười", "(không rõ)")
    assert (line["region"], line["person.address.region"]) == ("Tỉnh Bình Phước", "")


@pytest.mark.parametrize("meets", [True, False])
def test_values_are_of_its_enumerations_and_claim_no_more_than_is_known(meets: bool) -> None:
    (line,) = lines(record("Lê An", qid="1", sex=Sex.FEMALE, declaration=SICK), meets=meets)
    assert all(line[column] in allowed for column, allowed in ENUMERATIONS.items())
    assert line["contactProximity"] == ("SAME_ROOM" if meets else "")
    assert line["contactClassification"] == "UNCONFIRMED"
    assert "relationToCase" not in line
    assert (line["highPriority"], line["multiDayContact"]) == ("true" if meets else "false", "true")


def test_a_line_says_who_when_and_where() -> None:
    person: dict[str, Any] = {
        "phone": "+84987654321",
        "document": "070190000123",
        "birth_year": 1990,
        "address": "12/3 tổ 5",
    }
    (line,) = lines(record("Nguyễn Thị Mười", commune=25195, **person))
    assert (line["person.lastName"], line["person.firstName"]) == ("Nguyễn", "Thị Mười")
    assert (line["person.phone"], line["person.passportNumber"]) == ("0987654321", "070190000123")
    assert (line["person.birthdateYYYY"], line["person.address.street"]) == ("1990", "12/3 tổ 5")
    assert line["person.address.community"] == line["community"] == "Phường Tân Phú"
    assert (line["firstContactDate"], line["lastContactDate"]) == ("09/08/2021", "10/08/2021")
    assert line["caseIdExternalSystem"] == "BP-0123"
    assert line["description"].startswith("F1, điểm 40. Chợ Đồng Xoài 09/08/2021 10:00–10:40")


def test_dates_are_written_as_the_user_of_sormas_reads_them() -> None:
    (line,) = lines(record("Lê An", qid="1"), dates=Dates.MONTH_FIRST)
    assert (line["firstContactDate"], line["lastContactDate"]) == ("8/9/2021", "8/10/2021")


@pytest.mark.parametrize("name", ['Lê \\ "An"', "Lê \\", '\\"', "a\\nb"])
def test_backslashes_and_quotes_survive_its_parser(name: str) -> None:
    (line,) = lines(record("X", qid="1", address=name))
    assert line["person.address.street"] == name


def test_two_people_behind_one_number_have_tokens_of_their_own() -> None:
    shared = contact(7, seen=[scan(1), scan(2)])
    records = [record("Cha Già", phone="+84987654321"), record("Mẹ Già", phone="+84987654321")]
    found = contact_list([shared], {UUID(int=number): each for number, each in enumerate(records, 1)})
    content = sormas.contacts(trace(), found, VENUES, UNITS.get).decode("utf-8-sig")
    _, header, *rows = as_opencsv(content)
    tokens = [row[header.index("externalToken")] for row in rows]
    assert tokens == [f"{trace().id}#7", f"{trace().id}#7.2"]


def test_a_number_from_over_the_border_is_written_as_it_is_dialled_here() -> None:
    (line,) = lines(record("Sok Chanthy", phone="+85512345678"))
    assert line["person.phone"] == "0085512345678"


def test_no_value_is_a_formula_and_none_breaks_the_line() -> None:
    (line,) = lines(record("=cmd()", phone="+1 202", address="+1\n## x"))
    assert line["person.firstName"] == "'=cmd()"
    assert (line["person.phone"], line["person.address.street"]) == ("001 202", "'+1 ## x")


def test_who_cannot_be_read_is_told_in_a_comment_not_imported() -> None:
    found = contact_list([contact(1), contact(2)], {UUID(int=1): None, UUID(int=2): record("Lê An", qid="1")})
    content = sormas.contacts(trace(), found, VENUES, UNITS.get).decode("utf-8-sig")
    assert content.splitlines()[-1].startswith("## Không có trong tệp")
    assert "số 1 " in content.splitlines()[-1]
