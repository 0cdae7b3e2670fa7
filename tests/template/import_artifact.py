"""Run by Python 3.13 with nothing on its path: imports a handler from its artifact, and what it needs later.

`python3.13 -I import_artifact.py FOLDER checkin.app dynamodb:PutItem …`
"""

import ast
import importlib
import importlib.util
import sys
from pathlib import Path


def main(folder: str, handler: str, *operations: str) -> None:
    """Fails with the reason if something is missing."""
    sys.path.insert(0, folder)
    importlib.import_module(handler)
    ours = {handler.partition(".")[0], "truyvet", "http_api", "http_json", "origin", "sign_in"}
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None) or ""
        assert "site-packages" not in path, f"{path} is not of the artifact"
        if path.startswith(folder) and module.__name__.partition(".")[0] in ours:
            _find_what_it_imports(Path(path))
    if operations:
        _make_clients(operations)


def _find_what_it_imports(path: Path) -> None:
    """Also inside of functions, where a missing module would be seen only at the first call."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if not name.startswith("mypy_boto3_"):
                assert importlib.util.find_spec(name), f"{path} imports {name}, which the artifact lacks"


def _make_clients(operations: tuple[str, ...]) -> None:
    from botocore.session import get_session  # noqa: PLC0415 - the artifact's

    for service in {entry.partition(":")[0] for entry in operations}:
        client = get_session().create_client(service)
        wanted = {entry.partition(":")[2] for entry in operations if entry.startswith(f"{service}:")}
        assert set(client.meta.service_model.operation_names) == wanted, f"{service} was not trimmed to {wanted}"


if __name__ == "__main__":
    main(*sys.argv[1:])
