"""Questions about tasks that leaders assign."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.customers.queries import within
from engine.kernel.actor import Actor
from engine.work_tasks.model import OPEN, WorkTask, WorkTaskNote


def tasks_of_case(session: Session, instance_id: str) -> list[WorkTask]:
    """Return the tasks a case made, the latest first."""
    statement = select(WorkTask).where(WorkTask.instance_id == instance_id)
    return list(session.scalars(statement.order_by(WorkTask.id.desc())))


def task_by_number(session: Session, number: str) -> WorkTask | None:
    """Return the task with a number, if there is one."""
    return session.scalars(select(WorkTask).where(WorkTask.number == number)).first()


def subtasks_of(session: Session, work_task_id: str) -> list[WorkTask]:
    """Return the parts a task was split into."""
    statement = select(WorkTask).where(WorkTask.parent_id == work_task_id)
    return list(session.scalars(statement.order_by(WorkTask.id)))


def open_tasks(
    session: Session, actor: Actor, owner: str = "", offset: int = 0, limit: int = 50
) -> list[WorkTask]:
    """Return the open tasks an actor gave or may see, by due date."""
    seen = or_(within(WorkTask.org_path, actor), WorkTask.assigned_by == actor.user_id)
    statement = select(WorkTask).where(WorkTask.status.in_(OPEN), seen)
    if owner:
        statement = statement.where(WorkTask.owner == owner)
    ordered = statement.order_by(WorkTask.due_at, WorkTask.id).offset(offset).limit(limit)
    return list(session.scalars(ordered))


def notes_of(session: Session, work_task_id: str) -> list[WorkTaskNote]:
    """Return the history of a task, the oldest line first."""
    statement = select(WorkTaskNote).where(WorkTaskNote.work_task_id == work_task_id)
    return list(session.scalars(statement.order_by(WorkTaskNote.id)))
