"""Looks that a citizen may ask for by receipt, and the log that the data protection officer reads."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from tests.unit.tables_in_memory import TableInMemory
from truyvet import audits, receipts
from truyvet.audit_table import AuditTable, Look
from truyvet.look_table import KEPT, LookTable, Part

NOW = datetime(2021, 8, 20, 3, 0, tzinfo=UTC)
DAY = date(2021, 8, 13)
TRACE = "1a2b3c4d-0000-4000-8000-000000000000"


def receipt() -> receipts.Receipt:
    return receipts.of_visit("7K3M9QX0", DAY, uuid4())


def table() -> LookTable:
    return LookTable(TableInMemory("place", "page"), "Looks")  # type: ignore[arg-type]


def test_a_touched_check_in_is_told_with_how_often_it_was_looked_at() -> None:
    store, mine, others = table(), receipt(), [receipt() for _ in range(3)]
    for hour in range(2):
        store.note(TRACE, "0", Part.CONTACT, [mine, *others], NOW + timedelta(hours=hour))
    store.note(TRACE, "contacts.csv-1", Part.CONTACT, [mine], NOW)
    looks = store.touching([mine], NOW)[mine]
    assert [(look.opened, look.part, look.reference) for look in looks] == [
        (2, Part.CONTACT, "1A2B3C4D"),
        (1, Part.CONTACT, "1A2B3C4D"),
    ]
    assert looks[0].at == NOW + timedelta(hours=1)


def test_one_never_touched_and_one_that_is_nobodys_are_alike() -> None:
    store, touched = table(), receipt()
    store.note(TRACE, "0", Part.CASE, [touched], NOW)
    assert store.touching([receipt(), receipts.of_badge(b"nobody's")], NOW) == {}


def test_what_has_expired_is_passed_over() -> None:
    store, mine = table(), receipt()
    store.note(TRACE, "0", Part.CASE, [mine], NOW)
    assert store.touching([mine], NOW + KEPT) == {}


def test_what_is_kept_of_a_look_names_neither_case_nor_official_nor_visit() -> None:
    memory = TableInMemory("place", "page")
    visit = uuid4()
    mine = receipts.of_visit("7K3M9QX0", DAY, visit)
    LookTable(memory, "Looks").note(TRACE, "0", Part.CONTACT, [mine], NOW)  # type: ignore[arg-type]
    (item,) = memory.items.values()
    assert set(item) == {"place", "page", "at", "part", "digests", "expires_at", "opened"}
    assert visit.hex not in str(item)


def look(hours: float = 0, *, name: str = "moi", case: str = "BP-1", persons: int = 1) -> Look:
    return Look(NOW + timedelta(hours=hours), f"id-{name}", name, "page", case, TRACE, persons)


def test_the_log_gives_back_what_was_noted_day_by_day() -> None:
    log = AuditTable(TableInMemory("day", "at_id"), "Audit")  # type: ignore[arg-type]
    noted = [look(), look(1, name="binh"), look(2), look(24)]
    for each in noted:
        log.add(each)
    assert list(log.of_day(date(2021, 8, 20))) == noted[:3]
    assert list(log.of_day(date(2021, 8, 21))) == noted[3:]


def test_totals_by_official_and_by_case() -> None:
    looks = [look(), look(1, case="BP-2", persons=30), look(2, name="binh"), look(3, name="binh", case="", persons=0)]
    assert [(t.name, t.looks, t.persons, t.others) for t in audits.by_official(looks)] == [
        ("binh", 2, 1, 1),
        ("moi", 2, 31, 2),
    ]
    assert [(t.name, t.looks, t.persons, t.others) for t in audits.by_case(looks)] == [
        ("BP-1", 2, 2, 2),
        ("BP-2", 1, 30, 1),
    ]


def test_what_is_odd_is_told_as_a_plain_fact() -> None:
    night = [look(13), look(13.5)]  # 23:00 in Viet Nam
    often = [look(number / 60, name="binh", case="BP-9", persons=30) for number in range(audits.MANY_LOOKS)]
    found = [(fact.kind, fact.official, fact.count, fact.case) for fact in audits.facts([*night, *often, look()])]
    assert found == [
        ("night", "moi", 2, ""),
        ("often", "binh", audits.MANY_LOOKS, "BP-9"),
        ("persons", "binh", 30 * audits.MANY_LOOKS, ""),
    ]


def test_the_file_calculates_nothing_and_keeps_its_letters() -> None:
    text = audits.file([look(name="=HYPERLINK(1)", case="Ca số 7, Đồng Xoài")]).decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in text
    assert '"Ca số 7, Đồng Xoài"' in text
    assert "20/08/2021 10:00:00" in text
