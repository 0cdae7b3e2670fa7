"""The stack that an operator works on: the one that `make run` serves, or one in AWS by its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from local.access import REGION, Access
from local.emulator import ROOT
from local.stack import find

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class Stack:
    """Its DynamoDB and its outputs."""

    dynamodb: "DynamoDBClient"
    outputs: Mapping[str, str]

    def table(self, name: str) -> str:
        """The name of the table `Visits`, say."""
        return self.outputs[f"{name}TableName"]


def stack_of(name: str | None, port: int | None) -> Stack:
    """A stack in AWS, by the operator's own login; without a name the local run. Raises LocalError where none runs."""
    if name is None:
        run = find(ROOT / ".local", port)
        return Stack(Access(run.endpoint).client("dynamodb"), run.outputs)
    session = boto3.Session(region_name=boto3.Session().region_name or REGION)
    (found,) = session.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    return Stack(session.client("dynamodb"), outputs)
