"""When a task is due and when to warn: what the diagram says, in the calendar of the unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.deadlines.rules import Case, Pause, TimeRules
from engine.workflow import OpenedTask


@dataclass(frozen=True)
class TaskLimit:
    """The due time of a task, the moments to warn before it, and the ladder after it."""

    due_at: datetime | None = None
    warn_at: tuple[datetime, ...] = ()
    ladder: str = ""


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
        return TaskLimit(explicit, (_share(clock.now, explicit, 80),), ladder)
    if not code:
        return TaskLimit()
    case = Case.of(clock.org_path, {**clock.variables, **task.variables})
    start: datetime = clock.now
    pauses: Sequence[Pause] = ()
    if properties.get("slaFrom") == "instance":
        start, pauses = clock.started_at, clock.pauses
    policy = rules.policy(code, start.date(), case)
    return TaskLimit(
        rules.due(code, start, case, pauses, clock.now),
        tuple(rules.warnings(code, start, case, pauses, properties.get("warn") or None)),
        properties.get("escalation") or policy.ladder,
    )


def moment(value: datetime | timedelta | None, now: datetime) -> datetime | None:
    """Return the moment a due date or a duration from now means."""
    return now + value if isinstance(value, timedelta) else value


def _share(start: datetime, end: datetime, percent: int) -> datetime:
    return start + (end - start) * percent / 100
