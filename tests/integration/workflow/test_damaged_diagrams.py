"""Diagrams that were damaged at random are refused or run; none ends in a traceback."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from bpmn.reader import ReadError
from engine.kernel.errors import Invalid, NotFound, Refused
from engine.workflow import (
    Advance,
    CompleteTask,
    Correlate,
    Definition,
    FireTimer,
    Limits,
    StaleCommand,
    Start,
    StepFailed,
    advance,
    compile_definition,
)
from tests.acceptance.conformance.sketch import bpmn
from tests.integration.workflow.case import NOW, HostOfATest
from tests.integration.workflow.test_any_sequence import sketch_of
from tests.integration.workflow.test_saved_state import EVERYTHING

LIMITS = Limits(steps=300, tokens=300, call_depth=4)
TEXTS = ("", "x", "${", "= 1 +", "PT1H", "nothing(1)")
VALUES = ("", "x", "s1", "A2", "true", "P", "-1")


def damage(root: Any, chance: Random) -> None:
    """Do one thing to the file that nobody should."""
    elements = [one for one in root.iter() if isinstance(one.tag, str) and one is not root]
    one, other = chance.choice(elements), chance.choice(elements)
    key = chance.choice(list(one.attrib) or ["id"])
    match chance.randint(0, 5):
        case 0:
            one.getparent().remove(one)
        case 1:
            one.attrib.pop(key, None)
        case 2:
            one.set(key, chance.choice(VALUES))
        case 3:
            one.tag = other.tag
        case 4:
            other.append(copy.deepcopy(one))
        case 5:
            one.text = chance.choice(TEXTS)


def compiled(data: bytes) -> dict[str, Definition]:
    made = {}
    for process in ("P", "Q"):
        try:
            made[process] = compile_definition({"damaged.bpmn": data}, process)
        except (Refused, ReadError, NotFound):
            continue
    return made


def some_commands(made: Advance) -> list[Any]:
    return [
        *(CompleteTask(task.id, {"x": 2}) for task in made.opened),
        *(FireTimer(timer.id) for timer in made.timers),
        *(Correlate(one.id) for one in made.subscriptions),
    ]


@settings(max_examples=200, deadline=None)
@given(number=st.integers(0, 2**32))
def test_a_damaged_diagram_is_refused_or_runs(number: int) -> None:
    chance = Random(number)
    root = etree.fromstring(bpmn(chance.choice([EVERYTHING, sketch_of(chance)])))
    for _ in range(chance.randint(1, 4)):
        damage(root, chance)
    definitions = compiled(etree.tostring(root))
    if "P" not in definitions:
        return
    definition, ports = definitions["P"], HostOfATest(definitions)
    try:
        start = Start({"x": chance.randint(0, 4), "people": [1]})
        made = advance(definition, None, start, NOW, ports, LIMITS)
        while made.status == "running" and (options := some_commands(made)):
            made = advance(definition, made.state, chance.choice(options), NOW, ports, LIMITS)
    except (StepFailed, StaleCommand, Invalid) as told:
        assert told.code
