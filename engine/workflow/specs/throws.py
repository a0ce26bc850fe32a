"""Events that make something happen: intermediate throw and end events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow.catching import escalate, find_catcher
from engine.workflow.compensation import (
    SILENT,
    begin_compensation,
    cancel_transaction,
    end_silently,
)
from engine.workflow.mappings import NO_MAPPINGS, Mappings, Transfer
from engine.workflow.problems import Fault
from engine.workflow.results import ThrownMessage, ThrownSignal
from engine.workflow.specs.base import NodeSpec
from engine.workflow.tokens import Token
from engine.workflow.triggers import (
    CompensateTrigger,
    ErrorTrigger,
    EscalationTrigger,
    MessageTrigger,
    SignalTrigger,
    Trigger,
    key_text,
)
from engine.workflow.variables import process_of

if TYPE_CHECKING:
    from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

    from bpmn.model import Element


class ThrowEvent(NodeSpec):
    """Throws its trigger and goes on; an end event has nowhere to go on to."""

    is_end = False

    def __init__(self, workflow_spec: WorkflowSpec, element: Element, trigger: Trigger) -> None:
        super().__init__(workflow_spec, element)
        self.trigger = trigger
        self.mappings: Mappings = NO_MAPPINGS
        self.transfers: tuple[Transfer, ...] = ()
        self.link: NodeSpec | None = None

    def _on_ready(self, token: Token) -> None:
        # Parallel branches run at the same time: whoever is about to listen hears a signal.
        ready = token.workflow.throwing if self.trigger.kind == "signal" else token.workflow.ready
        ready.append(token)

    def _run_hook(self, token: Token) -> bool | None:
        token.workflow.move.record(token, "entered")
        return _EFFECTS[self.trigger.kind](self, token)

    def _on_complete_hook(self, token: Token) -> None:
        if self.is_end:
            token.workflow.ended_by = self.name
        super()._on_complete_hook(token)

    def payload(self, token: Token) -> Mapping[str, Any]:
        """Return what the event carries: what its mappings give."""
        payload = self.mappings.collect(token)
        for transfer in self.transfers:
            transfer.apply(token, payload.__setitem__)
        return payload


def _nothing(spec: ThrowEvent, token: Token) -> bool | None:
    return True


def _message(spec: ThrowEvent, token: Token) -> bool | None:
    assert isinstance(spec.trigger, MessageTrigger)
    throw_message(spec.trigger, token, spec.payload(token))
    return True


def throw_message(trigger: MessageTrigger, token: Token, payload: Mapping[str, Any]) -> None:
    """Hand a message to the host, who knows all receivers."""
    formula = trigger.correlation
    token.workflow.move.thrown.append(
        ThrownMessage(
            name=trigger.name,
            payload=payload,
            correlation=None if formula is None else key_text(formula.value(token)),
            business_key=process_of(token).internal_data.get("key"),
            activity=token.task_spec.name,
            properties=token.task_spec.properties,
        )
    )


def _signal(spec: ThrowEvent, token: Token) -> bool | None:
    assert isinstance(spec.trigger, SignalTrigger)
    name, payload = spec.trigger.name, spec.payload(token)
    move = token.workflow.move
    move.thrown.append(ThrownSignal(name, payload, spec.name))
    # Whoever listens at this moment hears it, in this instance too.
    move.broadcast(name, payload)
    return True if token.id in token.workflow.tasks else None


def _link(spec: ThrowEvent, token: Token) -> bool | None:
    if spec.link is None:
        raise Fault("link-without-target", f"{spec.name} has no catching link")
    token.complete()
    spec.link.arrive(token.scope)
    return None


def _error(spec: ThrowEvent, token: Token) -> bool | None:
    trigger = spec.trigger
    assert isinstance(trigger, ErrorTrigger)
    catcher = find_catcher(token, "error", trigger.code)
    if catcher is None:
        token.workflow.move.fail_instance(token, trigger.code or "", trigger.message)
        return None
    payload = spec.payload(token)
    token.complete()
    catcher.take(trigger.code, trigger.message, payload)
    return None


def _escalation(spec: ThrowEvent, token: Token) -> bool | None:
    trigger = spec.trigger
    assert isinstance(trigger, EscalationTrigger)
    payload = spec.payload(token)
    if spec.is_end:
        token.complete()
    escalate(token, trigger.code, payload)
    # An interrupting catcher may have cancelled this very token.
    return True if token.id in token.workflow.tasks else None


def _compensate(spec: ThrowEvent, token: Token) -> bool | None:
    assert isinstance(spec.trigger, CompensateTrigger)
    if spec.trigger.waits:
        return begin_compensation(token, spec.trigger.activity)
    # A second token works the undoing off while the first goes on.
    runner = Token(token.workflow, spec, token.scope)
    runner._set_state(TaskState.STARTED)
    runner.internal_data[SILENT] = 1
    if begin_compensation(runner, spec.trigger.activity):
        end_silently(runner)
    return True


def _terminate(spec: ThrowEvent, token: Token) -> bool | None:
    scope = token.scope
    token.complete()
    for other in scope.children:
        other.cancel()
    scope.internal_data["end"] = "terminated"
    return None


def _cancel(spec: ThrowEvent, token: Token) -> bool | None:
    scope = token.scope
    while scope.task_spec.kind != "transaction":
        if scope.task_spec.is_process:
            raise Fault("cancel-outside-transaction", f"{spec.name} is in no transaction")
        scope = scope.scope
    token.complete()
    cancel_transaction(scope)
    return None


_EFFECTS: Mapping[str, Callable[[ThrowEvent, Token], bool | None]] = {
    "none": _nothing,
    "message": _message,
    "signal": _signal,
    "link": _link,
    "error": _error,
    "escalation": _escalation,
    "compensate": _compensate,
    "terminate": _terminate,
    "cancel": _cancel,
}
