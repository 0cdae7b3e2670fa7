"""samconfig.toml gives parameters that the template has, and no environment goes up without a key of its own."""

import re
import tomllib
from typing import Any

import pytest

from tests.template.template_document import ROOT, load

PARAMETERS = load()["Parameters"]
CONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
PLACEHOLDER = "the-output-of-make-keys"
ENVIRONMENTS = [name for name in CONFIG if name != "version"]


def _deploy(environment: str) -> dict[str, Any]:
    given: dict[str, Any] = CONFIG[environment]["deploy"]["parameters"]
    return given


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_parameter_without_a_default_is_given(environment: str) -> None:
    given = dict(entry.split("=", 1) for entry in _deploy(environment)["parameter_overrides"])
    assert given.keys() <= PARAMETERS.keys()
    assert {name for name, parameter in PARAMETERS.items() if "Default" not in parameter} <= given.keys()
    # Each province puts its own in; the repository holds none.
    assert given.pop("SealingPublicKey") == PLACEHOLDER
    for name, value in given.items():
        assert re.fullmatch(PARAMETERS[name].get("AllowedPattern", ".*"), value), f"{environment}: {name}={value}"


def test_the_placeholder_of_the_key_is_no_key() -> None:
    assert not re.fullmatch(PARAMETERS["SealingPublicKey"]["AllowedPattern"], PLACEHOLDER)


def test_environments_are_stacks_of_their_own() -> None:
    stacks = [_deploy(environment)["stack_name"] for environment in ENVIRONMENTS]
    assert len(set(stacks)) == len(ENVIRONMENTS)
