"""Sending a case back to a node that was done before."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.approvals import queries, rules
from engine.approvals.checks import require_permitted, required, workers_of
from engine.approvals.events import TaskReturned
from engine.approvals.following import look_ahead
from engine.approvals.giving import give_again
from engine.db import UnitOfWork
from engine.definitions import store
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid
from engine.processes import signing
from engine.processes.moving import move
from engine.tasks import queries as tasks
from engine.tasks.model import DONE, KEPT, LENT, PLAIN, TaskLent, UserTask
from engine.tasks.rules import AGREED
from engine.tasks.service import Remark, add_note, keep_chain, task_facts
from engine.tasks.signers import top_of
from engine.workflow import MoveToken

RETURNED = "returned"


@dataclass(frozen=True)
class WayBack:
    """Where to send a case back, why, and whether it then comes straight here again."""

    to_activity: str
    reason: str
    is_straight: bool = False


def return_task(uow: UnitOfWork, actor: Actor, task_id: str, way: WayBack) -> None:
    """Send a case back to a node that was done; all work ahead of that node is cancelled.

    Whoever did the node does it again. Straight back to here only where no branch would be
    missed; else, or when a key field changes, all nodes between are done anew.
    """
    task, instance = tasks.lock_task(uow, task_id)
    task.require_worker(actor)
    instance.require_running()
    if task.lending == LENT:
        raise TaskLent(f"{task.id} was lent for an opinion")
    require_permitted(uow, task, rules.RETURN)
    reason = required("reason", way.reason)
    former = _former(uow, task, way.to_activity)
    process = store.load(uow.session, task.definition_id).process
    straight = way.is_straight and rules.leads_straight(process, way.to_activity, task.activity_id)
    ahead = look_ahead(uow, task, way.to_activity, process)
    gone = workers_of(row for row in ahead.tasks if row.is_open and row.id != task.id)
    if task.has_signers:
        asked = [one for one in tasks.signers_of(uow.session, task.id) if one.is_open]
        signing.drop(uow, actor, asked)
    _close_own(uow, actor, task, reason)
    if straight:
        uow.store(former, is_undone=True)
        _keep_answers(uow, task, ahead.rows)
    else:
        undo(uow, ahead.tasks)
    token = top_of(uow.session, task).id
    result = move(uow, actor, instance, MoveToken(token, way.to_activity, ahead.elements))
    opened = [one.id for one in result.opened if one.activity_id == way.to_activity]
    to = _give_again(uow, opened, former, task.activity_id if straight else None)
    add_note(uow, actor, task, Remark("return", reason, (former.name,)))
    uow.record(
        TaskReturned(
            **task_facts(task),
            to_activity=way.to_activity,
            to_name=former.name,
            users=to,
            gone=tuple(one for one in gone if one not in (*to, actor.user_id)),
            reason=reason,
            is_straight=straight,
        ),
        actor,
    )
    keep_chain(uow, instance)


def undo(uow: UnitOfWork, rows: Sequence[UserTask]) -> None:
    """Mark the results of tasks as taken back; they no longer count as agreed."""
    for row in rows:
        if row.state == DONE and not row.is_undone:
            uow.store(row, is_undone=True)


def _former(uow: UnitOfWork, task: UserTask, activity: str) -> UserTask:
    targets = queries.return_targets(uow, task)
    found = next((one for one in targets if one.activity_id == activity), None)
    if found is None:
        facts = {"field": "to_activity", "code": "no_way_back", "message": "no way back to there"}
        raise Invalid([facts], targets=[one.activity_id for one in targets])
    return found


def _close_own(uow: UnitOfWork, actor: Actor, task: UserTask, reason: str) -> None:
    principal = task.principal_of(actor)
    uow.store(
        task,
        state=DONE,
        is_undone=True,
        outcome=RETURNED,
        opinion=reason,
        completed_at=uow.now,
        completed_by=actor.user_id,
        completed_by_name=actor.name,
        assignee_id=task.assignee_id or actor.user_id,
        assignee_name=task.assignee_name or actor.name,
        acting_for_id=principal[0] if principal else None,
        acting_for_name=principal[1] if principal else None,
    )


def _keep_answers(uow: UnitOfWork, task: UserTask, rows: Sequence[UserTask]) -> None:
    """Let those who have agreed in the same countersignature not be asked again."""
    same = [row for row in rows if row.activity_id == task.activity_id and row.kind == PLAIN]
    if task.loop_counter is None:
        return
    begun = max((row.id for row in same if row.loop_counter == 0), default="")
    for row in same:
        if row.id >= begun and row.state == DONE and row.outcome in AGREED:
            uow.store(row, hold=KEPT)


def _give_again(
    uow: UnitOfWork, opened: Sequence[str], former: UserTask, return_to: str | None
) -> tuple[str, ...]:
    """Give the task that was opened again to whoever did it; return who has it now."""
    found = []
    for task in tasks.tasks_by_id(uow.session, opened):
        uow.store(task, return_to=return_to)
        # Who decides in a countersignature stands in its list.
        if task.is_open and task.loop_counter is None:
            give_again(uow, task, former)
        found += [task.assignee_id] if task.assignee_id else []
    return tuple(found)
