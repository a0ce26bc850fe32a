"""Conditions and defaults on the flows out of gateways, activities and events."""

import re
from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import WARNING, Problem
from bpmn.lint.ranges import Range, range_of
from bpmn.lint.registry import error, info, rule, warning
from bpmn.lint.rules.gateways import CHOOSING
from bpmn.model import Activity, Event, Gateway, SequenceFlow

DEFAULT_FOREIGN = error(
    "default-not-outgoing",
    (
        "元素 {label} 的默认连线 {ref} 不是从它出发的。",
        "The default flow {ref} of {label} does not leave it.",
    ),
    ("没有条件成立时，流程找不到出路。", "When no condition holds, the process finds no way out."),
    (
        "把默认连线改成从该元素出发的一条。",
        "Choose one of the element's own outgoing flows as default.",
    ),
    "remove-default",
)
DEFAULT_NOT_ALLOWED = error(
    "default-not-allowed",
    (
        "网关 {label}（{kind}）不能有默认连线。",
        "Gateway {label} ({kind}) cannot have a default flow.",
    ),
    (
        "只有排他、包容和复杂网关以及活动才有默认连线。",
        "Only exclusive, inclusive and complex gateways and activities have one.",
    ),
    ("删除 default，或换成排他网关。", "Remove the default, or use an exclusive gateway."),
    "remove-default",
)
DEFAULT_CONDITION = warning(
    "default-with-condition",
    (
        "默认连线 {label} 带有条件，条件会被忽略。",
        "The default flow {label} has a condition, which is ignored.",
    ),
    ("读图的人会以为条件有效。", "Readers will think the condition counts."),
    ("删除条件，或另选默认连线。", "Remove the condition, or choose another default."),
    "remove-condition",
)
CONDITION_MISSING = error(
    "condition-missing",
    (
        "连线 {label} 从网关 {gateway} 出发，既没有条件，也不是默认连线。",
        "Flow {label} leaves gateway {gateway} without a condition and is not its default.",
    ),
    ("无法判断何时走这条路。", "Nobody can say when this way is taken."),
    ("写上条件，或设为默认连线。", "Write a condition, or make it the default flow."),
    "make-default",
)
CONDITION_EMPTY = error(
    "condition-empty",
    ("连线 {label} 的条件是空的。", "The condition of flow {label} is empty."),
    ("空条件无法计算。", "An empty condition cannot be evaluated."),
    (
        "写上条件，或删除 <conditionExpression>。",
        "Write the condition, or delete <conditionExpression>.",
    ),
    "remove-condition",
)
CONDITION_NOT_ALLOWED = error(
    "condition-not-allowed",
    (
        "连线 {label} 从 {source}（{kind}）出发，不能带条件。",
        "Flow {label} leaves {source} ({kind}) and cannot have a condition.",
    ),
    (
        "标准只允许排他、包容网关和活动的出线带条件。",
        "The standard allows conditions only behind exclusive and inclusive gateways and "
        "activities.",
    ),
    (
        "删除条件，或在中间加一个排他网关。",
        "Remove the condition, or put an exclusive gateway in between.",
    ),
    "remove-condition",
)
CONDITION_TWICE = error(
    "condition-duplicate",
    (
        "网关 {gateway} 的两条出线条件相同：{text}。",
        "Two flows of gateway {gateway} have the same condition: {text}.",
    ),
    ("第二条永远不会被选中。", "The second is never taken."),
    ("改正其中一个条件，或删除一条连线。", "Correct one of the conditions, or delete one flow."),
)
OVERLAP = warning(
    "condition-overlap",
    (
        "网关 {gateway} 的条件“{first}”与“{text}”会同时成立。",
        "The conditions “{first}” and “{text}” of gateway {gateway} can both hold.",
    ),
    (
        "只走文件中排在前面的一条，图上看不出来。",
        "The one that comes first in the file is taken, which the drawing does not show.",
    ),
    ("让条件互不重叠。", "Let the conditions exclude each other."),
)
CONDITION_LONELY = warning(
    "condition-lonely",
    (
        "网关 {gateway} 唯一的出线 {label} 带有条件。",
        "The only flow {label} out of gateway {gateway} has a condition.",
    ),
    ("条件不成立时流程停住并报错。", "When it does not hold, the process stops with an incident."),
    ("删除条件，或补上另一条路。", "Remove the condition, or draw the other way."),
)
NO_DEFAULT = warning(
    "no-default-flow",
    ("网关 {label} 没有默认连线。", "Gateway {label} has no default flow."),
    (
        "所有条件都不成立时，流程停住并报错。",
        "When no condition holds, the process stops with an incident.",
    ),
    ("把最常见的一条设为默认连线。", "Make the commonest way the default."),
)
ALL_CONDITIONAL = info(
    "conditional-flows-only",
    (
        "活动 {label} 的出线都有条件，又没有默认连线。",
        "All flows out of activity {label} have conditions and none is the default.",
    ),
    (
        "所有条件都不成立时，流程停住并报错。",
        "When none holds, the process stops with an incident.",
    ),
    ("加一条默认连线。", "Add a default flow."),
)


