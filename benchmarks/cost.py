"""What a month costs on AWS, service by service, from measured units and the prices of benchmarks/prices.py."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks import prices
from benchmarks.artifacts import ROOT
from benchmarks.figures import Part, shown

DAYS = 30
GB = 1e9
# Units: `make bench` (units). A tally is one unit for each check-in unless many of one venue fall into one second, and
# two from the 400th person of a venue's day on.
WRITES_A_CHECK_IN = 3.0
# Of a venue's card, read at most every 30 seconds by each process: the most it can be.
READS_A_CHECK_IN = 0.5
# `make bench` (growth): the report of an ordinary day; whoever is named is recounted and stored.
REPORT_READS_A_VENUE, REPORT_WRITES_A_VENUE = 1.1, 1.8
# `make bench` (trace): a case of 14 days with the F2 of 200 F1.
TRACE_READS = 11_000
ITEM_BYTES = 700
KEPT_DAYS = 28
# Assumed, not measured on AWS: milliseconds billed at the template's memory, half of them waiting for DynamoDB.
DOOR_SECONDS, DOOR_GB = 0.012, 1.0
TALLY_SECONDS, TALLY_GB = 0.006, 1769 / 1024
REPORT_SECONDS, REPORT_GB = 120, 2.0
TRACE_SECONDS, TRACE_GB = 60, 1769 / 1024
# Assumed of each official and day: calls of oversight, rosters, tracing, audit, sign-in and inquiries together.
OFFICIAL_CALLS, OFFICIAL_SECONDS, OFFICIAL_GB, OFFICIAL_READS = 100, 0.15, 0.5, 30
# The venue's card and the check-in; the page itself comes from the phone's own cache after the first visit.
CALLS_A_CHECK_IN = 2
LOG_BYTES_A_CALL = 900
OUT_BYTES_A_CHECK_IN = 6_000
# The report's mail, workbook and JSON of each day, kept for a year, and those of the traces.
ARCHIVED_GB_A_PROVINCE = 365 * 0.006 + 1
SECRETS, MAILS_A_DAY = 2, 40
ALARMS = (ROOT / "template.yaml").read_text(encoding="utf-8").count("Type: AWS::CloudWatch::Alarm")
# Of the list of rules in edge.yaml.
WAF_RULES = 7
HOW = (
    f"US dollars for a month of {DAYS} days in ap-southeast-1, prices as of {prices.AS_OF} (`benchmarks/prices.py`). "
    f"A check-in: {WRITES_A_CHECK_IN:g} write units, at most {READS_A_CHECK_IN:g} read units, {CALLS_A_CHECK_IN} calls "
    f"of the API, {1000 * DOOR_SECONDS:g} ms of the door and {1000 * TALLY_SECONDS:g} ms of the tally function "
    f"(assumed: nobody has run it on AWS), {LOG_BYTES_A_CALL} bytes of log a call, {ITEM_BYTES} bytes kept "
    f"{KEPT_DAYS} days. An official: {OFFICIAL_CALLS} calls a day. The edge (CloudFront and WAF of edge.yaml, which a "
    "province may do without) apart. Without free tiers, support and tax."
)


@dataclass(frozen=True)
class Size:
    """How much is scanned and traced in a day: at how many registered points, by how many officials, in how many
    provinces."""

    title: str
    scans: int
    venues: int
    traces: int
    officials: int
    provinces: int = 1


SIZES = (
    Size("province today: 11,421 a day", 11_421, 18_365, 5, 150),
    Size("province: 3 million a day", 3_000_000, 18_365, 50, 300),
    Size("country: 300 million a day", 300_000_000, 1_800_000, 3_000, 19_000, 63),
)


def monthly(size: Size) -> Mapping[str, float]:
    """Dollars a month by service."""
    scans, traces = DAYS * size.scans, DAYS * size.traces
    official_calls = DAYS * size.officials * OFFICIAL_CALLS
    kept = KEPT_DAYS * size.scans * ITEM_BYTES / GB
    # Every named point is recounted and its finding stored, so the report's units grow with the points.
    writes = scans * WRITES_A_CHECK_IN + DAYS * REPORT_WRITES_A_VENUE * size.venues + official_calls
    reads = scans * READS_A_CHECK_IN + DAYS * REPORT_READS_A_VENUE * size.venues
    reads += traces * TRACE_READS + official_calls * OFFICIAL_READS
    calls = scans * CALLS_A_CHECK_IN + official_calls
    reports = DAYS * size.provinces
    return {
        "DynamoDB: writes": writes * prices.WRITE_UNIT.dollars,
        "DynamoDB: reads": reads * prices.READ_UNIT.dollars,
        "DynamoDB: storage and backup": kept * (prices.TABLE_STORAGE.dollars + prices.TABLE_BACKUP.dollars),
        "Lambda: the door": scans * _lambda(DOOR_SECONDS, DOOR_GB),
        # At most one call a check-in; where more arrive in a second they share one.
        "Lambda: tallies": scans * _lambda(TALLY_SECONDS, TALLY_GB),
        "Lambda: report and traces": reports * _lambda(REPORT_SECONDS, REPORT_GB)
        + traces * _lambda(TRACE_SECONDS, TRACE_GB),
        "Lambda: officials' pages": official_calls * _lambda(OFFICIAL_SECONDS, OFFICIAL_GB),
        "HTTP API": calls * prices.API_CALL.dollars,
        "CloudWatch: logs": (calls + scans) * LOG_BYTES_A_CALL / GB * prices.LOG_STORED.dollars,
        "data out": scans * OUT_BYTES_A_CHECK_IN / GB * prices.DATA_OUT.dollars,
        "S3: archive": size.provinces * ARCHIVED_GB_A_PROVINCE * prices.FILES_STORED.dollars,
        "Cognito: officials": size.officials * prices.OFFICIAL.dollars,
        "SES, secrets, alarms": size.provinces
        * (DAYS * MAILS_A_DAY * prices.MAIL.dollars + SECRETS * prices.SECRET.dollars + ALARMS * prices.ALARM.dollars),
    }


def edge(size: Size) -> Mapping[str, float]:
    """Dollars a month of the edge: one for each province, which sees every call."""
    calls = DAYS * size.scans * CALLS_A_CHECK_IN
    lists = size.provinces * (prices.WAF_LIST.dollars + WAF_RULES * prices.WAF_RULE.dollars)
    return {
        "the edge: CloudFront": calls * prices.EDGE_REQUEST.dollars,
        "the edge: WAF": lists + calls * prices.WAF_REQUEST.dollars,
    }


def _lambda(seconds: float, gigabytes: float) -> float:
    return prices.LAMBDA_CALL.dollars + seconds * gigabytes * prices.LAMBDA_TIME.dollars


def run() -> Part:
    """The table of the cost page."""
    months = {size: monthly(size) for size in SIZES}
    edges = {size: edge(size) for size in SIZES}
    sums = {size: sum(months[size].values()) for size in SIZES}
    whole = {size: sums[size] + sum(edges[size].values()) for size in SIZES}
    rows = [
        *_rows(months),
        ("a month", *map(_dollars, sums.values())),
        ("a million check-ins", *(_dollars(sums[size] / DAYS / size.scans * 1e6) for size in SIZES)),
        *_rows(edges),
        ("a month, with the edge", *map(_dollars, whole.values())),
    ]
    notes = [f"- {price.unit}: ${price.dollars:.4g}, {price.source}" for price in prices.ALL]
    return Part("cost", HOW, ("US$", *(size.title for size in SIZES)), rows, notes=["Prices:\n\n" + "\n".join(notes)])


def _rows(costs: Mapping[Size, Mapping[str, float]]) -> list[tuple[str, ...]]:
    return [(each, *(_dollars(costs[size][each]) for size in SIZES)) for each in costs[SIZES[0]]]


def _dollars(amount: float) -> str:
    return shown(amount) if amount < 100 else f"{round(amount):,}"
