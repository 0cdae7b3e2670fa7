"""Settings of a province: thresholds with a version, so that every finding and trace can say what it used.

The defaults here are the first version; a newer one in the Settings table takes its place.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class DoorRules:
    """What the door accepts."""

    ahead: timedelta = timedelta(minutes=5)
    behind: timedelta = timedelta(days=14)
    retention: timedelta = timedelta(days=28)


@dataclass(frozen=True)
class ComplianceRules:
    """Thresholds of the compliance rules. Days are open local days of the venue; shares lie between 0 and 1."""

    version: str = "2021-08-14"
    grace_days: int = 3
    """A venue registered less than so many days before the reported day is not named."""
    working_min_share: float = 0.1
    """A day with fewer scans in the province than this share of the usual is the system's failure, nobody's."""
    silent_days: int = 3
    """So many open days in a row without a scan make a venue one that does not implement."""
    silent_days_after_scans: int = 8
    """The same for a venue that scanned shortly before: it may be closed for a week and not have said so."""
    exits_days: int = 3
    exits_min_entries: int = 10
    exits_max_share: float = 0.05
    """At least so many entries over `exits_days` open days, and at most this share of exits."""
    drop_days: int = 7
    drop_min_usual: float = 10.0
    drop_max_share: float = 0.2
    """Scans of the day against what is usual: the median of the venue's `drop_days` open days before."""
    burst_minutes: int = 10
    burst_min_scans: int = 12
    burst_min_share: float = 0.5
    """So many entries, or exits, of one self-declaring device within so many minutes, and this share of the day's."""
    hours_margin: int = 1
    hours_min_scans: int = 5
    hours_min_share: float = 0.2
    """Scans more than `hours_margin` hours before the opening or after the closing hour."""


@dataclass(frozen=True)
class ReportRules:
    """How the 06:00 report checks itself, what it lists, and when a helper's device is worth a look."""

    version: str = "2021-08-15"
    history_days: int = 8
    """How many days before the reported one are read: the week before, late corrections, evidence of findings."""
    trend_days: int = 14
    """How many days the trend shows, where they are stored."""
    suspects: int = 500
    """Of how many venues, at most, single visits are looked at."""
    sample_size: int = 200
    """How many venue-days that the report does not name are recounted."""
    listed_in_mail: int = 20
    """How many of each list stand in mail and PDF (of devices in the mail no more than 10). The workbook has all."""
    device_used_days: int = 7
    """A device heard of within so many days before the day was in use; one not heard of for longer is retired."""
    device_listed_days: int = 14
    """So long before the day a device may have been last heard of to be listed with what has not arrived of it."""
    devices: int = 20_000
    """How many devices are looked at, at most."""


@dataclass(frozen=True)
class TraceRules:
    """How contacts are found, judged and ranked; a trace stores the version.

    `definition_minutes` and `infectious_days_before`: F1 in the wording of December 2021 (same closed space for 15
    minutes or more; from 2 days before onset or sample). Tail, latency and weights are ours, to be set by the
    province's epidemiologists.
    """

    version: str = "2021-12-01"
    infectious_days_before: int = 2
    definition_minutes: int = 15
    """Together in one closed space, in one local day, for at least so long."""
    tail_minutes: int = 15
    """So long after the source has left, its air still counts as exposure."""
    latency_hours: int = 48
    """So long after the first exposure a contact may infect others."""
    tail_weight: float = 0.3
    zone_unknown_weight: float = 0.7
    zone_differs_weight: float = 0.2
    next_scan_weight: float = 0.95
    told_weight: float = 0.9
    closing_weight: float = 0.7
    assumed_weight: float = 0.6
    most_links: int = 4
    """A number linked with more others is a shared one (a helper's, a family's) and joins nobody."""
    most_sources: int = 1000
    """Of how many contacts, at most, the contacts are traced in turn: the highest scores."""
