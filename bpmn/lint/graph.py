"""The ways a token can go inside one process or sub-process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from bpmn.lint.context import Context
from bpmn.model import Activity, Event, FlowNode, Gateway, Scope, SequenceFlow, SubProcess, Task


class Graph:
    """The nodes of one scope and who follows whom, links and boundary events included."""

    def __init__(self, context: Context, scope: Scope) -> None:
        self.context = context
        self.scope = scope
        self.nodes: Mapping[str, FlowNode] = scope.node_by_id
        self.flows: Mapping[str, SequenceFlow] = {
            flow.id: flow
            for flow in scope.flows
            if flow.source in self.nodes and flow.target in self.nodes
        }

    @cached_property
    def leaving(self) -> Mapping[str, tuple[SequenceFlow, ...]]:
        """Return the flows out of every node."""
        found: dict[str, list[SequenceFlow]] = {node: [] for node in self.nodes}
        for flow in self.flows.values():
            found[flow.source].append(flow)
        return {node: tuple(flows) for node, flows in found.items()}

    @cached_property
    def entering(self) -> Mapping[str, tuple[SequenceFlow, ...]]:
        """Return the flows into every node."""
        found: dict[str, list[SequenceFlow]] = {node: [] for node in self.nodes}
        for flow in self.flows.values():
            found[flow.target].append(flow)
        return {node: tuple(flows) for node, flows in found.items()}

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Event, ...]]:
        """Return the boundary events of this scope by their activity."""
        found: dict[str, tuple[Event, ...]] = {}
        for node in self.nodes.values():
            if isinstance(node, Event) and node.kind == "boundary" and node.attached_to:
                found[node.attached_to] = (*found.get(node.attached_to, ()), node)
        return found

    @cached_property
    def starts(self) -> tuple[Event, ...]:
        """Return the start events."""
        return tuple(
            node for node in self.scope.nodes if isinstance(node, Event) and node.kind == "start"
        )

    @cached_property
    def begins(self) -> tuple[FlowNode, ...]:
        """Return the start events and what else can start the process."""
        others = (
            node
            for node in self.scope.nodes
            if isinstance(node, Task | Gateway) and node.instantiate and not node.incoming
        )
        return (*self.starts, *others)

    @cached_property
    def link_targets(self) -> Mapping[str, str]:
        """Return the catching link event by link name."""
        return {
            link_name(node): node.id
            for node in self.nodes.values()
            if isinstance(node, Event) and node.kind == "catch" and node.trigger == "link"
        }

    def followers(self, node_id: str, with_boundaries: bool = True) -> Iterator[str]:
        """Yield the nodes a token at a node can go to next."""
        yield from (flow.target for flow in self.leaving[node_id])
        node = self.nodes[node_id]
        if isinstance(node, Event) and node.kind == "throw" and node.trigger == "link":
            target = self.link_targets.get(link_name(node))
            if target:
                yield target
        if with_boundaries:
            yield from (event.id for event in self.boundaries.get(node_id, ()))

    def reachable(self, starts: Iterable[str]) -> set[str]:
        """Return all nodes that can be reached, the starts included."""
        seen: set[str] = set()
        waiting = list(starts)
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting.extend(self.followers(node))
        return seen

    def is_terminal(self, node_id: str) -> bool:
        """Say whether a token can come to rest at the node."""
        return next(self.followers(node_id, with_boundaries=False), None) is None


def link_name(event: Event) -> str:
    """Return the name of a link event's link; some editors name only the event."""
    drawn = event.definitions[0].link_name if event.definitions else ""
    return (drawn or event.name).strip()


def stands_apart(node: FlowNode) -> bool:
    """Say whether the node is outside the normal flow by design."""
    if isinstance(node, SubProcess) and node.triggered_by_event:
        return True
    return isinstance(node, Activity) and node.is_for_compensation


def can_be_stopped(graph: Graph) -> bool:
    """Say whether something else can end the scope while tokens go round."""
    for node in graph.nodes.values():
        if isinstance(node, Event) and node.kind == "end":
            if node.trigger in ("terminate", "error"):
                return True
    return can_be_interrupted(graph)


def can_be_interrupted(graph: Graph) -> bool:
    """Say whether an event sub-process or an event around the scope can end it."""
    for node in graph.nodes.values():
        if isinstance(node, SubProcess) and node.triggered_by_event:
            starts = [one for one in node.nodes if isinstance(one, Event) and one.kind == "start"]
            if any(one.is_interrupting for one in starts):
                return True
    host = graph.context.boundaries.get(graph.scope.id, ())
    return any(event.cancel_activity for event in host)


def components(nodes: Iterable[str], edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the groups of nodes that can all reach each other (Tarjan, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for root in nodes:
        if root in index:
            continue
        work: list[tuple[str, Iterator[str]]] = [_enter(root, edges, index, low, stack, on_stack)]
        while work:
            node, rest = work[-1]
            following = next(
                (one for one in rest if _looks_new(one, node, index, low, on_stack)), None
            )
            if following is not None:
                work.append(_enter(following, edges, index, low, stack, on_stack))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == index[node]:
                found.append(_cut(node, stack, on_stack))
    return found


def _enter(
    node: str,
    edges: Mapping[str, Iterable[str]],
    index: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    on_stack: set[str],
) -> tuple[str, Iterator[str]]:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    return node, iter(edges.get(node, ()))


def _looks_new(
    other: str, node: str, index: dict[str, int], low: dict[str, int], on_stack: set[str]
) -> bool:
    if other not in index:
        return True
    if other in on_stack:
        low[node] = min(low[node], index[other])
    return False


def _cut(node: str, stack: list[str], on_stack: set[str]) -> list[str]:
    group: list[str] = []
    while not group or group[-1] != node:
        group.append(stack.pop())
        on_stack.discard(group[-1])
    return group
