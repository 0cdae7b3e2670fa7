"""Who publishes what is printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Publisher:
    """Who publishes: the address people reach, the hotline (may be empty), and who asks for it."""

    host_url: str
    hotline: str
    authority: str
