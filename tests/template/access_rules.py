"""House rules about who may do what. Each rule gives a sentence per breach: where it is and what to write instead."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.template.template_document import Json, functions, of_type, statements, target

# A resource of a statement belongs to the template. What cannot be named so is listed here with the reason.
_RECIPIENTS = (
    "While SES is in its sandbox it asks for the recipients' identities too, and those are no resources of this "
    "template; the condition on ses:FromAddress holds the sender."
)
_ALARMS = "CloudWatch gives CodeDeploy the state of alarms only where it may describe all of them."
_TELEPHONES = (
    "SNS sends an SMS to a number, which is a resource of nobody's; this role alone may, and it names no topic."
)
WIDER = {
    ("ReportRole", "SendReport"): _RECIPIENTS,
    ("ReportRole", "SendReportWhole"): _RECIPIENTS,
    ("DeploymentRole", "LookAtAlarms"): _ALARMS,
    ("RemindersRole", "SendMail"): _RECIPIENTS,
    ("RemindersRole", "SendWholeMail"): _RECIPIENTS,
    ("RemindersRole", "SendSms"): _TELEPHONES,
}
# Who may use a secret. The private key opens every name, so it waits for `tracing`, which has its own template entry.
SECRET_READERS = {
    "PersonKey": {"CheckinRole", "TracingRole"},
    "SealingPrivateKey": {"TracingRole"},
}

# What a role may do with the Audit table: putting refuses an entry that exists (audit_table.py).
_LOG_ACTIONS = {"dynamodb:PutItem", "dynamodb:Query"}


def roles_are_spelt_out(template: Json) -> Iterator[str]:
    """SAM gives a function without Role the managed AWSLambdaBasicExecutionRole: logs of the whole account."""
    roles = Counter(target(function.get("Role")) for _, function in functions(template))
    for name, function in functions(template):
        role = target(function.get("Role"))
        if (
            role is None
            or "Policies" in function
            or template["Resources"].get(role, {}).get("Type") != "AWS::IAM::Role"
        ):
            yield f"{name}: give it a Role (an AWS::IAM::Role of its own) and no Policies; SAM would widen it."
        elif roles[role] > 1:
            yield f"{name}: {role} serves another function too; a role belongs to one function."
    for name, properties in of_type(template, "AWS::IAM::Role"):
        if "ManagedPolicyArns" in properties:
            yield f"{name}: write statements instead of managed policies; those allow what nobody here has read."
        trusted = properties["AssumeRolePolicyDocument"]["Statement"]
        service = "codedeploy.amazonaws.com" if name in _deployers(template) else "lambda.amazonaws.com"
        if [entry.get("Principal") for entry in trusted] != [{"Service": service}]:
            yield f"{name}: only {service} may assume this role."


def _deployers(template: Json) -> set[str | None]:
    """Roles by which CodeDeploy moves calls to a new version."""
    return {target(function.get("DeploymentPreference", {}).get("Role")) for _, function in functions(template)}


def statements_allow_one_thing(template: Json) -> Iterator[str]:
    """One action, a Sid that says what for, and a resource of this template."""
    for role, _ in of_type(template, "AWS::IAM::Role"):
        seen = Counter(statement.get("Sid") for statement in statements(template, role))
        for statement in statements(template, role):
            where = f"{role}, statement {statement.get('Sid')}"
            if not statement.get("Sid") or seen[statement["Sid"]] > 1:
                yield f"{where}: give it a Sid that no other has and that says what for, such as ReadVenue."
            if set(statement) & {"NotAction", "NotResource"} or statement.get("Effect") != "Allow":
                yield f"{where}: say what is allowed; what is not said is refused."
            action = statement.get("Action")
            if not isinstance(action, str):
                yield f"{where}: exactly one action; write one statement per action."
            elif "*" in action:
                yield f"{where}: {action} has a `*`; name the action that the code calls."
            if not _own(template, statement.get("Resource")) and (role, statement.get("Sid")) not in WIDER:
                yield (
                    f"{where}: its Resource must begin with one resource of this template, such as "
                    "!GetAtt VenuesTable.Arn; if that cannot be, write the reason into WIDER in access_rules.py."
                )


def exceptions_are_needed(template: Json) -> Iterator[str]:
    """An exception that nothing uses any more would hide the next mistake."""
    written = {
        (role, s.get("Sid")): s for role, _ in of_type(template, "AWS::IAM::Role") for s in statements(template, role)
    }
    for key in WIDER:
        if key not in written or _own(template, written[key].get("Resource")):
            yield f"{key[0]}, statement {key[1]}: no wider than the rule now; take it out of WIDER in access_rules.py."


def secrets_have_few_readers(template: Json) -> Iterator[str]:
    """The private sealing key opens names; the person key and the keys of Visits together say who was where."""
    for secret, _ in of_type(template, "AWS::SecretsManager::Secret"):
        readers = SECRET_READERS.get(secret, set())
        for role, _ in of_type(template, "AWS::IAM::Role"):
            if role not in readers and any(_names(entry, secret) for entry in statements(template, role)):
                yield f"{role} may use {secret}: only {sorted(readers)} may; see docs/privacy.md before you change it."
        for name, function in functions(template):
            given = _names(function.get("Environment", {}), secret)
            if given and target(function.get("Role")) not in readers:
                yield f"{name} is told where {secret} lies, though its role may not read it: take the variable out."


def the_log_of_looks_only_grows(template: Json) -> Iterator[str]:
    """Who looked at whom is added and read, never changed and never taken away, by any role."""
    for role, _ in of_type(template, "AWS::IAM::Role"):
        for statement in statements(template, role):
            if _names(statement, "AuditTable") and statement.get("Action") not in _LOG_ACTIONS:
                yield f"{role}, statement {statement.get('Sid')}: the log is only added to and read; take it out."


def _own(template: Json, resource: object) -> bool:
    name = target(resource)
    begins = not (isinstance(resource, dict) and "Fn::Sub" in resource) or resource["Fn::Sub"].startswith(f"${{{name}")
    return name in template["Resources"] and begins


def _names(part: object, resource: str) -> bool:
    text = json.dumps(part)
    return f'"{resource}"' in text or f'"{resource}.' in text or f"${{{resource}}}" in text or f"${{{resource}." in text


RULES = (
    roles_are_spelt_out,
    statements_allow_one_thing,
    exceptions_are_needed,
    secrets_have_few_readers,
    the_log_of_looks_only_grows,
)
