"""samconfig.toml gives parameters that the template has, and no environment goes up without a key of its own."""

import re
import tomllib
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from tests.template.template_document import ROOT, load

PARAMETERS = load()["Parameters"]
EDGE_PARAMETERS = yaml_parse((ROOT / "edge.yaml").read_text(encoding="utf-8"))["Parameters"]
CONFIG = tomllib.loads((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
PLACEHOLDER = "the-output-of-make-keys"
ENVIRONMENTS = [name for name in CONFIG if name != "version" and not name.startswith("edge")]
EDGES = [name for name in CONFIG if name.startswith("edge")]


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


@pytest.mark.parametrize("edge", EDGES)
def test_an_edge_is_given_all_but_the_secret_and_a_certificate(edge: str) -> None:
    given = dict(entry.split("=", 1) for entry in _deploy(edge)["parameter_overrides"])
    needed = {name for name, parameter in EDGE_PARAMETERS.items() if "Default" not in parameter}
    assert needed - given.keys() == {"OriginSecret"}
    assert _deploy(edge)["region"] == "us-east-1"
    for name in ("DomainName", "Certificate", "OriginDomain"):
        assert re.fullmatch(EDGE_PARAMETERS[name]["AllowedPattern"], given[name])


def test_every_environment_has_an_edge_of_its_name() -> None:
    assert {f"edge-{name}" if name != "default" else "edge" for name in ENVIRONMENTS} == set(EDGES)
    for name in ENVIRONMENTS:
        edge = "edge" if name == "default" else f"edge-{name}"
        reached = dict(entry.split("=", 1) for entry in _deploy(name)["parameter_overrides"])["HostUrl"]
        named = dict(entry.split("=", 1) for entry in _deploy(edge)["parameter_overrides"])["DomainName"]
        assert reached == f"https://{named}"
