"""Brings the watchers of a migrated instance in line with the new version."""

from __future__ import annotations

from SpiffWorkflow.util.task import TaskState

from engine.workflow.specs.activities import WATCHED, ActivitySpec
from engine.workflow.specs.base import NodeSpec
from engine.workflow.specs.events import ARMED, SPENT, WaitingSpec
from engine.workflow.specs.gateways import EventGateway
from engine.workflow.tokens import BOUNDARY, BRANCH, HANDLER, Instance, Token
from engine.workflow.triggers import MessageTrigger, SignalTrigger, TimerTrigger


def adjust_guards(instance: Instance, renamed: set[int]) -> None:
    """Begin to wait for what is new, and tell anew what waits under another name."""
    for token in list(instance.tasks.values()):
        if token.definition is not instance.definition:
            continue
        if token.id in renamed and ARMED in token.internal_data:
            _tell_again(token)
        for role, spec in _expected(token):
            if not any(child.task_spec is spec for child in token.children if child.role):
                spec.wait(Token(instance, spec, token, role=role))
        if token.task_spec.is_join and token.state == TaskState.WAITING:
            token.task_spec._update(token)


def _expected(token: Token) -> list[tuple[str, WaitingSpec]]:
    """Return the events that should be waited for on behalf of a token."""
    spec = token.task_spec
    if token.role:
        return []
    wanted: list[tuple[str, NodeSpec]] = []
    if isinstance(spec, EventGateway) and token.state == TaskState.WAITING:
        wanted += [(BRANCH, flow.target) for flow in spec.leaving]
    is_running = token.state in (TaskState.STARTED, TaskState.WAITING)
    if isinstance(spec, ActivitySpec) and is_running and not token.is_inner:
        wanted += [(BOUNDARY, event) for event in spec.boundaries]
    is_body = isinstance(spec, ActivitySpec) and spec.is_body(token)
    if is_running and not is_body and "over" not in token.internal_data:
        wanted += [(HANDLER, start) for start in spec.handlers]
    spent = token.internal_data.get(SPENT, ())
    return [
        (role, event)
        for role, event in wanted
        if isinstance(event, WaitingSpec)
        and event.trigger.kind in WATCHED
        and event.name not in spent
    ]


def _tell_again(token: Token) -> None:
    """Take back what the host was told, and tell it anew: the due time is the same."""
    spec, move = token.task_spec, token.workflow.move
    assert isinstance(spec, WaitingSpec)
    trigger = spec.trigger
    if isinstance(trigger, TimerTrigger):
        move.dropped_timers.append(token.key)
        trigger.set(token)
    elif isinstance(trigger, MessageTrigger | SignalTrigger):
        move.dropped_subscriptions.append(token.key)
        trigger.announce(token)
