"""When a task is due and when to warn: what the diagram says, in the calendar of the unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.db import UnitOfWork
from engine.deadlines.rules import (
    Case,
    Pause,
    TimeRules,
    UnknownPolicy,
    due,
    warn_moments,
    yellow_moment,
)
from engine.deadlines.rules.days import local_date
from engine.deadlines.service import current_rules
from engine.definitions import queries as definitions
from engine.definitions import store
from engine.instances.model import ProcessInstance
from engine.processes import rules as cases
from engine.tasks.model import UserTask
from engine.workflow import OpenedTask


@dataclass(frozen=True)
class TaskLimit:
    """The due time of a task, the moments to warn before it, and the ladder after it."""

    due_at: datetime | None = None
    warn_at: tuple[datetime, ...] = ()
    ladder: str = ""
    yellow_at: datetime | None = None


@dataclass(frozen=True)
class Limit:
    """When a task is due and when to warn, worked out with all that is known now."""

    due_at: datetime
    warnings: tuple[datetime, ...]
    yellow_at: datetime | None = None


@dataclass(frozen=True)
class Span:
    """What a limit of an open task is reckoned from: code, start, case, pauses."""

    code: str
    start: datetime
    case: Case
    pauses: Sequence[Pause]
    warn: str | None = None


@dataclass(frozen=True)
class CaseClock:
    """What the limits of a case's tasks depend on."""

    now: datetime
    started_at: datetime
    org_path: str
    variables: Mapping[str, Any]
    pauses: Sequence[Pause]


def task_limit(rules: TimeRules, task: OpenedTask, clock: CaseClock) -> TaskLimit:
    """Return the limit of a task: a due date in the diagram wins over its `sla` property.

    `slaFrom="instance"` counts from the start of the case, without the case's pauses.
    """
    properties = task.properties
    explicit = moment(task.due, clock.now)
    code = properties.get("sla", "")
    if explicit is not None:
        ladder = properties.get("escalation", "E1")
        return TaskLimit(explicit, (drawn_warning(clock.now, explicit),), ladder)
    if not code:
        return TaskLimit()
    case = Case.of(clock.org_path, {**clock.variables, **task.variables})
    start: datetime = clock.now
    pauses: Sequence[Pause] = ()
    if properties.get("slaFrom") == "instance":
        start, pauses = clock.started_at, clock.pauses
    policy = rules.policy(code, start.date(), case)
    warnings = tuple(rules.warnings(code, start, case, pauses, properties.get("warn") or None))
    return TaskLimit(
        rules.due(code, start, case, pauses, clock.now),
        warnings,
        properties.get("escalation") or policy.ladder,
        rules.yellow_at(code, start, case, pauses) if policy.yellow_rule else None,
    )


def current_limit(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> Limit | None:
    """Return a task's limit as it is now.

    None when it has none, the diagram draws it, or somebody set the due moment by hand.
    """
    return None if task.dated_by_name else reckoned_limit(uow, task, instance)


def reckoned_limit(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> Limit | None:
    """Return a task's limit as it would be if nobody had set its due moment by hand."""
    span = span_of(uow, task, instance)
    if span is None:
        return None
    rules, pauses = current_rules(uow), until_now(span.pauses, uow.now)
    try:
        policy = rules.policy(span.code, local_date(span.start), span.case)
    except UnknownPolicy:
        return None
    calendar = rules.calendar(span.case.org_path, policy.calendar)
    due_at = due(policy, span.start, calendar, pauses)
    warnings = warn_moments(policy, span.start, calendar, pauses, span.warn)
    own = yellow_moment(policy, span.start, calendar, pauses) if policy.yellow_rule else None
    return Limit(due_at, tuple(warnings), own or min(warnings, default=None))


def span_of(uow: UnitOfWork, task: UserTask, instance: ProcessInstance) -> Span | None:
    """Return what an open task's limit is reckoned from; none when the diagram draws it.

    A limit of the case stands still with the promise; that of a task only when somebody
    stopped the clock by hand.
    """
    properties = _properties(uow, task) if task.sla_code else None
    if not task.sla_code or properties is None:
        return None
    variables = {**(instance.variables or {}), **(task.local_variables or {})}
    case, warn = Case.of(instance.org_path, variables), properties.get("warn") or None
    if properties.get("slaFrom") == "instance":
        pauses = cases.promise_pauses(instance.pauses)
        return Span(task.sla_code, instance.started_at, case, pauses, warn)
    stored = [pause for pause in instance.pauses or () if pause.get("by")]
    return Span(task.sla_code, task.created_at, case, cases.promise_pauses(stored), warn)


def promise_span(uow: UnitOfWork, instance: ProcessInstance) -> Span | None:
    """Return what the promise of a case is reckoned from; none when its process has none."""
    code = store.load(uow.session, instance.definition_id).facts.promise
    if not code:
        return None
    case = Case.of(instance.org_path, instance.variables or {})
    return Span(code, instance.started_at, case, cases.promise_pauses(instance.pauses))


def promised(uow: UnitOfWork, instance: ProcessInstance) -> datetime | None:
    """Return when the promise of a case ends as it is now; none when it has none."""
    span = promise_span(uow, instance)
    if span is None:
        return None
    pauses = until_now(span.pauses, uow.now)
    try:
        return current_rules(uow).due(span.code, span.start, span.case, pauses)
    except UnknownPolicy:
        return None


def until_now(pauses: Sequence[Pause], now: datetime) -> list[Pause]:
    """Return pauses with an open one ending now."""
    return [Pause(pause.from_at, pause.to_at or now) for pause in pauses]


def _properties(uow: UnitOfWork, task: UserTask) -> Mapping[str, str] | None:
    """Return what the diagram says of a task; none when it draws a due date itself."""
    loaded = store.load(uow.session, task.definition_id)
    if task.definition_key != loaded.key:
        called = definitions.latest_id(uow.session, task.definition_key)
        loaded = store.load(uow.session, called) if called else loaded
    node = loaded.node_by_id.get(task.activity_id)
    if node is None or node.extensions.camunda.get("dueDate"):
        return None
    return node.extensions.properties


def moment(value: datetime | timedelta | None, now: datetime) -> datetime | None:
    """Return the moment a due date or a duration from now means."""
    return now + value if isinstance(value, timedelta) else value


def drawn_warning(start: datetime, end: datetime) -> datetime:
    """Return when to warn before a due moment no limit stands behind."""
    return start + (end - start) * 80 / 100
