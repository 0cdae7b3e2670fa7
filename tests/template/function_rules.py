"""House rules about functions: how they are built, logged, invoked and configured."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.template.template_document import ROOT, Json, allowed, functions, of_type, package, statements, target

_ASYNCHRONOUS = {"CloudWatchEvent", "CloudWatchLogs", "EventBridgeRule", "S3", "SNS", "Schedule", "ScheduleV2"}
_STREAMS = {"DynamoDB", "Kinesis"}
_ONLY_NEW_ITEMS = ['{"eventName": ["INSERT"]}']
# Read by Powertools itself, so by no line of ours.
_OF_POWERTOOLS = "POWERTOOLS_"


def functions_are_made_alike(template: Json) -> Iterator[str]:
    """Handler `<name>.app.handler`, made by functions/Makefile."""
    made = (ROOT / "functions" / "Makefile").read_text()
    for name, function in functions(template):
        folder = package(function)
        if function["Handler"] != f"{folder}.app.handler" or name != f"{folder.capitalize()}Function":
            yield f"{name}: call it {folder.capitalize()}Function and its handler {folder}.app.handler."
        if template["Resources"][name].get("Metadata") != {"BuildMethod": "makefile"}:
            yield f"{name}: add `Metadata: {{BuildMethod: makefile}}`, so that it carries only what it needs."
        if f"\nbuild-{name}:" not in made:
            yield f"{name}: functions/Makefile has no target build-{name}; copy one and name the operations it calls."


def functions_log_to_their_own_group(template: Json) -> Iterator[str]:
    """A group that Lambda makes by itself keeps personal mistakes for ever."""
    groups = dict(of_type(template, "AWS::Logs::LogGroup"))
    for name, group in groups.items():
        if "RetentionInDays" not in group:
            yield f"{name}: add `RetentionInDays: !Ref LogRetentionDays`; without it logs are kept for ever."
    used: dict[str | None, str] = {}
    for name, function in functions(template):
        group_name = target(function.get("LoggingConfig", {}).get("LogGroup"))
        if group_name not in groups:
            yield f"{name}: add a log group {package(function).capitalize()}Logs and name it in LoggingConfig.LogGroup."
            continue
        if group_name in used:
            yield f"{name}: {group_name} is the log group of {used[group_name]}; each function has its own."
        used[group_name] = name
        for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
            if group_name not in allowed(template, target(function.get("Role")), action):
                yield f"{name}: its role must allow {action} on {group_name}, or its logs are lost in silence."


def asynchronous_calls_have_a_failure_queue(template: Json) -> Iterator[str]:
    """An event that failed after all retries is kept, not dropped."""
    for name, function in functions(template):
        sources = {event["Type"] for event in function.get("Events", {}).values()}
        if sources & _ASYNCHRONOUS or name in _invoked_by_others(template):
            destination = function.get("EventInvokeConfig", {}).get("DestinationConfig", {})
            yield from _failure_queue(template, name, f"{name}, EventInvokeConfig", destination)


def streams_are_read_exactly_once(template: Json) -> Iterator[str]:
    """Additions are exactly once as long as a shard's batches come in order, one at a time, and only new items pass."""
    for name, function in functions(template):
        for source, event in function.get("Events", {}).items():
            if event["Type"] not in _STREAMS:
                continue
            where, properties = f"{name}, event {source}", event["Properties"]
            yield from _failure_queue(template, name, where, properties.get("DestinationConfig", {}))
            if properties.get("ParallelizationFactor") != 1:
                yield f"{where}: `ParallelizationFactor: 1`, or batches of one venue overtake each other."
            filters = properties.get("FilterCriteria", {}).get("Filters", [])
            if [entry.get("Pattern") for entry in filters] != _ONLY_NEW_ITEMS:
                yield f"{where}: the only filter is {_ONLY_NEW_ITEMS[0]}, or expired visits are counted again."
            if properties.get("StartingPosition") != "TRIM_HORIZON":
                yield f"{where}: `StartingPosition: TRIM_HORIZON`, or what was stored before the first start is missed."
            if properties.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
                yield f"{where}: `FunctionResponseTypes: [ReportBatchItemFailures]`, or a whole batch comes again."
            if properties.get("BisectBatchOnFunctionError") is not True or "MaximumRetryAttempts" not in properties:
                yield f"{where}: cut failing batches in two and bound the retries, or one bad record stops a day."


