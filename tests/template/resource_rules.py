"""House rules about data, the API, the clock and alarms."""

from collections.abc import Iterator
from datetime import time

from tests.template.template_document import Json, of_type, target

# Tables without TTL, and why their items stay.
KEPT = {
    "VenuesTable": "A venue's code is printed and stays valid for ever.",
    "TalliesTable": "Counts name nobody; reports compare with earlier days.",
    "FindingsTable": "Repeat offenders are named; a finding is about a venue, not about a visitor.",
    "ReportsTable": "The record of what was sent to the authorities.",
    "DevicesTable": "A device's token, and the numbers that prove that nothing of it is missing; it names no visitor.",
    "AuditTable": "Who looked at whom and why outlives what was looked at; it names officials only.",
    "SettingsTable": "Every version of the rules that a report or a trace was made by.",
}
_NAMES = (
    *("TableName", "BucketName", "FunctionName", "QueueName", "RoleName", "PolicyName", "LogGroupName", "TopicName"),
    *("AlarmName", "Name"),
)
_STAY = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool")
_TELLS_OF_A_PERSON = ("identity", "context.path", "requestOverride", "authorizer", "queryString", "userAgent")


def data_outlives_the_stack(template: Json) -> Iterator[str]:
    """Neither a deleted stack nor a replaced resource takes data with it."""
    for name, resource in template["Resources"].items():
        if resource["Type"] in _STAY and (
            resource.get("DeletionPolicy") != "Retain" or resource.get("UpdateReplacePolicy") != "Retain"
        ):
            yield f"{name}: add `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain`."
        if resource["Type"] != "AWS::IAM::Role":
            written = {name for name, value in resource.get("Properties", {}).items() if isinstance(value, str)}
            for fixed in sorted(set(_NAMES) & written):
                yield f"{name}: take out {fixed}; a fixed name forbids a second stack and a replacement in place."


def tables_are_safe(template: Json) -> Iterator[str]:
    """On demand, restorable to any second, encrypted with a key of this account, not deleted by a slip."""
    wanted = {
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {"SSEEnabled": True},
    }
    expiring = {"AttributeName": "expires_at", "Enabled": True}
    for name, table in of_type(template, "AWS::DynamoDB::Table"):
        for key, value in wanted.items():
            if table.get(key) != value:
                yield f"{name}: `{key}: {value}`, as every table here."
        expires = table.get("TimeToLiveSpecification")
        if expires != expiring and (expires is not None or name not in KEPT):
            yield f"{name}: let its items expire (TimeToLiveSpecification on expires_at), or say in KEPT why they stay."
        if expires == expiring and name in KEPT:
            yield f"{name}: its items expire, so take it out of KEPT in resource_rules.py."


def buckets_are_closed(template: Json) -> Iterator[str]:
    """Encrypted, versioned, never public, only over TLS."""
    guarded = {
        target(policy["Bucket"])
        for _, policy in of_type(template, "AWS::S3::BucketPolicy")
        for entry in policy["PolicyDocument"]["Statement"]
        if entry["Effect"] == "Deny" and entry.get("Condition") == {"Bool": {"aws:SecureTransport": False}}
    }
    closed = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
    for name, bucket in of_type(template, "AWS::S3::Bucket"):
        if "BucketEncryption" not in bucket or bucket.get("VersioningConfiguration") != {"Status": "Enabled"}:
            yield f"{name}: encrypt it (BucketEncryption) and keep versions (VersioningConfiguration)."
        if bucket.get("PublicAccessBlockConfiguration") != closed:
            yield f"{name}: all four of PublicAccessBlockConfiguration are true."
        if name not in guarded:
            yield f"{name}: add an AWS::S3::BucketPolicy that denies what does not come over TLS."


