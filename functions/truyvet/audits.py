"""The log of looks as the data protection officer reads it: totals, and what is odd about them, as plain facts.

Nothing here accuses: a night shift looks at night, and a large outbreak reaches many. The officer asks.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from truyvet import csv_files
from truyvet.audit_table import Look
from truyvet.days import LOCAL, local_day

NIGHT_BEGINS, NIGHT_ENDS = 22, 5
"""Local hours; the end is the first hour of the day."""
MANY_LOOKS = 20
"""So many looks of one official at one case on one local day."""
MANY_PERSONS = 500
"""So many persons shown to one official on one local day."""
ACTIONS = {
    "trace": "Truy vết",
    "again": "Truy vết lại",
    "page": "Xem danh sách tiếp xúc",
    "changes": "So hai lần truy vết",
    "cordon": "Xem khoanh vùng",
    "cordon.xlsx": "Tải khoanh vùng",
    "contacts.xlsx": "Tải danh sách tiếp xúc (Excel)",
    "contacts.csv": "Tải danh sách tiếp xúc (CSV)",
    "sormas.csv": "Tải danh sách cho SORMAS",
    "propose": "Đề nghị công bố",
    "proposals": "Xem đề nghị công bố",
    "approve": "Duyệt công bố",
    "withdraw": "Rút công bố",
    "audit": "Đọc nhật ký",
    "audit_file": "Tải nhật ký",
}
"""What each action is called; one that is not here goes by its own name."""


@dataclass(frozen=True)
class Total:
    """Of an official or a case. One person shown twice counts twice; `others`: how many cases, or officials."""

    name: str
    looks: int
    persons: int
    others: int
    last: Look


@dataclass(frozen=True)
class Fact:
    """Something odd: what was seen, about whom, on which local day, how often."""

    kind: str
    official: str
    day: str
    count: int
    case: str = ""


def by_official(looks: Iterable[Look]) -> list[Total]:
    """Totals of each official with the number of cases, most looks first."""
    return _totals(looks, lambda look: look.actor_name, lambda look: look.purpose)


def by_case(looks: Iterable[Look]) -> list[Total]:
    """Totals of each case with the number of officials, most looks first."""
    return _totals((look for look in looks if look.purpose), lambda look: look.purpose, lambda look: look.actor)


def facts(looks: Iterable[Look]) -> list[Fact]:
    """Looks at night, at one case very often, at very many persons; by official and day, the largest first."""
    night: Counter[tuple[str, str]] = Counter()
    persons: Counter[tuple[str, str]] = Counter()
    often: Counter[tuple[str, str, str]] = Counter()
    for look in looks:
        day = local_day(look.at).isoformat()
        hour = look.at.astimezone(LOCAL).hour
        night[look.actor_name, day] += hour >= NIGHT_BEGINS or hour < NIGHT_ENDS
        persons[look.actor_name, day] += look.persons
        if look.purpose:
            often[look.actor_name, day, look.purpose] += 1
    found = [Fact("night", name, day, count) for (name, day), count in night.items() if count]
    found += [Fact("persons", name, day, count) for (name, day), count in persons.items() if count >= MANY_PERSONS]
    found += [Fact("often", name, day, n, case) for (name, day, case), n in often.items() if n >= MANY_LOOKS]
    return sorted(found, key=lambda fact: (fact.kind, -fact.count, fact.day, fact.official))


def file(looks: Sequence[Look]) -> bytes:
    """The looks as CSV for spreadsheets: UTF-8 with BOM, and no cell that a program would calculate."""
    rows = [
        (
            f"{look.at.astimezone(LOCAL):%d/%m/%Y %H:%M:%S}",
            look.actor_name,
            ACTIONS.get(look.action, look.action),
            look.purpose,
            look.trace,
            look.persons,
        )
        for look in looks
    ]
    return csv_files.table(("Thời điểm", "Cán bộ", "Việc làm", "Ca bệnh", "Lần truy vết", "Số người hiện ra"), rows)


def _totals(looks: Iterable[Look], of: Callable[[Look], str], other: Callable[[Look], str]) -> list[Total]:
    groups: dict[str, list[Look]] = defaultdict(list)
    for look in looks:
        groups[of(look)].append(look)
    totals = [
        Total(
            name=name,
            looks=len(those),
            persons=sum(look.persons for look in those),
            others=len({other(look) for look in those} - {""}),
            last=max(those, key=lambda look: look.at),
        )
        for name, those in groups.items()
    ]
    return sorted(totals, key=lambda total: (-total.looks, total.name))
