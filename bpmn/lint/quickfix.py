"""Mends what can be mended without thinking, and leaves every other byte as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from bpmn.lint.document import Document, open_document
from bpmn.lint.problem import Problem
from bpmn.markup import BPMN, attribute, children, content, is_bpmn, local, reference, unprefixed

Fix = Callable[[Document, etree._Element, Problem], None]


def make_executable(data: bytes) -> bytes:
    """Return the file with every process marked as executable."""
    document = open_document(data)
    for process in document.root.iter(f"{{{BPMN}}}process"):
        document.set_attribute(process, "isExecutable", "true")
    return document.written()


def mend(data: bytes, problems: Iterable[Problem]) -> bytes:
    """Return the file with the problems mended that have a quick fix."""
    document = open_document(data)
    for problem in problems:
        fix = FIXES.get(problem.quickfix or "")
        element = _find(document, problem)
        if fix is not None and element is not None:
            fix(document, element, problem)
    return document.written()


def _find(document: Document, problem: Problem) -> etree._Element | None:
    """Return the element a problem is about; of several with one id, the one on its line."""
    named = [one for one in document.spans if one.get("id", "") == (problem.element or "")]
    on_line = [one for one in named if one.sourceline == problem.line]
    found = on_line or named
    return found[-1] if found else None


def _by_id(document: Document, wanted: str | None) -> etree._Element | None:
    return next((one for one in document.spans if one.get("id") == wanted), None)


def _set_executable(document: Document, element: etree._Element, problem: Problem) -> None:
    document.set_attribute(element, "isExecutable", "true")


def _rename(document: Document, element: etree._Element, problem: Problem) -> None:
    document.set_attribute(element, "id", _free_id(document, str(element.get("id"))))


def _add_id(document: Document, element: etree._Element, problem: Problem) -> None:
    if is_bpmn(element):
        document.set_attribute(element, "id", _free_id(document, local(element)))


def _free_id(document: Document, base: str) -> str:
    taken = {one.get("id") for one in document.spans}
    taken |= {text.split('"')[1] for _, _, text in document.edits if text.startswith(' id="')}
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def _rewrite_flow_lists(document: Document, element: etree._Element, problem: Problem) -> None:
    """Let the node list exactly the flows that begin and end at it."""
    node = attribute(element, "id")
    wanted: dict[str, list[str]] = {"incoming": [], "outgoing": []}
    for flow in document.root.iter(f"{{{BPMN}}}sequenceFlow"):
        if reference(flow, "targetRef") == node:
            wanted["incoming"].append(attribute(flow, "id"))
        if reference(flow, "sourceRef") == node:
            wanted["outgoing"].append(attribute(flow, "id"))
    for one in children(element, "incoming", "outgoing"):
        if unprefixed(content(one)) not in wanted[local(one)]:
            document.remove(one)


def _drop(name: str) -> Fix:
    def fix(document: Document, element: etree._Element, problem: Problem) -> None:
        document.set_attribute(element, name, None)

    return fix


def _interrupt(document: Document, element: etree._Element, problem: Problem) -> None:
    document.set_attribute(element, "cancelActivity", None)
    document.set_attribute(element, "isInterrupting", None)


def _remove_condition(document: Document, element: etree._Element, problem: Problem) -> None:
    for one in children(element, "conditionExpression"):
        document.remove(one)


def _make_default(document: Document, element: etree._Element, problem: Problem) -> None:
    gateway = _by_id(document, reference(element, "sourceRef"))
    if gateway is not None and gateway.get("default") is None:
        document.set_attribute(gateway, "default", attribute(element, "id"))


def _remove_lane_reference(document: Document, element: etree._Element, problem: Problem) -> None:
    nodes = {one.get("id") for one in document.spans if is_bpmn(one)}
    for one in children(element, "flowNodeRef"):
        if unprefixed(content(one)) not in nodes:
            document.remove(one)


def _remove(document: Document, element: etree._Element, problem: Problem) -> None:
    if not is_bpmn(element):
        document.remove(element)


FIXES: dict[str, Fix] = {
    "set-executable": _set_executable,
    "rename-duplicate-id": _rename,
    "add-id": _add_id,
    "rewrite-flow-lists": _rewrite_flow_lists,
    "clear-gateway-direction": _drop("gatewayDirection"),
    "remove-default": _drop("default"),
    "interrupt": _interrupt,
    "remove-condition": _remove_condition,
    "make-default": _make_default,
    "remove-lane-reference": _remove_lane_reference,
    "remove-drawing": _remove,
}
