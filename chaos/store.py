"""The engine (dynoxide) with the tables of template.yaml: it can be killed and comes back with what it had."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.session import get_session

from benchmarks import engine
from benchmarks.engine import table
from benchmarks.loopback import free_port

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "ap-southeast-1"
_ACCESS: dict[str, Any] = {"region_name": REGION, "aws_access_key_id": "chaos", "aws_secret_access_key": "chaos"}


@cache
def tables() -> dict[str, dict[str, Any]]:
    """The tables of template.yaml as DynamoDB is asked for them; reading the template takes a second."""
    return engine._tables()


class Store:
    """One engine on loopback and its file of tables."""

    def __init__(self, folder: Path) -> None:
        self._binary = engine._binary()
        self._folder = folder
        self.port = free_port()
        self.kills = 0
        self.up = Event()
        self._process = self._started()
        for name, definition in tables().items():
            streamed = {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}}
            extra: Any = streamed if name == "VisitsTable" else {}
            self.client.create_table(TableName=table(name), BillingMode="PAY_PER_REQUEST", **definition, **extra)

    @property
    def address(self) -> str:
        """Where the engine listens."""
        return f"http://127.0.0.1:{self.port}"

    @cached_property
    def client(self) -> "DynamoDBClient":
        """A client that meets no faults, to prepare and to check with."""
        config = Config(retries={"mode": "standard", "total_max_attempts": 8}, max_pool_connections=16)
        return cast(
            "DynamoDBClient",
            get_session().create_client("dynamodb", endpoint_url=self.address, config=config, **_ACCESS),
        )

    @cached_property
    def _streams(self) -> Any:
        return get_session().create_client("dynamodbstreams", endpoint_url=self.address, **_ACCESS)

    def _started(self) -> subprocess.Popen[bytes]:
        command = [str(self._binary), "serve", "--port", str(self.port), "--db-path", str(self._folder / "tables.db")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        engine._wait_for(self.address, process)
        self.up.set()
        return process

    def kill(self) -> None:
        """SIGKILL, as when the machine's power fails."""
        self.up.clear()
        self._process.kill()
        self._process.wait()
        self.kills += 1

    def restart(self) -> None:
        """Starts the engine on the same file."""
        self._process = self._started()

    def close(self) -> None:
        """Ends the engine."""
        self._process.kill()
        self._process.wait()
        self.client.close()

    def stream(self) -> list[dict[str, Any]]:
        """All records of the stream of Visits so far, as the engine itself kept them."""
        arn = self.client.describe_table(TableName=table("VisitsTable"))["Table"]["LatestStreamArn"]
        found: list[dict[str, Any]] = []
        for shard in self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
            iterator: str | None = self._streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            while iterator:
                page = self._streams.get_records(ShardIterator=iterator)
                if not page["Records"]:
                    break
                found.extend(cast("list[dict[str, Any]]", page["Records"]))
                iterator = page.get("NextShardIterator")
        return found

    def items(self, name: str) -> list[dict[str, Any]]:
        """Everything in the table that the template calls `name`."""
        found: list[dict[str, Any]] = []
        for page in self.client.get_paginator("scan").paginate(TableName=table(name), ConsistentRead=True):
            found.extend(page["Items"])
        return found

    def clear(self, *names: str) -> None:
        """Empties tables."""
        for name in names:
            keys = [each["AttributeName"] for each in tables()[name]["KeySchema"]]
            for item in self.items(name):
                self.client.delete_item(TableName=table(name), Key={key: item[key] for key in keys})


@contextmanager
def running() -> Iterator[Store]:
    """A store of its own, gone afterwards."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        try:
            yield store
        finally:
            store.close()
