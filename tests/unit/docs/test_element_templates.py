"""Camunda Modeler offers as a form every setting the documentation names, and no other."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bpmn.reader import read
from engine.approvals.rules import permitted
from tests.integration.approvals.bureau import line, task
from tests.integration.processes.office import diagram

ROOT = Path(__file__).parents[3]
MODELLING = (ROOT / "docs/modelling.md").read_text("utf-8")
TEMPLATES = ROOT / "bpmn/.camunda/element-templates/gridflow.json"
ROW = re.compile(r"^\| ([^|`]+) \| ((?:`\w+`(?:, )?)+) \|", re.MULTILINE)
# The stages of a customer's page stand in a paragraph of their own.
IN_PROSE = {"bpmn:UserTask": {"stage"}, "bpmn:Process": set()}


def _template(element: str) -> dict[str, Any]:
    found = json.loads(TEMPLATES.read_text("utf-8"))
    (one,) = [template for template in found if element in template["appliesTo"]]
    chosen: dict[str, Any] = one
    return chosen


def _offered(element: str) -> dict[str, dict[str, Any]]:
    """Return the settings a template offers, by the name of the property they fill in."""
    bound = {one["binding"]["name"]: one for one in _template(element)["properties"]}
    assert len(bound) == len(_template(element)["properties"])
    return bound


def _documented(*places: str) -> set[str]:
    section = MODELLING.partition("## Our properties")[2].partition("\n## ")[0]
    rows = [(set(on.split(", ")), names) for on, names in ROW.findall(section)]
    return {name for on, names in rows if on & set(places) for name in re.findall(r"\w+", names)}


@pytest.mark.parametrize(
    ("element", "places"),
    [
        ("bpmn:UserTask", ("any element", "user task", "multi-instance")),
        ("bpmn:Process", ("any element", "process")),
    ],
)
def test_a_template_offers_what_is_documented(element: str, places: tuple[str, ...]) -> None:
    documented = _documented(*places) | IN_PROSE[element]

    assert set(_offered(element)) == documented


def test_separated_duties_are_offered_with_the_other_settings_of_people() -> None:
    offered = _offered("bpmn:UserTask")

    assert offered["notBy"]["group"] == offered["excludeStarter"]["group"] == "people"


@pytest.mark.parametrize("element", ["bpmn:UserTask", "bpmn:Process"])
def test_every_setting_is_one_of_ours_in_a_group_that_is_there(element: str) -> None:
    groups = {one["id"] for one in _template(element)["groups"]}

    settings = _offered(element).values()

    assert {one["binding"]["type"] for one in settings} == {"camunda:property"}
    assert {one["group"] for one in settings} == groups
    assert [one for one in settings if one["type"] == "Dropdown" and one["value"] != ""] == []


def test_what_the_form_leaves_empty_is_not_said() -> None:
    empty = dict.fromkeys(_offered("bpmn:UserTask"), "") | {"notBy": "a"}
    drawn = diagram(line(("a", task("a", "zhao")), ("b", task("b", "qian", **empty))))

    (process,) = read(drawn, "leave.bpmn").processes
    (node,) = [one for one in process.nodes if one.id == "b"]

    assert dict(node.properties) == {"notBy": "a"}
    assert permitted(node.properties) == permitted({})
