"""What the scheduler does when a task is soon due, due, or late."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from engine.db import UnitOfWork
from engine.deadlines.rules import next_alarm
from engine.deadlines.rules.alarms import DUE, ESCALATE, WARN
from engine.deadlines.service import current_rules
from engine.escalations import queries
from engine.escalations.events import TaskEscalated, TaskOverdue, TaskWarned
from engine.escalations.model import Escalation
from engine.escalations.rules import Rung, Told, rings_at, rung_of, who_is_told
from engine.escalations.service import REDATE, current_limit, move_due_date, redate_case
from engine.instances.model import SUSPENDED, ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM
from engine.kernel.errors import NotFound
from engine.kernel.ids import new_id
from engine.scheduler.jobs import Handler
from engine.scheduler.model import Job, Rearm
from engine.staff.queries import directory
from engine.tasks.model import UserTask
from engine.tasks.queries import lock_task
from engine.tasks.service import task_facts

LOOK_AGAIN = timedelta(minutes=15)


def handlers() -> Mapping[str, Handler]:
    """Return what is done with each kind of alarm."""
    return {WARN: warn, DUE: note_overdue, ESCALATE: escalate, REDATE: redate}


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
    _keep_chain(uow, instance)
    later = [datetime.fromisoformat(moment) for moment in job.payload.get("warn_at", ())]
    return _next(uow, task, later, _ladder(job, task))


def note_overdue(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Say that a task is late, to those who should do it and to the first level."""
    return _climb(uow, job, 1)


def escalate(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Tell the next level of a task that is still open."""
    return _climb(uow, job, int(job.payload["level"]))


def redate(uow: UnitOfWork, job: Job) -> None:
    """Work out the due dates of a case anew, after a pause or a change of a calendar."""
    instance = lock_instance(uow, job.ref)
    if instance.is_live and redate_case(uow, instance):
        _keep_chain(uow, instance)


def _climb(uow: UnitOfWork, job: Job, level: int) -> Rearm | None:
    task, instance = _locked(uow, job)
    if task is None or instance is None or task.due_at is None:
        return None
    postponed = _postponed(uow, job, task, instance)
    if postponed:
        return postponed
    ladder = _ladder(job, task)
    rung = rung_of(ladder, level)
    if rung is None:
        return None
    if level not in queries.levels_reached(uow.session, task.id):
        _reach(uow, task, ladder, rung)
        _keep_chain(uow, instance)
    return _next_rung(uow, task, ladder, level + 1)


def _reach(uow: UnitOfWork, task: UserTask, ladder: str, rung: Rung) -> None:
    candidates = tuple(task.candidates or ())
    told = who_is_told(rung, candidates, task.org_id, directory(uow.session), uow.now)
    uow.session.add(_row(uow, task, ladder, rung, told))
    common = {
        **task_facts(task),
        "assignee_id": task.assignee_id,
        "due_at": task.due_at,
        "ladder": ladder,
        "groups": told.groups,
        "users": told.users,
    }
    if rung.level == 1:
        uow.record(TaskOverdue(**common, candidates=candidates), SYSTEM)
    else:
        uow.record(TaskEscalated(**common, level=rung.level), SYSTEM)


def _row(uow: UnitOfWork, task: UserTask, ladder: str, rung: Rung, told: Told) -> Escalation:
    return Escalation(
        id=new_id(),
        task_id=task.id,
        instance_id=task.instance_id,
        business_key=task.business_key,
        title=task.title,
        org_path=task.org_path,
        ladder=ladder,
        level=rung.level,
        reason="overdue",
        groups=list(told.groups),
        users=list(told.users),
        due_at=task.due_at,
        reached_at=uow.now,
    )


def _next_rung(uow: UnitOfWork, task: UserTask, ladder: str, level: int) -> Rearm | None:
    rung = rung_of(ladder, level)
    if rung is None or task.due_at is None:
        return None
    calendar = current_rules(uow).calendar(task.org_path)
    at = rings_at(rung, task.created_at, task.due_at, calendar)
    return Rearm(at, ESCALATE, {"ladder": ladder, "level": level})


def _postponed(
    uow: UnitOfWork, job: Job, task: UserTask, instance: ProcessInstance
) -> Rearm | None:
    """Return when to ring instead, if the case sleeps or its clock stood still meanwhile."""
    if instance.status == SUSPENDED:
        return Rearm(uow.now + LOOK_AGAIN, job.kind, job.payload)
    limit = current_limit(uow, task, instance)
    if limit and task.due_at and limit.due_at > max(task.due_at, uow.now):
        move_due_date(uow, task, limit)
        _keep_chain(uow, instance)
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


def _keep_chain(uow: UnitOfWork, instance: ProcessInstance) -> None:
    instance.store_head(uow.chain_head(instance.id))
