"""Makes the folder that AWS runs for one function; called by functions/Makefile, so by `sam build`.

Only what the function needs: its own package, the domain, its locked libraries without the parts that nothing reads,
botocore for the operations that it calls, and bytecode that Python 3.13 never checks against its source. Lambda
unpacks files dated 1980, which makes bytecode with a time in it worthless: `import boto3` took 886 ms with it and
281 ms with unchecked hashes.
"""

import argparse
import compileall
import shutil
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

from shipping import late_imports, trim_botocore

PYTHON = (3, 13)
# glibc of Amazon Linux 2023 is 2.34; pip takes wheels only of the tags that it is told.
_GLIBC_MINORS = range(17, 35)
# Where Lambda unpacks a function; tracebacks name it.
_TASK_ROOT = "/var/task"

# Parts of libraries that no function imports or reads. tests/template/test_build.py imports every handler without them.
_UNUSED = (
    "bin",
    "**/__pycache__",
    "**/tests",
    "**/*.pyi",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/WHEEL",
    "*.dist-info/top_level.txt",
    "*.dist-info/entry_points.txt",
    "*.dist-info/sboms",
    # Interfaces of boto3 that the house does not use: clients come from botocore or boto3.client.
    "boto3/data",
    "boto3/examples",
    # Towns, carriers and time zones of the world's numbers.
    "phonenumbers/geodata",
    "phonenumbers/geocoder.py",
    "phonenumbers/carrierdata",
    "phonenumbers/carrier.py",
    "phonenumbers/tzdata",
    "phonenumbers/timezone.py",
    # Only the nested JSON is read (truyvet/units.py).
    "vietnam_provinces/enums",
    "vietnam_provinces/data/flat-divisions.json",
    # Pictures are drawn here as PNG alone.
    "PIL/_avif.*.so",
    "pillow.libs/libavif-*",
    "PIL/_webp.*.so",
    "pillow.libs/libwebp*",
    "PIL/_imagingtk.*.so",
    # Printed text is set in Be Vietnam Pro (truyvet/fonts).
    "reportlab/fonts/*.ttf",
    "reportlab/fonts/*.pf[ab]",
)


def install(requirements: Path, folder: Path, machine: str) -> None:
    """Installs locked wheels, made for Linux on this machine (`aarch64`, `x86_64`), into the folder."""
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in _GLIBC_MINORS]
    # The lock is complete, so nothing is resolved here.
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--root-user-action=ignore", "--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"),
        *("--implementation=cp", f"--python-version={PYTHON[0]}.{PYTHON[1]}", *platforms),
        *(f"--platform=manylinux2014_{machine}", f"--target={folder}", f"--requirement={requirements}"),
    ]
    subprocess.run(command, check=True)


def drop_unused(folder: Path) -> None:
    """Removes what `_UNUSED` names; licences stay."""
    for pattern in _UNUSED:
        for path in list(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def copy_sources(root: Path, name: str, folder: Path) -> None:
    """The function's own package, the domain, HTTP, and for `pages` what people see."""
    functions = root / "functions"
    trees = {functions / name: name, functions / "truyvet": "truyvet"}
    if name == "pages":
        trees[root / "web"] = "web"
    for source, target in trees.items():
        ignored = shutil.ignore_patterns("__pycache__", "requirements.txt")
        shutil.copytree(source, folder / target, ignore=ignored, dirs_exist_ok=True)
    for module in ("http_api.py", "http_json.py", "origin.py", "sign_in.py"):
        shutil.copy(functions / module, folder)


def compile_all(folder: Path) -> None:
    """Bytecode beside every source, valid for ever and without a path of this machine in it."""
    fine = compileall.compile_dir(
        folder,
        stripdir=str(folder),
        prependdir=_TASK_ROOT,
        quiet=1,
        force=True,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if not fine:
        raise SystemExit(f"Some files of {folder} do not compile.")


def size(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def build(root: Path, name: str, folder: Path, machine: str, operations: list[str]) -> None:
    """Fills the folder with the artifact of the function `name`; `operations` as botocore names them."""
    folder.mkdir(parents=True, exist_ok=True)
    requirements = root / "functions" / name / "requirements.txt"
    install(requirements, folder, machine)
    installed = size(folder)
    drop_unused(folder)
    late_imports.put_off(folder)
    if (folder / "botocore").is_dir():
        trim_botocore.trim(folder / "botocore" / "data", trim_botocore.by_service(operations))
    trimmed = size(folder)
    copy_sources(root, name, folder)
    compile_all(folder)
    print(
        f"{name}: libraries {installed / 1e6:.1f} MB, trimmed {trimmed / 1e6:.1f} MB, "
        f"with sources and bytecode {size(folder) / 1e6:.1f} MB"
    )


def main() -> None:
    """`python3.13 -m shipping.artifact --machine aarch64 FOLDER checkin dynamodb:GetItem …`"""
    if sys.version_info[:2] != PYTHON:
        raise SystemExit("Bytecode for AWS must be made by Python 3.13.")
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--machine", default="aarch64", choices=["aarch64", "x86_64"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("operations", nargs="*")
    given = parser.parse_args()
    root = Path(__file__).resolve().parent.parent
    build(root, given.name, given.folder.resolve(), given.machine, given.operations)


if __name__ == "__main__":
    main()
