"""What a rule of compliance is (quy tắc đánh giá), and how one is added.

A new rule is one function from evidence to figures, or None, under `@rule(...)` in the module of its theme, its line
in `compliance_rules.RULES`, and one test. The directive asks for a list of "places that do not implement or implement
wrongly" with corrections proposed; what each rule costs in places wronged: docs/rules.md. What is in doubt is not
named: a wrong accusation is worse than a missed one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NotRequired, TypedDict, Unpack

from truyvet.evidence import Evidence
from truyvet.reports import Category, Confidence

Figures = dict[str, int | float | str]
Judged = Callable[[Evidence], Figures | None]


@dataclass(frozen=True)
class Rule:
    """A rule with its Vietnamese name, sentence, remedy and what clears; `{figure}` in a sentence is filled in.

    `suspects`, where given, is the cheap first step: `figures` is asked only about venues for which it holds, and
    then with the visits of the day. `in_turn`: the sign is too common for all, such venues are looked at in turn.
    `rests_on_absence`: the rule says that something is missing, and spares a venue of which something is known to be
    on its way. `days_figure`: which figure says on how many of the last open days the finding rests.
    """

    code: str
    name: str
    category: Category
    severity: int
    confidence: Confidence
    sentence: str
    remedy: str
    clears: str
    figures: Judged
    suspects: Callable[[Evidence], bool] | None = None
    in_turn: bool = False
    rests_on_absence: bool = False
    days_figure: str = ""

    def judge(self, evidence: Evidence) -> Figures | None:
        """The figures by which the venue fails, or None."""
        if self.rests_on_absence and evidence.scans_on_their_way:
            return None
        if self.suspects and (evidence.visits is None or not self.suspects(evidence)):
            return None
        return self.figures(evidence)


class Said(TypedDict):
    """What `@rule` is told: the fields of a `Rule` that its function does not give."""

    name: str
    category: Category
    severity: int
    confidence: Confidence
    sentence: str
    remedy: str
    clears: str
    suspects: NotRequired[Callable[[Evidence], bool]]
    in_turn: NotRequired[bool]
    rests_on_absence: NotRequired[bool]
    days_figure: NotRequired[str]


def rule(**said: Unpack[Said]) -> Callable[[Judged], Rule]:
    """Makes a rule of a function; its code is the function's name."""
    return lambda figures: Rule(code=figures.__name__, figures=figures, **said)


def shown(day: date) -> str:
    """A day as Vietnamese writes it."""
    return f"{day:%d/%m/%Y}"
