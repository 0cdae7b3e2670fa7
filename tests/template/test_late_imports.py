"""Libraries whose imports were put off do what they did, and import nothing for it until then."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from shipping.late_imports import LATE, ChangedLibraryError, put_off

LIBRARIES = ("botocore", "urllib3", "dateutil", "jmespath", "six.py")
USE = r"""
import sys
from botocore.config import Config
from botocore.session import get_session
import urllib3.http2
own = dict(aws_access_key_id="x", aws_secret_access_key="x", config=Config(proxies={}))
client = get_session().create_client("dynamodb", "ap-southeast-1", **own)
early = {
    "importlib.metadata", "botocore.docs.method", "botocore.docs.service", "dateutil.parser", "dateutil.tz",
    "configparser", "jmespath", "urllib.request",
} & set(sys.modules)
assert not early, early
assert "item" in str(client.put_item.__doc__)
try:
    urllib3.http2.inject_into_urllib3()
except Exception as error:
    assert type(error).__name__ == "PackageNotFoundError", error
from botocore.configloader import load_config, raw_config_parse
from botocore.credentials import RefreshableCredentials
from botocore.utils import JSONFileCache, parse_timestamp
assert parse_timestamp("2021-08-13T01:15:30Z").isoformat() == "2021-08-13T01:15:30+00:00"
assert parse_timestamp(1628817330).timestamp() == 1628817330
found = {"access_key": "x", "secret_key": "x", "token": "x", "expiry_time": "2091-08-13T01:15:30Z"}
refreshable = RefreshableCredentials.create_from_metadata(found, lambda: found, "test")
assert refreshable.get_frozen_credentials().token == "x" and not refreshable.refresh_needed()
cache = JSONFileCache(sys.argv[1])
cache["made-up"] = {"one": 1}
assert cache["made-up"] == {"one": 1}
with open(sys.argv[1] + "/config", "w") as file:
    file.write("[default]\nregion = ap-southeast-1\n")
assert load_config(file.name)["profiles"]["default"]["region"] == "ap-southeast-1"
with open(file.name, "w") as broken:
    broken.write("region\n")
try:
    raw_config_parse(broken.name)
    raise AssertionError("read what is broken")
except Exception as error:
    assert type(error).__name__ == "ConfigParseError", error
pages = client.get_paginator("query").paginate(TableName="made-up", KeyConditionExpression="x")
assert [expression.expression for expression in pages.result_keys] == ["Items", "Count", "ScannedCount"]
assert get_session().create_client("dynamodb", "ap-southeast-1", aws_access_key_id="x", aws_secret_access_key="x")
assert "urllib.request" in sys.modules
assert client.get_waiter("table_exists").config.acceptors[0].matcher_func
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in LIBRARIES:
        found = find_spec(name.removesuffix(".py"))
        assert found is not None
        assert found.origin is not None
        source = Path(found.origin)
        if name.endswith(".py"):
            shutil.copy(source, tmp_path)
        else:
            ignored = shutil.ignore_patterns("__pycache__", "examples-1.json")
            shutil.copytree(source.parent, tmp_path / name, ignore=ignored, symlinks=True)
    return tmp_path


def test_what_was_put_off_works_when_it_is_used(folder: Path, tmp_path: Path) -> None:
    put_off(folder)
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{USE}", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_library_that_has_changed_fails_the_build(tmp_path: Path) -> None:
    name = next(iter(LATE))
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text("import h2\n")
    with pytest.raises(ChangedLibraryError, match=name):
        put_off(tmp_path)


def test_an_artifact_without_the_libraries_stays_as_it_is(tmp_path: Path) -> None:
    put_off(tmp_path)
    assert not list(tmp_path.iterdir())
