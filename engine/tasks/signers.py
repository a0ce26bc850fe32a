"""The tree of signers below a task: signers may themselves ask others to sign."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.tasks.model import OPEN, UserTask
from engine.tasks.records import PLANNED, TaskSigner


def top_of(session: Session, task: UserTask) -> UserTask:
    """Return the task of the diagram somebody signs for, however far below it."""
    while task.parent_task_id:
        above = session.get(UserTask, task.parent_task_id)
        if above is None:
            break
        task = above
    return task


def work_below(session: Session, task_ids: Sequence[str]) -> list[UserTask]:
    """Return the work of everybody added to tasks, and to their work in turn."""
    found: list[UserTask] = []
    above = list(task_ids)
    while above:
        rows = select(UserTask).where(UserTask.parent_task_id.in_(above)).order_by(UserTask.id)
        below = list(session.scalars(rows))
        found += below
        above = [one.id for one in below if one.has_signers]
    return found


def signers_below(session: Session, task_ids: Sequence[str]) -> list[TaskSigner]:
    """Return everybody who was added to tasks, in the order they sign."""
    rows = select(TaskSigner).where(TaskSigner.task_id.in_(task_ids))
    return list(session.scalars(rows.order_by(TaskSigner.task_id, TaskSigner.number)))


def planned_for(session: Session, user_id: str) -> list[TaskSigner]:
    """Return where somebody is to sign later and has not been asked yet."""
    rows = (
        select(TaskSigner)
        .join(UserTask, UserTask.id == TaskSigner.task_id)
        .where(TaskSigner.user_id == user_id, TaskSigner.state == PLANNED, UserTask.state == OPEN)
    )
    return list(session.scalars(rows.order_by(TaskSigner.instance_id, TaskSigner.id)))
