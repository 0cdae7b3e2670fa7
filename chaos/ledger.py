"""What a scenario did and whether the promises held."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from chaos.cloud import Cloud
from chaos.observed import Observed


@dataclass
class Entry:
    """One scenario: what was done to the system, what came of it, and each broken promise in a sentence.

    `doubles`: mails that went out twice, marked as such, in the one window that is named for it.
    """

    name: str
    promise: str
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    doubles: int = 0
    alarms: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def injected(self, cloud: Cloud) -> None:
        """Takes over the faults that the cloud counted."""
        self.faults.update({fault.value: times for fault, times in cloud.injected.items()})

    def watched(self, observed: Observed, expected: Iterable[str] = ()) -> None:
        """Names the alarms; those that must have fired and did not are a broken promise, as is a name in a log."""
        self.alarms = sorted(set(self.alarms) | set(observed.alarms()))
        self.violations += [f"alarm {name} stayed silent" for name in expected if name not in self.alarms]
        named = sum(text in observed.logs for text in observed.personal)
        self.promised(not named, f"{named} names or numbers of people stand in logs")

    def promised(self, held: bool, otherwise: str) -> None:
        """Notes a broken promise."""
        if not held:
            self.violations.append(otherwise)

    def document(self) -> dict[str, Any]:
        """As it stands in results.json."""
        return {
            "promise": self.promise,
            "faults": dict(sorted(self.faults.items())),
            "faults_injected": sum(self.faults.values()),
            "outcomes": dict(sorted(self.outcomes.items())),
            "doubles": self.doubles,
            "alarms": self.alarms,
            "violations": self.violations,
            "seconds": round(self.seconds, 1),
        }
