"""Compliance (đánh giá thực hiện): which rules a venue fails on a day, and how it is said.

Two steps: tallies for all venues, single visits for those that a rule suspects, and for other busy ones in turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from truyvet.compliance_rules import BY_CODE, RULES
from truyvet.evidence import Evidence
from truyvet.reports import Category, Finding
from truyvet.rules import Figures, Rule


@dataclass(frozen=True)
class Named:
    """An earlier finding: the first day and the length of its run of reports, and whether its days were recounted."""

    since: date
    times: int
    recounted: bool = True


def suspected(evidence: Evidence, rules: Sequence[Rule] = RULES) -> bool:
    """Whether the tallies show a sign for which some rule wants to look at the venue's visits of the day."""
    return evidence.judged and any(_suspects(rule, evidence) for rule in rules if not rule.in_turn)


def worth_a_look(evidence: Evidence, rules: Sequence[Rule] = RULES) -> bool:
    """Whether the venue is busy enough for a look at its visits when its turn comes."""
    return evidence.judged and any(_suspects(rule, evidence) for rule in rules if rule.in_turn)


def seen_in_visits(code: str) -> bool:
    """Whether a rule, by its code, judges single visits."""
    return code in BY_CODE and BY_CODE[code].suspects is not None


def findings(evidence: Evidence, rules: Sequence[Rule] = RULES) -> tuple[Finding, ...]:
    """The rules that the venue fails on the day.

    A place that does not implement is named for that alone, by the first such rule that fits: it cannot also
    implement wrongly.
    """
    if not evidence.judged:
        return ()
    failed = [(rule, figures) for rule in rules if (figures := rule.judge(evidence)) is not None]
    absent = [found for found in failed if found[0].category is Category.NOT_IMPLEMENTING]
    return tuple(_finding(rule, figures, evidence) for rule, figures in absent[:1] or failed)


def continued(finding: Finding, before: Mapping[str, Named]) -> Finding:
    """The finding as the next of an unbroken run; `before`: what the report before named the venue for, by rule."""
    named = before.get(finding.rule)
    return replace(finding, since=named.since, times=named.times + 1) if named else finding


def days_relied_on(finding: Finding, evidence: Evidence) -> list[date]:
    """The days whose counts the finding rests on: as many of the last open days as its rule says, else the day."""
    rule = BY_CODE.get(finding.rule)
    figure = rule.days_figure if rule else ""
    return evidence.open_days()[: int(finding.figures[figure])] if figure else [finding.day]


def _suspects(rule: Rule, evidence: Evidence) -> bool:
    return rule.suspects is not None and rule.suspects(evidence)


def _finding(rule: Rule, figures: Figures, evidence: Evidence) -> Finding:
    shown = {name: _shown(value) for name, value in figures.items()}
    return Finding(
        day=evidence.day,
        venue=evidence.venue.code,
        district=evidence.venue.district,
        commune=evidence.venue.commune,
        rule=rule.code,
        rule_name=rule.name,
        rules_version=evidence.rules.version,
        category=rule.category,
        figures=figures,
        sentence=rule.sentence.format_map(shown),
        remedy=rule.remedy,
        since=evidence.day,
        severity=rule.severity,
        confidence=rule.confidence,
        clears=rule.clears,
    )


def _shown(value: float | str) -> str:
    """Numbers as Vietnamese writes them: `11.421` and `2,5`."""
    if isinstance(value, str):
        return value
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))
