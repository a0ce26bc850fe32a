"""Reads the drawing of a BPMN file."""

import math

from lxml import etree

from bpmn.annotations import Bounds, Diagram, Edge, Shape
from bpmn.markup import BPMNDI, DC, DI, attribute, line, maybe_flag, reference


def diagrams(root: etree._Element) -> tuple[Diagram, ...]:
    """Return all drawings of the file."""
    return tuple(_diagram(one) for one in root.findall(f"{{{BPMNDI}}}BPMNDiagram"))


def _diagram(element: etree._Element) -> Diagram:
    plane = element.find(f"{{{BPMNDI}}}BPMNPlane")
    inside: list[etree._Element] = [] if plane is None else list(plane)
    return Diagram(
        id=attribute(element, "id"),
        name=attribute(element, "name"),
        line=line(element),
        plane_element="" if plane is None else reference(plane, "bpmnElement") or "",
        shapes=tuple(_shape(one) for one in inside if one.tag == f"{{{BPMNDI}}}BPMNShape"),
        edges=tuple(_edge(one) for one in inside if one.tag == f"{{{BPMNDI}}}BPMNEdge"),
    )


def _shape(element: etree._Element) -> Shape:
    return Shape(
        id=attribute(element, "id"),
        element=reference(element, "bpmnElement") or "",
        line=line(element),
        bounds=_bounds(element.find(f"{{{DC}}}Bounds")),
        is_expanded=maybe_flag(element, "isExpanded"),
        is_horizontal=maybe_flag(element, "isHorizontal"),
    )


def _bounds(element: etree._Element | None) -> Bounds | None:
    if element is None:
        return None
    numbers = [_number(element, name) for name in ("x", "y", "width", "height")]
    x, y, width, height = (0.0 if one is None else one for one in numbers)
    return None if None in numbers else Bounds(x=x, y=y, width=width, height=height)


def _edge(element: etree._Element) -> Edge:
    points = [
        (_number(one, "x"), _number(one, "y")) for one in element.findall(f"{{{DI}}}waypoint")
    ]
    return Edge(
        id=attribute(element, "id"),
        element=reference(element, "bpmnElement") or "",
        line=line(element),
        waypoints=tuple((x, y) for x, y in points if x is not None and y is not None),
    )


def _number(element: etree._Element, name: str) -> float | None:
    try:
        value = float(attribute(element, name))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
