"""What may follow an event-based gateway."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule
from bpmn.model import Event, FlowNode, Gateway, Task

_TRIGGERS = ("message", "signal", "timer", "conditional", "multiple")

TOO_FEW = error(
    "event-gateway-too-few",
    (
        "事件网关 {label} 只有 {count} 条出线，至少要两条。",
        "Event gateway {label} has {count} outgoing flows; it needs at least two.",
    ),
    (
        "事件网关在几个事件中等最先发生的那个。",
        "An event gateway waits for the first of several events.",
    ),
    ("补上另一个事件，或直接使用捕获事件。", "Draw the other event, or use the catch event alone."),
)
BAD_TARGET = error(
    "event-gateway-target",
    (
        "事件网关 {gateway} 之后的 {label}（{kind}）不是可等待的事件。",
        "{label} ({kind}) behind event gateway {gateway} is nothing to wait for.",
    ),
    (
        "只能接消息、信号、定时、条件捕获事件或接收任务。",
        "Only message, signal, timer and conditional catch events and receive tasks may follow.",
    ),
    ("换成捕获事件或接收任务。", "Use a catch event or a receive task."),
)
EXTRA_INCOMING = error(
    "event-gateway-target-shared",
    (
        "事件网关之后的 {label} 还有其他进入的连线。",
        "{label} behind an event gateway has other incoming flows.",
    ),
    (
        "标准要求它只能由事件网关进入。",
        "The standard lets it be entered from the event gateway alone.",
    ),
    ("为另一条路单独画一个事件。", "Draw an event of its own for the other way."),
)
MIXED = error(
    "event-gateway-mixed",
    (
        "事件网关 {label} 之后同时有接收任务和消息捕获事件。",
        "Receive tasks and message catch events follow event gateway {label} together.",
    ),
    ("标准不允许两者混用。", "The standard forbids mixing the two."),
    ("统一使用其中一种。", "Use one of the two throughout."),
)
HAS_BOUNDARY = error(
    "event-gateway-target-boundary",
    (
        "事件网关之后的接收任务 {label} 附有边界事件。",
        "Receive task {label} behind an event gateway has boundary events.",
    ),
    (
        "标准不允许；等待的是网关，不是任务。",
        "The standard forbids it: the gateway waits, not the task.",
    ),
    (
        "把边界事件改成网关之后的捕获事件。",
        "Make the boundary event a catch event behind the gateway.",
    ),
)
INSTANTIATING = error(
    "unsupported-instantiating-gateway",
    (
        "不支持由并行事件网关 {label} 启动流程。",
        "Starting a process by the parallel event gateway {label} is not supported.",
    ),
    (
        "它要等齐几条消息才算启动，GridFlow 不猜测哪些消息属于一起。",
        "It begins once several messages are there; GridFlow does not guess which belong together.",
    ),
    ("改成几个消息或信号开始事件。", "Draw several message or signal start events."),
)
PARALLEL = error(
    "event-gateway-parallel",
    (
        "并行事件网关 {label} 只能用来启动流程。",
        "The parallel event gateway {label} may only start a process.",
    ),
    ("标准只允许带 instantiate 的并行事件网关。", "The standard allows it only with instantiate."),
    ("用并行网关加几个捕获事件代替。", "Use a parallel gateway with several catch events."),
)


@rule
def event_gateways(context: Context) -> Iterator[Problem]:
    """An event gateway chooses among events that only it leads to."""
    for node in context.nodes:
        if isinstance(node, Gateway) and node.type == "eventBasedGateway":
            yield from _gateway_problems(context, node)


def _gateway_problems(context: Context, gateway: Gateway) -> Iterator[Problem]:
    if gateway.event_gateway_type == "Parallel":
        # Of the instantiating ones only the exclusive kind runs: its events are start events.
        yield (INSTANTIATING if gateway.instantiate else PARALLEL).at(gateway)
    if len(gateway.outgoing) < 2:
        yield TOO_FEW.at(gateway, count=len(gateway.outgoing))
    found = (context.node_by_id.get(flow.target) for flow in context.outgoing(gateway))
    targets = [one for one in found if one is not None]
    for target in targets:
        yield from _target_problems(context, gateway, target)
    receives = any(one.type == "receiveTask" for one in targets)
    if receives and any(isinstance(one, Event) and one.trigger == "message" for one in targets):
        yield MIXED.at(gateway)


def _target_problems(context: Context, gateway: Gateway, target: FlowNode) -> Iterator[Problem]:
    receives = isinstance(target, Task) and target.type == "receiveTask"
    catches = isinstance(target, Event) and target.kind == "catch" and target.trigger in _TRIGGERS
    if not receives and not catches:
        yield BAD_TARGET.at(target, gateway=gateway.id, kind=target.type)
        return
    sources = {context.flow_by_id[ref].source for ref in target.incoming}
    # Several event gateways may lead to the same event.
    if any(getattr(context.node_by_id.get(one), "type", "") != gateway.type for one in sources):
        yield EXTRA_INCOMING.at(target)
    if receives and context.boundaries.get(target.id):
        yield HAS_BOUNDARY.at(target)
