"""Where a diagram holds expressions, and what each is expected to give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bpmn.extensions import Extensions, InOut
from bpmn.lint.context import Context
from bpmn.lint.registry import Place
from bpmn.model import Activity, CallActivity, Element, Event, Expression, Loop, Task

MARKED = re.compile(r"\s*(=|[$#]\{)")
INSERTED = re.compile(r"[$#]\{[^{}]*\}")
FEEL_FORMATS = ("feel", "text/feel", "application/feel", "juel")
_ATTRIBUTES = ("assignee", "candidateUsers", "candidateGroups", "priority", "formKey", "topic")


@dataclass(frozen=True)
class Site:
    """One expression: its text, what it is for, and where it stands."""

    text: str
    purpose: str
    place: Place
    line: int
    scope_id: str
    is_condition: bool = False
    language: str | None = None


def sites(context: Context) -> Iterator[Site]:
    """Yield every expression of the file that is evaluated; plain texts are left out."""
    for flow in context.flows:
        if flow.condition is not None:
            yield _from(flow.condition, "condition", flow, flow.scope_id, is_condition=True)
    for event in context.events():
        for one in event.definitions:
            if one.type == "conditional" and one.expression is not None:
                yield _from(one.expression, "condition", event, event.scope_id, is_condition=True)
    for node in context.activities():
        yield from _activity(node)
    yield from _correlations(context)


def _correlations(context: Context) -> Iterator[Site]:
    for element in (*context.nodes, *context.model.roots):
        text = element.properties.get("correlationKey") or element.camunda.get("correlationKey")
        if text:
            scope = getattr(element, "scope_id", "")
            yield Site(text, "correlationKey", element, element.line, scope)


def _activity(node: Activity) -> Iterator[Site]:
    if node.loop is not None:
        yield from _loop(node, node.loop)
    if isinstance(node, Task) and runs_feel(node):
        yield Site(node.script or "", "script", node, node.script_line, node.scope_id)
    yield from _marked(node)
    yield from _mappings(node, node.extensions)
    if isinstance(node, CallActivity) and node.called_element:
        yield from _inserted(node, node.called_element, "calledElement")


def runs_feel(task: Task) -> bool:
    """Say whether the task has a script GridFlow can run."""
    if task.type != "scriptTask" or not task.script:
        return False
    return (task.script_format or "").strip().lower() in FEEL_FORMATS


def _from(
    one: Expression, purpose: str, place: Element, scope_id: str, is_condition: bool = False
) -> Site:
    return Site(one.text, purpose, place, one.line, scope_id, is_condition, one.language)


def _loop(node: Activity, loop: Loop) -> Iterator[Site]:
    for purpose, one in (
        ("loopCardinality", loop.cardinality),
        ("completionCondition", loop.completion_condition),
        ("loopCondition", loop.loop_condition),
    ):
        if one is not None and one.text:
            is_condition = purpose != "loopCardinality"
            yield _from(one, purpose, node, node.scope_id, is_condition)
    for purpose, text in (("collection", loop.collection), ("outputElement", loop.output_element)):
        if text:
            yield Site(text, purpose, node, loop.line, node.scope_id)


def _marked(node: Activity) -> Iterator[Site]:
    for name in _ATTRIBUTES:
        text = node.camunda.get(name)
        if text:
            yield from _inserted(node, text, name)


def _inserted(node: Activity, text: str, purpose: str) -> Iterator[Site]:
    """Yield the expressions in a text that may also be plain."""
    inserted = INSERTED.findall(text)
    if text.lstrip().startswith("=") or (not inserted and MARKED.match(text)):
        yield Site(text, purpose, node, node.line, node.scope_id)
    for one in inserted:
        yield Site(one, purpose, node, node.line, node.scope_id)


def _mappings(node: Activity, extensions: Extensions) -> Iterator[Site]:
    for parameter in (*extensions.inputs, *extensions.outputs):
        texts = [parameter.text, *(text for _, text in parameter.items)]
        for text in texts:
            if text and parameter.kind != "script":
                yield from _inserted(node, text, f"inputOutput {parameter.name}")
    for mapping in (*extensions.in_mappings, *extensions.out_mappings):
        yield from _in_out(node, mapping)


def _in_out(node: Activity, mapping: InOut) -> Iterator[Site]:
    if mapping.source_expression:
        yield Site(mapping.source_expression, mapping.direction, node, mapping.line, node.scope_id)
    if mapping.business_key:
        yield from _inserted(node, mapping.business_key, "businessKey")


def timers(context: Context) -> Iterator[tuple[Event, str, Expression]]:
    """Yield every timer with its kind (date, duration, cycle) and text."""
    for event in context.events():
        for one in event.definitions:
            for kind, value in one.timer_values:
                if value.text:
                    yield event, kind, value
