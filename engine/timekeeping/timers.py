"""Timers a diagram draws with a limit: they move with calendars, limits and pauses by hand."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from bpmn.elements import Event
from engine.db import UnitOfWork
from engine.deadlines.rules import Case, UnknownPolicy
from engine.deadlines.service import current_rules
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.definitions.store import Loaded
from engine.instances.model import ProcessInstance
from engine.instances.queries import get_instance
from engine.kernel.actor import SYSTEM
from engine.processes.jobs import fire_timer
from engine.processes.limits import until_now
from engine.processes.rules import promise_pauses
from engine.scheduler.model import Job, Rearm
from engine.scheduler.queries import jobs_of_instance
from engine.scheduler.service import NewJob, schedule_many
from engine.tasks.queries import open_tasks_of
from engine.timekeeping.events import TimerMoved

TIMER = "timer"
# `sla.due("CODE")` and nothing else; what is reckoned further keeps its moment.
LIMIT = re.compile(r"""(?:=|\$\{)?\s*sla\.due\(\s*["']([\w.]+)["']\s*(?:,[^)]*)?\)\s*\}?""")
LOOK_AGAIN = timedelta(minutes=15)


def fire_when_due(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Fire a timer, unless a calendar, a limit or a pause has moved it meanwhile."""
    instance = get_instance(uow.session, job.instance_id or "")
    due_at = timer_due(uow, instance, job.payload) if instance.is_live else None
    if due_at is None or due_at <= uow.now:
        fire_timer(uow, job)
        return None
    # While somebody holds the clock it moves on and on; resuming sets it exactly.
    again = max(due_at, uow.now + LOOK_AGAIN) if _is_held(instance) else due_at
    return Rearm(again, job.kind, job.payload)


def rearm_timers(uow: UnitOfWork, instance: ProcessInstance) -> int:
    """Set the drawn timers of a case anew; return how many moved. The caller holds its lock."""
    jobs = []
    for job in jobs_of_instance(uow.session, instance.id):
        due_at = timer_due(uow, instance, job.payload) if job.kind == TIMER else None
        if due_at is None or due_at == job.due_at:
            continue
        jobs.append(NewJob(TIMER, due_at, instance.id, job.ref, job.payload))
        fact = TimerMoved(
            instance_id=instance.id,
            activity_id=job.payload["activity"],
            old_due_at=job.due_at,
            new_due_at=due_at,
        )
        uow.record(fact, SYSTEM)
    schedule_many(uow, jobs)
    return len(jobs)


def timer_due(
    uow: UnitOfWork, instance: ProcessInstance, payload: Mapping[str, Any]
) -> datetime | None:
    """Return when a drawn timer is due as things are now; none when it draws no limit."""
    armed_at, code = payload.get("armed_at"), _limit_of(uow, instance, payload)
    if not armed_at or code is None:
        return None
    case = Case.of(instance.org_path, instance.variables or {})
    pauses = until_now(promise_pauses(_by_hand(instance)), uow.now)
    try:
        return current_rules(uow).due(code, datetime.fromisoformat(armed_at), case, pauses)
    except UnknownPolicy:
        return None


def _limit_of(uow: UnitOfWork, instance: ProcessInstance, payload: Mapping[str, Any]) -> str | None:
    for loaded in _involved(uow, instance):
        node = loaded.node_by_id.get(str(payload.get("activity", "")))
        if isinstance(node, Event):
            texts = (one.expression.text for one in node.definitions if one.expression)
            return next(
                (found[1] for text in texts if (found := LIMIT.fullmatch(text.strip()))), None
            )
    return None


def _involved(uow: UnitOfWork, instance: ProcessInstance) -> Iterator[Loaded]:
    """Yield the process of a case, then those it has called and that still wait for people."""
    own = store.load(uow.session, instance.definition_id)
    yield own
    tasks = open_tasks_of(uow.session, instance.id)
    for key in {task.definition_key for task in tasks} - {own.key}:
        called = definitions.find_latest(uow.session, key)
        if called is not None:
            yield store.load(uow.session, called.id)


def _by_hand(instance: ProcessInstance) -> list[Mapping[str, Any]]:
    return [pause for pause in instance.pauses or () if pause.get("by")]


def _is_held(instance: ProcessInstance) -> bool:
    return any(not pause.get("to") for pause in _by_hand(instance))
