"""Every diagram without a drawing gets one in which nothing lies on anything else."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from lxml import etree

from bpmn.annotations import Bounds
from bpmn.catalog import files_of, process_keys
from bpmn.layout import lay_out
from bpmn.layout.shapes import Box
from bpmn.lint import check
from bpmn.model import Definitions, Event, Scope
from bpmn.reader import read
from tests.unit.bpmn.sketch import END, START, TASK, file
from tests.unit.bpmn.test_valid import ALL


def undrawn(data: bytes) -> bytes:
    """Return the file without its drawing."""
    root = etree.fromstring(data)
    for drawing in root.findall("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram"):
        root.remove(drawing)
    return etree.tostring(root)


OURS = {
    name: undrawn(data)
    for key in process_keys()
    for name, data in files_of(key).items()
    if name.endswith(".bpmn")
}
FILES = {**{name: undrawn(data) for name, data in ALL.items()}, **OURS}


def drawn(data: bytes) -> tuple[Definitions, dict[str, Box]]:
    model = read(lay_out(data), "x")
    shapes = [shape for diagram in model.diagrams for shape in diagram.shapes]
    return model, {shape.element: box_of(shape.bounds) for shape in shapes}


def box_of(bounds: Bounds | None) -> Box:
    assert bounds is not None
    return Box(bounds.x, bounds.y, bounds.width, bounds.height)


def scopes(model: Definitions) -> Iterator[Scope]:
    for process in model.processes:
        yield from process.walk_scopes()


def standing(scope: Scope) -> list[str]:
    """Return the nodes that do not sit on others."""
    return [n.id for n in scope.nodes if not (isinstance(n, Event) and n.kind == "boundary")]


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_everything_is_drawn_and_the_linter_agrees(data: bytes) -> None:
    codes = {problem.code for problem in check({"a.bpmn": lay_out(data)})[0].problems}

    assert not codes & {"no-layout", "element-not-drawn", "drawing-element-unknown", "duplicate-id"}
    assert not codes & {"edge-without-waypoints", "drawing-wrong-kind", "drawing-duplicate"}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_nothing_lies_on_anything_else(data: bytes) -> None:
    model, boxes = drawn(data)

    assert [
        pair
        for scope in scopes(model)
        for pair in combinations(standing(scope), 2)
        if boxes[pair[0]].overlaps(boxes[pair[1]])
    ] == []


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_no_arrow_runs_through_a_node(data: bytes) -> None:
    model, boxes = drawn(data)
    lines = {edge.element: edge.waypoints for one in model.diagrams for edge in one.edges}

    assert [
        (flow.id, node)
        for scope in scopes(model)
        for flow in scope.flows
        for node in standing(scope)
        if node
        not in (flow.source, flow.target, getattr(scope.node_by_id[flow.source], "attached_to", ""))
        for start, end in zip(lines[flow.id], lines[flow.id][1:], strict=False)
        if crosses(start, end, boxes[node])
    ] == []


def crosses(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return left < box.right and box.x < right + 0.01 and top < box.bottom and box.y < bottom + 0.01


def test_what_has_a_drawing_stays_byte_for_byte() -> None:
    data = lay_out(file(START + TASK + END, "s-t t-e"))

    assert lay_out(data) == data


def test_only_the_drawing_is_added() -> None:
    data = file(START + TASK + END, "s-t t-e")

    added = lay_out(data)

    assert added.startswith(data.removesuffix(b"</definitions>"))


def test_nodes_lie_in_their_lanes() -> None:
    lanes = (
        '<laneSet id="ls"><lane id="l1"><flowNodeRef>s</flowNodeRef>'
        "<flowNodeRef>e</flowNodeRef></lane>"
        '<lane id="l2"><flowNodeRef>t</flowNodeRef></lane></laneSet>'
    )
    pool = '<collaboration id="c"><participant id="pool" processRef="p"/></collaboration>'

    _, boxes = drawn(file(lanes + START + TASK + END, "s-t t-e", after=pool))

    assert boxes["l1"].bottom == boxes["l2"].y
    assert boxes["l2"].y < boxes["t"].y < boxes["t"].bottom < boxes["l2"].bottom
    assert boxes["pool"].bottom == boxes["l2"].bottom
    assert boxes["pool"].right == boxes["l1"].right


def test_boundary_events_sit_on_their_activities() -> None:
    event = (
        '<boundaryEvent id="b" attachedToRef="t"><timerEventDefinition>'
        "<timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>"
    )

    _, boxes = drawn(file(START + TASK + END + event, "s-t t-e b-e"))

    assert boxes["b"].middle[1] == boxes["t"].bottom
    assert boxes["t"].x < boxes["b"].middle[0] < boxes["t"].right


def test_sub_processes_hold_what_is_in_them() -> None:
    _, boxes = drawn(ALL["sub-process"])

    assert boxes["t"].x < boxes["s2"].x < boxes["e2"].right < boxes["t"].right
