"""The drawing agrees with what it draws."""

from collections.abc import Iterator

from bpmn.annotations import Diagram, Edge, Shape
from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, info, rule, warning
from bpmn.lint.rules.documents import Spot
from bpmn.model import SubProcess

_ARROWS = frozenset(
    "sequenceFlow messageFlow association dataInputAssociation dataOutputAssociation"
    " conversationLink".split()
)

UNKNOWN = error(
    "drawing-element-unknown",
    (
        "图形 {label} 画的元素 {ref} 不存在。",
        "{label} draws the element {ref}, which does not exist.",
    ),
    ("图与流程不一致，人看到的不是运行的。", "The drawing does not show what runs."),
    ("删除这个图形，或补上元素。", "Delete the drawing, or add the element."),
    "remove-drawing",
)
NO_ELEMENT = warning(
    "drawing-without-element",
    ("图形 {label} 没有指明画的是哪个元素。", "{label} does not say which element it draws."),
    ("它不会显示。", "It is not shown."),
    ("删除它，或填写 bpmnElement。", "Delete it, or fill in bpmnElement."),
    "remove-drawing",
)
WRONG_KIND = error(
    "drawing-wrong-kind",
    (
        "{kind} {ref} 画成了{drawn_zh}（{label}）。",
        "The {kind} {ref} is drawn as {drawn} ({label}).",
    ),
    ("图与流程不一致。", "The drawing does not fit the process."),
    ("节点用 BPMNShape，连线用 BPMNEdge。", "Use BPMNShape for nodes and BPMNEdge for arrows."),
)
NO_BOUNDS = error(
    "shape-without-bounds",
    ("图形 {label}（{ref}）没有位置和大小。", "Shape {label} ({ref}) has no position and size."),
    ("无法显示。", "It cannot be shown."),
    (
        "填写 dc:Bounds，或删除图形后自动布局。",
        "Give it dc:Bounds, or delete it and let the layout be made.",
    ),
)
NO_POINTS = error(
    "edge-without-waypoints",
    (
        "连线图形 {label}（{ref}）只有 {count} 个拐点，至少要两个。",
        "Edge {label} ({ref}) has {count} waypoints; it needs two.",
    ),
    ("无法显示。", "It cannot be shown."),
    (
        "补上 di:waypoint，或删除图形后自动布局。",
        "Give it two di:waypoint, or delete it and let the layout be made.",
    ),
)
TWICE = warning(
    "drawing-duplicate",
    ("元素 {ref} 在同一张图中画了两次。", "The element {ref} is drawn twice in one diagram."),
    ("改动一个时另一个不变。", "Changing one leaves the other behind."),
    ("删除一个。", "Delete one."),
    "remove-drawing",
)
PLANE_UNKNOWN = error(
    "plane-element-unknown",
    (
        "图 {label} 画的流程或协作 {ref} 不存在。",
        "Diagram {label} draws {ref}, which does not exist.",
    ),
    ("图与流程不一致。", "The drawing does not show what runs."),
    (
        "把 BPMNPlane 的 bpmnElement 改成流程或协作的 id。",
        "Let bpmnElement of BPMNPlane name the process or collaboration.",
    ),
)
NOT_DRAWN = warning(
    "element-not-drawn",
    ("{kind} {label} 没有画在图中。", "The {kind} {label} is not drawn."),
    ("它会执行，但没有人看得见。", "It runs, but nobody sees it."),
    ("补画，或删除全部图形后自动布局。", "Draw it, or delete the drawing and let one be made."),
)
NO_LAYOUT = info(
    "no-layout",
    ("文件没有图形。", "The file has no drawing."),
    ("可以运行；部署时会自动布局。", "It runs; a layout is made at deployment."),
    ("无需处理，或在编辑器中打开后保存。", "Nothing to do, or open and save it in the editor."),
)


@rule
def drawings(context: Context) -> Iterator[Problem]:
    """Each shape and edge draws an element that exists, once, and can be shown."""
    for diagram in context.model.diagrams:
        spot = Spot(diagram.id, diagram.line, diagram.name)
        if diagram.plane_element and diagram.plane_element not in context.kinds:
            yield PLANE_UNKNOWN.at(spot, ref=diagram.plane_element)
        seen: set[str] = set()
        drawn: list[Shape | Edge] = [*diagram.shapes, *diagram.edges]
        for one in drawn:
            yield from _drawn_problems(context, one)
            if one.element and one.element in seen:
                yield TWICE.at(one, ref=one.element)
            seen.add(one.element)


def _drawn_problems(context: Context, one: Shape | Edge) -> Iterator[Problem]:
    kind = context.kinds.get(one.element)
    if not one.element:
        yield NO_ELEMENT.at(one)
    elif kind is None:
        yield UNKNOWN.at(one, ref=one.element)
    elif (kind in _ARROWS) != isinstance(one, Edge):
        words = ("连线", "an edge") if isinstance(one, Edge) else ("节点", "a shape")
        yield WRONG_KIND.at(one, kind=kind, ref=one.element, drawn_zh=words[0], drawn=words[1])
    if isinstance(one, Shape) and one.bounds is None:
        yield NO_BOUNDS.at(one, ref=one.element)
    if isinstance(one, Edge) and len(one.waypoints) < 2:
        yield NO_POINTS.at(one, ref=one.element, count=len(one.waypoints))


@rule
def everything_is_drawn(context: Context) -> Iterator[Problem]:
    """What runs can be seen."""
    diagrams = [one for one in context.model.diagrams if one.shapes]
    if not diagrams:
        if context.nodes:
            yield NO_LAYOUT.at(None, line=context.model.line)
        return
    drawn = {shape.element for one in diagrams for shape in one.shapes}
    drawn |= {edge.element for one in diagrams for edge in one.edges}
    folded = _folded(context, diagrams)
    for scope in context.scopes:
        if scope.id in folded:
            continue
        for element in (*scope.nodes, *scope.flows):
            if element.id and element.id not in drawn:
                yield NOT_DRAWN.at(element, kind=element.type)


def _folded(context: Context, diagrams: list[Diagram]) -> set[str]:
    """Return the sub-processes whose inside is not shown, with all inside them."""
    closed = {
        shape.element for one in diagrams for shape in one.shapes if shape.is_expanded is False
    }
    found: set[str] = set()
    for scope in context.scopes:
        if isinstance(scope, SubProcess) and (scope.id in closed or scope.scope_id in found):
            found.add(scope.id)
    return found
