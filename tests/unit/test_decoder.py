"""The decoder is brought in whole and as pinned, or not at all; only the page that needs it may run it."""

import base64
import hashlib
import importlib
import io
import os
import tarfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from shipping import decoder
from shipping.decoder import NoDecoderError, Pin

FILES = {"package/dist/reader.js": "reader.js", "package/dist/reader.wasm": "reader.wasm"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "made-up-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name in FILES:
            content = f"content of {name}".encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


@pytest.fixture
def pin(package: Path) -> Pin:
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    return Pin("made-up", "1.0.0", f"sha512-{digest}", FILES)


def test_the_pinned_package_is_unpacked_and_known_again(package: Path, pin: Pin, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    assert not decoder.present(pin, vendor)
    decoder.unpack(pin, package, vendor)
    assert decoder.present(pin, vendor)
    assert (vendor / "reader.js").read_text() == "content of package/dist/reader.js"


def test_another_package_of_the_same_name_is_left_out(package: Path, pin: Pin, tmp_path: Path) -> None:
    package.write_bytes(package.read_bytes() + b"\x00")
    with pytest.raises(NoDecoderError, match="is not what"):
        decoder.unpack(pin, package, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists()


def test_a_newer_pin_replaces_what_is_there(package: Path, pin: Pin, tmp_path: Path) -> None:
    decoder.unpack(pin, package, tmp_path / "vendor")
    assert not decoder.present(replace(pin, version="1.0.1"), tmp_path / "vendor")


def test_a_file_in_use_is_replaced_and_never_written_over(package: Path, pin: Pin, tmp_path: Path) -> None:
    """Processes that bring the same package at once run each other's file (Linux: text file busy)."""
    vendor = tmp_path / "vendor"
    decoder.unpack(pin, package, vendor)
    with (vendor / "reader.wasm").open("rb") as used:
        decoder.unpack(pin, package, vendor)
        assert os.fstat(used.fileno()).st_nlink == 0
    assert sorted(file.name for file in vendor.iterdir()) == ["made-from.txt", "reader.js", "reader.wasm"]


def test_a_file_that_was_lost_is_missed(package: Path, pin: Pin, tmp_path: Path) -> None:
    decoder.unpack(pin, package, tmp_path / "vendor")
    (tmp_path / "vendor" / "reader.wasm").unlink()
    assert not decoder.present(pin, tmp_path / "vendor")


def test_the_pin_names_a_version_and_what_it_hashes_to() -> None:
    pin = decoder.pinned()
    assert pin.integrity.startswith("sha512-")
    assert {Path(name).suffix for name in pin.files.values()} == {".js", ".wasm", ".LICENSE"}


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("HOST_URL", "PROVINCE_AUTHORITY", "HOTLINE"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PROVINCE", "70")
    monkeypatch.setenv("SERVICE_VERSION", "1")
    return importlib.reload(importlib.import_module("pages.app"))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/helper", True),
        ("/scanner_worker.js", True),
        ("/v/0123/scanner_worker.js", True),
        ("/", False),
        ("/C/A", False),
    ],
)
def test_webassembly_runs_on_the_helpers_page_alone(pages: ModuleType, path: str, allowed: bool) -> None:
    policy = pages.handler({"rawPath": path, "headers": {}}, None)["headers"]["Content-Security-Policy"]
    assert ("wasm-unsafe-eval" in policy) == allowed
    assert "'unsafe-eval'" not in policy
