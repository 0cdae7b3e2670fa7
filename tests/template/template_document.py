"""template.yaml as the house rules see it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
Json = dict[str, Any]


def load() -> Json:
    """The template with `!Ref`, `!GetAtt` and `!Sub` in their long forms."""
    document: Json = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    return document


def of_type(template: Json, kind: str) -> Iterator[tuple[str, Json]]:
    """Logical name and properties of every resource of this type."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource.get("Properties", {})


def functions(template: Json) -> Iterator[tuple[str, Json]]:
    """Logical name and properties of every function."""
    return of_type(template, "AWS::Serverless::Function")


def package(function: Json) -> str:
    """`checkin` of the handler `checkin.app.handler`."""
    return str(function["Handler"]).partition(".")[0]


def target(value: object) -> str | None:
    """The logical name that a `Ref`, a `GetAtt` or the first `${Name}` of a `Sub` points at."""
    match value:
        case {"Ref": str(name)}:
            return name
        case {"Fn::GetAtt": [str(name), *_]}:
            return name
        case {"Fn::GetAtt": str(path)}:
            return path.partition(".")[0]
        case {"Fn::Sub": str(text)}:
            found = re.search(r"\$\{(\w+)", text)
            return found and found[1]
    return None


def statements(template: Json, role: str) -> list[Json]:
    """All statements of a role's own policies."""
    policies = template["Resources"].get(role, {}).get("Properties", {}).get("Policies", [])
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def allowed(template: Json, role: str | None, action: str) -> set[str | None]:
    """What a role may do this action on, as logical names."""
    found = statements(template, role) if role else []
    return {target(statement.get("Resource")) for statement in found if statement.get("Action") == action}
