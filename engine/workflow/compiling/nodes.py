"""Makes the spec of each element."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

from bpmn.model import Activity, CallActivity, Event, FlowNode, Gateway, SubProcess, Task
from engine.workflow.compiling.data import DataWiring
from engine.workflow.compiling.names import Names
from engine.workflow.compiling.texts import Reader
from engine.workflow.compiling.triggers import Triggers
from engine.workflow.decisions import Decision
from engine.workflow.mappings import Transfer
from engine.workflow.specs.activities import ActivitySpec
from engine.workflow.specs.base import NodeSpec
from engine.workflow.specs.events import BoundaryEvent, CatchEvent, StartEvent
from engine.workflow.specs.gateways import (
    EventGateway,
    ExclusiveGateway,
    InclusiveGateway,
    ParallelGateway,
)
from engine.workflow.specs.scopes import CallActivity as CallSpec
from engine.workflow.specs.scopes import SubProcess as SubProcessSpec
from engine.workflow.specs.tasks import (
    Assignment,
    DecisionTask,
    PersonTask,
    PlainTask,
    ReceiveTask,
    ScriptTask,
    SendTask,
    ServiceTask,
)
from engine.workflow.specs.throws import ThrowEvent

_GATEWAYS: Mapping[str, type[NodeSpec]] = {
    "exclusiveGateway": ExclusiveGateway,
    "parallelGateway": ParallelGateway,
    "inclusiveGateway": InclusiveGateway,
    "eventBasedGateway": EventGateway,
}


class NodeMaker:
    """Makes the specs of one process."""

    def __init__(self, workflow_spec: WorkflowSpec, names: Names, reader: Reader) -> None:
        self.workflow_spec = workflow_spec
        self.reader = reader
        self.triggers = Triggers(names, reader)
        self.data = DataWiring(names, reader)

    def make(self, node: FlowNode) -> NodeSpec | None:
        """Return the spec of an element; None (and a problem) if it cannot run."""
        if isinstance(node, Gateway):
            return self._gateway(node)
        if isinstance(node, Event):
            return self._event(node)
        if isinstance(node, Activity):
            return self._activity(node)
        self._unsupported(node)
        return None

    def _unsupported(self, node: FlowNode) -> None:
        self.reader.complain(
            f"unsupported-{node.type}", node.id, node.line, f"a {node.type} is not run"
        )

    def _gateway(self, node: Gateway) -> NodeSpec | None:
        kind = _GATEWAYS.get(node.type)
        if node.event_gateway_type == "Parallel":
            self.reader.complain(
                "unsupported-parallel-event-gateway", node.id, node.line,
                "an event gateway that waits for all its events is not run",
            )  # fmt: skip
        if kind is None:
            self._unsupported(node)
            return None
        return kind(self.workflow_spec, node)

    def _event(self, node: Event) -> NodeSpec:
        trigger = self.triggers.of(node)
        mappings = self.data.mappings(node)
        spec: StartEvent | BoundaryEvent | CatchEvent | ThrowEvent
        if node.kind == "start":
            spec = StartEvent(self.workflow_spec, node, trigger)
            spec.is_interrupting = node.is_interrupting
            spec.initiator = node.camunda.get("initiator")
        elif node.kind == "boundary":
            spec = BoundaryEvent(self.workflow_spec, node, trigger)
            spec.is_interrupting = node.cancel_activity or trigger.kind in ("error", "cancel")
        elif node.kind == "catch":
            spec = CatchEvent(self.workflow_spec, node, trigger)
        else:
            spec = ThrowEvent(self.workflow_spec, node, trigger)
            spec.is_end = node.kind == "end"
            spec.transfers = self._carried(node)
        spec.mappings = mappings
        return spec

    def _carried(self, node: Event) -> tuple[Transfer, ...]:
        if not node.definitions:
            return ()
        mappings = node.definitions[0].extensions.in_mappings
        return tuple(one for m in mappings if (one := self.data.transfer(m, node.id)) is not None)

    def _activity(self, node: Activity) -> NodeSpec | None:
        if (node.start_quantity, node.completion_quantity) != ("1", "1"):
            self.reader.complain(
                "unsupported-quantity", node.id, node.line, "only quantities of 1 are run"
            )
        if isinstance(node, SubProcess):
            spec = self._sub_process(node)
        elif isinstance(node, CallActivity):
            spec = CallSpec(self.workflow_spec, node)
            spec.call = self.data.call(node)
        else:
            assert isinstance(node, Task)
            spec = _TASKS[node.type](self, node)
        if spec is not None:
            spec.loop = self.data.loop(node)
            spec.mappings = self.data.mappings(node)
            if isinstance(spec, CallSpec):
                spec.mappings = self.data.parameters(node)
            spec.is_for_compensation = node.is_for_compensation
        return spec

    def _sub_process(self, node: SubProcess) -> ActivitySpec | None:
        if node.ad_hoc:
            self._unsupported(node)
            return None
        spec = SubProcessSpec(self.workflow_spec, node)
        spec.is_handler = node.triggered_by_event
        return spec

    # Tasks.

    def _plain(self, node: Task) -> ActivitySpec:
        return PlainTask(self.workflow_spec, node)

    def _person(self, node: Task) -> ActivitySpec:
        words = node.camunda
        read = self.reader
        plan = Assignment(
            form_key=words.get("formKey") or words.get("formRef"),
            assignee=read.text(words.get("assignee"), node.id, node.line),
            users=read.texts(words.get("candidateUsers"), node.id, node.line),
            groups=read.texts(words.get("candidateGroups"), node.id, node.line),
            due=read.moment(words.get("dueDate"), node.id, node.line),
            follow_up=read.moment(words.get("followUpDate"), node.id, node.line),
            priority=read.text(words.get("priority"), node.id, node.line),
        )
        return PersonTask(self.workflow_spec, node, plan)

    def _script(self, node: Task) -> ActivitySpec | None:
        if not node.script:
            self.reader.complain("script-missing", node.id, node.line, "the script is empty")
            return None
        formula = self.reader.formula(node.script, node.id, node.script_line or node.line)
        if formula is None:
            return None
        return ScriptTask(self.workflow_spec, node, formula, node.camunda.get("resultVariable"))

    def _service(self, node: Task) -> ActivitySpec:
        words = node.camunda
        text = words.get("expression")
        expression = self.reader.formula(text, node.id, node.line) if text else None
        spec = ServiceTask(
            self.workflow_spec, node, words.get("topic", ""), expression,
            words.get("resultVariable"),
        )  # fmt: skip
        return spec

    def _rule(self, node: Task) -> ActivitySpec:
        words = node.camunda
        key = self.reader.text(words.get("decisionRef"), node.id, node.line)
        if key is None:
            return self._service(node)
        is_bare = any(
            one.dialect == "zeebe" and one.target == "decisionRef" for one in node.extensions.mapped
        )
        result, mapping = words.get("resultVariable"), words.get("mapDecisionResult")
        decision = Decision(key, result, mapping, is_bare)
        return DecisionTask(self.workflow_spec, node, decision)

    def _send(self, node: Task) -> ActivitySpec:
        if node.message_ref is None and node.camunda.get("topic"):
            return self._service(node)
        return SendTask(self.workflow_spec, node, self.triggers.message(node, node.message_ref))

    def _receive(self, node: Task) -> ActivitySpec:
        return ReceiveTask(self.workflow_spec, node, self.triggers.message(node, node.message_ref))


_TASKS: Mapping[str, Callable[[NodeMaker, Task], ActivitySpec | None]] = {
    "task": NodeMaker._plain,
    "userTask": NodeMaker._person,
    "manualTask": NodeMaker._person,
    "scriptTask": NodeMaker._script,
    "serviceTask": NodeMaker._service,
    "businessRuleTask": NodeMaker._rule,
    "sendTask": NodeMaker._send,
    "receiveTask": NodeMaker._receive,
}
