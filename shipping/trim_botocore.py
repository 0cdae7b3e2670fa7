"""Cuts botocore's data down to the operations that a function calls.

botocore carries the models of over 400 services and reads endpoints of all of them when a process starts: 84 ms for
one DynamoDB client where the trimmed data takes 21 ms, and 27 MB in each artifact. A call that was cut out fails
with AttributeError or UnknownServiceError; tests/template/test_build.py holds the lists of operations in
functions/Makefile equal to what the roles in template.yaml allow.
"""

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

_MODEL = "service-2.json"
_READ_BY_EVERY_CLIENT = {"_retry.json", "endpoints.json", "partitions.json", "sdk-default-configuration.json"}
_KEPT_OF_A_SERVICE = {"endpoint-rule-set-1.json", "service-2.sdk-extras.json"}
# All regions that a province of Viet Nam may choose lie here.
_PARTITION = "aws"

Json = dict[str, Any]


class UnknownOperationError(Exception):
    """A service or an operation that botocore does not have, so a misspelt one."""


def by_service(operations: Iterable[str]) -> dict[str, set[str]]:
    """`["dynamodb:GetItem", "dynamodb:PutItem"]` as `{"dynamodb": {"GetItem", "PutItem"}}`; names are botocore's."""
    services: dict[str, set[str]] = {}
    for entry in operations:
        service, _, operation = entry.partition(":")
        services.setdefault(service, set()).add(operation)
    return services


def trim(data: Path, services: Mapping[str, set[str]]) -> None:
    """Rewrites the folder `botocore/data` so that it serves these operations alone. Raises UnknownOperationError."""
    for service in services:
        if not (data / service).is_dir():
            raise UnknownOperationError(f"botocore has no service {service!r}")
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in services:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name not in _READ_BY_EVERY_CLIENT:
            entry.unlink()
    prefixes = {_trim_service(data / service, operations) for service, operations in services.items()}
    _write(data / "endpoints.json", _endpoints(_read(data / "endpoints.json"), prefixes))


def _trim_service(folder: Path, operations: set[str]) -> str:
    """Trims one service to its newest version and these operations; gives the name that its endpoints go by."""
    newest = max(version for version in folder.iterdir() if any(version.glob(f"{_MODEL}*")))
    for version in folder.iterdir():
        if version != newest:
            shutil.rmtree(version)
    model = _read_either(newest / _MODEL)
    unknown = operations - model["operations"].keys()
    if unknown:
        raise UnknownOperationError(f"{folder.name} has no operation {', '.join(sorted(unknown))}")
    pages = _read(newest / "paginators-1.json") if (newest / "paginators-1.json").exists() else {"pagination": {}}
    for path in newest.iterdir():
        if path.name.removesuffix(".gz") not in _KEPT_OF_A_SERVICE:
            path.unlink()
    _write(newest / _MODEL, _model(model, operations))
    _write(newest / "paginators-1.json", _chosen(pages, "pagination", operations))
    return str(model["metadata"]["endpointPrefix"])


def _model(model: Json, operations: set[str]) -> Json:
    model = _chosen(model, "operations", operations)
    shapes = set[str]()
    waiting = list(_shape_names(model["operations"]))
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes.add(name)
            waiting.extend(_shape_names(model["shapes"][name]))
    model = _chosen(model, "shapes", shapes)
    model.pop("documentation", None)
    # Nowhere else: botocore requires a text on each client parameter of S3.
    return {**model, "operations": _undocumented(model["operations"]), "shapes": _undocumented(model["shapes"])}


def _chosen(document: Json, part: str, names: set[str]) -> Json:
    return {**document, part: {name: value for name, value in document[part].items() if name in names}}


def _shape_names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for value in node.values():
            yield from _shape_names(value)
    elif isinstance(node, list):
        for value in node:
            yield from _shape_names(value)


def _undocumented(node: Any) -> Any:
    """Without texts for people; a member that happens to be called `documentation` is a dict and stays."""
    if isinstance(node, dict):
        return {
            name: _undocumented(value)
            for name, value in node.items()
            if not (name == "documentation" and isinstance(value, str))
        }
    return [_undocumented(value) for value in node] if isinstance(node, list) else node


def _endpoints(document: Json, prefixes: set[str]) -> Json:
    partitions = [entry for entry in document["partitions"] if entry["partition"] == _PARTITION]
    return {**document, "partitions": [_chosen(entry, "services", prefixes) for entry in partitions]}


def _read_either(path: Path) -> Json:
    packed = path.with_name(f"{path.name}.gz")
    return _parsed(gzip.decompress(packed.read_bytes())) if packed.exists() else _read(path)


def _read(path: Path) -> Json:
    return _parsed(path.read_bytes())


def _parsed(content: bytes) -> Json:
    document: Json = json.loads(content)
    return document


def _write(path: Path, document: Json) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
