"""The same proof on a real engine: MiniStack's DynamoDB over HTTP, with botocore's own requests."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.config import Config
from botocore.session import get_session
from hypothesis import HealthCheck, Phase, given, settings

from tests.unit.stream_delivery import Delivery, deliver, deliveries, people_of, plain_count, stored_counts, visits_of
from tests.unit.tables_in_memory import FaultyClient
from truyvet import tally_table
from truyvet.tally_table import TallyTable
from truyvet.visits import Visit

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STARTS_WITHIN = 30
_numbers = count()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator["DynamoDBClient"]:
    """A client of an engine of its own, on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    home: Path = tmp_path_factory.mktemp("engine")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"], cwd=home, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait_for(address, process)
            client = get_session().create_client(
                "dynamodb",
                region_name="ap-southeast-1",
                endpoint_url=address,
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
            )
            yield cast("DynamoDBClient", client)
            client.close()
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_ministack/health"):
            return
        time.sleep(0.05)
    raise AssertionError("the engine did not start")


def new_table(engine: "DynamoDBClient") -> str:
    name = f"tallies-of-test-{next(_numbers)}"
    engine.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": "day_district", "AttributeType": "S"},
            {"AttributeName": "commune_venue", "AttributeType": "S"},
        ],
        KeySchema=[
            {"AttributeName": "day_district", "KeyType": "HASH"},
            {"AttributeName": "commune_venue", "KeyType": "RANGE"},
        ],
    )
    return name


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(delivery=deliveries)
def test_every_visit_is_counted_once_by_a_real_engine(engine: "DynamoDBClient", delivery: Delivery) -> None:
    name = new_table(engine)
    client = FaultyClient(engine)
    table = TallyTable(cast("Any", client), name)

    def miscounted(visit: Visit) -> None:
        place = (f"{visit.day}#{visit.district}", f"{visit.commune}#{visit.venue}")
        key = {attribute: {"S": text} for attribute, text in zip(("day_district", "commune_venue"), place, strict=True)}
        item = engine.get_item(TableName=name, Key=cast("Any", key)).get("Item")
        if item:
            spoiled: Any = {**item, "entries": {"N": "7"}, "people": {"BS": [b"\x12\x34"]}}
            engine.put_item(TableName=name, Item=spoiled)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally_table, "SLACK", 1)
        patch.setattr(tally_table, "WRITE_UNIT", 1)
        deliver(delivery, client, table, miscounted)
    visits = visits_of(delivery)
    stored = stored_counts(table, visits)
    assert stored == plain_count(visits)
    assert all(tally.people == people_of(visits, key) for key, tally in stored.items())
    engine.delete_table(TableName=name)
