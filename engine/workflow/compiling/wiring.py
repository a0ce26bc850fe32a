"""Connects the specs: sequence flows, boundary events, event sub-processes, links, undoing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bpmn.model import Activity, Event, Gateway, Process, Scope, SequenceFlow, SubProcess
from engine.workflow.compiling.texts import Reader
from engine.workflow.specs.activities import ActivitySpec
from engine.workflow.specs.base import Flow, NodeSpec
from engine.workflow.specs.events import BoundaryEvent, CatchEvent, StartEvent
from engine.workflow.specs.gateways import EventGateway
from engine.workflow.specs.scopes import SubProcess as SubProcessSpec
from engine.workflow.specs.tasks import ReceiveTask
from engine.workflow.specs.throws import ThrowEvent
from engine.workflow.triggers import LinkTrigger


def wire(process: Process, nodes: Mapping[str, NodeSpec], reader: Reader) -> None:
    """Connect all elements of a process."""
    _Wirer(process, nodes, reader).wire()


class _Wirer:
    def __init__(self, process: Process, nodes: Mapping[str, NodeSpec], reader: Reader) -> None:
        self.process = process
        self.nodes = nodes
        self.reader = reader

    def wire(self) -> None:
        self._flows()
        for scope in self.process.walk_scopes():
            self._boundaries(scope)
            self._handlers(scope)
            self._undoing(scope)
            self._links(scope)
        self._event_gateways()

    def _flows(self) -> None:
        defaults = {
            node.default
            for node in self.process.walk_nodes()
            if isinstance(node, Activity | Gateway) and node.default
        }
        leaving: dict[str, list[Flow]] = defaultdict(list)
        entering: dict[str, list[Flow]] = defaultdict(list)
        for drawn in self.process.walk_flows():
            flow = self._flow(drawn, len(entering[drawn.target]), drawn.id in defaults)
            if flow is not None:
                leaving[drawn.source].append(flow)
                entering[drawn.target].append(flow)
        for name, spec in self.nodes.items():
            spec.leaving = tuple(leaving[name])
            spec.entering = tuple(entering[name])

    def _flow(self, drawn: SequenceFlow, position: int, is_default: bool) -> Flow | None:
        source, target = self.nodes.get(drawn.source), self.nodes.get(drawn.target)
        if source is None or target is None:
            end = drawn.source if source is None else drawn.target
            self.reader.complain(
                "flow-end-missing", drawn.id, drawn.line, f"{end or 'an end'} does not exist"
            )
            return None
        if source.container is not target.container or source.container is None:
            self.reader.complain(
                "flow-crosses-scope", drawn.id, drawn.line,
                "a flow cannot leave or enter a process or sub-process",
            )  # fmt: skip
            return None
        if target.is_handler or isinstance(target, BoundaryEvent | StartEvent):
            self.reader.complain(
                "flow-end-wrong", drawn.id, drawn.line, f"no flow can lead to {target.name}"
            )
            return None
        condition = None
        if drawn.condition is not None and drawn.condition.text and not is_default:
            condition = self.reader.formula(
                drawn.condition.text, drawn.id, drawn.condition.line or drawn.line
            )
        return Flow(drawn.id, source, target, position, condition, is_default)

    def _boundaries(self, scope: Scope) -> None:
        for node in scope.nodes:
            if not isinstance(node, Event) or node.kind != "boundary":
                continue
            event, host = self.nodes[node.id], self.nodes.get(node.attached_to or "")
            if not isinstance(event, BoundaryEvent) or not isinstance(host, ActivitySpec):
                self.reader.complain(
                    "boundary-unattached", node.id, node.line, "the event guards no activity"
                )
                continue
            event.host = host
            host.boundaries = (*host.boundaries, event)
            event.led_from = (host,)

    def _handlers(self, scope: Scope) -> None:
        holder = self.nodes[scope.id]
        for node in scope.nodes:
            if not isinstance(node, SubProcess) or not node.triggered_by_event:
                continue
            starts = [
                spec for inner in node.nodes if isinstance(spec := self.nodes[inner.id], StartEvent)
            ]
            if len(starts) != 1 or starts[0].trigger.kind == "none":
                self.reader.complain(
                    "event-sub-process-start", node.id, node.line,
                    "an event sub-process needs exactly one start event with a trigger",
                )  # fmt: skip
                continue
            start = starts[0]
            if start.trigger.kind in ("error", "compensate"):
                start.is_interrupting = True
            if start.trigger.kind == "compensate" and isinstance(holder, SubProcessSpec):
                holder.undoing = start
                holder.undoes_itself = True
            holder.handlers = (*holder.handlers, start)

    def _undoing(self, scope: Scope) -> None:
        for node in scope.nodes:
            if not isinstance(node, Event) or node.kind != "boundary":
                continue
            if node.trigger != "compensate":
                continue
            handler = self._handler_of(scope, node)
            host = self.nodes.get(node.attached_to or "")
            if handler is None or not isinstance(host, ActivitySpec):
                self.reader.complain(
                    "compensation-without-handler", node.id, node.line,
                    "no activity for compensation is associated with the event",
                )  # fmt: skip
                continue
            host.compensation = handler

    def _handler_of(self, scope: Scope, event: Event) -> NodeSpec | None:
        for artifact in scope.artifacts:
            if artifact.type == "association" and event.id in (artifact.source, artifact.target):
                other = artifact.target if artifact.source == event.id else artifact.source
                handler = self.nodes.get(other or "")
                if handler is not None and handler.is_for_compensation:
                    return handler
        return None

    def _links(self, scope: Scope) -> None:
        catching: dict[str, NodeSpec] = {}
        throwing: list[ThrowEvent] = []
        for node in scope.nodes:
            spec = self.nodes[node.id]
            if isinstance(spec, CatchEvent) and isinstance(spec.trigger, LinkTrigger):
                catching[spec.trigger.name] = spec
            elif isinstance(spec, ThrowEvent) and isinstance(spec.trigger, LinkTrigger):
                throwing.append(spec)
        for spec in throwing:
            assert isinstance(spec.trigger, LinkTrigger)
            target = catching.get(spec.trigger.name)
            if target is None:
                self.reader.complain(
                    "link-without-target", spec.name, spec.line,
                    f"no catching link is named {spec.trigger.name}",
                )  # fmt: skip
                continue
            spec.link = target
            target.led_from = (*target.led_from, spec)

    def _event_gateways(self) -> None:
        for spec in self.nodes.values():
            if not isinstance(spec, EventGateway):
                continue
            for flow in spec.leaving:
                target = flow.target
                fits = isinstance(target, ReceiveTask) or (
                    isinstance(target, CatchEvent) and target.trigger.kind not in ("none", "link")
                )
                if not fits:
                    self.reader.complain(
                        "event-gateway-target", spec.name, spec.line,
                        f"{target.title or target.name} behind the event gateway waits for nothing",
                    )  # fmt: skip
