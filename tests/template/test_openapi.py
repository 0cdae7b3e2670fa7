"""The OpenAPI document tells the API as template.yaml makes it."""

import re

import schemathesis

from oversight import app
from shipping.openapi.__main__ import KEPT
from shipping.openapi.document import document, written
from tests.template.template_document import Json, functions, load, package

PROXY = "{proxy+}"


def routes(template: Json) -> set[tuple[str, str]]:
    """Path and method of every route of the API that is no page."""
    events = (
        event["Properties"]
        for _, function in functions(template)
        if package(function) != "pages"
        for event in function.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    )
    found = {(event["Path"], event["Method"].lower()) for event in events}
    return {(path, method) for path, method in found if PROXY not in path} | overseen()


def overseen() -> set[tuple[str, str]]:
    """The routes of oversight, which the template leaves to its modules."""
    return {
        (re.sub(r"<(\w+)>", r"{\1}", path), method.lower())
        for module in app.MODULES
        for path, methods, *_ in module.routes._routes
        for method in methods
    }


def test_the_document_that_is_served_is_the_one_that_is_made() -> None:
    assert KEPT.read_text(encoding="utf-8") == written(), "make openapi"


def test_the_document_tells_every_route_and_no_other() -> None:
    told = {
        (path, method)
        for path, operations in document()["paths"].items()
        for method in operations
        if method != "parameters"
    }
    assert told == routes(load())


def test_the_document_is_openapi() -> None:
    schemathesis.openapi.from_dict(document()).validate()
