"""Taking a task back from the colleague it was just given to."""

from typing import Any

from sqlalchemy import select

from engine.db import UnitOfWork
from engine.db.audit import EventRow
from engine.kernel.actor import Actor
from engine.kernel.errors import Conflict
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.events import TaskReassigned
from engine.tasks.model import UserTask
from engine.tasks.service import Remark, add_note, keep_chain, set_claimable, task_facts


class CannotReclaim(Conflict):
    """The colleague has begun with the task, or it has gone on to somebody else."""

    code = "cannot_reclaim"


def reclaim_task(uow: UnitOfWork, actor: Actor, task_id: str) -> None:
    """Give a task back to who had it before the actor passed it on; to the pool if nobody had.

    Raises `CannotReclaim` once the colleague has written something, or nobody holds the task
    from the actor any more.
    """
    task, instance = tasks.lock_task(uow, task_id)
    task.require_free()
    given = _given(uow, actor, task)
    if given is None:
        raise CannotReclaim(f"{task.id} has gone on", reason="gone_on")
    if task.draft:
        raise CannotReclaim(f"{task.id} was begun", reason="begun")
    colleague, former = task.assignee_name or "", given["former_assignee_id"]
    if former:
        person = staff.users_by_ids(uow.session, [former])[former]
        task.reassign(person.id, person.name, uow.now)
        task.acting_for_id, task.acting_for_name = given.get("former_principal") or (None, None)
    else:
        task.put_back()
        set_claimable(uow, task, claimable=True)
    add_note(uow, actor, task, Remark("reclaim", people=(colleague,)))
    fact = TaskReassigned(
        **task_facts(task), former_assignee_id=given["assignee_id"], assignee_id=former or "",
        reason="",
    )  # fmt: skip
    uow.record(fact, actor)
    keep_chain(uow, instance)


def _given(uow: UnitOfWork, actor: Actor, task: UserTask) -> dict[str, Any] | None:
    """Return the facts of how the actor gave the task to who holds it now."""
    passed = select(EventRow).where(
        EventRow.stream == task.instance_id, EventRow.name == TaskReassigned.__name__
    )
    rows = uow.session.scalars(passed.order_by(EventRow.seq.desc()))
    last = next((row for row in rows if row.facts["task_id"] == task.id), None)
    if last is None or last.actor_id != actor.user_id:
        return None
    facts: dict[str, Any] = last.facts
    # Who passes a task on says why; who takes it back does not.
    is_with_him = facts["assignee_id"] == task.assignee_id and facts["reason"]
    return facts if is_with_him else None
