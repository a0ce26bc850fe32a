"""Loops that never pause: they would run until a limit stops them."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.graph import Graph, components
from bpmn.lint.problem import Problem
from bpmn.lint.registry import error, rule, warning
from bpmn.model import Activity, Event, FlowNode, SubProcess

_WAITING_TASKS = ("userTask", "manualTask", "receiveTask", "serviceTask", "callActivity")
_CHANGING_TASKS = ("scriptTask", "businessRuleTask", "serviceTask", "sendTask", "subProcess")
_CHOOSING = ("exclusiveGateway", "inclusiveGateway", "complexGateway")

ENDLESS = error(
    "endless-loop",
    (
        "从 {label} 开始的循环中没有等待，也没有任何步骤能改变条件：{path}。",
        "The loop from {label} never waits, and no step in it can change its conditions: {path}.",
    ),
    (
        "一旦进入就会一直空转，直到被步数限制中止。",
        "Once entered it spins until the step limit stops it.",
    ),
    (
        "在循环中加人工任务或定时事件，或加一条出路。",
        "Put a user task or timer into the loop, or a way out.",
    ),
)
NO_WAIT = warning(
    "loop-without-wait",
    ("从 {label} 开始的循环中没有等待：{path}。", "The loop from {label} never waits: {path}."),
    (
        "条件若迟迟不成立，会被步数限制中止。",
        "When its condition does not come true soon, the step limit stops it.",
    ),
    (
        "确认循环次数不多，或在其中加等待。",
        "Make sure that it ends after few rounds, or wait in it.",
    ),
)


@rule
def loops_wait(context: Context) -> Iterator[Problem]:
    """Each loop has a pause or a way out that something in it can open."""
    for scope in context.scopes:
        graph = Graph(context, scope)
        eager = [node.id for node in graph.nodes.values() if not waits(node)]
        inside = set(eager)
        edges = {
            node: [one for one in graph.followers(node, with_boundaries=False) if one in inside]
            for node in eager
        }
        for group in components(eager, edges):
            if len(group) > 1 or group[0] in edges[group[0]]:
                yield _finding(graph, group)


def _finding(graph: Graph, group: list[str]) -> Problem:
    members = set(group)
    ordered = [node for node in graph.nodes if node in members]
    has_exit = any(one not in members for node in group for one in graph.followers(node, False))
    chooses = any(_is_choice(graph, node, members) for node in group)
    changes = any(_changes(graph.nodes[node]) for node in group)
    finding = NO_WAIT if has_exit and chooses and changes else ENDLESS
    return finding.at(graph.nodes[ordered[0]], path=" → ".join(ordered))


def _is_choice(graph: Graph, node_id: str, members: set[str]) -> bool:
    """Say whether the node decides between staying in the loop and leaving it."""
    node = graph.nodes[node_id]
    leaves = any(flow.target not in members for flow in graph.leaving[node_id])
    conditional = any(flow.condition is not None for flow in graph.leaving[node_id])
    return leaves and (node.type in _CHOOSING or conditional)


def waits(node: FlowNode) -> bool:
    """Say whether a token stays at the node until something happens outside."""
    if isinstance(node, Event):
        return node.kind in ("catch", "boundary") and node.trigger != "link"
    if isinstance(node, SubProcess):
        return any(waits(inner) for inner in node.nodes)
    return node.type in (*_WAITING_TASKS, "eventBasedGateway")


def _changes(node: FlowNode) -> bool:
    if not isinstance(node, Activity):
        return False
    writes = node.extensions.outputs or node.extensions.inputs or node.data_associations
    return node.type in _CHANGING_TASKS or node.loop is not None or bool(writes)
