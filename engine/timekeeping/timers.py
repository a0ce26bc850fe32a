"""Timers a diagram draws with a limit: they move with calendars, limits and pauses by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from engine.kernel.feel import parse
from engine.processes.jobs import fire_timer
from engine.processes.limits import until_now
from engine.processes.rules import promise_pauses
from engine.scheduler.model import Job, Rearm
from engine.scheduler.queries import jobs_by_case
from engine.scheduler.service import NewJob, schedule_many
from engine.tasks.queries import open_tasks_of
from engine.timekeeping.events import TimerMoved
from engine.workflow.anchors import asks_for_working_time, moment_again

TIMER = "timer"
LOOK_AGAIN = timedelta(minutes=15)
# Why a timer that asks for working time keeps its moment whatever a calendar says.
REPEATS, UNKNOWN_DATA, UNWORKABLE = "repeats", "unknown_data", "unworkable"


@dataclass(frozen=True)
class Timed:
    """When a timer that asks for working time is due as things are now, or why nobody can say."""

    due_at: datetime | None
    reason: str = ""


def fire_when_due(uow: UnitOfWork, job: Job) -> Rearm | None:
    """Fire a timer, unless a calendar, a limit or a pause has moved it meanwhile."""
    instance = get_instance(uow.session, job.instance_id or "")
    timed = timed_anew(uow, instance, job.payload) if instance.is_live else None
    due_at = timed.due_at if timed else None
    if due_at is None or due_at <= uow.now:
        fire_timer(uow, job)
        return None
    # While somebody holds the clock it moves on and on; resuming sets it exactly.
    again = max(due_at, uow.now + LOOK_AGAIN) if _is_held(instance) else due_at
    return Rearm(again, job.kind, job.payload)


def rearm_timers(uow: UnitOfWork, cases: Sequence[ProcessInstance]) -> set[str]:
    """Set the drawn timers of cases anew; return the cases in which one moved.

    The caller holds their locks. A timer whose moment nobody can say anew keeps it.
    """
    jobs, moved = [], set[str]()
    rows = jobs_by_case(uow.session, [case.id for case in cases], TIMER)
    for case in cases:
        for job in rows.get(case.id, ()):
            timed = timed_anew(uow, case, job.payload)
            if timed is None or timed.due_at is None or timed.due_at == job.due_at:
                continue
            jobs.append(NewJob(TIMER, timed.due_at, case.id, job.ref, job.payload))
            moved.add(case.id)
            fact = TimerMoved(
                instance_id=case.id,
                activity_id=job.payload["activity"],
                old_due_at=job.due_at,
                new_due_at=timed.due_at,
            )
            uow.record(fact, SYSTEM)
    schedule_many(uow, jobs)
    return moved


def timed_anew(
    uow: UnitOfWork, instance: ProcessInstance, payload: Mapping[str, Any]
) -> Timed | None:
    """Return when a drawn timer is due as things are now; none when no calendar can move it.

    What its formula reads is kept beside the timer. One armed before that was so counts on
    only where its formula reads nothing.
    """
    formula = payload.get("formula") or _drawn_formula(uow, instance, payload)
    if not payload.get("armed_at") or not formula or not asks_for_working_time(formula):
        return None
    if payload.get("repeats"):
        return Timed(None, REPEATS)
    data = payload["data"] if "formula" in payload else _nothing_read(formula)
    if data is None:
        return Timed(None, UNKNOWN_DATA)
    armed_at = datetime.fromisoformat(payload["armed_at"])
    try:
        due_at = moment_again(formula, data, armed_at, _functions(uow, instance, armed_at))
    except UnknownPolicy:
        due_at = None
    return Timed(due_at, "" if due_at else UNWORKABLE)


def _functions(
    uow: UnitOfWork, instance: ProcessInstance, armed_at: datetime
) -> Mapping[str, Callable[..., Any]]:
    """Return what a diagram may ask of working time, as of the moment a timer was armed."""
    case = Case.of(instance.org_path, instance.variables or {})
    pauses = until_now(promise_pauses(_by_hand(instance)), uow.now)
    rules = current_rules(uow)
    return {
        "sla.due": lambda code: rules.due(code, armed_at, case, pauses),
        "sla.warn": lambda code, percent=80: rules.warn_at(
            code, armed_at, int(percent), case, pauses
        ),
    }


def _nothing_read(formula: str) -> dict[str, Any] | None:
    expression = parse(formula)
    return None if expression.names or expression.possible_names else {}


def timer_names(
    uow: UnitOfWork, instance: ProcessInstance, payload: Mapping[str, Any]
) -> tuple[str, str]:
    """Return what the diagram calls a timer, in Chinese and in English where it says so."""
    event = _event(uow, instance, payload)
    activity = str(payload.get("activity", ""))
    if event is None:
        return activity, ""
    return event.name or activity, event.extensions.properties.get("nameEn", "")


def _drawn_formula(uow: UnitOfWork, instance: ProcessInstance, payload: Mapping[str, Any]) -> str:
    """Return what the diagram says of a timer that keeps no formula itself."""
    event = _event(uow, instance, payload)
    found = [one.expression.text for one in event.definitions if one.expression] if event else []
    return found[0].strip() if found else ""


def _event(uow: UnitOfWork, instance: ProcessInstance, payload: Mapping[str, Any]) -> Event | None:
    for loaded in _involved(uow, instance):
        node = loaded.node_by_id.get(str(payload.get("activity", "")))
        if isinstance(node, Event):
            return node
    return None


def _involved(uow: UnitOfWork, instance: ProcessInstance) -> Iterator[Loaded]:
    """Yield the process of a case, then those it has called and that still wait for people."""
    own = store.load(uow.session, instance.definition_id)
    yield own
    tasks = open_tasks_of(uow.session, instance.id)
    for key in {task.definition_key for task in tasks} - {own.key}:
        called = definitions.latest_id(uow.session, key)
        if called is not None:
            yield store.load(uow.session, called)


def _by_hand(instance: ProcessInstance) -> list[Mapping[str, Any]]:
    return [pause for pause in instance.pauses or () if pause.get("by")]


def _is_held(instance: ProcessInstance) -> bool:
    return any(not pause.get("to") for pause in _by_hand(instance))
