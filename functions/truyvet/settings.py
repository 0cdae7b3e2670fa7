"""Settings of a province: thresholds with a version, so that every finding and trace can say what it used.

The defaults here are the first version; a newer one in the Settings table takes its place.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ComplianceRules:
    """Thresholds of the compliance rules. Days are open local days of the venue; shares lie between 0 and 1.

    What each of them costs in places missed and places wronged: docs/rules.md.
    """

    version: str = "2021-08-16"
    grace_days: int = 3
    """A venue registered less than so many days before the reported day is not named."""
    working_min_share: float = 0.1
    """A day with fewer scans in the province than this share of the usual is the system's failure, nobody's."""
    silent_days: int = 3
    """So many open days in a row without a scan make a venue one that does not implement."""
    silent_days_after_test: int = 6
    """The same where somebody tried the code once, and for places with fewer visitors than `tiny_visitors`."""
    test_scans: int = 5
    """On one day alone, fewer scans than this were a trial."""
    tiny_visitors: int = 10
    silent_days_after_scans: int = 16
    """Calendar days of silence of a venue that scanned before: it may be closed, in mourning or quarantined."""
    exits_days: int = 5
    exits_min_entries: int = 50
    exits_max_share: float = 0.05
    """At least so many entries over `exits_days` open days, and at most this share of exits."""
    unmatched_min_exits: int = 12
    unmatched_max_share: float = 0.05
    """At least so many people who left by their own phone, and at most this share of them also entered."""
    drop_days: int = 7
    drop_low_days: int = 3
    drop_min_expected: float = 24.0
    drop_max_share: float = 0.2
    """Scans of the last `drop_low_days` against what the median of the `drop_days` open days before promises: at least
    so many, and at most this share of them (of a single day twice the share)."""
    peers_days: int = 7
    peers_min: int = 12
    peers_min_visitors: int = 30
    peers_max_share: float = 0.1
    peers_sigmas: float = 3.0
    """Scans per declared visitor, over so many open days, against at least so many places of kind and size: at most
    this share of their median, and so many robust standard deviations (of logarithms) below it."""
    hole_days: int = 3
    hole_past_days: int = 5
    hole_min_expected: float = 12.0
    hole_max_share: float = 0.15
    hole_chance: float = 1e-5
    """The busiest two hours of the past, so many days in a row nearly empty while the rest of the day is as ever."""
    burst_minutes: int = 10
    burst_min_scans: int = 12
    burst_min_share: float = 0.5
    """So many entries, or exits, of one self-declaring device within so many minutes, and this share of the day's."""
    night_min_scans: int = 8
    night_min_share: float = 0.5
    """So many acts of one self-declaring device made, or sent in, between midnight and 06:00, and share of the day."""
    device_min_acts: int = 30
    device_min_share: float = 0.8
    """So many acts of one self-declaring device over the day, and this share of all acts of the day."""
    number_min_acts: int = 15
    number_min_share: float = 0.6
    """The same for one telephone or document number."""
    identical_min_people: int = 8
    identical_min_share: float = 0.3
    """So many different numbers under one name, year of birth and address, and this share of the day's people."""
    apart_minutes: int = 5
    apart_min_people: int = 5
    apart_min_share: float = 0.4
    """So many of a venue's people who within so many minutes scanned in another district, and share of those asked."""
    hours_margin: int = 3
    hours_min_scans: int = 5
    hours_min_share: float = 0.2
    """Scans more than `hours_margin` hours before the opening or after the closing hour."""
    poster_days: int = 14
    """So long after name or address changed a poster of the new version should have been printed."""
    device_silent_days: int = 5
    """So many open days without a word of the only device that scans for the venue."""
    gaps_min: int = 20
    gaps_min_share: float = 0.2
    """So many numbers of one device lost, and this share of all that it gave out."""


@dataclass(frozen=True)
class ReportRules:
    """How the 06:00 report checks itself, what it lists, and when a helper's device is worth a look."""

    version: str = "2021-08-15"
    history_days: int = 16
    """How many days before the reported one are read: from one full or new moon to the next, which is how a pagoda
    fills, so that a place with rare days is seen to have them."""
    trend_days: int = 14
    """How many days the trend shows, where they are stored."""
    suspects: int = 1500
    """Of how many venues with a sign in their tallies, at most, single visits are looked at."""
    spot_checks: int = 1000
    """Of how many other busy venues, at most and in turn, single visits are looked at."""
    visits_read: int = 40_000
    """How many single visits are looked at in all, so that a report costs the same however many people scan."""
    people_followed: int = 6000
    """For how many people, at most, it is asked where else they were within minutes (keys only)."""
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


@dataclass(frozen=True)
class ExposureRules:
    """How many places may be made public on a local day before the province itself has to approve."""

    version: str = "2021-12-01"
    places_a_day: int = 30


@dataclass(frozen=True)
class LadderRules:
    """When a venue that the report names is reminded, and when others are told. Days are local days.

    Three reminders before the local authority is told: Hà Nội, October 2021. The rest is ours.
    """

    version: str = "2021-10-14"
    severity: int = 2
    """Findings of at least this severity are worth a reminder."""
    reminders: int = 3
    """So many reminders to the head before the commune is told."""
    commune_days: int = 2
    """So many days after the commune was told, the district is."""
    district_days: int = 3
    """So many days after the district was told, suspension is proposed."""
    answer_days: int = 5
    """So long whoever has answered is not reminded again."""
    help_days: int = 14
    """So long a request for help that nobody has settled keeps reminders away."""
    longest_away_days: int = 30
    """So long a head may say that the place is closed; who needs more asks the commune."""
    from_hour: int = 7
    to_hour: int = 20
    """Messages go out from this hour to that hour in Viet Nam."""
    sms: bool = False
    """Whether a head without a mail address is told by SMS (SNS; each costs money)."""
