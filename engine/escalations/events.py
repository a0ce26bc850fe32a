"""Facts about late work."""

from dataclasses import dataclass
from datetime import datetime

from engine.kernel.events import Event
from engine.tasks.events import TaskEvent


@dataclass(frozen=True, kw_only=True)
class TaskWarned(TaskEvent):
    """A task is soon due."""

    assignee_id: str | None
    candidates: tuple[str, ...]
    due_at: datetime
    ladder: str


@dataclass(frozen=True, kw_only=True)
class TaskOverdue(TaskEvent):
    """A task was not done in time; the first level heard of it."""

    assignee_id: str | None
    candidates: tuple[str, ...]
    due_at: datetime
    ladder: str
    groups: tuple[str, ...]
    users: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TaskEscalated(TaskEvent):
    """A late task reached a higher level."""

    assignee_id: str | None
    due_at: datetime
    ladder: str
    level: int
    groups: tuple[str, ...]
    users: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DueDateMoved(TaskEvent):
    """A task got another due moment, because of a pause or a calendar."""

    old_due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, kw_only=True)
class EscalationAcknowledged(Event):
    """Somebody took an escalated matter up."""

    instance_id: str
    escalation_id: str
    task_id: str
    level: int
