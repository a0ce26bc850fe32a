"""When work is due, worked out anew; what leaders do about late work is in `acting`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.db import UnitOfWork
from engine.deadlines.rules import next_alarm
from engine.escalations.events import DueDateMoved, PromiseMoved
from engine.instances.model import ProcessInstance
from engine.kernel.actor import SYSTEM
from engine.processes.limits import Limit, current_limit, promised
from engine.scheduler.service import NewJob, schedule_many
from engine.tasks.model import UserTask
from engine.tasks.queries import open_tasks_of
from engine.tasks.service import sort_anew, task_facts

REDATE = "case.redate"


@dataclass(frozen=True)
class Moved:
    """A due moment that moved; without a task it is the promise of the case."""

    task: UserTask | None
    old_due_at: datetime | None
    new_due_at: datetime


def redate_case(uow: UnitOfWork, instance: ProcessInstance) -> list[Moved]:
    """Work out the due dates of a case's open tasks and its promise anew; return what moved.

    The caller holds the case's lock. Levels reached already stay reached.
    """
    tasks = {instance.id: open_tasks_of(uow.session, instance.id)}
    return redate_cases(uow, [instance], tasks)[instance.id]


def redate_cases(
    uow: UnitOfWork,
    cases: Sequence[ProcessInstance],
    open_tasks: Mapping[str, Sequence[UserTask]],
) -> dict[str, list[Moved]]:
    """Do for many cases what is done for one, with as few statements; return what moved in each."""
    jobs, found, dated = list[NewJob](), dict[str, list[Moved]](), list[UserTask]()
    for instance in cases:
        moved = found[instance.id] = _redate_promise(uow, instance)
        for task in open_tasks.get(instance.id, ()):
            limit = current_limit(uow, task, instance)
            if limit is None or (limit.due_at, limit.yellow_at) == (task.due_at, task.warn_at):
                continue
            if limit.due_at != task.due_at:
                moved.append(Moved(task, task.due_at, limit.due_at))
            _date(uow, task, limit)
            dated.append(task)
            alarm = next_alarm(uow.now, limit.due_at, limit.warnings, task.ladder or "E1")
            if alarm and task.ladder != "none":
                jobs.append(NewJob(alarm.kind, alarm.due_at, instance.id, task.id, alarm.payload))
    sort_anew(uow, dated)
    schedule_many(uow, jobs)
    return found


def _redate_promise(uow: UnitOfWork, instance: ProcessInstance) -> list[Moved]:
    old, new = instance.due_at, promised(uow, instance)
    if new is None or new == old:
        return []
    uow.store(instance, due_at=new)
    fact = PromiseMoved(
        instance_id=instance.id,
        business_key=instance.business_key,
        title=instance.title,
        old_due_at=old,
        new_due_at=new,
    )
    uow.record(fact, SYSTEM)
    return [Moved(None, old, new)]


def move_due_date(uow: UnitOfWork, task: UserTask, limit: Limit) -> None:
    """Give a task another due moment and say so."""
    _date(uow, task, limit)
    sort_anew(uow, [task])


def _date(uow: UnitOfWork, task: UserTask, limit: Limit) -> None:
    old = task.due_at
    uow.store(task, due_at=limit.due_at, warn_at=limit.yellow_at)
    if old is not None and old != limit.due_at:
        fact = DueDateMoved(**task_facts(task), old_due_at=old, new_due_at=limit.due_at)
        uow.record(fact, SYSTEM)
