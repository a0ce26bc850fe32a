"""What is done about late work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from engine.db import UnitOfWork
from engine.deadlines.rules import Case, Pause, UnknownPolicy, next_alarm, stops_promise
from engine.deadlines.service import current_rules
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.escalations import queries
from engine.escalations.events import DueDateMoved, EscalationAcknowledged
from engine.instances.model import ProcessInstance
from engine.instances.queries import lock_instance
from engine.kernel.actor import SYSTEM, Actor, require
from engine.processes.rules import pauses_of
from engine.scheduler.service import NewJob, schedule_many
from engine.tasks.model import TaskCandidate, UserTask
from engine.tasks.queries import open_tasks_of
from engine.tasks.rules import sort_key
from engine.tasks.service import task_facts

REDATE = "case.redate"


@dataclass(frozen=True)
class Limit:
    """When a task is due and when to warn, worked out with all that is known now."""

    due_at: datetime
    warnings: tuple[datetime, ...]


def acknowledge_escalation(uow: UnitOfWork, actor: Actor, escalation_id: str) -> None:
    """Take an escalated matter up, so that everybody sees who has it."""
    escalation = queries.get_escalation(uow.session, escalation_id)
    if actor.user_id not in escalation.users and not actor.groups & set(escalation.groups):
        require(actor, "supervision:open", escalation.org_path)
    instance = lock_instance(uow, escalation.instance_id)
    escalation.acknowledge(actor.user_id, uow.now)
    uow.record(
        EscalationAcknowledged(
            instance_id=escalation.instance_id,
            escalation_id=escalation.id,
            task_id=escalation.task_id,
            level=escalation.level,
        ),
        actor,
    )
    instance.store_head(uow.chain_head(instance.id))


def redate_open_tasks(uow: UnitOfWork, org_path: str = "/") -> int:
    """Plan to work out anew all open due dates within a unit; return how many cases."""
    cases = queries.cases_with_limits(uow.session, org_path)
    schedule_many(uow, [NewJob(REDATE, uow.now, case, case) for case in cases])
    return len(cases)


def redate_case(uow: UnitOfWork, instance: ProcessInstance) -> int:
    """Work out the due dates of a case's open tasks anew; return how many have moved.

    The caller holds the case's lock. Levels reached already stay reached.
    """
    jobs = []
    for task in open_tasks_of(uow.session, instance.id):
        limit = current_limit(uow, task, instance)
        if limit is None or limit.due_at == task.due_at:
            continue
        move_due_date(uow, task, limit)
        alarm = next_alarm(uow.now, limit.due_at, limit.warnings, task.ladder or "E1")
        if alarm and task.ladder != "none":
            jobs.append(NewJob(alarm.kind, alarm.due_at, instance.id, task.id, alarm.payload))
    schedule_many(uow, jobs)
    return len(jobs)


def move_due_date(uow: UnitOfWork, task: UserTask, limit: Limit) -> None:
    """Give a task another due moment and say so."""
    old = task.due_at
    task.due_at = limit.due_at
    task.warn_at = limit.warnings[0] if limit.warnings else None
    uow.session.execute(
        update(TaskCandidate)
        .where(TaskCandidate.task_id == task.id)
        .values(sort_at=sort_key(limit.due_at))
    )
    if old is not None:
        fact = DueDateMoved(**task_facts(task), old_due_at=old, new_due_at=limit.due_at)
        uow.record(fact, SYSTEM)


def current_limit(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> Limit | None:
    """Return a task's limit as it is now; none when it has none or the diagram draws it."""
    properties = _properties(uow, task) if task.sla_code else None
    if not task.sla_code or properties is None:
        return None
    rules = current_rules(uow)
    case = Case.of(
        instance.org_path, {**(instance.variables or {}), **(task.local_variables or {})}
    )
    start, pauses = task.created_at, list[Pause]()
    if properties.get("slaFrom") == "instance":
        start, pauses = instance.started_at, _pauses(instance, uow.now)
    try:
        due_at = rules.due(task.sla_code, start, case, pauses)
    except UnknownPolicy:
        return None
    warn_rule = properties.get("warn") or None
    return Limit(due_at, tuple(rules.warnings(task.sla_code, start, case, pauses, warn_rule)))


def _pauses(instance: ProcessInstance, now: datetime) -> list[Pause]:
    counted = [each for each in instance.pauses or () if stops_promise(each["reason"])]
    return [Pause(pause.from_at, pause.to_at or now) for pause in pauses_of(counted)]


def _properties(uow: UnitOfWork, task: UserTask) -> Mapping[str, str] | None:
    """Return what the diagram says of a task; none when it draws a due date itself."""
    loaded = store.load(uow.session, task.definition_id)
    if task.definition_key != loaded.key:
        called = definitions.find_latest(uow.session, task.definition_key)
        loaded = store.load(uow.session, called.id) if called else loaded
    node = loaded.node_by_id.get(task.activity_id)
    if node is None or node.extensions.camunda.get("dueDate"):
        return None
    return node.extensions.properties
