"""Whoever is woken by an alarm finds its page in the runbook, and the page says all that it has to."""

import json
import re

import pytest

from tests.template.template_document import ROOT, load, of_type

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
PARTS = ("**Means**", "**Hurts**", "**First look**", "**Do**", "**Over when**")
ALARMS = sorted(name for name, _ in of_type(load(), "AWS::CloudWatch::Alarm"))


def pages() -> dict[str, str]:
    _, _, alarms = RUNBOOK.partition("\n## Alarms\n")
    parts = re.split(r"^### (\w+)$", alarms.partition("\n## ")[0], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_each_alarm_has_a_page_and_each_page_an_alarm() -> None:
    assert sorted(pages()) == ALARMS


@pytest.mark.parametrize("name", ALARMS)
def test_a_page_says_what_whom_where_and_until_when(name: str) -> None:
    page = pages()[name]
    places = [page.find(f"- {part}: ") for part in PARTS]
    assert -1 not in places, f"{name}: {dict(zip(PARTS, places, strict=True))}"
    assert places == sorted(places)


def test_links_within_the_runbook_lead_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", RUNBOOK, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([\w-]+)\)", RUNBOOK)) <= anchors


def dashboard() -> str:
    (found,) = (each for _, each in of_type(load(), "AWS::CloudWatch::Dashboard"))
    return str(found["DashboardBody"]["Fn::Sub"])


def test_the_alarms_of_door_and_report_stand_on_the_dashboard() -> None:
    shown = set(re.findall(r"\$\{(\w+)\.Arn\}", dashboard()))
    assert shown <= set(ALARMS)
    assert {"CheckinErrors", "DoorFails", "DoorSlow", "TallyBehind", "ReportNotSentInTime"} <= shown


def test_the_dashboard_is_json_that_fits_together() -> None:
    widgets = json.loads(re.sub(r"\$\{[^}]+\}", "x", dashboard()))["widgets"]
    taken = [(x, y) for each in widgets for x in range(each["x"], each["x"] + each["width"])
             for y in range(each["y"], each["y"] + each["height"])]  # fmt: skip
    assert len(taken) == len(set(taken)), "two widgets lie on each other"
    assert max(x for x, _ in taken) < 24
    resources = set(load()["Resources"]) | {"AWS::Region"}
    assert {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", dashboard())} <= resources
