"""What the scheduler does when a task is soon due, due, or late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.db import UnitOfWork
from engine.deadlines.rules import next_alarm
from engine.deadlines.rules.alarms import DUE, WARN
from engine.escalations import queries
from engine.escalations.events import InstructionLate, TaskWarned
from engine.escalations.instructing import INSTRUCTION_DUE
from engine.escalations.model import DRAWN, OVERDUE, SETTLED, Escalation
from engine.escalations.raising import (
    CLIMB,
    Matter,
    climb_on,
    count_anew,
    end_matter,
    raise_matter,
    settle_later,
)
from engine.escalations.rules import LADDERS
from engine.escalations.service import REDATE, move_due_date, redate_case
from engine.instances.model import SUSPENDED, ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import NotFound
from engine.processes.drawn import DRAWN_ESCALATION
from engine.processes.limits import current_limit
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job, Rearm
from engine.tasks.model import UserTask
from engine.tasks.queries import get_task, lock_task, open_tasks_of
from engine.tasks.service import keep_chain, task_facts

LOOK_AGAIN = timedelta(minutes=15)


def handlers() -> Mapping[str, Handler]:
    """Return what is done with each kind of alarm."""
    return {
        WARN: warn,
        DUE: note_overdue,
        DRAWN_ESCALATION: raise_drawn,
        CLIMB: climb,
        INSTRUCTION_DUE: instruction_late,
        REDATE: redate,
    }


def warn(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Tell those who should do a task that it is soon due."""
    task, instance = _locked(uow, job)
    if task is None or instance is None or task.due_at is None:
        return None
    postponed = _postponed(uow, job, task, instance)
    if postponed:
        return postponed
    uow.record(
        TaskWarned(
            **task_facts(task),
            assignee_id=task.assignee_id,
            candidates=tuple(task.candidates or ()),
            due_at=task.due_at,
            ladder=_ladder(job, task),
        ),
        SYSTEM,
    )
    keep_chain(uow, instance)
    later = [datetime.fromisoformat(moment) for moment in job.payload.get("warn_at", ())]
    return _next(uow, task, later, _ladder(job, task))


def note_overdue(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Say that a task is late, and raise the matter; from then on it climbs by itself."""
    task, instance = _locked(uow, job)
    if task is None or instance is None or task.due_at is None:
        return None
    postponed = _postponed(uow, job, task, instance)
    if postponed:
        return postponed
    breach = Matter(
        key=f"overdue:{task.id}",
        reason=OVERDUE,
        ladder=_ladder(job, task),
        code=task.sla_code or "",
        task=task,
    )
    raise_matter(uow, SYSTEM, instance, breach)
    keep_chain(uow, instance)
    return None


def raise_drawn(uow: UnitOfWork, job: Job) -> None:
    """Raise what a diagram has escalated; the job's own id keeps it from being doubled."""
    instance = lock_instance(uow, job.instance_id or "")
    drawn = Matter(
        key=f"drawn:{job.ref}",
        reason=DRAWN,
        ladder=_known_ladder(job.payload.get("ladder")),
        text=str(job.payload.get("name") or job.payload.get("code") or ""),
        code=str(job.payload.get("code") or ""),
        activity_id=job.payload.get("activity"),
    )
    raise_matter(uow, SYSTEM, instance, drawn)
    keep_chain(uow, instance)


def climb(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Take a matter to the next level when nobody took it up, or it was not settled."""
    row, instance = queries.lock_escalation(uow, job.ref)
    if not row.is_alive:
        return None
    task = get_task(uow.session, row.task_id) if row.task_id else None
    if not instance.is_live or (task is not None and not task.is_open):
        end_matter(uow, SYSTEM, row, SETTLED, "")
        keep_chain(uow, instance)
        return None
    later = _not_yet(uow, row, task, instance)
    if later:
        row.climbs_at = later
        return Rearm(later, job.kind, job.payload)
    if not climb_on(uow, SYSTEM, row):
        # At the top it waits for a person; now and then one looks whether the work is done.
        return Rearm(settle_later(uow, row), job.kind, job.payload)
    keep_chain(uow, instance)
    return Rearm(row.climbs_at, job.kind, job.payload)


def instruction_late(uow: UnitOfWork, job: Job) -> None:
    """Say that what a leader asked for was not done by the moment he named."""
    told = queries.get_instruction(uow.session, job.ref)
    instance = lock_instance(uow, told.instance_id)
    waiting = {task.id for task in open_tasks_of(uow.session, instance.id)}
    if told.due_at is None or not instance.is_live or not waiting & set(told.task_ids):
        return
    told.late_at = uow.now
    uow.record(
        InstructionLate(
            instance_id=instance.id,
            instruction_id=told.id,
            business_key=instance.business_key,
            title=instance.title,
            author_id=told.author_id,
            receivers=tuple(told.receivers),
            text=told.text,
            due_at=told.due_at,
        ),
        SYSTEM,
    )
    keep_chain(uow, instance)


def redate(uow: UnitOfWork, job: Job) -> None:
    """Work out the due dates of a case anew, after a pause or a change of a calendar."""
    instance = lock_instance(uow, job.ref)
    if instance.is_live and redate_case(uow, instance):
        keep_chain(uow, instance)


def _not_yet(
    uow: UnitOfWork, row: Escalation, task: UserTask | None, instance: ProcessInstance
) -> datetime | None:
    """Return when to ring instead: the case sleeps, its clock stood still, or time was given."""
    if instance.status == SUSPENDED:
        return uow.now + LOOK_AGAIN
    if task is not None and row.reason == OVERDUE:
        limit = current_limit(uow, task, instance)
        if limit and task.due_at and limit.due_at > max(task.due_at, uow.now):
            move_due_date(uow, task, limit)
            keep_chain(uow, instance)
        if task.due_at and task.due_at > uow.now:
            return count_anew(uow, row)
    return row.climbs_at if row.climbs_at > uow.now else None


def _postponed(
    uow: UnitOfWork, job: Job, task: UserTask, instance: ProcessInstance
) -> Rearm | None:
    """Return when to ring instead, if the case sleeps or its clock stood still meanwhile."""
    if instance.status == SUSPENDED:
        return Rearm(uow.now + LOOK_AGAIN, job.kind, job.payload)
    limit = current_limit(uow, task, instance)
    if limit and task.due_at and limit.due_at > max(task.due_at, uow.now):
        move_due_date(uow, task, limit)
        keep_chain(uow, instance)
        return _next(uow, task, list(limit.warnings), _ladder(job, task))
    if task.due_at and job.kind == DUE and uow.now < task.due_at:
        return Rearm(task.due_at, DUE, job.payload)
    return None


def _next(uow: UnitOfWork, task: UserTask, warnings: list[datetime], ladder: str) -> Rearm | None:
    alarm = next_alarm(uow.now, task.due_at, warnings, ladder)
    return Rearm(alarm.due_at, alarm.kind, alarm.payload) if alarm else None


def _locked(uow: UnitOfWork, job: Job) -> tuple[UserTask | None, ProcessInstance | None]:
    try:
        task, instance = lock_task(uow, job.ref)
    except NotFound:
        return None, None
    return (task, instance) if task.is_open and instance.is_live else (None, None)


def _ladder(job: Job, task: UserTask) -> str:
    return task.ladder or str(job.payload.get("ladder") or "E1")


def _known_ladder(name: object) -> str:
    return str(name) if name in LADDERS else "E1"
