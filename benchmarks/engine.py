"""A DynamoDB engine that computes consumed capacity (dynoxide, on SQLite), fetched from npm, on loopback."""

import os
import platform
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any, cast
from unittest import mock
from urllib.error import HTTPError
from urllib.request import urlopen

from botocore.client import BaseClient
from botocore.session import get_session
from pynamodb.models import Model
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from benchmarks.artifacts import ROOT
from benchmarks.loopback import free_port
from shipping.decoder import Pin, fetched, present, unpack
from truyvet.queries import Queries

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FOLDER = ROOT / ".local" / "bench" / "engine"
VERSION = "1.2.1"
PIN = Pin(
    package="@dynoxide/linux-x64",
    version=VERSION,
    integrity="sha512-sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg==",
    files={"package/dynoxide": "dynoxide"},
)
STARTS_WITHIN = 20
_KEPT = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
_READS = ("GetItem", "Query", "BatchGetItem")


class NoEngineError(Exception):
    """The engine does not run on this kind of machine."""


@dataclass
class Meter:
    """Units and calls since the last `reset`, by table."""

    written: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    read: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    calls: int = 0
    _lock: Lock = field(default_factory=Lock)

    def reset(self) -> None:
        """Begins anew."""
        self.written.clear()
        self.read.clear()
        self.calls = 0

    def note(self, operation: str, answer: dict[str, Any]) -> None:
        """Adds what an answer says was consumed."""
        consumed = answer.get("ConsumedCapacity") or []
        into = self.written if operation in _WRITES else self.read
        with self._lock:
            self.calls += 1
            for each in consumed if isinstance(consumed, list) else [consumed]:
                into[each["TableName"]] += each["CapacityUnits"]


@contextmanager
def running(*, in_memory: bool = False) -> Iterator["DynamoDBClient"]:
    """A client of an engine of its own with the tables of template.yaml, which PynamoDB's models find too.

    `in_memory`: nothing reaches the disk, whose flushes are most of the time of a write.
    """
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoEngineError("The engine is made for Linux on x86_64.")
    binary = _binary()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        "AWS_ENDPOINT_URL_DYNAMODB": address,
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
    }
    with TemporaryDirectory() as folder, mock.patch.dict(os.environ, environment):
        kept = [] if in_memory else ["--db-path", str(Path(folder) / "tables.db")]
        command = [str(binary), "serve", "--port", str(port), *kept]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(address, process)
            _forget_connections(Model)
            client = cast("DynamoDBClient", get_session().create_client("dynamodb"))
            for name, definition in _tables().items():
                client.create_table(TableName=table(name), BillingMode="PAY_PER_REQUEST", **definition)
            yield client
            client.close()
        finally:
            process.terminate()
            process.wait(20)


def table(name: str) -> str:
    """What the table `VisitsTable` of the template is called in the engine."""
    return f"truyvet-{name.removesuffix('Table').lower()}"


@contextmanager
def metered() -> Iterator[Meter]:
    """Lets every DynamoDB call of this process tell what it consumed, also those of PynamoDB and of `Queries`."""
    meter = Meter()
    made = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: BaseClient, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        if operation not in (*_WRITES, *_READS):
            return cast("dict[str, Any]", made(client, operation, given))
        answer = cast("dict[str, Any]", made(client, operation, {**given, "ReturnConsumedCapacity": "TOTAL"}))
        meter.note(operation, answer)
        return answer

    spent = Queries._spent

    def spend(queries: Queries, consumed: list[dict[str, Any]]) -> None:
        spent(queries, consumed)
        meter.note("Query", {"ConsumedCapacity": consumed})

    with mock.patch.object(BaseClient, "_make_api_call", call), mock.patch.object(Queries, "_spent", spend):
        yield meter


def _binary() -> Path:
    if not present(PIN, FOLDER):
        with TemporaryDirectory() as folder:
            unpack(PIN, fetched(PIN, Path(folder)), FOLDER)
    binary = FOLDER / "dynoxide"
    binary.chmod(0o755)
    return binary


def _tables() -> dict[str, dict[str, Any]]:
    """The tables of template.yaml by their logical names, as `create_table` takes them."""
    template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return {
        name: {part: resource["Properties"][part] for part in _KEPT if part in resource["Properties"]}
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }


def _forget_connections(model: type[Model]) -> None:
    """PynamoDB's models keep the connection that they were first used with: that of an engine before."""
    model._connection = None
    for each in model.__subclasses__():
        _forget_connections(each)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            try:
                urlopen(address)  # noqa: S310 - loopback
            except HTTPError:
                return
            return
        time.sleep(0.05)
    raise NoEngineError("The engine did not start.")
