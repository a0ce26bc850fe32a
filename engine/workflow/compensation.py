"""Undoing completed work: handlers run in the reverse order of completion.

A scope keeps one record for each completed activity that can be undone: with a handler
`[activity, number, None]`, or, for a sub-process without one, `[activity, None, {its own
records and variables}]`. Whoever throws a compensation takes the records and works them off
from the end, one handler at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.workflow.tokens import FOR, Token

if TYPE_CHECKING:
    from engine.workflow.specs.activities import ActivitySpec

RECORDS = "undo"  # in internal_data of a scope: what has been completed and can be undone
PLAN = "plan"  # in internal_data of a thrower: [scope, record] still to be undone, last first
SILENT = "silent"  # in internal_data of a thrower whose own token has gone on
CANCELS = "cancels"  # in internal_data of a transaction that is being cancelled


def remember(token: Token) -> None:
    """Keep a completed activity for later undoing, if it can be undone."""
    spec: ActivitySpec = token.task_spec
    scope = token.scope
    if spec.compensation is not None:
        local = dict(token.data) if token.data and not spec.is_scope else None
        scope.internal_data.setdefault(RECORDS, []).append([spec.name, local, None])
    elif spec.is_scope and (token.internal_data.get(RECORDS) or spec.undoes_itself):
        inside = {"data": token.data, RECORDS: token.internal_data.get(RECORDS, [])}
        scope.internal_data.setdefault(RECORDS, []).append([spec.name, None, inside])


def begin_compensation(token: Token, activity: str | None) -> bool | None:
    """Undo one activity, or everything completed in the scope; None while that takes time."""
    plan: list[list[Any]] = []
    for scope in _scopes(token):
        plan = _take_records(scope, activity) + plan
        if activity is not None and plan:
            break
    token.internal_data[PLAN] = plan
    return True if next_handler(token) else None


def _scopes(token: Token) -> list[Token]:
    """Return the scopes whose work a compensation thrown here undoes, nearest first.

    An event sub-process undoes the work of the scope it belongs to.
    """
    scopes = [token.scope]
    while scopes[-1].task_spec.is_handler:
        scopes.append(scopes[-1].scope)
    return scopes


def _take_records(scope: Token, activity: str | None) -> list[list[Any]]:
    records = scope.internal_data.get(RECORDS, [])
    taken = [record for record in records if activity in (None, record[0])]
    if taken:
        scope.internal_data[RECORDS] = [r for r in records if activity not in (None, r[0])]
    return [[scope.id, record] for record in taken]


def next_handler(token: Token) -> bool:
    """Begin the next undoing; True when nothing is left."""
    plan = token.internal_data[PLAN]
    while plan:
        number, (activity, local, inside) = plan.pop()
        scope = token.workflow.tasks.get(number)
        if scope is None:
            continue
        spec: ActivitySpec = token.definition.nodes[activity]
        if inside is None:
            _begin_handler(token, scope, spec, local)
            return False
        if not _begin_inside(token, scope, spec, inside):
            return False
    token.internal_data.pop(PLAN)
    return True


def _begin_handler(
    token: Token, scope: Token, spec: ActivitySpec, local: dict[str, Any] | None
) -> None:
    for event in spec.boundaries:
        if event.trigger.kind == "compensate":
            passing = Token(scope.workflow, event, scope)
            scope.workflow.move.record(passing, "entered")
            scope.workflow.move.record(passing, "completed")
            passing._set_state(TaskState.COMPLETED)
            scope.workflow.remove(passing)
    assert spec.compensation is not None
    handler = Token(scope.workflow, spec.compensation, scope)
    handler.internal_data[FOR] = token.id
    if local:
        handler.data = dict(local)
    spec.compensation._update(handler)


def _begin_inside(token: Token, scope: Token, spec: ActivitySpec, inside: dict[str, Any]) -> bool:
    """Undo what was done inside a completed sub-process, with its variables as they were."""
    again = Token(scope.workflow, spec, scope)
    again._set_state(TaskState.STARTED)
    again.data = inside["data"]
    again.internal_data[FOR] = token.id
    again.internal_data[RECORDS] = inside[RECORDS]
    if spec.undoes_itself:
        spec.begin_undoing(again)
        return False
    again.internal_data[PLAN] = _take_records(again, None)
    if next_handler(again):
        end_silently(again)
        return True
    return False


def end_silently(token: Token) -> None:
    """Take away a token that history knows nothing of."""
    token._set_state(TaskState.COMPLETED)
    token.workflow.remove(token)


def handler_done(token: Token) -> None:
    """Go on with the undoing a handler was part of."""
    workflow = token.workflow
    thrower = workflow.tasks.get(token.internal_data[FOR])
    while thrower is not None and next_handler(thrower):
        if FOR in thrower.internal_data:
            end_silently(thrower)
            thrower = workflow.tasks.get(thrower.internal_data[FOR])
        else:
            _finish(thrower)
            return


def _finish(thrower: Token) -> None:
    if SILENT in thrower.internal_data:
        end_silently(thrower)
    elif CANCELS in thrower.internal_data:
        leave_cancelled(thrower)
    else:
        thrower.complete()


def cancel_transaction(transaction: Token) -> None:
    """Cancel a transaction: stop all in it, undo what it completed, leave by its cancel event."""
    transaction.internal_data["over"] = 1
    transaction.internal_data[CANCELS] = 1
    unfinished = [[transaction.id, record] for record in _unfinished(transaction)]
    for other in transaction.children:
        other.cancel()
    transaction.internal_data[PLAN] = _take_records(transaction, None) + unfinished
    if next_handler(transaction):
        leave_cancelled(transaction)


def _unfinished(scope: Token) -> list[list[Any]]:
    """Return records of what was completed inside sub-processes that are still running."""
    found = []
    for child in scope.children:
        if child.role or FOR in child.internal_data:
            continue
        if not child.task_spec.is_scope or child.task_spec.is_process:
            continue
        inner = [*child.internal_data.get(RECORDS, []), *_unfinished(child)]
        if child.is_inner or not _is_body(child):
            if inner:
                found.append([child.task_spec.name, None, {"data": child.data, RECORDS: inner}])
        else:
            found += inner
    return found


def _is_body(token: Token) -> bool:
    spec: ActivitySpec = token.task_spec
    return spec.is_body(token)


def leave_cancelled(transaction: Token) -> None:
    """Leave a transaction whose work is undone."""
    host = transaction.host
    for event in host.task_spec.boundaries:
        if event.trigger.kind == "cancel":
            event.take(host, {})
            return
    host.cancel()