@rule
def defaults(context: Context) -> Iterator[Problem]:
    """A default belongs to its node and has no condition."""
    for node in context.nodes:
        if not isinstance(node, Gateway | Activity) or node.default is None:
            continue
        flow = context.flow_by_id.get(node.default)
        if isinstance(node, Gateway) and node.type in ("parallelGateway", "eventBasedGateway"):
            yield DEFAULT_NOT_ALLOWED.at(node, kind=node.type)
        elif flow is None or flow.source != node.id:
            yield DEFAULT_FOREIGN.at(node, ref=node.default)
        elif flow.condition is not None and flow.condition.text:
            yield DEFAULT_CONDITION.at(flow)


@rule
def places(context: Context) -> Iterator[Problem]:
    """Conditions stand only where the standard allows them, and say something."""
    for flow in context.flows:
        source = context.node_by_id.get(flow.source)
        if flow.condition is None or source is None:
            continue
        if not flow.condition.text:
            yield CONDITION_EMPTY.at(flow)
        elif isinstance(source, Event) or source.type in ("parallelGateway", "eventBasedGateway"):
            yield CONDITION_NOT_ALLOWED.at(flow, source=source.id, kind=source.type)


@rule
def choices(context: Context) -> Iterator[Problem]:
    """A choosing gateway knows for each way when to take it."""
    for node in context.nodes:
        if not isinstance(node, Gateway) or node.type not in CHOOSING:
            continue
        ways = [flow for flow in context.outgoing(node) if flow.id != node.default]
        if len(node.outgoing) == 1 and ways and _text(ways[0]):
            yield CONDITION_LONELY.at(ways[0], gateway=node.id)
        elif len(node.outgoing) > 1:
            yield from _split_problems(node, ways)


def _split_problems(gateway: Gateway, ways: list[SequenceFlow]) -> Iterator[Problem]:
    seen: set[str] = set()
    # Beside conditional flows an inclusive gateway always takes those without a condition.
    mixed = gateway.type == "inclusiveGateway" and any(_text(flow) for flow in ways)
    lenient = WARNING if mixed else None
    for flow in ways:
        text = _text(flow)
        if flow.condition is None:
            yield CONDITION_MISSING.at(flow, gateway=gateway.id, severity=lenient)
        elif text and text in seen and gateway.type == "exclusiveGateway":
            yield CONDITION_TWICE.at(flow, gateway=gateway.id, text=text)
        seen.add(text)
    if gateway.type == "exclusiveGateway":
        yield from _overlaps(gateway, ways)
    open_ended = gateway.default is None and all(_text(flow) for flow in ways)
    if open_ended and not _complementary([_text(flow) for flow in ways]):
        yield NO_DEFAULT.at(gateway)


def _overlaps(gateway: Gateway, ways: list[SequenceFlow]) -> Iterator[Problem]:
    seen: list[tuple[str, Range]] = []
    for flow in ways:
        text = _text(flow)
        found = range_of(text)
        if found is None:
            continue
        for first, other in seen:
            if first != text and found.meets(other):
                yield OVERLAP.at(flow, gateway=gateway.id, first=first, text=text)
                break
        seen.append((text, found))


@rule
def conditional_activities(context: Context) -> Iterator[Problem]:
    """An activity with conditional flows keeps one way open."""
    for node in context.activities():
        ways = context.outgoing(node)
        if ways and node.default is None and all(_text(flow) for flow in ways):
            yield ALL_CONDITIONAL.at(node)


def _text(flow: SequenceFlow) -> str:
    """Return the condition without its wrapping and blanks, to compare it with others."""
    if flow.condition is None:
        return ""
    text = flow.condition.text.strip()
    wrapped = re.fullmatch(r"[$#]\{(.*)\}", text, re.DOTALL)
    text = wrapped.group(1) if wrapped else text.removeprefix("=")
    return re.sub(r"\s+", " ", text.replace("==", "=")).strip()


_OPPOSITES = ({"=", "!="}, {">", "<="}, {"<", ">="})
_COMPARISON = re.compile(r"([\w.\s]+?)\s*(!=|>=|<=|=|>|<)\s*(.+)")


def _complementary(texts: list[str]) -> bool:
    """Say whether two conditions plainly cover every case."""
    if len(texts) != 2:
        return False
    plain, other = sorted(texts, key=len)
    if other in (f"not({plain})", f"!{plain}", f"not {plain}", f"!({plain})", f"{plain} = false"):
        return True
    left, right = (_COMPARISON.fullmatch(text) for text in texts)
    if left is None or right is None:
        return False
    values = {left.group(3), right.group(3)}
    if left.group(1) != right.group(1):
        return False
    if left.group(2) == right.group(2) == "=" and values == {"true", "false"}:
        return True
    return len(values) == 1 and {left.group(2), right.group(2)} in _OPPOSITES
