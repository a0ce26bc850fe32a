"""Where sequence flows may start and end."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Event, FlowNode, SequenceFlow, SubProcess

_BROKEN = ("断开的连线会让流程走不下去。", "A flow that leads nowhere stops the process.")

END_MISSING = error(
    "flow-end-missing",
    (
        "顺序流 {label} 的{side_zh} {ref} 不存在。",
        "The {side} {ref} of flow {label} does not exist.",
    ),
    _BROKEN,
    (
        "把连线重新接到图中的元素上，或删除它。",
        "Connect the flow to an element of the diagram, or delete it.",
    ),
)
END_WRONG = error(
    "flow-end-wrong-type",
    (
        "顺序流 {label} 的{side_zh} {ref} 是 {kind}，不能用顺序流连接。",
        "The {side} {ref} of flow {label} is a {kind}, which sequence flows cannot join.",
    ),
    (
        "顺序流只连接任务、子流程、网关和事件。",
        "Sequence flows join only tasks, sub-processes, gateways and events.",
    ),
    (
        "对数据或注释改用关联，对泳池改用消息流。",
        "Use an association for data and notes, a message flow for pools.",
    ),
)
CROSSES_SCOPE = error(
    "flow-crosses-scope",
    (
        "顺序流 {label} 穿过了子流程的边界（{source} → {target}）。",
        "Flow {label} crosses the border of a sub-process ({source} → {target}).",
    ),
    (
        "令牌不能穿过子流程边界，标准不允许。",
        "The standard lets no token cross the border of a sub-process.",
    ),
    (
        "把连线接到子流程本身，或用边界事件离开。",
        "Connect to the sub-process itself, or leave it through a boundary event.",
    ),
)
CROSSES_POOL = error(
    "flow-crosses-pool",
    (
        "顺序流 {label} 从一个流程连到另一个流程（{source} → {target}）。",
        "Flow {label} runs from one process into another ({source} → {target}).",
    ),
    ("不同泳池之间只能通过消息协作。", "Pools talk to each other by messages only."),
    (
        "改用消息流，或把元素放进同一个泳池。",
        "Use a message flow, or put the elements into one pool.",
    ),
)
WRONG_SCOPE = error(
    "flow-in-wrong-scope",
    (
        "顺序流 {label} 定义在 {scope} 中，而它的两端在 {home} 中。",
        "Flow {label} is defined in {scope}, but its ends lie in {home}.",
    ),
    (
        "引擎按所在层次查找连线，会漏掉它。",
        "Flows are looked for in the scope of their ends, so it would be missed.",
    ),
    (
        "把 <sequenceFlow> 移到两端所在的流程或子流程中。",
        "Move the <sequenceFlow> into the scope of its ends.",
    ),
)
INTO_START = error(
    "flow-into-start",
    ("顺序流 {label} 指向开始事件 {target}。", "Flow {label} leads into the start event {target}."),
    ("开始事件不能有进入的连线。", "A start event has no incoming flow."),
    ("指向开始事件之后的元素。", "Lead to the element behind the start event."),
)
OUT_OF_END = error(
    "flow-out-of-end",
    ("顺序流 {label} 从结束事件 {source} 出发。", "Flow {label} leaves the end event {source}."),
    (
        "结束事件消耗令牌，后面的元素永远不会执行。",
        "An end event consumes the token; nothing behind it ever runs.",
    ),
    ("改成中间事件，或删除这条连线。", "Make it an intermediate event, or delete the flow."),
)
INTO_BOUNDARY = error(
    "flow-into-boundary",
    (
        "顺序流 {label} 指向边界事件 {target}。",
        "Flow {label} leads into the boundary event {target}.",
    ),
    (
        "边界事件由所附活动触发，不能有进入的连线。",
        "A boundary event is triggered at its activity and has no incoming flow.",
    ),
    (
        "指向所附的活动，或改用中间捕获事件。",
        "Lead to the activity, or use an intermediate catch event.",
    ),
)
TOUCHES_EVENT_SUB = error(
    "flow-at-event-subprocess",
    (
        "顺序流 {label} 连着事件子流程 {node}。",
        "Flow {label} touches the event sub-process {node}.",
    ),
    (
        "事件子流程只由它的开始事件触发。",
        "An event sub-process is started by its start event alone.",
    ),
    ("删除这条连线，或取消“由事件触发”。", "Delete the flow, or make it an ordinary sub-process."),
)
LIST_UNKNOWN = error(
    "flow-list-unknown",
    (
        "元素 {label} 的 <{tag}> 列出了不存在的连线 {ref}。",
        "Element {label} lists a flow {ref} as <{tag}> that does not exist.",
    ),
    ("引用断了，说明有连线丢失。", "The reference is broken: a flow got lost."),
    ("补上这条连线，或删除这一行。", "Draw the flow again, or delete the line."),
    "rewrite-flow-lists",
)
LIST_CONTRADICTS = error(
    "flow-list-contradicts",
    (
        "元素 {label} 的 <{tag}> 列出连线 {ref}，但该连线的{side_zh}不是它。",
        "Element {label} lists flow {ref} as <{tag}>, but is not its {side}.",
    ),
    (
        "文件自相矛盾，不同工具会画出不同的图。",
        "The file contradicts itself; tools will read it differently.",
    ),
    ("以 sourceRef/targetRef 为准，改正清单。", "Correct the list after sourceRef and targetRef."),
    "rewrite-flow-lists",
)
DUPLICATE = warning(
    "flow-duplicate",
    (
        "从 {source} 到 {target} 有两条无条件的顺序流。",
        "Two unconditional flows lead from {source} to {target}.",
    ),
    (
        "每条都会送出一个令牌，后续步骤会执行两次。",
        "Each sends a token, so what follows runs twice.",
    ),
    ("删除其中一条。", "Delete one of them."),
)
_SIDES = (("source", "起点"), ("target", "终点"))


@rule
def ends_exist(context: Context) -> Iterator[Problem]:
    """Each flow joins two flow nodes."""
    for flow in context.flows:
        for side, side_zh in _SIDES:
            ref = getattr(flow, side)
            if ref in context.node_by_id:
                continue
            kind = context.kinds.get(ref)
            finding = END_MISSING if kind is None else END_WRONG
            yield finding.at(flow, side=side, side_zh=side_zh, ref=ref or "（空）", kind=kind)


@rule
def ends_share_a_scope(context: Context) -> Iterator[Problem]:
    """Each flow stays inside one process or sub-process."""
    for flow, source, target in _joined(context):
        facts = {"source": source.id, "target": target.id}
        if context.process_of[source.id] is not context.process_of[target.id]:
            yield CROSSES_POOL.at(flow, facts)
        elif source.scope_id != target.scope_id:
            yield CROSSES_SCOPE.at(flow, facts)
        elif flow.scope_id != source.scope_id:
            yield WRONG_SCOPE.at(flow, scope=flow.scope_id, home=source.scope_id)


@rule
def ends_are_allowed(context: Context) -> Iterator[Problem]:
    """Nothing enters a start or boundary event, nothing leaves an end event."""
    for flow, source, target in _joined(context):
        if isinstance(source, Event) and source.kind == "end":
            yield OUT_OF_END.at(flow, source=source.id)
        if isinstance(target, Event) and target.kind == "start":
            yield INTO_START.at(flow, target=target.id)
        if isinstance(target, Event) and target.kind == "boundary":
            yield INTO_BOUNDARY.at(flow, target=target.id)
        for node in (source, target):
            if isinstance(node, SubProcess) and node.triggered_by_event:
                yield TOUCHES_EVENT_SUB.at(flow, node=node.id)


@rule
def lists_agree(context: Context) -> Iterator[Problem]:
    """What a node lists as incoming and outgoing agrees with the flows."""
    for node in context.nodes:
        yield from _list_problems(context, node, "incoming", "target", "终点")
        yield from _list_problems(context, node, "outgoing", "source", "起点")


def _list_problems(
    context: Context, node: FlowNode, tag: str, side: str, side_zh: str
) -> Iterator[Problem]:
    for ref in getattr(node, f"listed_{tag}"):
        flow = context.flow_by_id.get(ref)
        if flow is None:
            yield LIST_UNKNOWN.at(node, tag=tag, ref=ref)
        elif getattr(flow, side) != node.id:
            yield LIST_CONTRADICTS.at(node, tag=tag, ref=ref, side=side, side_zh=side_zh)


@rule
def no_twins(context: Context) -> Iterator[Problem]:
    """Two nodes are not joined twice without conditions."""
    seen: set[tuple[str, str]] = set()
    for flow in context.flows:
        ends = (flow.source, flow.target)
        if flow.condition is None and ends in seen:
            yield DUPLICATE.at(flow, source=flow.source, target=flow.target)
        if flow.condition is None:
            seen.add(ends)


def _joined(context: Context) -> Iterator[tuple[SequenceFlow, FlowNode, FlowNode]]:
    for flow in context.flows:
        source = context.node_by_id.get(flow.source)
        target = context.node_by_id.get(flow.target)
        if source is not None and target is not None:
            yield flow, source, target
