"""What CloudWatch would have seen, and which alarms of template.yaml it would have raised."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import ge, gt, le, lt
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from benchmarks.artifacts import ROOT

_COMPARED = {
    "GreaterThanOrEqualToThreshold": ge,
    "GreaterThanThreshold": gt,
    "LessThanThreshold": lt,
    "LessThanOrEqualToThreshold": le,
}
Measure = tuple[str, str, str]
"""Namespace, metric, and what it is of: a resource's name in the template, or the value of `service`."""


@dataclass
class Observed:
    """Sums (of ages the highest) since the scenario began; `logs` is all that the functions wrote.

    `personal`: names and numbers of the made-up people, which no log may repeat.
    """

    values: Counter[Measure] = field(default_factory=Counter)
    logs: str = ""
    personal: frozenset[str] = frozenset()

    def count(self, namespace: str, metric: str, of: str, number: float = 1) -> None:
        """Adds to a sum."""
        self.values[namespace, metric, of] += number  # type: ignore[assignment]

    def highest(self, namespace: str, metric: str, of: str, number: float) -> None:
        """Keeps the highest."""
        measure = (namespace, metric, of)
        self.values[measure] = max(self.values[measure], number)  # type: ignore[assignment]

    def read_logs(self, logs: Iterable[Path]) -> None:
        """Takes in what functions wrote: the metrics that Powertools puts into the log, and all of its text."""
        for log in logs:
            text = log.read_text(encoding="utf-8") if log.exists() else ""
            self.logs += text
            for line in text.splitlines():
                self._read_metrics(line)

    def _read_metrics(self, line: str) -> None:
        if '"_aws"' not in line:
            return
        entry = json.loads(line)
        for directive in entry["_aws"]["CloudWatchMetrics"]:
            for metric in directive["Metrics"]:
                self.count(directive["Namespace"], metric["Name"], entry["service"], sum(entry[metric["Name"]]))

    def alarms(self) -> list[str]:
        """The alarms of the template whose metric went over the threshold."""
        return [name for name, alarm in _alarms().items() if "MetricName" in alarm and self._fires(alarm)]

    def _fires(self, alarm: dict[str, Any]) -> bool:
        if alarm.get("Statistic") == "SampleCount":
            # Of silence over hours, which nobody rehearses here.
            return False
        wanted, of = (alarm["Namespace"], alarm["MetricName"]), _of(alarm)
        seen = [value for (space, metric, whose), value in self.values.items() if (space, metric) == wanted
                and of in {None, whose}]  # fmt: skip
        return bool(seen) and bool(_COMPARED[alarm["ComparisonOperator"]](sum(seen), float(alarm["Threshold"])))


@cache
def _alarms() -> dict[str, dict[str, Any]]:
    resources = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))["Resources"]
    return {
        name: resource["Properties"]
        for name, resource in resources.items()
        if resource["Type"] == "AWS::CloudWatch::Alarm"
    }


def _of(alarm: dict[str, Any]) -> str | None:
    """The resource, or the service, that the alarm looks at; None for all together."""
    if "Dimensions" not in alarm:
        return None
    value = alarm["Dimensions"][0]["Value"]
    if isinstance(value, str):
        return value
    (target,) = value.values()
    return str(target[0] if isinstance(target, list) else target).partition(".")[0]
