"""The daily report (báo cáo 06 giờ): its figures, and what a reader is told with them.

Everything that is drawn (mail, workbook, PDF, chart) is drawn from one `DailyReport`, so that they agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from truyvet.histories import Cause, Event, Rung
from truyvet.sequences import Range
from truyvet.venues import Kind


@dataclass(frozen=True)
class Figures:
    """The figures of one area on one local day.

    `registered`: points registered by the end of the day; `poster_issued`: of these, with a poster issued by then;
    `active`: points with at least one scan that day. Scans are entries and exits together; `by_helper` are scans
    that a helper, badge or paper recorded. `people` is an estimate (HyperLogLog, standard error in
    `sketches.STANDARD_ERROR`), everything else is counted. `late` scans arrived after the day was over.
    """

    registered: int = 0
    poster_issued: int = 0
    active: int = 0
    entries: int = 0
    exits: int = 0
    by_helper: int = 0
    people: int = 0
    alerts: int = 0
    late: int = 0

    @property
    def scans(self) -> int:
        """Entries and exits together."""
        return self.entries + self.exits


@dataclass(frozen=True)
class Compared:
    """Figures of the day, of the day before and of the same weekday of the week before (None: nothing known)."""

    day: Figures
    day_before: Figures | None = None
    week_before: Figures | None = None


@dataclass(frozen=True)
class TrendPoint:
    """One day of the trend, oldest first."""

    day: date
    scans: int
    active: int


@dataclass(frozen=True)
class Area:
    """A district or commune with its figures. `district` is None for a district itself; only districts have a trend."""

    code: int
    name: str
    figures: Compared
    district: int | None = None
    district_name: str | None = None
    trend: tuple[TrendPoint, ...] = ()


@dataclass(frozen=True)
class Sector:
    """A kind of venue (`key` as `kind:market`) or the venues of a responsible agency (`agency:…`), in the province and
    by district; several kinds that one department answers for are one sector too (`kind:grocery+market`)."""

    key: str
    figures: Compared
    districts: tuple[Area, ...] = ()


class Audience(StrEnum):
    """For whom a report is made."""

    PROVINCE = "province"
    DISTRICT = "district"
    KIND = "kind"
    AGENCY = "agency"
    FRONT = "front"


@dataclass(frozen=True)
class Addressee:
    """Who gets a report: `key` as in `recipients`, the name as people read it in the middle of a sentence."""

    key: str
    audience: Audience
    name: str


class Category(StrEnum):
    """What a finding says: the place does not implement, or implements wrongly."""

    NOT_IMPLEMENTING = "not_implementing"
    WRONGLY_IMPLEMENTING = "wrongly_implementing"


class Confidence(StrEnum):
    """How sure a finding is: `high`, the record itself shows it; `medium`, an honest cause is rare; `low`, it is worth
    a call."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


CONFIDENCE_NAMES = {Confidence.HIGH: "cao", Confidence.MEDIUM: "vừa", Confidence.LOW: "thấp"}

SEVERITY_NAMES = {1: "Cần nhắc", 2: "Cần chấn chỉnh", 3: "Nghiêm trọng"}
"""1: something is to be put in order; 2: visitors are not recorded as they should be; 3: nobody is, or figures look
made up."""


@dataclass(frozen=True)
class Finding:
    """One rule that one venue fails on one local day, with the figures that show it.

    `sentence` is Vietnamese and repeats the figures; `remedy` is the correction proposed; `since` is the first
    day of an unbroken run of reports that named the venue for this rule, `times` the number of these reports
    (1 when new). `severity`: see `SEVERITY_NAMES`; `clears`: Vietnamese, what would clear the place.
    """

    day: date
    venue: str
    district: int
    commune: int
    rule: str
    rule_name: str
    rules_version: str
    category: Category
    figures: Mapping[str, int | float | str]
    sentence: str
    remedy: str
    since: date
    times: int = 1
    severity: int = 2
    confidence: Confidence = Confidence.MEDIUM
    clears: str = ""


@dataclass(frozen=True)
class NamedPlace:
    """A venue that the report names, with whom to talk to and why it is named."""

    code: str
    name: str
    kind: Kind
    address: str
    commune_name: str
    district_name: str
    head: str
    phone: str
    agency: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Place:
    """A venue in a list: what it is, where, and with whom to talk."""

    code: str
    name: str
    kind: Kind
    district: int
    district_name: str
    commune: int
    commune_name: str
    agency: str | None
    head: str
    phone: str


