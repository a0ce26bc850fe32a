"""Answers to "why?" about one task and about one case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.db import UnitOfWork
from engine.deadlines.rules.alarms import DUE, WARN
from engine.escalations.model import Escalation
from engine.escalations.queries import escalations_of
from engine.escalations.raising import CLIMB, next_told
from engine.escalations.rules import rung_of, who_is_told
from engine.explain import rules
from engine.explain.prospects import Prospect, prospects
from engine.explain.rules import Standing
from engine.instances.model import SUSPENDED, ProcessInstance
from engine.kernel.actor import Actor
from engine.processes.finishing import properties_of
from engine.processes.model import EventSubscription, Incident
from engine.scheduler.model import JobRow
from engine.scheduler.queries import jobs_of_instance
from engine.staff import queries as staff
from engine.tasks import queries as tasks
from engine.tasks.model import UserTask

TIMER, SERVICE = "timer", "service"
ALARMS = (WARN, DUE)
# More people than this are counted, not named.
MOST_PEOPLE = 30


@dataclass(frozen=True)
class Person:
    """Somebody who could act, and the candidate keys by which he could."""

    id: str
    name: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Wait:
    """Something a case waits for: a task, timer, message, signal, outside call, or a person.

    `element` is the id of the drawn element, `name` what the engine calls what is awaited.
    """

    kind: str
    element: str = ""
    name: str = ""
    task: UserTask | None = None
    at: datetime | None = None
    detail: str = ""


@dataclass(frozen=True)
class Ring:
    """Something that happens by itself at a moment, and who will hear of it."""

    kind: str
    at: datetime
    element: str = ""
    task: UserTask | None = None
    level: int = 0
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseAnswer:
    """Why a case stands where it stands, and what will move it."""

    waits: Sequence[Wait]
    rings: Sequence[Ring]
    ahead: Sequence[tuple[UserTask, Sequence[Prospect]]] = ()


@dataclass(frozen=True)
class TaskAnswer:
    """Why a task is the reader's or not, who else could act, and what goes on around it."""

    standing: Standing
    others: Sequence[Person]
    case: CaseAnswer
    ahead: Sequence[Prospect] = ()


def explain_task(
    uow: UnitOfWork, actor: Actor, task: UserTask, case: ProcessInstance
) -> TaskAnswer:
    """Return the answers about one task for one reader."""
    directory = staff.directory(uow.session)
    notes = tasks.notes_of(uow.session, case.id)
    found = rules.standing(task, actor, directory, notes, uow.now)
    keys = list(task.candidates or ())
    barred = _barred(uow, task, case)
    if actor.user_id == barred and found.kind in (rules.FREE, rules.MINE):
        found = replace(found, kind=rules.OWN_CASE)
    others = [one for one in people_of(uow, keys) if one.id not in (actor.user_id, barred)]
    is_ahead = task.is_open and case.is_live
    return TaskAnswer(
        standing=found,
        others=others if task.is_open else [],
        case=_answer(uow, case, with_ahead=False),
        ahead=prospects(uow, case, task) if is_ahead else [],
    )


def explain_case(uow: UnitOfWork, case: ProcessInstance) -> CaseAnswer:
    """Return the answers about one case."""
    return _answer(uow, case, with_ahead=case.is_live)


def _barred(uow: UnitOfWork, task: UserTask, case: ProcessInstance) -> str:
    """Return who must not decide because duties are separated."""
    is_separated = properties_of(uow, task).get("excludeStarter") == "true"
    return case.starter_id if is_separated else ""


def people_of(uow: UnitOfWork, keys: Iterable[str]) -> list[Person]:
    """Return the people behind candidate keys, by name."""
    found = rules.people_of(keys, staff.directory(uow.session), uow.now)
    users = staff.users_by_ids(uow.session, list(found)[:MOST_PEOPLE])
    people = [Person(one.id, one.name, tuple(found[one.id])) for one in users.values()]
    return sorted(people, key=lambda one: one.name)


def _answer(uow: UnitOfWork, case: ProcessInstance, *, with_ahead: bool) -> CaseAnswer:
    if not case.is_live:
        return CaseAnswer((), ())
    open_tasks = tasks.open_tasks_of(uow.session, case.id)
    jobs = jobs_of_instance(uow.session, case.id)
    ahead = [(task, prospects(uow, case, task)) for task in open_tasks] if with_ahead else []
    return CaseAnswer(_waits(uow, case, open_tasks, jobs), _rings(uow, open_tasks, jobs), ahead)


