"""template.yaml as MiniStack understands it: what AWS makes of a SAM template, and what MiniStack needs besides.

Differences from what AWS deploys, each because of something that MiniStack 1.5.33 does not do (docs/local.md):
routes instead of an OpenAPI body; ARNs of secrets asked for by attribute; no policy that refuses plain HTTP; the
right to send mail on `*`, whoever the sender; no dashboard, and no deployment step by step.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from boto3 import Session
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from local.access import REGION
from local.errors import LocalError

Template = dict[str, Any]
_FUNCTION_OF_URI = re.compile(r"functions/\$\{(\w+)\.Arn\}")


def parameters_of(text: str) -> dict[str, Any]:
    """The parameters that the template declares."""
    declared: dict[str, Any] = yaml_parse(text).get("Parameters", {})
    return declared


def expand(text: str, code_uri: str, parameters: Mapping[str, str], *, schedules: bool = True) -> Template:
    """The CloudFormation template of a SAM template.

    `code_uri`: s3:// address of the code of all functions. `schedules` false switches the EventBridge rules off,
    for tests that must not depend on the time of day.
    """
    template = yaml_parse(text)
    for function in (template.get("Globals", {}).get("Function", {}), *_functions(template)):
        if "CodeUri" in function:
            function["CodeUri"] = code_uri
    for function in _functions(template):
        for stepwise in ("AutoPublishAlias", "AutoPublishAliasAllProperties", "DeploymentPreference"):
            function.pop(stepwise, None)
    translator = Translator({}, Parser(), boto_session=Session(region_name=REGION))
    expanded: Template = translator.translate(template, dict(parameters))
    expanded.pop("Transform", None)
    resources = expanded["Resources"]
    secrets = {name for name, each in resources.items() if each["Type"] == "AWS::SecretsManager::Secret"}
    expanded = _with_secret_arns(expanded, secrets)
    resources = expanded["Resources"]
    for name, resource in list(resources.items()):
        properties = resource.get("Properties", {})
        match resource["Type"]:
            case "AWS::ApiGatewayV2::Api":
                resources.update(_routes(name, properties))
            case "AWS::CloudWatch::Dashboard":
                del resources[name]
            case "AWS::Events::Rule" if not schedules:
                properties["State"] = "DISABLED"
            case "AWS::S3::BucketPolicy":
                if not _without_tls_rule(properties["PolicyDocument"]):
                    del resources[name]
            case "AWS::IAM::Role":
                for policy in properties.get("Policies", []):
                    _as_mail_is_checked(policy["PolicyDocument"])
    return expanded


def _functions(template: Template) -> list[dict[str, Any]]:
    return [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]


def _routes(api: str, properties: dict[str, Any]) -> Template:
    """The routes, integrations and authorizers of an API instead of its OpenAPI body, which is removed."""
    body = properties.pop("Body", None)
    if body is None:
        return {}
    properties.update(Name=api, ProtocolType="HTTP")
    made: Template = {}
    for name, scheme in body.get("components", {}).get("securitySchemes", {}).items():
        made[f"{api}Authorizer{name}"] = _authorizer(api, name, scheme["x-amazon-apigateway-authorizer"])
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            made.update(_route(api, path, method, operation))
    return made


def _authorizer(api: str, name: str, scheme: dict[str, Any]) -> Template:
    token = scheme["jwtConfiguration"]
    return {
        "Type": "AWS::ApiGatewayV2::Authorizer",
        "Properties": {
            "ApiId": {"Ref": api},
            "AuthorizerType": "JWT",
            "Name": name,
            "IdentitySource": [scheme["identitySource"]],
            "JwtConfiguration": {"Issuer": token["issuer"], "Audience": token["audience"]},
        },
    }


def _route(api: str, path: str, method: str, operation: dict[str, Any]) -> Template:
    found = _FUNCTION_OF_URI.search(json.dumps(operation["x-amazon-apigateway-integration"]["uri"]))
    if found is None:
        raise LocalError(f"template.yaml: {method} {path} does not lead to a function.")
    is_default = path.strip("/") == "$default"
    anything = method == "x-amazon-apigateway-any-method"
    key = "$default" if is_default else f"{'ANY' if anything else method.upper()} {path}"
    # Named after what it serves, so that a change elsewhere in the template leaves it as it is.
    suffix = sha256(key.encode()).hexdigest()[:8]
    integration = f"{api}Integration{suffix}"
    route: dict[str, Any] = {
        "ApiId": {"Ref": api},
        "RouteKey": key,
        "Target": {"Fn::Join": ["/", ["integrations", {"Ref": integration}]]},
    }
    if security := operation.get("security"):
        (name, scopes), *_ = security[0].items()
        route.update(AuthorizationType="JWT", AuthorizerId={"Ref": f"{api}Authorizer{name}"})
        if scopes:
            route["AuthorizationScopes"] = scopes
    return {
        integration: {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": api},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": {"Fn::GetAtt": [found[1], "Arn"]},
                "PayloadFormatVersion": "2.0",
            },
        },
        f"{api}Route{suffix}": {"Type": "AWS::ApiGatewayV2::Route", "Properties": route},
    }


def _with_secret_arns(value: Any, secrets: set[str]) -> Any:
    """The same value with `Ref` of a secret as its ARN, which is what AWS makes of it; MiniStack gives its name."""
    match value:
        case {"Ref": name} if name in secrets:
            return {"Fn::GetAtt": [name, "Id"]}
        case dict():
            return {key: _with_secret_arns(inner, secrets) for key, inner in value.items()}
        case list():
            return [_with_secret_arns(inner, secrets) for inner in value]
    return value


def _without_tls_rule(policy: dict[str, Any]) -> bool:
    """Removes the refusal of plain HTTP, which is all there is on loopback; false when nothing else was there."""
    policy["Statement"] = [
        statement
        for statement in policy["Statement"]
        if "aws:SecureTransport" not in statement.get("Condition", {}).get("Bool", {})
    ]
    return bool(policy["Statement"])


def _as_mail_is_checked(policy: dict[str, Any]) -> None:
    """MiniStack asks for the right to send on `*` instead of an identity, and never fills in who sends."""
    for statement in policy["Statement"]:
        if not str(statement["Action"]).startswith("ses:"):
            continue
        statement["Resource"] = "*"
        conditions = {
            operator: kept
            for operator, keys in statement.pop("Condition", {}).items()
            if (kept := {key: value for key, value in keys.items() if key != "ses:FromAddress"})
        }
        if conditions:
            statement["Condition"] = conditions