@dataclass(frozen=True)
class ImprovedPlace:
    """A venue that the last report named and this one does not: for what, and for the how many-th time in a row."""

    place: Place
    rules: tuple[str, ...]
    times: int


@dataclass(frozen=True)
class OpenCase:
    """What waits for officials about a venue: its head asked for help or disagrees, or reminders did not help (`rung`).

    `new`: since the report before left.
    """

    place: Place
    event: Event
    rung: Rung | None
    cause: Cause | None
    at: datetime
    new: bool


@dataclass(frozen=True)
class CauseCount:
    """How many difficulties of a cause."""

    cause: Cause
    count: int


@dataclass(frozen=True)
class SilentCommune:
    """A commune with registered points and no scan at all; `named_before`: reports in a row that named it before."""

    code: int
    name: str
    district_name: str
    registered: int
    named_before: int


@dataclass(frozen=True)
class Correction:
    """An earlier day whose scans changed since its report was sent, by visits that arrived late.

    `district`: where the scans are counted; None: in the province, or in the part of it that a report is about.
    """

    day: date
    reported_scans: int
    scans: int
    district: int | None = None


@dataclass(frozen=True)
class Mismatch:
    """A venue-day whose tally differs from its visits; the report uses what was counted."""

    venue: str
    day: date
    tallied: int
    counted: int


@dataclass(frozen=True)
class Recount:
    """What was recounted from the visits before sending: venue-days that the report names, and a sample of the rest.

    `elsewhere`: in the report of one addressee, how many mismatches there were in the province, which it does not list.
    `behind`: scans that the tallies lacked where it was recounted (`stream_lag`; None: not noted).
    """

    named: int
    sampled: int
    mismatches: tuple[Mismatch, ...] = ()
    elsewhere: int = 0
    behind: int | None = None


@dataclass(frozen=True)
class DeviceNote:
    """A helper's device, or a pad of numbered paper sheets, that somebody should look after.

    `missing`: the first and last numbers of what has not arrived, `missing_count` in all. `waiting` scans lay on the
    device from `waiting_since` when it was last heard of, at `seen_at`. `silent`: it was in use, its venue was open,
    and it was not heard of on the reported day or since. The venue is the one that it was made for.
    """

    name: str
    venue: str
    venue_name: str
    other_venues: int
    commune_name: str
    district_name: str
    head: str
    phone: str
    seen_at: datetime
    paper: bool = False
    revoked: bool = False
    kind: Kind | None = None
    agency: str | None = None
    missing: tuple[Range, ...] = ()
    missing_count: int = 0
    waiting: int = 0
    waiting_since: datetime | None = None
    silent: bool = False


@dataclass(frozen=True)
class DailyReport:
    """Everything the 06:00 report of one local day says.

    `not_implementing` and `wrongly_implementing` are ordered by how much they matter (repeat offenders first).
    `incomplete` are Vietnamese sentences on what is missing from the report, said on top of it. `update` is True
    for a report that was asked for again after one of the same day had been sent. `rules_version` is that of the
    compliance rules, `report_rules_version` that of `settings.ReportRules`. `addressee`: None for the province's own;
    the others get a part of it (`sections`). `sectors`: kinds and agencies, as far as they have points. `improved`,
    `cases`: see `follow_ups`; `settled`: difficulties that no longer wait, known for the province only.
    """

    day: date
    made_at: datetime
    province_name: str
    authority: str
    hotline: str
    rules_version: str
    total: Compared
    districts: tuple[Area, ...]
    communes: tuple[Area, ...]
    silent_communes: tuple[SilentCommune, ...]
    not_implementing: tuple[NamedPlace, ...]
    wrongly_implementing: tuple[NamedPlace, ...]
    corrections: tuple[Correction, ...]
    recount: Recount
    trend: tuple[TrendPoint, ...]
    people_error: float
    incomplete: tuple[str, ...] = field(default=())
    update: bool = False
    devices: tuple[DeviceNote, ...] = ()
    report_rules_version: str = ""
    addressee: Addressee | None = None
    sectors: tuple[Sector, ...] = ()
    improved: tuple[ImprovedPlace, ...] = ()
    cases: tuple[OpenCase, ...] = ()
    settled: tuple[CauseCount, ...] = ()
    corrections_of_districts: tuple[Correction, ...] = ()

    @property
    def audience(self) -> Audience:
        """For whom it is."""
        return self.addressee.audience if self.addressee else Audience.PROVINCE
