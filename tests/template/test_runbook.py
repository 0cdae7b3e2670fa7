"""Whoever is woken by an alarm finds its page in the runbook, and the page says all that it has to."""

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


def test_every_alarm_stands_on_the_dashboard_or_is_about_one_function_only() -> None:
    (dashboard,) = (each for _, each in of_type(load(), "AWS::CloudWatch::Dashboard"))
    shown = set(re.findall(r"\$\{(\w+)\.Arn\}", dashboard["DashboardBody"]["Fn::Sub"]))
    assert shown <= set(ALARMS)
    assert {"CheckinErrors", "DoorFails", "DoorSlow", "TallyBehind", "ReportNotSentInTime"} <= shown
