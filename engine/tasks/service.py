"""What people do with user tasks, short of completing them (that is a move of the case)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.db.prepared import Prepared
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Forbidden, Invalid
from engine.kernel.ids import new_id
from engine.tasks import queries
from engine.tasks.events import TaskCancelled, TaskClaimed, TaskReassigned, TaskReleased
from engine.tasks.model import TaskCandidate, UserTask, cancelled_by
from engine.tasks.records import TaskNote
from engine.tasks.rules import sort_key

MAX_DRAFT_FIELDS = 2000


def task_facts(task: UserTask) -> dict[str, Any]:
    """Return the fields every fact about a task carries."""
    return {
        "task_id": task.id,
        "instance_id": task.instance_id,
        "activity_id": task.activity_id,
        "task_name": task.name,
        "title": task.title,
        "business_key": task.business_key,
    }


def cancel_tasks(
    uow: UnitOfWork, actor: Actor, task_ids: Sequence[str], done_ids: Sequence[str]
) -> None:
    """Cancel tasks a move has closed, with the work of the signers added to them.

    Where one of the tasks done in the move decided for their node, they say whose it was.
    """
    waiting = [one for one in queries.tasks_by_id(uow.session, task_ids) if one.is_open]
    helped = [task.id for task in waiting if task.has_signers]
    added = queries.open_children(uow.session, helped) if helped else []
    done = queries.tasks_by_id(uow.session, done_ids) if done_ids else ()
    deciders = {task.activity_id: task.completed_by_name for task in done}
    for task in (*waiting, *added):
        uow.store(task, **cancelled_by(deciders.get(task.activity_id), uow.now))
        uow.record(TaskCancelled(**task_facts(task)), actor)


def claim_task(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Assign an open task to the actor, who must be a candidate."""
    task, instance = queries.lock_task(uow, task_id)
    if task.assignee_id == actor.user_id and task.is_open:
        return
    task.claim(actor, uow.now)
    set_claimable(uow, task, claimable=False)
    uow.record(TaskClaimed(**task_facts(task), assignee_id=actor.user_id), actor)
    keep_chain(uow, instance)


def release_task(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Put a claimed task back for all candidates."""
    task, instance = queries.lock_task(uow, task_id)
    task.release(actor)
    set_claimable(uow, task, claimable=True)
    uow.record(TaskReleased(**task_facts(task), former_assignee_id=actor.user_id), actor)
    keep_chain(uow, instance)


def reassign_task(
    uow: UnitOfWork, actor: Actor, task_id: str, to: tuple[str, str], reason: str
) -> None:
    """Give a task to another person, `to` = (user id, name), with a reason.

    The assignee may do it himself; anybody else needs `task:reassign` within reach.
    """
    if not reason.strip():
        raise Invalid([{"field": "reason", "code": "required", "message": "a reason is needed"}])
    task, instance = queries.lock_task(uow, task_id)
    task.require_free()
    if task.assignee_id != actor.user_id:
        require(actor, Permission.TASK_REASSIGN, task.org_path)
    former, principal = task.assignee_id, task.principal
    task.reassign(*to, uow.now)
    add_note(uow, actor, task, Remark("reassign", reason.strip(), (to[1],)))
    set_claimable(uow, task, claimable=False)
    uow.record(
        TaskReassigned(
            **task_facts(task),
            former_assignee_id=former,
            assignee_id=to[0],
            reason=reason.strip(),
            former_principal=principal,
        ),
        actor,
    )
    keep_chain(uow, instance)


def save_draft(
    uow: UnitOfWork, actor: Actor, task_id: str, values: Mapping[str, Any]
) -> datetime | None:
    """Keep what was typed so far and return when; without values the draft is dropped.

    Nothing moves and nothing is checked but the size. The time is the server's, so that of
    two devices the copy that is really younger wins.
    """
    task = queries.get_task(uow.session, task_id)
    task.require_worker(actor)
    if len(values) > MAX_DRAFT_FIELDS:
        raise Invalid([{"field": "", "code": "too_many", "message": "too many fields"}])
    task.draft, task.draft_at = dict(values), uow.now if values else None
    return task.draft_at


@dataclass(frozen=True)
class Remark:
    """An operation on a task, what was said with it, and the names of those it concerns."""

    operation: str
    text: str = ""
    people: tuple[str, ...] = ()


def add_note(uow: UnitOfWork, actor: Actor, task: UserTask, remark: Remark) -> None:
    """Keep an operation on a task for the print sheet."""
    principal = task.principal_of(actor)
    uow.session.add(
        TaskNote(
            id=new_id(),
            instance_id=task.instance_id,
            task_id=task.id,
            activity_id=task.activity_id,
            node=task.name,
            operation=remark.operation,
            author_id=actor.user_id,
            author_name=actor.name,
            acting_for_name=principal[1] if principal else None,
            people=list(remark.people),
            text=remark.text,
            at=uow.now,
        )
    )


def may_see(uow: UnitOfWork, actor: Actor, instance_id: str) -> bool:
    """Tell whether the actor may see a case: as starter, worker, candidate, or by scope."""
    instance = get_instance(uow.session, instance_id)
    if instance.starter_id == actor.user_id:
        return True
    if actor.may(Permission.CASE_READ) and actor.sees(instance.org_path):
        return True
    if any(_takes_part(actor, task) for task in queries.tasks_of(uow.session, instance_id)):
        return True
    return queries.is_reader(uow.session, instance_id, actor.user_id)


def _takes_part(actor: Actor, task: UserTask) -> bool:
    workers = (task.assignee_id, task.completed_by, task.owner_id, task.acting_for_id)
    return actor.user_id in workers or (task.is_open and task.is_candidate(actor))


def require_sight(uow: UnitOfWork, actor: Actor, instance_id: str) -> None:
    """Raise unless the actor may see a case."""
    if not may_see(uow, actor, instance_id):
        raise Forbidden(f"{actor.user_id} may not see {instance_id}")


def set_claimable(uow: UnitOfWork, task: UserTask, *, claimable: bool) -> None:
    """Show a task among those its candidates may claim, or hide it there."""
    uow.session.execute(
        update(TaskCandidate).where(TaskCandidate.task_id == task.id).values(is_claimable=claimable)
    )


def sort_anew(uow: UnitOfWork, tasks: Sequence[UserTask]) -> None:
    """Let those who may claim these tasks find them by the due moments they have now."""
    rows = [{"about": task.id, "sorted": sort_key(task.due_at)} for task in tasks]
    if rows:
        _SORT.run(uow.connection, rows)


def add_candidates(uow: UnitOfWork, task: UserTask, keys: Iterable[str]) -> None:
    """Let more people or groups claim an open task."""
    for key in keys:
        row = uow.session.get(TaskCandidate, (task.id, key))
        if row is None:
            sort_at = sort_key(task.due_at)
            row = TaskCandidate(task_id=task.id, candidate=key, sort_at=sort_at)
            uow.session.add(row)
        row.is_claimable = True
    uow.session.flush()


def keep_chain(uow: UnitOfWork, instance: ProcessInstance) -> None:
    """Keep the head of a case's audit chain when nothing of it has moved."""
    instance.store_head(uow.chain_head(instance.id))


_CANDIDATES: Any = TaskCandidate.__table__
_SORT = Prepared(
    update(_CANDIDATES)
    .where(_CANDIDATES.c.task_id == bindparam("about"))
    .values(sort_at=bindparam("sorted", type_=_CANDIDATES.c.sort_at.type))
)
