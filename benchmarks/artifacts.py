"""The door and what it is compared with, packaged as Lambda would have them, under `.local/bench/artifacts`."""

import hashlib
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shipping import trim_botocore

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local" / "bench" / "artifacts"
RUNTIME = FOLDER / "runtime"
MACHINE = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
_PEERS = ROOT / "benchmarks" / "peers"
_FUNCTIONS = ROOT / "functions"
# SAM dates every file of a function's archive so.
_1980 = 315_532_800
_OF_BOTOCORE = ("botocore", "dateutil", "jmespath", "urllib3", "six.py")


@dataclass(frozen=True)
class Artifact:
    """One packaged function: how it is called in tables, its folder's name, and its handler."""

    title: str
    name: str
    handler: str

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return FOLDER / self.name


OURS = Artifact("ours", "ours", "checkin.app.handler")
PLAIN = Artifact("the same function, plain `sam build`", "plain", "checkin.app.handler")
FASTAPI = Artifact("FastAPI + Mangum + boto3", "fastapi", "fastapi_door.handler")
FLOOR = Artifact("floor: bare handler, trimmed client", "floor", "floor.handler")
ARTIFACTS = (OURS, PLAIN, FASTAPI, FLOOR)


class NoPythonError(Exception):
    """Python 3.13, which Lambda runs, is not on this machine."""


def python313() -> str:
    """The Python that functions/Makefile finds. Raises NoPythonError."""
    command = ["make", "-s", "-f", str(_FUNCTIONS / "Makefile"), "python313"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    if not found:
        raise NoPythonError("Python 3.13 with pip is missing; functions/Makefile looks on the PATH and under pyenv.")
    return found


def environment(address: str, artifact: Artifact) -> dict[str, str]:
    """The environment of the function in a process, its AWS at this address of loopback."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{artifact.folder}{os.pathsep}{RUNTIME}",
        # A function's folder is read-only in Lambda.
        "PYTHONDONTWRITEBYTECODE": "1",
        "_HANDLER": artifact.handler,
        "LAMBDA_TASK_ROOT": str(artifact.folder),
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_LAMBDA_FUNCTION_NAME": "checkin",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_LOG_GROUP_NAME": "log",
        "AWS_LAMBDA_LOG_STREAM_NAME": "log",
        "AWS_REGION": "ap-southeast-1",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": "made-up",
        "AWS_ENDPOINT_URL": f"http://{address}",
        "POWERTOOLS_SERVICE_NAME": "checkin",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "VENUES_TABLE": "truyvet-venues",
        "VISITS_TABLE": "truyvet-visits",
        "DEVICES_TABLE": "truyvet-devices",
        "BADGES_TABLE": "truyvet-badges",
        "LIMITS_TABLE": "truyvet-limits",
        "PERSON_KEY_SECRET": "person-key",
        "SEALING_PUBLIC_KEY": "CQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    }


def made() -> None:
    """Packages all of them, unless they lie there made from the same sources."""
    stamp = FOLDER / "made-from.txt"
    sources = _digest()
    if stamp.exists() and stamp.read_text() == sources:
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    python = python313()
    print("Packaging the door and its peers in .local/bench/artifacts …")
    _make_ours(python)
    _make_plain(python)
    _make_fastapi(python)
    _make_floor(python)
    _install(python, ROOT / "lock" / "runtime.txt", RUNTIME, compiled=True)
    for artifact in ARTIFACTS:
        for path in artifact.folder.rglob("*"):
            os.utime(path, (_1980, _1980))
    stamp.write_text(sources)


def _make_ours(python: str) -> None:
    command = ["make", "-s", "-f", str(_FUNCTIONS / "Makefile"), "build-CheckinFunction"]
    variables = [f"ARTIFACTS_DIR={OURS.folder}", f"MACHINE={MACHINE}", f"PYTHON313={python}"]
    _done([*command, *variables])


def _make_plain(python: str) -> None:
    """As SAM's own builder does it: whole wheels, sources, no bytecode."""
    _install(python, _FUNCTIONS / "checkin" / "requirements.txt", PLAIN.folder)
    for tree in ("checkin", "truyvet"):
        shutil.copytree(_FUNCTIONS / tree, PLAIN.folder / tree, ignore=shutil.ignore_patterns("__pycache__"))
    for module in _FUNCTIONS.glob("*.py"):
        shutil.copy(module, PLAIN.folder)


def _make_fastapi(python: str) -> None:
    _install(python, ROOT / "lock" / "bench.txt", FASTAPI.folder)
    shutil.copy(_PEERS / "fastapi_door.py", FASTAPI.folder)


def _make_floor(python: str) -> None:
    """Botocore as our artifact has it, for the one operation, and bytecode as ours."""
    FLOOR.folder.mkdir()
    for name in _OF_BOTOCORE:
        source = OURS.folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, FLOOR.folder / name)
    trim_botocore.trim(FLOOR.folder / "botocore" / "data", {"dynamodb": {"PutItem"}})
    shutil.copy(_PEERS / "floor.py", FLOOR.folder)
    unchecked = ["--invalidation-mode", "unchecked-hash", "-q", "-f", "."]
    _done([python, "-m", "compileall", *unchecked], FLOOR.folder)


def _install(python: str, lock: Path, folder: Path, *, compiled: bool = False) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--root-user-action=ignore", "--no-deps", "--require-hashes"]
    bytecode = [] if compiled else ["--no-compile"]
    command = [python, "-m", "pip", "install", *options, "--only-binary=:all:", *bytecode]
    _done([*command, f"--target={folder}", f"--requirement={lock}"])


def _done(command: list[str], folder: Path = ROOT) -> None:
    """Runs a command whose warnings nobody needs, unless it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def _digest() -> str:
    digest = hashlib.sha256()
    trees = [_FUNCTIONS / "checkin", _FUNCTIONS / "truyvet", _PEERS]
    files = [path for tree in trees for path in tree.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    single = [ROOT / "lock" / "bench.txt", ROOT / "lock" / "runtime.txt", *_FUNCTIONS.glob("*.py")]
    shipping = [ROOT / "shipping" / f"{name}.py" for name in ("artifact", "late_imports", "trim_botocore")]
    recipes = [*shipping, _FUNCTIONS / "Makefile"]
    for path in sorted([*files, *single, *recipes, Path(__file__)]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()
