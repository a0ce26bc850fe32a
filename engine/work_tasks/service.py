"""What is done with tasks that leaders assign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.db import UnitOfWork
from engine.kernel.actor import Actor
from engine.kernel.errors import Invalid
from engine.kernel.ids import new_id
from engine.staff import queries as staff
from engine.staff import service as staff_service
from engine.work_tasks import events, queries
from engine.work_tasks.model import CANCELLED, DONE, WorkTask, WorkTaskNote


@dataclass(frozen=True)
class NewWorkTask:
    """What is asked of whom, until when, and by which case."""

    instance_id: str
    org_id: str
    title: str
    owner: str
    due_at: datetime | None = None
    source: str = ""
    type: str = ""
    activity_id: str = ""
    parent_id: str | None = None


def create_task(uow: UnitOfWork, actor: Actor, new: NewWorkTask, number: str = "") -> WorkTask:
    """Give somebody a task."""
    if not new.title or not new.owner:
        field = "owner" if new.title else "title"
        raise Invalid([{"field": field, "message": "required"}])
    unit = staff.get_unit(uow.session, new.org_id)
    task = WorkTask(
        id=new_id(),
        number=number or staff_service.take_number(uow, "RW", unit.id),
        instance_id=new.instance_id,
        activity_id=new.activity_id,
        parent_id=new.parent_id,
        org_id=unit.id,
        org_path=unit.path,
        title=new.title,
        owner=new.owner,
        assigned_by=actor.user_id,
        source=new.source,
        type=new.type,
        due_at=new.due_at,
        created_at=uow.now,
        progress=0,
        reminders=0,
        extensions=0,
    )
    uow.session.add(task)
    uow.session.flush()
    uow.record(events.WorkTaskCreated(**_facts(task), owner=task.owner), actor)
    return task


def accept_task(
    uow: UnitOfWork, actor: Actor, task: WorkTask, owner: str, parts: Sequence[tuple[str, str]]
) -> None:
    """Begin the work, perhaps split into parts, each a title and the one who does it."""
    task.accept(owner)
    known = {part.title for part in queries.subtasks_of(uow.session, task.id)}
    for title, part_owner in parts:
        if title and title not in known:
            part = NewWorkTask(
                instance_id=task.instance_id,
                org_id=task.org_id,
                title=title,
                owner=part_owner or task.owner,
                due_at=task.due_at,
                source=task.number,
                type=task.type,
                parent_id=task.id,
            )
            create_task(uow, actor, part)


def remind_progress(uow: UnitOfWork, actor: Actor, task: WorkTask) -> None:
    """Keep that a report on progress is missing."""
    if task.is_open:
        task.reminders += 1
        _note(uow, actor, task, "REMINDER", "")
        uow.record(
            events.ProgressMissing(**_facts(task), owner=task.owner, reminders=task.reminders),
            actor,
        )


def report_progress(uow: UnitOfWork, actor: Actor, task: WorkTask, percent: int, text: str) -> None:
    """Keep how far the work has come."""
    task.require_open()
    if not 0 <= percent <= 100:
        raise Invalid([{"field": "progress", "message": "between_0_and_100"}])
    task.progress = percent
    _note(uow, actor, task, "PROGRESS", text)


def extend_task(
    uow: UnitOfWork, actor: Actor, task: WorkTask, due_at: datetime, reason: str
) -> int:
    """Move the due date; return how often that was done."""
    task.extend(due_at)
    _note(uow, actor, task, "EXTENSION", reason)
    uow.record(
        events.WorkTaskExtended(**_facts(task), due_at=due_at.isoformat(), reason=reason), actor
    )
    return task.extensions


def finish_task(
    uow: UnitOfWork, actor: Actor, task: WorkTask, score: int | None, comment: str
) -> None:
    """Keep the result as checked; its parts end with it."""
    if task.status == DONE:
        return
    task.score, task.comment, task.progress = score, comment, 100
    _end(uow, actor, task, DONE)


def cancel_task(uow: UnitOfWork, actor: Actor, task: WorkTask, reason: str) -> None:
    """Take the task back; its parts end with it."""
    if task.status == CANCELLED:
        return
    task.comment = reason
    _end(uow, actor, task, CANCELLED)


def _end(uow: UnitOfWork, actor: Actor, task: WorkTask, status: str) -> None:
    for each in (task, *queries.subtasks_of(uow.session, task.id)):
        if each is task or each.is_open:
            each.close(status, uow.now)
            uow.record(events.WorkTaskEnded(**_facts(each), status=status), actor)


def _note(uow: UnitOfWork, actor: Actor, task: WorkTask, kind: str, text: str) -> None:
    uow.session.add(
        WorkTaskNote(
            id=new_id(),
            work_task_id=task.id,
            kind=kind,
            text=text,
            progress=task.progress,
            by=actor.user_id,
            at=uow.now,
        )
    )


def _facts(task: WorkTask) -> dict[str, str]:
    return {"instance_id": task.instance_id, "work_task_id": task.id, "number": task.number}
