"""How urgent an open task is, and when it is to be looked at again."""

from datetime import datetime

from engine.access.rules import Permission
from engine.db import UnitOfWork
from engine.kernel.actor import Actor, require
from engine.kernel.errors import Invalid
from engine.tasks import queries
from engine.tasks.events import TaskPlanned
from engine.tasks.model import UserTask
from engine.tasks.service import keep_chain, task_facts

LEAST, MOST = 0, 100


def may_plan(actor: Actor, task: UserTask) -> bool:
    """Tell whether somebody plans a task: who works on it, or leads those who do."""
    if not task.is_open:
        return False
    works = actor.user_id in (task.assignee_id, task.acting_for_id)
    return works or (actor.may(Permission.TASK_ASSIGN) and actor.sees(task.org_path))


def plan_task(
    uow: UnitOfWork, actor: Actor, task_id: str, priority: int, follow_up_at: datetime | None
) -> None:
    """Set priority (0 to 100, 50 is usual) and follow-up date of an open task."""
    if not LEAST <= priority <= MOST:
        problem = {"field": "priority", "code": "priority", "message": f"{LEAST} to {MOST}"}
        raise Invalid([problem])
    task, instance = queries.lock_task(uow, task_id)
    task.require_open()
    if not may_plan(actor, task):
        require(actor, Permission.TASK_ASSIGN, task.org_path)
    task.priority, task.follow_up_at = priority, follow_up_at
    until = follow_up_at.isoformat() if follow_up_at else None
    fact = TaskPlanned(**task_facts(task), priority=priority, follow_up_at=until)
    uow.record(fact, actor)
    keep_chain(uow, instance)
