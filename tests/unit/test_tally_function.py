"""The function behind the stream: what it answers Lambda, what it logs and measures."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from tests.unit.tables_in_memory import Fault, FaultyClient, TableInMemory
from tests.unit.test_links import LinksInMemory
from truyvet.link_table import LinkTable
from truyvet.tally_table import TallyTable

EVENTS = Path(__file__).parents[1] / "events"


@dataclass
class Context:
    function_name: str = "tally"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:ap-southeast-1:123456789012:function:tally"
    aws_request_id: str = "request"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "tally")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "TruyVet")
    from tally import app  # noqa: PLC0415

    yield app
    app.metrics.clear_metrics()


@pytest.fixture
def client(app: Any, monkeypatch: pytest.MonkeyPatch) -> FaultyClient:
    client = FaultyClient(TableInMemory("day_district", "commune_venue"))
    monkeypatch.setattr(app, "_tallies", lambda: TallyTable(cast("Any", client), "tallies"))
    monkeypatch.setattr(app, "_links", lambda: LinkTable(cast("Any", LinksInMemory()), "links"))
    return client


def event(*names: str) -> dict[str, Any]:
    records = [record for name in names for record in json.loads((EVENTS / name).read_text())["Records"]]
    return {"Records": records}


def test_a_batch_that_was_added_is_done(app: Any, client: FaultyClient) -> None:
    assert app.handler(event("visits_stream.json"), Context()) == {"batchItemFailures": []}
    assert client.updates == 1


def test_a_batch_that_was_not_added_names_where_to_start_again(app: Any, client: FaultyClient) -> None:
    client.fail([Fault.THROTTLED])
    first = event("visits_stream.json")["Records"][0]["dynamodb"]["SequenceNumber"]
    assert app.handler(event("visits_stream.json"), Context()) == {"batchItemFailures": [{"itemIdentifier": first}]}


def test_links_that_could_not_be_stored_bring_the_whole_batch_again_and_nothing_is_tallied(
    app: Any, client: FaultyClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = event("visits_stream.json")
    for record in batch["Records"]:
        record["dynamodb"].get("NewImage", {})["also"] = {"B": base64.b64encode(b"d" * 16).decode()}
    throttled = LinkTable(cast("Any", LinksInMemory(throttled=True)), "links")
    monkeypatch.setattr(app, "_links", lambda: throttled)
    first = batch["Records"][0]["dynamodb"]["SequenceNumber"]
    assert app.handler(batch, Context()) == {"batchItemFailures": [{"itemIdentifier": first}]}
    assert client.updates == 0


def test_poison_is_measured_and_logged_by_sequence_number_only(
    app: Any, client: FaultyClient, capsys: pytest.CaptureFixture[str]
) -> None:
    poison = event("visits_stream_poison.json")["Records"]
    app.handler(event("visits_stream.json", "visits_stream_poison.json"), Context())
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (measured,) = [line for line in lines if "PoisonRecords" in line]
    assert (measured["PoisonRecords"], measured["ScansTallied"]) == ([float(len(poison))], [2.0])
    logged = {line["sequence_number"] for line in lines if "sequence_number" in line}
    assert logged <= {record["dynamodb"]["SequenceNumber"] for record in poison}
    images = [record["dynamodb"].get("NewImage", {}) for record in poison]
    personal = {image[name]["B"] for image in images for name in ("sealed", "person") if "B" in image.get(name, {})}
    assert not [value for value in personal if value in json.dumps(lines)]
