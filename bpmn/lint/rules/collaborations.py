"""Pools, message flows and lanes."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Activity, Collaboration, Event, Lane, MessageFlow, Participant, Scope

_SIDES = (("source", "起点"), ("target", "终点"))

POOL_UNKNOWN = error(
    "participant-process-unknown",
    (
        "泳池 {label} 引用的流程 {ref} 不存在。",
        "Pool {label} refers to process {ref}, which does not exist.",
    ),
    ("泳池里没有可执行的内容。", "The pool has nothing to run."),
    ("选择文件中的流程，或做成黑盒泳池。", "Choose a process of the file, or make it a black box."),
)
POOL_SHARED = warning(
    "participant-process-shared",
    (
        "泳池 {label} 与 {first} 引用同一个流程 {ref}。",
        "Pools {label} and {first} refer to the same process {ref}.",
    ),
    ("不清楚消息流连到哪一方。", "It is unclear whose messages are meant."),
    ("给每个泳池一个流程。", "Give each pool a process of its own."),
)
END_MISSING = error(
    "message-flow-end-missing",
    (
        "消息流 {label} 的{side_zh} {ref} 不存在。",
        "The {side} {ref} of message flow {label} does not exist.",
    ),
    ("断开的消息流说不清谁与谁通信。", "A broken message flow does not say who talks to whom."),
    ("重新连接，或删除它。", "Connect it again, or delete it."),
)
SAME_POOL = error(
    "message-flow-in-pool",
    (
        "消息流 {label} 的两端在同一个泳池里（{source} → {target}）。",
        "Both ends of message flow {label} are in one pool ({source} → {target}).",
    ),
    (
        "泳池内部用顺序流，消息流只连接不同的参与方。",
        "Inside a pool sequence flows are used; messages pass between parties.",
    ),
    ("改用顺序流或信号。", "Use a sequence flow or a signal."),
)
END_WRONG = error(
    "message-flow-end-wrong-type",
    (
        "{kind} {ref} 不能作消息流 {label} 的{side_zh}。",
        "The {kind} {ref} cannot be the {side} of message flow {label}.",
    ),
    (
        "消息只由活动和消息事件收发。",
        "Messages are sent and received by activities and message events only.",
    ),
    ("连到泳池、任务或消息事件。", "Connect to a pool, a task or a message event."),
)
LANE_UNKNOWN = error(
    "lane-node-unknown",
    (
        "泳道 {label} 列出的元素 {ref} 不存在。",
        "Lane {label} lists the element {ref}, which does not exist.",
    ),
    ("断开的引用说明有元素丢失。", "A broken reference means that an element got lost."),
    ("删除这一行，或补上元素。", "Delete the line, or draw the element again."),
    "remove-lane-reference",
)
LANE_FOREIGN = error(
    "lane-node-foreign",
    (
        "泳道 {label} 列出的 {ref} 属于另一个流程。",
        "Lane {label} lists {ref}, which belongs to another process.",
    ),
    ("泳道只划分自己的流程。", "A lane divides its own process only."),
    ("移到正确的泳池里。", "Move it into the right pool."),
)
LANE_TYPE = warning(
    "lane-node-type",
    (
        "泳道 {label} 列出的 {ref}（{kind}）不是流程节点。",
        "Lane {label} lists {ref} ({kind}), which is no flow node.",
    ),
    (
        "标准只允许列出节点；其余被忽略。",
        "The standard allows flow nodes only; the rest is ignored.",
    ),
    ("删除这一行。", "Delete the line."),
    "remove-lane-reference",
)
LANE_TWICE = error(
    "lane-node-twice",
    (
        "元素 {ref} 同时在泳道 {first} 和 {label} 中。",
        "Element {ref} is in lane {first} and in lane {label}.",
    ),
    ("说不清由谁负责。", "It is unclear who is responsible."),
    ("只放在一个泳道里。", "Keep it in one lane."),
)
LANE_NONE = warning(
    "node-without-lane",
    (
        "{label} 不在任何泳道里，而流程 {process} 有泳道。",
        "{label} is in no lane though process {process} has lanes.",
    ),
    ("读图的人看不出由谁负责。", "Readers do not see who is responsible."),
    ("放进一个泳道。", "Put it into a lane."),
)


@rule
def pools(context: Context) -> Iterator[Problem]:
    """Each pool is a black box or has a process of its own."""
    for collaboration in context.model.collaborations:
        seen: dict[str, Participant] = {}
        for pool in collaboration.participants:
            ref = pool.process_ref
            if not ref:
                continue
            if context.model.process(ref) is None:
                yield POOL_UNKNOWN.at(pool, ref=ref)
            elif ref in seen:
                yield POOL_SHARED.at(pool, first=seen[ref].id, ref=ref)
            seen.setdefault(ref, pool)


@rule
def message_flows(context: Context) -> Iterator[Problem]:
    """Each message flow joins elements of two pools that can send and receive."""
    for collaboration in context.model.collaborations:
        for flow in collaboration.message_flows:
            yield from _end_problems(context, flow)
            if flow.message_ref and flow.message_ref not in context.kinds:
                yield END_MISSING.at(flow, side="message", side_zh="消息", ref=flow.message_ref)
            source = _owner(context, collaboration, flow.source)
            if source and source == _owner(context, collaboration, flow.target):
                yield SAME_POOL.at(flow, source=flow.source, target=flow.target)


def _owner(context: Context, collaboration: Collaboration, ref: str) -> str:
    """Return the process, or the black box, an end belongs to."""
    for pool in collaboration.participants:
        if pool.id == ref:
            return pool.process_ref or pool.id
    process = context.process_of.get(ref)
    return process.id if process else ""


def _end_problems(context: Context, flow: MessageFlow) -> Iterator[Problem]:
    for side, side_zh in _SIDES:
        ref = getattr(flow, side)
        kind = context.kinds.get(ref)
        facts = {"side": side, "side_zh": side_zh, "ref": ref or "（空）"}
        if kind is None:
            yield END_MISSING.at(flow, facts)
        elif kind != "participant" and not _can_talk(context, ref, side):
            yield END_WRONG.at(flow, facts, kind=kind)


def _can_talk(context: Context, ref: str, side: str) -> bool:
    node = context.node_by_id.get(ref)
    if isinstance(node, Event):
        kinds = ("throw", "end") if side == "source" else ("start", "catch", "boundary")
        return node.kind in kinds and node.trigger in ("message", "multiple")
    if not isinstance(node, Activity):
        return False
    return node.type != ("receiveTask" if side == "source" else "sendTask")


@rule
def lanes(context: Context) -> Iterator[Problem]:
    """Each lane lists nodes of its own process, each node in one leaf."""
    for scope in context.scopes:
        owner = context.process_of.get(scope.id)
        listed: set[str] = set()
        for lane_set in scope.lane_sets:
            first: dict[str, str] = {}
            for lane in _leaves(lane_set.lanes):
                for ref in dict.fromkeys(lane.node_refs):
                    yield from _lane_problems(context, lane, ref, owner)
                    if first.setdefault(ref, lane.id) != lane.id:
                        yield LANE_TWICE.at(lane, ref=ref, first=first[ref])
            listed |= {ref for lane in _all(lane_set.lanes) for ref in lane.node_refs}
        if any(lane_set.lanes for lane_set in scope.lane_sets):
            yield from _outside(scope, listed)


def _lane_problems(context: Context, lane: Lane, ref: str, owner: object) -> Iterator[Problem]:
    kind = context.kinds.get(ref)
    if kind is None:
        yield LANE_UNKNOWN.at(lane, ref=ref)
    elif ref not in context.node_by_id:
        yield LANE_TYPE.at(lane, ref=ref, kind=kind)
    elif context.process_of.get(ref) is not owner:
        yield LANE_FOREIGN.at(lane, ref=ref)


def _outside(scope: Scope, listed: set[str]) -> Iterator[Problem]:
    for node in scope.nodes:
        boundary = isinstance(node, Event) and node.kind == "boundary"
        if node.id not in listed and not boundary:
            yield LANE_NONE.at(node, process=scope.id)


def _all(lanes: tuple[Lane, ...]) -> Iterator[Lane]:
    for lane in lanes:
        yield lane
        yield from _all(lane.lanes)


def _leaves(lanes: tuple[Lane, ...]) -> Iterator[Lane]:
    return (lane for lane in _all(lanes) if not lane.lanes)
