"""Libraries whose imports were put off do what they did, and import nothing for it until then."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from shipping.late_imports import LATE, ChangedLibraryError, put_off

LIBRARIES = ("botocore", "urllib3", "dateutil", "jmespath", "six.py")
USE = """
import sys
from botocore.session import get_session
import urllib3.http2
client = get_session().create_client("dynamodb", "ap-southeast-1", aws_access_key_id="x", aws_secret_access_key="x")
early = {"importlib.metadata", "botocore.docs.method", "botocore.docs.service"} & set(sys.modules)
assert not early, early
assert "item" in str(client.put_item.__doc__)
try:
    urllib3.http2.inject_into_urllib3()
except Exception as error:
    assert type(error).__name__ == "PackageNotFoundError", error
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


def test_what_was_put_off_works_when_it_is_used(folder: Path) -> None:
    put_off(folder)
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(folder)!r})\n{USE}"]
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
