"""Soundness: what can be reached, and what can end."""

from collections.abc import Iterator

from bpmn.lint.context import Context
from bpmn.lint.graph import Graph, can_be_stopped, components, stands_apart
from bpmn.lint.problem import WARNING, Problem
from bpmn.lint.registry import error, rule
from bpmn.model import Event, FlowNode, Scope

UNREACHABLE = error(
    "unreachable",
    (
        "{label} 永远不会执行：没有路从开始事件通到它。",
        "{label} never runs: no way leads to it from a start event.",
    ),
    ("画出来却不执行的步骤会误导人。", "A step that is drawn but never runs misleads."),
    ("连上进入的连线，或删除它。", "Connect it, or delete it."),
)
NEVER_ENDS = error(
    "never-ends",
    ("从 {label} 出发没有路通到结束。", "No way leads from {label} to an end."),
    ("流程进入这里后永远不会结束。", "A process that gets here never ends."),
    ("加一条通向结束事件的路。", "Draw a way to an end event."),
)


@rule
def reachability(context: Context) -> Iterator[Problem]:
    """Each element can be reached from a start."""
    for scope in context.scopes:
        graph = Graph(context, scope)
        if not graph.begins:
            continue
        apart = [node.id for node in graph.nodes.values() if stands_apart(node)]
        seen = graph.reachable([*(start.id for start in graph.begins), *apart])
        for node in scope.nodes:
            if node.id and node.id not in seen and not _reported(context, node):
                yield UNREACHABLE.at(node)


def _reported(context: Context, node: FlowNode) -> bool:
    """Say whether another rule already tells why the node is not reached."""
    return isinstance(node, Event) and (
        (node.kind == "boundary" and node.attached_to not in context.node_by_id)
        or (node.kind == "catch" and node.trigger == "link")
    )


@rule
def ends(context: Context) -> Iterator[Problem]:
    """From everywhere an end can be reached."""
    for scope in context.scopes:
        graph = Graph(context, scope)
        good = _can_end(graph)
        reached = graph.reachable(start.id for start in graph.begins)
        stuck = [node for node in graph.nodes if node in reached and node not in good]
        edges = {node: list(graph.followers(node)) for node in stuck}
        # One finding for each group that goes round and round, not for what leads into it.
        for group in components(stuck, edges):
            members = set(group)
            if not any(one not in members for node in group for one in edges[node]):
                severity = WARNING if _is_stoppable(context, scope) else None
                yield NEVER_ENDS.at(graph.nodes[min(group, key=list(graph.nodes).index)],
                                    severity=severity)  # fmt: skip


def _is_stoppable(context: Context, scope: Scope) -> bool:
    """Say whether something in the scope, or around it, can end it while tokens go round."""
    around = context.scopes_around(getattr(scope, "scope_id", ""))
    return any(can_be_stopped(Graph(context, here)) for here in (scope, *around))


def _can_end(graph: Graph) -> set[str]:
    before: dict[str, list[str]] = {node: [] for node in graph.nodes}
    for node in graph.nodes:
        for following in graph.followers(node):
            before[following].append(node)
    good: set[str] = set()
    waiting = [node for node in graph.nodes if graph.is_terminal(node)]
    while waiting:
        node = waiting.pop()
        if node not in good:
            good.add(node)
            waiting.extend(before[node])
    return good
