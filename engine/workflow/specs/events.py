"""Events that begin, wait, and guard: start, intermediate catch and boundary events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow.compensation import handler_done
from engine.workflow.mappings import NO_MAPPINGS, Mappings
from engine.workflow.specs.base import NodeSpec
from engine.workflow.tokens import BOUNDARY, BRANCH, FOR, HANDLER, Token
from engine.workflow.triggers import Trigger
from engine.workflow.variables import visible, write, write_all

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from bpmn.model import Element
    from engine.workflow.specs.activities import ActivitySpec
    from engine.workflow.specs.gateways import EventGateway

STARTER = "starter"  # the variable a host starts a process with
SPENT = "spent"  # in internal_data: events that guard the token no more, having happened
ARMED = "w"  # in internal_data: the token's trigger is armed


class WaitingSpec(NodeSpec):
    """An element that waits for a trigger, for itself or on behalf of another one."""

    trigger: Trigger

    def wait(self, token: Token) -> None:
        """Begin to wait for the trigger."""
        token._set_state(TaskState.WAITING)
        token.internal_data[ARMED] = 1
        self.trigger.arm(token)

    def stop_waiting(self, token: Token) -> None:
        """Wait no longer."""
        if token.internal_data.pop(ARMED, None):
            self.trigger.disarm(token)

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Go on because the trigger came."""
        if token.role == BRANCH:
            assert token.up is not None
            gateway: EventGateway = token.up.task_spec
            gateway.pick(token, payload)
        else:
            self.receive(token, payload)
            token.complete()

    def happen(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Go through the element at once, its trigger having come already."""
        token.workflow.move.record(token, "entered")
        self.receive(token, payload)
        token.complete()

    def receive(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Write what came with the trigger."""
        write_all(token, payload)

    def _on_cancel(self, token: Token) -> None:
        self.stop_waiting(token)
        super()._on_cancel(token)


class EventSpec(WaitingSpec):
    """An event with one trigger."""

    is_interrupting = True

    def __init__(self, workflow_spec: WorkflowSpec, element: Element, trigger: Trigger) -> None:
        super().__init__(workflow_spec, element)
        self.trigger = trigger
        self.mappings: Mappings = NO_MAPPINGS

    def receive(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Write what came with the trigger, through the output mappings if there are any."""
        if self.mappings.outputs:
            token.data = {}
            self.mappings.write_local(token, payload)
            self.mappings.give(token)
        else:
            write_all(token, payload)

    def watch_on(self, watcher: Token) -> None:
        """Keep watching after an event that interrupts nothing, unless it was the last."""
        if self.is_interrupting or self.trigger.rearm(watcher):
            return
        assert watcher.up is not None
        watcher.up.internal_data.setdefault(SPENT, []).append(self.name)
        watcher.cancel()

    def _on_complete_hook(self, token: Token) -> None:
        self.stop_waiting(token)
        super()._on_complete_hook(token)


class StartEvent(EventSpec):
    """Begins a process or sub-process; in an event sub-process it waits for its trigger."""

    initiator: str | None = None  # variable that names who started the process

    def _run_hook(self, token: Token) -> bool | None:
        if self.initiator:
            write(token, self.initiator, visible(token).get(STARTER))
        return super()._run_hook(token)

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Begin the event sub-process this event starts, once more if it interrupts nothing."""
        scope = token.up
        assert scope is not None and token.role == HANDLER
        self.watch_on(token)
        self.begin_handler(scope, payload)

    def begin_handler(self, scope: Token, payload: Mapping[str, Any]) -> None:
        """Run the event sub-process in the scope, ending all else there if it interrupts."""
        if self.is_interrupting:
            scope.internal_data["over"] = 1
            for other in scope.children:
                other.cancel()
        assert self.container is not None
        handler = Token(scope.workflow, self.container, scope)
        self.container.begin_event(handler, self, payload)


class CatchEvent(EventSpec):
    """Waits in the middle of a process."""

    def _run_hook(self, token: Token) -> bool | None:
        token.workflow.move.record(token, "entered")
        if self.trigger.kind in ("none", "link"):
            return True
        self.wait(token)
        return None


class BoundaryEvent(EventSpec):
    """Guards an activity and leads away from it."""

    host: ActivitySpec

    def watch(self, token: Token) -> None:
        """Begin to guard the activity a token is in."""
        self.wait(Token(token.workflow, self, token, role=BOUNDARY))

    def fire(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Send a token away from the guarded activity, ending it if the event interrupts."""
        host = token.up
        assert host is not None and token.role == BOUNDARY
        self.watch_on(token)
        self.take(host, payload)

    def take(self, host: Token, payload: Mapping[str, Any]) -> None:
        """Leave the guarded activity through this event."""
        scope = host.up
        assert scope is not None
        chosen = Token(host.workflow, self, scope)
        if self.is_interrupting:
            host.cancel()
        self.happen(chosen, payload)
        if self.is_interrupting and FOR in host.internal_data:
            handler_done(host)
