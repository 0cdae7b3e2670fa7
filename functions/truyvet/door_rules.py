"""What the door accepts, and for how long what it stored is kept.

Apart from the other settings: every cold start of the door pays for what it imports.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class DoorRules:
    """What the door accepts."""

    ahead: timedelta = timedelta(minutes=5)
    behind: timedelta = timedelta(days=14)
    retention: timedelta = timedelta(days=28)
