"""Trimmed botocore sends what the whole one sends."""

import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import botocore
import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest
from botocore.loaders import Loader
from botocore.session import Session

from shipping.trim_botocore import UnknownOperationError, by_service, trim

WHOLE = Path(botocore.__file__).parent / "data"
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("dynamodb", "GetItem", {"TableName": "visits", "Key": {"code": {"S": "7K3M9QXP"}}}),
    ("dynamodb", "PutItem", {"TableName": "visits", "Item": {"person": {"B": b"\x00\x01"}}}),
    (
        "secretsmanager",
        "GetSecretValue",
        {"SecretId": "arn:aws:secretsmanager:ap-southeast-1:111122223333:secret:key-x"},
    ),
    ("sesv2", "SendEmail", {"Content": {"Raw": {"Data": b"From: a@example.vn\r\n\r\n"}}}),
    ("s3", "PutObject", {"Bucket": "archive", "Key": "reports/2021-08-13/report.eml", "Body": b"x"}),
]
OPERATIONS = by_service(f"{service}:{operation}" for service, operation, _ in CALLS)


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("botocore") / "data"
    data.mkdir()
    for path in WHOLE.iterdir():
        if path.is_file():
            shutil.copy(path, data)
        elif path.name in {*OPERATIONS, "sqs", "ec2"}:
            shutil.copytree(path, data / path.name)
    trim(data, OPERATIONS)
    return data


class _CaughtError(Exception):
    def __init__(self, request: AWSPreparedRequest) -> None:
        self.request = request


@cache
def _session(data: Path) -> Session:
    session = Session()
    session.register_component("data_loader", Loader([str(data)], include_default_search_paths=False))
    session.set_credentials("key", "secret")
    return session


def _client(data: Path, service: str, region: str) -> Any:
    return _session(data).create_client(service, region_name=region)


def _catch(request: AWSPreparedRequest, **_: object) -> None:
    raise _CaughtError(request)


def _sent(data: Path, region: str, service: str, operation: str, arguments: dict[str, Any]) -> tuple[str, str, object]:
    """Address, signed scope and body of the request."""
    client = _client(data, service, region)
    client.meta.events.register_first("before-send", _catch)
    with pytest.raises(_CaughtError) as caught:
        getattr(client, xform_name(operation))(**arguments)
    request = caught.value.request
    scope = str(request.headers["Authorization"]).split("/", 2)[2].split(",")[0]
    body = request.body if isinstance(request.body, bytes | bytearray | str | None) else request.body.read()
    return f"{request.method} {request.url}", scope, body


@pytest.mark.parametrize("region", ["ap-southeast-1", "ap-east-2"])
@pytest.mark.parametrize(
    ("service", "operation", "arguments"), CALLS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_the_same_request_leaves(
    trimmed: Path, region: str, service: str, operation: str, arguments: dict[str, Any]
) -> None:
    whole = _sent(WHOLE, region, service, operation, arguments)
    assert _sent(trimmed, region, service, operation, arguments) == whole


def test_only_the_operations_in_use_are_left(trimmed: Path) -> None:
    for service, operations in OPERATIONS.items():
        client = _client(trimmed, service, "ap-southeast-1")
        assert set(client.meta.service_model.operation_names) == operations
    assert {path.name for path in trimmed.iterdir() if path.is_dir()} == set(OPERATIONS)
    assert sum(path.stat().st_size for path in trimmed.rglob("*") if path.is_file()) < 400_000


def test_errors_of_an_operation_are_still_known(trimmed: Path) -> None:
    client = _client(trimmed, "dynamodb", "ap-southeast-1")
    assert issubclass(client.exceptions.ConditionalCheckFailedException, Exception)


def test_texts_for_people_are_gone(trimmed: Path) -> None:
    model = json.loads((trimmed / "dynamodb" / "2012-08-10" / "service-2.json").read_text())
    assert "documentation" not in model["operations"]["PutItem"]


@pytest.mark.parametrize("operation", ["dynamodb:PutItems", "dynamo:PutItem"])
def test_a_misspelt_operation_is_refused(tmp_path: Path, operation: str) -> None:
    shutil.copytree(WHOLE / "dynamodb", tmp_path / "data" / "dynamodb")
    with pytest.raises(UnknownOperationError, match=r"botocore has no service|has no operation PutItems"):
        trim(tmp_path / "data", by_service([operation]))
