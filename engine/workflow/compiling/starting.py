"""Where a process or sub-process begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bpmn.model import Activity, Event, FlowNode, Gateway, Process, Scope, SubProcess, Task
from engine.workflow.results import StartTrigger
from engine.workflow.specs.base import NodeSpec
from engine.workflow.triggers import MessageTrigger, SignalTrigger

_KINDS = frozenset({"none", "message", "signal", "timer", "conditional"})


def starts_of(scope: Scope, nodes: Mapping[str, NodeSpec]) -> tuple[NodeSpec, ...]:
    """Return what begins when the scope does.

    That is its none start event: of several the first, each being a way of its own to begin.
    Without any start event it is every element no flow leads to (BPMN 2.0.2, 10.5.2).
    """
    events = [node for node in scope.nodes if isinstance(node, Event) and node.kind == "start"]
    plain = [node for node in events if not node.definitions]
    if plain:
        return (nodes[plain[0].id],)
    if events:
        return ()
    return tuple(nodes[node.id] for node in scope.nodes if _begins_itself(node))


def _begins_itself(node: FlowNode) -> bool:
    if node.incoming:
        return False
    if isinstance(node, Event):
        return node.kind in ("throw", "end") or (node.kind == "catch" and node.trigger != "link")
    if isinstance(node, SubProcess) and node.triggered_by_event:
        return False
    if isinstance(node, Activity):
        return not node.is_for_compensation and not getattr(node, "instantiate", False)
    return not (isinstance(node, Gateway) and node.instantiate)


def ways_to_begin(process: Process, nodes: Mapping[str, NodeSpec]) -> tuple[StartTrigger, ...]:
    """Return the start events of a process, and what else can begin an instance."""
    found = []
    for spec in _beginnings(process, nodes):
        trigger = spec.trigger
        name = trigger.name if isinstance(trigger, MessageTrigger | SignalTrigger) else ""
        if trigger.kind in _KINDS:
            found.append(StartTrigger(spec.name, spec.title, trigger.kind, name))
    return tuple(found)


def _beginnings(process: Process, nodes: Mapping[str, NodeSpec]) -> Iterator[NodeSpec]:
    for node in process.nodes:
        if isinstance(node, Event) and node.kind == "start":
            yield nodes[node.id]
        elif isinstance(node, Task) and node.instantiate and node.type == "receiveTask":
            yield nodes[node.id]
        elif isinstance(node, Gateway) and node.instantiate:
            yield from (flow.target for flow in nodes[node.id].leaving)
