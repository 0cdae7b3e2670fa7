"""The private key opens every name: under enforced policies no function but `tracing` can read it.

A probe runs as Lambda runs the function itself, under the function's own role, and asks for the secret.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from local.stack import Stack
from tests.template.template_document import functions, load

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_PROBE = """
import boto3, botocore.exceptions
def handler(event, context):
    try:
        boto3.client("secretsmanager").get_secret_value(SecretId=event["secret"])
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "read"
"""
_REFUSED = {"AccessDeniedException", "AccessDenied"}
NAMES = sorted(name for name, _ in functions(load()))


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("probe.py", _PROBE)
    return content.getvalue()


@contextmanager
def probe(client: "LambdaClient", function: str, role: str) -> Iterator[str]:
    name = f"probe-{function}"
    client.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role,
        Handler="probe.handler",
        Code={"ZipFile": archive()},
        Timeout=30,
    )
    try:
        yield name
    finally:
        client.delete_function(FunctionName=name)


def role_of(stack: Stack, function: str) -> str:
    resources: Any = stack.access.client("cloudformation").describe_stack_resources(StackName=stack_name(stack))
    for each in resources["StackResources"]:
        if each["LogicalResourceId"] == function:
            found = stack.access.client("lambda").get_function_configuration(FunctionName=each["PhysicalResourceId"])
            return str(found["Role"])
    raise LookupError(function)


def stack_name(stack: Stack) -> str:
    (found,) = stack.access.client("cloudformation").describe_stacks()["Stacks"]
    return found["StackName"]


@pytest.mark.parametrize("function", NAMES)
def test_only_tracing_can_read_the_private_key(stack: Stack, function: str) -> None:
    client = stack.access.client("lambda")
    with probe(client, function, role_of(stack, function)) as name:
        asked = json.dumps({"secret": stack.outputs["SealingPrivateKeyArn"]})
        answer = client.invoke(FunctionName=name, Payload=asked.encode())
        said = json.loads(answer["Payload"].read())
    if function == "TracingFunction":
        assert said == "read"
    else:
        assert said in _REFUSED
