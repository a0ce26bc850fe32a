"""How processes and sub-processes begin and end."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import ERROR, WARNING, Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Activity, Event, FlowNode, Gateway, Scope, SubProcess, Task

EMPTY = error(
    "empty-process",
    ("{kind_zh} {label} 是空的。", "The {kind} {label} is empty."),
    ("没有可执行的内容。", "There is nothing to run."),
    ("画上步骤，或删除它。", "Draw its steps, or delete it."),
)
NO_START = error(
    "no-start-event",
    ("{kind_zh} {label} 没有开始事件。", "The {kind} {label} has no start event."),
    ("不知道从哪里开始。", "Nobody knows where to begin."),
    ("在第一步之前加一个开始事件。", "Put a start event before the first step."),
)
SEVERAL_STARTS = warning(
    "several-plain-starts",
    (
        "{label} 有 {count} 个无触发条件的开始事件，只从第一个开始。",
        "{label} has {count} start events without a trigger; it begins at the first one only.",
    ),
    ("其余的开始事件后面的步骤可能永远不会执行。", "The steps behind the others may never run."),
    (
        "只留一个，用网关分开；或给其余的加上消息、信号或定时条件。",
        "Keep one and split behind it, or give the others a message, signal or timer.",
    ),
)
NO_END = warning(
    "no-end-event",
    ("{kind_zh} {label} 没有结束事件。", "The {kind} {label} has no end event."),
    (
        "可以运行（隐式结束），但读图的人看不出哪里是终点。",
        "It runs (implicit end), but readers do not see where it ends.",
    ),
    ("在最后一步之后加结束事件。", "Put an end event behind the last step."),
)
MIXED_END = warning(
    "implicit-end",
    (
        "{label} 之后没有元素，而图中另有结束事件。",
        "Nothing follows {label}, though there are end events elsewhere.",
    ),
    (
        "流程在此隐式结束，也可能是漏画了连线。",
        "The path ends here implicitly, or a flow was forgotten.",
    ),
    ("连到下一步或结束事件。", "Lead on to the next step or an end event."),
)
EVENT_SUB_STARTS = error(
    "event-subprocess-starts",
    (
        "事件子流程 {label} 有 {count} 个开始事件，必须恰好一个。",
        "Event sub-process {label} has {count} start events; it needs exactly one.",
    ),
    ("标准要求一个带触发条件的开始事件。", "The standard wants one start event with a trigger."),
    ("保留一个带触发条件的开始事件。", "Keep one start event with a trigger."),
)
EVENT_SUB_LOOP = error(
    "event-subprocess-loop",
    (
        "事件子流程 {label} 不能带循环或多实例标记。",
        "Event sub-process {label} cannot be a loop or multi-instance.",
    ),
    ("它由事件触发，触发几次由事件决定。", "Its event decides how often it runs."),
    ("删除循环标记。", "Remove the loop."),
)
ERROR_START = error(
    "event-subprocess-must-interrupt",
    (
        "{kind} 开始事件 {label} 写有 isInterrupting=false。",
        "The {kind} start event {label} says isInterrupting=false.",
    ),
    ("错误总是中断所在的流程。", "An error always interrupts its process."),
    ("删除 isInterrupting=false。", "Remove isInterrupting=false."),
    "interrupt",
)
AD_HOC = error(
    "unsupported-ad-hoc",
    ("不支持临时（ad-hoc）子流程 {label}。", "Ad-hoc sub-process {label} is not supported."),
    (
        "其中步骤的次序由人决定，GridFlow 不猜测。",
        "People choose the order of its steps, which GridFlow does not guess.",
    ),
    (
        "用包容网关和循环画出允许的次序。",
        "Draw the allowed orders with inclusive gateways and loops.",
    ),
)
COMPLEX = error(
    "unsupported-complex-gateway",
    ("不支持复杂网关 {label}。", "Complex gateway {label} is not supported."),
    ("它的激活条件没有统一的含义。", "Its activation condition has no agreed meaning."),
    (
        "用排他、并行、包容网关组合代替。",
        "Combine exclusive, parallel and inclusive gateways instead.",
    ),
)
INSTANTIATES = error(
    "instantiating-with-incoming",
    (
        "{label} 标为启动流程（instantiate），却有进入的连线。",
        "{label} is marked to start the process (instantiate) but has incoming flows.",
    ),
    (
        "标准要求启动流程的元素没有进入的连线。",
        "The standard wants no incoming flow at what starts a process.",
    ),
    ("删除 instantiate，或删除这些连线。", "Remove instantiate, or delete the flows."),
)
QUANTITY = error(
    "unsupported-quantity",
    (
        "活动 {label} 的 {attribute}={value}，只支持 1。",
        "Activity {label} has {attribute}={value}; only 1 is supported.",
    ),
    (
        "其他数量会改变令牌数目，容易卡死。",
        "Other quantities change the number of tokens and easily get stuck.",
    ),
    (
        "改为 1，用多实例或并行网关表达。",
        "Set it to 1 and use multi-instance or a parallel gateway.",
    ),
)


@rule
def beginnings(context: Context) -> Iterator[Problem]:
    """Each process and sub-process has something in it and a place to begin."""
    for scope in context.scopes:
        names = _names(scope)
        starts = _starts(scope)
        if isinstance(scope, SubProcess) and (scope.ad_hoc or scope.triggered_by_event):
            if scope.triggered_by_event and len(starts) != 1:
                yield EVENT_SUB_STARTS.at(scope, count=len(starts))
        elif not scope.nodes:
            yield EMPTY.at(scope, names)
        elif not starts and not _is_instantiated(scope):
            # Without any start or end event the standard begins at what no flow leads to.
            yield NO_START.at(scope, names, severity=WARNING if _begins_itself(scope) else None)
        elif (count := sum(not start.definitions for start in starts)) > 1:
            # Only an inner sub-process is forbidden to have several by the standard.
            severity = ERROR if isinstance(scope, SubProcess) else None
            yield SEVERAL_STARTS.at(scope, count=count, severity=severity)


@rule
def endings(context: Context) -> Iterator[Problem]:
    """A reader sees where each path ends."""
    for scope in context.scopes:
        ends = [one for one in scope.nodes if isinstance(one, Event) and one.kind == "end"]
        if not ends and scope.nodes:
            yield NO_END.at(scope, _names(scope))
        elif ends:
            for node in scope.nodes:
                if _ends_silently(node):
                    yield MIXED_END.at(node)


def _ends_silently(node: FlowNode) -> bool:
    if node.outgoing or isinstance(node, Event) or node.type.endswith("Gateway"):
        return False
    special = getattr(node, "is_for_compensation", False) or getattr(
        node, "triggered_by_event", False
    )
    return not special


@rule
def event_sub_processes(context: Context) -> Iterator[Problem]:
    """An event sub-process is started by one event and does not loop."""
    for scope in context.scopes:
        if not isinstance(scope, SubProcess) or not scope.triggered_by_event:
            continue
        if scope.loop is not None:
            yield EVENT_SUB_LOOP.at(scope)
        for start in _starts(scope):
            if not start.is_interrupting and start.trigger in ("error", "compensate"):
                yield ERROR_START.at(start, kind=start.trigger)


@rule
def never_run(context: Context) -> Iterator[Problem]:
    """What GridFlow does not execute is refused."""
    for node in context.nodes:
        if node.type == "complexGateway":
            yield COMPLEX.at(node)
        if isinstance(node, SubProcess) and node.ad_hoc:
            yield AD_HOC.at(node)
        if isinstance(node, Task | Gateway) and node.instantiate and node.incoming:
            yield INSTANTIATES.at(node)


@rule
def quantities(context: Context) -> Iterator[Problem]:
    """Activities take one token and give one."""
    for node in context.activities():
        if node.start_quantity != "1":
            yield QUANTITY.at(node, attribute="startQuantity", value=node.start_quantity)
        if node.completion_quantity != "1":
            yield QUANTITY.at(node, attribute="completionQuantity", value=node.completion_quantity)


def _starts(scope: Scope) -> list[Event]:
    return [one for one in scope.nodes if isinstance(one, Event) and one.kind == "start"]


def _is_instantiated(scope: Scope) -> bool:
    """Say whether a receive task or event gateway stands for a start event."""
    return any(getattr(node, "instantiate", False) and not node.incoming for node in scope.nodes)


def _begins_itself(scope: Scope) -> bool:
    ends = any(isinstance(node, Event) and node.kind == "end" for node in scope.nodes)
    first = any(isinstance(node, Activity) and not node.incoming for node in scope.nodes)
    return first and not ends


def _names(scope: Scope) -> dict[str, str]:
    inner = isinstance(scope, SubProcess)
    return {"kind": "sub-process" if inner else "process", "kind_zh": "子流程" if inner else "流程"}
