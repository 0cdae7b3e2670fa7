"""template.yaml keeps the rules of the house, and each rule bites when the template is broken."""

import copy
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import pytest
from boto3 import Session
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]

from tests.template import access_rules, function_rules, resource_rules
from tests.template.template_document import Json, load, of_type

Rule = Callable[[Json], Iterator[str]]
RULES: tuple[Rule, ...] = (*access_rules.RULES, *function_rules.RULES, *resource_rules.RULES)
TEMPLATE = load()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_template_keeps_the_rule(rule: Rule) -> None:
    breaches = list(rule(TEMPLATE))
    assert not breaches, "\n".join(["template.yaml:", *breaches])


def _properties(template: Json, name: str) -> dict[str, Any]:
    properties: dict[str, Any] = template["Resources"][name]["Properties"]
    return properties


def _statement(template: Json, role: str, sid: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = _properties(template, role)["Policies"][0]["PolicyDocument"]["Statement"]
    return next(statement for statement in found if statement["Sid"] == sid)


def _statements(template: Json, role: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _properties(template, role)["Policies"][0]["PolicyDocument"]["Statement"]
    return found


def _stream(template: Json) -> dict[str, Any]:
    properties: dict[str, Any] = _properties(template, "TallyFunction")["Events"]["Visits"]["Properties"]
    return properties


def _event(template: Json, name: str) -> dict[str, Any]:
    properties: dict[str, Any] = _properties(template, "ReportFunction")["Events"][name]["Properties"]
    return properties


def _allow(action: str, resource: object, sid: str = "New") -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


_PRIVATE_KEY = {"Ref": "SealingPrivateKey"}
_PLAIN_TABLE = {"Type": "AWS::DynamoDB::Table", "Properties": {}}

# (rule, how the template is broken, what the sentence must say)
BREAKAGES: list[tuple[Rule, Callable[[Json], object], str]] = [
    (access_rules.roles_are_spelt_out, lambda t: _properties(t, "TallyFunction").pop("Role"), "TallyFunction: give it"),
    (
        access_rules.roles_are_spelt_out,
        lambda t: _properties(t, "TallyFunction").update(Role={"Fn::GetAtt": ["PagesRole", "Arn"]}),
        "serves another function too",
    ),
    (
        access_rules.roles_are_spelt_out,
        lambda t: _properties(t, "PagesRole").update(ManagedPolicyArns=["arn:aws:iam::aws:policy/AdministratorAccess"]),
        "PagesRole: write statements",
    ),
    (
        access_rules.roles_are_spelt_out,
        lambda t: _properties(t, "PagesRole")["AssumeRolePolicyDocument"]["Statement"][0].update(Principal="*"),
        "PagesRole: only lambda",
    ),
    (
        access_rules.statements_allow_one_thing,
        lambda t: _statement(t, "CheckinRole", "ReadVenue").update(Action="dynamodb:*"),
        "`*`",
    ),
    (
        access_rules.statements_allow_one_thing,
        lambda t: _statement(t, "CheckinRole", "ReadVenue").update(Action=["dynamodb:GetItem", "dynamodb:Query"]),
        "exactly one action",
    ),
    (
        access_rules.statements_allow_one_thing,
        lambda t: _statement(t, "CheckinRole", "ReadVenue").update(Resource="*"),
        "must begin with one resource",
    ),
    (
        access_rules.statements_allow_one_thing,
        lambda t: _statement(t, "CheckinRole", "ReadVenue").update(
            Resource={"Fn::Sub": "arn:${AWS::Partition}:dynamodb:*:*:table/${VenuesTable}"}
        ),
        "must begin with one resource",
    ),
    (
        access_rules.statements_allow_one_thing,
        lambda t: _statement(t, "CheckinRole", "ReadVenue").pop("Sid"),
        "give it a Sid",
    ),
    (
        access_rules.exceptions_are_needed,
        lambda t: _statement(t, "ReportRole", "SendReport").update(Sid="Mail"),
        "take it out of WIDER",
    ),
    (
        access_rules.secrets_have_few_readers,
        lambda t: _statements(t, "CheckinRole").append(_allow("secretsmanager:GetSecretValue", _PRIVATE_KEY)),
        "CheckinRole may use SealingPrivateKey",
    ),
    (
        access_rules.secrets_have_few_readers,
        lambda t: _properties(t, "ReportFunction")["Environment"]["Variables"].update(KEY=_PRIVATE_KEY),
        "ReportFunction is told where SealingPrivateKey",
    ),
    *(
        (
            access_rules.the_log_of_looks_only_grows,
            lambda t, action=action: _statements(t, "TracingRole").append(
                _allow(f"dynamodb:{action}", {"Fn::GetAtt": ["AuditTable", "Arn"]})
            ),
            "the log is only added to",
        )
        for action in ("UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLUpdate")
    ),
    (
        function_rules.functions_are_made_alike,
        lambda t: _properties(t, "TallyFunction").update(Handler="tally.main.run"),
        "its handler tally.app.handler",
    ),
    (
        function_rules.functions_are_made_alike,
        lambda t: t["Resources"]["TallyFunction"].pop("Metadata"),
        "BuildMethod: makefile",
    ),
    (
        function_rules.functions_are_made_alike,
        lambda t: t["Resources"].update(OtherFunction=t["Resources"]["TallyFunction"]),
        "no target build-OtherFunction",
    ),
    (
        function_rules.functions_log_to_their_own_group,
        lambda t: _properties(t, "PagesFunction").pop("LoggingConfig"),
        "PagesFunction: add a log group PagesLogs",
    ),
    (
        function_rules.functions_log_to_their_own_group,
        lambda t: _properties(t, "PagesLogs").pop("RetentionInDays"),
        "PagesLogs: add `RetentionInDays",
    ),
    (
        function_rules.functions_log_to_their_own_group,
        lambda t: _properties(t, "PagesFunction")["LoggingConfig"].update(LogGroup={"Ref": "TallyLogs"}),
        "is the log group of",
    ),
    (
        function_rules.functions_log_to_their_own_group,
        lambda t: _statements(t, "PagesRole").clear(),
        "must allow logs:PutLogEvents on PagesLogs",
    ),
    (
        function_rules.asynchronous_calls_have_a_failure_queue,
        lambda t: _properties(t, "ReportFunction").pop("EventInvokeConfig"),
        "ReportFunction, EventInvokeConfig: add DestinationConfig",
    ),
    (
        function_rules.asynchronous_calls_have_a_failure_queue,
        lambda t: _statement(t, "ReportRole", "ReportLostEvent").update(
            Resource={"Fn::GetAtt": ["TallyFailures", "Arn"]}
        ),
        "must allow sqs:SendMessage on ReportFailures",
    ),
    (
        function_rules.asynchronous_calls_have_a_failure_queue,
        lambda t: _statements(t, "PagesRole").append(
            _allow("lambda:InvokeFunction", {"Fn::GetAtt": ["CheckinFunction", "Arn"]})
        ),
        "CheckinFunction, EventInvokeConfig",
    ),
    (
        function_rules.streams_are_read_exactly_once,
        lambda t: _stream(t).update(ParallelizationFactor=2),
        "`ParallelizationFactor: 1`",
    ),
    (function_rules.streams_are_read_exactly_once, lambda t: _stream(t).pop("ParallelizationFactor"), "TallyFunction"),
    (function_rules.streams_are_read_exactly_once, lambda t: _stream(t).pop("FilterCriteria"), "the only filter"),
    (
        function_rules.streams_are_read_exactly_once,
        lambda t: _stream(t)["FilterCriteria"]["Filters"].append({"Pattern": '{"eventName": ["REMOVE"]}'}),
        "the only filter",
    ),
    (function_rules.streams_are_read_exactly_once, lambda t: _stream(t).pop("DestinationConfig"), "OnFailure"),
    (
        function_rules.streams_are_read_exactly_once,
        lambda t: _stream(t).update(StartingPosition="LATEST"),
        "TRIM_HORIZON",
    ),
    (function_rules.streams_are_read_exactly_once, lambda t: _stream(t).pop("FunctionResponseTypes"), "whole batch"),
    (
        function_rules.streams_are_read_exactly_once,
        lambda t: _stream(t).pop("MaximumRetryAttempts"),
        "bound the retries",
    ),
    (
        function_rules.failure_queues_are_kept_and_watched,
        lambda t: t["Resources"].pop("TallyLostBatch"),
        "TallyFailures: no alarm",
    ),
    (
        function_rules.failure_queues_are_kept_and_watched,
        lambda t: _properties(t, "TallyFailures").pop("MessageRetentionPeriod"),
        "TallyFailures: `MessageRetentionPeriod",
    ),
    (
        function_rules.apis_answer_only_to_the_edge,
        lambda t: _properties(t, "ReportFunction")["Events"].update(Call={"Type": "HttpApi"}),
        "ReportFunction: put `@guarded(",
    ),
    (
        function_rules.variables_are_those_that_are_read,
        lambda t: _properties(t, "CheckinFunction")["Environment"]["Variables"].pop("VISITS_TABLE"),
        "app.py reads VISITS_TABLE",
    ),
    (
        function_rules.variables_are_those_that_are_read,
        lambda t: _properties(t, "CheckinFunction")["Environment"]["Variables"].update(REPORTS_TABLE="x"),
        "nothing in functions/checkin/app.py reads REPORTS_TABLE",
    ),
    (
        function_rules.variables_are_those_that_are_read,
        lambda t: t["Globals"]["Function"]["Environment"]["Variables"].update(COLOUR="red"),
        "no app.py reads COLOUR",
    ),
    (
        resource_rules.data_outlives_the_stack,
        lambda t: t["Resources"]["VisitsTable"].pop("DeletionPolicy"),
        "VisitsTable",
    ),
    (
        resource_rules.data_outlives_the_stack,
        lambda t: _properties(t, "VisitsTable").update(TableName="visits"),
        "take out TableName",
    ),
    (
        resource_rules.tables_are_safe,
        lambda t: _properties(t, "VisitsTable").update(BillingMode="PROVISIONED"),
        "Billing",
    ),
    (
        resource_rules.tables_are_safe,
        lambda t: _properties(t, "VisitsTable").pop("DeletionProtectionEnabled"),
        "Visits",
    ),
    (resource_rules.tables_are_safe, lambda t: _properties(t, "VisitsTable").pop("SSESpecification"), "SSE"),
    (
        resource_rules.tables_are_safe,
        lambda t: _properties(t, "VisitsTable").pop("PointInTimeRecoverySpecification"),
        "PointInTimeRecovery",
    ),
    (resource_rules.tables_are_safe, lambda t: _properties(t, "VisitsTable").pop("TimeToLiveSpecification"), "expire"),
    (resource_rules.tables_are_safe, lambda t: t["Resources"].update(NewTable=_PLAIN_TABLE), "NewTable: let its items"),
    (resource_rules.buckets_are_closed, lambda t: t["Resources"].pop("ArchiveBucketPolicy"), "over TLS"),
    (
        resource_rules.buckets_are_closed,
        lambda t: _properties(t, "ArchiveBucket")["PublicAccessBlockConfiguration"].update(BlockPublicAcls=False),
        "all four",
    ),
    (resource_rules.buckets_are_closed, lambda t: _properties(t, "ArchiveBucket").pop("BucketEncryption"), "encrypt"),
    (
        resource_rules.api_is_throttled_and_its_log_names_nobody,
        lambda t: _properties(t, "Api").pop("DefaultRouteSettings"),
        "ThrottlingRateLimit",
    ),
    (
        resource_rules.api_is_throttled_and_its_log_names_nobody,
        lambda t: _properties(t, "Api")["AccessLogSettings"].update(Format="$context.identity.sourceIp"),
        "tells of a person",
    ),
    (
        resource_rules.report_comes_at_six,
        lambda t: _event(t, "SixInTheMorning").update(Schedule="cron(0 6 * * ? *)"),
        "must fire at 06:00",
    ),
    (
        resource_rules.report_comes_at_six,
        lambda t: _event(t, "UntilSentEarly").update(Schedule="cron(0/10 23 * * ? *)"),
        "each once",
    ),
    (resource_rules.report_comes_at_six, lambda t: _event(t, "UntilSentLater").update(Enabled=False), "switched off"),
    (
        resource_rules.alarms_reach_somebody,
        lambda t: _properties(t, "TallyBehind").pop("AlarmActions"),
        "nobody is told",
    ),
    (
        resource_rules.alarms_reach_somebody,
        lambda t: t["Resources"]["Alarms"].update(Properties={"KmsMasterKeyId": "alias/aws/sns"}),
        "Alarms: alarms may not use the key",
    ),
    (
        resource_rules.alarms_reach_somebody,
        lambda t: _properties(t, "TallyBehind")["Dimensions"][0].update(Value={"Ref": "GoneFunction"}),
        "points at nothing",
    ),
]


@pytest.mark.parametrize(
    ("rule", "breakage", "said"), BREAKAGES, ids=[f"{rule.__name__}-{said}" for rule, _, said in BREAKAGES]
)
def test_a_broken_template_is_told_what_to_do(rule: Rule, breakage: Callable[[Json], object], said: str) -> None:
    broken = copy.deepcopy(TEMPLATE)
    breakage(broken)
    assert any(said in breach for breach in rule(broken))


def test_every_rule_is_seen_to_bite() -> None:
    assert {rule for rule, _, _ in BREAKAGES} == set(RULES)


def test_times_of_rules_are_read_as_aws_reads_them() -> None:
    daily = resource_rules.daily_times_in_viet_nam
    assert daily("cron(0 23 * * ? *)") == [time(6, 0)]
    assert daily("cron(10/10 23 * * ? *)") == [time(6, minute) for minute in (10, 20, 30, 40, 50)]
    assert daily("cron(5,35 16-17 * * ? *)") == [time(23, 5), time(23, 35), time(0, 5), time(0, 35)]
    with pytest.raises(ValueError, match="every day"):
        daily("cron(0 23 ? * MON *)")


def as_aws_makes_it() -> Json:
    """What SAM makes of the template."""
    source = copy.deepcopy(TEMPLATE)
    source["Globals"]["Function"]["CodeUri"] = "s3://code/code.zip"
    parameters = {name: f"given-{name}" for name in source["Parameters"]}
    made: Json = Translator({}, Parser(), boto_session=Session(region_name="ap-southeast-1")).translate(
        source, parameters
    )
    return made


def test_the_api_calls_the_version_of_the_door_that_its_canary_allows() -> None:
    made = as_aws_makes_it()
    door = made["Resources"]["Api"]["Properties"]["Body"]["paths"]["/api/checkins"]["post"]
    assert "${CheckinFunctionAliaslive}" in str(door["x-amazon-apigateway-integration"]["uri"])
    ((_, group),) = of_type(made, "AWS::CodeDeploy::DeploymentGroup")
    assert group["ServiceRoleArn"] == {"Fn::GetAtt": ["DeploymentRole", "Arn"]}
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    watched = [alarm["Name"]["Ref"] for alarm in group["AlarmConfiguration"]["Alarms"]]
    assert watched == ["CheckinErrors", "DoorSlow"]
    # An alarm that named the API would wait for the API, which waits for the alias, which waits for this group.
    assert not [name for name in watched if "'Api'" in str(TEMPLATE["Resources"][name]["Properties"]["Dimensions"])]


def test_only_the_door_keeps_environments_and_only_where_it_is_told_how_many() -> None:
    kept = {
        name: properties["ReservedConcurrentExecutions"]
        for name, properties in of_type(TEMPLATE, "AWS::Serverless::Function")
        if "ReservedConcurrentExecutions" in properties
    }
    asked = {"Fn::If": ["HasDoorConcurrency", {"Ref": "DoorConcurrency"}, {"Ref": "AWS::NoValue"}]}
    assert kept == {"CheckinFunction": asked}
    assert TEMPLATE["Conditions"]["HasDoorConcurrency"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "DoorConcurrency"}, 0]}]
    }
    assert TEMPLATE["Parameters"]["DoorConcurrency"]["Default"] == 0


def test_sam_adds_no_role_policy_or_managed_policy_of_its_own() -> None:
    made = as_aws_makes_it()
    assert {name for name, _ in of_type(made, "AWS::IAM::Role")} == {
        name for name, _ in of_type(TEMPLATE, "AWS::IAM::Role")
    }
    assert "arn:aws:iam::aws:policy" not in str(made)
    assert not list(of_type(made, "AWS::IAM::ManagedPolicy"))