def _waits(
    uow: UnitOfWork, case: ProcessInstance, open_tasks: list[UserTask], jobs: list[JobRow]
) -> list[Wait]:
    session = uow.session
    stopped = [Wait("suspended")] if case.status == SUSPENDED else []
    failed = [
        Wait("incident", one.activity_id, one.activity_name, at=one.opened_at, detail=one.code)
        for one in open_incidents(session, case.id)
    ]
    waiting = [Wait("task", task.activity_id, task.name, task, task.due_at) for task in open_tasks]
    timers = [
        Wait(TIMER, str(job.payload.get("activity", "")), at=job.due_at)
        for job in jobs
        if job.kind == TIMER
    ]
    calls = [
        Wait(
            SERVICE,
            str(job.payload.get("activity", "")),
            str(job.payload.get("topic", "")),
            at=job.due_at,
            detail=str(job.retries - job.retries_left) if job.retries_left < job.retries else "",
        )
        for job in jobs
        if job.kind == SERVICE
    ]
    events = [
        Wait(one.kind, one.activity_id, one.name, at=one.created_at)
        for one in subscriptions_of(session, case.id)
    ]
    return [*stopped, *failed, *waiting, *calls, *timers, *events]


def _rings(uow: UnitOfWork, open_tasks: list[UserTask], jobs: list[JobRow]) -> list[Ring]:
    by_id = {task.id: task for task in open_tasks}
    matters = {row.id: row for row in _climbing(uow, jobs)}
    rings = []
    for job in jobs:
        if job.kind == TIMER:
            rings.append(Ring(TIMER, job.due_at, str(job.payload.get("activity", ""))))
        elif job.kind in ALARMS and job.ref in by_id:
            rings.append(_alarm(uow, job, by_id[job.ref]))
        elif job.kind == CLIMB and job.ref in matters:
            rings += _climb(uow, job, matters[job.ref], by_id)
    return sorted(rings, key=lambda ring: ring.at)


def _climbing(uow: UnitOfWork, jobs: list[JobRow]) -> list[Escalation]:
    climbing = [job for job in jobs if job.kind == CLIMB]
    if not climbing:
        return []
    rows = escalations_of(uow.session, climbing[0].instance_id or "")
    return [row for row in rows if row.is_alive]


def _climb(uow: UnitOfWork, job: JobRow, row: Escalation, by_id: dict[str, UserTask]) -> list[Ring]:
    """Return when a matter climbs and to whom; nothing for one whose work is over or at the top."""
    level, keys = next_told(uow, row)
    task = by_id.get(row.task_id or "")
    if not level or (row.task_id and task is None):
        return []
    return [Ring(CLIMB, job.due_at, row.activity_id or "", task, level, keys)]


def _alarm(uow: UnitOfWork, job: JobRow, task: UserTask) -> Ring:
    """Return an alarm of a task with those it will be told to."""
    if job.kind == WARN:
        keys = (f"user:{task.assignee_id}",) if task.assignee_id else tuple(task.candidates or ())
        return Ring(job.kind, job.due_at, task.activity_id, task, told=keys)
    level = int(job.payload.get("level", 1))
    rung = rung_of(str(job.payload.get("ladder") or task.ladder or ""), level)
    if rung is None:
        return Ring(job.kind, job.due_at, task.activity_id, task, level)
    directory = staff.directory(uow.session)
    told = who_is_told(rung, task.candidates or (), task.org_id, directory, uow.now)
    keys = (*told.groups, *(f"user:{user_id}" for user_id in told.users))
    return Ring(job.kind, job.due_at, task.activity_id, task, level, keys)


def open_incidents(session: Session, instance_id: str) -> list[Incident]:
    """Return the open incidents of a case, the oldest first."""
    statement = select(Incident).where(
        Incident.instance_id == instance_id, Incident.resolved_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Incident.opened_at)))


def subscriptions_of(session: Session, instance_id: str) -> list[EventSubscription]:
    """Return the messages and signals a case waits for, the oldest first."""
    statement = select(EventSubscription).where(EventSubscription.instance_id == instance_id)
    return list(session.scalars(statement.order_by(EventSubscription.created_at)))
