"""The Findings table: what each report said of each venue, by day and district."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from truyvet.compliance import Named
from truyvet.reports import Category, Confidence, Finding


class FindingItem(Model):
    """One finding. `recounted`: all days it relies on were counted from the visits.

    Findings of before there was a severity, a confidence and what clears are read with the defaults.
    """

    class Meta:
        """The table's name is bound by `FindingTable`."""

        table_name = ""
        connect_timeout_seconds = 2
        read_timeout_seconds = 10
        max_retry_attempts = 5

    day_district = UnicodeAttribute(hash_key=True)
    venue_rule = UnicodeAttribute(range_key=True)
    venue = UnicodeAttribute()
    day = UnicodeAttribute()
    commune = NumberAttribute()
    rule_name = UnicodeAttribute()
    rules_version = UnicodeAttribute()
    category = UnicodeAttribute()
    figures = JSONAttribute()
    sentence = UnicodeAttribute()
    remedy = UnicodeAttribute()
    since = UnicodeAttribute()
    times = NumberAttribute()
    recounted = BooleanAttribute()
    severity = NumberAttribute(default=2)
    confidence = UnicodeAttribute(default=Confidence.MEDIUM.value)
    clears = UnicodeAttribute(default="")


class FindingTable:
    """Findings as DynamoDB keeps them."""

    def __init__(self, table: str) -> None:
        FindingItem.Meta.table_name = table

    def of_day(self, day: date, district: int) -> list[Finding]:
        """The findings of a district on a local day, by venue."""
        return [from_stored(item) for item in FindingItem.query(_key(day, district))]

    def named(self, day: date, district: int) -> Mapping[str, Mapping[str, Named]]:
        """Whom the report of a day named in a district: by venue, then by rule."""
        found: dict[str, dict[str, Named]] = defaultdict(dict)
        for item in FindingItem.query(
            _key(day, district), attributes_to_get=["venue_rule", "since", "times", "recounted"]
        ):
            venue, rule = item.venue_rule.split("#")
            found[venue][rule] = Named(date.fromisoformat(item.since), int(item.times), item.recounted)
        return found

    def replace_day(self, day: date, district: int, findings: Iterable[tuple[Finding, bool]]) -> None:
        """Puts findings, each with whether it was recounted, in the place of those of an earlier attempt at the day.

        Writes 25 at a time and again what DynamoDB did not take.
        """
        key = _key(day, district)
        stale = {item.venue_rule for item in FindingItem.query(key, attributes_to_get=["venue_rule"])}
        with FindingItem.batch_write() as batch:
            for finding, recounted in findings:
                item = to_stored(finding, recounted=recounted)
                stale.discard(item.venue_rule)
                batch.save(item)
            for venue_rule in stale:
                batch.delete(FindingItem(key, venue_rule))


def _key(day: date, district: int) -> str:
    return f"{day.isoformat()}#{district}"


def to_stored(finding: Finding, *, recounted: bool) -> FindingItem:
    """The finding as it is stored."""
    return FindingItem(
        _key(finding.day, finding.district),
        f"{finding.venue}#{finding.rule}",
        venue=finding.venue,
        day=finding.day.isoformat(),
        commune=finding.commune,
        rule_name=finding.rule_name,
        rules_version=finding.rules_version,
        category=finding.category.value,
        figures=dict(finding.figures),
        sentence=finding.sentence,
        remedy=finding.remedy,
        since=finding.since.isoformat(),
        times=finding.times,
        recounted=recounted,
        severity=finding.severity,
        confidence=finding.confidence.value,
        clears=finding.clears,
    )


def from_stored(item: FindingItem) -> Finding:
    """The finding that was stored."""
    return Finding(
        day=date.fromisoformat(item.day),
        venue=item.venue,
        district=int(item.day_district.split("#")[1]),
        commune=int(item.commune),
        rule=item.venue_rule.split("#")[1],
        rule_name=item.rule_name,
        rules_version=item.rules_version,
        category=Category(item.category),
        figures=item.figures,
        sentence=item.sentence,
        remedy=item.remedy,
        since=date.fromisoformat(item.since),
        times=int(item.times),
        severity=int(item.severity),
        confidence=Confidence(item.confidence),
        clears=item.clears,
    )
