"""What every element of a diagram does when a token visits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.specs.base import TaskSpec

from engine.workflow.problems import Fault
from engine.workflow.tokens import Token

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from bpmn.model import Element
    from engine.workflow.formulas import Formula
    from engine.workflow.specs.events import EventSpec


@dataclass(frozen=True, eq=False, slots=True)
class Flow:
    """A sequence flow; `position` counts the flows into its target."""

    id: str
    source: NodeSpec
    target: NodeSpec
    position: int
    condition: Formula | None
    is_default: bool


class NodeSpec(TaskSpec):
    """An element, shared by all instances and threads and never changed after compilation.

    SpiffWorkflow's prediction of possible futures is off: a task exists when a token does.
    """

    is_process = False
    is_scope = False  # holds other elements
    is_handler = False  # an event sub-process
    is_for_compensation = False
    undoes_itself = False
    is_join = False

    def __init__(self, workflow_spec: WorkflowSpec, element: Element) -> None:
        super().__init__(workflow_spec, element.id)
        self.title = element.name
        self.title_en = element.properties.get("nameEn", "")
        self.kind = element.type
        self.line = element.line
        self.properties = element.properties
        self.container: NodeSpec | None = None  # the process or sub-process it is drawn in
        self.entering: tuple[Flow, ...] = ()
        self.leaving: tuple[Flow, ...] = ()
        self.boundaries: tuple[EventSpec, ...] = ()  # events attached to it
        self.handlers: tuple[EventSpec, ...] = ()  # start events of its event sub-processes
        self.led_from: tuple[NodeSpec, ...] = ()  # where tokens come from without a flow

    # What SpiffWorkflow calls.

    def _predict(self, *args: Any, **kwargs: Any) -> None:
        """Predict nothing."""

    def _update(self, token: Token) -> None:
        if self._update_hook(token):
            token._ready()

    def _update_hook(self, token: Token) -> bool:
        return True

    def _on_ready(self, token: Token) -> None:
        token.workflow.ready.append(token)

    def _run_hook(self, token: Token) -> bool | None:
        token.workflow.move.record(token, "entered")
        return True

    def _on_complete(self, token: Token) -> None:
        self._on_complete_hook(token)
        token.workflow._task_completed_notify(token)

    def _on_complete_hook(self, token: Token) -> None:
        scope = token.scope
        # Chosen first: what nothing leads out of has failed, not been completed.
        flows = self.choose(scope)
        token.workflow.move.record(token, "completed")
        for flow in flows:
            flow.target.arrive(scope, flow)

    def _on_cancel(self, token: Token) -> None:
        if token.is_entered:
            token.workflow.move.record(token, "cancelled")

    def _on_error(self, token: Token) -> None:
        """Leave telling to the move, which knows why."""

    # What the token game adds.

    def arrive(self, scope: Token, flow: Flow | None = None) -> Token:
        """Put a token on this element."""
        token = Token(scope.workflow, self, scope)
        self._update(token)
        return token

    def leave(self, token: Token) -> None:
        """Send tokens along the flows the element takes."""
        scope = token.scope
        for flow in self.choose(scope):
            flow.target.arrive(scope, flow)

    def choose(self, scope: Token) -> list[Flow]:
        """Return the flows to take: all without condition, and those whose condition holds."""
        if not self.leaving:
            return []
        taken = []
        is_default_open = True
        for flow in self.leaving:
            if flow.is_default:
                continue
            if flow.condition is None:
                taken.append(flow)
            elif flow.condition.holds(scope):
                taken.append(flow)
                is_default_open = False
        if is_default_open:
            taken += [flow for flow in self.leaving if flow.is_default]
        return taken or no_flow_taken(self)

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        """React to the event the token waits for."""
        raise Fault("not-waiting", f"{self.name} waits for no event")


def no_flow_taken(spec: NodeSpec) -> list[Flow]:
    """Fail because no condition holds and there is no default flow."""
    raise Fault(
        "no-flow-taken",
        f"no condition of the flows out of {spec.title or spec.name} holds and none is default",
    )
