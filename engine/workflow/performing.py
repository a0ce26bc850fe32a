"""What each command does to the tokens, before everything that follows from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.kernel.errors import Invalid
from engine.workflow import commands as ask
from engine.workflow.catching import escalate, find_catcher
from engine.workflow.loops import MultiInstance
from engine.workflow.move import Move
from engine.workflow.moving import move_token
from engine.workflow.ports import BpmnError
from engine.workflow.problems import StaleCommand
from engine.workflow.specs.activities import ActivitySpec
from engine.workflow.specs.base import NodeSpec
from engine.workflow.specs.events import ARMED, WaitingSpec
from engine.workflow.specs.scopes import arm_handlers
from engine.workflow.specs.tasks import PersonTask, ServiceTask
from engine.workflow.tokens import SEED_LENGTH, THEN, Token
from engine.workflow.triggers import MessageTrigger
from engine.workflow.values import clean_value, clean_variables
from engine.workflow.variables import write_all

_SEED = re.compile(rf"[0-9a-f]{{{SEED_LENGTH}}}")


def find(move: Move, key: str, what: str) -> Token:
    """Return the open token of that id, or say that it is gone."""
    token = move.instance.find(key)
    if token is None:
        raise StaleCommand(f"the {what} {key:.40} is not open", kind=what, key=key)
    move.current = token
    return token


def start(move: Move, command: ask.Start) -> None:
    """Begin the instance."""
    instance = move.instance
    if not _SEED.fullmatch(instance.seed):
        raise Invalid([{"field": "seed", "message": f"a seed is {SEED_LENGTH} hex characters"}])
    variables = clean_variables(command.variables)
    instance.business_key = command.business_key
    root = Token(instance, instance.definition.root, None)
    root._set_state(TaskState.STARTED)
    root.data = variables
    if command.business_key is not None:
        root.internal_data["key"] = command.business_key
    instance.root = root
    arm_handlers(root.task_spec, root)
    _begin(root, command.start_event)
    if not root.live:
        instance.ready.append(root)


def _begin(root: Token, event: str | None) -> None:
    definition = root.definition
    if event is None:
        if not definition.starts_plainly:
            raise Invalid([{"field": "start_event", "message": "the process has no none start"}])
        for spec in definition.root.starts:
            spec.arrive(root)
        return
    kinds = {way.activity: way.kind for way in definition.starts}
    if event not in kinds:
        raise Invalid([{"field": "start_event", "message": f"{event} does not start the process"}])
    first: WaitingSpec = definition.nodes[event]
    if kinds[event] == "none":
        first.arrive(root)
    else:
        first.happen(Token(root.workflow, first, root), {})


def complete_task(move: Move, command: ask.CompleteTask) -> None:
    """Finish a task a person did."""
    token = find(move, command.token, "task")
    spec = token.task_spec
    if not isinstance(spec, PersonTask) or token.state != TaskState.STARTED or spec.is_body(token):
        raise StaleCommand("this is no open task", kind="task", key=command.token)
    move.current = None  # wrong values are the person's, not the activity's
    values = clean_variables(command.variables)
    move.current = token
    if command.then:
        if command.then not in {one.name for one in _neighbours(token)}:
            raise Invalid([{"field": "then", "message": f"{command.then} is not in this scope"}])
        token.host.internal_data[THEN] = command.then
    spec.answer(token, values)


def _neighbours(token: Token) -> list[NodeSpec]:
    """Return the elements of the same scope a token can be sent to."""
    container = token.task_spec.container
    return [
        node
        for node in token.definition.nodes.values()
        if node.container is container
        and node.kind not in ("boundaryEvent", "startEvent")
        and not (node.is_handler or node.is_for_compensation)
    ]


def _armed(move: Move, key: str, what: str, kinds: tuple[str, ...]) -> tuple[Token, WaitingSpec]:
    token = find(move, key, what)
    spec = token.task_spec
    is_armed = ARMED in token.internal_data and isinstance(spec, WaitingSpec)
    if not is_armed or spec.trigger.kind not in kinds:
        raise StaleCommand(f"this is no open {what}", kind=what, key=key)
    return token, spec


def fire_timer(move: Move, command: ask.FireTimer) -> None:
    """Let a timer event happen."""
    token, spec = _armed(move, command.timer, "timer", ("timer",))
    spec.fire(token, {})


def correlate(move: Move, command: ask.Correlate) -> None:
    """Let one waiting event receive its message or signal."""
    payload = clean_variables(command.payload)
    token, spec = _armed(move, command.subscription, "subscription", ("message", "signal"))
    spec.fire(token, payload)


def correlate_message(move: Move, command: ask.CorrelateMessage) -> None:
    """Let the oldest event that waits for this message receive it."""
    payload = clean_variables(command.payload)
    for token in list(move.instance.tasks.values()):
        if _fits(token, command):
            move.current = token
            token.task_spec.fire(token, payload)
            return
    raise StaleCommand(f"nobody waits for the message {command.name}", name=command.name)


def _fits(token: Token, command: ask.CorrelateMessage) -> bool:
    if ARMED not in token.internal_data:
        return False
    trigger = token.task_spec.trigger
    if not isinstance(trigger, MessageTrigger) or trigger.name != command.name:
        return False
    key = token.internal_data.get("key")
    return key is None or command.correlation is None or key == command.correlation


def broadcast_signal(move: Move, command: ask.BroadcastSignal) -> None:
    """Let everyone who listens hear a signal."""
    move.broadcast(command.name, clean_variables(command.payload))


def _called(move: Move, key: str) -> tuple[Token, ServiceTask]:
    token = find(move, key, "service call")
    spec = token.task_spec
    if not isinstance(spec, ServiceTask) or token.state != TaskState.STARTED or spec.is_body(token):
        raise StaleCommand("this is no open service call", kind="service call", key=key)
    return token, spec


def complete_service(move: Move, command: ask.CompleteService) -> None:
    """Take the answer of a service call."""
    token, spec = _called(move, command.token)
    spec.answer(token, clean_variables(command.variables))


def fail_service(move: Move, command: ask.FailService) -> None:
    """Take the failure of a service call."""
    token, spec = _called(move, command.token)
    if command.error_code is None:
        move.fail_token(token, "service-failed", command.message)
    else:
        values = clean_variables(command.variables)
        spec.throw(token, BpmnError(command.error_code, command.message, values))


def throw_to_task(move: Move, command: ask.ThrowToTask) -> None:
    """Throw from an open activity as if it had done so itself."""
    token = find(move, command.token, "activity")
    if not isinstance(token.task_spec, ActivitySpec) or token.role:
        raise StaleCommand("this is no open activity", kind="activity", key=command.token)
    values = clean_variables(command.variables)
    if command.kind == "escalation":
        escalate(token, command.code, values)
        return
    catcher = find_catcher(token, "error", command.code)
    if catcher is None:
        raise StaleCommand(f"nobody catches the error {command.code}", error_code=command.code)
    catcher.take(command.code, "", values)


def cancel_instance(move: Move, command: ask.CancelInstance) -> None:
    """End the instance."""
    if move.instance.status not in ("running", "failed"):
        raise StaleCommand(f"the instance is {move.instance.status}", status=move.instance.status)
    move.end_all("terminated", command.reason)


def set_variables(move: Move, command: ask.SetVariables) -> None:
    """Correct variables."""
    values = clean_variables(command.variables)
    token = move.instance.root
    if command.token is not None:
        token = find(move, command.token, "activity")
    write_all(token, values)


def retry(move: Move, command: ask.Retry) -> None:
    """Try a failed activity again."""
    token = find(move, command.token, "activity")
    if token.state != TaskState.ERROR:
        raise StaleCommand("this has not failed", kind="activity", key=command.token)
    token.internal_data.pop("error", None)
    token._set_state(TaskState.READY)
    move.instance.ready.append(token)


def _instance_of_loop(move: Move, key: str) -> tuple[Token, MultiInstance]:
    """Return the instance of a multi-instance that a token is, or runs in."""
    here: Token | None = find(move, key, "activity")
    while here is not None:
        loop = getattr(here.task_spec, "loop", None)
        if isinstance(loop, MultiInstance) and here.is_inner:
            return here, loop
        here = here.up
    raise StaleCommand("this is no instance of a multi-instance", kind="activity", key=key)


def add_instances(move: Move, command: ask.AddInstances) -> None:
    """Add instances beside the one named."""
    token, loop = _instance_of_loop(move, command.token)
    assert token.up is not None
    loop.add(token.up, tuple(clean_value("elements", list(command.elements))))


def remove_instance(move: Move, command: ask.RemoveInstance) -> None:
    """Take one instance out."""
    token, loop = _instance_of_loop(move, command.token)
    loop.withdraw(token)


PERFORM: Mapping[type, Callable[[Move, Any], None]] = {
    ask.Start: start,
    ask.CompleteTask: complete_task,
    ask.FireTimer: fire_timer,
    ask.Correlate: correlate,
    ask.CorrelateMessage: correlate_message,
    ask.BroadcastSignal: broadcast_signal,
    ask.CompleteService: complete_service,
    ask.FailService: fail_service,
    ask.ThrowToTask: throw_to_task,
    ask.CancelInstance: cancel_instance,
    ask.SetVariables: set_variables,
    ask.MoveToken: move_token,
    ask.AddInstances: add_instances,
    ask.RemoveInstance: remove_instance,
    ask.Retry: retry,
}
