"""Brings back what a restored table has and the live one has lost; what the live one has is left as it is.

`python -m operations.copy_back RESTORED LIVE [--stack truyvet] [--port 8080]`; `make copy-back FROM= TO=`. After it,
once the stream has run dry, a full recount sets the tallies right (docs/runbook.md).
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from local.errors import LocalError
from operations.stack import stack_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

THREADS = 16


@dataclass(frozen=True)
class Copied:
    """How many items the restored table has, and how many of them the live one had lost."""

    read: int
    brought_back: int


def copy_back(client: "DynamoDBClient", restored: str, live: str, threads: int = THREADS) -> Copied:
    """Puts each item of `restored` into `live` unless its key is there."""
    (hash_key, *_) = client.describe_table(TableName=live)["Table"]["KeySchema"]

    def put(item: dict[str, Any]) -> bool:
        try:
            client.put_item(
                TableName=live,
                Item=item,
                ConditionExpression="attribute_not_exists(#key)",
                ExpressionAttributeNames={"#key": hash_key["AttributeName"]},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    with ThreadPoolExecutor(threads) as pool:
        outcomes = list(pool.map(put, _items(client, restored)))
    return Copied(len(outcomes), sum(outcomes))


def _items(client: "DynamoDBClient", table: str) -> Iterator[dict[str, Any]]:
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def main() -> int:
    """The exit code of the command."""
    parser = argparse.ArgumentParser(prog="python -m operations.copy_back", description=__doc__)
    parser.add_argument("restored", help="full name of the restored table")
    parser.add_argument("live", help="full name of the live table")
    parser.add_argument("--stack", help="name of a stack in AWS; without it the local run")
    parser.add_argument("--port", type=int)
    given = parser.parse_args()
    try:
        stack = stack_of(given.stack, given.port)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    copied = copy_back(stack.dynamodb, given.restored, given.live)
    print(f"{copied.read:,} items in {given.restored}; {copied.brought_back:,} of them were lost and are back.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