def api_is_throttled_and_its_log_names_nobody(template: Json) -> Iterator[str]:
    """Above the limit it answers 429; its access log holds no address, path or query."""
    for name, api in of_type(template, "AWS::Serverless::HttpApi"):
        if not {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= set(api.get("DefaultRouteSettings", {})):
            yield f"{name}: set ThrottlingRateLimit and ThrottlingBurstLimit, or one client can use up the account."
        if any("ThrottlingRateLimit" not in route for route in api.get("RouteSettings", {}).values()):
            yield f"{name}: a route's own settings replace the default ones; repeat the throttling there."
        log = api.get("AccessLogSettings", {})
        if target(log.get("DestinationArn")) not in dict(of_type(template, "AWS::Logs::LogGroup")):
            yield f"{name}: send the access log to a log group of this template."
        for word in _TELLS_OF_A_PERSON:
            if word in log.get("Format", ""):
                yield f"{name}: the access log tells of a person ({word}); log route, status and latency only."


def report_comes_at_six(template: Json) -> Iterator[str]:
    """06:00 in Viet Nam, then every ten minutes from 06:10 until the end of the day there."""
    function = template["Resources"].get("ReportFunction", {}).get("Properties", {})
    events = [entry["Properties"] for entry in function.get("Events", {}).values() if entry["Type"] == "Schedule"]
    times = [moment for entry in events for moment in daily_times_in_viet_nam(entry["Schedule"])]
    wanted = [time(hour, minute) for hour in range(6, 24) for minute in range(0, 60, 10)]
    if sorted(times) != wanted:
        yield (
            "ReportFunction: its schedules together must fire at 06:00 and every ten minutes from 06:10 to 23:50 in "
            f"Viet Nam (UTC+7), each once; they fire at {', '.join(f'{moment:%H:%M}' for moment in sorted(times))}."
        )
    if "cron(0 23 * * ? *)" not in [entry["Schedule"] for entry in events]:
        yield "ReportFunction: the first run of the day is the rule cron(0 23 * * ? *), alone."
    if any(entry.get("Enabled", True) is not True or entry.get("State", "ENABLED") != "ENABLED" for entry in events):
        yield "ReportFunction: a schedule is switched off."


def daily_times_in_viet_nam(expression: str) -> list[time]:
    """Local times at which a rule `cron(minutes hours * * ? *)` fires every day. ValueError for any other rule."""
    fields = expression.removeprefix("cron(").removesuffix(")").split()
    if len(fields) != 6 or fields[2:] != ["*", "*", "?", "*"]:
        raise ValueError(f"{expression} is not a rule that fires every day")
    minutes, hours = _field(fields[0], 60), _field(fields[1], 24)
    return [time((hour + 7) % 24, minute) for hour in hours for minute in minutes]


def _field(text: str, end: int) -> list[int]:
    """Values of one field in AWS's dialect: `*`, `5`, `0-16`, `1,2`, `10/10` (from 10, every 10)."""
    values = set[int]()
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, _, last = ("0", "-", str(end - 1)) if span == "*" else span.partition("-")
        top = int(last) if last else (end - 1 if step else int(first))
        values.update(range(int(first), top + 1, int(step or 1)))
    return sorted(values)


def alarms_reach_somebody(template: Json) -> Iterator[str]:
    """An alarm without an action, or to a topic that it may not write to, fires for nobody."""
    topics = dict(of_type(template, "AWS::SNS::Topic"))
    for name, topic in topics.items():
        if topic.get("KmsMasterKeyId") == "alias/aws/sns":
            yield f"{name}: alarms may not use the key alias/aws/sns; leave it out, or use a key that lets them."
    for name, alarm in of_type(template, "AWS::CloudWatch::Alarm"):
        if not alarm.get("AlarmActions") or not all(target(action) in topics for action in alarm["AlarmActions"]):
            yield f"{name}: `AlarmActions: [!Ref Alarms]`, or nobody is told."
        if not alarm.get("AlarmDescription") or "TreatMissingData" not in alarm:
            yield f"{name}: describe in AlarmDescription what it means, and decide about TreatMissingData."
        for dimension in alarm.get("Dimensions", []):
            value = dimension["Value"]
            if not isinstance(value, str) and target(value) not in template["Resources"]:
                yield f"{name}: its dimension {dimension['Name']} points at nothing in this template."


RULES = (
    data_outlives_the_stack,
    tables_are_safe,
    buckets_are_closed,
    api_is_throttled_and_its_log_names_nobody,
    report_comes_at_six,
    alarms_reach_somebody,
)