def failure_queues_are_kept_and_watched(template: Json) -> Iterator[str]:
    """What failed waits for 14 days, encrypted, and somebody is told."""
    watched = {
        target(dimension["Value"])
        for _, alarm in of_type(template, "AWS::CloudWatch::Alarm")
        for dimension in alarm.get("Dimensions", [])
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
    }
    for name, queue in of_type(template, "AWS::SQS::Queue"):
        if queue.get("MessageRetentionPeriod") != 14 * 86400 or not queue.get("SqsManagedSseEnabled"):
            yield f"{name}: `MessageRetentionPeriod: 1209600` and `SqsManagedSseEnabled: true`."
        if name not in watched:
            yield f"{name}: no alarm looks at it; add one on ApproximateNumberOfMessagesVisible, as for TallyFailures."


def variables_are_those_that_are_read(template: Json) -> Iterator[str]:
    """A variable that is missing fails at the first call; one that nobody reads tells more than is needed."""
    shared = set(template["Globals"]["Function"]["Environment"]["Variables"])
    read_by_any = set[str]()
    for name, function in functions(template):
        own = set(function.get("Environment", {}).get("Variables", {}))
        path = _wiring(package(function))
        needed, optional = environment_of(path.read_text(encoding="utf-8"))
        read_by_any |= needed | optional
        for variable in sorted(needed - own - shared):
            yield f"{name}: {path.relative_to(ROOT)} reads {variable}, which the template does not give it."
        for variable in sorted(own - needed - optional):
            if not variable.startswith(_OF_POWERTOOLS):
                yield f"{name}: nothing in {path.relative_to(ROOT)} reads {variable}; take it out of the template."
        if own & shared:
            yield f"{name}: {sorted(own & shared)} are in Globals already; say them once."
        if "POWERTOOLS_SERVICE_NAME" not in own:
            yield f"{name}: `POWERTOOLS_SERVICE_NAME: {package(function)}`, or its logs and metrics have no name."
    for variable in sorted(shared - read_by_any):
        if not variable.startswith(_OF_POWERTOOLS):
            yield f"Globals: no app.py reads {variable}; take it out."


def _wiring(folder: str) -> Path:
    """The one module that reads the environment: app.py, or wiring.py where app.py only lists modules of routes."""
    wiring = ROOT / "functions" / folder / "wiring.py"
    return wiring if wiring.exists() else wiring.with_name("app.py")


def apis_answer_only_to_the_edge(template: Json) -> Iterator[str]:
    """With edge.yaml before the API, what comes past it is refused: its limits by address would hold nobody."""
    for name, function in functions(template):
        path = ROOT / "functions" / package(function) / "app.py"
        called = any(event["Type"] == "HttpApi" for event in function.get("Events", {}).values())
        if called and "@guarded(" not in path.read_text(encoding="utf-8"):
            yield (
                f'{name}: put `@guarded(os.environ.get("ORIGIN_PROOFS", ""))` of functions/origin.py on top of its '
                "handler, or it answers to whoever goes around the edge."
            )


def environment_of(source: str) -> tuple[set[str], set[str]]:
    """Names that a module reads by `os.environ[...]`, and those by `os.environ.get(...)`."""
    needed, optional = set[str](), set[str]()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name))) if _is_environ(value):
                needed.add(name)
            case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str(name)), *_]) if (
                _is_environ(value)
            ):
                optional.add(name)
    return needed, optional


def _is_environ(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"


def _invoked_by_others(template: Json) -> set[str | None]:
    return {
        target(entry.get("Resource"))
        for role, _ in of_type(template, "AWS::IAM::Role")
        for entry in statements(template, role)
        if entry.get("Action") == "lambda:InvokeFunction"
    }


def _failure_queue(template: Json, name: str, where: str, destination: dict[str, Any]) -> Iterator[str]:
    queue = target(destination.get("OnFailure", {}).get("Destination"))
    if template["Resources"].get(queue, {}).get("Type") != "AWS::SQS::Queue":
        yield f"{where}: add DestinationConfig.OnFailure with an SQS queue, so that what fails is kept for somebody."
        return
    role = target(dict(functions(template))[name].get("Role"))
    if queue not in allowed(template, role, "sqs:SendMessage"):
        yield f"{where}: the role must allow sqs:SendMessage on {queue}, or what fails is lost in silence."


RULES = (
    functions_are_made_alike,
    functions_log_to_their_own_group,
    asynchronous_calls_have_a_failure_queue,
    streams_are_read_exactly_once,
    failure_queues_are_kept_and_watched,
    variables_are_those_that_are_read,
    apis_answer_only_to_the_edge,
)
