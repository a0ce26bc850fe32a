"""Moving a token by hand: from where it is to another activity of the same process."""

from __future__ import annotations

from collections.abc import Collection

from SpiffWorkflow.util.task import TaskState

from engine.kernel.errors import Invalid
from engine.workflow import commands as ask
from engine.workflow.compensation import handler_done
from engine.workflow.guards import adjust_guards
from engine.workflow.move import Move
from engine.workflow.problems import StaleCommand
from engine.workflow.specs.base import NodeSpec
from engine.workflow.specs.events import SPENT
from engine.workflow.specs.scopes import SubProcess, arm_handlers
from engine.workflow.tokens import FOR, Token


def move_token(move: Move, command: ask.MoveToken) -> None:
    """Begin an activity, and cancel what the token was doing.

    Without a token (an empty id) an instance that is over begins again at the activity.
    """
    if not command.token:
        _restart(move, command.to_activity)
        return
    token = move.instance.find(command.token)
    if token is None or token.role or token.up is None:
        raise StaleCommand("this is no open activity", kind="activity", key=command.token)
    host = token.host
    target = _target(host, command.to_activity)
    scope = _common_scope(host, target)
    gone = _to_cancel(scope, host, command.sweep)
    joins = [one for one in scope.joins.values() if one not in gone]
    place(scope, target)
    for each in gone:
        each.cancel()
        if FOR in each.internal_data:
            handler_done(each)
    retracted = [one for one in joins if one.task_spec.retract(one, command.sweep)]
    if host not in gone and host in joins and host not in retracted:
        raise StaleCommand("nothing has come here from there", kind="activity", key=command.token)
    for name, flows in command.rejoin.items():
        _rejoin(scope, name, flows)
    _revive(move)


def _to_cancel(scope: Token, host: Token, sweep: Collection[str]) -> list[Token]:
    """Return what a token is doing in a scope, and what the swept elements are."""
    swept = [each for each in scope.children if each.task_spec.name in sweep]
    if sweep and host.up is scope and host.task_spec.is_join:
        # What others have brought to the join stays.
        return swept
    victim = host
    while victim.up is not scope and victim.up is not None and victim.up.live == 1:
        victim = victim.up
    return [victim, *(other for other in swept if other is not victim)]


def _rejoin(scope: Token, name: str, flows: Collection[str]) -> None:
    spec = scope.definition.nodes[name]
    for flow in spec.entering:
        if flow.id in flows:
            spec.arrive(scope, flow)


def _revive(move: Move) -> None:
    if move.instance.status != "running":
        move.instance.status = "running"
        move.instance.ended_by = ""
        adjust_guards(move.instance, set())


def _restart(move: Move, activity: str) -> None:
    if move.instance.status == "running":
        raise StaleCommand("the instance is running: name the token to move", status="running")
    root = move.instance.root
    for left in root.children:
        left.cancel()
    target = _target(root, activity)
    root._set_state(TaskState.STARTED)
    for flag in ("over", "end", SPENT):
        root.internal_data.pop(flag, None)
    place(root, target)
    _revive(move)


def _target(token: Token, activity: str) -> NodeSpec:
    target = token.definition.nodes.get(activity)
    if target is None or target.kind in ("boundaryEvent", "process") or target.is_handler:
        raise Invalid([{"field": "to_activity", "message": f"{activity} is no place for a token"}])
    return target


def containers(spec: NodeSpec) -> list[NodeSpec]:
    """Return the sub-processes around an element and the process, nearest first."""
    found = []
    here = spec.container
    while here is not None:
        found.append(here)
        here = here.container
    return found


def _common_scope(host: Token, target: NodeSpec) -> Token:
    around = containers(target)
    for scope in host.ancestors():
        if scope.task_spec in around and not _is_body(scope):
            return scope
        if scope.task_spec.is_process:
            break
    raise Invalid([{"field": "to_activity", "message": f"{target.name} is in another process"}])


def _is_body(token: Token) -> bool:
    return isinstance(token.task_spec, SubProcess) and token.task_spec.is_body(token)


def place(scope: Token, target: NodeSpec) -> None:
    """Put a token on an element, entering the sub-processes around it."""
    around = containers(target)
    inner = around[: around.index(scope.task_spec)]
    for spec in reversed(inner):
        scope = _enter(scope, spec)
    if target.is_join:
        token = Token(scope.workflow, target, scope)
        scope.workflow.move.record(token, "entered")
        token._set_state(TaskState.READY)
        scope.workflow.ready.append(token)
    else:
        target.arrive(scope)


def _enter(scope: Token, spec: NodeSpec) -> Token:
    if not isinstance(spec, SubProcess) or spec.loop is not None or spec.is_handler:
        raise Invalid(
            [{"field": "to_activity", "message": f"{spec.name} cannot be entered from outside"}]
        )
    token = Token(scope.workflow, spec, scope)
    token.data = {}
    scope.workflow.move.record(token, "entered")
    spec.mappings.take(token)
    token._set_state(TaskState.READY)
    spec.guard(token)
    token._set_state(TaskState.STARTED)
    arm_handlers(spec, token)
    return token
