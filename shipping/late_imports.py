"""Makes libraries import late what they import early and our functions never use.

Every module counts in a cold start: these are an eighth of the door's (docs/performance.md). In the artifact, a line
`from module import name` becomes a function of this name that imports when it is called for the first time, and a line
`import module` an object that imports when something of the module is asked for, so whoever does use it gets what they
got before. The versions are locked; another one that reads differently fails the build.
"""

from collections.abc import Iterable
from pathlib import Path

LATE = {
    # To read the version of h2, where HTTP/2 is switched on.
    "urllib3/http2/__init__.py": ["from importlib.metadata import version"],
    # For `help(client.put_item)` and for the pages of botocore's documentation.
    "botocore/docs/__init__.py": ["from botocore.docs.service import ServiceDocumenter"],
    "botocore/docs/docstring.py": [
        "from botocore.docs.bcdoc.restdoc import DocumentStructure",
        "from botocore.docs.method import document_model_driven_method",
        "from botocore.docs.paginator import document_paginate_method",
        "from botocore.docs.waiter import document_wait_method",
    ],
    # For times in answers and for credentials that expire: DynamoDB sends none, and Lambda's are in its environment.
    "botocore/compat.py": ["from dateutil.tz import tzlocal"],
    "botocore/credentials.py": [
        "import dateutil.parser",
        "from dateutil.parser import parse",
        "from dateutil.tz import tzlocal, tzutc",
    ],
    "botocore/tokens.py": ["import dateutil.parser", "from dateutil.tz import tzutc"],
    "botocore/utils.py": [
        "import dateutil.parser",
        "from dateutil.tz import tzutc",
        # For the cache of a sign-in on a developer's machine, and for proxies, unless a client's Config has its own.
        "import tempfile",
        "from urllib.request import getproxies, proxy_bypass",
    ],
    # For files of settings in a home directory.
    "botocore/configloader.py": ["import configparser"],
    # For waiters and pages: who uses them pays for them.
    "botocore/waiter.py": ["import jmespath"],
    "botocore/paginate.py": ["import jmespath"],
    # For operations that name several tables.
    "botocore/regions.py": ["import jmespath"],
}


class ChangedLibraryError(Exception):
    """A library no longer has the line that was to be changed."""


def put_off(folder: Path) -> None:
    """Changes the libraries that lie in an artifact's folder. Raises ChangedLibraryError."""
    for name, lines in LATE.items():
        path = folder / name
        if path.exists():
            path.write_text(_late(path.read_text(encoding="utf-8"), lines, name), encoding="utf-8")


def _late(source: str, lines: Iterable[str], name: str) -> str:
    for line in lines:
        if source.count(f"\n{line}\n") != 1:
            raise ChangedLibraryError(f"{name} has no line {line!r} any more: does a cold start still need it late?")
        module, _, names = line.removeprefix("from ").partition(" import ")
        late = [_function(module, each) for each in names.split(", ")] if names else [_module(line)]
        source = source.replace(f"\n{line}\n", "\n" + "".join(late), 1)
    return source


def _module(line: str) -> str:
    name = line.removeprefix("import ").partition(".")[0]
    return (
        f"class _Late{name}:\n"
        f"    def __getattr__(self, wanted):\n"
        f"        {line}\n"
        f"        return getattr({name}, wanted)\n"
        f"{name} = _Late{name}()\n"
    )  # fmt: skip


def _function(module: str, name: str) -> str:
    return (
        f"def {name}(*args, **kwargs):\n"
        f"    from {module} import {name} as found\n"
        f"    return found(*args, **kwargs)\n"
    )  # fmt: skip
