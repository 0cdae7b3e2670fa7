"""`make lock`: writes the lock files anew from the dependency groups of pyproject.toml.

lock/requirements.txt is what runs and tests the project on one machine, lock/tools.txt and lock/audit.txt what stands
apart from it, lock/bench.txt and lock/runtime.txt what `make bench` measures with, and
functions/<name>/requirements.txt what that function carries to AWS: all of the versions in lock/requirements.txt. Pins
that still fit stay; `make lock UPGRADE=1` takes the newest of everything.
"""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_UV = ROOT / ".venv-tools" / "bin" / "uv"
_OF_BENCHMARKS = ("bench", "runtime")
_APART = ("tools", "audit")
_OF_THIS_MACHINE = ("local", "test", *_APART, *_OF_BENCHMARKS)
_COMMON = ("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet")

# What libraries declare but no function imports:
#   cffi parses C only when it builds; vietnam-provinces needs the others for enumerations that the house leaves out.
_NEVER_IMPORTED = ("pycparser", "fastenumplus", "unidecode")


def compile_groups(groups: list[str], output: str, *options: str) -> None:
    """Resolves dependency groups of pyproject.toml into one requirements file with hashes."""
    named = [f"--group=pyproject.toml:{group}" for group in groups]
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    subprocess.run([_UV, "pip", "compile", *_COMMON, *options, *upgrade, *named, f"-o={output}"], cwd=ROOT, check=True)
    print(f"{output}: {(ROOT / output).read_text().count('==')} packages")


def functions() -> list[str]:
    """Names of the functions: the dependency groups that are not of this machine."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    return [name for name in groups if name not in _OF_THIS_MACHINE]


def main() -> None:
    """Writes every lock file; needs the tools of lock/tools.txt in .venv-tools."""
    if not _UV.exists():
        sys.exit("uv is missing: run `make .venv-tools` first.")
    compile_groups(["local", "test"], "lock/requirements.txt", "--universal", "--python-version=3.11")
    for name in _APART:
        compile_groups([name], f"lock/{name}.txt", "--universal", "--python-version=3.11")
    constraint = "--constraint=lock/requirements.txt"
    for name in _OF_BENCHMARKS:
        compile_groups([name], f"lock/{name}.txt", "--universal", "--python-version=3.13", constraint)
    absent = [f"--no-emit-package={package}" for package in _NEVER_IMPORTED]
    target = ("--python-version=3.13", "--python-platform=aarch64-manylinux_2_34", "--only-binary=:all:")
    for name in functions():
        compile_groups([name], f"functions/{name}/requirements.txt", *target, constraint, *absent)


if __name__ == "__main__":
    main()
