"""What a benchmark gives: rows side by side, ratios held against targets, and how they are printed."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Ratio:
    """Ours against something else, held against a target: at most so much."""

    what: str
    ours: float
    other: float
    target: float
    unit: str
    pairs: int = 1
    value: float | None = None

    @property
    def ratio(self) -> float:
        """Ours divided by the other; a median of pairs where there were several."""
        return self.value if self.value is not None else self.ours / self.other

    @property
    def met(self) -> bool:
        """The target is met."""
        return self.ratio <= self.target


@dataclass(frozen=True)
class Part:
    """One part of the benchmarks: what was measured and how, a table, and the targets that it answers."""

    name: str
    how: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    ratios: Sequence[Ratio] = ()
    notes: Sequence[str] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The part as Markdown."""
        lines = [f"## {self.name}", "", self.how, "", *table(self.head, self.rows)]
        if self.ratios:
            rows = [
                (each.what, shown(each.ours), shown(each.other), each.unit, f"{each.ratio:.2f}", f"≤ {each.target:g}",
                 "met" if each.met else "MISSED")
                for each in self.ratios
            ]  # fmt: skip
            head = ("target", "ours", "against", "unit", "ratio", "wanted", "")
            lines += ["", *table(head, rows)]
        return [*lines, *(f"\n{note}" for note in self.notes), ""]

    def document(self) -> dict[str, Any]:
        """The part as JSON."""
        ratios = [
            {"what": each.what, "ours": each.ours, "other": each.other, "unit": each.unit, "pairs": each.pairs,
             "ratio": round(each.ratio, 4), "target": each.target, "met": each.met}
            for each in self.ratios
        ]  # fmt: skip
        rows = [dict(zip(self.head, row, strict=True)) for row in self.rows]
        return {"how": self.how, "rows": rows, "ratios": ratios, "notes": list(self.notes), "raw": self.raw}


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """A Markdown table with aligned columns; numbers stand on the right."""
    cells = [list(head), *([shown(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    right = [all(isinstance(row[column], int | float) for row in rows) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if end else cell.ljust(width) for cell, width, end in zip(row, widths, right, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = ("-" * (width - 1) + ":" if end else "-" * width for width, end in zip(widths, right, strict=True))
    return [line(cells[0]), f"| {' | '.join(rule)} |", *map(line, cells[1:])]


def shown(value: Any) -> str:
    """A figure with as many digits as it is worth."""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def peak_bytes() -> int:
    """The most memory that this process has held; `ru_maxrss` also counts what the process that started it held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def paired(what: str, ours: Sequence[float], other: Sequence[float], target: float, unit: str) -> Ratio:
    """The median of the ratios of pairs measured one right after the other."""
    value = statistics.median(one / two for one, two in zip(ours, other, strict=True))
    return Ratio(what, statistics.median(ours), statistics.median(other), target, unit, len(ours), value)
